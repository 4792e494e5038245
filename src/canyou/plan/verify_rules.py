"""The rules of section 3 that need no placing: deliveries, moves, opened hours, cost, words, domination."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from canyou.plan.result import Answer, Option, Plan
from canyou.plan.verify_time import DAY, Calendar
from canyou.shop.records import ZERO, Instant, Shop

QUIET = ("as_asked", "later", "partial", "stock")
"""Kinds of option that move nobody and open no hours."""
A_TIE = 0.02
"""Chances that are no further apart are a tie."""
CENT = Decimal("0.01")


def check_rules(shop: Shop, answer: Answer, option: Option, breaches: list[str], label: str) -> None:
    question = answer.question
    sent = sum((d.quantity for d in option.deliveries), ZERO)
    if sent != question.quantity:
        breaches.append(f"{label}: deliveries add up to {sent:f}, not to the {question.quantity:f} asked")
    if any(d.quantity <= 0 or d.at < shop.now_at for d in option.deliveries):
        breaches.append(f"{label}: a delivery of nothing, or before now")
    if [d.at for d in option.deliveries] != sorted(d.at for d in option.deliveries):
        breaches.append(f"{label}: deliveries are not in the order of their dates")
    if not option.words.strip():
        breaches.append(f"{label}: has no words")
    if not 0 <= option.confidence <= 1:
        breaches.append(f"{label}: confidence is {option.confidence}, not between 0 and 1")
    if option.kind in QUIET and (option.moves or option.overtime):
        breaches.append(f"{label}: moves somebody or opens hours")
    if option.kind == "as_asked":
        in_time = len(option.deliveries) == 1 and option.deliveries[0].at <= question.by_at
        if not in_time or option.extra_cost or option.moves or option.overtime:
            breaches.append(f"{label}: is not as asked")
    if option.kind == "partial":
        if len(option.deliveries) < 2:
            breaches.append(f"{label}: is partial and brings all at once")
        soon = sum((d.quantity for d in option.deliveries if d.at <= question.by_at), ZERO)
        if question.min_quantity is not None and soon < question.min_quantity:
            breaches.append(
                f"{label}: brings {soon:f} by then, less than the least quantity {question.min_quantity:f}"
            )
    name = shop.orders[question.order].customer if question.order else question.customer
    customer = shop.customers.get(name)
    if customer is not None and len(option.deliveries) > 1:
        if customer.ship_complete:
            breaches.append(f"{label}: part deliveries to {name}, who takes none")
        if min(d.quantity for d in option.deliveries) < customer.min_ship_quantity:
            breaches.append(
                f"{label}: a delivery of less than the {customer.min_ship_quantity:f} that {name} takes"
            )


def check_moves(
    shop: Shop,
    plan: Plan,
    option: Option,
    finish: Mapping[str, Instant],
    calendar: Calendar,
    subject: str,
    breaches: list[str],
    label: str,
) -> None:
    names = [move.order for move in option.moves]
    if len(set(names)) < len(names) or subject in names:
        breaches.append(f"{label}: names a move twice, or the order asked about")
    for move in option.moves:
        row, was = shop.orders.get(move.order), plan.orders.get(move.order)
        if row is None or was is None:
            breaches.append(f"{label}: moves {move.order}, which is not in the plan")
            continue
        to = finish.get(move.order)
        if to != move.to_at or was.finish_at != move.from_at:
            breaches.append(f"{label}: {move.order} moves from or to another time than it says")
            continue
        if move.promised_at != row.promised_at:
            breaches.append(f"{label}: {move.order} is promised otherwise than the move says")
        slip = to - was.finish_at
        if slip > shop.move_cap_days * DAY:
            breaches.append(f"{label}: {move.order} slips by more than {shop.move_cap_days:f} days")
        breaks = row.promised_at is not None and calendar.there(to, row.customer) > max(
            row.promised_at, calendar.there(was.finish_at, row.customer)
        )
        if breaks != move.breaks_promise:
            breaches.append(
                f"{label}: breaks the promise of {move.order} without saying so"
                if breaks
                else f"{label}: says it breaks the promise of {move.order} and does not"
            )


def check_overtime(shop: Shop, calendar: Calendar, option: Option, breaches: list[str], label: str) -> None:
    cost = Decimal(0)
    for hours in option.overtime:
        length = Decimal(hours.end_at - hours.start_at) / 3600
        if length <= 0 or hours.start_at < shop.now_at:
            breaches.append(f"{label}: opens no hours, or before now")
        center = shop.work_centers.get(hours.work_center or "")
        crew = shop.crews.get(hours.crew or "")
        if center is not None:
            cost += length * center.overtime_hour_cost
            if not _inside(calendar, center.overtime_calendar, hours.start_at, hours.end_at):
                breaches.append(f"{label}: overtime on {hours.work_center} outside its overtime_calendar")
            if hours.start_at < shop.now_at + center.notice_hours * 3600:
                breaches.append(f"{label}: overtime on {hours.work_center} sooner than its notice_hours")
        if crew is not None:
            cost += length * crew.overtime_hour_cost
            if not _inside(calendar, crew.overtime_calendar, hours.start_at, hours.end_at):
                breaches.append(f"{label}: overtime of crew {hours.crew} outside its overtime_calendar")
    if option.extra_cost < cost - CENT:
        breaches.append(
            f"{label}: extra_cost {option.extra_cost:f} is less than its opened hours, {cost:.2f}"
        )


def _inside(calendar: Calendar, name: str, start: Instant, end: Instant) -> bool:
    return bool(name) and any(low <= start and end <= high for low, high in calendar.spans(name))


def check_domination(shop: Shop, answer: Answer, breaches: list[str]) -> None:
    """No option is shown that another one beats without being worse in anything.

    One that moves nobody and costs nothing may stand beside what beats it by moving others at no harm: it is the
    one that the contract asks for wherever the question can't be met as asked.
    """
    figures = [_figures(shop, answer, option) for option in answer.options]
    plain: set[int] = set()
    for i, (mine, option) in enumerate(zip(figures, answer.options, strict=True)):
        for j, (other, better) in enumerate(zip(figures, answer.options, strict=True)):
            if i == j:
                continue
            chance = better.confidence - option.confidence
            no_worse = all(b <= a for a, b in zip(mine, other, strict=True)) and chance >= -A_TIE
            if not no_worse or (other == mine and chance <= A_TIE):
                continue
            if _is_free(option) and not _is_free(better) and plain <= {i}:
                plain.add(i)
                continue
            breaches.append(f"option {i + 1} ({option.kind}) is dominated by option {j + 1} ({better.kind})")
            break


def _is_free(option: Option) -> bool:
    return not (option.moves or option.overtime or option.extra_cost or option.kind == "outside")


def _figures(shop: Shop, answer: Answer, option: Option) -> tuple[Decimal, ...]:
    """Smaller is better: quantity missing by then, last delivery, cost, weighted slip, promises broken."""
    by = answer.question.by_at
    soon = sum((d.quantity for d in option.deliveries if d.at <= by), ZERO)
    slip = ZERO
    for move in option.moves:
        row = shop.orders.get(move.order)
        customer = shop.customers.get(row.customer) if row else None
        slip += (customer.importance if customer else Decimal(1)) * max(0, move.to_at - move.from_at) / 60
    return (
        -soon,
        Decimal(max((d.at for d in option.deliveries), default=0)),
        option.extra_cost,
        slip,
        Decimal(sum(move.breaks_promise for move in option.moves)),
    )
