"""What an import means for the desk: its people become members."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from canyou.desk.models import Desk
from canyou.desk.people import bring_in
from canyou.floor.models import FloorShop
from canyou.floor.signals import shop_imported
from canyou.shop.records import Shop


@receiver(shop_imported)
def take_in(sender: Any, *, shop: FloorShop, read: Shop, **more: Any) -> None:
    """In the import's own transaction: after a crash both are there or neither is."""
    Desk.objects.get_or_create(shop=shop)
    bring_in(shop, read.people.values())
