"""Dates, quantities, things and options in the words of a phone call."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

from canyou.plan.result import Delivery
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

_PLAIN_NAME = re.compile(r"[A-Za-z][a-z]+(?:[ -][a-z]+)*", re.ASCII)
_LETTERS = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z]+)*", re.ASCII)
_SAID_MORE = re.compile(r"(,| \().*")
"""What a name says after the thing itself: `Valve body, NPT ports`."""


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
    """What so many of a part are called: `valve bodies, NPT ports`, `kg of Bar 40`, `pieces of Nut M8`."""
    name = part.name or part.part
    if part.unit.casefold() not in COUNTED:
        return f"{part.unit} of {name}"
    more = _SAID_MORE.search(name)
    thing, more_said = (name[: more.start()], more[0]) if more else (name, "")
    if not _LETTERS.fullmatch(thing) or thing.isupper():
        return f"{'piece' if quantity == 1 else 'pieces'} of {name}"
    if _PLAIN_NAME.fullmatch(thing):
        thing = thing[0].lower() + thing[1:]
    return (thing if quantity == 1 else _plural(thing)) + more_said


def _plural(name: str) -> str:
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    if re.search(r"(ss|x|ch|sh|z)$", name):
        return name + "es"
    return name if name.endswith("s") else name + "s"


def _singular(name: str) -> str:
    """One of what a work center is named after: `Band saws` has a `Band saw`. A last word alone is changed."""
    if re.search(r"[^aeiou]ies$", name):
        return name[:-3] + "y"
    if re.search(r"(sses|xes|ches|shes|zzes)$", name):
        return name[:-2]
    return name[:-1] if re.search(r"[a-z]{2}[^siua]s$", name) else name


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
    """Where a step stands: `Mill 2` (of `Mills`), `Saw`; empty if it is not known."""
    center = shop.work_centers.get(work_center or "")
    if center is None:
        return work_center or ""
    name = center.name or center.work_center
    if machine is None or center.machines == 1:
        return name
    name = _singular(name)
    return f"{name} no. {machine}" if name[-1:].isdigit() else f"{name} {machine}"


def person(shop: Shop, owner: str) -> str:
    """Who owes something: their name where the owner is one of the people, else what the file says."""
    known = shop.people.get(owner)
    return known.name if known is not None and known.name else owner


def in_twenty(chance: float) -> str:
    """A chance in twentieths, which people read better than per cent; never a flat certainty."""
    if chance > 0.975:
        return "more than 19"
    return str(max(0, min(19, int(chance * 20 + 0.5))))


def joined(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`; with commas inside the names, `a, x, and b, y`."""
    comma = "," if any("," in name for name in names) else ""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}{comma} and {names[-1]}"


def short_day(at: Instant, shop: Shop) -> str:
    """`Tue 24 Nov`, its year where it is not this one; the end of a day is that day."""
    date, now = local(at - 1, shop).date(), local(shop.now_at, shop).date()
    year = f" {date.year}" if date.year != now.year else ""
    return f"{WEEKDAYS[date.weekday()][:3]} {date.day} {MONTHS[date.month - 1][:3]}{year}"


def short_moment(at: Instant, shop: Shop) -> str:
    """`Tue 24 Nov 16:00`; the end of a day is that day, 24:00."""
    clock = local(at, shop).strftime("%H:%M")
    return f"{short_day(at, shop)} {'24:00' if clock == '00:00' else clock}"


def short_due(at: Instant, shop: Shop) -> str:
    """`Tue 24 Nov` where a date means its end, else `Tue 24 Nov 16:00`."""
    return short_day(at, shop) if local(at, shop).strftime("%H:%M") == "00:00" else short_moment(at, shop)


def part_of(shop: Shop, part: str) -> Part:
    """A part by its number, known or not."""
    return shop.parts.get(part) or Part(part)


def there(shop: Shop, at: Instant) -> str:
    """When a delivery is there, and how it counts by promise_basis: ready, on the truck, or with the customer."""
    return (
        {"finish": "ready", "ship": "on the truck", "dock": "with you"}[shop.promise_basis]
        + " "
        + on_day(at, shop)
    )


def sentence(shop: Shop, part: str, deliveries: Sequence[Delivery]) -> str:
    """What to read out to the customer about one or more deliveries."""
    first, *rest = by_day(shop, deliveries)
    what = f"{number(first.quantity)} {things(part_of(shop, part), first.quantity)}"
    if not rest:
        lead = "all " if first.quantity > 1 else "the "
        return f"We can have {lead}{what} {there(shop, first.at)}."
    between = [f"{number(one.quantity)} {on_day(one.at, shop)}" for one in rest[:-1]]
    parts = [f"We can have {what} {there(shop, first.at)}", *between]
    last = rest[-1]
    return (
        f"{', '.join(parts)}, and the other {number(last.quantity)} {on_day(last.at, shop)}. Would that help?"
    )


def title(shop: Shop, deliveries: Sequence[Delivery]) -> str:
    """An option in a few words."""
    found = by_day(shop, deliveries)
    if len(found) == 1:
        lead = "All " if found[0].quantity > 1 else ""
        lots = ", in two lots" if len(deliveries) > 1 else ""
        return f"{lead}{number(found[0].quantity)} on {short_day(found[0].at, shop)}{lots}"
    return ", ".join(f"{number(one.quantity)} on {short_day(one.at, shop)}" for one in found)


def by_day(shop: Shop, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Deliveries in order of time, those of one day taken together, as one says them."""
    found: list[Delivery] = []
    for one in sorted(deliveries, key=lambda d: d.at):
        if found and local(found[-1].at - 1, shop).date() == local(one.at - 1, shop).date():
            # What comes later of the two comes last; their moments are of different runs, so none are told.
            likely = one.finish_quantiles if not found[-1].finish_quantiles else ()
            found[-1] = Delivery(found[-1].quantity + one.quantity, one.at, finish_quantiles=likely)
        else:
            found.append(one)
    return found
