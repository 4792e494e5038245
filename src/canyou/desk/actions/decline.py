"""Decline: no, with the reason."""

from __future__ import annotations

from canyou.desk.actions.know_by import answered
from canyou.desk.actions.turn import Given, need, turn
from canyou.desk.errors import refused
from canyou.desk.models import Member, Question


def decline(member: Member, number: int, given: Given) -> Question:
    """Say no. The side that was asked says why; an offer or "I'll know by …" are moves of their own.

    Raises:
        NotThere, NotAllowed, Gone, Refused.
    """
    with turn(member, number, "decline") as at:
        question = at.question
        need(member, "answer" if at.party == "answerer" else "ask")
        if at.party == "answerer" and not given.note.strip():
            raise refused("note", "Why not? A no has its reason, and better an offer, or when you will know.")
        question.said_back, question.note = given.said_back.strip(), given.note.strip()
        question.offered = None
        at.told = {"note": question.note, "said_back": question.said_back}
        if at.party == "answerer":
            # A no is not the end: the asker may take another option, or ask anew.
            at.waits_for("")
            answered(at.desk, question, at.now_at)
            at.tell(question.asker, f"{member.called} says no: {question.note[:200]}")
        else:
            at.waits_for("")
    return question
