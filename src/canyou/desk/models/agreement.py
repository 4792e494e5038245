"""The agreement between the two sides, version by version. What a version says is never changed."""

from __future__ import annotations

import json
from typing import ClassVar

from django.db import models

from canyou.desk.models.people import Member
from canyou.desk.terms import Terms, terms_from
from canyou.floor.models import FloorShop


class Agreement(models.Model):
    """One version: proposed by somebody, in force once a manager of each side has signed it."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="agreements")
    number = models.PositiveIntegerField()
    """1, 2, 3 … within the shop."""
    terms = models.TextField()
    """Canonical JSON: see `canyou.desk.terms`."""
    why = models.TextField(blank=True)
    proposed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.BigIntegerField()
    sales_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    """Who has signed for sales."""
    sales_at = models.BigIntegerField(null=True)
    operations_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+")
    operations_at = models.BigIntegerField(null=True)
    begun_at = models.BigIntegerField(null=True)
    """Since when it is in force."""
    ended_at = models.BigIntegerField(null=True)
    """When another took its place, or it was withdrawn before it was signed."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "number"], name="desk_agreement_number")
        ]

    def __str__(self) -> str:
        return f"agreement {self.shop_id}/{self.number}"

    @property
    def said(self) -> Terms:
        """What it says."""
        return terms_from(json.loads(self.terms))

    @property
    def state(self) -> str:
        """proposed, in force, past (another took its place), withdrawn."""
        if self.begun_at is None:
            return "proposed" if self.ended_at is None else "withdrawn"
        return "in force" if self.ended_at is None else "past"

    def signed_by(self, side: str) -> Member | None:
        """Who has signed it for a side."""
        return self.sales_by if side == "sales" else self.operations_by
