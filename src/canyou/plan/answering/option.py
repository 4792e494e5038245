"""An option from what was placed: its deliveries by promise_basis, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from canyou.plan.answering.asked import Asked
from canyou.plan.quantity import quantity_of
from canyou.plan.result import Delivery, Operation, Option
from canyou.plan.wording import local, number, sentence, short_day, short_due, title
from canyou.shop.opentime import DAY
from canyou.shop.records import Customer, Instant

NO_ONE = "No one is disturbed"


def option(
    asked: Asked,
    kind: str,
    finishes: Sequence[tuple[int, Instant]],
    operations: tuple[Operation, ...],
    *,
    pays: str = NO_ONE,
    why_not_sooner: str = "",
) -> Option:
    """An option with its words; `finishes` are (millionths, finished when) of each delivery, `pays` who pays for it."""
    shop = asked.plan.shop
    to_come = tuple(Delivery(quantity_of(q), asked.there(at)) for q, at in finishes)
    deliveries = to_come
    if asked.gone:
        first = to_come[0]
        deliveries = (replace(first, quantity=first.quantity + quantity_of(asked.gone)), *to_come[1:])
    last_at = deliveries[-1].at
    latest = asked.question.latest_at
    past = latest is not None and last_at > latest
    customer = asked.customer
    taken = "".join(f". {said}" for said in what_they_take(asked, customer, deliveries)) if customer else ""
    late = (", but past their latest date" if past else "") + past_promise(asked, last_at)
    return Option(
        kind=kind,
        deliveries=deliveries,
        operations=operations,
        words=spoken(asked, to_come),
        title=title(shop, to_come) if asked.quantity else "All of it has left already",
        consequence=pays + late + taken,
        why_not_sooner=why_not_sooner,
    )


def what_they_take(asked: Asked, customer: Customer, deliveries: Sequence[Delivery]) -> list[str]:
    """What the customer's terms make of an option: near enough to the whole, or sooner than they take it."""
    shop, question = asked.plan.shop, asked.question
    found = []
    soon = sum((d.quantity for d in deliveries if d.at <= question.by_at), Decimal(0))
    enough = question.quantity * (1 - customer.tolerance_percent / 100)
    if customer.tolerance_percent and enough <= soon < question.quantity:
        share = number(customer.tolerance_percent)
        found.append(
            f"{number(soon)} of {number(question.quantity)} are within the {share} % that they accept"
        )
    if customer.early_days:
        from_at = asked.plan.model.calendars.tz.later(question.by_at, -customer.early_days * DAY)
        if deliveries[0].at < from_at:
            found.append(f"They take it from {short_day(from_at, shop)} on")
    return found


def spoken(asked: Asked, to_come: Sequence[Delivery]) -> str:
    """What to read out: what is still to come, and of an order what has left already."""
    shop = asked.plan.shop
    left = number(quantity_of(asked.gone))
    if not asked.quantity:
        return f"All {left} have left already; nothing is to come any more."
    said = sentence(shop, asked.part, to_come)
    if asked.question.is_estimate:
        return f"As an estimate, since we have not made it before: {said[0].lower()}{said[1:]}"
    return f"{left} have left already. {said}" if asked.gone else said


def past_promise(asked: Asked, last_at: Instant) -> str:
    """`; 2 days past what was promised, Tue 24 Nov`, where an order asked about would be later than its promise."""
    order, shop = asked.order, asked.plan.shop
    if order is None or order.promised_at is None or last_at <= order.promised_at:
        return ""
    days = (local(last_at - 1, shop).date() - local(order.promised_at - 1, shop).date()).days
    far = f"{days} day{'' if days == 1 else 's'} past" if days else "past"
    return f"; {far} what was promised, {short_due(order.promised_at, shop)}"
