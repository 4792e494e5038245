"""The referee on the other kinds of question: parts never made, and several lines at once."""

from __future__ import annotations

from dataclasses import replace

from canyou.plan.result import Answer, Operation, Option, Plan
from canyou.plan.verify_answer import verify_answer
from canyou.plan.verify_case import Case, calendar_for, judge
from canyou.plan.verify_need import Ledger, needs
from canyou.plan.verify_orders import bought
from canyou.plan.verify_route import Use
from canyou.plan.verify_time import Calendar
from canyou.shop.records import ZERO, Order, Part, Shop, Step

NEW = "a part never made"


def verify_estimate(shop: Shop, plan: Plan, answer: Answer) -> list[str]:
    """Every breach in an answer about a part never made, judged as a part with a routing of its own and no stock."""
    question = answer.question
    if question.like:
        steps = tuple(
            replace(
                row,
                part=NEW,
                setup_minutes=row.setup_minutes * question.times,
                run_minutes=row.run_minutes * question.times,
            )
            for row in shop.routings[question.like]
        )
        lines = tuple(replace(row, part=NEW) for row in shop.bom.get(question.like, ()))
    else:
        shown = {o.step: o for option in answer.options for o in option.operations if o.order == "ASK"}
        pairs = list(enumerate(question.hours, 1))
        steps = tuple(Step(NEW, 10 * n, "", c, ZERO, h * 60 / question.quantity) for n, (c, h) in pairs)
        if shown and [shown[s.step].work_center for s in steps if s.step in shown] != [
            s.work_center for s in steps
        ]:
            return ["answer: the hours typed in are not on their work centers"]
        lines = ()
    known = replace(
        shop,
        parts={**shop.parts, NEW: Part(NEW, supply="make")},
        routings={**shop.routings, NEW: steps},
        bom={**shop.bom, NEW: lines},
    )
    options = tuple(
        replace(
            one,
            operations=tuple(
                replace(o, part=NEW) if o.order == "ASK" and o.part == question.part else o
                for o in one.operations
            ),
        )
        for one in answer.options
    )
    return verify_answer(known, plan, replace(answer, question=replace(question, part=NEW), options=options))


def verify_lines(shop: Shop, plan: Plan, answer: Answer) -> list[str]:
    """Every breach in an answer about several lines: each line judged as an order of its own beside the plan."""
    breaches: list[str] = []
    everything = [*plan.operations, *(o for option in answer.options for o in option.operations)]
    calendar = calendar_for(shop, everything)
    for number, option in enumerate(answer.options, 1):
        check_lines(shop, plan, answer, option, calendar, breaches, f"option {number} ({option.kind})")
    if answer.as_asked != any(option.kind == "as_asked" for option in answer.options):
        breaches.append("answer: as_asked is not what its options are")
    return breaches


def check_lines(
    shop: Shop,
    plan: Plan,
    answer: Answer,
    option: Option,
    calendar: Calendar,
    breaches: list[str],
    label: str,
) -> None:
    """One option taken into the plan."""
    if option.moves or option.overtime or option.extra_cost:
        breaches.append(f"{label}: moves somebody, opens hours or costs something")
    customer = answer.question.customer
    orders = {
        f"ASK-{n}": Order(f"ASK-{n}", customer, line.part, line.quantity, line.by_at)
        for n, line in enumerate(answer.lines, 1)
    }
    more = replace(shop, orders={**shop.orders, **orders})
    need = needs(shop, Ledger(shop))
    takings = {part: list(uses) for part, uses in bought(shop, plan, need).items()}
    left = dict(need.left)
    renamed = [replace(o, order=f"ASK-{o.line}") for o in option.operations]
    on_time = True
    for n, line in enumerate(answer.lines, 1):
        mine = [d for d in option.deliveries if d.line == n]
        if sum((d.quantity for d in mine), ZERO) != line.quantity:
            breaches.append(f"{label}: line {n} is not brought whole")
        on_time &= len(mine) == 1 and mine[0].at <= line.by_at
        left[f"ASK-{n}"] = ZERO
    for number, delivery in enumerate(option.deliveries, 1):
        name = f"ASK-{delivery.line}"
        part = orders[name].part
        lot: list[Operation] = [o for o in renamed if (o.order, o.part, o.lot) == (name, part, number)]
        made = lot[0].quantity if lot else ZERO
        left[name] += made
        if lot and calendar.there(max(o.end_at for o in lot), customer) > delivery.at:
            breaches.append(f"{label}: delivery {number} is before its last step's end can be there")
        if made > delivery.quantity or delivery.at < shop.now_at:
            breaches.append(f"{label}: delivery {number} brings less than its lot, or is before now")
        if made < delivery.quantity:
            rest = delivery.quantity - made
            takings.setdefault(part, []).append(Use(delivery.at, rest, name, f"delivery {number}"))
    if on_time != (option.kind == "as_asked"):
        breaches.append(f"{label}: is as asked where it is not called so, or the other way round")
    case = Case(more, [*plan.operations, *renamed], left, need, label, takings=takings)
    judge(case, Ledger(more), breaches, calendar)
