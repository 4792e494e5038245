"""One run of the dispatcher over a model: fresh state in, placed operations out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from canyou.plan.kernels.arrays import (
    BUSY,
    CREW_STATE,
    FAR,
    INSIDE,
    MACHINE_STATE,
    NOBODY,
    PLACED,
    QUEUE,
    RESERVED,
    SLOT,
    USE,
    USED,
    Records,
    State,
    Uses,
    Work,
)  # fmt: skip
from canyou.plan.kernels.dispatch import run_shop
from canyou.plan.kernels.standing import reserved_ends
from canyou.plan.model import Model


@dataclass(frozen=True)
class Dispatched:
    """One run's result: where everything stands, and whether all could be placed."""

    placed: Records
    complete: bool


def unplaced(work: Work) -> Records:
    """Nothing placed yet."""
    placed = np.zeros(len(work.ops), PLACED)
    placed["start"] = placed["machine"] = placed["mode"] = -1
    placed["ready"] = work.ops["release"]
    placed["left"] = work.ops["preds"]
    return placed


def offsets(counts: np.ndarray) -> np.ndarray:
    """Where slices of so many entries begin, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)


def no_uses(model: Model) -> Uses:
    """No material taken yet; every part has room for all that may take it."""
    parts = len(model.part_index)
    off = offsets(np.bincount(model.work.mats["part"], minlength=parts))
    rows = np.zeros(parts, USED)
    rows["first"] = off[:-1]
    return Uses(rows, np.zeros(int(off[-1]), USE))


def fresh_state(model: Model) -> State:
    """The shop before the first decision: reservations known, everything else free from now on."""
    work = model.work
    ops, far, now = work.ops, int(FAR), model.shop.now_at
    machines = np.zeros(len(work.machines), MACHINE_STATE)
    machines["free"], machines["wake"], machines["best"] = now, far, -1
    fixed = np.flatnonzero((ops["fixed"] == RESERVED) & (ops["machine"] >= 0))
    fixed = fixed[np.lexsort((ops["at"][fixed], ops["machine"][fixed]))]
    blocks = np.zeros(len(fixed), BUSY)
    ends = np.zeros(len(fixed), np.int64)
    reserved_ends(work, fixed, ends)
    blocks["start"], blocks["end"] = ops["at"][fixed], ends
    block_off = offsets(np.bincount(ops["machine"][fixed], minlength=len(machines)))
    machines["block_next"], machines["block_end"] = block_off[:-1], block_off[1:]
    queues = np.zeros(len(work.centers), QUEUE)
    queue_off = offsets(np.bincount(work.modes["center"], minlength=len(queues)))
    queues["first"] = queue_off[:-1]
    crews = np.zeros(len(work.people), CREW_STATE)
    person_off = offsets(work.people)
    crews["person"], crews["person_end"] = person_off[:-1], person_off[1:]
    standing = ops["crew"][(ops["fixed"] != 0) & (ops["attended"] != NOBODY) & (ops["kind"] == INSIDE)]
    stand_off = offsets(np.bincount(standing, minlength=len(crews)))
    crews["stand"] = stand_off[:-1]
    room, count = int(queue_off[-1]), len(ops)
    return State(
        scalar=np.array([now, 0, 0], np.int64), machines=machines, blocks=blocks, queues=queues,
        waiting=np.zeros(room, SLOT), coming_at=np.zeros(room, np.int64), coming=np.zeros(room, np.int64),
        loose_at=np.zeros(count, np.int64), loose=np.zeros(count, np.int64), release=np.zeros(count, np.int64),
        crews=crews, person_free=np.full(int(person_off[-1]), now, np.int64),
        stands=np.zeros(int(stand_off[-1]), BUSY),
    )  # fmt: skip


def dispatch(model: Model, look_ahead: float, reach: float = 1.0) -> Dispatched:
    """Dispatch the firm orders by ATC with k = look_ahead; forecast and blanket ones wait for the gaps."""
    ops = model.work.ops
    placed = unplaced(model.work)
    placed["left"][model.after_firm] = FAR
    working = ops["processing"][ops["kind"] == INSIDE]
    scale = max(1.0, look_ahead * float(working.mean() if len(working) else 1.0))
    count = run_shop(model.work, no_uses(model), fresh_state(model), placed, model.running, scale, reach)
    return Dispatched(placed, count == len(ops) - len(model.after_firm))
