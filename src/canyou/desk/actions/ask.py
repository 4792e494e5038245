"""Ask: a question with the options that the shop has for it, or for a thing that the other side can bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.others import wait_for_others
from canyou.desk.actions.tell import tell
from canyou.desk.actions.turn import LONGEST_LINE, LONGEST_NOTE, find_question, need
from canyou.desk.clock import now_at, now_in
from canyou.desk.cover import SAID
from canyou.desk.errors import refused
from canyou.desk.models import Desk, Member, OptionRow, Question
from canyou.desk.options import Found, find, keep, verdict_of
from canyou.desk.owners import asked_for
from canyou.floor.current import NoShop, current
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
    about: int | None = None,
) -> Question:
    """Ask the other side for a thing: the drawing, the purchase order. Or one's own: purchasing, quality, a supervisor.

    `about` is the question because of which it is asked: where that is one's own side's move, it waits for this one.
    Whoever is not in when they are asked has their cover asked.

    Raises:
        NotAllowed, NotThere, Refused.
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
        meant, why = to, ""
        if to is not None:
            found, why = asked_for(to, at, zone_of(member))
            to = found or to
        first = None if about is None else find_question(member.shop_id, about)
        question = Question.objects.create(
            shop_id=member.shop_id,
            number=record.next_number(desk, "questions"),
            kind=Question.THING,
            asker=member,
            asker_side=member.side,
            answer_side=to.side if to is not None else other,
            to=to,
            instead_of=meant if meant is not None and to is not None and meant.pk != to.pk else None,
            about=first,
            what=wanted,
            order=order,
            by_at=by_at,
            issue=issue.strip(),
            expectation=expectation.strip(),
            waits_for="answerer",
            asked_at=at,
            changed_at=at,
        )
        here = f"question/{question.number}"
        tell(desk, to, here, f"{member.called} asks: can you {wanted}?", at, member)
        told: dict[str, Any] = {"what": wanted, "by": by_at, "order": order, "to": to.called if to else ""}
        if question.instead_of is not None and to is not None:
            told["instead"] = f"{question.instead_of.called} {SAID[why]}"  # type: ignore[index]
            text = f"{to.called} was asked in your place: can you {wanted}?"
            tell(desk, question.instead_of, here, text, at, member)
        if first is not None:
            told["about"] = first.number
            _let_wait(desk, member, first, question, wanted)
        record.add(desk, member, "ask", here, {**told, "issue": issue, "expectation": expectation})
    return question


def _let_wait(desk: Desk, member: Member, first: Question, question: Question, wanted: str) -> None:
    """The first question waits for the one that was asked because of it, where the move was one's own side's."""
    mine = {"asker": first.asker_side, "answerer": first.answer_side}
    party = first.waits_for if first.waits_for != "others" else first.then_for
    if mine.get(party) == member.side:
        wait_for_others(first, party)
        first.save(update_fields=["waits_for", "then_for"])
    whom = question.to.called if question.to is not None else question.answer_side
    told = {"question": question.number, "to": whom, "what": wanted}
    record.add(desk, member, "ask_other", f"question/{first.number}", told)


def zone_of(member: Member) -> str:
    """The shop's time zone."""
    try:
        return current(member.shop.slug).shop.timezone
    except NoShop:
        return "UTC"


def _check(issue: str, expectation: str, asked_customer: str) -> None:
    for name, text in (("issue", issue), ("expectation", expectation)):
        if len(text) > LONGEST_NOTE:
            raise refused(name, f"At most {LONGEST_NOTE:,} characters go in here.")
    if asked_customer not in ASKED_CUSTOMER:
        raise refused("asked_customer", "Whether the customer was asked: yes, no or not_reached.")


def _part_of(found: Found) -> str:
    order = found.now.shop.orders.get(found.asked.order)
    return order.part if order is not None else found.asked.called
