"""One complete set of operations judged against its shop: a plan's, or one with an option taken in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from canyou.plan.result import Opened, Operation
from canyou.plan.verify_machine import Machine, by_crew, by_machine, check_crews, check_machines
from canyou.plan.verify_material import Flow, check_made, check_material, flows
from canyou.plan.verify_need import Ledger, Need, components
from canyou.plan.verify_route import Facts, Placed, Routes, Use
from canyou.plan.verify_tight import Tightness
from canyou.plan.verify_time import Calendar
from canyou.shop.records import ZERO, Instant, Order, Shop

HORIZON_DAYS = 400
"""How long after the last operation calendars go on: a step that ends too early must find its true end."""


@dataclass
class Case:
    """One complete set of operations to be judged: a plan's, or a plan with an option taken into it."""

    shop: Shop
    operations: Sequence[Operation]
    left: Mapping[str, Decimal]
    need: Need
    label: str
    asked_part: str = ""
    """The part of a question whose operations come under the name ASK."""
    takings: Mapping[str, list[Use]] = field(default_factory=dict)
    """Material taken without a step: bought orders at their finish, deliveries from stock."""
    opened: Sequence[Opened] = ()
    subject: str = ""
    """The order that an option is about."""


@dataclass
class Judged:
    facts: Facts
    flows: Mapping[str, Flow]
    tightness: Tightness
    routes: Routes
    lines: dict[Machine, list[Placed]]
    crews: dict[str, list[Placed]]


def judge(case: Case, ledger: Ledger, breaches: list[str], calendar: Calendar) -> Judged:
    """Check operations with each other and with the shop; breaches are added to the list."""
    shop, label = case.shop, case.label
    routes = Routes(shop, calendar, ledger, case.left, breaches, label)
    lots: dict[tuple[str, str, int], dict[int, Operation]] = defaultdict(dict)
    for op in case.operations:
        order = shop.orders.get(op.order)
        main = case.asked_part if op.order == "ASK" and case.asked_part else order.part if order else ""
        if not main or (order is not None and op.order != "ASK" and op.order not in case.left):
            breaches.append(f"{label}: {op.order} is planned and is not open")
            continue
        if op.part != main and op.part not in components(shop, main):
            breaches.append(f"{label}: {op.order} has operations of {op.part}, which it does not need")
            continue
        if op.quantity <= 0:
            breaches.append(f"{label}: {op.order} {op.part} step {op.step} makes nothing")
            continue
        if op.work_center is not None and op.work_center not in shop.work_centers:
            breaches.append(f"{label}: {op.order} {op.part} step {op.step} is on unknown {op.work_center}")
            continue
        steps = lots[(op.order, op.part, op.lot)]
        if op.step in steps:
            breaches.append(f"{label}: {op.order} {op.part} step {op.step} is planned twice")
        steps[op.step] = op
    for (name, part, lot), steps in sorted(lots.items()):
        is_ask = name == "ASK" and bool(case.asked_part)
        order = None if is_ask else shop.orders[name]
        is_main = part == (case.asked_part if order is None else order.part)
        routes.check_lot(order, part, lot, steps, is_main)
    check_quantities(case, ledger, lots, breaches)
    facts = routes.facts
    lines, crews = by_machine(facts.placed), by_crew(facts.placed)
    check_machines(shop, calendar, lines, breaches, label, case.subject)
    check_crews(shop, crews, breaches, label)
    all_flows = flows(shop, calendar, case.need, facts, case.takings)
    check_material(calendar, all_flows, breaches, label)
    check_made(shop, facts, breaches, label)
    return Judged(
        facts, all_flows, Tightness(shop, calendar, facts, lines, crews, all_flows), routes, lines, crews
    )


def check_quantities(
    case: Case,
    ledger: Ledger,
    lots: Mapping[tuple[str, str, int], Mapping[int, Operation]],
    breaches: list[str],
) -> None:
    """Each step makes what is left of its order, and a lot keeps its quantity on its way."""
    total: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    lot_count: dict[tuple[str, str], int] = defaultdict(int)
    for name, part, _ in lots:
        lot_count[(name, part)] += 1
    for (name, part, lot), steps in sorted(lots.items()):
        order: Order | None = None if name == "ASK" and case.asked_part else case.shop.orders[name]
        is_main = order is not None and part == order.part
        if is_main:
            for step, op in steps.items():
                total[(name, step)] += op.quantity
        elif len({op.quantity for op in steps.values()}) > 1:
            breaches.append(f"{case.label}: lot {lot} of {name} {part} changes its quantity between steps")
        several = is_main and lot_count[(name, part)] > 1 and not ledger.begun(name)
        if several and len({op.quantity for op in steps.values()}) > 1:
            breaches.append(f"{case.label}: lot {lot} of {name} {part} changes its quantity between steps")
    for (name, step), quantity in sorted(total.items()):
        want = ledger.wanted(case.shop.orders[name], step, case.left.get(name, ZERO))
        if quantity != want:
            breaches.append(f"{case.label}: {name} step {step} makes {quantity:f}, not {want:f}")


def calendar_for(shop: Shop, operations: Sequence[Operation], opened: Sequence[Opened] = ()) -> Calendar:
    """Calendars long enough for these operations and what may become of them."""
    last: Instant = max((op.end_at for op in operations), default=shop.now_at)
    return Calendar(
        shop, min(max(last, shop.now_at), shop.now_at + 20 * 366 * 86_400) + HORIZON_DAYS * 86_400, opened
    )
