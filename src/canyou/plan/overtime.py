"""Overtime for a question: the least hours opened beside the calendars with which it is there by the date asked.

All hours that may be opened are opened first; then whole days are closed again, and what is left is cut to quarter
hours, as long as the date holds. Hours under somebody else's step stay closed: they would let that step run on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from canyou.plan.calendar import Calendars
from canyou.plan.ground import Ground
from canyou.plan.kernels.arrays import INSIDE, NOBODY, SPAN, Work
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Opened
from canyou.plan.subject import Subject
from canyou.plan.trial import NoRoom, Placement, Trial
from canyou.shop.opentime import DAY, Spans, calendar_spans, common, merged, without
from canyou.shop.records import Instant

QUARTER = 900
HOUR = 3600


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class Overtime:
    """A lot placed with opened hours, and the hours it needs."""

    trial: Trial
    lot: Placement
    opened: tuple[Opened, ...]
    cost: Decimal
    hours: Decimal


def with_overtime(
    ground: Ground, subject: Subject, ready: int, quantity: int, latest_finish: Instant, without_at: Instant
) -> Overtime | None:
    """The least opened hours that bring a lot by its latest finish, else as soon as opened hours can bring it.

    `ready` of the part come from the shelf; `without_at` is when the lot is finished without overtime.
    """
    plan = ground.plan
    slots = slots_of(ground, subject.part, without_at)
    if not slots:
        return None
    lot = tried(ground, subject, ready, quantity, slots)[1]
    if lot is None or lot.finish_at >= without_at:
        return None
    target = latest_finish
    if lot.finish_at > target:  # not by the date asked: by the end of the day on which it can be there
        tz = plan.model.calendars.tz
        target = min(tz.instant((tz.local(lot.finish_at - 1) // DAY + 1) * DAY), without_at - 1)
    slots = least(ground, subject, ready, quantity, used(plan, lot, slots), target)
    trial, last = tried(ground, subject, ready, quantity, slots)
    if last is None or last.finish_at > target:
        return None
    return priced(plan, trial, last, slots)


def slots_of(ground: Ground, part: str, until_at: Instant) -> list[Slot]:
    """The hours that may be opened for a part's machines and crews until a moment, each its own day's."""
    plan = ground.plan
    shop, calendars = plan.shop, plan.model.calendars
    work = plan.model.work
    steps = [s for name in closure(plan, part) for s in shop.routings.get(name, ()) if not s.is_outside]
    centers = sorted({c for s in steps for c in (s.work_center, *s.alternates)})
    slots: list[Slot] = []
    for name in centers:
        center = shop.work_centers[name]
        if not center.overtime_calendar:
            continue
        c = calendars.center_index[name]
        window = after_notice(plan, center.notice_hours, until_at)
        hours = common(overtime_spans(plan, center.overtime_calendar), window)
        for m in range(calendars.machine_off[c], calendars.machine_off[c + 1]):
            down = tuple(
                (d.start_at, d.end_at)
                for d in shop.downtime
                if d.work_center == name and d.machine in (None, m - calendars.machine_off[c] + 1)
            )
            lane = ground.line.machines[m]
            busy = ground.line.busy[int(lane["first"]) : int(lane["first"] + lane["size"])]
            shut = [
                *pairs(own_table(plan, m)),
                *down,
                *zip(busy["start"].tolist(), busy["end"].tolist(), strict=True),
            ]
            slots += [Slot(m, None, a, b) for a, b in pairs(without(hours, shut))]
    for crew_name in sorted({s.crew for s in steps if s.crew}):
        crew = shop.crews[crew_name]
        if not crew.overtime_calendar:
            continue
        w = calendars.crew_index[crew_name]
        mine = [s for s in steps if s.crew == crew_name]
        notice = max(shop.work_centers[s.work_center].notice_hours for s in mine)
        hours = common(overtime_spans(plan, crew.overtime_calendar), after_notice(plan, notice, until_at))
        shut = [*pairs(calendars.calendar(crew.calendar)), *runs_on(ground, work, w, hours)]
        slots += [Slot(None, w, a, b) for a, b in pairs(without(hours, shut))]
    return slots


def closure(plan: ShopPlan, part: str) -> list[str]:
    """A part and every component below it."""
    found, todo = [part], [part]
    while todo:
        for line in plan.shop.bom.get(todo.pop(), ()):
            if line.component not in found:
                found.append(line.component)
                todo.append(line.component)
    return found


def tables_of(plan: ShopPlan, part: str) -> set[int]:
    """The tables of every machine that a part or one of its components may need."""
    calendars = plan.model.calendars
    steps = [s for name in closure(plan, part) for s in plan.shop.routings.get(name, ()) if not s.is_outside]
    found = {calendars.center_index[c] for s in steps for c in (s.work_center, *s.alternates)}
    return {
        calendars.machine_table[m]
        for c in found
        for m in range(calendars.machine_off[c], calendars.machine_off[c + 1])
    }


def after_notice(plan: ShopPlan, notice_hours: Decimal, until_at: Instant) -> Spans:
    """From the first moment that can still be asked for."""
    first = plan.now_at + -(-int(notice_hours * HOUR) // 1)
    return np.array([(first, until_at)] if first < until_at else [], np.int64).reshape(-1, 2)


def overtime_spans(plan: ShopPlan, calendar: str) -> Spans:
    calendars: Calendars = plan.model.calendars
    return calendar_spans(
        plan.shop.calendars.get(calendar, ()), calendars.tz, plan.now_at - DAY, calendars.to_at
    )


def own_table(plan: ShopPlan, m: int) -> Spans:
    return plan.model.calendars.tables[plan.model.calendars.machine_table[m]]


def pairs(spans: Spans) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in spans]


def runs_on(ground: Ground, work: Work, w: int, hours: Spans) -> list[tuple[int, int]]:
    """When somebody's attended step would run on if a crew came in: its machine is open, and only the crew is not."""
    plan, placed = ground.plan, ground.plan.placed
    ops = work.ops
    mine = (ops["kind"] == INSIDE) & (ops["crew"] == w) & (ops["attended"] != NOBODY) & (placed["start"] >= 0)
    if ground.out:
        out = [n for n, demand in enumerate(plan.model.demands) if demand.order.order in ground.out]
        mine &= ~np.isin(ops["order"], out)
    after = np.searchsorted(hours[:, 1], placed["start"], "right")
    mine &= (
        np.searchsorted(hours[:, 0], placed["until"], "left") > after
    )  # the others stand beside these hours
    found: list[tuple[int, int]] = []
    for i in np.flatnonzero(mine):
        span = np.array([(int(placed["start"][i]), int(placed["until"][i]))], np.int64)
        found += pairs(common(own_table(plan, int(placed["machine"][i])), span))
    return found


def tried(
    ground: Ground, subject: Subject, ready: int, quantity: int, slots: list[Slot]
) -> tuple[Trial, Placement | None]:
    """The lot placed into the gaps with hours opened."""
    plan = ground.plan
    trial = WideTrial(ground, subject)
    trial.model = replace(plan.model, work=widened(plan, subject.part, slots))
    trial.take(ready, plan.now_at)
    try:
        return trial, trial.place(quantity, 1, keep=True)
    except NoRoom:
        return trial, None


def widened(plan: ShopPlan, part: str, slots: list[Slot]) -> Work:
    """The plan's arrays with the opened hours in the tables of their machines and crews."""
    work, calendars = plan.model.work, plan.model.calendars
    tables = list(calendars.tables)
    machines = work.machines.copy()
    by_machine: dict[int, list[tuple[int, int]]] = {}
    by_crew: dict[int, list[tuple[int, int]]] = {}
    for slot in slots:
        if slot.machine is not None:
            by_machine.setdefault(slot.machine, []).append((slot.start_at, slot.end_at))
        if slot.crew is not None:
            by_crew.setdefault(slot.crew, []).append((slot.start_at, slot.end_at))
    joint = dict(calendars.joint_of)
    mine = tables_of(plan, part)
    opened: dict[int, int] = {}
    for m, more in by_machine.items():
        opened[m] = len(tables)
        tables.append(merged([*pairs(own_table(plan, m)), *more]))
        machines["table"][m] = opened[m]
    for (t, w), _ in calendars.joint_of.items():
        hours = calendars.calendar(plan.shop.crews[calendars.crew_names[w]].calendar)
        if t not in mine:
            continue
        if w in by_crew:
            hours = merged([*pairs(hours), *by_crew[w]])
            joint[t, w] = len(tables)
            tables.append(common(tables[t], hours))
        for m, table in opened.items():
            if calendars.machine_table[m] == t:
                joint[table, w] = len(tables)
                tables.append(common(tables[table], hours))
    off = np.concatenate(([0], np.cumsum([len(s) for s in tables]))).astype(np.int64)
    old = len(calendars.tables)
    more_rows = np.zeros(int(off[-1] - off[old]), SPAN)
    for table_spans, first in zip(tables[old:], off[old:], strict=False):
        length = table_spans[:, 1] - table_spans[:, 0]
        rows = more_rows[first - off[old] : first - off[old] + len(table_spans)]
        rows["start"], rows["end"], rows["before"] = (
            table_spans[:, 0],
            table_spans[:, 1],
            np.cumsum(length) - length,
        )
    crossing = np.full((len(tables), work.joint.shape[1]), -1, np.int64)
    for (t, w), table in joint.items():
        crossing[t, w] = table
    return work._replace(
        spans=np.concatenate((work.spans, more_rows)), table_off=off, machines=machines, joint=crossing
    )


def used(plan: ShopPlan, lot: Placement, slots: list[Slot]) -> list[Slot]:
    """The part of the opened hours in which the lot's steps run."""
    busy: dict[tuple[int | None, int | None], list[tuple[int, int]]] = {}
    for i, at in enumerate(lot.placed):
        op = lot.work.ops[i]
        if op["kind"] != INSIDE:
            continue
        busy.setdefault((int(at["machine"]), None), []).append((int(at["start"]), int(at["end"])))
        if op["attended"] != NOBODY:
            busy.setdefault((None, int(op["crew"])), []).append((int(at["start"]), int(at["until"])))
    found: list[Slot] = []
    for slot in slots:
        mine = merged(busy.get((slot.machine, slot.crew), []))
        for a, b in pairs(common(merged([(slot.start_at, slot.end_at)]), mine)):
            found.append(Slot(slot.machine, slot.crew, a, b))
    return found


def least(
    ground: Ground, subject: Subject, ready: int, quantity: int, slots: list[Slot], target: Instant
) -> list[Slot]:
    """Close hours again as long as the lot is there by the target: days first, then quarter hours from their ends."""
    tz = ground.plan.model.calendars.tz

    def holds(some: list[Slot]) -> list[Slot] | None:
        lot = tried(ground, subject, ready, quantity, some)[1]
        return used(ground.plan, lot, some) if lot is not None and lot.finish_at <= target else None

    for day in sorted({tz.local(s.start_at) // DAY for s in slots}):
        fewer = holds([s for s in slots if tz.local(s.start_at) // DAY != day])
        if fewer is not None:
            slots = fewer
    for slot in list(slots):
        if slot not in slots:
            continue
        low, high = (
            0,
            -(-(slot.end_at - slot.start_at) // QUARTER),
        )  # quarters to open; the lower bound does not hold
        rest = [s for s in slots if s != slot]
        if (without_it := holds(rest)) is not None:
            slots = without_it
            continue
        while high - low > 1:
            middle = (low + high) // 2
            if holds([*rest, replace(slot, end_at=slot.start_at + middle * QUARTER)]) is not None:
                high = middle
            else:
                low = middle
        cut = replace(slot, end_at=min(slot.start_at + high * QUARTER, slot.end_at))
        if holds([*rest, cut]) is not None:
            slots = [*rest, cut]
    return slots


def priced(plan: ShopPlan, trial: Trial, lot: Placement, slots: list[Slot]) -> Overtime:
    """The opened hours as they are asked for: machine with crew where both are opened together, and their cost."""
    shop, calendars = plan.shop, plan.model.calendars
    machine_hours = {m: merged([(s.start_at, s.end_at) for s in slots if s.machine == m])
                     for m in {s.machine for s in slots if s.machine is not None}}  # fmt: skip
    crew_hours = {w: merged([(s.start_at, s.end_at) for s in slots if s.crew == w])
                  for w in {s.crew for s in slots if s.crew is not None}}  # fmt: skip
    none = merged([])
    rows: list[Opened] = []
    for i, at in enumerate(lot.placed):
        op = lot.work.ops[i]
        if op["kind"] != INSIDE:
            continue
        m, w = int(at["machine"]), int(op["crew"])
        c = calendars.of_machine[m]
        center, number = calendars.center_names[c], m - calendars.machine_off[c] + 1
        mine = common(machine_hours.get(m, none), merged([(int(at["start"]), int(at["end"]))]))
        people = none
        if op["attended"] != NOBODY and at["until"] > at["start"]:
            people = common(crew_hours.get(w, none), merged([(int(at["start"]), int(at["until"]))]))
            people = common(people, lot_table(lot, m))
        both = common(mine, people)
        crew = calendars.crew_names[w] if w >= 0 else None
        rows += [Opened(center, number, crew, a, b) for a, b in pairs(both)]
        rows += [Opened(center, number, None, a, b) for a, b in pairs(without(mine, pairs(both)))]
        rows += [Opened(None, None, crew, a, b) for a, b in pairs(without(people, pairs(both)))]
    rows.sort(key=lambda r: (r.start_at, r.end_at, r.work_center or "", r.machine or 0, r.crew or ""))
    cost = hours = Decimal(0)
    for row in rows:
        rate = shop.work_centers[row.work_center].overtime_hour_cost if row.work_center else Decimal(0)
        rate += shop.crews[row.crew].overtime_hour_cost if row.crew else Decimal(0)
        length = Decimal(row.end_at - row.start_at) / HOUR
        cost += length * rate
        hours += length
    return Overtime(trial, lot, tuple(rows), cost.quantize(Decimal("0.01")), hours)


def lot_table(lot: Placement, m: int) -> Spans:
    """The open time of a machine as the lot saw it."""
    t = int(lot.work.machines[m]["table"])
    rows = lot.work.spans[int(lot.work.table_off[t]) : int(lot.work.table_off[t + 1])]
    return np.stack((rows["start"], rows["end"]), axis=1)
