"""A plan sorted for drawing: who stands on which machine in which order. Built once a plan."""

from __future__ import annotations

import weakref
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from canyou.plan.result import Operation, Plan
from canyou.shop.records import Instant, Order, Progress, Shop, Step

__all__ = ["Lane", "PlanIndex", "index_of"]

LaneKey = tuple[str, int]
"""(work center, machine); for a step outside ("", 0) is not used: see `PlanIndex.outside`."""


@dataclass(frozen=True)
class Lane:
    """Operations by start; `latest_end`, the running maximum of ends, lets a window be found by bisection."""

    operations: tuple[Operation, ...]
    starts: tuple[Instant, ...]
    latest_end: tuple[Instant, ...]

    @classmethod
    def of(cls, operations: list[Operation]) -> Lane:
        ordered = tuple(sorted(operations, key=lambda o: (o.start_at, o.end_at, o.order, o.step, o.lot)))
        return cls(
            ordered,
            tuple(o.start_at for o in ordered),
            tuple(accumulate((o.end_at for o in ordered), max)),
        )

    def between(self, start: Instant, end: Instant) -> tuple[Operation, ...]:
        """The operations that touch a window."""
        first = bisect_right(self.latest_end, start)
        last = bisect_right(self.starts, end)
        return tuple(o for o in self.operations[first:last] if o.end_at > start or o.start_at >= start)


@dataclass(frozen=True)
class PlanIndex:
    shop: Shop
    lanes: dict[LaneKey, Lane]
    outside: dict[str, Lane]
    """By supplier, or by the step's name where no supplier is known."""
    by_order: dict[str, tuple[Operation, ...]]
    steps: dict[tuple[str, int], Step]
    late: dict[str, int | float]
    """Order → minutes late, only orders that are late."""
    running: dict[tuple[str, int], Progress] = field(default_factory=dict)
    pinned: dict[tuple[str, str, int, int], str] = field(default_factory=dict)
    """(order, part, step, lot) → why it is held by hand."""

    def step(self, operation: Operation) -> Step | None:
        return self.steps.get((operation.part, operation.step))

    def step_name(self, operation: Operation) -> str:
        step = self.step(operation)
        return (step.name if step else "") or f"step {operation.step}"

    def progress(self, operation: Operation) -> Progress | None:
        """What is known of this step, where it is a step of the order's own part."""
        order: Order | None = self.shop.orders.get(operation.order)
        if order is None or order.part != operation.part:
            return None
        return self.shop.progress.get((operation.order, operation.step))

    def is_running(self, operation: Operation) -> bool:
        found = self.progress(operation)
        return found is not None and found.state == "running"


def _build(plan: Plan, shop: Shop) -> PlanIndex:
    steps = {(part, step.step): step for part, routing in shop.routings.items() for step in routing}
    lanes: dict[LaneKey, list[Operation]] = defaultdict(list)
    outside: dict[str, list[Operation]] = defaultdict(list)
    by_order: dict[str, list[Operation]] = defaultdict(list)
    for operation in plan.operations:
        by_order[operation.order].append(operation)
        if operation.work_center is not None:
            lanes[operation.work_center, operation.machine or 1].append(operation)
            continue
        step = steps.get((operation.part, operation.step))
        outside[(step.supplier or step.name if step else "") or "Outside"].append(operation)
    return PlanIndex(
        shop=shop,
        lanes={key: Lane.of(found) for key, found in lanes.items()},
        outside={key: Lane.of(outside[key]) for key in sorted(outside)},
        by_order={key: tuple(found) for key, found in by_order.items()},
        steps=steps,
        late={name: order.late_minutes for name, order in plan.orders.items() if order.late_minutes > 0},
        pinned={
            (row.order, row.part, row.step, row.lot): row.reason or "no reason said"
            for row in shop.reservations
            if row.pinned
        },
    )


_built: dict[int, tuple[weakref.ref[Any], PlanIndex]] = {}


def index_of(plan: Plan, shop: Shop) -> PlanIndex:
    """The plan's index, built at the first call and let go with the plan."""
    key = id(plan)
    found = _built.get(key)
    if found is not None and found[0]() is plan:
        return found[1]
    index = _build(plan, shop)
    _built[key] = (weakref.ref(plan, lambda _: _built.pop(key, None)), index)
    return index
