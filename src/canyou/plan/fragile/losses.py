"""What can be lost for some days: a machine, several machines at once, or a supplier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from canyou.plan.kernels.arrays import INSIDE, OUTSIDE, RUNNING, Ints
from canyou.plan.model import Model
from canyou.plan.planner import ShopPlan
from canyou.shop.opentime import DAY, zone
from canyou.shop.records import Downtime, Instant, Receipt, Shop

REASON = "lost"


@dataclass(frozen=True, slots=True)
class Loss:
    """Machines (work center and number, None: all of them) or a supplier, gone from now until a moment."""

    until_at: Instant
    machines: tuple[tuple[str, int | None], ...] = ()
    supplier: str = ""


def moment_after(shop: Shop, days: float) -> Instant:
    """The same time of day so many dates from now."""
    return zone(shop.timezone).later(shop.now_at, round(days * DAY))


def with_downtime(shop: Shop, loss: Loss) -> Shop:
    """The shop with the lost machines down."""
    down = [Downtime(center, number, shop.now_at, loss.until_at, REASON) for center, number in loss.machines]
    return replace(shop, downtime=(*shop.downtime, *down))


def without_supplier(shop: Shop, loss: Loss) -> Shop:
    """The shop whose receipts of the lost supplier come as much later as it is gone."""
    late = loss.until_at - shop.now_at
    return replace(shop, receipts=tuple(delayed(r, loss, shop.now_at, late) for r in shop.receipts))


def delayed(receipt: Receipt, loss: Loss, now_at: Instant, late: int) -> Receipt:
    """A receipt of the lost supplier that has not arrived, so much later."""
    if receipt.supplier != loss.supplier or receipt.due_at <= now_at:
        return receipt
    return replace(receipt, due_at=receipt.due_at + late)


def outside_operations(model: Model, supplier: str) -> Ints:
    """The operations that are done by a supplier."""
    theirs = {
        (step.part, step.step)
        for steps in model.shop.routings.values()
        for step in steps
        if step.is_outside and step.supplier == supplier
    }
    return np.array([i for i, row in enumerate(model.rows) if (row.part, row.step) in theirs], np.int64)


def held_outside(model: Model, loss: Loss) -> Model:
    """The model in which nothing goes to the lost supplier before it is back, and what is there comes later."""
    which = outside_operations(model, loss.supplier)
    if not len(which):
        return model
    ops = model.work.ops.copy()
    there = which[ops["fixed"][which] == RUNNING]
    ops["at"][there] += loss.until_at - model.shop.now_at
    waiting = which[ops["fixed"][which] != RUNNING]
    ops["release"][waiting] = np.maximum(ops["release"][waiting], loss.until_at)
    return replace(model, work=model.work._replace(ops=ops))


def touched_at_first(plan: ShopPlan, loss: Loss) -> Ints:
    """The operations of a plan that cannot stay where they are, whatever else does."""
    model, placed = plan.model, plan.placed
    kind = model.work.ops["kind"]
    before = (placed["start"] < loss.until_at) & (placed["end"] > model.shop.now_at)
    found = np.zeros(len(placed), np.bool_)
    if loss.machines:
        found |= (kind == INSIDE) & before & np.isin(placed["machine"], list(machine_indices(model, loss)))
    if loss.supplier:
        which = outside_operations(model, loss.supplier)
        found[which] = before[which] & (kind[which] == OUTSIDE)
        late = {r.part for r in plan.shop.receipts if delayed(r, loss, plan.now_at, 1) is not r}
        parts = [index for part, index in model.part_index.items() if part in late]
        ops, mats = model.work.ops, model.work.mats
        owner = np.repeat(np.arange(len(ops)), ops["mat_end"] - ops["mat"])
        found[owner[np.isin(mats["part"], parts)]] = True
    return np.flatnonzero(found)


def machine_indices(model: Model, loss: Loss) -> Iterable[int]:
    """The lost machines by their index in the model."""
    calendars = model.calendars
    for center, number in loss.machines:
        c = calendars.center_index[center]
        first, end = calendars.machine_off[c], calendars.machine_off[c + 1]
        yield from range(first, end) if number is None else (first + number - 1,)
