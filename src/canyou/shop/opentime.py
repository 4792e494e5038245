"""Calendars as open-time tables: merged spans of real elapsed time with the open seconds before each.

A calendar is a pattern of wall-clock hours; a table is what it means on the time line of the shop, so a shift
across a clock change is an hour longer or shorter. Tables are arrays, so that the kernels of the plan can
walk them; nothing here knows orders.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from canyou.shop.records import Hours, Instant

Spans = NDArray[np.int64]
"""Shape (n, 2): start and end of each open span, whole seconds UTC, merged and rising."""

EPOCH = dt.date(1970, 1, 1)
DAY = 86_400


@dataclass(frozen=True)
class Zone:
    """A time zone as the moments at which its offset changes: offset[i] (seconds) holds from at[i] on."""

    name: str
    at: NDArray[np.int64]
    offset: NDArray[np.int64]

    def offset_at(self, instant: Instant) -> int:
        return int(self.offset[max(0, int(np.searchsorted(self.at, instant, "right")) - 1)])

    def local(self, instant: Instant) -> int:
        """Wall-clock seconds (as if UTC) at an instant."""
        return instant + self.offset_at(instant)

    def instant(self, wall: int) -> Instant:
        """The instant of a wall-clock second: the first of an hour that comes twice, the moment after a gap."""
        i = max(0, int(np.searchsorted(self.at, wall - 14 * 3600, "right")) - 1)
        while True:
            end = int(self.at[i + 1]) if i + 1 < len(self.at) else None
            found = wall - int(self.offset[i])
            if end is None or found < end:
                return max(found, int(self.at[i])) if i else found
            i += 1

    def later(self, instant: Instant, seconds: int) -> Instant:
        """The same wall-clock time so many wall-clock seconds (whole dates × 86,400) later."""
        return self.instant(self.local(instant) + seconds)


@lru_cache(maxsize=64)
def zone(name: str, first_year: int = 1970, last_year: int = 2100) -> Zone:
    """The offsets of an IANA zone between two years, found by halving each stretch in which they differ."""
    tz = ZoneInfo(name)

    def offset(instant: int) -> int:
        moment = dt.datetime.fromtimestamp(instant, dt.UTC).astimezone(tz)
        return int(moment.utcoffset().total_seconds())  # type: ignore[union-attr]

    low = int(dt.datetime(first_year, 1, 1, tzinfo=dt.UTC).timestamp())
    high = int(dt.datetime(last_year, 1, 1, tzinfo=dt.UTC).timestamp())
    at, offsets = [low], [offset(low)]
    step, t = 14 * DAY, low
    while t < high:
        nxt = min(t + step, high)
        if offset(nxt) != offsets[-1]:
            a, b = t, nxt
            while b - a > 1:
                mid = (a + b) // 2
                a, b = (a, mid) if offset(mid) != offsets[-1] else (mid, b)
            at.append(b)
            offsets.append(offset(b))
            t = b
        else:
            t = nxt
    return Zone(name, np.array(at, np.int64), np.array(offsets, np.int64))


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Sorted, with touching and overlapping spans joined and empty ones dropped."""
    out: list[list[int]] = []
    for start, end in sorted(spans):
        if end <= start:
            continue
        if out and start <= out[-1][1]:
            out[-1][1] = max(out[-1][1], end)
        else:
            out.append([start, end])
    return np.array(out, np.int64).reshape(-1, 2)


def without(spans: Spans, closed: Iterable[tuple[int, int]]) -> Spans:
    """The spans less every closed stretch."""
    out = [(int(a), int(b)) for a, b in spans]
    for low, high in merged(closed):
        kept = []
        for a, b in out:
            if b <= low or a >= high:
                kept.append((a, b))
            else:
                kept += [(x, y) for x, y in ((a, int(low)), (int(high), b)) if y > x]
        out = kept
    return np.array(out, np.int64).reshape(-1, 2)


def common(a: Spans, b: Spans) -> Spans:
    """The time open in both."""
    first = np.searchsorted(b[:, 1], a[:, 0], "right")
    count = np.maximum(np.searchsorted(b[:, 0], a[:, 1], "left") - first, 0)
    mine = np.repeat(np.arange(len(a)), count)
    theirs = np.arange(len(mine)) - np.repeat(np.cumsum(count) - count, count) + first[mine]
    return np.stack(
        (np.maximum(a[mine, 0], b[theirs, 0]), np.minimum(a[mine, 1], b[theirs, 1])), axis=1
    ).astype(np.int64)


def calendar_spans(hours: Sequence[Hours], tz: Zone, from_at: Instant, to_at: Instant) -> Spans:
    """When a calendar is open between two instants, in real time; dates replace the week's pattern."""
    week: list[list[tuple[int, int]]] = [[] for _ in range(7)]
    dates: dict[str, list[tuple[int, int]]] = {}
    for row in hours:
        if isinstance(row.day, int):
            week[row.day].append((row.start_minute, row.end_minute))
        else:
            dates.setdefault(row.day, []).append((row.start_minute, row.end_minute))
    first = tz.local(from_at) // DAY - 1
    last = tz.local(to_at) // DAY + 1
    walls: list[tuple[int, int]] = []
    by_day = {(dt.date.fromisoformat(day) - EPOCH).days: rows for day, rows in dates.items()}
    for day in range(first, last + 1):
        rows = by_day.get(day, week[(day + 3) % 7])
        walls += [(day * DAY + s * 60, day * DAY + e * 60) for s, e in rows if e > s]
    if not walls:
        return np.zeros((0, 2), np.int64)
    edges = to_instants(np.array(walls, np.int64), tz)
    spans = merged(map(tuple, edges.tolist()))
    spans = np.clip(spans, from_at, to_at)
    return spans[spans[:, 1] > spans[:, 0]]


def to_instants(walls: NDArray[np.int64], tz: Zone) -> NDArray[np.int64]:
    """`Zone.instant` of many wall-clock seconds at once."""
    flat = walls.ravel()
    i = np.maximum(np.searchsorted(tz.at, flat - 14 * 3600, "right") - 1, 0)
    ends = np.append(tz.at[1:], np.iinfo(np.int64).max)
    starts = tz.at.copy()
    starts[0] = np.iinfo(np.int64).min
    found = flat - tz.offset[i]
    for _ in range(4):
        late = found >= ends[i]
        if not late.any():
            break
        i = np.where(late, i + 1, i)
        found = flat - tz.offset[i]
    return np.maximum(found, starts[i]).reshape(walls.shape)


@dataclass(frozen=True)
class Table:
    """Open spans with the open seconds before each; the questions of a calendar answered by bisection."""

    start: NDArray[np.int64]
    end: NDArray[np.int64]
    before: NDArray[np.int64]

    @classmethod
    def of(cls, spans: Spans) -> Table:
        length = spans[:, 1] - spans[:, 0]
        return cls(spans[:, 0].copy(), spans[:, 1].copy(), np.cumsum(length) - length)

    def worked(self, instant: Instant) -> int:
        """Open seconds from the table's beginning to an instant."""
        i = bisect_right(self.start, instant) - 1  # type: ignore[arg-type]
        return 0 if i < 0 else int(self.before[i] + min(instant, self.end[i]) - self.start[i])

    def first_open(self, instant: Instant) -> Instant | None:
        """The instant itself if open, else the next opening; None past the table's end."""
        i = bisect_right(self.end, instant)  # type: ignore[arg-type]
        return None if i == len(self.end) else max(instant, int(self.start[i]))

    def advance(self, instant: Instant, seconds: int) -> Instant | None:
        """The moment by which so many open seconds after an instant have passed; None past the table's end."""
        if seconds <= 0:
            return instant
        want = self.worked(instant) + seconds
        i = bisect_left(self.before, want) - 1  # type: ignore[arg-type]
        found = int(self.start[i] + want - self.before[i])
        return found if found <= self.end[i] else None
