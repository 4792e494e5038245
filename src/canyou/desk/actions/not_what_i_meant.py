"""Not what I meant: the answer was to another question. After two of these the page says: talk."""

from __future__ import annotations

from canyou.desk.actions.turn import Given, need, turn
from canyou.desk.conversation import should_talk
from canyou.desk.models import Member, Question


def not_what_i_meant(member: Member, number: int, given: Given) -> Question:
    """Say that what was understood is not what was meant; with a word on what was, if wished.

    Raises:
        NotThere, NotAllowed, Gone.
    """
    with turn(member, number, "not_what_i_meant") as at:
        question = at.question
        need(member, "ask" if at.party == "asker" else "answer")
        question.bounces += 1
        question.note = given.note.strip()
        question.offered, question.offered_due_at = None, None
        at.waits_for("answerer" if at.party == "asker" else "asker")
        at.told = {"understood": question.said_back, "note": question.note, "bounces": question.bounces}
        if should_talk(question.bounces):
            at.told["talk"] = True
    return question
