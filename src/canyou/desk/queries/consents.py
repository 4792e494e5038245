"""What owners were asked before their orders move, as documents; and whom a question waits for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from canyou.desk.actions.let_move import find_consent, may_say
from canyou.desk.actions.others import OPEN
from canyou.desk.consent import consequence, length, moves_from, question
from canyou.desk.cover import SAID
from canyou.desk.models import Consent, Member, Question
from canyou.desk.queries.page import USUAL, Page, paged
from canyou.desk.queries.people import person, when, zone_of

__all__ = ["PEOPLE", "asked_of", "consent_document", "consents", "one_consent", "waited_for"]

PEOPLE = ("owner__user", "asked__user", "by__user", "said_by__user", "question__asker__user")


def consent_document(row: Consent, zone: str, reader: Member | None = None) -> dict[str, Any]:
    """One of them, with what the reader can say."""
    slip = row.slip
    moves: list[str] = []
    if reader is not None and may_say(reader, row) and row.question.state not in ("promised", "withdrawn"):
        moves = list(moves_from(row.state))  # type: ignore[arg-type]
    return {
        "id": row.number,
        "question": row.question.number,
        "option": f"{row.question.number}-{row.option}",
        "order": row.order,
        "words": question(slip),
        "slip": length(slip.to_at - slip.from_at),
        "consequence": consequence(slip),
        "owner": person(row.owner),
        "asked": person(row.asked),
        "instead": f"{row.owner.called} {SAID[row.why_asked]}" if row.why_asked else None,  # type: ignore[index]
        "by": person(row.by),
        "from": when(row.from_at, zone),
        "to": when(row.to_at, zone),
        "promised": when(row.promised_at, zone),
        "breaks_promise": row.breaks,
        "state": row.state,
        "asked_at": when(row.asked_at, zone),
        "answer_by": when(row.answer_by_at, zone),
        "said_by": person(row.said_by),
        "said_at": when(row.said_at, zone),
        "note": row.note,
        "moves": moves,
    }


def one_consent(shop_id: int, shop_slug: str, number: int, reader: Member | None = None) -> dict[str, Any]:
    """One of them.

    Raises:
        NotThere: there is none of that number.
    """
    return consent_document(find_consent(shop_id, number), zone_of(shop_slug), reader)


def consents(
    shop_id: int,
    shop_slug: str,
    *,
    state: str = "",
    order: str = "",
    question_number: int | None = None,
    mine: Member | None = None,
    before: int | None = None,
    limit: int = USUAL,
    reader: Member | None = None,
) -> Page:
    """All of them, newest first. `mine`: that this person was asked, or whose order it is."""
    rows: QuerySet[Consent] = Consent.objects.filter(shop_id=shop_id).select_related(*PEOPLE)
    given = {"state": state, "order": order, "question__number": question_number}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if mine is not None:
        rows = rows.filter(Q(asked=mine) | Q(owner=mine))
    zone = zone_of(shop_slug)
    return paged(rows, lambda row: consent_document(row, zone, reader), before=before, limit=limit)


def asked_of(member: Member) -> list[Consent]:
    """What waits for this person's yes or no, oldest first."""
    rows = Consent.objects.filter(shop_id=member.shop_id, asked=member, state="asked")
    return sorted(rows.select_related(*PEOPLE), key=lambda row: row.number)


def waited_for(shop_id: int, questions: Iterable[Question]) -> dict[int, list[str]]:
    """By the number of a question: whom it waits for, and about what, `Nora Whitfield about SO-1021`."""
    wanted = {one.pk: one.number for one in questions if one.waits_for == "others"}
    found: dict[int, list[str]] = {number: [] for number in wanted.values()}
    if not wanted:
        return found
    rows = Consent.objects.filter(shop_id=shop_id, question__in=wanted, state="asked")
    for row in sorted(rows.select_related("asked__user"), key=lambda row: row.number):
        found[wanted[row.question_id]].append(f"{row.asked.called} about {row.order}")
    below = Question.objects.filter(shop_id=shop_id, about__in=wanted, state__in=OPEN)
    for other in sorted(below.select_related("to__user"), key=lambda one: one.number):
        whom = other.to.called if other.to is not None else other.answer_side
        assert other.about_id is not None
        found[wanted[other.about_id]].append(f"{whom}: {other.what}")
    return found
