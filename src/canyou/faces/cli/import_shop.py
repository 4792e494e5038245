"""`canyou import DIR`: a shop folder into the program's own database, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import typer

from canyou.faces.cli.document import print_document
from canyou.faces.cli.stop import Stop, note


def import_shop(
    folder: Path = typer.Argument(metavar="DIR", help="A shop folder."),
    source: str = typer.Option(
        "", help='Where it comes from, in words, to stand beside every answer ("ERP, 06:00").'
    ),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """Load a shop folder into the database.

    Whole or not at all, again and again; each import is kept as a dated snapshot.
    """
    from canyou.faces.cli import program

    program.start()
    from canyou.floor.imports import RefusedImport, import_folder

    try:
        done = import_folder(folder, source=source)
    except RefusedImport as refused:
        raise Stop([*map(str, refused.problems), "Nothing was changed."]) from None
    snapshot = done.snapshot
    for problem in done.warnings:
        note(str(problem))
    if as_json:
        print_document({"import": snapshot.number, "changed": snapshot.changed, "source": snapshot.source})
    elif snapshot.changed:
        print(f"Import {snapshot.number} of {snapshot.source} is in the database.")
    else:
        print(f"Import {snapshot.number} of {snapshot.source}: nothing has changed since the one before.")
