"""What may be tried on a copy of the plan, and how it is written in a link: one JSON list for each edit.

`["move", order, part, step, lot, work_center, machine, start]`, `["down", work_center, machine, start, end]`,
`["open", work_center, machine, crew, start, end]`, `["new", part, quantity, due, customer]`, `["drop", order]`.
Moments are ISO 8601, the shop's wall clock unless they carry an offset; machine null: all of the work center.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from canyou.plan.question import BadQuestion, parse_question
from canyou.plan.result import Operation
from canyou.shop.records import Instant, Reservation, Shop
from canyou.shop.times import BadTime, instant

MOST_EDITS = 40
"""A link with more is refused: it would be too long for a browser anyway."""


Key = tuple[str, str, int, int]
"""Order, part, step, lot."""


def key_of(row: Reservation | Operation) -> Key:
    return (row.order, row.part, row.step, row.lot)


class BadEdit(ValueError):
    """Something to be tried that this shop cannot try; str() is a sentence."""


@dataclass(frozen=True, slots=True)
class MoveStep:
    """A step of one lot put on a machine, no earlier than a moment."""

    order: str
    part: str
    step: int
    lot: int
    work_center: str
    machine: int
    start_at: Instant


@dataclass(frozen=True, slots=True)
class MachineDown:
    work_center: str
    machine: int | None
    """None: every machine of the work center."""
    start_at: Instant
    end_at: Instant


@dataclass(frozen=True, slots=True)
class OpenHours:
    """Hours opened beside the calendar, of one machine and the crew that comes with it."""

    work_center: str
    machine: int
    crew: str
    """"" for none."""
    start_at: Instant
    end_at: Instant


@dataclass(frozen=True, slots=True)
class NewOrder:
    part: str
    quantity: Decimal
    due_at: Instant
    customer: str


@dataclass(frozen=True, slots=True)
class DropOrder:
    """An order that goes: cancelled, or put on hold without a date."""

    order: str


Edit = MoveStep | MachineDown | OpenHours | NewOrder | DropOrder


def parse_edits(texts: Iterable[str], shop: Shop) -> list[Edit]:
    """The edits of a link, in its order.

    Raises:
        BadEdit: one that cannot be read, or that names what this shop does not have.
    """
    found = [parse_edit(text, shop) for text in texts if text.strip()]
    if len(found) > MOST_EDITS:
        raise BadEdit(f"At most {MOST_EDITS} things can be tried at once (found {len(found)}).")
    return found


def parse_edit(text: str, shop: Shop) -> Edit:
    try:
        cells = json.loads(text)
    except (ValueError, RecursionError):
        cells = None
    if not isinstance(cells, list) or not cells or not all(map(_is_plain, cells)) or cells[0] not in KINDS:
        raise BadEdit(f"This link holds something that cannot be tried (found {text[:60]!r}).")
    count, read = KINDS[cells[0]]
    if len(cells) != count:
        raise BadEdit(f"{cells[0]!r} takes {count - 1} more values (found {len(cells) - 1}).")
    return read(cells, shop)


def _is_plain(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str | int) and not isinstance(cell, bool))


def _move(cells: Sequence[Any], shop: Shop) -> Edit:
    _, order, part, step, lot, center, machine, start = cells
    if order not in shop.orders:
        raise BadEdit(f"There is no order {order}.")
    if not any(s.step == step for s in shop.routings.get(part, ())):
        raise BadEdit(f"{part} has no step {step}.")
    return MoveStep(
        order, part, step, _whole(lot, "lot"), *_machine(shop, center, machine), _moment(start, shop, "start")
    )


def _down(cells: Sequence[Any], shop: Shop) -> Edit:
    _, center, machine, start, end = cells
    name, number = _machine(shop, center, 1 if machine is None else machine)
    return MachineDown(name, None if machine is None else number, *_span(start, end, shop))


def _open(cells: Sequence[Any], shop: Shop) -> Edit:
    _, center, machine, crew, start, end = cells
    if crew and crew not in shop.crews:
        raise BadEdit(f"There is no crew {crew}.")
    return OpenHours(*_machine(shop, center, machine), crew or "", *_span(start, end, shop))


def _new(cells: Sequence[Any], shop: Shop) -> Edit:
    _, part, quantity, due, customer = cells
    given = {"part": part, "quantity": quantity, "by": due, "customer": customer}
    try:
        asked = parse_question(shop, {name: value for name, value in given.items() if value})
    except BadQuestion as bad:
        raise BadEdit(" ".join(error.text for error in bad.errors)) from None
    return NewOrder(asked.part, asked.quantity, asked.by_at, asked.customer)


def _drop(cells: Sequence[Any], shop: Shop) -> Edit:
    if cells[1] not in shop.orders:
        raise BadEdit(f"There is no order {cells[1]}.")
    return DropOrder(cells[1])


KINDS: dict[str, tuple[int, Callable[[Sequence[Any], Shop], Edit]]] = {
    "move": (8, _move),
    "down": (5, _down),
    "open": (6, _open),
    "new": (5, _new),
    "drop": (2, _drop),
}
"""Word → (values with the word, what reads them)."""


def _machine(shop: Shop, center: Any, machine: Any) -> tuple[str, int]:
    known = shop.work_centers.get(center) if isinstance(center, str) else None
    if known is None:
        raise BadEdit(f"There is no work center {center}.")
    number = _whole(machine, "machine")
    if number > known.machines:
        raise BadEdit(f"{known.name or center} has {known.machines} machines (found number {number}).")
    return known.work_center, number


def _whole(value: Any, what: str) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise BadEdit(f"The {what} is a whole number from 1 (found {value!r}).")
    return value


def _span(start: Any, end: Any, shop: Shop) -> tuple[Instant, Instant]:
    start_at, end_at = _moment(start, shop, "start"), _moment(end, shop, "end")
    if end_at <= start_at:
        raise BadEdit(f"The end is not later than the start (found {start} to {end}).")
    if end_at <= shop.now_at:
        raise BadEdit(f"That is past already (found {start} to {end}).")
    return max(start_at, shop.now_at), end_at


def _moment(text: Any, shop: Shop, what: str) -> Instant:
    try:
        return instant(str(text), shop.timezone, what == "end")
    except BadTime:
        raise BadEdit(f"The {what} is a date and a time, like 2026-11-24T16:00 (found {text!r}).") from None
