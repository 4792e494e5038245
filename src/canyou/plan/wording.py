"""Dates, quantities and options in the words of a phone call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from canyou.plan.result import Delivery
from canyou.shop.opentime import zone
from canyou.shop.records import Instant, Shop

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


def local(instant: Instant, shop: Shop) -> dt.datetime:
    """The wall clock of the shop; midnight is the end of the day before."""
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=zone(shop.timezone).local(instant))


def ordinal(day: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    return f"{day}{'th' if 10 <= day % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def as_of_day(instant: Instant, shop: Shop) -> dt.date:
    """The date an instant belongs to; 24:00 belongs to the day that ends."""
    return local(instant - 1, shop).date()


def spoken_day(instant: Instant, shop: Shop) -> str:
    """today, tomorrow, Tuesday the 24th, or further away Tuesday, January 5th."""
    day, today = as_of_day(instant, shop), local(shop.now_at, shop).date()
    ahead = (day - today).days
    if ahead == 0:
        return "today"
    if ahead == 1:
        return f"tomorrow, {DAYS[day.weekday()]} the {ordinal(day.day)}"
    if ahead < 21:
        return f"{DAYS[day.weekday()]} the {ordinal(day.day)}"
    year = f", {day.year}" if day.year != today.year else ""
    return f"{DAYS[day.weekday()]}, {MONTHS[day.month - 1]} {ordinal(day.day)}{year}"


def short_day(instant: Instant, shop: Shop) -> str:
    """Tue 24 Nov, with the year where it is another one."""
    day, today = as_of_day(instant, shop), local(shop.now_at, shop).date()
    year = f" {day.year}" if day.year != today.year else ""
    return f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}{year}"


def short_moment(instant: Instant, shop: Shop) -> str:
    """Tue 24 Nov 16:00; the end of a day is that day, 24:00."""
    when = local(instant, shop)
    clock = "24:00" if (when.hour, when.minute, when.second) == (0, 0, 0) else f"{when:%H:%M}"
    return f"{short_day(instant, shop)} {clock}"


def amount(quantity: Decimal) -> str:
    """A quantity as one writes it: no needless zeros, thousands apart."""
    whole = int(quantity)
    return f"{whole:,}" if whole == quantity else f"{quantity.normalize():f}"


def thing(shop: Shop, part: str) -> str:
    """What a customer calls a part: its name, else its number."""
    known = shop.parts.get(part)
    return known.name if known is not None and known.name else part


def there(shop: Shop, clause: str) -> str:
    """How a delivery counts, by promise_basis: ready, shipped, or with the customer."""
    return {"finish": "ready", "ship": "on the truck", "dock": "with you"}[shop.promise_basis] + " " + clause


def sentence(shop: Shop, part: str, deliveries: Sequence[Delivery]) -> str:
    """What to read out to the customer about one or more deliveries."""
    name = thing(shop, part)
    if len(deliveries) == 1:
        one = deliveries[0]
        lead = "all " if one.quantity > 1 else "the "
        when = there(shop, spoken_day(one.at, shop))
        return f"We can have {lead}{amount(one.quantity)} of {name} {when}, in one delivery."
    first, *rest = deliveries
    parts = [f"We can have {amount(first.quantity)} of {name} {there(shop, spoken_day(first.at, shop))}"]
    for one in rest[:-1]:
        parts.append(f"{amount(one.quantity)} {spoken_day(one.at, shop)}")
    last = rest[-1]
    return (
        ", ".join(parts)
        + f", and the other {amount(last.quantity)} {spoken_day(last.at, shop)}. Would that help?"
    )


def title(shop: Shop, deliveries: Sequence[Delivery]) -> str:
    """An option in a few words."""
    if len(deliveries) == 1:
        one = deliveries[0]
        lead = "All " if one.quantity > 1 else ""
        return f"{lead}{amount(one.quantity)} on {short_day(one.at, shop)}"
    return ", ".join(f"{amount(d.quantity)} on {short_day(d.at, shop)}" for d in deliveries)
