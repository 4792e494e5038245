"""What changed between two imports, in the words of the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.floor.queries import Changes, OrderChange, OrderRow
from canyou.shop.records import Instant

__all__ = ["ChangeLine", "ChangeList", "change_lists"]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    order: str
    what: str
    """Part and customer."""
    before: str
    after: str
    by: str
    """By how much, and which way."""
    is_worse: bool
    is_known: bool = True
    """Whether the order still has a page."""


@dataclass(frozen=True, slots=True)
class ChangeList:
    name: str
    glyph: str
    cap: str
    lines: tuple[ChangeLine, ...]


def change_lists(changes: Changes, timezone: str, now: Instant) -> list[ChangeList]:
    """The lists that are not empty, what touches a customer first."""
    zone = ZoneInfo(timezone)
    found = [
        ChangeList(
            "Promised otherwise",
            "moved",
            "The date promised in the source is another one.",
            tuple(_promised(change, zone, now) for change in changes.promised_otherwise),
        ),
        ChangeList(
            "Asked for otherwise",
            "moved",
            "The customer asks for another date.",
            tuple(_asked(change, zone, now) for change in changes.moved if change.due_moved),
        ),
        ChangeList(
            "Moved in the plan",
            "moved",
            "The plan finishes it at least half a day away from before, the furthest slips first.",
            tuple(_finishes(change, zone, now) for change in _slips(changes.moved)),
        ),
        ChangeList("New", "new", "", tuple(_row(row, zone, now, is_known=True) for row in changes.new)),
        ChangeList(
            "Gone",
            "gone",
            "No longer in the source: shipped and closed there, or deleted.",
            tuple(_row(row, zone, now, is_known=False) for row in changes.gone),
        ),
        ChangeList("Changed otherwise", "open", "", tuple(_other(change) for change in changes.other)),
    ]
    return [each for each in found if each.lines]


def _what(change: OrderChange | OrderRow) -> str:
    return f"{change.part}{f' for {change.customer}' if change.customer else ''}"


def _promised(change: OrderChange, zone: ZoneInfo, now: Instant) -> ChangeLine:
    before, after = change.promised_before_at, change.promised_after_at
    by = ""
    if before is not None and after is not None:
        by = _by(after - before)
    elif after is None:
        by = "taken back"
    return ChangeLine(
        change.order,
        _what(change),
        when.due(before, zone, now) if before is not None else "nothing promised",
        when.due(after, zone, now) if after is not None else "nothing promised",
        by,
        is_worse=after is None or (before is not None and after > before),
    )


HALF_A_DAY = 12 * 3600
"""A finish that moves by less is the plan breathing, not news."""


def _asked(change: OrderChange, zone: ZoneInfo, now: Instant) -> ChangeLine:
    slip = change.due_after_at - change.due_before_at
    return ChangeLine(
        change.order,
        _what(change),
        when.due(change.due_before_at, zone, now),
        when.due(change.due_after_at, zone, now),
        _by(slip),
        is_worse=slip < 0,
    )


def _slips(moved: Iterable[OrderChange]) -> list[OrderChange]:
    """Those whose finish moved by enough to be news, the furthest later first."""
    found = [change for change in moved if abs(_slip(change)) >= HALF_A_DAY]
    return sorted(found, key=lambda change: (-_slip(change), change.order))


def _slip(change: OrderChange) -> int:
    if change.finish_before_at is None or change.finish_after_at is None:
        return 0
    return change.finish_after_at - change.finish_before_at


def _finishes(change: OrderChange, zone: ZoneInfo, now: Instant) -> ChangeLine:
    before, after = change.finish_before_at or 0, change.finish_after_at or 0
    return ChangeLine(
        change.order,
        _what(change),
        when.day_clock(before, zone, now),
        when.day_clock(after, zone, now),
        _by(after - before),
        is_worse=after > before,
    )


def _by(slip: int) -> str:
    return f"{when.length(slip)} {'later' if slip > 0 else 'earlier'}"


def _row(row: OrderRow, zone: ZoneInfo, now: Instant, *, is_known: bool) -> ChangeLine:
    promised = (
        f"promised {when.due(row.promised_at, zone, now)}" if row.promised_at is not None else row.state
    )
    return ChangeLine(
        row.order,
        f"{row.quantity} of {_what(row)}",
        f"asked for {when.due(row.due_at, zone, now)}",
        promised,
        "",
        is_worse=False,
        is_known=is_known,
    )


def _other(change: OrderChange) -> ChangeLine:
    before = ", ".join(f"{field.field} {field.before or 'empty'}" for field in change.fields)
    after = ", ".join(f"{field.after or 'empty'}" for field in change.fields)
    return ChangeLine(change.order, _what(change), before, after, "", is_worse=False)
