"""What changed between two imports, in the words of the page."""

from __future__ import annotations

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
            "Moved",
            "risk",
            "The customer asks for another date, or the plan finishes it at least half a day away.",
            tuple(line for change in changes.moved for line in _moved(change, zone, now)),
        ),
        ChangeList("New", "new", "", tuple(_row(row, zone, now, is_known=True) for row in changes.new)),
        ChangeList(
            "Gone",
            "gone",
            "No longer in the source: shipped and closed there, or deleted.",
            tuple(_row(row, zone, now, is_known=False) for row in changes.gone),
        ),
        ChangeList("Other fields", "open", "", tuple(_other(change) for change in changes.other)),
    ]
    return [each for each in found if each.lines]


def _what(change: OrderChange | OrderRow) -> str:
    return f"{change.part}{f' for {change.customer}' if change.customer else ''}"


def _promised(change: OrderChange, zone: ZoneInfo, now: Instant) -> ChangeLine:
    before, after = change.promised_before_at, change.promised_after_at
    by = ""
    if before is not None and after is not None:
        by = f"{when.length(after - before)} {'later' if after > before else 'earlier'}"
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


def _moved(change: OrderChange, zone: ZoneInfo, now: Instant) -> list[ChangeLine]:
    out = []
    pairs = [("asked for", change.due_before_at, change.due_after_at, 1)]
    if change.finish_before_at is not None and change.finish_after_at is not None:
        pairs.append(("finishes", change.finish_before_at, change.finish_after_at, HALF_A_DAY))
    for word, before, after, least in pairs:
        if abs(after - before) < least:
            continue
        said = when.due if word == "asked for" else when.day_clock
        later = after > before
        out.append(
            ChangeLine(
                change.order,
                _what(change),
                f"{word} {said(before, zone, now)}",
                said(after, zone, now),
                f"{when.length(after - before)} {'later' if later else 'earlier'}",
                is_worse=later if word == "finishes" else not later,
            )
        )
    return out


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
