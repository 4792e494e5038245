"""What a plan is compared with: simpler ways to place the same work, by the engine's own kernels and model.

The aim is the same in all: importance × minutes past a promise first, then importance × minutes late of the rest.
Forecast and blanket orders come after the firm ones and do not count, as in the plan.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from canyou.plan.kernels.arrays import FREE, Records
from canyou.plan.kernels.placing import place_range
from canyou.plan.model import PROMISE_WEIGHT, Model
from canyou.plan.planner import ShopPlan
from canyou.plan.run import dispatch, unplaced
from canyou.plan.timeline import timeline_of, uses_of

LOOK_AHEADS = (0.3, 0.5, 0.8, 1.2, 1.8, 2.7, 4.0, 6.0, 9.0, 13.0, 20.0)
"""The k of the 11 dispatches by apparent tardiness cost that a plan is compared with, whatever the planner tries."""


class Lateness(NamedTuple):
    """Importance × late minutes of promised orders and of the rest; compared in this order."""

    promised: float
    rest: float

    @property
    def total(self) -> float:
        return self.promised + self.rest

    def plus(self, other: Lateness) -> Lateness:
        return Lateness(self.promised + other.promised, self.rest + other.rest)


def lateness(model: Model, placed: Records) -> Lateness:
    """How late the firm orders of a model are where everything stands."""
    pairs = zip(model.last, model.demands, strict=True)
    last = np.array([i for i, demand in pairs if i >= 0 and demand.order.is_firm], np.int64)
    ops = model.work.ops
    late = np.maximum(placed["end"][last] - ops["due"][last], 0) / 60.0
    promised = ops["weight"][last] >= PROMISE_WEIGHT
    importance = np.where(promised, ops["weight"][last] / PROMISE_WEIGHT, ops["weight"][last])
    cost = late * importance
    return Lateness(float(cost[promised].sum()), float(cost[~promised].sum()))


def earliest_due_date(plan: ShopPlan) -> Lateness:
    """Lateness if orders are placed one after the other: promised first, then by date, then by name.

    Each step in turn goes where it ends earliest in the gaps that the orders before it have left. What runs now
    stays where the plan has it.

    Raises:
        OverflowError: the plan's open time is too short for this order of things.
    """
    model = plan.model
    placed = unplaced(model.work)
    standing = model.work.ops["fixed"] != FREE
    for name in ("start", "end", "until", "machine", "mode", "ready", "cause"):
        placed[name][standing] = plan.placed[name][standing]
    line, uses = timeline_of(model, placed), uses_of(model, placed)
    # Demands are in the order of priority, and operations in the order of demands.
    if not place_range(model.work, uses, line, placed, 0, len(placed)):
        raise OverflowError("the plan's open time is too short to place its orders by earliest due date")
    return lateness(model, placed)


def dispatched(plan: ShopPlan, look_ahead: float) -> Lateness:
    """Lateness of one dispatch by apparent tardiness cost alone, k = look_ahead."""
    return lateness(plan.model, dispatch(plan.model, look_ahead).placed)
