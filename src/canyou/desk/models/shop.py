"""What the desk keeps of each shop itself: the numbers it has given, and the end of the record."""

from __future__ import annotations

from django.db import models

from canyou.floor.models import FloorShop


class Desk(models.Model):
    """One row a shop. An UPDATE of it comes first in everything the desk writes, and so orders its writers."""

    shop = models.OneToOneField(FloorShop, on_delete=models.CASCADE, related_name="desk", primary_key=True)
    is_demo = models.BooleanField(default=False)
    """Nothing in it is real: whoever is at this machine may be any of its people."""

    def __str__(self) -> str:
        return f"desk of {self.shop_id}"
