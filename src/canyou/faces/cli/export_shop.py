"""`canyou export DIR`: the database's shop as a folder, the plan in it as reservations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from canyou.faces.cli.stop import Stop

if TYPE_CHECKING:
    from canyou.plan.result import Plan
    from canyou.shop.records import Shop


def export_shop(
    folder: Path = typer.Argument(metavar="DIR", help="A folder that is not there yet, or is empty."),
    overwrite: bool = typer.Option(False, "--overwrite", help="Write over the shop folder that is there."),
) -> None:
    """Write the database's shop as a folder.

    The plan goes along as reservations, so that an import of it plans the same.
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
    from canyou.shop.write import write_folder

    folder.mkdir(parents=True, exist_ok=True)
    write_folder(with_reservations(current.shop, current.plan), folder)
    print(f"{current.shop.name}, as of import {current.version}, is in {folder}.")


def with_reservations(shop: Shop, plan: Plan) -> Shop:
    """The shop with every step on a machine where the plan has it; what was pinned stays pinned."""
    from canyou.shop.records import Reservation

    pinned = {(r.order, r.part, r.step, r.lot): r for r in shop.reservations if r.pinned}
    standing = []
    for op in plan.operations:
        if op.work_center is None:
            continue
        before = pinned.get((op.order, op.part, op.step, op.lot))
        standing.append(
            Reservation(
                order=op.order,
                part=op.part,
                step=op.step,
                lot=op.lot,
                quantity=op.quantity,
                work_center=op.work_center,
                machine=op.machine,
                start_at=op.start_at,
                end_at=op.end_at,
                pinned=before is not None,
                reason=before.reason if before else "",
            )
        )
    return replace(shop, reservations=tuple(standing))
