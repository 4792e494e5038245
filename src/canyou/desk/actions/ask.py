"""Ask: a question with the options that the shop has for it, or for a thing that the other side can bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.turn import LONGEST_LINE, LONGEST_NOTE, need, tell
from canyou.desk.clock import now_at, now_in
from canyou.desk.errors import refused
from canyou.desk.models import Member, OptionRow, Question
from canyou.desk.options import Found, find, keep, verdict_of
from canyou.floor.rows import canonical

ASKED_CUSTOMER = ("", "yes", "no", "not_reached")


def look(member: Member, fields: Mapping[str, Any]) -> Found:
    """What the plan can do about a question: before any lock, since it takes a while. Nothing is kept.

    Raises:
        Refused, canyou.floor.current.NoShop, CannotPlan: as `options.find`.
    """
    need(member, "ask")
    return find(member.shop.slug, fields)


def ask(
    member: Member,
    found: Found,
    *,
    issue: str = "",
    expectation: str = "",
    asked_customer: str = "",
) -> tuple[Question, list[OptionRow]]:
    """Ask for pieces by a date: the question is kept with its options, best first.

    A routine question needs nothing beside its facts. It waits for the one who asked where a rule lets an option be
    promised at once, else for operations.

    Raises:
        NotAllowed, Refused.
    """
    need(member, "ask")
    _check(issue, expectation, asked_customer)
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        at = now_in(found.now.shop)
        question = Question.objects.create(
            shop_id=member.shop_id,
            number=record.next_number(desk, "questions"),
            asker=member,
            asker_side=member.side,
            answer_side="operations",
            fields=canonical(found.fields),
            part=found.asked.part or _part_of(found),
            customer=found.asked.customer,
            order=found.asked.order,
            quantity=found.asked.quantity,
            by_at=found.asked.by_at,
            issue=issue.strip(),
            expectation=expectation.strip(),
            asked_customer=asked_customer,
            asked_at=at,
            changed_at=at,
        )
        rows = keep(question, found)
        free = any(verdict_of(question, row, found.now.shop).rule is not None for row in rows)
        question.waits_for = "asker" if free else "answerer"
        question.save(update_fields=["waits_for"])
        told = {"fields": found.fields, "issue": issue.strip(), "expectation": expectation.strip()}
        record.add(desk, member, "ask", f"question/{question.number}", {**told, "options": len(rows)})
    return question, rows


def ask_for(
    member: Member,
    what: str,
    by_at: int,
    *,
    to: Member | None = None,
    order: str = "",
    issue: str = "",
    expectation: str = "",
) -> Question:
    """Ask the other side for a thing: the drawing, the purchase order, "let SO-1021 slip two days".

    Raises:
        NotAllowed, Refused.
    """
    need(member, "ask")
    _check(issue, expectation, "")
    wanted = " ".join(what.split())
    if not wanted or len(wanted) > LONGEST_LINE:
        raise refused("what", f"What is asked for, in {LONGEST_LINE} characters at most.")
    other = "operations" if member.side == "sales" else "sales"
    if to is not None and (to.shop_id != member.shop_id or not to.is_active):
        raise refused("to", "There is no such person in this shop.")
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        at = now_at(member.shop.slug)
        if by_at <= at:
            raise refused("by", "By when? A moment that is still ahead.")
        question = Question.objects.create(
            shop_id=member.shop_id,
            number=record.next_number(desk, "questions"),
            kind=Question.THING,
            asker=member,
            asker_side=member.side,
            answer_side=to.side if to is not None else other,
            to=to,
            what=wanted,
            order=order,
            by_at=by_at,
            issue=issue.strip(),
            expectation=expectation.strip(),
            waits_for="answerer",
            asked_at=at,
            changed_at=at,
        )
        about = f"question/{question.number}"
        tell(desk, to, about, f"{member.called} asks: can you {wanted}?", at, member)
        told = {"what": wanted, "by": by_at, "order": order, "to": to.called if to else ""}
        record.add(desk, member, "ask", about, {**told, "issue": issue, "expectation": expectation})
    return question


def _check(issue: str, expectation: str, asked_customer: str) -> None:
    for name, text in (("issue", issue), ("expectation", expectation)):
        if len(text) > LONGEST_NOTE:
            raise refused(name, f"At most {LONGEST_NOTE:,} characters go in here.")
    if asked_customer not in ASKED_CUSTOMER:
        raise refused("asked_customer", "Whether the customer was asked: yes, no or not_reached.")


def _part_of(found: Found) -> str:
    order = found.now.shop.orders.get(found.asked.order)
    return order.part if order is not None else found.asked.called
