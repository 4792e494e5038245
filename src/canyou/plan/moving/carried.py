"""What moving each operation would cost, carried from a plan to the one that has taken in a promise after it.

These prices only say where an attempt looks first; what an option moves and costs is reckoned from where everything
stands. So a plan that differs by a few steps begins with those of the plan before it, and has only what stands
elsewhere worked out; all of it is worked out anew behind the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from canyou.plan.kernels.arrays import Ints, Records
from canyou.plan.model import Row
from canyou.plan.moving.board import Floats

MOST_CHANGED = 0.25
"""Where a larger share stands elsewhere, nothing is carried over."""


@dataclass(frozen=True, eq=False)
class Carried:
    """The prices of one plan, by its rows."""

    rows: Sequence[Row]
    at: dict[int, int]
    """The index of each row, by its identity."""
    start: Ints
    end: Ints
    machine: Ints
    worth: Floats


_last: dict[bool, Carried] = {}


def remember(rows: Sequence[Row], placed: Records, break_promises: bool, worth: Floats) -> None:
    """Keep the prices that were worked out last."""
    _last[break_promises] = Carried(
        rows, dict(zip(map(id, rows), range(len(rows)), strict=True)), placed["start"][: len(rows)].copy(),
        placed["end"][: len(rows)].copy(), placed["machine"][: len(rows)].copy(), worth[: len(rows)].copy(),
    )  # fmt: skip


def carry(
    rows: Sequence[Row], ops: Records, placed: Records, break_promises: bool
) -> tuple[Floats, Ints] | None:
    """The prices as far as they are known, and the operations whose orders are new or stand elsewhere.

    None where the plan has little in common with the last one.
    """
    last = _last.get(break_promises)
    if last is None or not last.rows or not rows:
        return None
    at = np.fromiter(map(last.at.get, map(id, rows), repeat(-1)), np.int64, len(rows))
    n = len(rows)
    alike = (
        (at >= 0)
        & (last.start[at] == placed["start"][:n])
        & (last.end[at] == placed["end"][:n])
        & (last.machine[at] == placed["machine"][:n])
    )
    number = ops["order"][:n]
    changed = np.flatnonzero(np.isin(number, np.unique(number[~alike])))
    if len(changed) > MOST_CHANGED * n:
        return None
    return last.worth[at], changed
