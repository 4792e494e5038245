"""Whether what is reserved can stand where it is: calendars, machines, people, inputs and material, compiled."""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import (
    FAR,
    INSIDE,
    NOBODY,
    OUTSIDE,
    RUNNING,
    Ints,
    Records,
    Timeline,
    Uses,
    Work,
)
from canyou.plan.kernels.clock import later, opening, run_from, start_after_feeding
from canyou.plan.kernels.material import material_ready, take
from canyou.plan.kernels.placing import enter_machine, hand_on, machine_wait, occupy_crew, people_wait

# mypy: disable-error-code="untyped-decorator"

STANDS, INPUTS, CLOSED, MACHINE_TAKEN, CREW_BUSY, NO_MATERIAL, BEYOND = 0, 1, 2, 3, 4, 5, 6
"""Verdicts on a reservation; BEYOND: the open-time tables end before it does, so longer ones must be asked."""


@njit(nogil=True, cache=True)
def reserved_ends(work: Work, which: Ints, ends: Ints) -> None:
    """The end of each reserved operation that begins where it is reserved."""
    for x in range(len(which)):
        i = which[x]
        ends[x] = run_from(work, i, work.ops[i].mode, work.ops[i].machine, work.ops[i].at)[1]


@njit(nogil=True, cache=True)
def judge(work: Work, uses: Uses, line: Timeline, placed: Records, i: int) -> int:
    """The verdict on one reservation, with those before it entered already."""
    op = work.ops[i]
    start = op.at
    if placed[i].ready > start:
        return INPUTS
    if op.kind == INSIDE:
        m = op.machine
        fed = placed[op.pred].end if op.overlap == 1 and placed[op.pred].start >= 0 else -1
        if fed >= 0 and start_after_feeding(work, i, op.mode, m, fed) > start:
            return INPUTS
        opens = opening(work, i, op.mode, m, start)
        if opens != start:
            return BEYOND if opens >= FAR else CLOSED
        until, end = run_from(work, i, op.mode, m, start)
        if end >= FAR:
            return BEYOND
        if machine_wait(line, m, start, end) != start:
            return MACHINE_TAKEN
        if op.attended != NOBODY and people_wait(line, op.crew, work.people[op.crew], start, until) != start:
            return CREW_BUSY
    for x in range(op.mat, op.mat_end):
        if material_ready(work, uses, work.mats[x].part, work.mats[x].quantity, start) > start:
            return NO_MATERIAL
    return STANDS


@njit(nogil=True, cache=True)
def enter(work: Work, uses: Uses, line: Timeline, placed: Records, i: int, start: int) -> None:
    """Let one operation stand where it is reserved or running."""
    op = work.ops[i]
    placed[i].start, placed[i].mode = start, op.mode
    if op.kind == INSIDE:
        placed[i].machine = op.machine
        placed[i].until, placed[i].end = run_from(work, i, op.mode, op.machine, start)
        enter_machine(line, op.machine, start, placed[i].end)
        if op.attended != NOBODY:
            occupy_crew(line, op.crew, start, placed[i].until, 1)
    elif op.fixed == RUNNING:
        placed[i].end = max(start, op.at)
    else:
        placed[i].end = later(work, start, op.outside)
    for x in range(op.mat, op.mat_end):
        take(uses, work.mats[x].part, start, work.mats[x].quantity)
    hand_on(work, placed, i)


@njit(nogil=True, cache=True)
def judge_all(work: Work, uses: Uses, line: Timeline, placed: Records, running: Ints, order: Ints, verdicts: Ints,
              now: int) -> None:  # fmt: skip
    """Enter what is running, then each reservation in order of start; verdicts by operation."""
    for i in range(len(work.ops)):
        if work.ops[i].fixed == RUNNING and work.ops[i].kind == OUTSIDE:
            enter(work, uses, line, placed, i, now)
    machine, free = -1, now
    for x in range(len(running)):
        i = running[x]
        if work.ops[i].machine != machine:
            machine, free = work.ops[i].machine, now
        enter(work, uses, line, placed, i, free)
        free = placed[i].end
    for x in range(len(order)):
        i = order[x]
        verdicts[i] = judge(work, uses, line, placed, i)
        if verdicts[i] == STANDS:
            enter(work, uses, line, placed, i, work.ops[i].at)
