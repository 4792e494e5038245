"""Answers to a question: every option, taken into the plan, against section 2 and the rules of section 3."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from canyou.plan.result import Answer, Operation, Option, Plan
from canyou.plan.verify_case import Case, calendar_for, judge
from canyou.plan.verify_need import Ledger, Need, needs
from canyou.plan.verify_orders import bought
from canyou.plan.verify_place import Placement
from canyou.plan.verify_route import Use
from canyou.plan.verify_rules import CENT, check_domination, check_moves, check_overtime, check_rules
from canyou.plan.verify_time import Calendar
from canyou.shop.records import ZERO, Instant, Order, Shop


@dataclass
class Asked:
    """What a question is about, and the shop as the question would have it."""

    shop: Shop
    name: str
    part: str
    customer: str
    order: Order | None
    is_begun: bool
    shipped: Decimal
    """Of an existing order: pieces that have left already and count as delivered."""
    need: Need
    base: Sequence[Operation]


def about(shop: Shop, plan: Plan, answer: Answer, ledger: Ledger) -> Asked:
    question, need = answer.question, needs(shop, ledger)
    if not question.order:
        return Asked(shop, "ASK", question.part, question.customer, None, False, ZERO, need, plan.operations)
    was = shop.orders[question.order]
    order = replace(was, quantity=question.quantity)
    begun = ledger.begun(was.order)
    if not begun and was.order in need.left:
        # What it had from stock is free for it again; the other orders keep theirs.
        own = [s for s in shop.stock if s.is_free and s.reserved_for == was.order and s.part == was.part]
        mine = sum((s.on_hand for s in own), ZERO)
        want = max(ZERO, was.quantity - was.shipped_quantity)
        need.free[was.part] = need.free.get(was.part, ZERO) + want - min(mine, want) - need.left[was.order]
        need.reserved[(was.order, was.part)] = mine
    base = [op for op in plan.operations if op.order != was.order]
    changed = replace(shop, orders={**shop.orders, was.order: order})
    shipped = ZERO if begun else was.shipped_quantity
    return Asked(changed, was.order, was.part, was.customer, order, begun, shipped, need, base)


def sent_quicker(asked: Asked, option: Option) -> Asked:
    """The same with the quickest carrier that the option pays for in the place of the customer's usual one."""
    usual = asked.shop.customers.get(asked.customer)
    if option.kind != "faster_shipping" or usual is None:
        return asked
    days = [
        carrier.transit_days
        for carrier in asked.shop.carriers
        if carrier.customer in ("", asked.customer) and carrier.cost <= option.extra_cost
    ]
    quick = replace(usual, transit_days=min([usual.transit_days, *days]))
    return replace(asked, shop=replace(asked.shop, customers={**asked.shop.customers, asked.customer: quick}))


def leaves(calendar: Calendar, asked: Asked, at: Instant) -> Instant:
    """The latest finish that is there at a moment, by promise_basis; the moment itself where none is."""
    if asked.shop.promise_basis != "dock":
        return at
    row = asked.shop.customers.get(asked.customer)
    days = row.transit_days if row else 0
    guess = calendar.clock.later(at, -days)
    if not asked.shop.ship_days:
        return guess
    for back in range(15):
        truck = calendar.truck(calendar.clock.later(guess, -back))
        if calendar.dock(truck, asked.customer) <= at:
            return truck
    return guess


def verify_answer(shop: Shop, plan: Plan, answer: Answer) -> list[str]:
    """Every breach in an answer given on this plan, one sentence each; empty if it can be trusted."""
    breaches: list[str] = []
    ledger = Ledger(shop)
    asked = about(shop, plan, answer, ledger)
    ledger = Ledger(asked.shop)
    everything = [*plan.operations, *(op for option in answer.options for op in option.operations)]
    calendar = calendar_for(shop, everything)
    if answer.now_at != plan.now_at:
        breaches.append(f"answer: now is {answer.now_at}, in the plan {plan.now_at}")
    takings = bought(asked.shop, plan, asked.need)
    for uses in takings.values():
        uses[:] = [use for use in uses if use.order != asked.name]
    for number, option in enumerate(answer.options, 1):
        label = f"option {number} ({option.kind})"
        sent = sent_quicker(asked, option)
        own_calendar = calendar
        if option.overtime or sent is not asked:
            own_calendar = calendar_for(sent.shop, everything, option.overtime)
        finish = check_option(sent, plan, option, ledger, own_calendar, takings, breaches, label)
        check_moves(asked.shop, plan, option, finish, own_calendar, asked.name, breaches, label)
        check_overtime(shop, own_calendar, option, breaches, label)
        check_rules(asked.shop, answer, option, breaches, label)
        check_outside(asked, option, breaches, label)
    check_domination(shop, answer, breaches)
    check_as_asked(asked, answer, ledger, calendar, takings, breaches)
    return breaches


def check_outside(asked: Asked, option: Option, breaches: list[str], label: str) -> None:
    """What is bought outside is a part that can be bought, and its price is in the extra cost."""
    if option.kind != "outside":
        return
    part = asked.shop.parts.get(asked.part)
    if part is None or part.supply != "buy" or part.lead_days is None:
        breaches.append(f"{label}: buys {asked.part}, which can't be bought")
        return
    made = sum({o.lot: o.quantity for o in option.operations if o.part == asked.part}.values(), ZERO)
    sent = sum((d.quantity for d in option.deliveries), ZERO)
    bought = sent - made - asked.need.free.get(asked.part, ZERO) - asked.shipped
    if option.extra_cost < bought * part.buy_cost - CENT:
        breaches.append(
            f"{label}: extra_cost {option.extra_cost:f} is less than what {bought:f} bought ones cost"
        )


def check_option(
    asked: Asked,
    plan: Plan,
    option: Option,
    ledger: Ledger,
    calendar: Calendar,
    takings: dict[str, list[Use]],
    breaches: list[str],
    label: str,
) -> dict[str, Instant]:
    """Take one option into the plan; answers the finish of every order then."""
    moved = {move.order for move in option.moves}
    for name in sorted({op.order for op in option.operations} - moved - {asked.name}):
        breaches.append(f"{label}: moves {name} without naming it")
    operations = [op for op in asked.base if op.order not in moved] + list(option.operations)
    left = dict(asked.need.left)
    lots: dict[int, tuple[Decimal, Instant]] = {}
    for op in option.operations:
        if op.order == asked.name and op.part == asked.part:
            quantity, end = lots.get(op.lot, (ZERO, op.end_at))
            lots[op.lot] = (max(quantity, op.quantity), max(end, op.end_at))
    if asked.order is not None:
        left[asked.name] = (
            asked.order.quantity if asked.is_begun else sum((q for q, _ in lots.values()), ZERO)
        )
    taken = {part: list(uses) for part, uses in takings.items()}
    stock_uses: list[Use | None] = []
    if not asked.is_begun:
        stock_uses = from_stock(asked, option, calendar, lots, breaches, label)
        taken.setdefault(asked.part, []).extend(use for use in stock_uses if use is not None)
    case = Case(
        asked.shop,
        operations,
        left,
        asked.need,
        label,
        asked.part if asked.order is None else "",
        taken,
        option.overtime,
        "" if asked.order is None else asked.name,
    )
    judged = judge(case, ledger, breaches, calendar)
    ours = {(op.order, op.part, op.step, op.lot) for op in option.operations if op.order == asked.name}
    fixed = {(op.order, op.part, op.step, op.lot) for op in operations} - ours
    judged.tightness.check(fixed, breaches, label)
    finish = judged.facts.finish
    last = max((d.at for d in option.deliveries), default=0)
    if asked.is_begun and calendar.there(finish.get(asked.name, 0), asked.customer) > last:
        breaches.append(f"{label}: {asked.name} is not finished by its last delivery")
    flow = judged.flows.get(asked.part)
    start = asked.shop.now_at
    if asked.order is not None and asked.order.state == "hold" and asked.order.hold_until_at is not None:
        start = max(start, asked.order.hold_until_at)
    free_uses = {id(use): quantity for use, quantity in flow.uses} if flow else {}
    for number, (delivery, use) in enumerate(zip(option.deliveries, stock_uses, strict=False), 1):
        ready = lots[number][1] if number in lots else start
        if use is not None and flow is not None:
            ready = max(ready, flow.could_take_at(use, free_uses[id(use)], start))
        there = calendar.there(ready, asked.customer)
        if delivery.at > there and not (asked.shipped and number == 1):
            breaches.append(
                f"{label}: delivery {number} is said for {calendar.clock.text(delivery.at)} "
                f"and can be there {calendar.clock.text(there)}"
            )
    return finish


def from_stock(
    asked: Asked,
    option: Option,
    calendar: Calendar,
    lots: dict[int, tuple[Decimal, Instant]],
    breaches: list[str],
    label: str,
) -> list[Use | None]:
    """What each delivery takes beyond its lot; checks that each lot serves its own delivery in time."""
    out: list[Use | None] = []
    shipped = asked.shipped
    for number, delivery in enumerate(option.deliveries, 1):
        quantity, end = lots.get(number, (ZERO, delivery.at))
        if number in lots and calendar.there(end, asked.customer) > delivery.at:
            breaches.append(
                f"{label}: delivery {number} is said for {calendar.clock.text(delivery.at)}, "
                f"before its last step's end {calendar.clock.text(end)} can be there"
            )
        if quantity > delivery.quantity:
            breaches.append(
                f"{label}: lot {number} makes {quantity:f}, delivery {number} brings {delivery.quantity:f}"
            )
        rest = max(ZERO, delivery.quantity - quantity)
        gone = min(rest, shipped)
        shipped, rest = shipped - gone, rest - gone
        at = leaves(calendar, asked, delivery.at)
        out.append(Use(at, rest, asked.name, f"delivery {number}") if rest > 0 else None)
    for number in sorted(set(lots) - set(range(1, len(option.deliveries) + 1))):
        breaches.append(f"{label}: lot {number} has no delivery")
    return out


def check_as_asked(
    asked: Asked,
    answer: Answer,
    ledger: Ledger,
    calendar: Calendar,
    takings: dict[str, list[Use]],
    breaches: list[str],
) -> None:
    """`as_asked` appears if and only if all can be there by then; else something free is soon enough."""
    question = answer.question
    kinds = [option.kind for option in answer.options]
    if answer.as_asked != ("as_asked" in kinds):
        breaches.append(
            f"answer: as_asked is {answer.as_asked}, its options are {', '.join(kinds) or 'none'}"
        )
    if kinds.count("as_asked") > 1:
        breaches.append("answer: as_asked appears twice")
    if "as_asked" not in kinds and not answer.why_not:
        breaches.append("answer: it can't be had as asked and no reason is said")
    free = [o for o in answer.options if not (o.moves or o.overtime or o.extra_cost or o.kind == "outside")]
    for option in free:
        in_time = len(option.deliveries) == 1 and option.deliveries[0].at <= question.by_at
        if in_time and "as_asked" not in kinds:
            breaches.append(
                f"answer: {option.kind} brings all by then and moves nobody, and as_asked is missing"
            )
    if asked.is_begun:
        return  # what is left of a begun order is not one lot of one quantity
    left = dict(asked.need.left)
    left.pop(asked.name, None)
    nobody: list[str] = []
    taken = defaultdict(list, {part: list(uses) for part, uses in takings.items()})
    judged = judge(
        Case(asked.shop, asked.base, left, asked.need, "plan", takings=taken), ledger, nobody, calendar
    )
    placement = Placement(asked.shop, calendar, judged, asked.need, dict(judged.flows))
    soonest = placement.soonest(asked.part, question.quantity - asked.shipped, asked.order)
    if soonest is None:
        return
    there = calendar.there(soonest, asked.customer)
    text = calendar.clock.text(there)
    if "as_asked" in kinds:
        return
    if there <= question.by_at:
        breaches.append(f"answer: all {question.quantity:f} can be there {text} and as_asked is missing")
    elif not any(option.deliveries and max(d.at for d in option.deliveries) <= there for option in free):
        breaches.append(
            f"answer: no option that moves nobody brings the whole by {text}, when it can be there"
        )
