"""What an import means for the desk: its people become members, and what was shipped closes its promise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.dispatch import receiver

from canyou.desk import record
from canyou.desk.actions.tell import tell
from canyou.desk.clock import now_in
from canyou.desk.models import Desk, Promise
from canyou.desk.people import bring_in
from canyou.desk.promising import STANDING, shipped
from canyou.floor.models import FloorShop, Overlay
from canyou.floor.rows import canonical
from canyou.floor.signals import shop_imported
from canyou.shop.records import Order, Shop

ORDERS = "orders.csv"


@receiver(shop_imported)
def take_in(sender: Any, *, shop: FloorShop, read: Shop, **more: Any) -> None:
    """In the import's own transaction: after a crash both are there or neither is."""
    Desk.objects.get_or_create(shop=shop)
    bring_in(shop, read.people.values())
    close_shipped(shop, read)


def close_shipped(shop: FloorShop, read: Shop) -> None:
    """Close the promises whose orders the source has shipped; a complaint opens them again.

    The date of the shipment counts, not that of the import: what went out in time is kept, even if the news of it
    came after the date and the clock had called it missed.
    """
    standing = Promise.objects.filter(
        shop_id=shop.pk, kind=Promise.ORDER, state__in=STANDING, closed_at=None
    ).select_related("by__user", "to__user")
    found = sorted(standing, key=lambda promise: promise.number)
    if not found:
        return
    desk = record.lock(shop.pk)
    names = _names_in_source(shop, found)
    for promise in found:
        deliveries = json.loads(promise.orders)
        orders = [read.orders.get(names.get(name, name)) for name, *_ in deliveries]
        renamed = [[names.get(name, name), *rest] for name, *rest in deliveries]
        if renamed != deliveries:
            promise.orders = json.dumps(renamed)
            promise.save(update_fields=["orders"])
        gone = [order for order in orders if order is not None and order.state == "shipped"]
        if len(gone) == len(orders):
            _close(desk, promise, gone, now_in(read))


def _close(desk: Desk, promise: Promise, orders: list[Order], at: int) -> None:
    shipped_at = max(order.shipped_at if order.shipped_at is not None else at for order in orders)
    promise.stand(shipped(promise.standing, min(shipped_at, at), at))
    promise.save()
    about = f"promise/{promise.number}"
    told = {"orders": [order.order for order in orders], "shipped": shipped_at, "state": promise.state}
    record.add(desk, None, "shipped", about, told)
    tell(desk, promise.to, about, f"Shipped: {promise.what}; the promise is {promise.state}.", at)


def _names_in_source(shop: FloorShop, promises: list[Promise]) -> Mapping[str, str]:
    """What the source calls orders that were promised here, where they are linked."""
    keys = {canonical([name]): name for promise in promises for name, *_ in json.loads(promise.orders)}
    rows = Overlay.objects.filter(shop_id=shop.pk, file=ORDERS).exclude(linked_to="")
    return {keys[row.key]: row.linked_to for row in rows if row.key in keys}
