"""`canyou check DIR`: every problem of a shop folder at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.source import read
from canyou.faces.cli.stop import Stop, note

if TYPE_CHECKING:
    from canyou.shop.records import Shop


def check(
    folder: Path = typer.Argument(metavar="DIR", help="A shop folder."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """Read a shop folder and say every problem in it."""
    reading = read(folder)
    errors = [problem for problem in reading.problems if not problem.is_warning]
    warnings = [problem for problem in reading.problems if problem.is_warning]
    if as_json:
        rows = [
            {"file": p.file, "line": p.line, "column": p.column, "text": p.text, "is_warning": p.is_warning}
            for p in reading.problems
        ]
        print_document({"problems": rows, "counts": counts(reading.shop) if reading.shop else None})
    for problem in reading.problems:
        note(str(problem))
    if reading.shop is None:
        refused = f"{folder} is refused whole until {'it is' if len(errors) == 1 else 'they are'} mended"
        raise Stop(f"{counted(len(errors), 'problems')}: {refused}.")
    if not as_json:
        found = ", ".join(counted(count, what) for what, count in counts(reading.shop).items())
        print(f"{reading.shop.name}: {found}.")
        print(f"No problems{', ' + counted(len(warnings), 'warnings') if warnings else ''}.")


def counts(shop: Shop) -> dict[str, int]:
    """How much there is of what a planner counts a shop by."""
    return {
        "orders": len(shop.orders),
        "parts": len(shop.parts),
        "work_centers": len(shop.work_centers),
        "machines": sum(center.machines for center in shop.work_centers.values()),
        "routing_steps": sum(len(steps) for steps in shop.routings.values()),
        "customers": len(shop.customers),
    }


def counted(count: int, plural: str) -> str:
    """`1 order`, `2,000 routing steps`."""
    words = plural.replace("_", " ")
    return f"{count:,} {words.removesuffix('s') if count == 1 else words}"
