"""Promises, from one side to the other or to a customer, with the date first given and the current one."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from canyou.desk.models.agreement import Agreement
from canyou.desk.models.people import Member
from canyou.desk.models.question import Question, Rule
from canyou.desk.promising import Standing
from canyou.floor.models import FloorShop


class Promise(models.Model):
    """Who owes whom what by when. Moments are seconds since 1970-01-01 UTC."""

    ORDER, ANSWER, THING = "order", "answer", "thing"
    BY_RULE, BY_PERSON, BY_PHONE, VOUCHED = "rule", "person", "phone", "vouched"

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="promises")
    number = models.PositiveBigIntegerField()
    """1, 2, 3 … within the shop."""
    kind = models.CharField(max_length=16)
    """Of pieces of an order, of an answer to a question, or of a thing."""
    how = models.CharField(max_length=16)
    """Whether a rule, a person, or somebody by phone gave it; or it was promised before, and a person stands by it."""
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="given")
    by_side = models.CharField(max_length=16)
    to = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="received")
    to_side = models.CharField(max_length=16)
    what = models.TextField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="promises")
    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="promises")
    customer = models.TextField(blank=True)
    part = models.TextField(blank=True)
    quantity = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    orders = models.TextField(default="[]")
    """JSON list of [order, quantity, due_at]: one for each delivery."""
    machine_minutes = models.PositiveIntegerField(default=0)
    made_at = models.BigIntegerField()
    first_due_at = models.BigIntegerField()
    due_at = models.BigIntegerField()
    state = models.CharField(max_length=16, default="open")
    was_missed = models.BooleanField(default=False)
    done_at = models.BigIntegerField(null=True)
    closed_at = models.BigIntegerField(null=True)
    why = models.TextField(blank=True)
    """What was said with the last move."""
    renegotiated = models.PositiveIntegerField(default=0)
    """How often its date was changed."""
    is_rush = models.BooleanField(default=False)
    """Whether somebody paid for it: an order that made room, hours opened, money."""
    toll = models.TextField(default="{}")
    """JSON: what a rush cost; see `canyou.desk.agreed.toll_of`."""
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="promises")
    """The version that was in force when it was made."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "number"], name="desk_promise_number")
        ]
        indexes: ClassVar = [models.Index(fields=["shop", "state", "due_at"], name="desk_promise_due")]

    def __str__(self) -> str:
        return f"promise {self.shop_id}/{self.number}"

    @property
    def standing(self) -> Standing:
        """Where it stands, as the pure table has it."""
        return Standing(
            self.state,  # type: ignore[arg-type]
            self.first_due_at,
            self.due_at,
            self.done_at,
            self.closed_at,
            self.was_missed,
        )

    def stand(self, standing: Standing) -> None:
        """Take over where it stands now; the caller saves."""
        self.state, self.was_missed = standing.state, standing.was_missed
        self.due_at, self.done_at, self.closed_at = standing.due_at, standing.done_at, standing.closed_at
