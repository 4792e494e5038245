"""The demo's people: whoever sits at this machine may be any of them, and nobody anywhere else."""

from __future__ import annotations

from canyou.desk.models import Desk, Member
from canyou.desk.people import shop_named
from canyou.floor.models import DEFAULT_SHOP

SHOWN_ROLES = ("seller", "planner", "supervisor", "purchasing", "manager")
"""Whose seats are worth trying, in the order shown."""


def mark_as_demo() -> None:
    """Say that the default shop is a demo, in whose database nothing is real."""
    Desk.objects.filter(shop=shop_named()).update(is_demo=True)


def people_to_be() -> list[Member]:
    """Those whom one may be in a demo: sellers first, then the others by role; empty where it is no demo."""
    found = Member.objects.filter(
        shop__slug=DEFAULT_SHOP, shop__desk__is_demo=True, is_active=True, role__in=SHOWN_ROLES
    ).select_related("user", "shop")
    return sorted(found, key=lambda member: (SHOWN_ROLES.index(member.role), member.pk))


def first_person() -> Member | None:
    """Who one is in the demo until one chooses: its first seller."""
    found = people_to_be()
    return found[0] if found else None
