"""How far a plan is from another one: steps that stand elsewhere, orders that finish at another time."""

from __future__ import annotations

from dataclasses import dataclass

from canyou.plan.improve.network import SHIFT_SECONDS
from canyou.plan.planner import ShopPlan


@dataclass(frozen=True, slots=True)
class Churn:
    """What is elsewhere than in the plan before."""

    steps: int
    """Steps on machines in both plans."""
    other_machine: int
    moved: int
    """Steps on another machine, or beginning more than an hour sooner or later."""
    orders: int
    finish_moved: int
    """Orders that finish more than an hour sooner or later."""


def churn(before: ShopPlan, after: ShopPlan) -> Churn:
    """Compare two plans of one shop, step by step."""
    where = {(o.order, o.part, o.step, o.lot): o for o in before.operations if o.work_center is not None}
    steps = other_machine = moved = 0
    for o in after.operations:
        was = where.get((o.order, o.part, o.step, o.lot))
        if was is None or o.work_center is None:
            continue
        steps += 1
        elsewhere = (was.work_center, was.machine) != (o.work_center, o.machine)
        other_machine += elsewhere
        moved += elsewhere or abs(was.start_at - o.start_at) > SHIFT_SECONDS
    both = before.orders.keys() & after.orders.keys()
    finish_moved = sum(
        abs(before.orders[name].finish_at - after.orders[name].finish_at) > SHIFT_SECONDS for name in both
    )
    return Churn(steps, other_machine, moved, len(both), finish_moved)
