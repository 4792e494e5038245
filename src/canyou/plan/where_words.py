"""Dates, quantities and things as they are said on the phone."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from canyou.shop.records import Instant, Order, Part, Shop, Step
from canyou.shop.times import zone_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
NEAR_DAYS = 6
"""Within so many days a weekday alone is clear."""
COUNTED = frozenset({"", "ea", "each", "pc", "pcs", "piece", "pieces", "unit", "units", "st", "stk"})

_PLAIN_NAME = re.compile(r"[A-Za-z][a-z]*(?: [a-z]+)*", re.ASCII)
_LETTERS = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*", re.ASCII)


def local(at: Instant, shop: Shop) -> dt.datetime:
    return dt.datetime.fromtimestamp(at, zone_of(shop.timezone))


def iso(at: Instant | None, shop: Shop) -> str | None:
    """ISO 8601 with the shop's own offset at that moment."""
    return None if at is None else local(at, shop).isoformat()


def day(at: Instant, shop: Shop) -> str:
    """`Thursday 26 November`, its year where it is not this one; the end of a day is that day."""
    date = local(at - 1, shop).date()
    now = local(shop.now_at, shop).date()
    if date == now:
        return "today"
    year = f" {date.year}" if date.year != now.year else ""
    return f"{WEEKDAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1]}{year}"


def on_day(at: Instant, shop: Shop) -> str:
    """`on Thursday 26 November`, `today`."""
    said = day(at, shop)
    return said if said == "today" else f"on {said}"


def moment(at: Instant, shop: Shop) -> str:
    """`Monday 07:10`, `today 07:10`, or with its date where it is further away."""
    there, now = local(at, shop), local(shop.now_at, shop)
    clock = there.strftime("%H:%M")
    days = (there.date() - now.date()).days
    if days == 0:
        return f"today {clock}"
    if abs(days) <= NEAR_DAYS:
        return f"{WEEKDAYS[there.weekday()]} {clock}"
    year = f" {there.year}" if there.year != now.year else ""
    return f"{WEEKDAYS[there.weekday()]} {there.day} {MONTHS[there.month - 1]}{year} {clock}"


def number(quantity: Decimal) -> str:
    """`1,000` or `2.5`."""
    return f"{quantity.normalize():,f}"


def json_number(quantity: Decimal) -> int | float:
    return int(quantity) if quantity == quantity.to_integral_value() else float(quantity)


def things(part: Part, quantity: Decimal) -> str:
    """What so many of a part are called: `valve bodies`, `kg of Bar 40`, `pieces of Nut M8`."""
    name = part.name or part.part
    if part.unit.casefold() not in COUNTED:
        return f"{part.unit} of {name}"
    if not _LETTERS.fullmatch(name) or name.isupper():
        return f"{'piece' if quantity == 1 else 'pieces'} of {name}"
    if _PLAIN_NAME.fullmatch(name):
        name = name[0].lower() + name[1:]
    return name if quantity == 1 else _plural(name)


def _plural(name: str) -> str:
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    if re.search(r"(ss|x|ch|sh|z)$", name):
        return name + "es"
    return name if name.endswith("s") else name + "s"


def reference(order: Order) -> str:
    """How the customer knows it: `PO 4711`, `PO 4711 line 2`, else our own order."""
    if not order.po:
        return f"order {order.order}"
    po = order.po if order.po.casefold().startswith("po") else f"PO {order.po}"
    return f"{po} line {order.po_line}" if order.po_line else po


def step_name(shop: Shop, step: Step) -> str:
    """What a step is called in a sentence."""
    center = shop.work_centers.get(step.work_center)
    name = step.name or (center.name if center else "") or step.work_center or f"step {step.step}"
    return name[0].lower() + name[1:] if _PLAIN_NAME.fullmatch(name) else name


def place(shop: Shop, work_center: str | None, machine: int | None) -> str:
    """Where a step stands: `Mill 2`, `Saw`; empty if it is not known."""
    center = shop.work_centers.get(work_center or "")
    if center is None:
        return work_center or ""
    name = center.name or center.work_center
    if machine is None or center.machines == 1:
        return name
    return f"{name} no. {machine}" if name[-1:].isdigit() else f"{name} {machine}"


def joined(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
