"""`canyou calibrate PROMISES.csv`: how far a stated chance could have been believed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.stop import WRONG_USAGE, Stop, note

if TYPE_CHECKING:
    from canyou.calibrate.calibration import Calibration


def calibrate(
    promises: Path = typer.Argument(
        metavar="PROMISES.csv", help="Old promises: promise,due,kept, and what was known of each."
    ),
    features: str = typer.Option(
        None, "--features", help="Columns that may serve, with commas between; none: ''. Default: all others."
    ),
    timezone: str = typer.Option("UTC", "--timezone", help="The file's IANA time zone, like Europe/Berlin."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """Judge stated chances by old promises, each forecast from nothing but the earlier ones."""
    from canyou.calibrate.book import read_promises
    from canyou.calibrate.calibration import calibrate as judge
    from canyou.calibrate.words import calibration_document
    from canyou.shop.times import BadTime, zone_of

    try:
        zone = zone_of(timezone)
    except BadTime as bad:
        raise Stop(f"--timezone: {bad} ({timezone}).", status=WRONG_USAGE) from None
    reading = read_promises(promises.read_bytes(), promises.name, zone)
    for problem in reading.problems:
        note(str(problem))
    if reading.book is None:
        raise Stop(f"{promises} is refused whole until it is mended.")
    only = None if features is None else [name.strip() for name in features.split(",") if name.strip()]
    try:
        found = judge(reading.book, only)
    except ValueError as wrong:
        raise Stop(f"--features: {wrong}.", status=WRONG_USAGE) from None
    if as_json:
        print_document(calibration_document(found))
    else:
        print("\n".join(lines(found)))


def lines(found: Calibration) -> list[str]:
    """The words, and what was said beside what was."""
    from canyou.calibrate.words import compared, in_words, percent, reasons
    from canyou.faces.cli.table import emphasis, table, wrapped

    if found.brier is None or found.said is None or found.was is None:
        return wrapped(in_words(found), "")
    judged = (
        f"{found.used:,} of {found.promises:,} promises judged, each from those that were over before it."
    )
    off = f"what was said is off by {100 * (found.calibration_error or 0.0):.1f} points on average."
    shown = [
        *wrapped(judged, ""),
        *wrapped(f"{percent(found.was)} were kept where {percent(found.said)} was said; {off}", ""),
        *wrapped(compared(found), ""),
        *wrapped(f"Told apart by: {', '.join(found.features) or 'nothing but their dates'}.", ""),
        "",
        emphasis("What was said, and what was kept"),
        *table(
            ["SAID", "KEPT", "PROMISES"],
            [[percent(one.said), percent(one.was), f"{one.n:,}"] for one in found.bins],
            right=(0, 1, 2),
        ),
    ]
    why = reasons(found)
    if why:
        shown += ["", emphasis("Not judged")]
        for one in why:
            shown += wrapped(one.removeprefix("Not judged: "), "  ", "- ")
    return shown
