"""The record of who did what, which is only ever added to; what people are told; answers kept for a while."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from canyou.desk.models.people import Member
from canyou.floor.models import FloorShop


class Unchangeable(TypeError):
    """The record is only added to."""

    def __init__(self) -> None:
        super().__init__("What the record says is never changed or taken away; it is only added to.")


class RecordRows(models.QuerySet["Record"]):
    """Rows that are written once. A trigger in the database refuses too, whoever asks it."""

    def update(self, **kwargs: Any) -> int:
        raise Unchangeable

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Unchangeable


class Record(models.Model):
    """One thing that somebody did, chained to the one before by its digest."""

    shop = models.ForeignKey(FloorShop, on_delete=models.PROTECT, related_name="desk_records")
    number = models.PositiveBigIntegerField()
    """1, 2, 3 … within the shop, without a gap."""
    at = models.BigIntegerField()
    """Seconds since 1970-01-01 UTC, by the clock of the machine."""
    who = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="recorded")
    """Null: the program by itself."""
    called = models.TextField(blank=True)
    """Their name then."""
    verb = models.CharField(max_length=32)
    about = models.CharField(max_length=64)
    """`question/12`, `promise/3`, …"""
    body = models.TextField()
    """Canonical JSON."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the digest before and of all of the above."""

    objects = RecordRows.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "number"], name="desk_record_number")
        ]
        indexes: ClassVar = [models.Index(fields=["shop", "about", "number"], name="desk_record_about")]

    def __str__(self) -> str:
        return f"{self.shop_id}/{self.number} {self.verb} {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise Unchangeable
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise Unchangeable


class Notice(models.Model):
    """Something that a person should know: their order moved, a date changed, capacity came free."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="notices")
    to = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="notices")
    about = models.CharField(max_length=64)
    text = models.TextField()
    at = models.BigIntegerField()
    seen_at = models.BigIntegerField(null=True)
    mailed_at = models.BigIntegerField(null=True)
    """When it was in an e-mail."""
    cause = models.ForeignKey(
        "RiskCause", on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    """Of promises at risk: what put them there. One notice a cause, person and day."""
    orders = models.TextField(default="[]")
    """Of promises at risk: JSON list of their orders."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["shop", "to", "seen_at"], name="desk_notice_unseen")]

    def __str__(self) -> str:
        return f"notice to {self.to_id}"


class Idempotency(models.Model):
    """The answer to a write, kept with its effect, so that the same call again has the same answer."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="kept_answers")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="kept_answers")
    route = models.CharField(max_length=200)
    """Method and path."""
    key = models.CharField(max_length=255)
    body_digest = models.CharField(max_length=64)
    status = models.PositiveIntegerField(default=0)
    answer = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member", "route", "key"], name="desk_answer_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="desk_answer_at")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
