"""From the bytes of a log to a shop, and what was found on the way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from canyou.learn.hours import calendars_of
from canyou.learn.log import DAY, Entry, Log, Rows, read_log
from canyou.learn.machines import is_clean, machines_of
from canyou.learn.making import Maker
from canyou.learn.minutes import Lot, Minutes, minutes_of
from canyou.learn.places import StepPlaces
from canyou.learn.routes import Routes, routes_of, visits_by_step
from canyou.learn.visits import Run, Visit, add_minutes, completed, runs_of
from canyou.learn.waits import Between, Taken, free_from, full_times, waits_of
from canyou.shop.opentime import Spans, Table, calendar_spans, zone
from canyou.shop.records import Hours, Instant, Shop
from canyou.shop.spread import Spreads, spread_of
from canyou.shop.times import zone_of


@dataclass(frozen=True, slots=True)
class Learned:
    """A shop made of a log, and what was found."""

    shop: Shop
    rows: Rows
    parts: int
    """Parts named in the log; the shop has more where orders under way took other routes."""
    spread: Spreads
    """How far actual durations of each work center lie from the typical ones."""
    rework_rate: Mapping[str, float]
    """Share of a part's orders with rework, where there was any."""
    scrap_rate: Mapping[str, float]
    """Share of pieces rejected at a work center, where there were any."""
    problems: tuple[str, ...]


def learn(data: bytes, file: str = "events.csv", timezone: str = "") -> Learned:
    """Make a shop of a log.

    `timezone` names the IANA zone of its clock; empty: UTC, with a warning among the problems.

    Raises:
        NoLog: it is no log.
        BadTime: there is no such time zone.
    """
    tz = zone_of(timezone or "UTC")
    log = read_log(data, file, tz)
    problems = []
    if not timezone:
        problems.append(
            "warning: no time zone was given: the log's clock is taken as UTC. --timezone names the shop's, "
            "like Europe/Berlin."
        )
    return learn_log(log, tz, problems)


def learn_log(log: Log, tz: ZoneInfo, problems: Sequence[str] = ()) -> Learned:
    """Make a shop of a log that was read already."""
    return _Learner(log, tz, [*log.problems, *problems]).learned()


class _Learner:
    """The steps of learning, each from what the ones before found."""

    def __init__(self, log: Log, tz: ZoneInfo, problems: list[str]) -> None:
        self.log, self.timezone, self.problems = log, tz.key, problems
        self.zone = zone(tz.key)
        self.by_center: dict[str, list[Entry]] = defaultdict(list)
        for entry in (*log.entries, *log.counts):
            self.by_center[entry.machine].append(entry)
        self.by_center = {name: self.by_center[name] for name in sorted(self.by_center)}

    def learned(self) -> Learned:
        log = self.log
        calendars, calendar_of = calendars_of(self.by_center, self.zone)
        tables, machines = self.places(calendars, calendar_of)
        runs = runs_of(log.entries, log.counts, log.now_at)
        spans = {name: table_spans(table) for name, table in tables.items()}
        overlapping = add_minutes(runs, log.entries, machines, spans, log.now_at)
        if overlapping:
            log.rows.noted["overlapping on one machine (the time is shared between them)"] += overlapping
        routes = routes_of(runs, log.now_at)
        complete = {name: completed(run) for name, run in runs.items() if name not in routes.finished}
        typical = self.typical(runs, complete)
        taken = full_times(log.entries, machines)
        steps = StepPlaces(runs.values())
        waiting = under_wait(runs, routes, complete, steps, machines, tables, taken, log.now_at)
        waits = waits_of(runs.values(), complete, waiting.values(), machines, tables, taken)
        maker = Maker(
            log, self.timezone, runs, routes, typical, steps, waits, waiting, machines, calendars, calendar_of
        )
        shop = maker.shop()
        self.say(runs, routes, maker)
        return Learned(
            shop, log.rows, len({run.part for run in runs.values()}), spread_of(shop),
            rework_rates(runs), scrap_rates(runs), tuple(self.problems),
        )  # fmt: skip

    def places(
        self, calendars: Mapping[str, tuple[Hours, ...]], calendar_of: Mapping[str, str]
    ) -> tuple[dict[str, Table], dict[str, int]]:
        first = min(e.start_at for e in self.log.entries) - 7 * DAY
        spans = {
            name: calendar_spans(rows, self.zone, first, self.log.now_at + 400 * DAY)
            for name, rows in calendars.items()
        }
        tables = {name: Table.of(found) for name, found in spans.items()}
        machines, clean = {}, is_clean(self.log.entries)
        for name, rows in self.by_center.items():
            week = sum(r.end_minute - r.start_minute for r in calendars[calendar_of[name]]) / 60
            days = len({r.day for r in calendars[calendar_of[name]] if r.end_minute})
            machines[name] = machines_of(rows, week / max(days, 1), clean)
        return {name: tables[calendar_of[name]] for name in self.by_center}, machines

    def typical(self, runs: Mapping[str, Run], complete: Mapping[str, int]) -> dict[tuple[str, str], Minutes]:
        """What each step of each part takes, from visits that are over; from others where there are none."""
        sets_up = {entry.machine for entry in self.log.entries if entry.kind == "setup"}
        found: dict[tuple[str, str], Minutes] = {}
        for key, visits in visits_by_step(runs.values(), complete).items():
            over = [lot_of(run, visit, True) for run, visit, is_over in visits if is_over]
            some = over or [lot_of(run, visit, False) for run, visit, _ in visits]
            found[key] = minutes_of(some, any(m in sets_up for _, v, _ in visits for m in v.machines))
        return found

    def say(self, runs: Mapping[str, Run], routes: Routes, maker: Maker) -> None:
        """What a planner should know of the shop that was made."""
        self.problems.append(
            f"Due dates of {len(runs)} orders are made up: start + the usual time of their part. "
            "Put the real ones into orders.csv."
        )
        if routes.silent:
            self.problems.append(
                f"{named(routes.silent)} taken as finished: nothing was reported for so long."
            )
        if maker.variants:
            self.problems.append(
                f"{named(sorted(maker.variants))} took another way than most orders of the part: the routing of what "
                "is left of it is guessed from the most similar finished order."
            )
        if maker.unseen:
            self.problems.append(
                f"{named(maker.unseen)}: no order of the part is finished; its last steps may be missing."
            )
        if maker.standing.too_many:
            self.problems.append(
                "Reported on a machine that others were on at the end, so taken as paused: "
                f"{named(maker.standing.too_many)}."
            )


def table_spans(table: Table) -> Spans:
    """The open spans of a table."""
    return np.stack((table.start, table.end), axis=1)


def under_wait(
    runs: Mapping[str, Run],
    routes: Routes,
    complete: Mapping[str, int],
    steps: StepPlaces,
    machines: Mapping[str, int],
    tables: Mapping[str, Table],
    taken: Mapping[str, Taken],
    now_at: Instant,
) -> dict[str, tuple[Between, float]]:
    """Between which steps each order under way is where nothing runs, and for how many minutes already.

    A step that is paused is waited for as well: until its end, from the end of the one before.
    """
    found = {}
    for order, route in routes.of_order.items():
        run, over = runs[order], complete[order]
        if not over or any(visit.running_on for visit in run.visits):
            continue
        last = run.visits[over - 1]
        if over < len(run.visits):
            following, center = run.visits[over].key, run.visits[over].machine
        elif routes.done[order] < len(route):
            following = route[routes.done[order]]
            center = steps.of(run.part, following)[0]
        else:
            continue
        free = free_from(last.last_at, order, machines[center], tables[center], taken.get(center))
        found[order] = (Between(run.part, last.key, following, center), max(0.0, (now_at - free) / 60))
    return found


def lot_of(run: Run, visit: Visit, is_over: bool) -> Lot:
    """A visit as a lot: its units are those reported, if they are half of the order at least, else the order's."""
    reported = visit.good + visit.rejected
    if is_over:
        units = reported if 0.5 * run.quantity <= reported <= 1.5 * run.quantity else run.quantity
    else:
        units = min(reported, run.quantity) or run.quantity
    return Lot(visit.setup_minutes, visit.run_minutes, units, visit.has_setup)


def rework_rates(runs: Mapping[str, Run]) -> dict[str, float]:
    by_part: dict[str, list[bool]] = defaultdict(list)
    for run in runs.values():
        by_part[run.part].append(run.rework_minutes > 0)
    return {part: round(sum(some) / len(some), 4) for part, some in sorted(by_part.items()) if any(some)}


def scrap_rates(runs: Mapping[str, Run]) -> dict[str, float]:
    good: Counter[str] = Counter()
    bad: Counter[str] = Counter()
    for run in runs.values():
        for visit in run.visits:
            good[visit.machine] += visit.good  # type: ignore[assignment]
            bad[visit.machine] += visit.rejected  # type: ignore[assignment]
    return {name: round(bad[name] / (good[name] + bad[name]), 4) for name in sorted(bad) if bad[name]}


def named(names: Sequence[str], most: int = 5) -> str:
    """The first few of some names, and how many more there are."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")
