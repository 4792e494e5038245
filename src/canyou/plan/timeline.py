"""What a plan takes of machines, crews and materials, ready for something to be placed into its gaps."""

from __future__ import annotations

import numpy as np

from canyou.plan.kernels.arrays import (
    BUSY,
    FAR,
    INSIDE,
    LANE,
    MANNED,
    NOBODY,
    USE,
    USED,
    Records,
    Timeline,
    Uses,
)
from canyou.plan.model import Model

ROOM = 64
"""Entries a machine, crew or part keeps free in a plan's timeline, for what is placed into it later."""


def timeline_of(model: Model, placed: Records) -> Timeline:
    """The taken time of every machine and crew, with room for what is not placed yet and a little more."""
    work = model.work
    ops, crews = work.ops, len(work.people)
    to_come = (placed["start"] < 0) & (ops["kind"] == INSIDE)
    modes = work.modes[to_come[work.modes["op"]]]
    room = ROOM + np.bincount(modes["center"], minlength=len(work.centers))[work.machines["center"]]
    manned_room = ROOM + np.bincount(ops["crew"][to_come & (ops["attended"] != NOBODY)], minlength=crews)
    on = np.flatnonzero((ops["kind"] == INSIDE) & (placed["start"] >= 0))
    on = on[np.lexsort((placed["end"][on], placed["start"][on], placed["machine"][on]))]
    size, off, to = spread(placed["machine"][on], len(model.work.machines), room)
    lanes, busy = np.zeros(len(size), LANE), np.zeros(int(off[-1]), BUSY)
    lanes["first"], lanes["size"] = off[:-1], size
    busy["start"][to], busy["end"][to] = placed["start"][on], placed["end"][on]
    steps = []
    for w in range(crews):
        mine = np.flatnonzero((ops["crew"] == w) & (ops["attended"] != NOBODY) & (placed["start"] >= 0))
        mine = mine[placed["until"][mine] > placed["start"][mine]]
        moments = np.concatenate(([-int(FAR)], placed["start"][mine], placed["until"][mine]))
        change = np.repeat((0, 1, -1), (1, len(mine), len(mine)))
        at, which = np.unique(moments, return_inverse=True)
        steps.append((at, np.cumsum(np.bincount(which, weights=change).astype(np.int64))))
    crew_size = np.array([len(at) for at, _ in steps], np.int64)
    crew_off = np.concatenate(([0], np.cumsum(crew_size + 2 * manned_room))).astype(np.int64)
    people, manned = np.zeros(crews, LANE), np.zeros(int(crew_off[-1]), MANNED)
    people["first"], people["size"] = crew_off[:-1], crew_size
    for first, (at, count) in zip(crew_off, steps, strict=False):
        manned["at"][first : first + len(at)], manned["busy"][first : first + len(at)] = at, count
    return Timeline(lanes, busy, people, manned)


def spread(key: np.ndarray, keys: int, room: int | np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(size, offsets, place of each entry) of entries sorted by key, with room behind each key's slice."""
    size = np.bincount(key, minlength=keys).astype(np.int64)
    off = np.concatenate(([0], np.cumsum(size + room))).astype(np.int64)
    first = np.concatenate(([0], np.cumsum(size)))[:-1]
    return size, off, np.arange(len(key)) - first[key] + off[:-1][key]


def uses_of(model: Model, placed: Records) -> Uses:
    """What the placed operations take of each part, by time, with room for what is not placed yet."""
    ops, mats = model.work.ops, model.work.mats
    owner = np.repeat(np.arange(len(ops)), ops["mat_end"] - ops["mat"])
    room = ROOM + np.bincount(mats["part"][placed["start"][owner] < 0], minlength=len(model.part_index))
    x = np.flatnonzero(placed["start"][owner] >= 0)
    at = placed["start"][owner[x]]
    order = np.lexsort((at, mats["part"][x]))
    x, at = x[order], at[order]
    size, off, to = spread(mats["part"][x], len(model.part_index), room)
    parts, rows = np.zeros(len(size), USED), np.zeros(int(off[-1]), USE)
    parts["first"], parts["count"] = off[:-1], size
    rows["at"][to], rows["quantity"][to] = at, mats["quantity"][x]
    return Uses(parts, rows)


def copy_timeline(line: Timeline) -> Timeline:
    return Timeline(line.machines.copy(), line.busy.copy(), line.crews.copy(), line.manned.copy())


def copy_uses(uses: Uses) -> Uses:
    return Uses(uses.parts.copy(), uses.rows.copy())


def room_in(line: Timeline) -> int:
    """How many more operations every machine and every crew has entries for."""
    room = int(FAR)
    for lanes, entries, each in ((line.machines, line.busy, 1), (line.crews, line.manned, 2)):
        if len(lanes):
            ends = np.append(lanes["first"][1:], len(entries))
            room = min(room, int((ends - lanes["first"] - lanes["size"]).min()) // each)
    return room


def with_room(line: Timeline, operations: int) -> Timeline:
    """The same occupation with entries for so many more operations on every machine and crew."""
    machines, busy = spaced(line.machines, line.busy, operations)
    crews, manned = spaced(line.crews, line.manned, 2 * operations)
    return Timeline(machines, busy, crews, manned)


def spaced(lanes: Records, entries: Records, room: int) -> tuple[Records, Records]:
    """Lanes with so many free entries behind each."""
    off = np.concatenate(([0], np.cumsum(lanes["size"] + room))).astype(np.int64)
    moved, out = lanes.copy(), np.zeros(int(off[-1]), entries.dtype)
    moved["first"] = off[:-1]
    for was, now in zip(lanes, moved, strict=True):
        size = int(was["size"])
        out[now["first"] : now["first"] + size] = entries[was["first"] : was["first"] + size]
    return moved, out
