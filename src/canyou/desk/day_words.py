"""A moment as a notice says it. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


def said_moment(at: int, timezone: str, now_at: int) -> str:
    """`15:00` where it is today, `Fri 4 Dec 15:00`, the day alone where it means its end; another year is named."""
    zone = ZoneInfo(timezone)
    moment, now = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now_at, zone)
    clock = f"{moment:%H:%M}"
    if clock == "00:00":
        moment, clock = moment - timedelta(seconds=1), ""
    elif moment.date() == now.date():
        return clock
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment:%a} {moment.day} {moment:%b}{year} {clock}".rstrip()
