"""Time across a chart: instants in, per cent out, in the shop's own time zone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from canyou.faces.web.svg.draw import percent
from canyou.faces.web.when import Span, midnight, next_midnight
from canyou.shop.records import Instant

__all__ = ["Axis", "SqueezedAxis"]


class Axis:
    """Time from start to end, every hour as wide as any other."""

    def __init__(self, start: Instant, end: Instant, zone: ZoneInfo) -> None:
        if end <= start:
            raise ValueError(f"A time axis must end after it starts (start {start}, end {end}).")
        self.start, self.end, self.zone = start, end, zone

    def place(self, instant: Instant) -> float:
        """Per cent from the left edge; below 0 or above 100 outside the axis."""
        return 100 * (instant - self.start) / (self.end - self.start)

    def x(self, instant: Instant) -> str:
        return percent(self.place(instant))

    def clipped(self, start: Instant, end: Instant) -> tuple[float, float]:
        """Left edge and width of a span as far as it can be seen."""
        left, right = max(0.0, self.place(start)), min(100.0, self.place(end))
        return left, max(0.0, right - left)

    def width(self, start: Instant, end: Instant) -> str:
        return percent(self.clipped(start, end)[1])

    def days(self) -> Iterator[tuple[Instant, Instant, date]]:
        """Each local day that is at least in part on the axis: its beginning, its end, its date."""
        begin = midnight(self.start, self.zone)
        while begin < self.end:
            after = next_midnight(begin, self.zone)
            yield begin, after, datetime.fromtimestamp(begin, self.zone).date()
            begin = after

    def knots(self) -> list[tuple[float, Instant]]:
        """Points between which time runs evenly, for a script that turns a place into a moment."""
        return [(0.0, self.start), (100.0, self.end)]


class SqueezedAxis(Axis):
    """Time in which the whole shop is closed takes a quarter of the width of open time.

    `closed` are the closed spans, sorted and apart. A chart that uses this says so in its legend.
    """

    CLOSED_WIDTH = 0.25

    def __init__(self, start: Instant, end: Instant, zone: ZoneInfo, closed: Sequence[Span]) -> None:
        super().__init__(start, end, zone)
        self._at: list[Instant] = [start]
        self._length: list[float] = [0.0]
        self._is_closed: list[bool] = []
        cursor = start
        for begin, finish in closed:
            begin, finish = max(begin, cursor), min(finish, end)
            if finish <= begin:
                continue
            if begin > cursor:
                self._add(begin, is_closed=False)
            self._add(finish, is_closed=True)
            cursor = finish
        if cursor < end:
            self._add(end, is_closed=False)

    def _add(self, until: Instant, *, is_closed: bool) -> None:
        wide = self.CLOSED_WIDTH if is_closed else 1.0
        self._length.append(self._length[-1] + (until - self._at[-1]) * wide)
        self._at.append(until)
        self._is_closed.append(is_closed)

    def place(self, instant: Instant) -> float:
        total = self._length[-1]
        if instant <= self.start:
            return 100 * (instant - self.start) / total
        if instant >= self.end:
            return 100 + 100 * (instant - self.end) / total
        piece = bisect_right(self._at, instant) - 1
        wide = self.CLOSED_WIDTH if self._is_closed[piece] else 1.0
        return 100 * (self._length[piece] + (instant - self._at[piece]) * wide) / total

    def knots(self) -> list[tuple[float, Instant]]:
        total = self._length[-1]
        return [
            (round(100 * length / total, 4), at) for length, at in zip(self._length, self._at, strict=True)
        ]
