"""A plan as it comes about by right-shifting: orders are put in one after the other, and all behind them waits.

Orders come as they were created, then by name. Each goes in at its place, as early as it can be or as late as its date
allows, whichever leaves the less lateness in all; later work on its machines is delayed, its sequence kept. As in
`right_shift`, crews, materials and promises are not looked at, which is to its advantage.
"""

from __future__ import annotations

import numpy as np

from canyou.bench.baselines import Lateness, lateness
from canyou.bench.right_shift import Shop
from canyou.plan.kernels.arrays import FREE, INSIDE, NOBODY, OUTSIDE, Work
from canyou.plan.kernels.clock import retreat
from canyou.plan.planner import ShopPlan

Standing = tuple[list[list[int]], list[list[int]]]
"""Start, end, machine and mode of every step, and the sequences of the machines."""


class FromNothing(Shop):
    """The machines of a plan with nothing on them but what runs now or is held where it is."""

    def __init__(self, plan: ShopPlan) -> None:
        self.plan, self.works, self.plan_steps = plan, [plan.model.work], len(plan.placed)
        ops, placed = plan.model.work.ops, plan.placed
        stands = ops["fixed"] != FREE
        self.start = np.where(stands, placed["start"], -1).tolist()
        self.end = np.where(stands, placed["end"], -1).tolist()
        self.machine = np.where(stands, placed["machine"], -1).tolist()
        self.mode = np.where(stands, placed["mode"], -1).tolist()
        self.succ, self.pred = ops["succ"].tolist(), ops["pred"].tolist()
        self.before = [[] for _ in self.succ]
        for i, j in enumerate(self.succ):
            if j >= 0:
                self.before[j].append(i)
        self.sequence = [[] for _ in plan.model.work.machines]
        for i in sorted(np.flatnonzero(stands).tolist(), key=lambda i: (self.start[i], self.end[i], i)):
            if self.machine[i] >= 0:
                self.sequence[self.machine[i]].append(i)

    def kept(self) -> Standing:
        """Where everything stands, to come back to it."""
        return [
            list(part) for part in (self.start, self.end, self.machine, self.mode)
        ], [list(row) for row in self.sequence]  # fmt: skip

    def come_back(self, kept: Standing) -> None:
        self.start, self.end, self.machine, self.mode = (list(part) for part in kept[0])
        self.sequence = [list(row) for row in kept[1]]

    def material_at(self, work: Work, x: int, when: int) -> int:
        """Materials are there whenever they are wanted."""
        return when

    def late(self) -> float:
        """Importance × seconds late of what is placed, promised or not."""
        total = 0.0
        for last, demand in zip(self.plan.model.last, self.plan.model.demands, strict=True):
            if last >= 0 and demand.order.is_firm and self.end[last] >= 0:
                due = int(self.plan.model.work.ops["due"][last])
                customer = self.plan.shop.customers.get(demand.order.customer)
                total += float(customer.importance if customer else 1) * max(0, self.end[last] - due)
        return total


def inserted(plan: ShopPlan) -> Lateness:
    """Lateness of a plan that comes about by right-shifting alone."""
    shop = FromNothing(plan)
    demands, ops = plan.model.demands, plan.model.work.ops
    for n in sorted(
        range(len(demands)), key=lambda n: (demands[n].order.created_at or 0, demands[n].order.order)
    ):
        steps = [int(i) for i in np.flatnonzero(ops["order"] == n) if shop.start[i] < 0]
        before = shop.kept()
        found: list[tuple[float, int, Standing]] = []
        for wanted in (dict.fromkeys(steps, 0), latest_of(plan, steps)):
            shop.come_back(before)
            for i in steps:
                shop.insert(i, wanted[i])
            found.append((shop.late(), len(found), shop.kept()))
        shop.come_back(min(found)[2])
    placed = plan.placed.copy()
    placed["start"], placed["end"] = shop.start, shop.end
    return lateness(plan.model, placed)


def latest_of(plan: ShopPlan, steps: list[int]) -> dict[int, int]:
    """When each step of an order has to begin for the last to end by its date, were nothing in its way."""
    work = plan.model.work
    starts: dict[int, int] = {}
    for i in reversed(steps):
        op = work.ops[i]
        j = int(op["succ"])
        end = starts.get(j, int(op["due"]))
        if j >= 0 and work.ops["pred"][j] == i:
            end -= int(work.ops["pred_wait"][j])
        if op["kind"] == INSIDE:
            k = int(op["mode"])
            table = int(work.machines["table"][work.centers["first"][work.modes["center"][k]]])
            if op["attended"] != NOBODY:
                table = int(work.joint[table, op["crew"]])
            end = int(retreat(work, table, end, work.modes["total"][k]))
        elif op["kind"] == OUTSIDE:
            end -= int(op["outside"]) + 3600  # an hour for the clocks that change meanwhile
        starts[i] = end
    return starts
