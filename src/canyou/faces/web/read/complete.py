"""What a half-typed slot may become: names first that begin like it, then those with a word that does."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.hours import shop_closed
from canyou.faces.web.read.names import part_label
from canyou.faces.web.read.remember import remembered
from canyou.floor.current import Current
from canyou.plan.question import describe_when, parse_when
from canyou.plan.question_about import can_be_asked
from canyou.shop.records import Shop

__all__ = ["customers", "dates", "example", "orders", "parts"]

MOST = 8
DAYS_AHEAD = 30
Choice = tuple[str, str]
"""(what goes into the slot, a note beside it)."""
Entry = tuple[str, str, tuple[str, ...], int]
"""(value, note, lower-case keys, rank: the lower the more it is ordered)."""


def parts(now: Current, typed: str, customer: str, *, made_only: bool = False) -> list[Choice]:
    """Parts by number, by name, and by the customer's own part number; only those with a routing where it says so."""
    entries = remembered(
        (now.version, now.digest, "parts", made_only), lambda: _part_entries(now.shop, made_only)
    )
    own = _own_numbers(now.shop, customer)
    found = _best(entries, typed)
    if own:
        theirs = [(value, note) for value, note in _best(own, typed) if typed]
        known = {value for value, _ in theirs}
        found = [*theirs, *(choice for choice in found if choice[0] not in known)][:MOST]
    return found


def customers(now: Current, typed: str) -> list[Choice]:
    entries = remembered((now.version, now.digest, "customers"), lambda: _customer_entries(now.shop))
    return _best(entries, typed)


def orders(now: Current, typed: str) -> list[Choice]:
    """Orders that can be asked about, by number, part or customer; those due first first."""
    entries = remembered((now.version, now.digest, "orders"), lambda: _order_entries(now.shop))
    return _best(entries, typed)


def dates(now: Current, typed: str) -> list[Choice]:
    """What the typed words mean as a date; with nothing typed, the next days on which the shop is open."""
    shop, at = now.shop, now.plan.now_at
    if typed:
        try:
            return [(describe_when(parse_when(typed, shop), shop), "")]
        except ValueError:
            pass  # Half a word: the days that begin like it are offered.
    found: list[Choice] = []
    zone = ZoneInfo(shop.timezone)
    start = when.midnight(at, zone)
    shut = shop_closed(shop, start, when.next_midnight(start, zone, DAYS_AHEAD))
    for ahead in range(DAYS_AHEAD):
        begin, after = when.next_midnight(start, zone, ahead), when.next_midnight(start, zone, ahead + 1)
        if any(a <= begin and b >= after for a, b in shut):
            continue
        words = describe_when(after, shop)
        note = {0: "today", 1: "tomorrow"}.get(ahead, f"in {ahead} days")
        if typed and not any(name.lower().startswith(typed.lower()) for name in (words, note)):
            continue
        found.append((words, note))
        if len(found) == MOST:
            break
    return found


def example(now: Current) -> dict[str, str] | None:
    """A question of the kind that this shop is asked: the part ordered most, as many as usual, in a week."""
    counted: dict[str, list[Decimal]] = {}
    for order in now.shop.orders.values():
        if order.part in now.shop.routings:
            counted.setdefault(order.part, []).append(order.quantity)
    if not counted:
        return None
    part = max(sorted(counted), key=lambda name: len(counted[name]))
    usual = sorted(counted[part])[len(counted[part]) // 2]
    week = when.next_midnight(now.plan.now_at, ZoneInfo(now.shop.timezone), 7)
    days = dates(now, "")
    return {
        "quantity": f"{usual.normalize():f}",
        "part": part_label(now.shop, part),
        "by": days[min(5, len(days) - 1)][0] if days else describe_when(week, now.shop),
    }


def _order_entries(shop: Shop) -> list[Entry]:
    entries = []
    for name, order in shop.orders.items():
        if not can_be_asked(order, shop):
            continue
        customer = shop.customers.get(order.customer)
        whom = customer.name if customer and customer.name else order.customer
        note = f"{order.part} for {whom}" if whom else order.part
        entries.append((name, note, (name.lower(), order.part.lower(), whom.lower()), order.due_at))
    return sorted(entries, key=lambda entry: (entry[3], entry[0]))


def _part_entries(shop: Shop, made_only: bool = False) -> list[Entry]:
    asked: dict[str, int] = {}
    for order in shop.orders.values():
        asked[order.part] = asked.get(order.part, 0) + 1
    bought = {name for name, part in shop.parts.items() if part.supply == "buy"}
    entries = [
        (
            part_label(shop, name),
            part.unit if part.unit not in ("", "pcs", "ea", "each", "piece") else "",
            (name.lower(), part.name.lower()),
            -asked[name] if name in asked else 2 if name in bought else 1,
        )
        for name, part in shop.parts.items()
        if not made_only or name in shop.routings
    ]
    return sorted(entries, key=lambda entry: (entry[3], entry[0]))


def _own_numbers(shop: Shop, customer: str) -> list[Entry]:
    wanted = customer.lower()
    codes = {
        code
        for code, record in shop.customers.items()
        if wanted and wanted in (code.lower(), record.name.lower())
    }
    return [
        (
            part_label(shop, row.part),
            f"their {row.their_part}",
            (row.their_part.lower(),),
            0,
        )
        for row in shop.part_names
        if row.customer in codes
    ]


def _customer_entries(shop: Shop) -> list[Entry]:
    names = [record.name for record in shop.customers.values()]
    entries = []
    for code, record in shop.customers.items():
        # A name that two customers share says nothing: their codes do.
        value = record.name if record.name and names.count(record.name) == 1 else code
        entries.append((value, code if value != code else record.name, (value.lower(), code.lower()), 0))
    return sorted(entries, key=lambda entry: entry[0])


def _best(entries: list[Entry], typed: str) -> list[Choice]:
    """Beginnings first, then beginnings of words, then anywhere; in each, what is ordered more first."""
    wanted = " ".join(typed.lower().split())
    found: list[tuple[int, int, str, str]] = []
    for value, note, keys, rank in entries:
        level = 0 if not wanted else _level(wanted, value.lower(), keys)
        if level < 9:
            found.append((level, rank, value, note))
    found.sort(key=lambda hit: hit[:2])
    return [(value, note) for _, _, value, note in found[:MOST]]


def _level(wanted: str, value: str, keys: tuple[str, ...]) -> int:
    if value.startswith(wanted):
        return 0
    if any(key.startswith(wanted) for key in keys):
        return 1
    if any(f" {wanted}" in f" {key}" for key in keys):
        return 2
    if any(wanted in key for key in keys):
        return 3
    words = wanted.split()
    return 4 if len(words) > 1 and all(any(word in key for key in keys) for word in words) else 9
