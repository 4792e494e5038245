"""Keeping what stands in reservations.csv: where it can stay it stays, else it is let go and named."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from canyou.plan.build import DAYS_AT_FIRST, Key, refusal
from canyou.plan.kernels.arrays import RESERVED, Ints, Records
from canyou.plan.kernels.clock import start_after_feeding
from canyou.plan.kernels.standing import (
    BEYOND,
    CLOSED,
    CREW_BUSY,
    INPUTS,
    MACHINE_TAKEN,
    NO_MATERIAL,
    STANDS,
    judge_all,
)  # fmt: skip
from canyou.plan.model import Model
from canyou.plan.run import no_uses, unplaced
from canyou.plan.timeline import timeline_of
from canyou.plan.wording import short_moment
from canyou.shop.records import Reservation

LONGEST_DAYS = 10_000
"""A reservation is followed for so many days from now; one that is not over then can't stay."""

WHY = {
    INPUTS: "what it needs from the step before it is not there yet",
    BEYOND: "its machine or its crew does not work then",
    CLOSED: "its machine or its crew does not work then",
    MACHINE_TAKEN: "its machine does something else then",
    CREW_BUSY: "all of its crew are busy then",
    NO_MATERIAL: "its material is not there yet",
}


def key_of(row: Reservation) -> Key:
    return (row.order, row.part, row.step, row.lot)


def infeasible(model: Model) -> dict[Key, str]:
    """A line for each reservation that can't stand beside what is running and the reservations before it."""
    which = np.array(sorted(model.reserved), np.int64)
    order = which[np.lexsort((which, model.work.ops["at"][which]))]
    verdicts = judged(model, order)
    days = DAYS_AT_FIRST
    while BEYOND in verdicts and days < LONGEST_DAYS:
        days *= 4
        verdicts = judged(model.extended(days), order)
    return {
        key_of(model.reserved[int(i)]): refusal(model.reserved[int(i)], WHY[int(verdicts[i])])
        for i in order
        if verdicts[i] != STANDS
    }


def judged(model: Model, order: Ints) -> Ints:
    """The verdict on each reservation, in order of start, by operation."""
    work = model.work
    placed = unplaced(work)
    verdicts = np.zeros(len(work.ops), np.int64)
    line, uses = timeline_of(model, placed), no_uses(model)
    judge_all(work, uses, line, placed, model.running, order, verdicts, model.shop.now_at)
    return verdicts


def overtaken(model: Model, placed: Records) -> dict[Key, str]:
    """A line for each reservation that begins before its inputs are there in a finished plan.

    Or so early that it would have done its last units before the step that feeds it could hand them over.
    """
    work = model.work
    reserved = work.ops["fixed"] == RESERVED
    late = reserved & (placed["ready"] > placed["start"])
    for i in np.flatnonzero(reserved & (work.ops["overlap"] == 1)):
        op = work.ops[i]
        fed = int(placed["end"][op["pred"]])
        late[i] |= start_after_feeding(work, i, op["mode"], op["machine"], fed) > placed["start"][i]
    return {
        key_of(model.reserved[int(i)]): refusal(model.reserved[int(i)], WHY[INPUTS])
        for i in np.flatnonzero(late)
    }


def in_the_way(model: Model, placed: Records) -> frozenset[Key]:
    """Reservations that may be moved for a promise, on a machine or crew that a late promised order needs.

    Neither pinned nor a plan's own; of orders without a promise, and of the late promised orders themselves.
    """
    ops = model.work.ops
    late = set()
    for number, last in enumerate(model.last):
        order = model.demands[number].order
        if last >= 0 and order.promised_at is not None and placed["end"][last] > ops["due"][last]:
            late.add(number)
    wanted = np.isin(ops["order"], sorted(late))
    centers = set(model.work.modes["center"][wanted[model.work.modes["op"]]].tolist())
    crews = set(ops["crew"][wanted].tolist()) - {-1}
    found = set()
    for i, row in model.reserved.items():
        if row.pinned or row.stands:
            continue
        number = int(ops["order"][i])
        center = int(model.work.machines["center"][ops["machine"][i]]) if ops["machine"][i] >= 0 else -1
        promised = model.demands[number].order.promised_at is not None
        if number in late or (not promised and (center in centers or int(ops["crew"][i]) in crews)):
            found.add(key_of(row))
    return frozenset(found)


def moved(model: Model, placed: Records, rows: Iterable[Reservation]) -> list[str]:
    """A line for each reservation let go for a promise that ended up elsewhere."""
    wanted = {key_of(row): row for row in rows}
    lines = []
    off, names = model.calendars.machine_off, model.calendars.center_names
    for i, one in enumerate(model.rows):
        row = wanted.get((one.order, one.part, one.step, one.lot))
        if row is None:
            continue
        m, start = int(placed["machine"][i]), int(placed["start"][i])
        center = int(model.work.machines["center"][m]) if m >= 0 else -1
        at = (names[center], m - off[center] + 1) if m >= 0 else ("", None)
        if (row.work_center, row.machine, row.start_at) != (*at, start):
            lines.append(
                f"reservations.csv: start: {row.order} step {row.step} stood in the way of a promise and moved "
                f"from {short_moment(row.start_at, model.shop)} to {short_moment(start, model.shop)}"
            )
    return lines
