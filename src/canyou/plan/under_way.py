"""Placing an order that has begun: its running steps go on where they are, the rest goes into the gaps around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from canyou.plan.kernels.arrays import FAR, INSIDE, NOBODY, RUNNING, Records, Timeline, Uses, Work
from canyou.plan.kernels.clock import run_from
from canyou.plan.kernels.placing import (
    enter_machine,
    leave_machine,
    machine_wait,
    occupy_crew,
    people_wait,
    place_range,
)
from canyou.plan.model import Row
from canyou.shop.records import Instant


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the plan has a running step: machine -1 outside."""

    machine: int
    start_at: Instant
    until_at: Instant
    """The end of its attended part."""


class NoRoom(Exception):
    """The lot can't be placed: a part can never come, or the plan's open time ends before it is done."""

    def __init__(self, part: str = "") -> None:
        super().__init__(part)
        self.part = part


class InTheWay(NoRoom):
    """A running step can't go on for so long: another order's work stands behind it."""


def place_begun(
    work: Work,
    rows: Sequence[Row],
    uses: Uses,
    line: Timeline,
    placed: Records,
    running: Mapping[int, Standing],
) -> bool:
    """Place the lot of a begun order; False if it can't be within the open-time tables.

    A running step needs no set-up any more, begins where the plan has it and ends no sooner than the step before it.

    Raises:
        InTheWay: one of them would run into what stands behind it.
    """
    mine = [i for i in range(len(rows)) if work.ops[i]["fixed"] == RUNNING]
    for i in mine:
        if not go_on(work, line, placed, i, running.get(rows[i].step)):
            return False
    for i in range(len(rows)):
        if i in mine:
            wait_for_feeder(work, line, placed, i)
        if not place_range(work, uses, line, placed, i, i + 1):
            return False
    return True


def go_on(work: Work, line: Timeline, placed: Records, i: int, at: Standing | None) -> bool:
    """Let a running step run on; an outside one comes back when it is due."""
    op = work.ops[i]
    if at is None:
        raise InTheWay
    m, start = at.machine, at.start_at
    if op["kind"] != INSIDE:
        placed["start"][i] = placed["until"][i] = start
        placed["end"][i] = max(start, int(op["at"]))
        return True
    k = int(op["mode"])
    until, end = (int(x) for x in run_from(work, i, k, m, start))
    if end >= FAR:
        return False
    if int(machine_wait(line, m, start, end)) != start:
        raise InTheWay
    if op["attended"] != NOBODY:
        w = int(op["crew"])
        longer = max(start, at.until_at)  # until then the plan has its person, were all of the crew busy
        if int(people_wait(line, w, int(work.people[w]), longer, until)) != longer:
            raise InTheWay
        occupy_crew(line, w, start, until, 1)
    enter_machine(line, m, start, end)
    for name, value in (("start", start), ("until", until), ("end", end), ("machine", m), ("mode", k)):
        placed[name][i] = value
    return True


def wait_for_feeder(work: Work, line: Timeline, placed: Records, i: int) -> None:
    """A running step holds its machine until the step before it, which is placed by now, is done as well."""
    j = int(work.ops[i]["pred"])
    start, end = int(placed["start"][i]), int(placed["end"][i])
    if j < 0 or int(placed["end"][j]) <= end:
        return
    later = int(placed["end"][j])
    if work.ops[i]["kind"] == INSIDE:
        m = int(placed["machine"][i])
        if int(machine_wait(line, m, end, later)) != end:
            raise InTheWay
        leave_machine(line, m, start, end)
        enter_machine(line, m, start, later)
    placed["end"][i] = later
