"""What a question stands on: what the plan takes of machines, crews and materials, whole or with some orders taken out.

A question about an order that exists is put to the plan without that order: its own steps give their machines and
people back, and what it took of stock and receipts is free for it again, while all others keep theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

import numpy as np

from canyou.plan.demand import Pools, is_made
from canyou.plan.kernels.arrays import INSIDE, NOBODY, Timeline, Uses
from canyou.plan.kernels.material import put_back
from canyou.plan.kernels.placing import leave_machine, occupy_crew
from canyou.plan.planner import ShopPlan
from canyou.plan.quantity import micros
from canyou.plan.timeline import copy_timeline, copy_uses


@dataclass(frozen=True)
class Ground:
    """The gaps a question is put into. Nothing in it is ever written to: a trial works on copies."""

    plan: ShopPlan
    line: Timeline
    uses: Uses
    pools: Pools
    """What is left of each part beside the orders that stay."""
    returned: dict[str, int] = field(default_factory=dict)
    """Finished stock of a part that the orders taken out had and that is on the shelf again, in millionths."""
    out: frozenset[str] = frozenset()
    """The orders taken out."""


def whole(plan: ShopPlan) -> Ground:
    """The plan as it stands."""
    return Ground(plan, plan.line, plan.uses, plan.pools)


def without(plan: ShopPlan, orders: Collection[str]) -> Ground:
    """The plan as if these orders were not in it, everybody else exactly where they are.

    Running steps are taken out as well: who asks about a begun order holds them where they are.
    """
    line, uses = copy_timeline(plan.line), copy_uses(plan.uses)
    work, placed = plan.model.work, plan.placed
    numbers = [n for n, demand in enumerate(plan.model.demands) if demand.order.order in orders]
    name = {x: part for part, x in plan.model.part_index.items()}
    taken = dict(plan.pools.taken)
    for i in np.flatnonzero(np.isin(work.ops["order"], numbers) & (placed["start"] >= 0)):
        op, at = work.ops[i], placed[i]
        start, until, end = int(at["start"]), int(at["until"]), int(at["end"])
        if op["kind"] == INSIDE:
            leave_machine(line, int(at["machine"]), start, end)
            if op["attended"] != NOBODY:
                occupy_crew(line, int(op["crew"]), start, until, -1)
        for x in range(int(op["mat"]), int(op["mat_end"])):
            part, quantity = int(work.mats[x]["part"]), int(work.mats[x]["quantity"])
            put_back(uses, part, start, quantity)
            if not is_made(plan.shop, name[part]):
                taken[name[part]] = taken.get(name[part], 0) - quantity
    free, reserved, returned = dict(plan.pools.free), dict(plan.pools.reserved), dict[str, int]()
    begun = {order for order, _ in plan.shop.progress}
    for n in numbers:
        demand = plan.model.demands[n]
        order = demand.order
        for row in plan.shop.stock:
            if row.is_free and row.reserved_for == order.order:
                key = (order.order, row.part)
                reserved[key] = sum(
                    micros(r.on_hand)
                    for r in plan.shop.stock
                    if r.is_free and (r.reserved_for, r.part) == key
                )
        if order.order in begun:
            continue
        want = max(micros(order.quantity) - micros(order.shipped_quantity), 0)
        own = min(reserved.get((order.order, order.part), 0), want)
        back = want - own - demand.make
        if back > 0:
            free[order.part] = free.get(order.part, 0) + back
            returned[order.part] = returned.get(order.part, 0) + back
    pools = replace(plan.pools, free=free, reserved=reserved, taken=taken)
    return Ground(plan, line, uses, pools, returned, frozenset(orders))
