"""`canyou export DIR`: the database's shop as a folder, the plan in it as reservations."""

from __future__ import annotations

from pathlib import Path

import typer

from canyou.faces.cli.stop import Stop


def export_shop(
    folder: Path = typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty."),
    overwrite: bool = typer.Option(False, "--overwrite", help="Write over the shop folder that is there."),
    clock_runs: bool = typer.Option(
        False, "--clock-runs", help="Leave the clock running; a plan of it then begins when it is made."
    ),
) -> None:
    """Write the database's shop as a folder.

    The plan goes along as reservations and the clock stands still, so that an import of it plans the same.
    """
    if folder.exists() and not folder.is_dir():
        raise Stop(f"{folder} is a file; an export needs a folder.")
    if (folder / "shop.toml").exists() and not overwrite:
        raise Stop(f"{folder} already holds a shop; name another folder, or --overwrite it.")
    from canyou.faces.cli import program
    from canyou.faces.cli.source import prepare

    program.start()
    prepare()
    current = program.current()
    from canyou.floor.export import exported
    from canyou.shop.write import write_folder

    shop = exported(fix_clock=not clock_runs)
    folder.mkdir(parents=True, exist_ok=True)
    write_folder(shop, folder)
    print(f"{current.shop.name}, as of import {current.version}, is in {folder}.")
