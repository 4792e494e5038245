"""Agree: a line for what was agreed in talking."""

from __future__ import annotations

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.turn import LONGEST_NOTE, find_question, need
from canyou.desk.clock import now_at
from canyou.desk.errors import refused
from canyou.desk.models import Member, Question


def agree(member: Member, number: int, text: str) -> Question:
    """Keep what the two agreed when they talked. It changes no state.

    Raises:
        NotThere, NotAllowed, Refused.
    """
    need(member, "ask")
    line = text.strip()
    if not line or len(line) > LONGEST_NOTE:
        raise refused("agreed", f"What was agreed, in {LONGEST_NOTE:,} characters at most.")
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        question = find_question(member.shop_id, number)
        question.agreed, question.changed_at = line, now_at(member.shop.slug)
        question.save(update_fields=["agreed", "changed_at"])
        record.add(desk, member, "agree", f"question/{number}", {"agreed": line})
    return question
