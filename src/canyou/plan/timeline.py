"""What a plan takes of machines, crews and materials, ready for something to be placed into its gaps."""

from __future__ import annotations

import numpy as np

from canyou.plan.kernels.arrays import FAR, INSIDE, NOBODY, Placed
from canyou.plan.kernels.material import Uses
from canyou.plan.kernels.placing import Timeline
from canyou.plan.model import Model


def timeline_of(model: Model, placed: Placed, room: int) -> Timeline:
    """The taken time of every machine and crew, with room for so many more entries on each."""
    ops, centers = model.ops, model.centers
    machines, crews = len(centers.of_machine), len(centers.people)
    on = np.flatnonzero((ops.kind == INSIDE) & (placed.start >= 0))
    on = on[np.lexsort((placed.end[on], placed.start[on], placed.machine[on]))]
    off, size, start, end = slices(placed.machine[on], machines, (placed.start[on], placed.end[on]), room)
    crew_at, crew_busy = [], []
    for w in range(crews):
        mine = np.flatnonzero((ops.crew == w) & (ops.attended != NOBODY) & (placed.start >= 0))
        mine = mine[placed.until[mine] > placed.start[mine]]
        moments = np.concatenate(([-int(FAR)], placed.start[mine], placed.until[mine]))
        change = np.concatenate(([0], np.ones(len(mine), np.int64), -np.ones(len(mine), np.int64)))
        at, which = np.unique(moments, return_inverse=True)
        busy = np.cumsum(np.bincount(which, weights=change).astype(np.int64))
        crew_at.append(at)
        crew_busy.append(busy)
    crew_size = np.array([len(a) for a in crew_at], np.int64)
    crew_off = np.concatenate(([0], np.cumsum(crew_size + 2 * room))).astype(np.int64)
    at_all, busy_all = np.zeros(int(crew_off[-1]), np.int64), np.zeros(int(crew_off[-1]), np.int64)
    for w in range(crews):
        at_all[crew_off[w] : crew_off[w] + crew_size[w]] = crew_at[w]
        busy_all[crew_off[w] : crew_off[w] + crew_size[w]] = crew_busy[w]
    return Timeline(off, size, start, end, crew_off, crew_size, at_all, busy_all)


def slices(
    key: np.ndarray, keys: int, columns: tuple[np.ndarray, ...], room: int
) -> tuple[np.ndarray, ...]:
    """Columns sorted by key, laid out with room behind each key's slice: (off, size, *columns)."""
    size = np.bincount(key, minlength=keys).astype(np.int64)
    off = np.concatenate(([0], np.cumsum(size + room))).astype(np.int64)
    first = np.concatenate(([0], np.cumsum(size)))[:-1]
    to = np.arange(len(key)) - first[key] + off[key]
    out = []
    for column in columns:
        wide = np.zeros(int(off[-1]), np.int64)
        wide[to] = column
        out.append(wide)
    return off, size, *out


def uses_of(model: Model, placed: Placed, room: int) -> Uses:
    """What the placed operations take of each part, by time, with room for so many more uses of each."""
    ops, parts = model.ops, len(model.part_index)
    owner = np.repeat(np.arange(len(ops.kind)), np.diff(ops.mat_off))
    x = np.flatnonzero(placed.start[owner] >= 0)
    at = placed.start[owner[x]]
    order = np.lexsort((at, ops.mat_part[x]))
    x, at = x[order], at[order]
    off, size, when, quantity = slices(ops.mat_part[x], parts, (at, ops.mat_quantity[x]), room)
    return Uses(off, when, quantity, size)


def copy_timeline(line: Timeline) -> Timeline:
    return Timeline(line.off, line.size.copy(), line.start.copy(), line.end.copy(), line.crew_off,
                    line.crew_size.copy(), line.crew_at.copy(), line.crew_busy.copy())  # fmt: skip


def copy_uses(uses: Uses) -> Uses:
    return Uses(uses.off, uses.at.copy(), uses.quantity.copy(), uses.count.copy())
