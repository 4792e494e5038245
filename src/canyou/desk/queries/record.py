"""The record, emergencies, mistakes and notices as documents."""

from __future__ import annotations

import json
from typing import Any

from canyou.desk.models import Emergency, Member, Mistake, Notice, Record
from canyou.desk.queries.page import USUAL, Page, paged
from canyou.desk.queries.questions import person, when, zone_of
from canyou.plan.document import number


def entry_document(entry: Record, zone: str) -> dict[str, Any]:
    """One entry of the record."""
    return {
        "id": entry.number,
        "at": when(entry.at, zone),
        "who": entry.called or None,
        "verb": entry.verb,
        "about": entry.about,
        "body": json.loads(entry.body),
        "digest": entry.digest,
    }


def entries(
    shop_id: int,
    shop_slug: str,
    *,
    about: str = "",
    verb: str = "",
    who: str = "",
    before: int | None = None,
    limit: int = USUAL,
) -> Page:
    """The record, newest first. `about` is `question/12`, `promise/3` …; `who` a person's e-mail address."""
    rows = Record.objects.filter(shop_id=shop_id)
    given = {"about": about, "verb": verb, "who__user__email": who.strip().lower()}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    zone = zone_of(shop_slug)
    return paged(rows, lambda row: entry_document(row, zone), before=before, limit=limit)


def emergency_document(emergency: Emergency, zone: str) -> dict[str, Any]:
    """One emergency."""
    return {
        "id": emergency.number,
        "declared": when(emergency.declared_at, zone),
        "by": person(emergency.by),
        "order": emergency.order or None,
        "cause": emergency.cause,
        "cause_ref": emergency.cause_ref or None,
        "note": emergency.note,
        "closed": when(emergency.closed_at, zone),
    }


def emergencies(
    shop_id: int,
    shop_slug: str,
    *,
    cause: str = "",
    order: str = "",
    is_open: bool | None = None,
    before: int | None = None,
    limit: int = USUAL,
) -> Page:
    """Emergencies, newest first."""
    rows = Emergency.objects.filter(shop_id=shop_id).select_related("by__user")
    given = {"cause": cause, "order": order}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    if is_open is not None:
        rows = rows.filter(closed_at__isnull=is_open)
    zone = zone_of(shop_slug)
    return paged(rows, lambda row: emergency_document(row, zone), before=before, limit=limit)


def mistake_document(mistake: Mistake, zone: str) -> dict[str, Any]:
    """One mistake."""
    return {
        "id": mistake.number,
        "found": when(mistake.found_at, zone),
        "by": person(mistake.by),
        "order": mistake.order or None,
        "step": mistake.step,
        "what": mistake.what,
        "cause_ref": mistake.cause_ref or None,
        "cost": None if mistake.cost is None else number(mistake.cost),
    }


def mistakes(
    shop_id: int, shop_slug: str, *, order: str = "", before: int | None = None, limit: int = USUAL
) -> Page:
    """Mistakes, newest first."""
    rows = Mistake.objects.filter(shop_id=shop_id).select_related("by__user")
    rows = rows.filter(order=order) if order else rows
    zone = zone_of(shop_slug)
    return paged(rows, lambda row: mistake_document(row, zone), before=before, limit=limit)


def notices(member: Member, *, unseen: bool = True, limit: int = USUAL) -> list[dict[str, Any]]:
    """What somebody was told, newest first."""
    rows = Notice.objects.filter(shop_id=member.shop_id, to=member)
    rows = rows.filter(seen_at=None) if unseen else rows
    zone = zone_of(member.shop.slug)
    return [
        {
            "id": row.pk,
            "about": row.about,
            "text": row.text,
            "at": when(row.at, zone),
            "seen": row.seen_at is not None,
        }
        for row in rows.order_by("-pk")[:limit]
    ]


def said_last(member: Member, question: int) -> dict[str, Any] | None:
    """Who of the other side spoke last about a question."""
    rows = Record.objects.filter(shop_id=member.shop_id, about=f"question/{question}").exclude(who=None)
    row = rows.exclude(who__side=member.side).select_related("who__user").order_by("-number").first()
    return None if row is None else person(row.who)
