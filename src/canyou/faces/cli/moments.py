"""Moments and lengths of time as a planner writes them, in the shop's own time zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def local(instant: int, timezone: str) -> datetime:
    """The wall clock of the shop at an instant."""
    return datetime.fromtimestamp(instant, ZoneInfo(timezone))


def day(at: datetime) -> str:
    """`Tue 24 Nov`."""
    return f"{DAYS[at.weekday()]} {at.day} {MONTHS[at.month - 1]}"


def moment(instant: int, timezone: str) -> str:
    """`Tue 24 Nov 14:05`: when something happens."""
    at = local(instant, timezone)
    return f"{day(at)} {at:%H:%M}"


def deadline(instant: int, timezone: str) -> str:
    """`Tue 24 Nov` for the end of that day, else with the hour: what something is due by."""
    at = local(instant, timezone)
    if (at.hour, at.minute, at.second) == (0, 0, 0):
        return day(at - timedelta(days=1))
    return moment(instant, timezone)


def length(late: float) -> str:
    """`45 min`, `3 h 20 min`, `2 d 5 h`: how late something is, begun minutes counted."""
    minutes = ceil(late)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    days, rest = divmod(minutes, 24 * 60)
    return f"{days} d {rest // 60} h"
