"""One person's move on a promise: locked, checked against the table, and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from canyou.desk import promising, record
from canyou.desk.actions.tell import tell
from canyou.desk.actions.turn import LONGEST_NOTE, need
from canyou.desk.clock import now_at
from canyou.desk.day_words import said_moment
from canyou.desk.errors import Gone, NotAllowed, NotThere, refused
from canyou.desk.models import Desk, Member, Promise
from canyou.desk.promising import Move, NotNow, NotYours, Party
from canyou.desk.queries.people import zone_of


@dataclass
class Standing:
    """A move on a promise that has been found to be in order."""

    desk: Desk
    promise: Promise
    member: Member
    party: Party
    now_at: int
    told: dict[str, Any] = field(default_factory=dict)


def find_promise(shop_id: int, number: int) -> Promise:
    """A promise of this shop.

    Raises:
        NotThere: there is none of that number.
    """
    rows = Promise.objects.filter(shop_id=shop_id, number=number)
    found = rows.select_related("by__user", "to__user", "question").first()
    if found is None:
        raise NotThere(f"There is no promise {number}.")
    return found


def parties(member: Member, promise: Promise) -> tuple[Party, ...]:
    """Which parties somebody speaks for: both, where a side promised to itself."""
    found: list[Party] = []
    if member.side == promise.by_side:
        found.append("giver")
    if member.side == promise.to_side:
        found.append("receiver")
    return tuple(found)


@contextmanager
def stand(
    member: Member, number: int, move: Move, why: str = "", due_at: int | None = None
) -> Iterator[Standing]:
    """Lock the desk, make the move by the table, save and record it at the end, and tell the other one.

    Raises:
        NotThere, NotAllowed, Refused.
        Gone: the promise is in no state for this move.
    """
    need(member, "follow_up")
    if len(why) > LONGEST_NOTE:
        raise refused("why", f"At most {LONGEST_NOTE:,} characters go in here.")
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        promise = find_promise(member.shop_id, number)
        at = now_at(member.shop.slug)
        before = promise.state
        moved, party = _moved(member, promise, move, at, due_at)
        promise.stand(moved)
        if why.strip():
            promise.why = why.strip()
        taken = Standing(desk, promise, member, party, at)
        yield taken
        promise.save()
        about = f"promise/{promise.number}"
        told = {"from": before, "to": promise.state, "for": party, "why": why.strip(), **taken.told}
        record.add(desk, member, move, about, told)
        other = promise.to if party == "giver" else promise.by
        said = f"{member.called} says of {promise.what}: {promising.SAID[move]}"
        if due_at is not None:
            said += f", {said_moment(due_at, zone_of(member.shop.slug), at)}"
        tell(desk, other, about, f"{said}{f' ({why.strip()[:200]})' if why.strip() else ''}.", at, member)


def _moved(
    member: Member, promise: Promise, move: Move, at: int, due_at: int | None
) -> tuple[promising.Standing, Party]:
    refusal: Exception | None = None
    for party in parties(member, promise):
        try:
            return promising.after(promise.standing, move, party, at, due_at), party
        except (NotYours, NotNow) as problem:
            refusal = problem
    if isinstance(refusal, NotNow):
        raise Gone(str(refusal), promising.at(promise.standing, at).state)
    raise NotAllowed(str(refusal) if refusal else "The promise is between others.")
