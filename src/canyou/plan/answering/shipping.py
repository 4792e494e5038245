"""Faster shipping: where dates count at the dock, and a quicker carrier than the usual one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from canyou.plan.answering.asked import Asked
from canyou.plan.answering.option import NO_ONE, option
from canyou.plan.answering.reason import why_not_sooner
from canyou.plan.result import Option
from canyou.plan.wording import number
from canyou.shop.records import Carrier, Instant


def faster_shipping(asked: Asked, found: Sequence[Option] = ()) -> list[Option]:
    """The whole by the date with the cheapest carrier that is quick enough, if that is cheaper than overtime.

    `found` are the options so far: where overtime costs no more, nobody needs a courier.
    """
    if asked.never or asked.on_time or asked.plan.shop.promise_basis != "dock":
        return []
    whole = asked.whole
    by_at = asked.question.by_at
    quick = [
        carrier
        for carrier in asked.plan.shop.carriers
        if carrier.customer in ("", asked.question.customer)
        and carrier.cost
        and carrier.transit_days < asked.transit_days
        and arrives(asked, carrier, whole.finish_at) <= by_at
    ]
    if not quick:
        return []
    best = min(quick, key=lambda c: (c.cost, c.transit_days, c.carrier))
    overtime = [
        one.extra_cost for one in found if one.overtime and max(d.at for d in one.deliveries) <= by_at
    ]
    if overtime and min(overtime) <= best.cost:
        return []
    return [carried(asked, best)]


def arrives(asked: Asked, carrier: Carrier, finish_at: Instant) -> Instant:
    shipping = asked.plan.model.shipping
    return shipping.docks(shipping.ships(finish_at), carrier.transit_days)


def carried(asked: Asked, carrier: Carrier) -> Option:
    """The whole in one delivery, sent another way."""
    shop, whole = asked.plan.shop, asked.whole
    days = f"{carrier.transit_days} day{'s' if carrier.transit_days != 1 else ''} on the way"
    if not carrier.transit_days:
        days = "there the same day"
    price = f"{number(carrier.cost)} {shop.currency}".rstrip()
    customer = asked.customer and replace(asked.customer, transit_days=carrier.transit_days)
    return replace(
        option(
            replace(asked, customer=customer),
            "faster_shipping",
            [(asked.quantity, whole.finish_at)],
            whole.operations,
            pays=f"Sent by {carrier.carrier}, {days}, instead of {asked.transit_days}, for {price}. {NO_ONE}",
            why_not_sooner=why_not_sooner(asked, whole.lot, whole.finish_at),
        ),
        extra_cost=carrier.cost,
    )
