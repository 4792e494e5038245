"""Promise: yes, so much by then. By a person of operations, or at once by the rule that operations has set."""

from __future__ import annotations

from dataclasses import replace

from canyou.desk.actions.ask_owners import ask_owners
from canyou.desk.actions.commit import Unasked, plainly, promise_thing, take, until_it_stands
from canyou.desk.actions.turn import Given, find_question, need, turn
from canyou.desk.errors import NotAllowed
from canyou.desk.idempotency import Run
from canyou.desk.models import Member, Promise, Question
from canyou.desk.options import the_option, verdict_of
from canyou.desk.rights import may
from canyou.floor.book import booked


def promise(member: Member, number: int, given: Given, run: Run = plainly) -> Promise | Question:
    """Promise an option of a question, or a thing by a date.

    Whoever asked may do it where a rule of operations allows the option; operations may promise any. Where orders
    would move whose owners have not let them, these are asked, and the word given is made true when they do: then
    the question comes back instead of a promise.

    Raises:
        NotThere, NotAllowed, Refused.
        Gone: the option is no longer free; with fresh ones.
    """
    question = find_question(member.shop_id, number)
    if question.kind == Question.THING:
        return run(lambda: _thing(member, number, given))
    try:
        return until_it_stands(
            member,
            number,
            given.option,
            run,
            lambda option: _option(member, number, replace(given, option=option)),
        )
    except Unasked as first:
        asked = replace(given, option=first.row.number)
        return run(lambda: ask_owners(member, number, asked, "promise"))


def _option(member: Member, number: int, given: Given) -> Promise:
    with booked(member.shop.slug) as book, turn(member, number, "promise") as at:
        need(member, "ask" if at.party == "asker" else "answer")
        row = the_option(at.question, given.option)
        assert row is not None
        verdict = verdict_of(at.question, row, book.current.shop)
        may_commit = may(member.side, member.role, "commit")
        if verdict.rule is None and not may_commit:
            raise NotAllowed(verdict.why_not)
        at.question.said_back, at.question.note = given.said_back.strip(), given.note.strip()
        at.told |= {"note": at.question.note, "said_back": at.question.said_back}
        return take(book, at, row, given, rule=None if may_commit else verdict.rule)


def _thing(member: Member, number: int, given: Given) -> Promise:
    with turn(member, number, "promise") as at:
        need(member, "answer")
        if at.party != "answerer":
            raise NotAllowed("It is for the side that was asked to promise it.")
        at.question.note = given.note.strip()
        return promise_thing(at, given.due_at or at.question.by_at or 0)
