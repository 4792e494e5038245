"""What the two sides have agreed, laid over a shop: how customers count, the fence, how far an order may slip, and
the hours kept for a customer, which are a forecast order of their own until they lapse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from canyou.shop.called_off import called_off
from canyou.shop.records import Instant, Order, Shop

KEPT = "KEPT-"
"""The names of orders that keep hours begin so."""
MOST_UNNAMED = Decimal(4)
"""A customer that the agreement does not name counts no more than this: 5 is given by the agreement alone."""


@dataclass(frozen=True, slots=True)
class KeptHours:
    """The hours that so many of a part take, kept for a customer by a date, until they lapse."""

    order: str
    """What the order that keeps them is called: KEPT-1, KEPT-2 …"""
    customer: str
    part: str
    quantity: Decimal
    due_at: Instant
    lapses_at: Instant


@dataclass(frozen=True, slots=True)
class Agreed:
    """What of an agreement changes the plan."""

    importance: Mapping[str, Decimal] = field(default_factory=dict)
    """By customer, 1 to 5."""
    fence_days: Decimal = Decimal(2)
    move_cap_days: Decimal = Decimal(5)
    kept: tuple[KeptHours, ...] = ()

    def kept_after(self, at: Instant) -> Agreed:
        """The same without the hours that have lapsed at a moment."""
        return replace(self, kept=tuple(one for one in self.kept if one.lapses_at > at))


def with_agreed(shop: Shop, agreed: Agreed) -> Shop:
    """The shop as agreed, in the place of whatever was agreed before.

    Hours that have lapsed, or are kept for what the shop no longer has, are left out.
    """
    customers = {
        name: one if one.importance == value else replace(one, importance=value)
        for name, one in shop.customers.items()
        for value in [agreed.importance.get(name, min(one.importance, MOST_UNNAMED))]
    }
    orders = {name: order for name, order in shop.orders.items() if not keeps_hours(order)}
    for one in agreed.kept_after(shop.now_at).kept:
        if one.order not in orders and one.customer in customers and one.part in shop.parts:
            orders[one.order] = Order(
                one.order,
                one.customer,
                one.part,
                one.quantity,
                one.due_at,
                kind="forecast",
                lapses_at=one.lapses_at,
            )
    return replace(
        shop, customers=customers, orders=called_off(orders, shop.now_at), fence_days=agreed.fence_days,
        move_cap_days=agreed.move_cap_days,
    )  # fmt: skip


def keeps_hours(order: Order) -> bool:
    """Whether an order is hours kept by the agreement."""
    return order.order.startswith(KEPT) and not order.is_firm


def agreed_body(agreed: Agreed) -> dict[str, Any]:
    """As it is written down: numbers as text, moments as they are."""
    return {
        "importance": {name: str(value) for name, value in sorted(agreed.importance.items())},
        "fence_days": str(agreed.fence_days),
        "move_cap_days": str(agreed.move_cap_days),
        "kept": [
            [one.order, one.customer, one.part, str(one.quantity), one.due_at, one.lapses_at]
            for one in agreed.kept
        ],
    }


def agreed_from(body: Mapping[str, Any]) -> Agreed:
    """What was written down."""
    return Agreed(
        {name: Decimal(value) for name, value in body["importance"].items()},
        Decimal(body["fence_days"]),
        Decimal(body["move_cap_days"]),
        tuple(KeptHours(o, c, p, Decimal(q), due, lapses) for o, c, p, q, due, lapses in body["kept"]),
    )
