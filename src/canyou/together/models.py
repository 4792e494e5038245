"""The tables of what is done together."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from canyou.desk.models import Member
from canyou.floor.models import FloorShop

KINDS = ("machine", "person", "supplier")


class Precaution(models.Model):
    """The plan for the day on which something is lost that much hangs on, and when it was last tried."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="precautions")
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in KINDS])
    name = models.CharField(max_length=200)
    """The work center, the person as the log has them, or the supplier."""
    plan = models.TextField(blank=True)
    tried_on = models.DateField(null=True)
    """The day on which somebody last tried whether it works; null: never."""
    set_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "kind", "name"], name="together_precaution_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"
