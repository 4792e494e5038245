"""Offer: an answer that is no plain yes, with what was understood on top."""

from __future__ import annotations

from canyou.desk.actions.ask_owners import ask_each
from canyou.desk.actions.know_by import answered
from canyou.desk.actions.turn import Given, need, turn
from canyou.desk.agreed import hold_to, terms_in_force
from canyou.desk.errors import NotAllowed, refused
from canyou.desk.models import Member, Question
from canyou.desk.options import facts_of, option_of, the_option, verdict_of
from canyou.desk.rights import may
from canyou.floor.current import current


def offer(member: Member, number: int, given: Given) -> Question:
    """Offer an option, or a date for a thing. Accepted, it becomes a promise.

    Raises:
        NotThere, NotAllowed, Gone, Refused.
    """
    need(member, "answer")
    with turn(member, number, "offer") as at:
        question = at.question
        if question.kind == Question.ORDER:
            row = the_option(question, given.option)
            assert row is not None
            shop = current(member.shop.slug).shop
            verdict = verdict_of(question, row, shop)
            if verdict.rule is None and not may(member.side, member.role, "commit"):
                raise NotAllowed(f"{verdict.why_not} It is for a planner or manager to offer it.")
            facts, terms = facts_of(question, row, shop), terms_in_force(member.shop_id)
            hold_to(terms, shop, facts, option_of(row), question.asker, member, at.now_at)
            question.offered = row.number
            at.told["option"] = row.number
            # Those who would pay are asked while the asker thinks; accepted, it waits for them.
            ask_each(at, row, shop)
        else:
            if given.due_at is None or given.due_at <= at.now_at:
                raise refused("due", "By when? A date is offered that is still ahead.")
            question.offered_due_at = given.due_at
            at.told["due"] = given.due_at
        question.said_back, question.note = given.said_back.strip(), given.note.strip()
        at.told |= {"said_back": question.said_back, "note": question.note}
        at.waits_for("asker")
        answered(at.desk, question, at.now_at)
        at.tell(question.asker, f"{member.called} has an offer.")
    return question
