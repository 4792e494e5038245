"""What the desk keeps of each shop itself: the numbers it has given, the end of the record, what holds may cost."""

from __future__ import annotations

from django.db import models

from canyou.floor.models import FloorShop


class Desk(models.Model):
    """One row a shop. An UPDATE of it comes first in everything the desk writes, and so orders its writers.

    Where the promise book is written too, its lock is taken before this one.
    """

    shop = models.OneToOneField(FloorShop, on_delete=models.CASCADE, related_name="desk", primary_key=True)
    is_demo = models.BooleanField(default=False)
    """Nothing in it is real: whoever is at this machine may be any of its people."""
    questions = models.PositiveBigIntegerField(default=0)
    """How many have been asked: the last one's number."""
    promises = models.PositiveBigIntegerField(default=0)
    emergencies = models.PositiveBigIntegerField(default=0)
    mistakes = models.PositiveBigIntegerField(default=0)
    consents = models.PositiveBigIntegerField(default=0)
    risks = models.PositiveBigIntegerField(default=0)
    causes = models.PositiveBigIntegerField(default=0)
    risk_version = models.PositiveBigIntegerField(null=True)
    """The book's version at which promises at risk were last looked for; null: not yet."""
    records = models.PositiveBigIntegerField(default=0)
    """How long the record is: the last entry's number."""
    head = models.CharField(max_length=64, blank=True)
    """The last entry's digest."""
    holds_at_once = models.PositiveIntegerField(default=3)
    """How many options one person may keep capacity for at the same time."""
    hold_hours = models.PositiveIntegerField(default=24)
    """For how long at most."""

    def __str__(self) -> str:
        return f"desk of {self.shop_id}"
