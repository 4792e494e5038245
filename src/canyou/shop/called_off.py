"""Forecast and blanket orders keep hours: what is called off of them uses those up, the rest lapses by a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from canyou.shop.records import ZERO, Instant, Order


def called_off(orders: Mapping[str, Order], now_at: Instant) -> dict[str, Order]:
    """The orders with each forecast and blanket order as far as it is left at a moment.

    What its releases (`blanket` names it) have taken counts as shipped of it, once: doing this again changes nothing.
    One that is used up is shipped; one whose date has passed is cancelled. Firm orders stay as they are.
    """
    taken: dict[str, Decimal] = {}
    for order in orders.values():
        if order.blanket and order.state != "cancelled" and order.kind != "quote":
            taken[order.blanket] = taken.get(order.blanket, ZERO) + order.quantity
    left = dict(orders)
    for name, order in orders.items():
        if order.is_firm or order.state not in ("open", "hold"):
            continue
        gone = min(order.quantity, max(order.shipped_quantity, taken.get(name, ZERO)))
        if gone != order.shipped_quantity:
            order = left[name] = replace(order, shipped_quantity=gone)
        if name in taken and gone >= order.quantity:
            left[name] = replace(order, state="shipped")
        elif order.lapses_at is not None and order.lapses_at <= now_at:
            left[name] = replace(order, state="cancelled")
    return left
