"""Hours kept by forecast and blanket orders lapse: once their date has passed, the book lets go of them."""

from __future__ import annotations

import json

from canyou.floor import entries
from canyou.floor.book import booked
from canyou.floor.current import current
from canyou.floor.models import Overlay
from canyou.floor.overlays import AGREED, Row
from canyou.floor.wanted import order_row
from canyou.shop.agreed import agreed_body, agreed_from, keeps_hours
from canyou.shop.records import Instant, Shop


def lapsed_orders(shop: Shop, at: Instant) -> list[str]:
    """The forecast and blanket orders of a plan whose hours are to be kept no longer."""
    return [
        name
        for name, order in shop.orders.items()
        if not order.is_firm and order.is_planned and order.lapses_at is not None and order.lapses_at <= at
    ]


def lapse(shop_slug: str, at: Instant) -> list[str]:
    """Let go of what has lapsed at a moment; the names. Nothing else moves; without need no lock is taken."""
    if not lapsed_orders(current(shop_slug).shop, at):
        return []
    with booked(shop_slug) as book:
        shop = book.plan.shop
        names = lapsed_orders(shop, at)
        rows = [
            order_row(shop, shop.orders[name], {"state": "cancelled"})
            for name in names
            if not keeps_hours(shop.orders[name])
        ]
        standing = Overlay.objects.filter(shop_id=book.row.shop_id, file=AGREED, last_version=None).first()
        if standing is not None:
            body = agreed_body(agreed_from(json.loads(standing.body)).kept_after(at))
            rows.append(Row(AGREED, ("agreed",), body))
        if names:
            book.lay(entries.CHANGE, rows, {"orders": names, "why": "the hours kept have lapsed"})
        return names
