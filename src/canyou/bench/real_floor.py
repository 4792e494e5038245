"""A shop floor as it really goes: lengths of work that nobody knows before, breakdowns, and people who pick their work.

It shares no code with the planner and its chances: it has its own calendars, its own clock and its own draws,
and reads nothing but the records of a shop, the work centers that the plan has chosen, and the dates promised.
Whoever is free takes the job that the habit of the shop puts first among those that wait; nobody waits for a
job that is not there.
"""

from __future__ import annotations

import datetime as dt
import heapq
import math
import random
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from canyou.shop.records import Hours, Shop

BY_DATE, BY_LIST, BY_ARRIVAL = "by date", "by list", "by arrival"
"""Habits of picking: the earliest promise (else due date); the plan's run list; first come, first served."""

YEARS = 2

OUTSIDE_SIGMA = 0.15
"""Standard deviation of the logarithm of real over agreed days outside: assumed, since no log tells it."""


@dataclass(frozen=True)
class Habits:
    """How the work of one work center really goes."""

    factor: float
    """The median of actual over typical length."""
    sigma: float
    """The standard deviation of its logarithm."""
    stop_hours: float = math.inf
    """Hours of work between two breakdowns, on average."""
    repair_minutes: float = 0.0
    again: float = 0.0
    """The share of steps that are worked on again, for half as long."""

    def length(self, typical: float, rng: random.Random) -> Length:
        """A real length."""
        worked = typical * self.factor * math.exp(rng.gauss(0, self.sigma))
        again = typical / 2 if self.again and rng.random() < self.again else 0.0
        stops = []
        if math.isfinite(self.stop_hours):
            at = rng.expovariate(1 / (3600 * self.stop_hours))
            while at < worked + again:
                stops.append(60 * self.repair_minutes * math.exp(rng.gauss(0, 0.5)))
                at += rng.expovariate(1 / (3600 * self.stop_hours))
        return Length(worked, again, tuple(stops))


@dataclass(frozen=True)
class Length:
    """Seconds of work at a step, of the same work again, and of the breakdowns in it."""

    worked: float
    again: float = 0.0
    stops: tuple[float, ...] = ()

    @property
    def whole(self) -> float:
        return self.worked + self.again + sum(self.stops)


@dataclass(frozen=True)
class Course:
    """One course of events: when every job began and ended, and how long it took."""

    began: list[float]
    ended: list[float]
    lengths: list[Length]
    machines: list[int]
    """From 1; 0 outside."""


@dataclass
class Job:
    """One step of one lot, waiting for its turn or under way."""

    order: str
    part: str
    step: int
    quantity: Decimal
    center: str
    """"" for a step outside."""
    typical: float
    """Seconds by the routing; outside, elapsed ones."""
    date: float
    """What it was promised for, else due."""
    listed: float
    """When the plan begins it."""
    gate: float = 0.0
    """Not before this moment."""
    crew: str = ""
    before: int = 0
    """Steps that it still waits for."""
    then: list[tuple[int, float]] = field(default_factory=list)
    """Which jobs wait for it, and how long after it they can begin."""


class Open:
    """The open hours of a calendar from a moment on, as lists."""

    def __init__(
        self, hours: Sequence[Hours], zone: ZoneInfo, since: float, closed: Sequence[tuple[float, float]] = ()
    ) -> None:
        week: dict[int, list[Hours]] = {}
        dates: dict[str, list[Hours]] = {}
        for row in hours:
            (
                week.setdefault(row.day, []) if isinstance(row.day, int) else dates.setdefault(row.day, [])
            ).append(row)
        day = dt.datetime.fromtimestamp(since, zone).date() - dt.timedelta(days=1)
        spans: list[tuple[float, float]] = []
        for _ in range(366 * YEARS):
            midnight = dt.datetime.combine(day, dt.time(), zone)
            for row in sorted(
                dates.get(day.isoformat(), week.get(day.weekday(), [])), key=lambda r: r.start_minute
            ):
                start, end = (
                    (midnight + dt.timedelta(minutes=m)).timestamp()
                    for m in (row.start_minute, row.end_minute)
                )
                if end > start and end > since:
                    spans.append((max(start, since), end))
            day += dt.timedelta(days=1)
        for low, high in closed:
            spans = [
                piece
                for a, b in spans
                for piece in ((a, min(b, low)), (max(a, high), b))
                if piece[1] > piece[0] and (piece[1] <= low or piece[0] >= high)
            ]
        spans.sort()
        self.starts = [a for a, _ in spans]
        self.ends = [b for _, b in spans]
        self.done: list[float] = []
        total = 0.0
        for a, b in spans:
            self.done.append(total)
            total += b - a

    def opens(self, when: float) -> float:
        """The moment itself if open, else the next opening."""
        i = bisect_right(self.ends, when)
        return math.inf if i == len(self.ends) else max(when, self.starts[i])

    def after(self, when: float, seconds: float) -> float:
        """When so many open seconds from a moment on have passed."""
        i = bisect_right(self.ends, when)
        while i < len(self.ends):
            begin = max(when, self.starts[i])
            if begin + seconds <= self.ends[i]:
                return begin + seconds
            seconds -= self.ends[i] - begin
            i += 1
        return math.inf


class Floor:
    """The machines of a shop and their hours, made once, for many courses of events."""

    def __init__(self, shop: Shop, habits: Mapping[str, Habits]) -> None:
        zone = ZoneInfo(shop.timezone)
        self.now = float(shop.now_at)
        self.habits = habits
        self.machines: dict[str, list[Open]] = {}
        for center in shop.work_centers.values():
            mine = []
            for number in range(1, center.machines + 1):
                closed = [
                    (float(d.start_at), float(d.end_at))
                    for d in shop.downtime
                    if d.work_center == center.work_center and d.machine in (None, number)
                ]
                mine.append(Open(shop.calendars[center.calendar], zone, self.now, closed))
            self.machines[center.work_center] = mine
        self.crews = {
            crew.crew: (crew.people, Open(shop.calendars[crew.calendar], zone, self.now))
            for crew in shop.crews.values()
        }

    def course(self, jobs: Sequence[Job], seed: int, habit: str) -> Course:
        """How everything really goes, in one course of events."""
        rng = random.Random(seed)
        lengths = [
            self.habits[job.center].length(job.typical, rng) if job.center
            else Length(job.typical * math.exp(rng.gauss(0, OUTSIDE_SIGMA)))
            for job in jobs
        ]  # fmt: skip
        began = [math.inf] * len(jobs)
        machines = [0] * len(jobs)
        left = [job.before for job in jobs]
        ready = [max(job.gate, self.now) for job in jobs]
        ended = [math.inf] * len(jobs)
        waiting: dict[str, list[tuple[float, float, int]]] = {name: [] for name in self.machines}
        free_at = {name: [self.now] * len(mine) for name, mine in self.machines.items()}
        working = {name: [0.0] * people for name, (people, _) in self.crews.items()}
        events: list[tuple[float, int, int, str, int]] = []
        """when; 0 a job comes, 1 a machine looks for work; a count; center; job or machine."""
        count = 0

        def tell(when: float, what: int, name: str, which: int) -> None:
            nonlocal count
            count += 1
            heapq.heappush(events, (when, what, count, name, which))

        def end(x: int, when: float) -> None:
            ended[x] = when
            for y, wait in jobs[x].then:
                left[y] -= 1
                ready[y] = max(ready[y], when + wait)
                if not left[y]:
                    tell(ready[y], 0, jobs[y].center, y)

        def rank(x: int, when: float) -> float:
            return {BY_DATE: jobs[x].date, BY_LIST: jobs[x].listed, BY_ARRIVAL: when}[habit]

        for x, job in enumerate(jobs):
            if not job.before:
                tell(ready[x], 0, job.center, x)
        while events:
            when, what, _, name, which = heapq.heappop(events)
            if what == 0:
                if not name:
                    began[which] = when
                    end(which, when + lengths[which].whole)
                    continue
                waiting[name].append((rank(which, when), jobs[which].listed, which))
                for m, opening in enumerate(self.machines[name]):
                    if free_at[name][m] <= when and opening.opens(when) < math.inf:
                        tell(opening.opens(when), 1, name, m)
                continue
            if free_at[name][which] > when or not waiting[name]:
                continue
            opening = self.machines[name][which]
            if opening.opens(when) > when:
                tell(opening.opens(when), 1, name, which)
                continue
            soonest = math.inf
            for entry in sorted(waiting[name]):
                x = entry[2]
                crew = jobs[x].crew
                if crew:
                    _people, hours = self.crews[crew]
                    able = max(min(working[crew]), hours.opens(when))
                    if able > when:
                        soonest = min(soonest, able)
                        continue
                waiting[name].remove(entry)
                done = opening.after(when, lengths[x].whole)
                began[x], machines[x] = when, which + 1
                if crew:
                    q = min(range(len(working[crew])), key=working[crew].__getitem__)
                    working[crew][q] = done
                free_at[name][which] = done
                end(x, done)
                tell(opening.opens(done), 1, name, which)
                break
            else:
                if soonest < math.inf:
                    tell(soonest, 1, name, which)
        return Course(began, ended, lengths, machines)
