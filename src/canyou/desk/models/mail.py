"""E-mails that were written: kept with what they are about, then sent, once."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from canyou.desk.models.people import Member
from canyou.floor.models import FloorShop


class Mail(models.Model):
    """One e-mail to one person. Moments are seconds since 1970-01-01 UTC by the clock of the machine."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="mails")
    to = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="mails")
    subject = models.TextField()
    text = models.TextField()
    message_id = models.CharField(max_length=200)
    """The same at every try, so that a mailbox that gets it twice shows it once."""
    at = models.BigIntegerField()
    claimed_at = models.BigIntegerField(null=True)
    """When a process last set out to send it; another one leaves it alone for a while."""
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["shop", "sent_at"], name="desk_mail_waiting")]

    def __str__(self) -> str:
        return f"mail {self.pk} to {self.to_id}"
