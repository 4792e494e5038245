"""`canyou learn EVENTS.csv DIR`: a shop folder out of nothing but a shop floor log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from canyou.faces.cli.check import counted
from canyou.faces.cli.document import print_document
from canyou.faces.cli.stop import Stop, note

if TYPE_CHECKING:
    from canyou.learn.learning import Learned


def learn(
    events: Path = typer.Argument(
        metavar="EVENTS.csv", help="The log: a row for each report of the shop floor."
    ),
    folder: Path = typer.Argument(
        metavar="DIR", help="A folder that is not there yet, is empty, or was learned."
    ),
    timezone: str = typer.Option("", "--timezone", help="The log's IANA time zone, like Europe/Berlin."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """Make a shop folder out of nothing but a shop floor log."""
    from canyou.learn.folder import Occupied, check_folder, write_learned
    from canyou.learn.learning import learn as learn_shop
    from canyou.learn.log import NoLog
    from canyou.shop.times import BadTime

    try:
        check_folder(folder)
        learned = learn_shop(events.read_bytes(), events.name, timezone)
    except (NoLog, Occupied) as wrong:
        raise Stop(str(wrong)) from None
    except BadTime as bad:
        raise Stop(f"--timezone: {bad} ({timezone}).") from None
    write_learned(learned.shop, folder, events.name)
    if as_json:
        print_document(document(learned))
    else:
        print("\n".join(lines(learned, folder)))
    for problem in learned.problems:
        note(problem)


def document(learned: Learned) -> dict[str, Any]:
    """What was found, as the contract has it."""
    from canyou.shop.spread import rows_of

    return {
        "work_centers": len(learned.shop.work_centers),
        "parts": learned.parts,
        "rows": {
            "read": learned.rows.read,
            "used": learned.rows.used,
            "dropped": dict(sorted(learned.rows.dropped.items())),
            "noted": dict(sorted(learned.rows.noted.items())),
        },
        "spread": rows_of(learned.spread),
        "rework": [{"part": part, "share_of_orders": share} for part, share in learned.rework_rate.items()],
        "scrap": [
            {"work_center": center, "share_of_pieces": share} for center, share in learned.scrap_rate.items()
        ],
        "problems": list(learned.problems),
    }


def lines(learned: Learned, folder: Path) -> list[str]:
    """What was found, to read."""
    from canyou.faces.cli.moments import day, local
    from canyou.faces.cli.table import emphasis, table

    shop, rows = learned.shop, learned.rows
    now = local(shop.now_at, shop.timezone)
    open_orders = sum(order.state == "open" for order in shop.orders.values())
    running = sum(row.state == "running" for row in shop.progress.values())
    under_way = f"{counted(open_orders, 'orders')} under way and {counted(running, 'steps')} running"
    found = {
        "work_centers": len(shop.work_centers),
        "machines": sum(center.machines for center in shop.work_centers.values()),
        "parts": learned.parts,
        "orders": len(shop.orders),
    }
    shown = [
        f"{folder}: {', '.join(counted(count, what) for what, count in found.items())}.",
        f"The log ends on {day(now)} {now.year} at {now:%H:%M}, with {under_way}.",
        f"Rows: {rows.read:,} read, {rows.used:,} used.",
    ]
    shown += [f"  {count:,} dropped: {reason}" for reason, count in sorted(rows.dropped.items())]
    shown += [f"  {count:,} used with care: {reason}" for reason, count in sorted(rows.noted.items())]
    hours = {
        name: sum(row.end_minute - row.start_minute for row in week) / 60
        for name, week in shop.calendars.items()
    }
    body = []
    for center in shop.work_centers.values():
        one = learned.spread.of(center.work_center)
        body.append([
            center.work_center, str(center.machines), f"{hours[center.calendar]:.0f}",
            f"{one.median_ratio:.2f}" if one.count else "", f"{one.p90_ratio:.2f}" if one.count else "",
            str(one.count) if one.count else "",
        ])  # fmt: skip
    shown += ["", emphasis("Work centers; spread: actual over typical duration, usual and one in ten above")]
    shown += table(
        ["WORK CENTER", "MACHINES", "HOURS A WEEK", "USUAL", "1 IN 10", "STEPS"], body, right=(1, 2, 3, 4, 5)
    )
    shown += ["", f"Next: canyou check {folder}; canyou plan {folder}"]
    return shown
