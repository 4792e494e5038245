"""Those who were asked because of a question: the question waits for them, and goes on when they have answered."""

from __future__ import annotations

from canyou.desk.actions.tell import tell
from canyou.desk.consent import after
from canyou.desk.models import Consent, Desk, Question

OPEN = ("asked", "offered", "countered")
"""A question that was asked because of another one, and is not answered."""
OVER = ("promised", "withdrawn", "declined")


def settle(desk: Desk, question: Question, at: int) -> None:
    """What a turn means for others: where the talk is over nobody is asked any more, and the first one goes on.

    The desk is locked; the question is saved by whoever calls.
    """
    if question.state not in OVER:
        return
    question.word_by, question.word = None, ""
    for row in Consent.objects.filter(shop_id=desk.shop_id, question=question, state="asked"):
        drop(desk, row, at)
    if question.about_id is not None:
        first = Question.objects.filter(shop_id=desk.shop_id, pk=question.about_id).first()
        if first is not None:
            go_on(first, but=question)


def drop(desk: Desk, row: Consent, at: int) -> None:
    """Nobody asks it any more; whoever was asked is told."""
    row.state = after(row.state, "drop")  # type: ignore[arg-type]
    row.save(update_fields=["state"])
    text = f"You need not answer about {row.order} any more: it stays where it is."
    tell(desk, row.asked, f"question/{row.question.number}", text, at)


def wait_for_others(question: Question, then_for: str) -> None:
    """The question waits for those who were asked, visibly; then it is that party's move."""
    if question.waits_for != "others":
        question.then_for = then_for
    question.waits_for = "others"


def is_waiting(question: Question, but: Question | None = None) -> bool:
    """Whether somebody who was asked because of it has not answered yet."""
    if Consent.objects.filter(shop_id=question.shop_id, question=question, state="asked").exists():
        return True
    below = Question.objects.filter(shop_id=question.shop_id, about=question, state__in=OPEN)
    return below.exclude(pk=but.pk).exists() if but is not None else below.exists()


def go_on(question: Question, but: Question | None = None) -> None:
    """Where nobody is waited for any more it is again the move of those whose it was."""
    if question.waits_for == "others" and not is_waiting(question, but):
        question.waits_for, question.then_for = question.then_for or "answerer", ""
        question.save(update_fields=["waits_for", "then_for"])
