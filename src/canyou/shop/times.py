"""Wall clock text to instants and back, in a shop's own time zone.

An hour that comes twice (clocks back) is the first one; an hour that does not exist (clocks forward) is
the moment after the gap; a time with an offset is taken as it is.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from canyou.shop.records import Instant

FIRST_YEAR, LAST_YEAR = 1970, 2199

WANTED = "2026-11-24 or 2026-11-24T15:00"

_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d|\d{8})"
    r"(?:[Tt ](\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)? ?(Z|z|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?", re.ASCII)
_DAY_FIRST = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:\D.*)?", re.ASCII)
_DAY_NUMBER = re.compile(r"\d{4,6}(?:[.,]\d+)?", re.ASCII)


class BadTime(ValueError):
    """Text that is no time; its message is the end of a sentence about the cell: `is not a time like …`."""


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The IANA time zone of that name; BadTime if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadTime("is not a time zone of the IANA list, like Europe/Berlin") from None


def instant(text: str, timezone: str | ZoneInfo, end: bool) -> Instant:
    """The instant that a cell means.

    `end` says what a date alone is: its end (24:00) or its beginning. Raises BadTime, a ValueError.
    """
    return instant_and_note(text, timezone, end)[0]


def instant_and_note(text: str, timezone: str | ZoneInfo, end: bool) -> tuple[Instant, str]:
    """As `instant`, with a note where the hour does not exist (else "")."""
    zone = zone_of(timezone) if isinstance(timezone, str) else timezone
    text = text.strip()
    match = _TIME.fullmatch(text)
    if match is None:
        raise BadTime(_what_is_wrong(text))
    day_text, hour, minute, second, offset = match.groups()
    try:
        day = date.fromisoformat(day_text)
    except ValueError:
        raise BadTime("is no day of the calendar") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadTime(f"has a year outside {FIRST_YEAR} to {LAST_YEAR}; leave the cell empty for no date")
    if hour is None:
        return instant_of(day, zone, end)
    h, m, s = int(hour), int(minute or 0), int(second or 0)
    if h == 24 and m == 0 and s == 0:
        naive = datetime.combine(day + timedelta(days=1), time())
    elif h < 24 and m < 60 and s < 60:
        naive = datetime.combine(day, time(h, m, s))
    else:
        raise BadTime("has no hour of the day, 00:00 to 24:00")
    if offset:
        return instant_of(naive.replace(tzinfo=_offset(offset)), zone, end)
    return instant_of(naive, zone, end)


def instant_of(value: date | datetime, zone: ZoneInfo, end: bool) -> tuple[Instant, str]:
    """The instant of a date or a date and time, and a note where that hour does not exist (else "")."""
    if not isinstance(value, datetime):
        midnight = datetime.combine(value + timedelta(days=1 if end else 0), time())
        return _resolve(midnight, zone)[0], ""
    if value.tzinfo is not None:
        return _seconds(value), ""
    return _resolve(value, zone)


def wall(at: Instant, timezone: str | ZoneInfo) -> str:
    """The wall clock text of an instant, which reads back to that very instant.

    It has an offset only where the wall clock alone would not do: in the second of two equal hours.
    """
    zone = zone_of(timezone) if isinstance(timezone, str) else timezone
    local = datetime.fromtimestamp(at, zone)
    if local.fold:
        return local.isoformat(timespec="seconds")
    return local.replace(tzinfo=None).isoformat(timespec="seconds")


def clock_minute(text: str, end: bool) -> int:
    """Minutes after midnight of `HH:MM`; 24:00 only at an end. Raises BadTime."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise BadTime("is not a time of day like 07:30, on a clock of 24 hours")
    minutes = int(match[1]) * 60 + int(match[2])
    if int(match[2]) > 59 or minutes > 24 * 60:
        raise BadTime("is not a time of day, 00:00 to 24:00")
    if int(match[3] or 0):
        raise BadTime("has seconds; whole minutes are wanted, like 07:30")
    if minutes == 24 * 60 and not end:
        raise BadTime("is the end of the day, no start; write 00:00 of the next day")
    return minutes


def clock_text(minute: int) -> str:
    """`HH:MM` of minutes after midnight, up to 24:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def day_of(text: str) -> date | None:
    """The date that a cell names as `2026-11-24`, else None."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    if hours > 14 or minutes > 59:
        raise BadTime("has an offset from UTC that no place has")
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if text[0] == "-" else shift)


def _seconds(value: datetime) -> Instant:
    # timestamp() goes through a float, which holds whole seconds exactly; fractions are cut off
    return int(value.replace(microsecond=0).timestamp())


def _resolve(naive: datetime, zone: ZoneInfo) -> tuple[Instant, str]:
    naive = naive.replace(microsecond=0, fold=0)
    at = _seconds(naive.replace(tzinfo=zone))
    if datetime.fromtimestamp(at, zone).replace(tzinfo=None, fold=0) == naive:
        return at, ""
    # In a gap fold=0 reckons with the offset before it and fold=1 with the one after it, so that the
    # change of the clocks lies between the two: find its first second.
    before, after = _seconds(naive.replace(tzinfo=zone, fold=1)), at
    old = datetime.fromtimestamp(before, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    there = datetime.fromtimestamp(after, zone).replace(tzinfo=None).isoformat(timespec="minutes")
    return after, f"is an hour that does not exist, the clocks go forward; taken as {there}"


def _what_is_wrong(text: str) -> str:
    if _DAY_NUMBER.fullmatch(text):
        return f"looks like a spreadsheet's number of a day; write it like {WANTED}"
    if _DAY_FIRST.fullmatch(text) and day_of(text[:10]) is None:
        return f"is a date in another order; write the year first, like {WANTED}"
    return f"is not a time like {WANTED}"
