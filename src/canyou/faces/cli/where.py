"""`canyou where [DIR] TEXT`: where an order is, in a sentence to read out on the phone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.source import planned
from canyou.faces.cli.stop import WRONG_USAGE, Stop

if TYPE_CHECKING:
    from canyou.plan.where import Found


def where(
    words: list[str] = typer.Argument(
        metavar="[DIR] TEXT",
        help="A shop folder (without one, the database), then an order, the customer's purchase order, "
        "a part number of yours or theirs, or a name.",
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """Say where an order is, in a sentence to read out."""
    *folders, text = words
    if len(folders) > 1 or not text.strip():
        raise Stop(
            'Give a folder and one text: `canyou where DIR "valve body"`, with quotes where it has spaces.',
            WRONG_USAGE,
        )
    source = planned(Path(folders[0]) if folders else None)
    from canyou.plan.where import where as find
    from canyou.plan.where import where_document

    found = find(source.plan, text)
    if as_json:
        print_document(where_document(found))
        return
    if source.age:
        print(f"({source.age[0].upper()}{source.age[1:]}.)\n")
    print("\n".join(lines(found, text)))


def lines(found: list[Found], text: str) -> list[str]:
    """Each order by its name, with the sentence about it."""
    from canyou.faces.cli.table import emphasis, wrapped

    if not found:
        return [f"No order, purchase order, part or customer is called anything like “{text}”."]
    shown: list[str] = []
    for item in found:
        whom = f", {item.customer_name}" if item.customer_name else ""
        shown += [emphasis(f"{item.order}{whom}"), *wrapped(item.sentence, "  ")]
    return shown
