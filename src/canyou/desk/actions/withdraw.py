"""Withdraw: the question is no longer asked."""

from __future__ import annotations

from canyou.desk.actions.know_by import not_wanted
from canyou.desk.actions.turn import Given, need, turn
from canyou.desk.models import Member, Question


def withdraw(member: Member, number: int, given: Given) -> Question:
    """Take the question back.

    Raises:
        NotThere, NotAllowed, Gone.
    """
    need(member, "ask")
    with turn(member, number, "withdraw") as at:
        at.question.note = given.note.strip()
        at.told = {"note": at.question.note}
        not_wanted(at.desk, at.question, at.now_at)
        if at.question.to is not None:
            at.tell(at.question.to, f"{member.called} no longer asks.")
    return at.question
