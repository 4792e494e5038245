"""How many imported dates nobody stands by yet: said where one would else read them as promises."""

from __future__ import annotations

from canyou.desk.dates import unvouched
from canyou.desk.models import Desk, Member
from canyou.faces.web.read.remember import remembered
from canyou.floor.current import Current

__all__ = ["unvouched_count", "unvouched_names"]


def unvouched_names(now: Current, member: Member) -> frozenset[str]:
    """Their orders; looked up again once a promise was made or the plan is another."""
    made = Desk.objects.filter(shop_id=member.shop_id).values_list("promises", flat=True).first()
    return remembered((now.name, "unvouched", made), lambda: frozenset(unvouched(now.shop, member.shop_id)))


def unvouched_count(now: Current, member: Member) -> int:
    return len(unvouched_names(now, member))
