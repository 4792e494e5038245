"""Questions, the options that the shop had for them, and capacity kept for one for a while."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from canyou.desk.models.agreement import Agreement
from canyou.desk.models.people import Member
from canyou.floor.models import FloorShop


class Question(models.Model):
    """One side asks the other: for pieces by a date, or for a thing that only the other side can bring."""

    ORDER, THING = "order", "thing"

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveBigIntegerField()
    """1, 2, 3 … within the shop."""
    kind = models.CharField(max_length=16, default=ORDER)
    asker = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="asked")
    asker_side = models.CharField(max_length=16)
    answer_side = models.CharField(max_length=16)
    to = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="asked_of")
    """Whom it is addressed to, where to one person."""
    instead_of = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="covered")
    """Whom it was meant for, where that one was not in and their cover was asked."""
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="sub_questions")
    """The first question, which waits for the answer to this one."""
    state = models.CharField(max_length=16, default="asked")
    waits_for = models.CharField(max_length=16, blank=True)
    """Whose move it is: asker or answerer; `others`: those who were asked because of it; empty at an end."""
    then_for = models.CharField(max_length=16, blank=True)
    """Whose move it is when the others have answered."""
    word_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="words_given")
    """Who has given their word, as soon as those who would pay let it be."""
    word = models.TextField(blank=True)
    """What they said: canonical JSON of the move and what came with it."""
    fields = models.TextField(default="{}")
    """Canonical JSON: the question's fields, dates as moments, so that it can be asked again of another plan."""
    part = models.TextField(blank=True)
    customer = models.TextField(blank=True)
    order = models.TextField(blank=True)
    """The existing order that it is about."""
    quantity = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    by_at = models.BigIntegerField(null=True)
    """By when, in seconds since 1970-01-01 UTC."""
    what = models.TextField(blank=True)
    """Of a thing: what is asked for."""
    issue = models.TextField(blank=True)
    expectation = models.TextField(blank=True)
    asked_customer = models.CharField(max_length=16, blank=True)
    """Whether the customer was asked what they could live with: yes, no, not_reached."""
    picked = models.PositiveIntegerField(null=True)
    """The option that the asker would have."""
    offered = models.PositiveIntegerField(null=True)
    """The option that the answerer offers."""
    offered_due_at = models.BigIntegerField(null=True)
    """Of a thing: the date offered."""
    said_back = models.TextField(blank=True)
    """What the last answer understood."""
    note = models.TextField(blank=True)
    """What was said with the last move: a reason, where it was a no."""
    bounces = models.PositiveIntegerField(default=0)
    """How often an answer was not to what was meant."""
    agreed = models.TextField(blank=True)
    """What was agreed in talking."""
    asked_at = models.BigIntegerField()
    changed_at = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "number"], name="desk_question_number")
        ]
        indexes: ClassVar = [models.Index(fields=["shop", "state", "number"], name="desk_question_state")]

    def __str__(self) -> str:
        return f"question {self.shop_id}/{self.number}"


class OptionRow(models.Model):
    """An option as it was shown, kept with its question. It is verified when it is promised, never trusted."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="options")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveIntegerField()
    """1, 2, 3 … within the question; options that come later go on counting."""
    document = models.TextField()
    """The option as the API shows it, JSON."""
    body = models.TextField()
    """What a promise needs of it, exactly: canonical JSON."""
    version = models.PositiveBigIntegerField()
    """The version of the book whose plan it was found in."""
    is_fresh = models.BooleanField(default=True)
    """Whether it is of the last set found."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "number"], name="desk_option_number")
        ]

    def __str__(self) -> str:
        return f"option {self.question_id}/{self.number}"


class Hold(models.Model):
    """Capacity kept for an option; the promise book releases it when its time is over."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="holds")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="holds")
    option = models.PositiveIntegerField()
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="holds")
    orders = models.TextField()
    """JSON list: the names under which the capacity is kept."""
    until_at = models.BigIntegerField()
    ended_at = models.BigIntegerField(null=True)
    """When it was released, or became a promise; null: it holds, unless its time is over."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["shop", "member", "until_at"], name="desk_hold_open")]

    def __str__(self) -> str:
        return f"hold for {self.question_id}/{self.option}"


class Rule(models.Model):
    """By operations: what sales may promise at once. Empty limits hold for everything."""

    shop = models.ForeignKey(FloorShop, on_delete=models.CASCADE, related_name="rules")
    name = models.TextField()
    parts = models.TextField(default="[]")
    """JSON list of parts; empty: all."""
    customers = models.TextField(default="[]")
    least_chance = models.FloatField(default=0)
    least_slack_minutes = models.PositiveIntegerField(default=0)
    """Between the moment it is there and the date promised."""
    outside_fence = models.BooleanField(default=False)
    """Whether its steps must begin after the fence."""
    most_hours_a_week = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    """Machine hours that this rule may promise within seven days."""
    is_on = models.BooleanField(default=True)
    set_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="rules_set")
    set_at = models.BigIntegerField(default=0)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, null=True, related_name="rules")
    """The version that it stands in; null: operations set it before there was one."""

    def __str__(self) -> str:
        return f"rule {self.shop_id}/{self.name}"
