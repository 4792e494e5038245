"""`canyou backup FILE` and `canyou restore FILE`: everything in the database, out and in again."""

from __future__ import annotations

from pathlib import Path

import typer

from canyou.faces.cli.stop import Stop


def backup(
    file: Path = typer.Argument(metavar="FILE", help="Where to; what is there is written over."),
) -> None:
    """Write everything in the database into one file.

    While the program runs; the file is there whole or not at all.
    """
    if file.is_dir():
        raise Stop(f"{file} is a folder; a backup is one file.")
    from canyou.faces.cli import program

    program.start()
    from canyou.floor.backup import back_up

    saved = back_up(file)
    print(f"{saved.rows} rows of {saved.tables} tables are in {file}.")


def restore(
    file: Path = typer.Argument(metavar="FILE", help="A file that `canyou backup` wrote."),
    replace: bool = typer.Option(False, "--replace", help="Put it in the place of what is in the database."),
) -> None:
    """Put everything back as a backup has it.

    Whole or not at all; the program may go on running.
    """
    if not file.is_file():
        raise Stop(f"{file} is not there.")
    from canyou.faces.cli import program

    program.start()
    from canyou.floor.backup import BadBackup
    from canyou.floor.backup import restore as put_back
    from canyou.floor.models import FloorShop

    if not replace and FloorShop.objects.exists():
        raise Stop("The database holds a shop already; --replace puts the backup in its place.")
    try:
        saved = put_back(file)
    except BadBackup as problem:
        raise Stop([str(problem), "Nothing was changed."]) from None
    print(f"{saved.rows} rows of {saved.tables} tables are back from {file}.")
