"""What the owner of an order was asked before it moves, and what they said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from canyou.desk import consent
from canyou.desk.models.people import Member
from canyou.desk.models.question import Question
from canyou.floor.models import FloorShop


class Consent(models.Model):
    """ "Can you let SO-1021 slip two days?" Moments are seconds since 1970-01-01 UTC."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="consents")
    number = models.PositiveBigIntegerField()
    """1, 2, 3 … within the shop."""
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="consents")
    """The question whose option would move the order."""
    option = models.PositiveIntegerField()
    """That option, as it was when they were asked."""
    order = models.TextField()
    owner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents_owned")
    asked = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents_asked")
    """Who is asked: the owner, or their cover."""
    why_asked = models.CharField(max_length=16, blank=True)
    """Why it is not the owner: away, hours, gone."""
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="consents_wanted")
    """Who asks."""
    from_at = models.BigIntegerField()
    to_at = models.BigIntegerField()
    promised_at = models.BigIntegerField(null=True)
    breaks = models.BooleanField(default=False)
    asked_at = models.BigIntegerField()
    answer_by_at = models.BigIntegerField()
    """When silence decides."""
    mailed_at = models.BigIntegerField(null=True)
    """When it was in an e-mail."""
    state = models.CharField(max_length=16, default="asked")
    said_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="consents_said")
    said_at = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    """What was said with it: a no has its reason."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "number"], name="desk_consent_number")
        ]
        indexes: ClassVar = [
            models.Index(fields=["shop", "state", "answer_by_at"], name="desk_consent_waiting")
        ]

    def __str__(self) -> str:
        return f"consent {self.shop_id}/{self.number}"

    @property
    def slip(self) -> consent.Slip:
        """How the order would finish elsewhere."""
        return consent.Slip(self.order, self.from_at, self.to_at, self.promised_at, self.breaks)

    @property
    def said(self) -> consent.Said:
        """How it stands, as the pure table has it."""
        return consent.Said(self.state, self.slip)  # type: ignore[arg-type]
