"""Renege and cancel: a promise that will not be kept, or is not wanted any more. Its capacity is free again."""

from __future__ import annotations

import json
from collections.abc import Iterable

from canyou.desk.actions.stand import find_promise, stand
from canyou.desk.actions.tell import tell
from canyou.desk.errors import refused
from canyou.desk.models import Desk, Member, Promise, Question
from canyou.desk.promising import Move
from canyou.floor.book import NoSuchOrder, OpenBook, booked

LATELY_SECONDS = 7 * 86_400


def renege(member: Member, number: int, why: str) -> Promise:
    """Say that it cannot be kept, and why, as soon as one knows.

    Raises:
        NotThere, NotAllowed, Gone, Refused.
    """
    if not why.strip():
        raise refused("why", "Why can't it be kept?")
    return _end(member, number, "renege", why)


def cancel(member: Member, number: int, why: str = "") -> Promise:
    """Say that it is not wanted any more. Freed hours are offered to those who lately got a no.

    Raises:
        NotThere, NotAllowed, Gone.
    """
    return _end(member, number, "cancel", why)


def _end(member: Member, number: int, move: Move, why: str) -> Promise:
    promise = find_promise(member.shop_id, number)
    if promise.kind != Promise.ORDER:
        with stand(member, number, move, why) as at:
            return at.promise
    with booked(member.shop.slug) as book, stand(member, number, move, why) as at:
        names = [name for name, *_ in json.loads(at.promise.orders)]
        free(book, names, why)
        at.told = {"orders": names, "book": book.version}
        offer_what_is_free(at.desk, at.member, at.now_at)
        return at.promise


def free(book: OpenBook, names: Iterable[str], why: str) -> None:
    """Take orders out of the plan: those promised here are released, imported ones are cancelled."""
    for name in names:
        try:
            book.release([name], why)
        except NoSuchOrder:
            known = book.current.shop.orders.get(name)
            if known is not None and known.state in ("open", "hold"):
                book.change(name, {"state": "cancelled"}, why)


def offer_what_is_free(desk: Desk, member: Member, now_at: int) -> None:
    """Tell those who lately got a no, and whose date is still ahead, that capacity has come free."""
    declined = Question.objects.filter(
        shop_id=desk.shop_id,
        kind=Question.ORDER,
        state="declined",
        changed_at__gt=now_at - LATELY_SECONDS,
        by_at__gt=now_at,
    ).select_related("asker__user")
    for question in sorted(declined, key=lambda found: found.number):
        about = f"question/{question.number}"
        tell(desk, question.asker, about, "Capacity has come free: ask again?", now_at)
