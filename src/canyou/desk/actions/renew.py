"""Renew: find a question's options again in the plan as it is now."""

from __future__ import annotations

import json
from dataclasses import replace

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.turn import find_question
from canyou.desk.dates import unvouched
from canyou.desk.errors import Gone, Refused
from canyou.desk.models import Member, OptionRow, Question
from canyou.desk.options import Found, find, keep


def look_again(member: Member, number: int, moving_unvouched: bool = False) -> Found | None:
    """What the plan as it is now can do about a question: outside any lock. None where it is for a thing.

    `moving_unvouched` also finds ways in which orders are made after an imported date that nobody stands by.

    Raises:
        NotThere: there is no such question.
        Gone: it can no longer be asked: its date has passed, its part is gone.
    """
    question = find_question(member.shop_id, number)
    if question.kind != Question.ORDER:
        return None
    fields = json.loads(question.fields)
    try:
        if moving_unvouched and "break_promises" not in fields:
            return sparing(find(member.shop.slug, {**fields, "break_promises": "yes"}, newest=True), member)
        return find(member.shop.slug, fields, newest=True)
    except Refused as refusal:
        raise Gone(f"The question can no longer be asked so. {refusal}", question.state) from None


def sparing(found: Found, member: Member) -> Found:
    """The options without those that break a promise somebody stands by."""
    free = unvouched(found.now.shop, member.shop_id)
    both = [
        (option, document)
        for option, document in zip(found.answer.options, found.document["options"], strict=True)
        if not any(move.breaks_promise and move.order not in free for move in option.moves)
    ]
    return replace(
        found,
        answer=replace(found.answer, options=tuple(option for option, _ in both)),
        document={**found.document, "options": [document for _, document in both]},
    )


def keep_again(member: Member, number: int, found: Found | None) -> tuple[Question, list[OptionRow]]:
    """Keep fresh options, best first, in the place of those found before.

    Raises:
        NotThere: there is no such question.
    """
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        question = find_question(member.shop_id, number)
        if found is None:
            return question, []
        rows = keep(question, found)
        record.add(
            desk, member, "renew", f"question/{number}", {"options": len(rows), "book": found.now.book}
        )
    return question, rows


def renew(member: Member, number: int, moving_unvouched: bool = False) -> tuple[Question, list[OptionRow]]:
    """Look again and keep what is found.

    Raises:
        NotThere, Gone: as `look_again`.
    """
    return keep_again(member, number, look_again(member, number, moving_unvouched))
