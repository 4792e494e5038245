"""Promises at risk: since when, because of what, and until when they were."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from canyou.desk.models.promise import Promise
from canyou.floor.models import FloorShop


class RiskCause(models.Model):
    """What put promises at risk on one day; one notice to each person hangs on it."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="risk_causes")
    number = models.PositiveBigIntegerField()
    """1, 2, 3 … within the shop."""
    key = models.TextField()
    """`down/MILL/2`, `import`, …: see `at_risk.Cause`."""
    day = models.CharField(max_length=10)
    """The shop's own day, as ISO 8601 has it."""
    words = models.TextField()
    at = models.BigIntegerField()
    version = models.PositiveBigIntegerField()
    """The book's version at which it was seen."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "number"], name="desk_cause_number"),
            models.UniqueConstraint(fields=["shop", "key", "day"], name="desk_cause_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"cause {self.shop_id}/{self.number}"


class AtRisk(models.Model):
    """An order whose promise the plan does not keep, from a moment to a moment."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="risks")
    number = models.PositiveBigIntegerField()
    """1, 2, 3 … within the shop."""
    order = models.TextField()
    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="risks")
    cause = models.ForeignKey(RiskCause, on_delete=models.PROTECT, null=True, related_name="risks")
    """Null: it was so when the program first looked."""
    due_at = models.BigIntegerField()
    there_at = models.BigIntegerField()
    since_at = models.BigIntegerField()
    version = models.PositiveBigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    ended = models.CharField(max_length=16, blank=True)
    """`over`: the plan keeps it again; `gone`: it is no longer promised, or its date has passed."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["shop", "number"], name="desk_risk_number")]
        indexes: ClassVar = [models.Index(fields=["shop", "ended_at"], name="desk_risk_open")]

    def __str__(self) -> str:
        return f"risk {self.shop_id}/{self.number}"
