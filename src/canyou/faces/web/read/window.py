"""Which stretch of time the floor shows: a few days, a week, or five weeks, and how to go on from there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from canyou.faces.web.when import midnight, next_midnight
from canyou.shop.records import Instant

__all__ = ["ZOOMS", "Window", "window"]

ZOOMS = {"day": (2, 1), "week": (9, 7), "month": (35, 28)}
"""Zoom → (days shown, days that a page goes on)."""


@dataclass(frozen=True)
class Window:
    zoom: str
    start: Instant
    end: Instant
    first_day: date
    is_at_now: bool

    @property
    def days(self) -> int:
        return ZOOMS[self.zoom][0]

    @property
    def back(self) -> str:
        return (self.first_day - timedelta(days=ZOOMS[self.zoom][1])).isoformat()

    @property
    def on(self) -> str:
        return (self.first_day + timedelta(days=ZOOMS[self.zoom][1])).isoformat()

    @property
    def closer(self) -> str:
        return {"month": "week", "week": "day"}.get(self.zoom, "")

    @property
    def wider(self) -> str:
        return {"day": "week", "week": "month"}.get(self.zoom, "")


def window(zoom: str, first: str, now: Instant, zone: ZoneInfo) -> Window:
    """The window that a link names; what cannot be read falls back to a week from today."""
    zoom = zoom if zoom in ZOOMS else "week"
    today = datetime.fromtimestamp(now, zone).date()
    try:
        day = date.fromisoformat(first)
        if abs((day - today).days) > 3660:
            day = today
    except ValueError:
        day = today
    start = midnight(int(datetime(day.year, day.month, day.day, 12, tzinfo=zone).timestamp()), zone)
    end = next_midnight(start, zone, ZOOMS[zoom][0])
    return Window(zoom, start, end, day, start <= now < end)
