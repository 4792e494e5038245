"""Hours beside the calendars: which may be opened for a part, and a lot tried with some of them open.

One `Opening` serves one question: the gaps are copied once, the lot is compiled once for each quantity, and each try
writes only the open time of the machines and crews that get hours behind the plan's own tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from canyou.plan.build import build_into
from canyou.plan.ground import Ground
from canyou.plan.kernels.arrays import INSIDE, NOBODY, SPAN, Records, Uses, Work
from canyou.plan.kernels.placing import take_out
from canyou.plan.model import Row
from canyou.plan.planner import ShopPlan
from canyou.plan.run import unplaced
from canyou.plan.subject import Subject
from canyou.plan.timeline import copy_uses
from canyou.plan.trial import NoRoom, Placement, Trial
from canyou.shop.opentime import Spans, common
from canyou.shop.records import Instant, Step

HOUR = 3600
NO_SPANS: Spans = np.zeros((0, 2), np.int64)

Edges = tuple[tuple[Instant, Instant], ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """Hours of one machine or one crew, by index, that may be opened."""

    machine: int | None
    crew: int | None
    start_at: Instant
    end_at: Instant


class WideTrial(Trial):
    """A trial whose open time is not what the calendars say: it is not looked for further ahead."""

    def look_further(self) -> bool:
        return False


class Opening:
    """The gaps of a plan with hours opened, for one subject; every try leaves them as they were."""

    def __init__(self, ground: Ground, subject: Subject, ready: int) -> None:
        self.ground, self.subject, self.plan = ground, subject, ground.plan
        self.trial = WideTrial(ground, subject)
        self.trial.take(ready, self.plan.now_at)
        self.compiled: dict[int, tuple[Work, list[Row], Uses, dict[str, int]]] = {}
        calendars, work = self.plan.model.calendars, self.plan.model.work
        self.tables, self.off = len(calendars.tables), len(work.spans)
        self.buffer = work.spans
        self.known: dict[object, Records] = {}
        """Tables made so far: most hours stay the same from one try to the next."""
        steps = steps_of(self.plan, subject.part)
        crews_of: dict[int, set[int]] = {}
        for step in steps:
            for name in (step.work_center, *step.alternates):
                mine = crews_of.setdefault(calendars.center_index[name], set())
                if step.crew:
                    mine.add(calendars.crew_index[step.crew])
        self.crews_of_machine = {
            m: crews
            for c, crews in crews_of.items()
            for m in range(calendars.machine_off[c], calendars.machine_off[c + 1])
        }

    def lot(self, quantity: int, number: int, slots: Sequence[Slot], keep: bool = False) -> Placement | None:
        """One lot with these hours open; None where it can't be placed. Kept, it stands in `trial` from then on."""
        if quantity not in self.compiled:
            try:
                demand = self.trial.demand(quantity, number)
            except NoRoom:
                return None
            index: dict[str, int] = {}
            work, rows = build_into(self.plan.model, demand, index)
            supply, uses = self.trial.supplies(index, len(work.mats))
            work = work._replace(parts=supply.parts, supplies=supply.supplies)
            self.compiled[quantity] = work, rows, uses, index
        work, rows, uses, index = self.compiled[quantity]
        if slots:
            work = self.widened(work, slots)
        placed = unplaced(work)
        try:
            complete = bool(rows) and self.trial.fill(work, rows, copy_uses(uses), placed, number)
        except NoRoom:
            return None
        if not complete:
            return None
        if not keep:
            take_out(work, self.trial.line, placed)
        one = Placement(number, quantity, int(placed["end"][len(rows) - 1]), work, rows, placed, index)
        if keep:
            self.trial.keep(one)
            self.compiled.clear()
        return one

    def widened(self, work: Work, slots: Iterable[Slot]) -> Work:
        """The arrays of a lot with hours opened: tables of their own for the machines and crews that get some.

        They stand behind the plan's own in one buffer, which the next try writes over; only what is kept last stays.
        """
        calendars = self.plan.model.calendars
        by_machine: dict[int, Edges] = {}
        by_crew: dict[int, Edges] = {}
        for slot in slots:
            if slot.machine is not None:
                by_machine[slot.machine] = (*by_machine.get(slot.machine, ()), (slot.start_at, slot.end_at))
            if slot.crew is not None:
                by_crew[slot.crew] = (*by_crew.get(slot.crew, ()), (slot.start_at, slot.end_at))
        more: list[Records] = []
        machines, joint = work.machines.copy(), {}
        for m, hours in by_machine.items():
            machines["table"][m] = self.tables + len(more)
            more.append(self.table(m, hours))
        for m, crews in self.crews_of_machine.items():
            for w in crews:
                key = (int(machines["table"][m]), w)
                if key not in joint and (m in by_machine or w in by_crew):
                    joint[key] = self.tables + len(more)
                    alike = m if m in by_machine else -1 - calendars.machine_table[m]
                    more.append(self.shared(m, alike, by_machine.get(m, ()), w, by_crew.get(w, ())))
        sizes = [len(rows) for rows in more]
        size = self.off + sum(sizes)
        if size > len(self.buffer):
            self.buffer = np.concatenate((work.spans[: self.off], np.zeros(2 * (size - self.off), SPAN)))
        if more:
            np.concatenate(more, out=self.buffer[self.off : size])
        crossing = np.full((self.tables + len(more), work.joint.shape[1]), -1, np.int64)
        crossing[: len(work.joint)] = work.joint
        for (t, w), table in joint.items():
            crossing[t, w] = table
        off = np.concatenate((work.table_off, self.off + np.cumsum(sizes))).astype(np.int64)
        return work._replace(spans=self.buffer[:size], table_off=off, machines=machines, joint=crossing)

    def table(self, m: int, hours: Edges) -> Records:
        """Open time of a machine with hours, as the kernels read it."""
        found = self.known.get((m, hours))
        if found is None:
            found = self.known[m, hours] = records(with_more(own_table(self.plan, m), hours))
        return found

    def shared(self, m: int, alike: int, hours: Edges, w: int, people: Edges) -> Records:
        """Time open to a machine and a crew, each with its hours; the same for machines that are `alike`."""
        key = (alike, hours, w, people)
        found = self.known.get(key)
        if found is None:
            machine = self.table(m, hours) if hours else None
            spans = own_table(self.plan, m) if machine is None else edges(machine)
            crew = crew_hours(self.plan, w)
            found = self.known[key] = records(common(spans, with_more(crew, people) if people else crew))
        return found


def records(spans: Spans) -> Records:
    """Open time with the open seconds before each stretch."""
    rows = np.zeros(len(spans), SPAN)
    length = spans[:, 1] - spans[:, 0]
    rows["start"], rows["end"], rows["before"] = spans[:, 0], spans[:, 1], np.cumsum(length) - length
    return rows


def edges(rows: Records) -> Spans:
    return np.stack((rows["start"], rows["end"]), axis=1)


def slots_of(ground: Ground, part: str, until_at: Instant) -> list[Slot]:
    """The hours that may be opened for a part's machines and crews until a moment, each its own day's."""
    plan = ground.plan
    shop, calendars = plan.shop, plan.model.calendars
    steps = steps_of(plan, part)
    slots: list[Slot] = []
    for name in sorted({c for s in steps for c in (s.work_center, *s.alternates)}):
        center = shop.work_centers[name]
        if not center.overtime_calendar:
            continue
        c = calendars.center_index[name]
        first_at = plan.now_at + int(center.notice_hours * HOUR)
        hours = window(calendars.calendar(center.overtime_calendar), first_at, until_at)
        if not len(hours):
            continue
        for m in range(calendars.machine_off[c], calendars.machine_off[c + 1]):
            down = [
                (d.start_at, d.end_at)
                for d in shop.downtime
                if d.work_center == name and d.machine in (None, m - calendars.machine_off[c] + 1)
            ]
            lane = ground.line.machines[m]
            busy = ground.line.busy[int(lane["first"]) : int(lane["first"] + lane["size"])]
            taken = np.stack((busy["start"], busy["end"]), axis=1)
            shut = [
                own_table(plan, m),
                taken[taken[:, 1] > taken[:, 0]],
                np.array(down, np.int64).reshape(-1, 2),
            ]
            slots += [Slot(m, None, a, b) for a, b in pairs(less(hours, shut))]
    for crew_name in sorted({s.crew for s in steps if s.crew}):
        crew = shop.crews[crew_name]
        if not crew.overtime_calendar:
            continue
        w = calendars.crew_index[crew_name]
        notice = max(shop.work_centers[s.work_center].notice_hours for s in steps if s.crew == crew_name)
        first_at = plan.now_at + int(notice * HOUR)
        hours = window(calendars.calendar(crew.overtime_calendar), first_at, until_at)
        if not len(hours):
            continue
        shut = [crew_hours(plan, w), runs_on(ground, w, hours)]
        slots += [Slot(None, w, a, b) for a, b in pairs(less(hours, shut))]
    return slots


def steps_of(plan: ShopPlan, part: str) -> list[Step]:
    """The inside steps of a part and of every component below it that is made."""
    return [s for name in closure(plan, part) for s in plan.shop.routings.get(name, ()) if not s.is_outside]


def closure(plan: ShopPlan, part: str) -> list[str]:
    """A part and every component below it."""
    found, todo = [part], [part]
    while todo:
        for line in plan.shop.bom.get(todo.pop(), ()):
            if line.component not in found:
                found.append(line.component)
                todo.append(line.component)
    return found


def own_table(plan: ShopPlan, m: int) -> Spans:
    return plan.model.calendars.tables[plan.model.calendars.machine_table[m]]


def crew_hours(plan: ShopPlan, w: int) -> Spans:
    calendars = plan.model.calendars
    return calendars.calendar(plan.shop.crews[calendars.crew_names[w]].calendar)


def pairs(spans: Spans) -> list[tuple[int, int]]:
    return [(a, b) for a, b in spans.tolist()]


def window(spans: Spans, from_at: Instant, until_at: Instant) -> Spans:
    """The part of some spans between two moments."""
    if from_at >= until_at:
        return NO_SPANS
    first = int(np.searchsorted(spans[:, 1], from_at, "right"))
    last = int(np.searchsorted(spans[:, 0], until_at, "left"))
    return np.clip(spans[first:last], from_at, until_at)


def less(hours: Spans, shut: Sequence[Spans]) -> Spans:
    """Hours less everything that is shut, whatever overlaps there."""
    if not len(hours):
        return hours
    low, high = int(hours[0, 0]), int(hours[-1, 1])
    rows = np.concatenate([s[(s[:, 1] > low) & (s[:, 0] < high)] for s in shut])
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    ends = np.maximum.accumulate(np.concatenate(([low], rows[:, 1])))
    starts = np.concatenate((rows[:, 0], [high]))
    free = np.stack((ends, starts), axis=1)
    return common(hours, free[free[:, 1] > free[:, 0]])


def with_more(spans: Spans, hours: Sequence[tuple[int, int]]) -> Spans:
    """Open time with hours that lie beside it; what touches becomes one stretch."""
    rows = np.concatenate((spans, np.array(hours, np.int64).reshape(-1, 2)))
    rows = rows[np.argsort(rows[:, 0], kind="stable")]
    apart = rows[1:, 0] > rows[:-1, 1]
    first = np.concatenate(([True], apart))
    last = np.concatenate((apart, [True]))
    return np.stack((rows[first, 0], rows[last, 1]), axis=1)


def runs_on(ground: Ground, w: int, hours: Spans) -> Spans:
    """When somebody's attended step would run on if a crew came in: its machine is open, and only the crew is not."""
    plan, placed = ground.plan, ground.plan.placed
    mine, start, until = attended_by(plan, w)
    after = np.searchsorted(hours[:, 1], start, "right")
    beside = np.searchsorted(hours[:, 0], until, "left") > after
    mine = mine[beside]
    if ground.out:
        out = [n for n, demand in enumerate(plan.model.demands) if demand.order.order in ground.out]
        mine = mine[~np.isin(plan.model.work.ops["order"][mine], out)]
    found = [NO_SPANS]
    for i in mine:
        span = np.array([(int(placed["start"][i]), int(placed["until"][i]))], np.int64)
        found.append(common(own_table(plan, int(placed["machine"][i])), span))
    return np.concatenate(found)


def attended_by(plan: ShopPlan, w: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The operations of a plan that need a crew, and from when to when each has one of it; found once a plan."""
    known: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]] = plan.__dict__.setdefault("_attended_by", {})
    if w not in known:
        ops, placed = plan.model.work.ops, plan.placed
        mine = np.flatnonzero((ops["crew"] == w) & (ops["kind"] == INSIDE) & (ops["attended"] != NOBODY))
        mine = mine[placed["start"][mine] >= 0]
        known[w] = mine, placed["start"][mine], placed["until"][mine]
    return known[w]


def in_use(lot: Placement, slots: Iterable[Slot]) -> list[Slot]:
    """The part of the opened hours in which the lot's steps run."""
    busy: dict[tuple[int | None, int | None], list[tuple[int, int]]] = {}
    for op, at in zip(lot.work.ops, lot.placed, strict=True):
        if op["kind"] != INSIDE:
            continue
        start = int(at["start"])
        busy.setdefault((int(at["machine"]), None), []).append((start, int(at["end"])))
        if op["attended"] != NOBODY:
            busy.setdefault((None, int(op["crew"])), []).append((start, int(at["until"])))
    found: list[Slot] = []
    for slot in slots:
        mine = [
            (max(a, slot.start_at), min(b, slot.end_at)) for a, b in busy.get((slot.machine, slot.crew), ())
        ]
        found += [replace(slot, start_at=a, end_at=b) for a, b in joined_up(mine)]
    return found


def joined_up(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A few spans in order, those that touch or overlap as one, empty ones left out."""
    found: list[tuple[int, int]] = []
    for a, b in sorted(span for span in spans if span[1] > span[0]):
        if found and a <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], b))
        else:
            found.append((a, b))
    return found
