"""The plan of a shop: several dispatches, the best by the aim, the rest placed into its gaps.

The aim, in this order: importance × minutes past a promise; importance × minutes late of the rest.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np

from canyou.plan.build import DAYS_AT_FIRST, Key, build
from canyou.plan.demand import Demand, Pools, demands_of
from canyou.plan.kernels.arrays import FAR, INSIDE, TAKE, Records, Timeline, Uses
from canyou.plan.kernels.placing import place_range, tighten
from canyou.plan.model import Model, Row
from canyou.plan.quantity import quantity_of
from canyou.plan.reservations import in_the_way, infeasible, key_of, moved, overtaken
from canyou.plan.result import Operation, OrderPlan, Plan
from canyou.plan.run import Dispatched, dispatch
from canyou.plan.search import LOOK_AHEADS, aim, best_dispatch
from canyou.plan.shipping import Shipping
from canyou.plan.timeline import timeline_of, uses_of
from canyou.plan.why import reasons
from canyou.shop.records import Instant, Shop

MOST_DAYS = 25_000
"""Open time is looked for so many days ahead at the most."""

MOST_ROUNDS = 20
"""One that begins earlier lets others begin earlier: rounds of that, which hardly ever takes more than two."""


@dataclass(frozen=True, eq=False)
class ShopPlan(Plan):
    """A plan with what it was made from, for whoever goes on from it: questions, pages, the referee."""

    shop: Shop
    model: Model
    placed: Records
    line: Timeline
    uses: Uses
    demands: dict[str, Demand]
    pools: Pools

    operations: tuple[Operation, ...] = field(init=False, compare=False)
    """By start, end, then order, part, step, lot; read off the arrays when first asked for."""

    def __getattr__(self, name: str) -> tuple[Operation, ...]:
        if name != "operations":
            raise AttributeError(name)
        found = operations_of(self.model, self.placed, self.model.rows, self.model.work.ops)
        object.__setattr__(self, "operations", found)
        return found


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection meanwhile: building a plan makes many records at once and no rubbish worth a search."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def make_plan(shop: Shop) -> ShopPlan:
    """Plan every open order of a shop. The same shop plans to the same plan."""
    with uncollected():
        return plan_of(shop)


def plan_of(shop: Shop) -> ShopPlan:
    """Plan with the reservations that can stay, letting go of those that can't."""
    demands, pools = demands_of(shop)
    free: dict[Key, str] = {}
    while True:  # every round lets at least one more reservation go
        model = build(shop, demands, pools, frozenset(free))
        bad = infeasible(model) if model.reserved else {}
        if not bad:
            try:
                made = carry_out(model)
            except NoOpenTime as problem:
                for number in problem.demands:
                    demands[number].never_open = True
                continue
            bad = overtaken(made.model, made.placed)
            if not bad:
                break
        free |= bad
    lines = [*made.model.refused, *free.values()]
    if made.model.reserved and aim(made.model, made.placed)[0] > 0:
        made, more = for_promises(shop, demands, pools, made, frozenset(free))
        lines += more
    return read_off(shop, pools, made, lines)


def for_promises(
    shop: Shop, demands: list[Demand], pools: Pools, made: Made, free: frozenset[Key]
) -> tuple[Made, list[str]]:
    """Let go what is reserved in the way of promises that would be late, if that helps them; name what moved."""
    freed = in_the_way(made.model, made.placed)
    if not freed:
        return made, []
    model = build(shop, demands, pools, free | freed)
    if model.reserved and infeasible(model):
        return made, []
    other = carry_out(model)
    if overtaken(model, other.placed) or aim(other.model, other.placed)[0] >= aim(made.model, made.placed)[0]:
        return made, []
    rows = [row for row in made.model.reserved.values() if key_of(row) in freed]
    return other, moved(other.model, other.placed, rows)


@dataclass(frozen=True)
class Made:
    """A model with every operation placed."""

    model: Model
    placed: Records
    line: Timeline
    uses: Uses


def carry_out(model: Model) -> Made:
    """Place every operation of a model, with as much open time as that takes."""
    days = max(DAYS_AT_FIRST, 2 * model.days_of_work() + 60)
    if days > DAYS_AT_FIRST:
        model = model.extended(days)
    while True:
        found = best_dispatch(model)
        settled = None if found is None else settle(model, found)
        if found is not None and settled is not None:
            return Made(model, found.placed, *settled)
        if days >= MOST_DAYS:
            raise NoOpenTime(unplaced_orders(model))
        days = min(days * 3, MOST_DAYS)
        model = model.extended(days)


class NoOpenTime(Exception):
    """Orders whose machines and crews are not open together for long enough in the decades ahead."""

    def __init__(self, demands: set[int]) -> None:
        super().__init__(demands)
        self.demands = demands


def unplaced_orders(model: Model) -> set[int]:
    """The demands that a dispatch can't place within the open time there is, forecast and blanket ones included."""
    found = dispatch(model, LOOK_AHEADS[0])
    if found.complete:
        settle(model, found)
    return set(model.work.ops["order"][found.placed["start"] < 0].tolist())


def settle(model: Model, found: Dispatched) -> tuple[Timeline, Uses] | None:
    """Let everything begin as early as it can, then place forecast and blanket orders into the gaps."""
    work, placed = model.work, found.placed
    line, uses = timeline_of(model, placed), uses_of(model, placed)
    begun = np.flatnonzero(placed["start"] >= 0)
    for _ in range(MOST_ROUNDS):
        in_order = begun[np.lexsort((begun, placed["start"][begun]))]
        if not tighten(work, uses, line, placed, in_order, bool(model.reserved)):
            break
    if len(begun) < len(placed):
        if not place_range(work, uses, line, placed, 0, len(work.ops)):
            return None
        line, uses = timeline_of(model, placed), uses_of(model, placed)
    if int(placed["end"].max(initial=0)) >= FAR:
        return None
    return line, uses


def read_off(shop: Shop, pools: Pools, made: Made, lines: list[str]) -> ShopPlan:
    """Names and dates from the arrays: operations, finishes, lateness and its reasons."""
    model, placed = made.model, made.placed
    shipping = model.shipping
    orders: dict[str, OrderPlan] = {}
    problems = list(lines)
    total = Decimal(0)
    for number, demand in enumerate(model.demands):
        order = demand.order
        if demand.never_open:
            problems.append(
                f"orders.csv: order: {order.order} is out of the plan: a step's machine and crew are not open "
                "together for long enough in the decades ahead"
            )
            continue
        if demand.missing:
            problems.append(
                f"orders.csv: order: {order.order} is out of the plan: {demand.missing} can never come "
                "(not enough stock and receipts, no lead_days)"
            )
            continue
        last = model.last[number]
        finish = int(placed["end"][last]) if last >= 0 else shop.now_at
        if order.state == "hold" and order.hold_until_at is not None:
            finish = max(finish, order.hold_until_at)
        one = order_plan(shop, shipping, demand, finish)
        if one.late_minutes:
            one = replace(one, why=reasons(shop, model, placed, made.line, number, one))
            customer = shop.customers.get(order.customer)
            weight = customer.importance if customer else 1
            if order.is_firm:
                total += weight * Decimal(str(one.late_minutes))
        orders[order.order] = one
    return ShopPlan(
        now_at=shop.now_at,
        held=tuple(sorted(o.order for o in shop.orders.values() if o.is_held)),
        problems=tuple(sorted(problems)),
        orders=dict(sorted(orders.items())),
        weighted_tardiness_minutes=int(total) if total == int(total) else float(total),
        shop=shop, model=model, placed=placed, line=made.line, uses=made.uses,
        demands={d.order.order: d for d in model.demands}, pools=pools,
    )  # fmt: skip


def order_plan(shop: Shop, shipping: Shipping, demand: Demand, finish: Instant) -> OrderPlan:
    order = demand.order
    customer = shop.customers.get(order.customer)
    transit = customer.transit_days if customer else 0
    ships = shipping.ships(finish)
    docks = shipping.docks(ships, transit) if transit else ships
    there = {"finish": finish, "ship": ships, "dock": docks}[shipping.basis]
    target = order.due_at if order.promised_at is None else order.promised_at
    late = minutes(max(0, there - target))
    return OrderPlan(
        order.order, finish, ships, docks, order.due_at, order.promised_at, quantity_of(demand.short), late
    )


def minutes(seconds: int) -> int | float:
    """Seconds as minutes: whole where they are, else to the hundredth."""
    return seconds // 60 if seconds % 60 == 0 else round(seconds / 60, 2)


def operations_of(model: Model, placed: Records, rows: list[Row], ops: Records) -> tuple[Operation, ...]:
    """The operations of a model by start, end, then order, part, step and lot."""
    out = []
    center_names = model.calendars.center_names
    base = model.calendars.machine_off
    of_machine = model.calendars.of_machine
    starts, ends, machines = placed["start"].tolist(), placed["end"].tolist(), placed["machine"].tolist()
    kinds = ops["kind"].tolist()
    for i, row in enumerate(rows):
        if kinds[i] == TAKE:
            continue
        center: str | None = None
        number: int | None = None
        if kinds[i] == INSIDE:
            c = of_machine[machines[i]]
            center, number = center_names[c], machines[i] - base[c] + 1
        out.append(
            Operation(
                row.order,
                row.part,
                row.step,
                center,
                number,
                starts[i],
                ends[i],
                quantity_of(row.quantity),
                row.lot,
            )
        )
    out.sort(key=lambda o: (o.start_at, o.end_at, o.order, o.part, o.step, o.lot))
    return tuple(out)
