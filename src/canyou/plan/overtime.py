"""Overtime for a question: the least hours opened beside the calendars with which it is there by a date.

All hours that may be opened are opened first; then whole days are closed again, and what is left is cut to quarter
hours, as long as the date holds. Hours under somebody else's step stay closed: they would let that step run on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from canyou.plan.kernels.arrays import INSIDE, NOBODY
from canyou.plan.opening import HOUR, NO_SPANS, Opening, Slot, in_use, less, pairs
from canyou.plan.result import Opened
from canyou.plan.trial import Placement
from canyou.shop.opentime import DAY, Spans, common
from canyou.shop.records import Instant

QUARTER = 900


@dataclass(frozen=True)
class Overtime:
    """Lots placed with opened hours, the hours they need, and what those cost."""

    opening: Opening
    lots: tuple[Placement, ...]
    opened: tuple[Opened, ...]
    cost: Decimal
    hours: Decimal
    is_priced: bool
    """Whether every one of the hours has a rate, its machine's or its crew's."""


def least_overtime(
    opening: Opening, quantity: int, slots: Sequence[Slot], target_at: Instant, rest: int = 0
) -> Overtime | None:
    """The least of these hours that bring a lot by a target, and a lot of the rest behind it; None if none do."""
    exact = cut(opening, quantity, slots, target_at)
    if exact is None:
        return None
    found = [in_quarters(slot, slots) for slot in exact]  # nobody is asked to stay for seven minutes
    first = opening.lot(quantity, 1, found)
    if first is None or first.finish_at > target_at:
        found = exact
    first = opening.lot(quantity, 1, found, keep=True)
    second = opening.lot(rest, 2, found, keep=True) if rest else None
    lots = tuple(lot for lot in (first, second) if lot is not None)
    done = len(lots) == 1 + bool(rest) and lots[0].finish_at <= target_at
    return priced(opening, lots, found) if done else None


def in_quarters(slot: Slot, slots: Sequence[Slot]) -> Slot:
    """A slot that ends with a whole quarter hour from its start, as far as the hours that may be opened go."""
    end_at = slot.start_at - -(slot.end_at - slot.start_at) // QUARTER * QUARTER
    whole = next(s for s in slots if (s.machine, s.crew) == (slot.machine, slot.crew) and s.end_at >= slot.end_at
                 and s.start_at <= slot.start_at)  # fmt: skip
    return replace(slot, end_at=min(end_at, whole.end_at))


def cut(opening: Opening, quantity: int, slots: Sequence[Slot], target_at: Instant) -> list[Slot] | None:
    """Close hours again as long as the lot is there by the target: days first, then quarter hours from their ends."""
    tz = opening.plan.model.calendars.tz

    def holds(some: Sequence[Slot]) -> list[Slot] | None:
        lot = opening.lot(quantity, 1, some)
        return in_use(lot, some) if lot is not None and lot.finish_at <= target_at else None

    left = holds(slots)
    if left is None:
        return None
    days = sorted({tz.local(s.start_at) // DAY for s in left})
    if len(days) > 1:
        for day in days:
            fewer = holds([s for s in left if tz.local(s.start_at) // DAY != day])
            if fewer is not None:
                left = fewer
    for slot in list(left):
        if slot not in left:
            continue
        rest = [s for s in left if s != slot]
        if (without_it := holds(rest)) is not None:
            left = without_it
            continue
        low, high = (
            0,
            -(-(slot.end_at - slot.start_at) // QUARTER),
        )  # quarters to open; the lower does not hold
        while high - low > 1:
            middle = (low + high) // 2
            shorter = replace(slot, end_at=slot.start_at + middle * QUARTER)
            low, high = (low, middle) if holds([*rest, shorter]) is not None else (middle, high)
        end_at = slot.start_at + high * QUARTER
        if end_at < slot.end_at:
            left = [*rest, replace(slot, end_at=end_at)]
    return left


def priced(opening: Opening, lots: tuple[Placement, ...], slots: Sequence[Slot]) -> Overtime:
    """The opened hours as they are asked for: machine with crew where both are opened together, and their cost."""
    plan = opening.plan
    shop, calendars = plan.shop, plan.model.calendars
    rows: list[Opened] = []
    for lot in lots:
        for op, at in zip(lot.work.ops, lot.placed, strict=True):
            if op["kind"] != INSIDE:
                continue
            m, w = int(at["machine"]), int(op["crew"])
            c = calendars.of_machine[m]
            center, number = calendars.center_names[c], m - calendars.machine_off[c] + 1
            mine = within(slots, m, None, int(at["start"]), int(at["end"]))
            people = NO_SPANS
            if op["attended"] != NOBODY and at["until"] > at["start"]:
                people = within(slots, None, w, int(at["start"]), int(at["until"]))
                people = common(people, table_of(lot, m))
            if not len(mine) and not len(people):
                continue
            both = common(mine, people)
            crew = calendars.crew_names[w] if w >= 0 else None
            rows += [Opened(center, number, crew, a, b) for a, b in pairs(both)]
            rows += [Opened(center, number, None, a, b) for a, b in pairs(less(mine, [both]))]
            rows += [Opened(None, None, crew, a, b) for a, b in pairs(less(people, [both]))]
    rows = longer(opening, rows, slots)
    rows.sort(key=lambda r: (r.start_at, r.end_at, r.work_center or "", r.machine or 0, r.crew or ""))
    cost = hours = Decimal(0)
    is_priced = True
    for row in rows:
        rate = shop.work_centers[row.work_center].overtime_hour_cost if row.work_center else Decimal(0)
        rate += shop.crews[row.crew].overtime_hour_cost if row.crew else Decimal(0)
        length = Decimal(row.end_at - row.start_at) / HOUR
        cost += length * rate
        hours += length
        is_priced &= rate > 0
    return Overtime(
        opening, lots, tuple(rows), cost.quantize(Decimal("0.01")), hours, is_priced and bool(rows)
    )


def longer(opening: Opening, rows: list[Opened], slots: Sequence[Slot]) -> list[Opened]:
    """Rows that touch as one, each going on to its quarter hour where nothing that is opened too begins before."""
    calendars = opening.plan.model.calendars
    by_place: dict[tuple[str | None, int | None, str | None], list[Opened]] = {}
    for row in sorted(rows, key=lambda r: (r.start_at, r.end_at)):
        mine = by_place.setdefault((row.work_center, row.machine, row.crew), [])
        if mine and row.start_at == mine[-1].end_at and row.machine is not None:
            mine[-1] = replace(mine[-1], end_at=row.end_at)
        else:
            mine.append(row)
    found = [row for mine in by_place.values() for row in mine]
    out = []
    for row in found:
        ends = [row.start_at - -(row.end_at - row.start_at) // QUARTER * QUARTER]
        for slot in slots:
            if slot.machine is not None:
                c = calendars.of_machine[slot.machine]
                number = slot.machine - calendars.machine_off[c] + 1
                mine_too = (row.work_center, row.machine) == (calendars.center_names[c], number)
            else:
                mine_too = row.crew == calendars.crew_names[slot.crew or 0]
            if mine_too and slot.start_at <= row.start_at and slot.end_at >= row.end_at:
                ends.append(slot.end_at)
        ends += [
            other.start_at
            for other in found
            if other.start_at >= row.end_at
            and (other.work_center, other.machine) == (row.work_center, row.machine)
            and (row.machine is not None or other.crew == row.crew)
            and not (row.crew and other.crew is None)  # the people stay on, and the machine runs on
        ]
        out.append(replace(row, end_at=max(min(ends), row.end_at)))
    return [row for one in out if (row := after_people(one, out)).end_at > row.start_at]


def after_people(row: Opened, rows: list[Opened]) -> Opened:
    """Hours of a machine alone from when the people on it go; all of them where none are."""
    if row.crew is not None or row.work_center is None:
        return row
    gone = [
        r.end_at
        for r in rows
        if r.crew and (r.work_center, r.machine) == (row.work_center, row.machine)
        and r.start_at <= row.start_at < r.end_at
    ]  # fmt: skip
    return replace(row, start_at=min(max([row.start_at, *gone]), row.end_at))


def within(
    slots: Sequence[Slot], machine: int | None, crew: int | None, low: Instant, high: Instant
) -> Spans:
    """The opened hours of one machine or crew between two moments."""
    mine = sorted(
        (max(s.start_at, low), min(s.end_at, high))
        for s in slots
        if s.machine == machine and s.crew == crew and s.start_at < high and s.end_at > low
    )
    return np.array(mine, np.int64).reshape(-1, 2)


def table_of(lot: Placement, m: int) -> Spans:
    """The open time of a machine as the lot saw it."""
    t = int(lot.work.machines[m]["table"])
    rows = lot.work.spans[int(lot.work.table_off[t]) : int(lot.work.table_off[t + 1])]
    return np.stack((rows["start"], rows["end"]), axis=1)
