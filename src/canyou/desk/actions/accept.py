"""Accept: what was offered is agreed, and becomes a promise."""

from __future__ import annotations

from dataclasses import replace

from canyou.desk.actions.ask_owners import ask_owners
from canyou.desk.actions.commit import Unasked, plainly, promise_thing, take, until_it_stands
from canyou.desk.actions.turn import Given, find_question, need, next_state, turn
from canyou.desk.errors import NotAllowed, refused
from canyou.desk.idempotency import Run
from canyou.desk.models import Member, Promise, Question
from canyou.desk.options import the_option, verdict_of
from canyou.desk.rights import may
from canyou.floor.book import booked


def accept(member: Member, number: int, given: Given, run: Run = plainly) -> Promise | Question:
    """Accept the offer; or, of operations, what the other side has countered.

    Where the owner of an order that would move has not let it yet, the question waits for them: see `promise`.

    Raises:
        NotThere, NotAllowed, Refused.
        Gone: what was offered is no longer free; with fresh options.
    """
    question = find_question(member.shop_id, number)
    if question.kind == Question.THING:
        return run(lambda: _thing(member, number, given))
    _, party = next_state(member, question, "accept")
    agreed = question.offered if party == "asker" else question.picked
    if given.option not in (None, "") and agreed is not None:
        named = the_option(question, given.option)
        if named is not None and named.number != agreed:
            raise refused(
                "option", f"What is on the table is option {number}-{agreed}: counter to have another."
            )
    if agreed is None:
        raise refused("option", "No option is on the table: promise or offer one by name.")
    try:
        return until_it_stands(
            member, number, agreed, run, lambda option: _option(member, number, option, given)
        )
    except Unasked as first:
        asked = replace(given, option=first.row.number)
        return run(lambda: ask_owners(member, number, asked, "accept"))


def _option(member: Member, number: int, option: str | int | None, given: Given) -> Promise:
    with booked(member.shop.slug) as book, turn(member, number, "accept") as at:
        need(member, "ask" if at.party == "asker" else "answer")
        row = the_option(at.question, option)
        assert row is not None
        if at.party == "answerer":
            verdict = verdict_of(at.question, row, book.current.shop)
            if verdict.rule is None and not may(member.side, member.role, "commit"):
                raise NotAllowed(verdict.why_not)
        at.question.note = given.note.strip()
        at.told |= {"note": at.question.note}
        # What operations offered is operations' word, whatever it moves: see `offer`.
        return take(book, at, row, given, rule=None)


def _thing(member: Member, number: int, given: Given) -> Promise:
    with turn(member, number, "accept") as at:
        need(member, "ask" if at.party == "asker" else "answer")
        at.question.note = given.note.strip()
        return promise_thing(at, at.question.offered_due_at or at.question.by_at or 0)
