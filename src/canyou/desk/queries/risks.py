"""Promises at risk as documents: because of what, since when, and what can be said and done."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from canyou.desk.errors import NotThere
from canyou.desk.models import AtRisk, Member, RiskCause
from canyou.desk.queries.page import USUAL, Page, paged
from canyou.desk.queries.people import when, zone_of
from canyou.desk.risk_words import ways_out, words_for_customer
from canyou.floor.current import Current, NoShop, current

MOST_ANSWERED = 5
"""For so many orders of a cause the ways out are looked for at once."""


def risk_document(row: AtRisk, zone: str, now: Current | None) -> dict[str, Any]:
    """One order at risk, with words for its customer."""
    order = now.shop.orders.get(row.order) if now is not None else None
    words = ""
    if now is not None and order is not None:
        words = words_for_customer(now.shop, order.part, order.quantity, row.due_at, row.there_at)
    return {
        "id": row.number,
        "order": row.order,
        "promise": row.promise.number,
        "customer": order.customer if order is not None else None,
        "part": order.part if order is not None else None,
        "cause": row.cause.number if row.cause is not None else None,
        "because": row.cause.words if row.cause is not None else "",
        "due": when(row.due_at, zone),
        "there": when(row.there_at, zone),
        "since": when(row.since_at, zone),
        "ended": when(row.ended_at, zone),
        "is_open": row.ended_at is None,
        "words": words,
    }


def risks(
    shop_id: int,
    shop_slug: str,
    *,
    is_open: bool | None = True,
    order: str = "",
    cause: int | None = None,
    mine: Member | None = None,
    before: int | None = None,
    limit: int = USUAL,
) -> Page:
    """Orders whose promises are at risk, newest first. `mine`: promised to or by this person."""
    rows: QuerySet[AtRisk] = AtRisk.objects.filter(shop_id=shop_id).select_related("promise", "cause")
    if is_open is not None:
        rows = rows.filter(ended_at__isnull=is_open)
    rows = rows.filter(order=order) if order else rows
    rows = rows.filter(cause__number=cause) if cause is not None else rows
    if mine is not None:
        rows = rows.filter(Q(promise__to=mine) | Q(promise__by=mine))
    now = _now(shop_slug)
    zone = zone_of(shop_slug)
    return paged(rows, lambda row: risk_document(row, zone, now), before=before, limit=limit)


def one_cause(shop_id: int, shop_slug: str, number: int) -> dict[str, Any]:
    """What puts promises at risk, with all of these, the most pressing first, and ways out of the first few.

    Raises:
        NotThere: there is none of that number.
    """
    found = RiskCause.objects.filter(shop_id=shop_id, number=number).first()
    if found is None:
        raise NotThere(f"There is no cause {number}.")
    zone, now = zone_of(shop_slug), _now(shop_slug)
    rows = AtRisk.objects.filter(shop_id=shop_id, cause=found).select_related("promise", "cause")
    items: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda row: (row.ended_at is not None, row.due_at, row.order)):
        ways = []
        if now is not None and row.ended_at is None and len(items) < MOST_ANSWERED:
            ways = ways_out(now, row.order, row.due_at)
        items.append({**risk_document(row, zone, now), "ways": ways})
    return {"id": found.number, "because": found.words, "at": when(found.at, zone), "items": items}


def because_of(shop_id: int) -> dict[str, tuple[str, int]]:
    """By order at risk: the cause in words, and its number."""
    rows = AtRisk.objects.filter(shop_id=shop_id, ended_at=None, cause__isnull=False).select_related("cause")
    return {row.order: (row.cause.words, row.cause.number) for row in rows if row.cause is not None}


def _now(shop_slug: str) -> Current | None:
    try:
        return current(shop_slug)
    except NoShop:
        return None
