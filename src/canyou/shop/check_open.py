"""Whether the machines and crews that the routings need are ever open, by themselves and together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from canyou.shop.problems import Problems
from canyou.shop.records import Hours, Instant, Step
from canyou.shop.settings import Settings
from canyou.shop.sheets import Sheets
from canyou.shop.times import instant_of

HORIZON_DAYS = 1461
"""A machine that does not open within four years is taken as never open."""

Span = tuple[Instant, Instant]


def check(sheets: Sheets, settings: Settings, problems: Problems) -> None:
    """Says which work centers never open and which steps have no moment with machine and crew."""
    if not (settings.clock_known and sheets.calendars.readable and sheets.work_centers.readable):
        return
    _Openings(sheets, settings).check(problems)


class _Openings:
    """First common open moments, worked out lazily: most are found within the first week."""

    def __init__(self, sheets: Sheets, settings: Settings) -> None:
        self.sheets, self.now, self.zone = sheets, settings.now_at, settings.zone
        self.first_day = datetime.fromtimestamp(self.now, self.zone).date() - timedelta(days=1)
        self.week: dict[str, dict[int, list[Hours]]] = defaultdict(lambda: defaultdict(list))
        self.dates: dict[str, dict[str, list[Hours]]] = defaultdict(lambda: defaultdict(list))
        for hours in sheets.calendars.records:
            if isinstance(hours.day, int):
                self.week[hours.calendar][hours.day].append(hours)
            else:
                self.dates[hours.calendar][hours.day].append(hours)
        self.unsure = {sheets.calendars.records[i].calendar for i in sheets.calendars.broken}
        self.down: dict[tuple[str, int], list[Span]] = defaultdict(list)
        for _, down in sheets.downtime.sound():
            center = sheets.work_centers.get(down.work_center)
            machines = range(1, (center.machines if center else 1) + 1)
            for machine in machines if down.machine is None else (down.machine,):
                self.down[down.work_center, machine].append((down.start_at, down.end_at))
        self.spans: dict[str, _Lazy] = {}
        self.answers: dict[tuple[str, str], bool] = {}

    def check(self, problems: Problems) -> None:
        centers, routings = self.sheets.work_centers, self.sheets.routings
        never = {
            name: line
            for line, name in zip(centers.lines, centers.values("work_center"), strict=True)
            if not centers.is_broken(name) and not self.opens(name, "")
        }
        needed = set()
        if never or self.sheets.crews.records:
            for line, step in routings.sound():
                if not step.is_outside:
                    needed |= self.check_step(line, step, never, problems)
        for name, line in never.items():
            center = centers.get(name)
            if name in needed:
                problems.error(
                    "work_centers.csv",
                    line,
                    "work_center",
                    "never opens from now on: its calendar is closed or all its machines are down",
                    name,
                )
            elif center:
                problems.warn(
                    "work_centers.csv",
                    line,
                    "work_center",
                    "never opens from now on; no step depends on it alone",
                    name,
                )
        self.check_running(problems)
        for line, crew in self.sheets.crews.sound():
            if self.known(crew.calendar) and self.lazy(crew.calendar).at(0) is None:
                problems.warn("crews.csv", line, "calendar", "never opens from now on", crew.calendar)

    def check_step(self, line: int, step: Step, never: dict[str, int], problems: Problems) -> set[str]:
        """Says if a step can never be done; answers the closed work centers to blame for it."""
        at = [name for name in (step.work_center, *step.alternates) if name]
        crew = _crew_of(step)
        if not at or any(self.opens(name, crew) for name in at):
            return set()
        blamed = {name for name in at if name in never}
        if len(blamed) < len(at):
            what = f"works at no moment in which {' or '.join(at)} is open"
            problems.error("routings.csv", line, "crew", what, step.crew)
        return blamed

    def check_running(self, problems: Problems) -> None:
        """A running step keeps its machine: that very one has to open again."""
        if not (self.down and self.sheets.orders.readable):
            return
        steps = {(step.part, step.step): step for _, step in self.sheets.routings.sound()}
        for line, row in self.sheets.progress.sound():
            order = self.sheets.orders.get(row.order)
            if row.state != "running" or order is None or order.state not in ("open", "hold"):
                continue
            step = steps.get((order.part, row.step))
            if step is None or step.is_outside:
                continue
            center = self.sheets.work_centers.get(row.work_center or step.work_center)
            if center is None or not row.machine or not self.opens(center.work_center, ""):
                continue
            down = tuple(sorted(self.down.get((center.work_center, row.machine), ())))
            if down and self.known(center.calendar) and not _ever(self.lazy(center.calendar), None, down):
                what = f"is down for good at {center.work_center}, and a running step keeps its machine"
                problems.error("progress.csv", line, "machine", what, row.machine)

    def known(self, calendar: str) -> bool:
        return (calendar in self.week or calendar in self.dates) and calendar not in self.unsure

    def lazy(self, calendar: str) -> _Lazy:
        if calendar not in self.spans:
            self.spans[calendar] = _Lazy(self.of_calendar(calendar))
        return self.spans[calendar]

    def opens(self, work_center: str, crew: str) -> bool:
        """Whether any machine of it opens within the horizon, in the hours of the crew if there is one.

        What is not known (names or calendars that are wrong) counts as open: that has been said already.
        """
        asked = (work_center, crew)
        if asked not in self.answers:
            self.answers[asked] = self._opens(work_center, crew)
        return self.answers[asked]

    def _opens(self, work_center: str, crew: str) -> bool:
        center = self.sheets.work_centers.get(work_center)
        if (
            center is None
            or not self.known(center.calendar)
            or self.sheets.work_centers.is_broken(work_center)
        ):
            return True
        people = None
        if crew:
            row = self.sheets.crews.get(crew)
            if row is None or not self.known(row.calendar):
                return True
            if self.lazy(row.calendar).at(0) is None:
                return False
            if row.calendar != center.calendar:
                people = self.lazy(row.calendar)
        hours = self.lazy(center.calendar)
        downs = {tuple(sorted(self.down.get((work_center, m), ()))) for m in range(1, center.machines + 1)}
        return any(_ever(hours, people, down) for down in downs)

    def of_calendar(self, calendar: str) -> Iterator[Span]:
        week, dates = self.week.get(calendar, {}), self.dates.get(calendar, {})
        last = max(dates, default="")
        for n in range(HORIZON_DAYS):
            day = self.first_day + timedelta(days=n)
            text = day.isoformat()
            if not week and text > last:
                return
            for hours in sorted(dates.get(text, week.get(day.weekday(), [])), key=lambda h: h.start_minute):
                start, end = self.moment(day, hours.start_minute), self.moment(day, hours.end_minute)
                if end > max(start, self.now):
                    yield max(start, self.now), end

    def moment(self, day: date, minute: int) -> Instant:
        naive = datetime.combine(day, time()) + timedelta(minutes=minute)
        return instant_of(naive, self.zone, end=False)[0]


def _crew_of(step: Step) -> str:
    """The crew that a step cannot do without: none where only a set-up of no minutes is attended."""
    return step.crew if step.attended == "all" or step.setup_minutes > 0 else ""


class _Lazy:
    """A list that is made as far as it is looked at."""

    def __init__(self, source: Iterator[Span]) -> None:
        self.source, self.got = source, list[Span]()

    def at(self, index: int) -> Span | None:
        while len(self.got) <= index:
            span = next(self.source, None)
            if span is None:
                return None
            self.got.append(span)
        return self.got[index]


def _ever(hours: _Lazy, people: _Lazy | None, down: tuple[Span, ...]) -> bool:
    """Whether the hours have a second together with the people's and outside the downtime (sorted)."""
    i = j = 0
    while (span := hours.at(i)) is not None:
        start, end = span
        if people is not None:
            other = people.at(j)
            if other is None:
                return False
            start, end = max(start, other[0]), min(end, other[1])
        for lo, hi in down:  # step over downtime that covers the start
            if lo <= start < hi:
                start = hi
        if start < end:
            return True
        if people is None or span[1] <= other[1]:  # type: ignore[index]
            i += 1
        else:
            j += 1
    return False
