"""The demo's people: whoever sits at this machine may be any of them, and nobody anywhere else."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from itertools import product
from zoneinfo import ZoneInfo

from canyou.desk.actions.ask import ask, ask_for, look
from canyou.desk.actions.moves import make
from canyou.desk.actions.turn import Given
from canyou.desk.clock import end_of_day, now_in
from canyou.desk.errors import DeskError
from canyou.desk.models import Desk, Member
from canyou.desk.options import option_of
from canyou.desk.people import shop_named
from canyou.floor.current import current
from canyou.floor.models import DEFAULT_SHOP

DAY = 86_400
LOOKED_AT, MOST_MOVES = 30, 3
"""So many parts are looked at for a rush that moves so many orders at the most."""
IN_DAYS = (12, 8)
"""In so many days it is wanted."""

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


def begin_day() -> None:
    """Something to look at on both desks: a thing that operations needs, and a rush for which somebody would pay."""
    seats = {member.person: member for member in people_to_be()}
    seller, planner = seats.get("nora"), seats.get("ines")
    if seller is None or planner is None:
        return
    shop = current(DEFAULT_SHOP).shop
    at = now_in(shop)
    tomorrow = end_of_day(at + DAY, shop.timezone)
    firm = {name: order for name, order in sorted(shop.orders.items()) if order.is_planned and order.is_firm}
    mine = [name for name, order in firm.items() if order.seller == "nora"]
    if mine:
        what = f"send the drawing of {mine[0]} in the revision that they want now"
        with suppress(DeskError):
            ask_for(planner, what, tomorrow, to=seller, order=mine[0])
    with suppress(DeskError):
        _rush(seller, [order.part for order in firm.values()])


def _rush(seller: Member, parts: list[str]) -> None:
    """Ask for what only another seller's order can make room for, else for what takes opened hours."""
    shop = current(DEFAULT_SHOP).shop
    best: tuple[dict[str, str], str] | None = None
    for days, part in product(IN_DAYS, list(dict.fromkeys(parts))[:LOOKED_AT]):
        by = f"{datetime.fromtimestamp(now_in(shop) + days * DAY, ZoneInfo(shop.timezone)):%Y-%m-%d}"
        fields = {"part": part, "quantity": "40", "by": by, "customer": "MERIDIAN"}
        found = look(seller, fields)
        for option in found.answer.options:
            if max(delivery.at for delivery in option.deliveries) > found.asked.by_at:
                continue
            later = [move.order for move in option.moves if move.to_at - move.from_at > DAY]
            owners = {shop.orders[name].seller for name in later if name in shop.orders}
            if later and seller.person not in owners and len(option.moves) <= MOST_MOVES:
                best = fields, option.kind
                break
            if option.kind == "overtime" and best is None:
                best = fields, option.kind
        if best is not None and best[1] != "overtime":
            break
    if best is None:
        return
    question, rows = ask(seller, look(seller, best[0]))
    chosen = next((row.number for row in rows if option_of(row).kind == best[1]), None)
    if chosen is not None:
        given = Given(option=chosen, issue="Line down", expectation="all 40 by then", asked_customer="yes")
        make(seller, question.number, "request", given)
