"""Hours and wall clocks as the referee counts them, kept apart from the tables the planner uses.

Everything is whole seconds since 1970 UTC. Spans are pairs (start, end) with start < end, sorted and merged.
"""

from __future__ import annotations

import datetime as dt
import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

from canyou.plan.result import Opened
from canyou.shop.records import Instant, Shop

Span = tuple[Instant, Instant]
DAY = 86_400


def seconds(minutes: Decimal | Fraction, efficiency: Decimal = Decimal(1)) -> Fraction:
    """Minutes of work as exact seconds on a machine of this efficiency."""
    return Fraction(minutes) * 60 / Fraction(efficiency)


def rounded_up(exact: Fraction) -> int:
    """Whole seconds: the contract rounds durations up."""
    return math.ceil(exact)


class Clock:
    """The shop's wall clock: an hour that comes twice is the first one, a skipped one the moment after."""

    def __init__(self, timezone: str) -> None:
        self.zone = ZoneInfo(timezone)

    def local(self, instant: Instant) -> dt.datetime:
        return dt.datetime.fromtimestamp(instant, self.zone).replace(tzinfo=None, fold=0)

    def instant(self, wall: dt.datetime) -> Instant:
        wall = wall.replace(tzinfo=None, fold=0, microsecond=0)
        first = int(wall.replace(tzinfo=self.zone).timestamp())
        if self.local(first) == wall:
            return first
        # The wall time falls into a gap; the change lies between the readings by the offset after and before.
        low, high = int(wall.replace(tzinfo=self.zone, fold=1).timestamp()), first
        before = dt.datetime.fromtimestamp(low, self.zone).utcoffset()
        while high - low > 1:
            middle = (low + high) // 2
            if dt.datetime.fromtimestamp(middle, self.zone).utcoffset() == before:
                low = middle
            else:
                high = middle
        return high

    def midnight(self, day: dt.date) -> Instant:
        return self.instant(dt.datetime.combine(day, dt.time()))

    def minute_of(self, day: dt.date, minute: int) -> Instant:
        """So many minutes after midnight by the wall clock, 1440 being the next midnight."""
        return self.instant(dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=minute))

    def later(self, instant: Instant, days: Decimal | int) -> Instant:
        """The same wall clock time so many dates later."""
        if days == 0:
            return instant
        return self.instant(self.local(instant) + dt.timedelta(seconds=math.ceil(Fraction(days) * DAY)))

    def text(self, instant: Instant) -> str:
        return self.local(instant).isoformat()


def merged(spans: Iterable[Span]) -> list[Span]:
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        elif end > start:
            out.append((start, end))
    return out


def without(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """What remains of spans after the holes are taken out."""
    out: list[Span] = []
    closed = merged(holes)
    i = 0
    for start, end in spans:
        while i and closed[i - 1][1] > start:
            i -= 1
        while i < len(closed) and closed[i][1] <= start:
            i += 1
        j = i
        while j < len(closed) and closed[j][0] < end:
            if closed[j][0] > start:
                out.append((start, closed[j][0]))
            start = max(start, closed[j][1])
            j += 1
        if start < end:
            out.append((start, end))
    return out


def common(a: Sequence[Span], b: Sequence[Span]) -> list[Span]:
    out: list[Span] = []
    i = j = 0
    while i < len(a) and j < len(b):
        low, high = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if low < high:
            out.append((low, high))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return out


class Hours:
    """Open spans with their running total, so that work can be laid into them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self.spans = list(spans)
        self.starts = [start for start, _ in self.spans]
        self.ends = [end for _, end in self.spans]
        self.before: list[int] = []
        total = 0
        for start, end in self.spans:
            self.before.append(total)
            total += end - start
        self.total = total

    def worked(self, until: Instant) -> int:
        """Open seconds from the beginning of the table to this moment."""
        i = bisect_right(self.starts, until) - 1
        return 0 if i < 0 else self.before[i] + min(until, self.ends[i]) - self.starts[i]

    def reached(self, start: Instant, work: int) -> Instant | None:
        """The first moment by which so many open seconds have passed since start; None if never."""
        if work <= 0:
            return start
        target = self.worked(start) + work
        if target > self.total:
            return None
        i = bisect_left(self.before, target) - 1
        return self.starts[i] + target - self.before[i]

    def opening(self, since: Instant) -> Instant | None:
        """The first open moment at or after this one."""
        i = bisect_right(self.ends, since)
        return None if i >= len(self.starts) else max(since, self.starts[i])


class Calendar:
    """The open hours of every machine and crew of a shop, up to a horizon, with hours opened beside them."""

    def __init__(self, shop: Shop, until: Instant, opened: Sequence[Opened] = ()) -> None:
        self.shop, self.clock = shop, Clock(shop.timezone)
        self.first = self.clock.local(shop.now_at).date() - dt.timedelta(days=2)
        self.last = self.clock.local(until).date() + dt.timedelta(days=1)
        self._spans: dict[str, list[Span]] = {}
        self._machines: dict[tuple[str, int], Hours] = {}
        self._attended: dict[tuple[str, int, str], Hours] = {}
        self._midnights: dict[dt.date, Instant] = {}
        self.extra_machine: dict[tuple[str, int], list[Span]] = defaultdict(list)
        self.extra_crew: dict[str, list[Span]] = defaultdict(list)
        for hours in opened:
            if hours.work_center and hours.machine:
                self.extra_machine[(hours.work_center, hours.machine)].append((hours.start_at, hours.end_at))
            if hours.crew:
                self.extra_crew[hours.crew].append((hours.start_at, hours.end_at))

    def spans(self, name: str) -> list[Span]:
        """The merged open spans of a calendar by name; an unknown one is never open."""
        if name not in self._spans:
            week: dict[int, list[tuple[int, int]]] = defaultdict(list)
            dates: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for row in self.shop.calendars.get(name, ()):
                (week[row.day] if isinstance(row.day, int) else dates[row.day]).append(
                    (row.start_minute, row.end_minute)
                )
            out: list[Span] = []
            day = self.first
            while day <= self.last:
                for start, end in dates.get(day.isoformat(), week.get(day.weekday(), [])):
                    if start < end:
                        out.append((self._moment(day, start), self._moment(day, end)))
                day += dt.timedelta(days=1)
            self._spans[name] = merged(out)
        return self._spans[name]

    def machine(self, work_center: str, machine: int) -> Hours:
        key = (work_center, machine)
        if key not in self._machines:
            center = self.shop.work_centers[work_center]
            open_spans = merged([*self.spans(center.calendar), *self.extra_machine.get(key, ())])
            down = [
                (row.start_at, row.end_at)
                for row in self.shop.downtime
                if row.work_center == work_center and row.machine in (None, machine)
            ]
            self._machines[key] = Hours(without(open_spans, down))
        return self._machines[key]

    def attended(self, work_center: str, machine: int, crew: str) -> Hours:
        """When both the machine and the crew are there; the machine alone where no crew is named."""
        if not crew:
            return self.machine(work_center, machine)
        key = (work_center, machine, crew)
        if key not in self._attended:
            on_shift = merged([*self.spans(self.shop.crews[crew].calendar), *self.extra_crew.get(crew, ())])
            self._attended[key] = Hours(common(self.machine(work_center, machine).spans, on_shift))
        return self._attended[key]

    def truck(self, finish: Instant) -> Instant:
        """When what is finished then leaves: the first truck from then on, at once without ship days."""
        if not self.shop.ship_days:
            return finish
        day = self.clock.local(finish).date()
        while True:
            leaves = self.clock.minute_of(day, self.shop.ship_cutoff_minute)
            if day.weekday() in self.shop.ship_days and leaves >= finish:
                return leaves
            day += dt.timedelta(days=1)

    def dock(self, ships: Instant, customer: str) -> Instant:
        row = self.shop.customers.get(customer)
        return self.clock.later(ships, row.transit_days if row else 0)

    def there(self, finish: Instant, customer: str) -> Instant:
        """When what is finished then is there, by the shop's promise_basis."""
        if self.shop.promise_basis == "finish":
            return finish
        ships = self.truck(finish)
        return ships if self.shop.promise_basis == "ship" else self.dock(ships, customer)

    def _moment(self, day: dt.date, minute: int) -> Instant:
        # On a day without a clock change a minute is simply so far after midnight: most of the work saved.
        for edge in (day, day + dt.timedelta(days=1)):
            if edge not in self._midnights:
                self._midnights[edge] = self.clock.midnight(edge)
        midnight = self._midnights[day]
        if self._midnights[day + dt.timedelta(days=1)] - midnight == DAY:
            return midnight + minute * 60
        return self.clock.minute_of(day, minute)
