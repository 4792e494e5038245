"""When somebody is there to answer: `Mon-Fri 07:00-15:30, Sat 8-12`. Pure; the clock is passed in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOK_AHEAD_DAYS: Final = 35
"""Whoever has no hours within so many days is not waited for."""

Span = tuple[int, int]
"""From and to, in minutes of a day."""

_DASH = r"\s*(?:-|\u2013|\u2014|to)\s*"
_CLOCK = r"(\d{1,2})(?::(\d{2}))?"
_RANGE = re.compile(rf"{_CLOCK}{_DASH}{_CLOCK}")
_DAYS = re.compile(rf"([a-z]{{3}})[a-z]*(?:{_DASH}([a-z]{{3}})[a-z]*)?")


class BadHours(ValueError):
    """Hours that cannot be read; the message says how they are written."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of each day of the week, Monday first; without any a person is there at all times."""

    week: tuple[tuple[Span, ...], ...] = ()

    def __bool__(self) -> bool:
        return any(self.week)


ALWAYS: Final = Hours()


def parse_hours(text: str) -> Hours:
    """Hours as one writes them; nothing written: always.

    Raises:
        BadHours: with how they are written.
    """
    said = text.strip().lower()
    if not said:
        return ALWAYS
    week: list[list[Span]] = [[] for _ in DAYS]
    days: list[int] = []
    for piece in (found.strip() for found in said.split(",")):
        named = _DAYS.match(piece)
        rest = piece
        if named is not None:
            days = _days(named, text)
            rest = piece[named.end() :].strip()
        clock = _RANGE.fullmatch(rest)
        if clock is None or not days:
            raise _bad(text)
        start, end = _minutes(clock[1], clock[2], text), _minutes(clock[3], clock[4], text)
        if start >= end:
            raise BadHours(f"Hours end after they begin on the same day (found {rest!r}).")
        for day in days:
            week[day].append((start, end))
    return Hours(tuple(tuple(sorted(spans)) for spans in week))


def hours_of(text: str) -> Hours:
    """Hours as they were noted; what cannot be read limits nothing."""
    try:
        return parse_hours(text)
    except BadHours:
        return ALWAYS


def is_there(hours: Hours, at: int, timezone: str) -> bool:
    """Whether somebody with these hours is there at a moment."""
    if not hours:
        return True
    moment = datetime.fromtimestamp(at, ZoneInfo(timezone))
    minute = moment.hour * 60 + moment.minute
    return any(start <= minute < end for start, end in hours.week[moment.weekday()])


def after_minutes(hours: Hours, at: int, minutes: int, timezone: str) -> int:
    """The moment at which so many minutes of these hours have passed since `at`."""
    if not hours:
        return at + minutes * 60
    left = minutes * 60
    for start, end in _spans(hours, at, timezone):
        begins = max(start, at)
        if end <= begins:
            continue
        if left <= end - begins:
            return begins + left
        left -= end - begins
    return at + minutes * 60


def _spans(hours: Hours, at: int, timezone: str) -> Iterator[Span]:
    """The hours of the days from that of `at` on, as moments."""
    zone = ZoneInfo(timezone)
    first = datetime.fromtimestamp(at, zone).date()
    for ahead in range(LOOK_AHEAD_DAYS):
        day = first + timedelta(days=ahead)
        for start, end in hours.week[day.weekday()]:
            begin = datetime(day.year, day.month, day.day, tzinfo=zone)
            yield (
                int((begin.replace(hour=start // 60, minute=start % 60)).timestamp()),
                int((begin + timedelta(days=end // 1440)).replace(hour=end // 60 % 24, minute=end % 60).timestamp()),
            )  # fmt: skip


def _days(named: re.Match[str], text: str) -> list[int]:
    first, last = named[1], named[2] or named[1]
    if first not in DAYS or last not in DAYS:
        raise _bad(text)
    begin, end = DAYS.index(first), DAYS.index(last)
    count = (end - begin) % 7 + 1
    return [(begin + k) % 7 for k in range(count)]


def _minutes(hour: str, minute: str | None, text: str) -> int:
    found = int(hour) * 60 + int(minute or 0)
    if found > 24 * 60 or int(minute or 0) > 59:
        raise _bad(text)
    return found


def _bad(text: str) -> BadHours:
    return BadHours(f"Hours are written so: Mon-Fri 07:00-15:30, Sat 8-12 (found {text!r}).")
