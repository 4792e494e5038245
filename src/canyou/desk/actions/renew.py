"""Renew: find a question's options again in the plan as it is now."""

from __future__ import annotations

import json

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.turn import find_question
from canyou.desk.errors import Gone, Refused
from canyou.desk.models import Member, OptionRow, Question
from canyou.desk.options import find, keep


def renew(member: Member, number: int) -> tuple[Question, list[OptionRow]]:
    """Find and keep fresh options, best first. It is planned outside any lock.

    Raises:
        NotThere: there is no such question.
        Gone: it can no longer be asked: its date has passed, its part is gone.
    """
    question = find_question(member.shop_id, number)
    if question.kind != Question.ORDER:
        return question, []
    try:
        found = find(member.shop.slug, json.loads(question.fields))
    except Refused as refusal:
        raise Gone(f"The question can no longer be asked so. {refusal}", question.state) from None
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        question = find_question(member.shop_id, number)
        rows = keep(question, found)
        record.add(
            desk, member, "renew", f"question/{number}", {"options": len(rows), "book": found.now.book}
        )
    return question, rows
