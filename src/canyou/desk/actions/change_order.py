"""Change an order in one click: stop it, cancel it, push it out, a new revision, go on."""

from __future__ import annotations

import json
from typing import Literal, get_args

from canyou.desk import record
from canyou.desk.actions.renege import free, offer_what_is_free
from canyou.desk.actions.tell import tell
from canyou.desk.actions.turn import LONGEST_NOTE, need
from canyou.desk.clock import now_in
from canyou.desk.errors import Gone, NotThere, refused
from canyou.desk.models import Member
from canyou.desk.owners import owners, standing_promise
from canyou.floor.book import NoSuchOrder, booked

Change = Literal["stop", "go_on", "cancel", "push_out", "revision"]
CHANGES: tuple[Change, ...] = get_args(Change)


def change_order(
    member: Member,
    order: str,
    change: Change,
    *,
    why: str = "",
    until_at: int | None = None,
    revision: str = "",
) -> int:
    """Change an order; it reaches the plan and so the run list. The book's version.

    `push_out` gives the customer's new date (`until_at`); `stop` may say until when.

    Raises:
        NotThere: there is no such order.
        NotAllowed, Refused.
        Gone: it is shipped or cancelled already.
    """
    need(member, "change_order")
    if len(why) > LONGEST_NOTE:
        raise refused("why", f"At most {LONGEST_NOTE:,} characters go in here.")
    with booked(member.shop.slug) as book:
        shop = book.current.shop
        known = shop.orders.get(order)
        if known is None:
            raise NotThere(f"There is no order {order}.")
        if known.state in ("shipped", "cancelled"):
            raise Gone(f"{order} is {known.state}: nothing of it can be changed.", known.state)
        at = now_in(shop)
        desk = record.lock(member.shop_id)
        promise = standing_promise(member.shop_id, order)
        about = f"order/{order}"[:64]
        told = {"order": order, "why": why.strip(), "revision": revision, "until": until_at}
        who = owners(member.shop_id, shop, [order])
        try:
            if change == "stop":
                cells: dict[str, object] = {
                    "state": "hold",
                    "hold_reason": why.strip() or "stopped",
                    "hold_until": until_at,
                }
                book.change(order, {name: cell for name, cell in cells.items() if cell is not None}, why)
            elif change == "go_on":
                book.change(order, {"state": "open", "hold_reason": "", "hold_until": ""}, why)
            elif change == "push_out":
                if until_at is None or until_at <= at:
                    raise refused("until", "To when? A moment that is still ahead.")
                cells = {"due": until_at}
                if known.promised_at is not None and known.promised_at < until_at:
                    cells["promised"] = until_at
                book.change(order, cells, why)
                if promise is not None and promise.due_at < until_at:
                    promise.due_at, promise.renegotiated = until_at, promise.renegotiated + 1
                    promise.save(update_fields=["due_at", "renegotiated"])
            elif change == "revision":
                if not revision.strip():
                    raise refused("revision", "Which revision?")
                book.change(order, {"revision": revision.strip()}, why)
            else:
                free(book, [order], why)
                if promise is not None and len(json.loads(promise.orders)) == 1:
                    promise.state, promise.closed_at = "cancelled", at
                    promise.save(update_fields=["state", "closed_at"])
        except NoSuchOrder as problem:
            raise NotThere(str(problem)) from None
        except ValueError as problem:
            raise refused("order", f"{str(problem).rstrip('.')}.") from None
        record.add(desk, member, change, about, told)
        for owner, name in who:
            tell(desk, owner, about, f"{name}: {SAID[change]}.", at, member)
        if change == "cancel":
            offer_what_is_free(desk, member, at)
        return book.version


SAID: dict[Change, str] = {
    "stop": "stopped",
    "go_on": "goes on",
    "cancel": "cancelled",
    "push_out": "pushed out",
    "revision": "has a new revision",
}
"""Each change in words."""
