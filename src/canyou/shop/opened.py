"""Opened hours as part of a shop: calendars and downtime that any reader of a shop folder understands.

A machine or a crew with opened hours gets a calendar of its own: the week as before, and for each date touched the
hours of that date with the opened ones. The other machines of the work center stay shut meanwhile, by downtime.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from canyou.shop.opentime import DAY, Spans, Zone, calendar_spans, merged, without, zone
from canyou.shop.records import Downtime, Hours, Instant, Opened, Shop

EPOCH = dt.date(1970, 1, 1)
MINUTE = 60
WHY = "only opened for another machine"
CUT = "opened until this moment only"


def with_opened(shop: Shop, opened: Iterable[Opened]) -> Shop:
    """The shop with hours opened for machines and crews: it plans as if they had always been in its calendars.

    Calendars are written in minutes: opened hours that begin or end within one are widened to whole minutes, and
    the machine is down for what that adds. A crew has no downtime; its hours stay widened.
    """
    rows = list(opened)
    tz = zone(shop.timezone)
    calendars = dict(shop.calendars)
    centers, crews = dict(shop.work_centers), dict(shop.crews)
    downtime = list(shop.downtime)
    for name in sorted({r.work_center for r in rows if r.work_center}):
        center = centers[name]
        mine = [r for r in rows if r.work_center == name]
        wide = whole_minutes((r.start_at, r.end_at) for r in mine)
        fresh = without(wide, _pairs(open_hours(calendars[center.calendar], tz, wide)))
        own = own_name(center.calendar, name, calendars)
        calendars[own] = widened(calendars[center.calendar], own, tz, wide)
        centers[name] = replace(center, calendar=own)
        for machine in range(1, center.machines + 1):
            asked = [(r.start_at, r.end_at) for r in mine if r.machine in (None, machine)]
            downtime += [
                Downtime(name, machine, a, b, CUT if asked else WHY) for a, b in _pairs(without(fresh, asked))
            ]
    for crew_name in sorted({r.crew for r in rows if r.crew}):
        crew = crews[crew_name]
        wide = whole_minutes((r.start_at, r.end_at) for r in rows if r.crew == crew_name)
        own = own_name(crew.calendar, crew_name, calendars)
        calendars[own] = widened(calendars[crew.calendar], own, tz, wide)
        crews[crew_name] = replace(crew, calendar=own)
    return replace(shop, calendars=calendars, work_centers=centers, crews=crews, downtime=tuple(downtime))


def whole_minutes(spans: Iterable[tuple[Instant, Instant]]) -> Spans:
    return merged((a // MINUTE * MINUTE, -(-b // MINUTE) * MINUTE) for a, b in spans if b > a)


def open_hours(hours: Sequence[Hours], tz: Zone, around: Spans) -> Spans:
    """When a calendar is open anyway, from the first to the last of some spans."""
    if not len(around):
        return around
    return calendar_spans(hours, tz, int(around[0, 0]), int(around[-1, 1]))


def own_name(calendar: str, owner: str, taken: dict[str, tuple[Hours, ...]]) -> str:
    """The name of an owner's own calendar: the one it has already, else a new one after the calendar's."""
    own = f"{calendar} and opened for {owner}"
    if calendar.endswith(f" and opened for {owner}"):
        return calendar
    while own in taken:
        own += "'"
    return own


def widened(hours: Sequence[Hours], name: str, tz: Zone, opened: Spans) -> tuple[Hours, ...]:
    """The rows of a calendar under another name, with opened hours on the dates they touch."""
    by_date: dict[str, list[tuple[int, int]]] = {}
    for a, b in _pairs(opened):
        first, last = tz.local(a), tz.local(b)
        for day in range(first // DAY, (last - 1) // DAY + 1):
            date = (EPOCH + dt.timedelta(days=day)).isoformat()
            low, high = max(first - day * DAY, 0), min(last - day * DAY, DAY)
            by_date.setdefault(date, []).append((low // MINUTE, high // MINUTE))
    kept = [replace(row, calendar=name) for row in hours if row.day not in by_date]
    for date, more in sorted(by_date.items()):
        usual = [(r.start_minute, r.end_minute) for r in hours if r.day == date]
        if not usual:
            weekday = dt.date.fromisoformat(date).weekday()
            usual = [(r.start_minute, r.end_minute) for r in hours if r.day == weekday]
        kept += [Hours(name, date, a, b) for a, b in _pairs(merged([*usual, *more]))]
    return tuple(kept)


def _pairs(spans: Spans) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in spans]
