"""Imported dates and who stands by them: what nobody has confirmed yet is unvouched, and counts in no figure.

A promised date that came with an import is a claim. It becomes a promise when a person confirms it, or puts a date
in its place that the plan can hold.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from canyou.desk.clock import end_of_day, now_in
from canyou.desk.models import Promise
from canyou.shop.records import Instant, Order, Shop

if TYPE_CHECKING:
    from canyou.plan.planner import ShopPlan

BELIEVED = 0.8
"""With less of a chance an imported date is not one to believe: in more than one run in five it breaks."""


def vouched(shop_id: int) -> frozenset[str]:
    """The orders for which a promise was made or confirmed here, whatever became of it."""
    rows = Promise.objects.filter(shop_id=shop_id, kind=Promise.ORDER).values_list("orders", flat=True)
    return frozenset(name for text in rows for name, *_ in json.loads(text))


def unvouched(shop: Shop, shop_id: int) -> dict[str, Order]:
    """The firm orders still to be done whose promised date nobody stands by yet."""
    known = vouched(shop_id)
    return {
        name: order
        for name, order in shop.orders.items()
        if order.promised_at is not None and order.is_firm and order.is_planned and name not in known
    }


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the plan makes of one imported date."""

    order: str
    customer: str
    promised_at: Instant
    """The date that came with the import."""
    there_at: Instant
    """When the plan has it there."""
    chance: float
    """That it is there by the imported date."""
    proposed_at: Instant
    """The date to stand by: the imported one where it can be believed, else one that holds in 95 of 100 runs."""
    proposed_chance: float

    @property
    def is_late(self) -> bool:
        """Whether the plan has it there too late."""
        return self.there_at > self.promised_at

    @property
    def is_moved(self) -> bool:
        """Whether another date is proposed."""
        return self.proposed_at != self.promised_at


def proposals(plan: ShopPlan, orders: Mapping[str, Order]) -> dict[str, Proposal]:
    """For each order the date that it can really hold, with its chance; the runs are the plan's own.

    What is late by the plan, or has less than 80 % of a chance, gets the end of the day by which it is there in 95
    of 100 runs. A date is never proposed that is earlier than the imported one.
    """
    from canyou.plan.chance.option import SURE, quantile
    from canyou.plan.chance.orders import ends_of, order_chances, target
    from canyou.plan.chance.scenarios import scenarios_of
    from canyou.plan.chance.wanted import share
    from canyou.plan.whatif.difference import there_at

    shop, kept, chances = plan.shop, scenarios_of(plan), order_chances(plan)
    found: dict[str, Proposal] = {}
    for name, order in orders.items():
        planned = plan.orders.get(name)
        if planned is None or order.promised_at is None:
            continue
        there, chance = there_at(shop, planned), chances.get(name, 1.0)
        date, sure = order.promised_at, chance
        if there > date or chance < BELIEVED or date <= now_in(shop):
            if name not in kept.course.order_row:  # nothing of it is worked on: it comes when it comes
                date = max(end_of_day(there, shop.timezone), date)
                found[name] = Proposal(name, order.customer, order.promised_at, there, chance, date, 1.0)
                continue
            transit, _ = target(plan, name)
            ends = ends_of(plan, kept, name)
            shipping = plan.model.shipping
            sure_at = shipping.there(plan.now_at + quantile(ends, SURE), transit)
            date = max(end_of_day(max(sure_at, there), shop.timezone), date)
            sure = share(ends <= shipping.latest_finish(date, transit) - plan.now_at)
        found[name] = Proposal(name, order.customer, order.promised_at, there, chance, date, sure)
    return found
