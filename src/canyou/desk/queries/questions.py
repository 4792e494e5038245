"""Questions as documents: one with its options and what may be done with each, and lists with filters."""

from __future__ import annotations

import json
import time
from typing import Any

from django.db.models import Q

from canyou.desk.agreed import judged, terms_in_force, toll_of
from canyou.desk.at_once import judge
from canyou.desk.clock import now_in
from canyou.desk.conversation import moves_of, should_talk
from canyou.desk.dates import vouched
from canyou.desk.errors import NotThere
from canyou.desk.models import Consent, Hold, Member, OptionRow, Promise, Question
from canyou.desk.options import facts_of, limits, option_of
from canyou.desk.queries.consents import PEOPLE as CONSENT_PEOPLE
from canyou.desk.queries.consents import consent_document, waited_for
from canyou.desk.queries.page import USUAL, Page, paged
from canyou.desk.queries.people import person, when, zone_of
from canyou.floor.current import current
from canyou.plan.document import number

__all__ = [
    "PEOPLE",
    "hold_document",
    "option_documents",
    "person",
    "question_document",
    "questions",
    "stamp_of",
    "when",
    "whole_question",
    "zone_of",
]


PEOPLE = ("asker__user", "to__user", "instead_of__user", "about", "word_by__user")
"""What comes with a question's row."""


def question_document(question: Question, zone: str) -> dict[str, Any]:
    """A question without its options."""
    named = f"{question.number}-"
    return {
        "id": question.number,
        "kind": question.kind,
        "state": question.state,
        "waits_for": question.waits_for or None,
        "asker": person(question.asker),
        "to": person(question.to),
        "instead_of": person(question.instead_of),
        "about": question.about.number if question.about is not None else None,
        "word_by": person(question.word_by),
        "answer_side": question.answer_side,
        "part": question.part or None,
        "customer": question.customer or None,
        "order": question.order or None,
        "quantity": None if question.quantity is None else number(question.quantity),
        "by": when(question.by_at, zone),
        "what": question.what or None,
        "issue": question.issue,
        "expectation": question.expectation,
        "asked_customer": question.asked_customer or None,
        "picked": named + str(question.picked) if question.picked else None,
        "offered": named + str(question.offered) if question.offered else None,
        "offered_due": when(question.offered_due_at, zone),
        "said_back": question.said_back,
        "note": question.note,
        "bounces": question.bounces,
        "talk": should_talk(question.bounces),
        "agreed": question.agreed,
        "asked_at": when(question.asked_at, zone),
        "changed_at": when(question.changed_at, zone),
    }


def hold_document(hold: Hold, zone: str) -> dict[str, Any]:
    """Capacity kept for an option."""
    return {
        "option": f"{hold.question.number}-{hold.option}",
        "until": when(hold.until_at, zone),
        "by": person(hold.member),
    }


def option_documents(question: Question, rows: list[OptionRow], shop_slug: str) -> list[dict[str, Any]]:
    """Options with their names, and whether each may be promised at once."""
    if not rows:
        return []
    shop = current(shop_slug).shop
    at = now_in(shop)
    rules, terms = limits(question.shop_id, at), terms_in_force(question.shop_id)
    known: frozenset[str] | None = None
    found = []
    for row in rows:
        facts = facts_of(question, row, shop)
        verdict, option = judge(facts, rules), option_of(row)
        against = judged(terms, shop, facts, option, question.asker, at)
        toll = toll_of(terms, facts, option)
        if option.moves and known is None:
            known = vouched(question.shop_id)
        by_line = "at-once" if terms is not None else None
        found.append(
            {
                "id": f"{question.number}-{row.number}",
                **json.loads(row.document),
                "at_once": verdict.rule is not None and against is None,
                "why_not_at_once": verdict.why_not or (against.text if against else None),
                "against": against.text if against else None,
                "agreement_line": against.line if against else by_line,
                "fee": toll.get("fee", 0.0),
                "unvouched": [
                    move.order
                    for move in option.moves
                    if move.promised_at is not None and move.order not in (known or ())
                ],
                "costs_someone": facts.costs_someone,
            }
        )
    return found


def whole_question(shop_id: int, shop_slug: str, which: int, reader: Member | None = None) -> dict[str, Any]:
    """One question with its options, promises, hold, and what the reader can do next.

    Raises:
        NotThere: there is none of that number.
    """
    rows = Question.objects.filter(shop_id=shop_id, number=which).select_related(*PEOPLE)
    question = rows.first()
    if question is None:
        raise NotThere(f"There is no question {which}.")
    zone = zone_of(shop_slug)
    options = sorted(
        OptionRow.objects.filter(shop_id=shop_id, question=question, is_fresh=True),
        key=lambda row: row.number,
    )
    promises = Promise.objects.filter(shop_id=shop_id, question=question).values_list("number", flat=True)
    asked = sorted(
        Consent.objects.filter(shop_id=shop_id, question=question).select_related(*CONSENT_PEOPLE),
        key=lambda row: row.number,
    )
    below = Question.objects.filter(shop_id=shop_id, about=question).values_list("number", flat=True)
    holds = Hold.objects.filter(shop_id=shop_id, question=question, ended_at=None).select_related(
        "member__user"
    )
    running = [found for found in holds if found.until_at > time.time()]
    hold = max(running, key=lambda found: found.until_at, default=None)
    moves: list[str] = []
    if reader is not None:
        for party, side in (("asker", question.asker_side), ("answerer", question.answer_side)):
            if reader.side == side:
                moves += [move for move in moves_of(question.state, party) if move not in moves]  # type: ignore[arg-type]
    return {
        **question_document(question, zone),
        "options": option_documents(question, options, shop_slug),
        "promises": sorted(promises),
        "waits_on": waited_for(shop_id, [question]).get(question.number, []),
        "consents": [consent_document(row, zone, reader) for row in asked],
        "sub_questions": sorted(below),
        "hold": hold
        and {
            "option": f"{which}-{hold.option}",
            "until": when(hold.until_at, zone),
            "by": person(hold.member),
        },
        "moves": moves,
    }


def stamp_of(shop_id: int, number: int | None, consent: int | None = None) -> str:
    """What a page that stays open compares, to see that what it shows has moved on; empty for nothing shown."""
    if consent is not None:
        row = Consent.objects.filter(shop_id=shop_id, number=consent).select_related("question").first()
        return "" if row is None else f"{row.state} {row.said_at} {row.question.state}"
    if number is None:
        return ""
    question = Question.objects.filter(shop_id=shop_id, number=number).first()
    if question is None:
        return ""
    said = Consent.objects.filter(shop_id=shop_id, question=question).values_list("number", "state")
    below = Question.objects.filter(shop_id=shop_id, about=question).values_list("number", "state")
    return f"{question.state} {question.waits_for} {question.changed_at} {sorted(said)} {sorted(below)}"


def questions(
    shop_id: int,
    shop_slug: str,
    *,
    state: str = "",
    waits_for_side: str = "",
    waits_for_others: bool = False,
    asker: Member | None = None,
    part: str = "",
    customer: str = "",
    order: str = "",
    kind: str = "",
    before: int | None = None,
    limit: int = USUAL,
) -> Page:
    """Questions, newest first, by any of these."""
    rows = Question.objects.filter(shop_id=shop_id).select_related(*PEOPLE)
    given = {"state": state, "part": part, "customer": customer, "order": order, "kind": kind}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if asker is not None:
        rows = rows.filter(asker=asker)
    if waits_for_side:
        rows = rows.filter(
            Q(waits_for="asker", asker_side=waits_for_side)
            | Q(waits_for="answerer", answer_side=waits_for_side)
        )
    if waits_for_others:
        rows = rows.filter(waits_for="others")
    zone = zone_of(shop_slug)
    return paged(rows, lambda row: question_document(row, zone), before=before, limit=limit)
