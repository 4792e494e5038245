"""Renegotiate: another date, before the promise is due. The first one is kept beside it."""

from __future__ import annotations

import json

from canyou.desk.actions.stand import find_promise, stand
from canyou.desk.errors import refused
from canyou.desk.models import Member, Promise
from canyou.floor.book import NoSuchOrder, booked


def renegotiate(member: Member, number: int, due_at: int | None, why: str) -> Promise:
    """Change the date, with the reason. The book has the new date too, so that the plan goes by it.

    Raises:
        NotThere, NotAllowed, Refused.
        Gone: it is overdue, or no longer open.
    """
    if due_at is None:
        raise refused("due", "By when instead?")
    if not why.strip():
        raise refused("why", "Why another date? The reason is kept with it.")
    promise = find_promise(member.shop_id, number)
    if promise.kind != Promise.ORDER:
        return _plain(member, number, due_at, why)
    with booked(member.shop.slug) as book:
        changed = _plain(member, number, due_at, why)
        deliveries = json.loads(changed.orders)
        for delivery in deliveries:
            try:
                book.change(delivery[0], {"promised": due_at}, why.strip())
            except NoSuchOrder:
                continue  # shipped, or taken over by the source under another name
            delivery[2] = due_at
        changed.orders = json.dumps(deliveries)
        changed.save(update_fields=["orders"])
        return changed


def _plain(member: Member, number: int, due_at: int, why: str) -> Promise:
    with stand(member, number, "renegotiate", why, due_at) as at:
        at.promise.renegotiated += 1
        at.told = {"due": due_at, "first_due": at.promise.first_due_at}
        return at.promise
