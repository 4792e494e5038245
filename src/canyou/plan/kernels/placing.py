"""Placing operations into the gaps of a plan without moving anything, and taking them out again, compiled.

A step goes to the machine on which it ends earliest (ties: its own work center first, then by machine number).
"""

from __future__ import annotations

from typing import NamedTuple

from numba import njit

from canyou.plan.kernels.arrays import (
    FAR, FREE, INPUT_FEED, INPUT_MATERIAL, INPUT_OVERLAP, INPUT_STEP, INSIDE, NOBODY, OUTSIDE, Centers, Hours,
    Ints, Modes, Ops, Placed, Supply,
)  # fmt: skip
from canyou.plan.kernels.clock import later, opening, run_from, start_after_feeding, units_done
from canyou.plan.kernels.material import Uses, material_ready, put_back, take

# mypy: disable-error-code="untyped-decorator"


class Timeline(NamedTuple):
    """What is taken: per machine the busy stretches, per crew the number of people busy from each moment on."""

    off: Ints
    size: Ints
    start: Ints
    end: Ints
    crew_off: Ints
    crew_size: Ints
    crew_at: Ints
    crew_busy: Ints


@njit(nogil=True, cache=True)
def machine_wait(line: Timeline, m: int, start: int, end: int) -> int:
    """`start` if machine m is free from start to end, else the end of what is in the way."""
    low, high = line.off[m], line.off[m] + line.size[m]
    last = high
    while low < high:  # the first busy stretch that ends after the start
        mid = (low + high) >> 1
        if line.end[mid] <= start:
            low = mid + 1
        else:
            high = mid
    while low < last and line.start[low] < max(end, start + 1):
        if line.end[low] > start and (line.start[low] < end or line.start[low] < start):
            return line.end[low]
        low += 1
    return start


@njit(nogil=True, cache=True)
def crew_step(line: Timeline, w: int, when: int) -> int:
    """Index of the stretch of a crew's occupation that a moment lies in."""
    low, high = line.crew_off[w], line.crew_off[w] + line.crew_size[w]
    while high - low > 1:
        mid = (low + high) >> 1
        if line.crew_at[mid] <= when:
            low = mid
        else:
            high = mid
    return low


@njit(nogil=True, cache=True)
def people_wait(line: Timeline, w: int, people: int, start: int, until: int) -> int:
    """`start` if one of a crew is free from start to until, else when the first that is in the way is over."""
    if until <= start:
        return start
    x = crew_step(line, w, start)
    last = line.crew_off[w] + line.crew_size[w]
    while x < last and line.crew_at[x] < until:
        if line.crew_busy[x] >= people:
            while x < last and line.crew_busy[x] >= people:
                x += 1
            return line.crew_at[x] if x < last else FAR
        x += 1
    return start


@njit(nogil=True, cache=True)
def enter_machine(line: Timeline, m: int, start: int, end: int) -> None:
    x = line.off[m] + line.size[m]
    while x > line.off[m] and (
        line.start[x - 1] > start or (line.start[x - 1] == start and line.end[x - 1] > end)
    ):
        line.start[x] = line.start[x - 1]
        line.end[x] = line.end[x - 1]
        x -= 1
    line.start[x] = start
    line.end[x] = end
    line.size[m] += 1


@njit(nogil=True, cache=True)
def leave_machine(line: Timeline, m: int, start: int, end: int) -> None:
    last = line.off[m] + line.size[m]
    for x in range(line.off[m], last):
        if line.start[x] == start and line.end[x] == end:
            for y in range(x, last - 1):
                line.start[y] = line.start[y + 1]
                line.end[y] = line.end[y + 1]
            line.size[m] -= 1
            return


@njit(nogil=True, cache=True)
def split_crew(line: Timeline, w: int, when: int) -> int:
    """Make a moment the beginning of a stretch of a crew's occupation; answers its index."""
    x = crew_step(line, w, when)
    if line.crew_at[x] == when:
        return x
    y = line.crew_off[w] + line.crew_size[w]
    while y > x + 1:
        line.crew_at[y] = line.crew_at[y - 1]
        line.crew_busy[y] = line.crew_busy[y - 1]
        y -= 1
    line.crew_at[x + 1] = when
    line.crew_busy[x + 1] = line.crew_busy[x]
    line.crew_size[w] += 1
    return x + 1


@njit(nogil=True, cache=True)
def occupy_crew(line: Timeline, w: int, start: int, until: int, people: int) -> None:
    """Add (or with a negative number release) people of a crew from start to until."""
    if until <= start:
        return
    x = split_crew(line, w, start)
    last = split_crew(line, w, until)
    for y in range(x, last):
        line.crew_busy[y] += people


@njit(nogil=True, cache=True)
def earliest_on(ops: Ops, modes: Modes, centers: Centers, hours: Hours, line: Timeline, i: int, k: int, m: int,
                ready: int, fed: int, bound: int) -> tuple[int, int, int]:  # fmt: skip
    """(start, until, end) of an operation on machine m as early as its gaps allow; start FAR if not before `bound`.

    `fed` is the end of the step that feeds it while it runs, -1 without overlap.
    """
    start = ready
    if fed >= 0:
        start = max(start, start_after_feeding(hours, ops, modes, i, k, m, fed))
    while True:
        start = opening(hours, ops, modes, i, k, m, start)
        if start >= bound:
            return FAR, FAR, FAR
        until, end = run_from(hours, ops, modes, i, k, m, start)
        if end >= FAR:
            return FAR, FAR, FAR
        again = machine_wait(line, m, start, end)
        if again == start and ops.attended[i] != NOBODY:
            w = ops.crew[i]
            again = people_wait(line, w, centers.people[w], start, until)
        if again == start:
            return start, until, end
        if again >= FAR:
            return FAR, FAR, FAR
        start = again


@njit(nogil=True, cache=True)
def place_one(ops: Ops, modes: Modes, centers: Centers, hours: Hours, supply: Supply, uses: Uses, line: Timeline,
              placed: Placed, chosen: Ints, i: int) -> bool:  # fmt: skip
    """Place one operation whose predecessors are placed; False if it can't be within the open-time tables."""
    ready = placed.ready[i]
    for x in range(ops.mat_off[i], ops.mat_off[i + 1]):
        there = material_ready(supply, uses, ops.mat_part[x], ops.mat_quantity[x], ready)
        if there > ready:
            ready = there
            placed.ready[i] = ready
            placed.cause[i] = INPUT_MATERIAL
    if ready >= FAR:
        return False
    if ops.kind[i] != INSIDE:
        placed.start[i] = ready
        placed.until[i] = ready
        placed.end[i] = later(hours, ready, ops.outside[i]) if ops.kind[i] == OUTSIDE else ready
        placed.machine[i] = -1
    else:
        fed = placed.end[ops.pred[i]] if ops.overlap[i] == 1 else -1
        best_end, best_start, best_until, best_m = FAR, FAR, FAR, -1
        for k in range(ops.mode_off[i], ops.mode_off[i + 1]):
            c = modes.center[k]
            for m in range(centers.machine_off[c], centers.machine_off[c + 1]):
                start, until, end = earliest_on(
                    ops, modes, centers, hours, line, i, k, m, ready, fed, best_end + 1 if best_end < FAR else FAR
                )
                if end < best_end:
                    best_end, best_start, best_until, best_m = end, start, until, m
                    chosen[i] = k
        if best_m < 0:
            return False
        m = best_m
        placed.start[i], placed.until[i], placed.end[i], placed.machine[i] = best_start, best_until, best_end, m
        enter_machine(line, m, best_start, best_end)
        if ops.attended[i] != NOBODY:
            occupy_crew(line, ops.crew[i], best_start, best_until, 1)
    for x in range(ops.mat_off[i], ops.mat_off[i + 1]):
        take(uses, ops.mat_part[x], placed.start[i], ops.mat_quantity[x])
    return True


@njit(nogil=True, cache=True)
def hand_on(ops: Ops, modes: Modes, hours: Hours, placed: Placed, chosen: Ints, i: int) -> None:
    """Tell the successor of a placed operation when its input is there."""
    j = ops.succ[i]
    if j < 0 or ops.fixed[j] != FREE:
        return
    there = placed.end[i]
    cause = INPUT_FEED
    if ops.pred[j] == i:
        cause = INPUT_STEP
        if ops.overlap[j] == 1:
            cause = INPUT_OVERLAP
            k = chosen[i]
            if modes.first[k] < 0:
                there = placed.start[i]
            else:
                first = units_done(hours, ops, modes, i, k, placed.machine[i], placed.start[i])
                there = min(first, placed.end[i]) + ops.pred_wait[j]
        else:
            there += ops.pred_wait[j]
    if there > placed.ready[j]:
        placed.ready[j] = there
        placed.cause[j] = cause


@njit(nogil=True, cache=True)
def place_range(ops: Ops, modes: Modes, centers: Centers, hours: Hours, supply: Supply, uses: Uses, line: Timeline,
                placed: Placed, chosen: Ints, first: int, last: int) -> bool:  # fmt: skip
    """Place the operations first … last − 1 that are not placed yet, each in turn; False if one can't be."""
    for i in range(first, last):
        if placed.start[i] < 0:
            if not place_one(ops, modes, centers, hours, supply, uses, line, placed, chosen, i):
                return False
        hand_on(ops, modes, hours, placed, chosen, i)
    return True


@njit(nogil=True, cache=True)
def take_out(ops: Ops, uses: Uses, line: Timeline, placed: Placed, i: int) -> None:
    """Undo the placing of one operation: its machine, its person and its materials are free again."""
    if placed.start[i] < 0:
        return
    for x in range(ops.mat_off[i], ops.mat_off[i + 1]):
        put_back(uses, ops.mat_part[x], placed.start[i], ops.mat_quantity[x])
    if ops.kind[i] == INSIDE:
        leave_machine(line, placed.machine[i], placed.start[i], placed.end[i])
        if ops.attended[i] != NOBODY:
            occupy_crew(line, ops.crew[i], placed.start[i], placed.until[i], -1)
    placed.start[i] = -1


@njit(nogil=True, cache=True)
def tighten(ops: Ops, modes: Modes, centers: Centers, hours: Hours, supply: Supply, uses: Uses, line: Timeline,
            placed: Placed, chosen: Ints, order: Ints) -> int:  # fmt: skip
    """Let every free operation, in order of start, begin as early as its machine, crew and inputs allow.

    Answers how many began earlier. Nothing moves later. The inputs' moments are worked out afresh on the way.
    """
    moved = 0
    for i in range(len(ops.kind)):
        if ops.fixed[i] == FREE and placed.cause[i] != INPUT_MATERIAL:
            placed.ready[i] = ops.release[i]
            placed.cause[i] = 0
        elif ops.fixed[i] == FREE:
            placed.ready[i] = ops.release[i]
    for x in range(len(order)):
        i = order[x]
        if ops.fixed[i] == FREE and placed.start[i] > placed.ready[i]:
            m, start, until, end = placed.machine[i], placed.start[i], placed.until[i], placed.end[i]
            sooner = start
            if ops.kind[i] == INSIDE:
                leave_machine(line, m, start, end)
                if ops.attended[i] != NOBODY:
                    occupy_crew(line, ops.crew[i], start, until, -1)
                fed = placed.end[ops.pred[i]] if ops.overlap[i] == 1 else -1
                ready = placed.ready[i]
                k = chosen[i]
                sooner, until2, end2 = earliest_on(
                    ops, modes, centers, hours, line, i, k, m, ready, fed, start + 1
                )
                if sooner < start and ops.mat_off[i] < ops.mat_off[i + 1]:
                    for y in range(ops.mat_off[i], ops.mat_off[i + 1]):
                        put_back(uses, ops.mat_part[y], start, ops.mat_quantity[y])
                        ready = material_ready(supply, uses, ops.mat_part[y], ops.mat_quantity[y], ready)
                        take(uses, ops.mat_part[y], start, ops.mat_quantity[y])
                    sooner, until2, end2 = earliest_on(
                        ops, modes, centers, hours, line, i, k, m, ready, fed, start + 1
                    )
                    if sooner < start:
                        for y in range(ops.mat_off[i], ops.mat_off[i + 1]):
                            put_back(uses, ops.mat_part[y], start, ops.mat_quantity[y])
                            take(uses, ops.mat_part[y], sooner, ops.mat_quantity[y])
                if sooner < start and end2 <= end:
                    moved += 1
                    placed.start[i], placed.until[i], placed.end[i] = sooner, until2, end2
                enter_machine(line, m, placed.start[i], placed.end[i])
                if ops.attended[i] != NOBODY:
                    occupy_crew(line, ops.crew[i], placed.start[i], placed.until[i], 1)
        hand_on(ops, modes, hours, placed, chosen, i)
    return moved
