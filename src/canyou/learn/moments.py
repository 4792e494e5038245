"""The times of a log, however its program writes them.

A column is read in one way throughout: with the year first as the contract has it, or as day.month.year,
day/month/year or month/day/year, whichever of them no row contradicts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from canyou.shop.records import Instant
from canyou.shop.times import BadTime, instant_and_note, instant_of

_MARKED = re.compile(
    r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})"
    r"(?:[ T,]+(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?\s*([AaPp])?\.?[Mm]?\.?)?",
    re.ASCII,
)

YEAR_FIRST, DAY_FIRST, MONTH_FIRST = "year first", "day first", "month first"


def way_of(texts: Iterable[str]) -> tuple[str, bool]:
    """In which order the dates of a column stand, and whether the rows leave that open."""
    day_first = month_first = 0
    marks = set[str]()
    for text in texts:
        match = _MARKED.match(text.strip())
        if match is None or len(match[1]) > 2:
            continue
        marks.add(match[2])
        first, second = int(match[1]), int(match[3])
        day_first += first > 12
        month_first += second > 12
    if not marks:
        return YEAR_FIRST, False
    if day_first != month_first:
        return (DAY_FIRST if day_first > month_first else MONTH_FIRST), False
    return (MONTH_FIRST if marks == {"/"} else DAY_FIRST), True


def moment(text: str, way: str, zone: ZoneInfo, end: bool) -> Instant:
    """The instant that a cell of a log means; a date alone is its end where `end`, else its beginning.

    Raises:
        BadTime: it is no time.
    """
    text = text.strip()
    match = _MARKED.fullmatch(text)
    if match is None:
        return instant_and_note(text, zone, end)[0]
    a, b, c = match[1], match[3], match[4]
    if len(a) == 4:
        year, month, day = a, b, c
    elif way == DAY_FIRST:
        day, month, year = a, b, c
    else:
        month, day, year = a, b, c
    number = int(year) + (2000 if len(year) <= 2 else 0)
    try:
        if match[5] is None:
            return instant_of(dt.date(number, int(month), int(day)), zone, end)[0]
        hour = int(match[5])
        if match[8]:
            hour = hour % 12 + (12 if match[8] in "Pp" else 0)
        midnight = hour == 24 and not int(match[6]) and not int(match[7] or 0)
        clock = dt.time(0 if midnight else hour, int(match[6]), int(match[7] or 0))
        naive = dt.datetime.combine(dt.date(number, int(month), int(day)), clock) + dt.timedelta(
            days=midnight
        )
    except ValueError:
        raise BadTime("is no moment of the calendar") from None
    return instant_of(naive, zone, end)[0]


def is_date_only(text: str) -> bool:
    """Whether a cell names a day without an hour, or its very first moment: a report of the day, not of the hour."""
    text = text.strip()
    return re.search(r"\d[ T,]+\d{1,2}[:.]?\d\d", text) is None or (
        re.search(r"[ T,]0{1,2}:?00(?::?00(?:[.,]0+)?)?(?:Z|[+-]\d\d:?\d\d)?$", text) is not None
    )
