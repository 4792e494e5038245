"""Request: send the option that one would have to operations, because somebody would pay for it.

The owners of orders that would move are asked first; the question waits for them, then for operations.
"""

from __future__ import annotations

from canyou.desk.actions.ask_owners import ask_each
from canyou.desk.actions.others import is_waiting, wait_for_others
from canyou.desk.actions.turn import Given, need, turn
from canyou.desk.agreed import hold_to, terms_in_force
from canyou.desk.errors import Refused, Trouble
from canyou.desk.models import Member, Question
from canyou.desk.options import facts_of, option_of, the_option
from canyou.floor.current import current


def request(member: Member, number: int, given: Given) -> Question:
    """Pick an option. One that costs somebody needs the issue and what the customer expects.

    Raises:
        NotThere, NotAllowed, Gone, Refused.
    """
    need(member, "ask")
    shop = current(member.shop.slug).shop
    with turn(member, number, "request") as at:
        question = at.question
        row = the_option(question, given.option)
        assert row is not None
        question.issue = given.issue.strip() or question.issue
        question.expectation = given.expectation.strip() or question.expectation
        question.asked_customer = given.asked_customer or question.asked_customer
        facts, terms = facts_of(question, row, shop), terms_in_force(member.shop_id)
        hold_to(terms, shop, facts, option_of(row), question.asker, member, at.now_at)
        if facts.costs_someone:
            missing = [
                Trouble(field, text)
                for field, text in (
                    ("issue", "Somebody would pay for this option: what is the issue?"),
                    ("expectation", "Somebody would pay for this option: what does the customer expect?"),
                )
                if not getattr(question, field)
            ]
            if missing:
                raise Refused(missing)
        question.picked = row.number
        question.note = given.note.strip()
        at.waits_for("answerer")
        at.told = {"option": row.number, "note": question.note, "issue": question.issue}
        question.word_by, question.word = None, ""
        ask_each(at, row, shop)
        if is_waiting(question):
            wait_for_others(question, "answerer")
    return question
