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
        count = len(errors)
        raise Stop(
            f"{count} problem{'' if count == 1 else 's'}: {folder} is refused whole until they are mended."
        )
    if not as_json:
        found = ", ".join(
            f"{count:,} {what.replace('_', ' ')}" for what, count in counts(reading.shop).items()
        )
        print(f"{reading.shop.name}: {found}.")
        print(f"It can be planned; {len(warnings)} warnings stand above." if warnings else "No problems.")


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
