"""What a question is about: a part, an order that exists, or a part never made, by another's routing or by hours.

Each reader here takes one field's text and answers a value or raises `Wrong`, a sentence about that field.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from canyou.plan.question_names import find_part, find_work_center
from canyou.plan.question_numbers import Wrong, describe_quantity, read_quantity
from canyou.plan.question_when import describe_when
from canyou.shop.records import Instant, Order, Shop

NEW_PART = "new part"
"""What a part never made is called where nobody has said."""
MOST_TIMES = Decimal(100)
MOST_HOURS = Decimal(10_000)
"""Hours on one work center beyond this are a slip of the keys: five years of one shift."""
MOST_CENTERS = 50
SURE_FROM, SURE_TO = 50, 99


def askable(order: Order, shop: Shop) -> str:
    """The name of an order that can be asked about; raises Wrong for one that is past or out of the plan."""
    if order.state == "shipped":
        when = f" on {describe_when(order.shipped_at, shop)}" if order.shipped_at is not None else ""
        raise Wrong(f"{order.order} was shipped{when}: ask about its part {order.part} instead.")
    if order.state == "cancelled":
        raise Wrong(f"{order.order} is cancelled: ask about its part {order.part} instead.")
    if order.kind == "quote":
        raise Wrong(f"{order.order} is a quote, not an order yet: ask about its part {order.part} instead.")
    if order.is_held:
        why = f" ({order.hold_reason})" if order.hold_reason else ""
        raise Wrong(f"{order.order} is on hold without a date{why}: say until when it is held first.")
    return order.order


def can_be_asked(order: Order, shop: Shop) -> bool:
    """Whether an order can be asked about."""
    try:
        return bool(askable(order, shop))
    except Wrong:
        return False


def date_of(order: Order, now_at: Instant) -> Instant:
    """The date an order is asked about where none is said: what was promised, else what was asked; never past."""
    at = order.due_at if order.promised_at is None else order.promised_at
    return max(at, now_at)


def read_like(text: str, shop: Shop, customer: str) -> str:
    """The part whose routing a part never made goes by."""
    part = find_part(shop, text, customer)
    if part not in shop.routings:
        raise Wrong(f"{part} has no routing of its own to go by: name a part that is made here.")
    return part


def read_new_part(text: str, shop: Shop) -> str:
    """What a part never made is called; raises Wrong for one that has a routing and needs no guess."""
    for known in shop.routings:
        if known.casefold() == text.casefold():
            raise Wrong(f"{known} has a routing of its own: ask about it without an estimate.")
    return text


def read_times(text: str) -> Decimal:
    """How many times the work of the other part: `1.5`, `2x`."""
    try:
        factor = read_quantity(text.casefold().removesuffix("x").removesuffix("×").strip(), is_typed=False)
    except Wrong:
        raise Wrong(f"“{text}” is no number of times: write it like 1.5.") from None
    if factor > MOST_TIMES:
        raise Wrong(f"{text} times the work is more than this can guess: {MOST_TIMES} times at most.")
    return factor


def read_hours(text: str, shop: Shop) -> tuple[tuple[str, Decimal], ...]:
    """Hours by work center in the order of the work: `Mill=3, Grind=1.5`."""
    pieces = [piece.strip() for piece in text.replace(";", ",").split(",") if piece.strip()]
    if len(pieces) > MOST_CENTERS:
        raise Wrong(f"Hours on {len(pieces)} work centers are more than this reads: {MOST_CENTERS} at most.")
    found = []
    for piece in pieces:
        name, equals, number = piece.rpartition("=")
        if not equals:
            name, equals, number = piece.rpartition(":")
        if not equals or not name.strip():
            raise Wrong(f"“{piece}” is not understood: write hours by work center, like Mill=3, Grind=1.5.")
        found.append(hours_on(name.strip(), number.strip(), shop))
    if not found:
        raise Wrong("Write hours by work center, like Mill=3, Grind=1.5.")
    return tuple(found)


def read_hours_table(table: Mapping[str, object], shop: Shop) -> tuple[tuple[str, Decimal], ...]:
    """The same from an object: {"Mill": 3, "Grind": 1.5}."""
    if not table:
        raise Wrong('Name at least one work center with its hours, like {"Mill": 3}.')
    if len(table) > MOST_CENTERS:
        raise Wrong(f"Hours on {len(table)} work centers are more than this reads: {MOST_CENTERS} at most.")
    return tuple(hours_on(str(name), str(number), shop) for name, number in table.items())


def hours_on(name: str, number: str, shop: Shop) -> tuple[str, Decimal]:
    center = find_work_center(shop, name)
    text = number.casefold().removesuffix("hours").removesuffix("hour").removesuffix("h").strip()
    try:
        hours = read_quantity(text, is_typed=False)
    except Wrong:
        raise Wrong(
            f"“{number}” hours on {name} is not understood: write a number above 0, like 1.5."
        ) from None
    if hours > MOST_HOURS:
        raise Wrong(f"{number} hours on {name} are more than this can plan: {MOST_HOURS:,} at most.")
    return center, hours


def read_sure(text: str) -> int:
    """A chance in per cent: `95`, `95 %`, `0.95`."""
    plain = text.removesuffix("%").strip()
    try:
        number = read_quantity(plain, is_typed=False)
    except Wrong:
        raise Wrong(f"“{text}” is no chance: write it in per cent, like 95.") from None
    percent = number * 100 if number < 1 and plain == text else number
    if percent != int(percent) or not SURE_FROM <= percent <= SURE_TO:
        raise Wrong(
            f"A chance can be had from {SURE_FROM} to {SURE_TO} per cent, in whole ones (found {text})."
        )
    return int(percent)


def read_yes(text: str) -> bool:
    """Whether something is wanted: `yes` or `no`."""
    plain = text.casefold()
    if plain in ("yes", "true", "1", "on", "y"):
        return True
    if plain in ("no", "false", "0", "off", "n"):
        return False
    raise Wrong(f"“{text}” is neither yes nor no.")


def shipped_already(order: Order, quantity: object) -> str:
    """What is wrong with the new quantity of an order of which some has left; empty where nothing is."""
    if isinstance(quantity, Decimal) and quantity < order.shipped_quantity:
        gone = describe_quantity(order.shipped_quantity)
        return (
            f"{gone} of {order.order} have left already, and the quantity is that of the whole order "
            f"(found {describe_quantity(quantity)})."
        )
    return ""
