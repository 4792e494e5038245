"""What a question is about: the name its operations go under, its part, and the steps that so many of it take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from canyou.plan.demand import Demand, Task, fresh_tasks, own_tasks, task_floor
from canyou.plan.kernels.arrays import INSIDE, RUNNING
from canyou.plan.planner import ShopPlan
from canyou.plan.quantity import micros, quantity_of
from canyou.plan.under_way import Standing
from canyou.shop.records import Instant, Order, Shop

ASK = "ASK"
"""The name under which a question's own operations go."""


@dataclass(frozen=True)
class Subject:
    """A fresh part, or an order that exists: its own operations must then be out of the ground it is put to."""

    order: Order
    """Its name, part and customer; for a fresh part an order named ASK that nobody has placed."""
    tasks: Callable[[int, int], list[Task]]
    """(millionths of the part, number of the lot) → the steps they take, each with its earliest start."""
    start_at: Instant
    """Nothing of it is done or leaves before: now, or when the order's hold is over."""
    is_begun: bool = False
    """An order with progress: its first lot goes on with what is there, and it takes no finished stock."""
    least_lot: int = 0
    """Of a begun order: a first lot is larger than this, the pieces that are past a step that is under way."""
    running: Mapping[int, Standing] = field(default_factory=dict)
    """Where the plan has the steps that are running, by step."""

    @property
    def name(self) -> str:
        return self.order.order

    @property
    def part(self) -> str:
        return self.order.part


def fresh(plan: ShopPlan, part: str, customer: str = "") -> Subject:
    """A part by its own routing, from now on."""
    steps = plan.shop.routings.get(part, ())
    order = Order(ASK, customer, part, quantity_of(0), due_at=plan.now_at)
    return Subject(
        order,
        lambda quantity, _: [Task(step, quantity, release_at=plan.now_at) for step in steps],
        plan.now_at,
    )


def existing(plan: ShopPlan, name: str) -> Subject:
    """An order of the plan: with its gates and its hold, and where it has begun, from what is done on."""
    shop, order = plan.shop, plan.shop.orders[name]
    gates: dict[tuple[str, int], Instant] = {}
    for gate in shop.gates:
        if gate.order == name and gate.cleared_at is None:
            gates[name, gate.step] = max(gates.get((name, gate.step), 0), gate.due_at)
    rows = {step: row for (owner, step), row in shop.progress.items() if owner == name}
    start_at = task_floor(shop, order)
    if not rows:

        def tasks(quantity: int, _: int) -> list[Task]:
            return fresh_tasks(shop, Demand(order, quantity, 0), gates)

        return Subject(order, tasks, start_at)
    scrap = [(step, micros(row.scrap_quantity)) for step, row in rows.items() if row.scrap_quantity]

    def begun_tasks(quantity: int, number: int) -> list[Task]:
        if number > 1:
            return more_tasks(shop, order, quantity, gates)
        demand = Demand(replace(order, quantity=quantity_of(quantity)), quantity, 0)
        return list(own_tasks(shop, demand, scrap, gates))

    past = [sum(q for n, q in scrap if n <= step.step) for step in shop.routings.get(order.part, ())]
    past += [
        micros(row.good_quantity) + sum(q for n, q in scrap if n <= step)
        for step, row in rows.items()
        if row.state in ("running", "paused")
    ]
    return Subject(order, begun_tasks, start_at, True, max(past, default=0), standing(plan, name))


def more_tasks(
    shop: Shop, order: Order, quantity: int, gates: Mapping[tuple[str, int], Instant]
) -> list[Task]:
    """The steps of a further lot of a begun order: those that are not done, each set up afresh."""
    floor, tasks, after_done = task_floor(shop, order), list[Task](), 0
    for step in shop.routings.get(order.part, ()):
        row = shop.progress.get((order.order, step.step))
        if row is not None and row.state == "done":
            if row.finished_at is not None and not step.overlap_quantity:
                after_done = row.finished_at + int(step.wait_minutes * 60)
            continue
        release = max(floor, gates.get((order.order, step.step), 0))
        if not tasks and row is None:
            release = max(release, after_done)
        tasks.append(Task(step, quantity, "" if row is None else "paused", release_at=release))
    return tasks


def standing(plan: ShopPlan, name: str) -> dict[int, Standing]:
    """Where the running steps of an order go on: where the plan has them.

    One that had made all that was ordered is not in the plan; with more to make it goes on at once.
    """
    model, placed, shop = plan.model, plan.placed, plan.shop
    number = next((n for n, d in enumerate(model.demands) if d.order.order == name), -1)
    ops, calendars = model.work.ops, model.calendars
    found = {}
    for i in np.flatnonzero((ops["order"] == number) & (ops["fixed"] == RUNNING)):
        at = placed[i]
        machine = int(at["machine"]) if ops["kind"][i] == INSIDE else -1
        found[model.rows[i].step] = Standing(machine, int(at["start"]), int(at["until"]))
    busy = {int(placed["machine"][i]) for i in model.running}
    for step in shop.routings.get(shop.orders[name].part, ()):
        row = shop.progress.get((name, step.step))
        if row is None or row.state != "running" or step.step in found:
            continue
        machine = -1
        if not step.is_outside:
            c = calendars.center_index[row.work_center or step.work_center]
            mine = range(calendars.machine_off[c], calendars.machine_off[c + 1])
            machine = (
                mine[row.machine - 1] if row.machine else next((m for m in mine if m not in busy), mine[0])
            )
        found[step.step] = Standing(machine, plan.now_at, plan.now_at)
    return found
