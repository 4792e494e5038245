"""An option from what was placed: its deliveries by promise_basis, and its words."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from canyou.plan.answering.asked import Asked
from canyou.plan.quantity import quantity_of
from canyou.plan.result import Delivery, Operation, Option
from canyou.plan.wording import number, sentence, short_day, title
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
    deliveries = tuple(Delivery(quantity_of(q), asked.there(at)) for q, at in finishes)
    latest = asked.question.latest_at
    past = latest is not None and deliveries[-1].at > latest
    customer = asked.customer
    taken = "".join(f". {said}" for said in what_they_take(asked, customer, deliveries)) if customer else ""
    return Option(
        kind=kind,
        deliveries=deliveries,
        operations=operations,
        words=sentence(shop, asked.part, deliveries),
        title=title(shop, deliveries),
        consequence=pays + (", but past their latest date" if past else "") + taken,
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
