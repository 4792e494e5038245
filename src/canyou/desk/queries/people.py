"""People and moments as the documents have them."""

from __future__ import annotations

from typing import Any

from canyou.desk.models import Member
from canyou.floor.current import NoShop, current
from canyou.plan.document import iso


def person(member: Member | None) -> dict[str, Any] | None:
    """Somebody, as the other side may see them: name, side, how to reach them."""
    if member is None:
        return None
    return {"name": member.called, "side": member.side, "role": member.role, "extension": member.extension}


def zone_of(shop_slug: str) -> str:
    """The shop's time zone."""
    try:
        return current(shop_slug).shop.timezone
    except NoShop:
        return "UTC"


def when(at: int | None, zone: str) -> str | None:
    """A moment as the documents have it."""
    return None if at is None else iso(at, zone)
