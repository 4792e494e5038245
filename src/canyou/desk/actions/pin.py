"""Pin: the planner's hand on one step, with its reason, until somebody frees it."""

from __future__ import annotations

from canyou.desk import record
from canyou.desk.actions.turn import LONGEST_LINE, need
from canyou.desk.errors import NotThere, refused
from canyou.desk.models import Member
from canyou.floor.book import NoSuchOrder, booked


def pin(member: Member, order: str, part: str, step: int, lot: int, reason: str) -> int:
    """Pin a step where it stands; it stays there through imports and new plans. The book's version.

    Raises:
        NotAllowed; Refused without a reason; NotThere where the plan has no such step.
    """
    need(member, "pin")
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_LINE:
        raise refused("reason", f"Why does it stay there? In {LONGEST_LINE} characters at most.")
    with booked(member.shop.slug) as book:
        try:
            version = book.pin(order, part, step, why, lot=lot)
        except NoSuchOrder as missing:
            raise NotThere(str(missing)) from None
        desk = record.lock(member.shop_id)
        told = {"order": order, "part": part, "step": step, "lot": lot, "reason": why}
        record.add(desk, member, "pin", f"order/{order}"[:64], told)
    return version


def unpin(member: Member, order: str, part: str, step: int, lot: int) -> int:
    """Free a step that was pinned here. The book's version.

    Raises:
        NotAllowed; NotThere where nothing is pinned, or the source pinned it.
    """
    need(member, "pin")
    with booked(member.shop.slug) as book:
        try:
            version = book.unpin(order, part, step, lot=lot)
        except NoSuchOrder as missing:
            raise NotThere(str(missing)) from None
        desk = record.lock(member.shop_id)
        told = {"order": order, "part": part, "step": step, "lot": lot}
        record.add(desk, member, "unpin", f"order/{order}"[:64], told)
    return version
