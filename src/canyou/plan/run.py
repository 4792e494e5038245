"""One run of the dispatcher over a model: fresh state in, placed operations out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from canyou.plan.kernels.arrays import FAR, RESERVED, Placed
from canyou.plan.kernels.dispatch import State, run_shop
from canyou.plan.kernels.material import Uses
from canyou.plan.model import Model


def empty_placed(count: int) -> Placed:
    nowhere = np.full(count, -1, np.int64)
    return Placed(*(nowhere.copy() for _ in range(4)), np.zeros(count, np.int64), np.zeros(count, np.int64))


def empty_uses(model: Model, room: int = 0) -> Uses:
    """No material taken yet; every part has room for all operations of the model and so many more uses."""
    parts = len(model.part_index)
    counts = np.bincount(model.ops.mat_part, minlength=parts) + room if parts else np.zeros(0, np.int64)
    off = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    size = int(off[-1])
    return Uses(off, np.zeros(size, np.int64), np.zeros(size, np.int64), np.zeros(parts, np.int64))


def fresh_state(model: Model) -> State:
    ops, modes, centers = model.ops, model.modes, model.centers
    machines, crews = len(centers.of_machine), len(centers.people)
    far = int(FAR)
    center_count = len(centers.machine_off) - 1
    queue_off = np.concatenate(([0], np.cumsum(np.bincount(modes.center, minlength=center_count)))).astype(np.int64)
    blocks: list[list[tuple[int, int]]] = [[] for _ in range(machines)]
    for i in np.flatnonzero(ops.fixed == RESERVED):
        if ops.machine[i] >= 0:
            blocks[ops.machine[i]].append((int(ops.at[i]), int(model.reserved_end[i])))
    block_off = np.concatenate(([0], np.cumsum([len(b) for b in blocks]))).astype(np.int64)
    flat = np.array([span for b in blocks for span in sorted(b)], np.int64).reshape(-1, 2)
    person_off = np.concatenate(([0], np.cumsum(centers.people))).astype(np.int64)
    standing = ops.crew[(ops.fixed != 0) & (ops.crew >= 0)]
    stand_off = np.concatenate(([0], np.cumsum(np.bincount(standing, minlength=crews)))).astype(np.int64)
    ints = lambda n, value=0: np.full(n, value, np.int64)  # noqa: E731
    now = model.shop.now_at
    return State(
        now=ints(1, now), free=ints(machines, now), wake=ints(machines, far),
        block_off=block_off, block_start=np.ascontiguousarray(flat[:, 0]),
        block_end=np.ascontiguousarray(flat[:, 1]), block_next=block_off[:-1].copy(),
        person_off=person_off, person_free=ints(int(person_off[-1]), now),
        stand_off=stand_off, stand_size=ints(crews), stand_start=ints(int(stand_off[-1])),
        stand_end=ints(int(stand_off[-1])), queue_off=queue_off,
        waiting=ints(int(queue_off[-1])), waiting_size=ints(center_count),
        coming_at=ints(int(queue_off[-1])), coming=ints(int(queue_off[-1])), coming_size=ints(center_count),
        loose_at=ints(len(ops.kind)), loose=ints(len(ops.kind)), loose_size=ints(1),
        release=ints(len(ops.kind)), release_size=ints(1), left=ops.preds.copy(), mode=ints(len(ops.kind), -1),
        best=ints(machines, -1), best_mode=ints(machines), best_index=np.zeros(machines),
    )  # fmt: skip


@dataclass(frozen=True)
class Dispatched:
    """One run's result: where everything stands, the mode chosen for each, and whether all could be placed."""

    placed: Placed
    chosen: np.ndarray
    complete: bool


def dispatch(model: Model, look_ahead: float, reach: float = 1.0) -> Dispatched:
    """Dispatch the firm orders by ATC with k = look_ahead; forecast and blanket ones wait for the gaps."""
    ops = model.ops
    placed = empty_placed(len(ops.kind))
    placed.ready[:] = ops.release
    state = fresh_state(model)
    waits = model.after_firm
    state.left[waits] = FAR
    working = model.ops.processing[ops.kind == 0]
    scale = max(1.0, look_ahead * float(working.mean() if len(working) else 1.0))
    count = run_shop(
        ops, model.modes, model.centers, model.hours, model.supply, empty_uses(model), state, placed,
        model.running, scale, reach,
    )  # fmt: skip
    return Dispatched(placed, state.mode, count == len(ops.kind) - len(waits))
