"""Counter: not as offered, but so."""

from __future__ import annotations

from canyou.desk.actions.turn import Given, need, turn
from canyou.desk.errors import refused
from canyou.desk.models import Member, Question
from canyou.desk.options import the_option


def counter(member: Member, number: int, given: Given) -> Question:
    """Say what would do instead: another option, or in words.

    Raises:
        NotThere, NotAllowed, Gone, Refused.
    """
    need(member, "ask")
    with turn(member, number, "counter") as at:
        question = at.question
        row = the_option(question, given.option, needed=False) if question.kind == Question.ORDER else None
        if row is None and not given.note.strip() and given.due_at is None:
            raise refused("note", "What would do instead? Name an option, or say it.")
        question.picked = row.number if row is not None else None
        if question.kind == Question.THING and given.due_at is not None:
            question.offered_due_at = given.due_at
        question.said_back, question.note = given.said_back.strip(), given.note.strip()
        at.told = {"option": question.picked, "note": question.note, "said_back": question.said_back}
        at.waits_for("answerer")
    return question
