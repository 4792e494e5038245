"""An option from what was placed: its deliveries by promise_basis, and its words."""

from __future__ import annotations

from collections.abc import Sequence

from canyou.plan.answering.asked import Asked
from canyou.plan.quantity import quantity_of
from canyou.plan.result import Delivery, Operation, Option
from canyou.plan.wording import sentence, title
from canyou.shop.records import Instant

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
    return Option(
        kind=kind,
        deliveries=deliveries,
        operations=operations,
        words=sentence(shop, asked.part, deliveries),
        title=title(shop, deliveries),
        consequence=pays + (", but past their latest date" if past else ""),
        why_not_sooner=why_not_sooner,
    )
