"""Where a command's shop comes from: a folder, or the program's own database."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from canyou.faces.cli.stop import Stop, note

if TYPE_CHECKING:
    from canyou.plan.planner import ShopPlan
    from canyou.shop.read import Reading
    from canyou.shop.records import Shop


@dataclass(frozen=True)
class Source:
    """A shop with its plan, and how old what is known of it is ("" where it was read just now)."""

    shop: Shop
    plan: ShopPlan
    age: str = ""


def read(folder: Path) -> Reading:
    """Read a folder by this machine's clock, good or bad."""
    from canyou.shop.read import read_folder

    return read_folder(folder, machine_now=int(time.time()))


def read_or_stop(folder: Path) -> Shop:
    """The shop of a folder; every problem on stderr and the end where there is one."""
    reading = read(folder)
    if reading.shop is None:
        raise Stop(str(problem) for problem in reading.problems)
    if count := len(reading.problems):
        note(f"({count} warning{'s' if count > 1 else ''}: `canyou check {folder}`)")
    return reading.shop


def planned(folder: Path | None) -> Source:
    """The shop and its plan, from a folder or, without one, from the program's own database."""
    if folder is None:
        return planned_from_database()
    shop = read_or_stop(folder)
    prepare()
    from canyou.plan.planner import make_plan

    return Source(shop, make_plan(shop))


def prepare() -> None:
    """Compile the planner's kernels, with a progress line, where no earlier run has left them."""
    from canyou.plan.kernels import cache_folder

    if not any(cache_folder().rglob("*.nbi")):
        from canyou.plan.compile import compile_kernels

        compile_kernels(note)


def planned_from_database() -> Source:
    """The shop that was imported last and its plan."""
    from canyou.faces.cli import program
    from canyou.faces.cli.moments import moment

    program.start()
    prepare()
    current = program.current()
    when = moment(current.imported_at, current.shop.timezone)
    return Source(current.shop, current.plan, f"as imported from {current.source} on {when}")
