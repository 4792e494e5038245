"""See: notices that somebody has read."""

from __future__ import annotations

from canyou.desk.clock import now_at
from canyou.desk.models import Member, Notice


def see(member: Member, up_to: int) -> int:
    """Mark one's own notices as read, up to and with that one; how many."""
    mine = Notice.objects.filter(shop_id=member.shop_id, to=member, seen_at=None, pk__lte=up_to)
    return mine.update(seen_at=now_at(member.shop.slug))
