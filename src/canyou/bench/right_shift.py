"""Right-shifting, which moving others is compared with: the question goes in at its place, and all behind it waits.

Each step of the question is inserted behind what is under way on its machine when it could begin (or, where the date
allows, when it has to begin for the date). All later work on that machine is delayed as far as it must be, its sequence
kept; what follows on the orders' routes, and on the machines behind, is delayed in turn. Idle time takes delays up. The
question waits for its materials; crews are not looked at, nor promises or caps: that is to right-shifting's advantage.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from canyou.plan.kernels.arrays import INSIDE, NOBODY, OUTSIDE, RUNNING, Work
from canyou.plan.kernels.clock import later, opening, retreat, run_from, start_after_feeding, units_done
from canyou.plan.kernels.material import material_ready
from canyou.plan.planner import ShopPlan
from canyou.plan.trial import Placement, Trial
from canyou.shop.records import Instant


@dataclass(frozen=True)
class Shifted:
    """What right-shifting comes to."""

    finish_at: Instant
    """When the question's lot is finished."""
    slipped: float
    """Σ importance × minutes that orders finish later."""
    broken: int
    """Promises that it breaks."""
    orders: int
    """Orders that finish later."""


class Shop:
    """A plan's machines as sequences of operations, with the lot of a question behind the plan's own operations."""

    def __init__(self, plan: ShopPlan, lot: Placement, trial: Trial) -> None:
        self.plan, self.lot = plan, lot
        self.supply, self.uses = trial.supplies(lot.parts)
        placed = plan.placed
        self.plan_steps = len(placed)
        self.works: list[Work] = [plan.model.work, lot.work]
        self.start: list[int] = [*placed["start"].tolist(), *[-1] * len(lot.rows)]
        self.end: list[int] = [*placed["end"].tolist(), *[-1] * len(lot.rows)]
        self.machine: list[int] = [*placed["machine"].tolist(), *[-1] * len(lot.rows)]
        self.mode: list[int] = [*placed["mode"].tolist(), *[-1] * len(lot.rows)]
        self.succ: list[int] = [
            *plan.model.work.ops["succ"].tolist(),
            *self.raised(lot.work.ops["succ"].tolist()),
        ]
        self.pred: list[int] = [
            *plan.model.work.ops["pred"].tolist(),
            *self.raised(lot.work.ops["pred"].tolist()),
        ]
        self.before: list[list[int]] = [[] for _ in self.succ]
        for i, j in enumerate(self.succ):
            if j >= 0:
                self.before[j].append(i)
        self.sequence: list[list[int]] = [[] for _ in plan.model.work.machines]
        for i in sorted(range(self.plan_steps), key=lambda i: (self.start[i], self.end[i], i)):
            if self.start[i] >= 0 and self.machine[i] >= 0:
                self.sequence[self.machine[i]].append(i)

    def raised(self, indices: list[int]) -> list[int]:
        return [i + self.plan_steps if i >= 0 else -1 for i in indices]

    def op(self, i: int) -> tuple[Work, int]:
        """The arrays in which an operation is, and its index there."""
        return (self.works[0], i) if i < self.plan_steps else (self.works[1], i - self.plan_steps)

    def ready(self, i: int) -> int:
        """When the steps before an operation, and its components, let it begin."""
        work, x = self.op(i)
        ready = int(work.ops["release"][x])
        for b in self.before[i]:
            there = self.end[b]
            if self.pred[i] == b:
                wait = int(work.ops["pred_wait"][x])
                if work.ops["overlap"][x] == 1:
                    before, y = self.op(b)
                    k = self.mode[b]
                    done = int(units_done(before, y, k, self.machine[b], self.start[b]))
                    there = 0 if before.modes["first"][k] < 0 else min(done, there) + wait
                else:
                    there += wait
            ready = max(ready, there)
        return ready

    def begin(self, i: int, k: int, m: int, when: int) -> tuple[int, int]:
        """(start, end) of an operation on a machine that is its own from a moment on."""
        work, x = self.op(i)
        if work.ops["overlap"][x] == 1:
            when = max(when, int(start_after_feeding(work, x, k, m, self.end[self.pred[i]])))
        start = int(opening(work, x, k, m, when))
        return start, int(run_from(work, x, k, m, start)[1])

    def delay(self, first: list[int]) -> None:
        """Delay whatever stands too early, from some operations on, until nothing does."""
        queue = [(self.start[i], i) for i in first]
        heapq.heapify(queue)
        place = {i: (m, n) for m, row in enumerate(self.sequence) for n, i in enumerate(row)}
        while queue:
            _, i = heapq.heappop(queue)
            work, x = self.op(i)
            if work.ops["fixed"][x] == RUNNING:
                continue
            when = max(self.start[i], self.ready(i))
            m = self.machine[i]
            if m >= 0:
                row, n = self.sequence[m], place[i][1]
                if n:
                    when = max(when, self.end[row[n - 1]])
                start, end = self.begin(i, self.mode[i], m, when)
            else:
                start = when
                end = (
                    int(later(work, start, work.ops["outside"][x]))
                    if work.ops["kind"][x] == OUTSIDE
                    else start
                )
            if (start, end) == (self.start[i], self.end[i]):
                continue
            self.start[i], self.end[i] = start, end
            behind = [self.succ[i]] if self.succ[i] >= 0 else []
            if m >= 0 and place[i][1] + 1 < len(self.sequence[m]):
                behind.append(self.sequence[m][place[i][1] + 1])
            for j in behind:
                if self.start[j] >= 0:
                    heapq.heappush(queue, (self.start[j], j))

    def material_at(self, work: Work, x: int, when: int) -> int:
        """From when on, at a moment or later, an operation has its material."""
        for row in work.mats[work.ops["mat"][x] : work.ops["mat_end"][x]]:
            when = max(when, int(material_ready(self.supply, self.uses, row["part"], row["quantity"], when)))
        return when

    def insert(self, i: int, not_before: int) -> None:
        """Put a step of the question in at its place, and delay all behind it."""
        work, x = self.op(i)
        op = work.ops[x]
        when = max(self.ready(i), not_before)
        when = self.material_at(work, x, when)
        if op["kind"] != INSIDE:
            self.start[i] = when
            self.end[i] = int(later(work, when, op["outside"])) if op["kind"] == OUTSIDE else when
            return
        best: tuple[int, int, int, int, int] | None = None
        for k in range(int(op["mode"]), int(op["mode_end"])):
            c = int(work.modes["center"][k])
            for m in range(int(work.centers["first"][c]), int(work.centers["end"][c])):
                row = self.sequence[m]
                n = next((n for n, j in enumerate(row) if self.start[j] >= when), len(row))
                free = max(when, self.end[row[n - 1]]) if n else when
                start, end = self.begin(i, k, m, free)
                if best is None or end < best[0]:
                    best = (end, start, k, m, n)
        assert best is not None
        self.end[i], self.start[i], self.mode[i], self.machine[i], n = (
            best[0],
            best[1],
            best[2],
            best[3],
            best[4],
        )
        row = self.sequence[best[3]]
        row.insert(n, i)
        if n + 1 < len(row):
            self.delay([row[n + 1]])


def right_shifted(plan: ShopPlan, lot: Placement, trial: Trial, target: Instant | None = None) -> Shifted:
    """The lot inserted at its place: as early as it can be, or with a target as late as its steps allow for that.

    `trial` has nothing of the question in it: it tells when materials are there.
    """
    shop = Shop(plan, lot, trial)
    latest = latest_starts(lot, target) if target is not None else [0] * len(lot.rows)
    for n in range(len(lot.rows)):
        shop.insert(shop.plan_steps + n, latest[n])
    slipped, broken, orders = 0.0, 0, 0
    ship = plan.model.shipping
    for number, last in enumerate(plan.model.last):
        if last < 0 or shop.end[last] <= plan.placed["end"][last]:
            continue
        order = plan.model.demands[number].order
        customer = plan.shop.customers.get(order.customer)
        orders += 1
        slipped += (
            float(customer.importance if customer else 1)
            * (shop.end[last] - int(plan.placed["end"][last]))
            / 60
        )
        transit = customer.transit_days if customer else 0
        if order.promised_at is not None:
            was = ship.there(int(plan.placed["end"][last]), transit)
            broken += ship.there(shop.end[last], transit) > max(order.promised_at, was)
    return Shifted(shop.end[-1], slipped, broken, orders)


def latest_starts(lot: Placement, target: Instant) -> list[int]:
    """When each step has to begin at the latest for the last one to end by a target, were nothing in its way."""
    work = lot.work
    starts = [0] * len(lot.rows)
    for i in range(len(lot.rows) - 1, -1, -1):
        op = work.ops[i]
        j = int(op["succ"])
        end = (
            target
            if j < 0
            else starts[j] - (int(work.ops["pred_wait"][j]) if work.ops["pred"][j] == i else 0)
        )
        if op["kind"] == OUTSIDE:
            starts[i] = end - int(op["outside"]) - 3600  # an hour for the clocks that change meanwhile
        elif op["kind"] == INSIDE:
            k = int(op["mode"])
            t = int(work.machines["table"][work.centers["first"][work.modes["center"][k]]])
            if op["attended"] != NOBODY:
                t = int(work.joint[t, op["crew"]])
            starts[i] = int(retreat(work, t, end, work.modes["total"][k]))
        else:
            starts[i] = end
    return starts
