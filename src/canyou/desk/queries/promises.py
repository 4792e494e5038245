"""Promises as documents, as the clock has them."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q

from canyou.desk import promising
from canyou.desk.clock import now_at
from canyou.desk.errors import NotThere
from canyou.desk.models import Member, Promise
from canyou.desk.queries.page import USUAL, Page, paged
from canyou.desk.queries.questions import person, when, zone_of
from canyou.plan.document import number


def promise_document(promise: Promise, zone: str, at: int, reader: Member | None = None) -> dict[str, Any]:
    """A promise: both dates, what became of it, and what the reader can say of it."""
    standing = promising.at(promise.standing, at)
    moves: list[str] = []
    if reader is not None:
        for party, side in (("giver", promise.by_side), ("receiver", promise.to_side)):
            if reader.side == side:
                moves += [move for move in promising.moves_of(standing, party, at) if move not in moves]  # type: ignore[arg-type]
    return {
        "id": promise.number,
        "state": standing.state,
        "kind": promise.kind,
        "how": promise.how,
        "by": person(promise.by),
        "by_side": promise.by_side,
        "to": person(promise.to),
        "to_side": promise.to_side,
        "what": promise.what,
        "question": promise.question.number if promise.question is not None else None,
        "customer": promise.customer or None,
        "part": promise.part or None,
        "quantity": None if promise.quantity is None else number(promise.quantity),
        "orders": [
            {"order": name, "quantity": float(quantity), "due": when(due, zone)}
            for name, quantity, due in json.loads(promise.orders)
        ],
        "made": when(promise.made_at, zone),
        "first_due": when(promise.first_due_at, zone),
        "due": when(promise.due_at, zone),
        "done": when(promise.done_at, zone),
        "closed": when(promise.closed_at, zone),
        "missed": standing.was_missed,
        "renegotiated": promise.renegotiated,
        "why": promise.why,
        "rush": promise.is_rush,
        "toll": json.loads(promise.toll) or None,
        "agreement": None if promise.agreement is None else promise.agreement.number,
        "moves": moves,
    }


def one_promise(shop_id: int, shop_slug: str, which: int, reader: Member | None = None) -> dict[str, Any]:
    """One promise.

    Raises:
        NotThere: there is none of that number.
    """
    found = _rows(shop_id).filter(number=which).first()
    if found is None:
        raise NotThere(f"There is no promise {which}.")
    return promise_document(found, zone_of(shop_slug), now_at(shop_slug), reader)


def promises(
    shop_id: int,
    shop_slug: str,
    *,
    state: str = "",
    side: str = "",
    mine: Member | None = None,
    customer: str = "",
    part: str = "",
    order: str = "",
    question: int | None = None,
    due_before: int | None = None,
    due_after: int | None = None,
    before: int | None = None,
    limit: int = USUAL,
    reader: Member | None = None,
) -> Page:
    """Promises, newest first. `side`: given by this side; `mine`: given by or to this person."""
    at = now_at(shop_slug)
    rows = _rows(shop_id)
    given = {"customer": customer, "part": part, "by_side": side}
    rows = rows.filter(**{name: value for name, value in given.items() if value})
    # The clock may be ahead of what is marked.
    if state == "missed":
        rows = rows.filter(Q(state="missed") | Q(state="open", due_at__lt=at))
    elif state == "open":
        rows = rows.filter(state="open", due_at__gte=at)
    elif state:
        rows = rows.filter(state=state)
    if mine is not None:
        rows = rows.filter(Q(by=mine) | Q(to=mine))
    if order:
        rows = rows.filter(orders__contains=json.dumps(order))
    if question is not None:
        rows = rows.filter(question__number=question)
    if due_before is not None:
        rows = rows.filter(due_at__lt=due_before)
    if due_after is not None:
        rows = rows.filter(due_at__gte=due_after)
    zone = zone_of(shop_slug)
    return paged(rows, lambda row: promise_document(row, zone, at, reader), before=before, limit=limit)


def _rows(shop_id: int) -> Any:
    return Promise.objects.filter(shop_id=shop_id).select_related(
        "by__user", "to__user", "question", "agreement"
    )
