"""The three lists: each machine, person and supplier with the orders that would be late without it.

An order is at risk if it is on time in the plan, by its promise or, where nothing is promised, by its due date, and
late in the better of two plans without what is lost: the plan as it is, planned around the loss, and the shop
planned anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from canyou.plan.fragile.around import planned_around
from canyou.plan.fragile.losses import Loss, moment_after, touched_at_first
from canyou.plan.fragile.people import Runs, Share, machines_named, runs_by_person
from canyou.plan.fragile.without import Ground, ground_of, planned_without
from canyou.plan.kernels.arrays import INSIDE, Records
from canyou.plan.model import Model
from canyou.plan.planner import ShopPlan
from canyou.plan.search import Aim, aim

Progress = Callable[[int, int], None]
"""Told how many losses of how many are worked out."""


@dataclass(frozen=True, slots=True)
class AtRisk:
    """An order that is on time now and late after a loss."""

    order: str
    promised: bool
    late_minutes: float
    importance: float

    @property
    def harm(self) -> float:
        return self.importance * self.late_minutes


@dataclass(frozen=True, slots=True)
class LostMachine:
    work_center: str
    machine: int
    hours: float
    """Planned work on it in the days in which it would be gone."""
    alone: bool
    """Whether nothing else can do some of that work: no second machine, no alternate."""
    orders: tuple[AtRisk, ...]


@dataclass(frozen=True, slots=True)
class LostPerson:
    person: str
    sole_for: tuple[str, ...]
    shares: tuple[Share, ...]
    orders: tuple[AtRisk, ...]


@dataclass(frozen=True, slots=True)
class LostSupplier:
    supplier: str
    receipts: int
    """Receipts to come from it."""
    steps: int
    """Steps of the plan that it does."""
    orders: tuple[AtRisk, ...]


@dataclass(frozen=True)
class Fragile:
    """What hangs on one thing alone. Machines and suppliers worst first, people by name."""

    days: float
    machines: tuple[LostMachine, ...]
    people: tuple[LostPerson, ...]
    suppliers: tuple[LostSupplier, ...]


def fragile(plan: ShopPlan, days: float = 7, progress: Progress | None = None, workers: int = 2) -> Fragile:
    """What would break if each machine, person and supplier were lost for so many days from now."""
    shop = plan.shop
    until = moment_after(shop, days)
    people = runs_by_person(shop)
    machines = [(name, n) for name, c in shop.work_centers.items() for n in range(1, c.machines + 1)]
    losses = [Loss(until, ((name, n),)) for name, n in machines]
    losses += [loss_of_person(plan, one, until) for one in people]
    suppliers = sorted(supplier_names(plan))
    losses += [Loss(until, supplier=name) for name in suppliers]
    found = iter(all_at_risk(plan, losses, days, progress, workers))
    lost = [lost_machine(plan, name, n, until, next(found)) for name, n in machines]
    named = [LostPerson(one.person, one.sole_for, one.shares, next(found)) for one in people]
    outside = [lost_supplier(plan, name, next(found)) for name in suppliers]
    return Fragile(
        days,
        tuple(sorted(lost, key=lambda m: (worst_first(m.orders), -m.hours, m.work_center, m.machine))),
        tuple(named),
        tuple(sorted(outside, key=lambda s: (worst_first(s.orders), -s.receipts - s.steps, s.supplier))),
    )


def worst_first(orders: Sequence[AtRisk]) -> tuple[float, float, int]:
    """Broken promises by harm first, then dates that nobody promised."""
    broken = sum(one.harm for one in orders if one.promised)
    return (-broken, -sum(one.harm for one in orders if not one.promised), -len(orders))


def loss_of_person(plan: ShopPlan, one: Runs, until: int) -> Loss:
    """Without a person the machines stand that only they ever ran, as far as the shop still has them."""
    found = [machines_named(plan.shop, name) for name in one.sole_for]
    return Loss(until, tuple(sorted({m for m in found if m is not None}, key=lambda m: (m[0], m[1] or 0))))


def supplier_names(plan: ShopPlan) -> set[str]:
    """Everyone named as bringing something that is still to come, or as doing a step."""
    shop = plan.shop
    names = {receipt.supplier for receipt in shop.receipts if receipt.due_at > shop.now_at}
    names |= {step.supplier for steps in shop.routings.values() for step in steps if step.is_outside}
    return names - {""}


def all_at_risk(
    plan: ShopPlan, losses: Sequence[Loss], days: float, progress: Progress | None, workers: int
) -> Iterator[tuple[AtRisk, ...]]:
    """The orders at risk of each loss. What touches no step of the plan breaks nothing; the rest is planned."""
    touching = [loss for loss in dict.fromkeys(losses) if touches(plan, loss)]
    same = alike(plan, touching)
    wanted = list(dict.fromkeys(same.values()))
    known: dict[Loss, tuple[AtRisk, ...]] = {}
    if wanted:
        ground = ground_of(plan, days)
        with ThreadPoolExecutor(workers) as pool:
            for loss, orders in zip(
                wanted, pool.map(lambda one: at_risk(plan, ground, one), wanted), strict=True
            ):
                known[loss] = orders
                if progress:
                    progress(len(known), len(wanted))
    return (known[same[loss]] if loss in same else () for loss in losses)


def touches(plan: ShopPlan, loss: Loss) -> bool:
    return bool(loss.machines or loss.supplier) and len(touched_at_first(plan, loss)) > 0


def alike(plan: ShopPlan, losses: Iterable[Loss]) -> dict[Loss, Loss]:
    """Each loss with the one that stands for it: identical machines on which nothing runs now are one loss.

    The first of them that does something stands for the rest, unless it has downtime of its own.
    """
    model = plan.model
    running = set(model.work.ops["machine"][model.running].tolist()) if len(model.running) else set()
    down = {(row.work_center, row.machine) for row in plan.shop.downtime if row.machine is not None}
    found: dict[Loss, Loss] = {}
    first: dict[str, Loss] = {}
    for loss in losses:
        found[loss] = loss
        if len(loss.machines) != 1:
            continue
        center, number = loss.machines[0]
        if number is None:
            continue
        m = model.calendars.machine_off[model.calendars.center_index[center]] + number - 1
        if m in running or (center, number) in down:
            continue
        found[loss] = first.setdefault(center, loss)
    return found


def at_risk(plan: ShopPlan, ground: Ground, loss: Loss) -> tuple[AtRisk, ...]:
    """The orders that are on time now and late in the better plan without what is lost, the worst first."""
    tried: list[tuple[Aim, Model, Records]] = []
    around = planned_around(plan, loss)
    if around is not None:
        tried.append((aim(plan.model, around), plan.model, around))
        if not late_orders(plan, plan.model, around):
            return ()
    anew = planned_without(ground, loss)
    if anew is not None:
        tried.append((aim(*anew), *anew))
    if not tried:
        return ()
    _, model, placed = min(tried, key=lambda one: one[0])
    return tuple(late_orders(plan, model, placed))


def late_orders(plan: ShopPlan, model: Model, placed: Records) -> list[AtRisk]:
    """Firm orders on time in the plan and late where everything stands now, promises before wishes, by harm."""
    found = []
    for number, last in enumerate(model.last):
        order = model.demands[number].order
        before = plan.orders.get(order.order)
        if last < 0 or before is None or before.late_minutes or not order.is_firm:
            continue
        late = int(placed["end"][last] - model.work.ops["due"][last])
        if late > 0:
            customer = plan.shop.customers.get(order.customer)
            importance = float(customer.importance) if customer else 1.0
            found.append(AtRisk(order.order, order.promised_at is not None, late / 60, importance))
    return sorted(found, key=lambda one: (not one.promised, -one.harm, one.order))


def lost_machine(
    plan: ShopPlan, center: str, number: int, until: int, orders: tuple[AtRisk, ...]
) -> LostMachine:
    model, placed = plan.model, plan.placed
    m = model.calendars.machine_off[model.calendars.center_index[center]] + number - 1
    ops = model.work.ops
    mine = (
        (ops["kind"] == INSIDE)
        & (placed["machine"] == m)
        & (placed["start"] < until)
        & (placed["start"] >= 0)
    )
    which = np.flatnonzero(mine)
    seconds = int(model.work.modes["total"][placed["mode"][which]].sum())
    only = ops["mode_end"][which] - ops["mode"][which] == 1
    alone = plan.shop.work_centers[center].machines == 1 and bool(only.any())
    return LostMachine(center, number, round(seconds / 3600, 1), alone, orders)


def lost_supplier(plan: ShopPlan, name: str, orders: tuple[AtRisk, ...]) -> LostSupplier:
    shop = plan.shop
    receipts = sum(row.supplier == name and row.due_at > shop.now_at for row in shop.receipts)
    theirs = {
        (step.part, step.step) for steps in shop.routings.values() for step in steps if step.supplier == name
    }
    steps = sum((row.part, row.step) in theirs for row in plan.model.rows)
    return LostSupplier(name, receipts, steps, orders)
