"""When work centers, and the shop as a whole, are open within a stretch of time."""

from __future__ import annotations

from collections.abc import Iterable

from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.when import Span
from canyou.shop import opentime
from canyou.shop.records import Instant, Shop

__all__ = [
    "calendar_hours",
    "center_hours",
    "closed_days",
    "gaps",
    "mostly_closed",
    "shop_closed",
    "split",
]

FEW_OPEN = 0.2
"""The share of machines under which a shop counts as closed for the chart of the floor."""


def calendar_hours(shop: Shop, calendar: str, start: Instant, end: Instant) -> list[Span]:
    """The open spans of a calendar between two instants; none for a calendar that is not known."""
    rows = shop.calendars.get(calendar, ())
    return _pairs(opentime.calendar_spans(rows, opentime.zone(shop.timezone), start, end))


def center_hours(shop: Shop, work_center: str, start: Instant, end: Instant) -> list[Span]:
    """The open spans of a work center, downtime not taken off."""
    return calendar_hours(shop, shop.work_centers[work_center].calendar, start, end)


def shop_closed(shop: Shop, start: Instant, end: Instant) -> list[Span]:
    """When no work center at all is open."""
    calendars = {center.calendar for center in shop.work_centers.values()}
    spans = (span for name in sorted(calendars) for span in calendar_hours(shop, name, start, end))
    return gaps(_pairs(opentime.merged(spans)), start, end)


def mostly_closed(shop: Shop, start: Instant, end: Instant) -> list[Span]:
    """When fewer than one machine in five is open: an oven that runs at night does not keep a shop open."""
    machines: dict[str, int] = {}
    for center in shop.work_centers.values():
        machines[center.calendar] = machines.get(center.calendar, 0) + center.machines
    steps: dict[Instant, int] = {start: 0}
    for name, count in machines.items():
        for a, b in calendar_hours(shop, name, start, end):
            steps[a] = steps.get(a, 0) + count
            steps[b] = steps.get(b, 0) - count
    least = sum(machines.values()) * FEW_OPEN
    found: list[Span] = []
    is_open, edges = 0, sorted(steps)
    for at, after in zip(edges, [*edges[1:], end], strict=True):
        is_open += steps[at]
        if is_open < least and after > at:
            if found and found[-1][1] == at:
                found[-1] = (found[-1][0], after)
            else:
                found.append((at, after))
    return found


def closed_days(shop: Shop, axis: Axis) -> list[Span]:
    """The local days on an axis on which no work center opens at all."""
    found = shop_closed(shop, axis.start, axis.end)
    return [
        (begin, after)
        for begin, after, _ in axis.days()
        if any(a <= max(begin, axis.start) and b >= min(after, axis.end) for a, b in found)
    ]


def gaps(spans: Iterable[Span], start: Instant, end: Instant) -> list[Span]:
    """What lies between sorted spans."""
    found: list[Span] = []
    cursor = start
    for a, b in spans:
        if a > cursor:
            found.append((cursor, min(a, end)))
        cursor = max(cursor, b)
    if cursor < end:
        found.append((cursor, end))
    return found


def split(start: Instant, end: Instant, open_spans: Iterable[Span]) -> list[Span]:
    """A stretch of work cut at closed time; the stretch itself where it never meets open time."""
    pieces = [(max(start, a), min(end, b)) for a, b in open_spans if a < end and b > start]
    return pieces or [(start, end)]


def _pairs(spans: opentime.Spans) -> list[Span]:
    return [(int(a), int(b)) for a, b in spans.tolist()]
