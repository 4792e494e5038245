"""Know by: no answer yet, and a promise when there will be one."""

from __future__ import annotations

from typing import Literal

from canyou.desk import record
from canyou.desk.actions.turn import Given, need, turn
from canyou.desk.day_words import said_moment
from canyou.desk.errors import refused
from canyou.desk.models import Desk, Member, Promise, Question
from canyou.desk.promising import after, at
from canyou.desk.queries.people import zone_of


def know_by(member: Member, number: int, given: Given) -> tuple[Question, Promise]:
    """Promise the answer by a moment. It is kept when the answer comes.

    Raises:
        NotThere, NotAllowed, Gone, Refused.
    """
    need(member, "answer")
    with turn(member, number, "know_by") as taken:
        question = taken.question
        if given.know_by_at is None or given.know_by_at <= taken.now_at:
            raise refused("know_by", "By when will you know? A moment that is still ahead.")
        question.said_back, question.note = given.said_back.strip(), given.note.strip()
        promise = Promise.objects.create(
            shop_id=member.shop_id,
            number=record.next_number(taken.desk, "promises"),
            kind=Promise.ANSWER,
            how=Promise.BY_PERSON,
            by=member,
            by_side=question.answer_side,
            to=question.asker,
            to_side=question.asker_side,
            what=f"the answer to question {question.number}",
            question=question,
            customer=question.customer,
            part=question.part,
            made_at=taken.now_at,
            first_due_at=given.know_by_at,
            due_at=given.know_by_at,
        )
        taken.told = {"due": given.know_by_at, "promise": promise.number, "note": question.note}
        until = said_moment(given.know_by_at, zone_of(member.shop.slug), taken.now_at)
        taken.tell(question.asker, f"{member.called} will know by {until}.")
    return question, promise


def answered(desk: Desk, question: Question, now_at: int) -> None:
    """The answer has come, be it yes, an offer or no: what was promised of it is kept, or late; the desk is locked."""
    _close(desk, question, "satisfied", now_at)


def not_wanted(desk: Desk, question: Question, now_at: int) -> None:
    """The question is no longer asked, so nobody waits for its answer; the desk is locked."""
    _close(desk, question, "cancel", now_at)


def _close(desk: Desk, question: Question, move: Literal["satisfied", "cancel"], now_at: int) -> None:
    waiting = Promise.objects.filter(
        shop_id=question.shop_id,
        question=question,
        kind=Promise.ANSWER,
        state__in=("open", "missed"),
        closed_at=None,
    )
    for promise in waiting:
        promise.stand(after(at(promise.standing, now_at), move, "receiver", now_at))
        promise.save()
        record.add(desk, None, move, f"promise/{promise.number}", {"state": promise.state})
