"""Renew: find a question's options again in the plan as it is now."""

from __future__ import annotations

import json

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.turn import find_question
from canyou.desk.errors import Gone, Refused
from canyou.desk.models import Member, OptionRow, Question
from canyou.desk.options import Found, find, keep


def look_again(member: Member, number: int) -> Found | None:
    """What the plan as it is now can do about a question: outside any lock. None where it is for a thing.

    Raises:
        NotThere: there is no such question.
        Gone: it can no longer be asked: its date has passed, its part is gone.
    """
    question = find_question(member.shop_id, number)
    if question.kind != Question.ORDER:
        return None
    try:
        return find(member.shop.slug, json.loads(question.fields), newest=True)
    except Refused as refusal:
        raise Gone(f"The question can no longer be asked so. {refusal}", question.state) from None


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


def renew(member: Member, number: int) -> tuple[Question, list[OptionRow]]:
    """Look again and keep what is found.

    Raises:
        NotThere, Gone: as `look_again`.
    """
    return keep_again(member, number, look_again(member, number))
