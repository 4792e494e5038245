"""What a Gantt stands on: days, shifts, closed time, the fence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from canyou.faces.web import when
from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.svg.draw import line, percent, rect, text
from canyou.faces.web.when import Span
from canyou.shop.records import Instant

__all__ = ["HEAD", "Ground", "fence", "ground", "header"]

HEAD = 34
"""The height of the header: a line of days and a band of shifts."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the chart is drawn on: closed time of the whole shop, the usual shifts, the fence, the clock."""

    closed: Sequence[Span]
    shifts: Sequence[Span]
    fence_at: Instant
    now_at: Instant
    now_words: str
    zoom: str


def ground(axis: Axis, setting: Ground, height: float) -> str:
    """Time in which the shop is closed."""
    out = ""
    for a, b in setting.closed:
        left, wide = axis.clipped(a, b)
        out += rect(percent(left), 18, percent(wide), height - 18, "f-closed")
    return out


def fence(axis: Axis, setting: Ground, height: float) -> str:
    """From now to the fence's end, over closed time and the rows' own."""
    out = ""
    if setting.zoom == "month":
        for begin, _, day in axis.days():
            look = "s-line2" if day.weekday() == 0 else "s-line"
            out += line(axis.x(begin), 18, axis.x(begin), height, look)
    left, wide = axis.clipped(setting.now_at, setting.fence_at)
    if wide > 0:
        out += rect(percent(left), 18, percent(wide), height - 18, "", fill="fence")
        if axis.start <= setting.fence_at <= axis.end:
            x = axis.x(setting.fence_at)
            out += line(x, 18, x, height, "s-ink2 dash", 1.5)
    return out


def header(axis: Axis, setting: Ground) -> str:
    if setting.zoom == "month":
        return _weeks(axis, setting)
    out = ""
    for begin, after, _ in axis.days():
        opened = next((a for a, b in setting.shifts if begin <= a < after), None)
        if opened is None:
            if axis.clipped(begin, after)[1] > 7:
                out += text(axis.x(begin), 13, when.day(begin, axis.zone), "t-3", 2)
            continue
        out += text(axis.x(max(opened, axis.start)), 13, when.day(begin, axis.zone), "t-ink t-b", 1)
    for number, (a, b) in enumerate(setting.shifts):
        left, wide = axis.clipped(a, b)
        if wide <= 0:
            continue
        out += rect(percent(left), 18, percent(wide), 14, "f-line" if number % 2 else "f-sunk")
        near_now = a - 600 <= setting.now_at < b and axis.place(setting.now_at) - left < 6
        words = f"{when.clock(a, axis.zone)}–{when.clock(b, axis.zone)}".replace(":00", "")
        if wide * 12.4 > 8 + 6 * len(words) and not near_now:
            out += text(percent(left), 28.5, words, "", 4)
    if setting.zoom == "day":
        out += _hours(axis)
    return out + _fence_word(axis, setting)


def _fence_word(axis: Axis, setting: Ground) -> str:
    """`fence` beside its line, where no shift's hours stand."""
    if not axis.start <= setting.fence_at <= axis.end:
        return ""
    place = axis.place(setting.fence_at)
    starts = [axis.place(a) for a, _ in setting.shifts]
    is_free = all(not -3.5 < place - start < 4 for start in starts) and place < 96
    return text(percent(place), 28.5, "fence", "t-halo", 4) if is_free else ""


def _weeks(axis: Axis, setting: Ground) -> str:
    out = rect("0%", 18, "100%", 14, "f-sunk")
    for begin, after, day in axis.days():
        left, wide = axis.clipped(begin, after)
        is_headed = day.weekday() == 0 or (begin <= axis.start and day.weekday() < 5)
        if is_headed and left < 94:
            out += text(percent(left), 13, when.day(begin, axis.zone), "t-ink t-b", 2)
        if wide * 12.4 > 16 and not begin <= setting.now_at < after:
            out += text(percent(left), 28.5, str(day.day), "t-3", 3)
    return out


def _hours(axis: Axis) -> str:
    """Small ticks every two hours, where they have room."""
    out, last = "", -10.0
    for hour in range(axis.start, axis.end, 2 * 3600):
        place = axis.place(hour)
        if place - last > 2.2:
            out += line(percent(place), 30, percent(place), 34, "s-edge")
            last = place
    return out
