"""Emergencies and mistakes, each with what led to it, so that chains can be followed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from canyou.desk.models.people import Member
from canyou.floor.models import FloorShop


class Emergency(models.Model):
    """An order, or something else, that could not wait its turn."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="emergencies")
    number = models.PositiveBigIntegerField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="declared")
    declared_at = models.BigIntegerField()
    order = models.TextField(blank=True)
    cause = models.CharField(max_length=32)
    cause_ref = models.TextField(blank=True)
    """A promise, mistake or emergency that led to it."""
    note = models.TextField(blank=True)
    closed_at = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "number"], name="desk_emergency_number")
        ]

    def __str__(self) -> str:
        return f"emergency {self.shop_id}/{self.number}"


class Mistake(models.Model):
    """Something that went wrong on the way."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="mistakes")
    number = models.PositiveBigIntegerField()
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="found")
    found_at = models.BigIntegerField()
    order = models.TextField(blank=True)
    step = models.PositiveIntegerField(null=True)
    what = models.TextField()
    cause_ref = models.TextField(blank=True)
    """The emergency under which it was made, if any."""
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "number"], name="desk_mistake_number")
        ]

    def __str__(self) -> str:
        return f"mistake {self.shop_id}/{self.number}"
