"""Days of the demo shop: public holidays, working days counted from today, and open time on the wall clock.

The demo counts time in whole minutes of the wall clock ("clock minutes", day ordinal × 1440 + minute of the
day). It is closed on Sundays, when the clocks change, so wall clock and elapsed time agree while it works.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right

from canyou.shop.demo_tables import WEEK

Minute = int
"""Clock minutes: `date.toordinal() * 1440` + minute of the day."""


def holidays(year: int) -> set[dt.date]:
    """The days a Midwestern shop is closed; a weekend's holiday is kept on Friday or Monday."""

    def nth(month: int, weekday: int, n: int) -> dt.date:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))

    def observed(day: dt.date) -> dt.date:
        return day + dt.timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))

    memorial = nth(5, 0, 5) if nth(5, 0, 5).month == 5 else nth(5, 0, 4)
    thanksgiving = nth(11, 3, 4)
    fixed = [dt.date(year, 1, 1), dt.date(year, 7, 4), dt.date(year, 12, 24), dt.date(year, 12, 25)]
    days = {observed(day) for day in fixed} | {memorial, nth(9, 0, 1), thanksgiving}
    days.add(thanksgiving + dt.timedelta(days=1))
    if observed(dt.date(year, 12, 24)) == observed(dt.date(year, 12, 25)):  # both on one weekday
        days.add(dt.date(year, 12, 26) if dt.date(year, 12, 25).weekday() == 0 else dt.date(year, 12, 23))
    return days


def minute_of(moment: dt.datetime) -> Minute:
    return moment.toordinal() * 1440 + moment.hour * 60 + moment.minute


def moment_of(minute: Minute) -> dt.datetime:
    return dt.datetime.combine(dt.date.fromordinal(minute // 1440), dt.time()) + dt.timedelta(
        minutes=minute % 1440
    )


def stamp(minute: Minute) -> str:
    """ISO 8601 wall clock, to the minute."""
    return moment_of(minute).isoformat(timespec="minutes")


class Days:
    """Working days numbered from today's (0: today, or the next working day), within a year and a half."""

    def __init__(self, today: dt.date) -> None:
        self.closed = set().union(*(holidays(today.year + k) for k in (-1, 0, 1, 2)))
        first = today - dt.timedelta(days=250)
        span = [first + dt.timedelta(days=k) for k in range(650)]
        self.working = [day for day in span if day.weekday() < 5 and day not in self.closed]
        self.zero = next(i for i, day in enumerate(self.working) if day >= today)
        self.span = span

    def day(self, number: int) -> dt.date:
        """The date of a working day: 0 is today's, 5 usually a week later, −5 a week ago."""
        return self.working[self.zero + number]

    def minute(self, number: int, hour: float = 0.0) -> Minute:
        return self.day(number).toordinal() * 1440 + int(hour * 60)

    def number(self, minute: Minute) -> int:
        """The number of the working day a moment lies on, or of the next one."""
        day = dt.date.fromordinal(minute // 1440)
        return next(i for i, d in enumerate(self.working) if d >= day) - self.zero

    def open_time(self, calendar: str) -> OpenTime:
        spans: list[tuple[Minute, Minute]] = []
        for day in self.span:
            if day in self.closed:
                continue
            base = day.toordinal() * 1440
            for weekday, start, end in sorted(WEEK[calendar], key=lambda row: row[1]):
                if weekday == day.weekday():
                    spans.append((base + _clock(start), base + _clock(end)))
        return OpenTime(spans)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


class OpenTime:
    """Rising open spans in clock minutes; spans that touch stay apart, as shifts do in a log."""

    def __init__(self, spans: list[tuple[Minute, Minute]]) -> None:
        self.spans = spans
        self.starts = [start for start, _ in spans]

    def both(self, other: OpenTime) -> OpenTime:
        out, i, j = [], 0, 0
        while i < len(self.spans) and j < len(other.spans):
            a, b = self.spans[i], other.spans[j]
            start, end = max(a[0], b[0]), min(a[1], b[1])
            if end > start:
                out.append((start, end))
            if a[1] <= b[1]:
                i += 1
            else:
                j += 1
        return OpenTime(out)

    def next_open(self, at: Minute) -> Minute:
        i = bisect_right(self.starts, at) - 1
        if i >= 0 and at < self.spans[i][1]:
            return at
        return self.spans[i + 1][0]

    def pieces(self, at: Minute, minutes: int) -> list[tuple[Minute, Minute]]:
        """The stretches in which so many open minutes from `at` on are worked, one a shift."""
        i = max(0, bisect_right(self.starts, at) - 1)
        out = []
        while minutes > 0:
            start, end = max(self.spans[i][0], at), self.spans[i][1]
            if end > start:
                end = min(end, start + minutes)
                out.append((start, end))
                minutes -= end - start
            i += 1
        return out

    def minutes_between(self, start: Minute, end: Minute) -> int:
        return sum(max(0, min(e, end) - max(s, start)) for s, e in self.spans)
