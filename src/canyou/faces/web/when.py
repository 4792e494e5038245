"""Instants and lengths of time in the words of the pages, in the shop's own time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from canyou.shop.records import Instant

__all__ = [
    "Span",
    "age",
    "clock",
    "day",
    "day_clock",
    "due",
    "iso_date",
    "length",
    "long_day",
    "midnight",
    "next_midnight",
    "worked",
]

Span = tuple[Instant, Instant]
"""From when to when."""

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MINUTE, HOUR, DAY = 60, 3600, 86400


def _local(instant: Instant, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(instant, zone)


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def midnight(instant: Instant, zone: ZoneInfo) -> Instant:
    """The beginning of the local day that the instant lies in."""
    return next_midnight(instant, zone, 0)


def next_midnight(instant: Instant, zone: ZoneInfo, days: int = 1) -> Instant:
    """The beginning of the local day so many days after the one that the instant lies in."""
    day = _local(instant, zone).date() + timedelta(days=days)
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def day(instant: Instant, zone: ZoneInfo) -> str:
    """`Tue 24 Nov`."""
    moment = _local(instant, zone)
    return f"{DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"


def long_day(instant: Instant, zone: ZoneInfo) -> str:
    """`Tuesday 24 Nov`."""
    moment = _local(instant, zone)
    return f"{LONG_DAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}"


def clock(instant: Instant, zone: ZoneInfo) -> str:
    """`16:00`."""
    return f"{_local(instant, zone):%H:%M}"


def day_clock(instant: Instant, zone: ZoneInfo, now: Instant | None = None) -> str:
    """`Tue 24 Nov 16:00`; with `now`, another year than now's is said."""
    return f"{day(instant, zone)}{_year(instant, zone, now)} {clock(instant, zone)}"


def due(instant: Instant, zone: ZoneInfo, now: Instant | None = None) -> str:
    """A date that something is due by. A date alone means its end, so midnight is the day before, untimed."""
    if _is_midnight(_local(instant, zone)):
        return day(instant - 1, zone) + _year(instant - 1, zone, now)
    return day_clock(instant, zone, now)


def _year(instant: Instant, zone: ZoneInfo, now: Instant | None) -> str:
    if now is None or _local(instant, zone).year == _local(now, zone).year:
        return ""
    return f" {_local(instant, zone).year}"


def iso_date(instant: Instant, zone: ZoneInfo) -> str:
    return _local(instant, zone).date().isoformat()


def length(seconds: float) -> str:
    """How long, as one says it: `40 min`, `3½ h`, `1½ days`, `12 days`."""
    seconds = abs(seconds)
    if seconds < HOUR:
        return f"{max(1, round(seconds / MINUTE))} min" if seconds else "0 min"
    if seconds < 20 * HOUR:
        return f"{_halves(seconds / HOUR)} h"
    number = _halves(seconds / DAY)
    return f"{number} day" if number in ("1", "½") else f"{number} days"


def worked(seconds: float) -> str:
    """Time on a machine to the minute, never in days, whose hours differ: `47 min`, `1 h 13`, `71 h`."""
    hours, minutes = divmod(round(seconds / MINUTE), 60)
    if not hours:
        return f"{max(1, minutes) if seconds else 0} min"
    return f"{hours:,} h {minutes:02}" if hours < 10 and minutes else f"{round(seconds / HOUR):,} h"


def _halves(value: float) -> str:
    if value >= 10:
        return str(round(value))
    twice = round(value * 2)
    whole, half = divmod(twice, 2)
    return f"{whole or ''}{'½' if half else ''}" or "0"


def age(seconds: float) -> str:
    """How old, as short as can be: `48 s`, `12 min`, `3 h`, `5 days`."""
    if seconds < 90:
        return f"{max(0, int(seconds))} s"
    if seconds < 90 * MINUTE:
        return f"{round(seconds / MINUTE)} min"
    if seconds < 36 * HOUR:
        return f"{round(seconds / HOUR)} h"
    return f"{round(seconds / DAY)} days"
