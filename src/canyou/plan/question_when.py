"""Dates as people type and say them, read in the shop's own time zone, and written so that they read back.

Understood, with or without a time of day (`16:00`, `at 4pm`, `noon`): ISO dates and times; `today`,
`tomorrow`; weekdays (the coming one, today included; `next Friday` is the one of next week, weeks begin on
Monday); `24 Nov`, `Tue 24 Nov`, `Nov 24, 2026`, `24.11.`; `in 3 days`, `in 2 weeks`. A date alone is its end.
A date without a year is the next one, except that one of the last 90 days is taken as past.
"""

from __future__ import annotations

import datetime as dt
import re

from canyou.shop.records import Instant, Shop
from canyou.shop.times import BadTime, instant, instant_of, zone_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
JUST_PAST_DAYS = 90
FARTHEST_DAYS = 3660
"""No one asks for a delivery more than ten years ahead: it is a slip of the keys."""
WANTED = "write it like Tue 24 Nov, 24 Nov 16:00, tomorrow, or 2026-11-24"

_AMPM = re.compile(r"(?:^|\s|,)(?:at\s+)?(1[0-2]|0?[1-9])(?::([0-5]\d))?\s*([ap])\.?m\.?$", re.ASCII)
_CLOCK = re.compile(r"(?:^|\s|,)(?:at\s+)?([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?(?:\s*h)?$", re.ASCII)
_NOON = re.compile(r"(?:^|\s|,)(?:at\s+)?noon$")
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d(?:[Tt ].*)?", re.ASCII)
_SLASH = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{2}|\d{4}))?", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.?(?:\s?(\d{4}|\d{2}))?", re.ASCII)
_IN = re.compile(
    r"(?:in|within)?\s*(\d{1,4}|a|an|one|two|three)\s+(days?|weeks?)(?:\s+from\s+(?:now|today))?", re.ASCII
)
_DAY_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\.?(?:\s+of)?\s*([a-z]{3,9})\.?,?(?:\s*(\d{4}))?", re.ASCII
)
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?", re.ASCII)
_FILLER = re.compile(r"^(?:by|on|until|till|before|the|end of|eod)\s+")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}


class BadWhen(ValueError):
    """Text that is no date to plan for; str() is a sentence, `nearest` are texts that would be understood."""

    def __init__(self, text: str, nearest: list[str] | None = None) -> None:
        super().__init__(text)
        self.nearest = nearest or []


def describe_when(at: Instant, shop: Shop) -> str:
    """`Tue 24 Nov, 16:00`; a day's end is the day alone, another year is named; parse_when reads it back."""
    local = dt.datetime.fromtimestamp(at, zone_of(shop.timezone))
    if local.fold:
        return local.isoformat()
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        day, clock = local.date() - dt.timedelta(days=1), ""
    else:
        day, clock = local.date(), local.strftime(", %H:%M:%S" if local.second else ", %H:%M")
    return describe_day(day, today(shop)) + clock


def describe_day(day: dt.date, now: dt.date) -> str:
    """`Tue 24 Nov`, with its year where that is not the one a reader would take."""
    year = "" if _with_year(day.day, day.month, now) == day else f" {day.year}"
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def today(shop: Shop) -> dt.date:
    return dt.datetime.fromtimestamp(shop.now_at, zone_of(shop.timezone)).date()


def parse_when(text: str, shop: Shop) -> Instant:
    """The moment that a date or time as typed means in this shop; it may lie in the past.

    Raises:
        BadWhen: the text is no date, or could be two different ones.
    """
    plain = " ".join(text.split())
    if not plain:
        raise BadWhen(f"A date is missing: {WANTED}.")
    if len(plain) > 60:
        raise BadWhen(f"“{plain[:30]}…” is too long for a date: {WANTED}.")
    try:
        if _ISO.fullmatch(plain):
            return instant(plain, shop.timezone, end=True)
        day, clock = _split(plain.casefold())
        date = today(shop) if not day and clock is not None else _day(day, plain, shop)
        return _at(date, clock, shop)
    except BadTime as bad:
        raise BadWhen(f"“{plain}” {bad}.") from None
    except OverflowError:
        raise BadWhen(f"“{plain}” lies beyond the calendar: {WANTED}.") from None


def _at(day: dt.date, clock: tuple[int, int, int] | None, shop: Shop) -> Instant:
    zone = zone_of(shop.timezone)
    if clock is None:
        return instant_of(day, zone, True)[0]
    wall = dt.datetime.combine(day, dt.time()) + dt.timedelta(
        hours=clock[0], minutes=clock[1], seconds=clock[2]
    )
    return instant_of(wall, zone, True)[0]


def _split(text: str) -> tuple[str, tuple[int, int, int] | None]:
    """The day's words and the time of day, if one is named."""
    if found := _AMPM.search(text):
        hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
        clock: tuple[int, int, int] | None = (hour, int(found[2] or 0), 0)
    elif found := _CLOCK.search(text):
        clock = (int(found[1]), int(found[2]), int(found[3] or 0))
        if clock > (24, 0, 0):
            raise BadWhen(f"“{found[0].strip(' ,')}” is no time of day, 00:00 to 24:00.")
    elif found := _NOON.search(text):
        clock = (12, 0, 0)
    else:
        return text.strip(" ,."), None
    return text[: found.start()].strip(" ,"), clock


def _day(text: str, typed: str, shop: Shop) -> dt.date:
    now = today(shop)
    while (stripped := _FILLER.sub("", text)) != text:
        text = stripped
    for word, days in (("today", 0), ("tonight", 0), ("tomorrow", 1), ("day after tomorrow", 2)):
        if text == word:
            return now + dt.timedelta(days=days)
    if found := _IN.fullmatch(text):
        count = _NUMBERS.get(found[1]) or int(found[1])
        return now + dt.timedelta(days=count * (7 if found[2].startswith("week") else 1))
    weekday, rest = _weekday(text)
    if weekday is not None and not rest:
        return now + dt.timedelta(days=(weekday - now.weekday()) % 7)
    if text.startswith("next "):
        following, more = _weekday(text.removeprefix("next "))
        if following is not None and not more:
            return now + dt.timedelta(days=7 - now.weekday() + following)
        raise BadWhen(f"“{typed}” may be any day of it: name the day, like next Friday or Tue 24 Nov.")
    day = _calendar_day(rest, typed, now)
    if weekday is not None and day.weekday() != weekday:
        near = min((day + dt.timedelta(days=d) for d in range(-3, 4)), key=lambda d: d.weekday() != weekday)
        there, said = DAY_NAMES[day.weekday()].title(), DAY_NAMES[weekday].title()
        raise BadWhen(
            f"“{typed}”: {day.day} {MONTHS[day.month - 1]} {day.year} is a {there}, not a {said}.",
            [describe_day(day, now), describe_day(near, now)],
        )
    return day


def _weekday(text: str) -> tuple[int | None, str]:
    """The weekday that a text begins with, and the rest of it."""
    word, _, rest = (
        text.replace(",", " ").replace(".", " ", 1).partition(" ") if text[:1].isalpha() else ("", "", text)
    )
    if word == "this":
        return _weekday(rest.strip())
    for number, name in enumerate(DAY_NAMES):
        if len(word) >= 3 and (name.startswith(word) or word in (name[:3], name[:4], name[:5])):
            return number, " ".join(rest.split())
    return None, text


def _calendar_day(text: str, typed: str, now: dt.date) -> dt.date:
    if found := _SLASH.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        readings = [_readable(d, m, now) for d, m in {(second, first): 0, (first, second): 0}]
        known = [reading for reading in readings if reading]
        said = " or ".join(known)
        raise BadWhen(
            f"“{typed}” has day and month in an order that differs by country: write {said or '24 Nov'}.",
            known,
        )
    if found := _DOTTED.fullmatch(text):
        return _date(int(found[1]), int(found[2]), found[3], typed, now)
    if found := _DAY_MONTH.fullmatch(text):
        if (month := _month(found[2])) is not None:
            return _date(int(found[1]), month, found[3], typed, now)
    elif (found := _MONTH_DAY.fullmatch(text)) and (month := _month(found[1])) is not None:
        return _date(int(found[2]), month, found[3], typed, now)
    raise BadWhen(f"“{typed}” is not understood as a date: {WANTED}.")


def _month(word: str) -> int | None:
    if word == "sept":
        return 9
    return next(
        (n for n, name in enumerate(MONTH_NAMES, 1) if len(word) >= 3 and name.startswith(word)), None
    )


def _date(day: int, month: int, year: str | None, typed: str, now: dt.date) -> dt.date:
    if year:
        try:
            return dt.date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        except ValueError:
            raise BadWhen(f"“{typed}” is no day of the calendar.") from None
    found = _with_year(day, month, now)
    if found is None:
        raise BadWhen(f"“{typed}” is no day of the calendar.")
    return found


def _with_year(day: int, month: int, now: dt.date) -> dt.date | None:
    """The next such date, or the one of the last 90 days."""
    for year in range(now.year - 1, now.year + 9):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if found >= now - dt.timedelta(days=JUST_PAST_DAYS):
            return found
    return None


def _readable(day: int, month: int, now: dt.date) -> str:
    found = _with_year(day, month, now) if 1 <= month <= 12 else None
    return "" if found is None else describe_day(found, now)
