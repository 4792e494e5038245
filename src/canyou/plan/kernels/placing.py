"""Placing operations into the gaps of a plan without moving anything, and taking them out again, compiled.

A step goes to the machine on which it ends earliest (ties: its own work center first, then by machine number).
"""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import (
    FAR,
    FREE,
    INPUT_FEED,
    INPUT_MATERIAL,
    INPUT_OVERLAP,
    INPUT_STEP,
    INSIDE,
    NOBODY,
    OUTSIDE,
    RUNNING,
    Ints,
    Records,
    Timeline,
    Uses,
    Work,
)  # fmt: skip
from canyou.plan.kernels.clock import later, opening, run_from, start_after_feeding, units_done
from canyou.plan.kernels.material import material_ready, put_back, take

# mypy: disable-error-code="untyped-decorator"


@njit(nogil=True, cache=True)
def machine_wait(line: Timeline, m: int, start: int, end: int) -> int:
    """`start` if machine m is free from start to end, else the end of what is in the way."""
    low, high = line.machines[m].first, line.machines[m].first + line.machines[m].size
    last = high
    while low < high:  # the first busy stretch that ends after the start
        mid = (low + high) >> 1
        if line.busy[mid].end <= start:
            low = mid + 1
        else:
            high = mid
    while low < last and line.busy[low].start < max(end, start + 1):
        if line.busy[low].end > start and (line.busy[low].start < end or line.busy[low].start < start):
            return line.busy[low].end
        low += 1
    return start


@njit(nogil=True, cache=True)
def crew_step(line: Timeline, w: int, when: int) -> int:
    """Index of the stretch of a crew's occupation that a moment lies in."""
    low, high = line.crews[w].first, line.crews[w].first + line.crews[w].size
    while high - low > 1:
        mid = (low + high) >> 1
        if line.manned[mid].at <= when:
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
    last = line.crews[w].first + line.crews[w].size
    while x < last and line.manned[x].at < until:
        if line.manned[x].busy >= people:
            while x < last and line.manned[x].busy >= people:
                x += 1
            return line.manned[x].at if x < last else FAR
        x += 1
    return start


@njit(nogil=True, cache=True)
def enter_machine(line: Timeline, m: int, start: int, end: int) -> None:
    x = line.machines[m].first + line.machines[m].size
    while x > line.machines[m].first and (
        line.busy[x - 1].start > start or (line.busy[x - 1].start == start and line.busy[x - 1].end > end)
    ):
        line.busy[x].start = line.busy[x - 1].start
        line.busy[x].end = line.busy[x - 1].end
        x -= 1
    line.busy[x].start = start
    line.busy[x].end = end
    line.machines[m].size += 1


@njit(nogil=True, cache=True)
def leave_machine(line: Timeline, m: int, start: int, end: int) -> None:
    low, last = line.machines[m].first, line.machines[m].first + line.machines[m].size
    high = last
    while low < high:  # the first busy stretch that begins at the start or later
        mid = (low + high) >> 1
        if line.busy[mid].start < start:
            low = mid + 1
        else:
            high = mid
    while line.busy[low].end != end:
        low += 1
    for y in range(low, last - 1):
        line.busy[y].start = line.busy[y + 1].start
        line.busy[y].end = line.busy[y + 1].end
    line.machines[m].size -= 1


@njit(nogil=True, cache=True)
def split_crew(line: Timeline, w: int, when: int) -> int:
    """Make a moment the beginning of a stretch of a crew's occupation; answers its index."""
    x = crew_step(line, w, when)
    if line.manned[x].at == when:
        return x
    y = line.crews[w].first + line.crews[w].size
    while y > x + 1:
        line.manned[y].at = line.manned[y - 1].at
        line.manned[y].busy = line.manned[y - 1].busy
        y -= 1
    line.manned[x + 1].at = when
    line.manned[x + 1].busy = line.manned[x].busy
    line.crews[w].size += 1
    return x + 1


@njit(nogil=True, cache=True)
def join_crew(line: Timeline, w: int, x: int) -> None:
    """Drop the beginning of a stretch that is no busier or freer than the one before it."""
    if x > line.crews[w].first and line.manned[x].busy == line.manned[x - 1].busy:
        for y in range(x, line.crews[w].first + line.crews[w].size - 1):
            line.manned[y].at = line.manned[y + 1].at
            line.manned[y].busy = line.manned[y + 1].busy
        line.crews[w].size -= 1


@njit(nogil=True, cache=True)
def occupy_crew(line: Timeline, w: int, start: int, until: int, people: int) -> None:
    """Add (or with a negative number release) people of a crew from start to until."""
    if until <= start:
        return
    x = split_crew(line, w, start)
    last = split_crew(line, w, until)
    for y in range(x, last):
        line.manned[y].busy += people
    join_crew(line, w, last)
    join_crew(line, w, x)


@njit(nogil=True, cache=True)
def earliest_on(work: Work, line: Timeline, i: int, k: int, m: int,
                ready: int, fed: int, bound: int) -> tuple[int, int, int]:  # fmt: skip
    """(start, until, end) of an operation on machine m as early as its gaps allow; start FAR if not before `bound`.

    `fed` is the end of the step that feeds it while it runs, -1 without overlap.
    """
    start = ready
    if fed >= 0:
        start = max(start, start_after_feeding(work, i, k, m, fed))
    while True:
        start = opening(work, i, k, m, start)
        if start >= bound:
            return FAR, FAR, FAR
        until, end = run_from(work, i, k, m, start)
        if end >= FAR:
            return FAR, FAR, FAR
        again = machine_wait(line, m, start, end)
        if again == start and work.ops[i].attended != NOBODY:
            w = work.ops[i].crew
            again = people_wait(line, w, work.people[w], start, until)
        if again == start:
            return start, until, end
        if again >= FAR:
            return FAR, FAR, FAR
        start = again


@njit(nogil=True, cache=True)
def place_one(work: Work, uses: Uses, line: Timeline, placed: Records, i: int) -> bool:
    """Place one operation whose predecessors are placed; False if it can't be within the open-time tables."""
    ready = placed[i].ready
    for x in range(work.ops[i].mat, work.ops[i].mat_end):
        there = material_ready(work, uses, work.mats[x].part, work.mats[x].quantity, ready)
        if there > ready:
            ready = there
            placed[i].ready = ready
            placed[i].cause = INPUT_MATERIAL
    if ready >= FAR:
        return False
    if work.ops[i].kind != INSIDE:
        placed[i].start = ready
        placed[i].until = ready
        placed[i].end = later(work, ready, work.ops[i].outside) if work.ops[i].kind == OUTSIDE else ready
        placed[i].machine = -1
    else:
        fed = placed[work.ops[i].pred].end if work.ops[i].overlap == 1 else -1
        best_end, best_start, best_until, best_m = FAR, FAR, FAR, -1
        for k in range(work.ops[i].mode, work.ops[i].mode_end):
            c = work.modes[k].center
            for m in range(work.centers[c].first, work.centers[c].end):
                start, until, end = earliest_on(
                    work, line, i, k, m, ready, fed, best_end + 1 if best_end < FAR else FAR
                )
                if end < best_end:
                    best_end, best_start, best_until, best_m = end, start, until, m
                    placed[i].mode = k
        if best_m < 0:
            return False
        m = best_m
        placed[i].start, placed[i].until, placed[i].end, placed[i].machine = (
            best_start,
            best_until,
            best_end,
            m,
        )
        enter_machine(line, m, best_start, best_end)
        if work.ops[i].attended != NOBODY:
            occupy_crew(line, work.ops[i].crew, best_start, best_until, 1)
    for x in range(work.ops[i].mat, work.ops[i].mat_end):
        take(uses, work.mats[x].part, placed[i].start, work.mats[x].quantity)
    return True


@njit(nogil=True, cache=True)
def hand_on(work: Work, placed: Records, i: int) -> None:
    """Tell the successor of a placed operation when its input is there."""
    j = work.ops[i].succ
    if j < 0 or work.ops[j].fixed == RUNNING:
        return
    there = placed[i].end
    cause = INPUT_FEED
    if work.ops[j].pred == i:
        cause = INPUT_STEP
        if work.ops[j].overlap == 1:
            cause = INPUT_OVERLAP
            k = placed[i].mode
            if work.modes[k].first < 0:
                there = 0  # as many units as it needs are there already
            else:
                first = units_done(work, i, k, placed[i].machine, placed[i].start)
                there = min(first, placed[i].end) + work.ops[j].pred_wait
        else:
            there += work.ops[j].pred_wait
    if there > placed[j].ready:
        placed[j].ready = there
        placed[j].cause = cause


@njit(nogil=True, cache=True)
def place_range(work: Work, uses: Uses, line: Timeline, placed: Records, first: int, last: int) -> bool:
    """Place the operations first … last − 1 that are not placed yet, each in turn; False if one can't be."""
    for i in range(first, last):
        if placed[i].start < 0 and not place_one(work, uses, line, placed, i):
            return False
        hand_on(work, placed, i)
    return True


@njit(nogil=True, cache=True)
def take_out(work: Work, line: Timeline, placed: Records) -> None:
    """Undo the placing of every operation: its machine and its person are free again."""
    for i in range(len(work.ops)):
        if placed[i].start >= 0 and work.ops[i].kind == INSIDE:
            leave_machine(line, placed[i].machine, placed[i].start, placed[i].end)
            if work.ops[i].attended != NOBODY:
                occupy_crew(line, work.ops[i].crew, placed[i].start, placed[i].until, -1)


@njit(nogil=True, cache=True)
def free_before(line: Timeline, m: int, start: int) -> int:
    """When the stretch before the one that begins at `start` ends on a machine."""
    low, high = line.machines[m].first, line.machines[m].first + line.machines[m].size
    first = low
    while low < high:
        mid = (low + high) >> 1
        if line.busy[mid].start < start:
            low = mid + 1
        else:
            high = mid
    return line.busy[low - 1].end if low > first else -FAR


@njit(nogil=True, cache=True)
def lift(work: Work, uses: Uses, line: Timeline, placed: Records, i: int) -> None:
    """Take an operation off its machine and its person, to put it down again elsewhere or there."""
    if work.ops[i].kind == INSIDE:
        leave_machine(line, placed[i].machine, placed[i].start, placed[i].end)
        if work.ops[i].attended != NOBODY:
            occupy_crew(line, work.ops[i].crew, placed[i].start, placed[i].until, -1)
    for x in range(work.ops[i].mat, work.ops[i].mat_end):
        put_back(uses, work.mats[x].part, placed[i].start, work.mats[x].quantity)


@njit(nogil=True, cache=True)
def put_down(work: Work, uses: Uses, line: Timeline, placed: Records, i: int) -> None:
    """Let an operation take its machine, its person and its materials where it stands now."""
    if work.ops[i].kind == INSIDE:
        enter_machine(line, placed[i].machine, placed[i].start, placed[i].end)
        if work.ops[i].attended != NOBODY:
            occupy_crew(line, work.ops[i].crew, placed[i].start, placed[i].until, 1)
    for x in range(work.ops[i].mat, work.ops[i].mat_end):
        take(uses, work.mats[x].part, placed[i].start, work.mats[x].quantity)


@njit(nogil=True, cache=True)
def could_begin(work: Work, line: Timeline, placed: Records, i: int) -> int:
    """A moment no later than the earliest an operation could begin where it stands: cheap, to rule most out."""
    ready = placed[i].ready
    if work.ops[i].kind != INSIDE:
        return ready
    return max(ready, free_before(line, placed[i].machine, placed[i].start))


@njit(nogil=True, cache=True)
def tighten(work: Work, uses: Uses, line: Timeline, placed: Records, order: Ints, jump: bool) -> int:
    """Let every free operation, in order of start, begin as early as its machine, crew and inputs allow.

    With `jump` also in a gap before what stands reserved on its machine, not only behind what it follows there.
    Answers how many began earlier. Nothing moves later. The inputs' moments are worked out afresh on the way.
    """
    moved = 0
    for i in range(len(work.ops)):
        if work.ops[i].fixed != RUNNING:
            placed[i].ready = work.ops[i].release
            placed[i].cause = 0
    for x in range(len(order)):
        i = order[x]
        op = work.ops[i]
        if op.fixed != RUNNING and (
            op.mat < op.mat_end or could_begin(work, line, placed, i) < placed[i].start
        ):
            start, until, end = placed[i].start, placed[i].until, placed[i].end
            lift(work, uses, line, placed, i)
            ready = placed[i].ready
            for y in range(op.mat, op.mat_end):
                ready = material_ready(work, uses, work.mats[y].part, work.mats[y].quantity, ready)
            if ready > placed[i].ready:
                placed[i].ready, placed[i].cause = ready, INPUT_MATERIAL
            if op.fixed == FREE and ready < start:
                if op.kind == INSIDE:
                    fed = placed[op.pred].end if op.overlap == 1 else -1
                    sooner = earliest_on(work, line, i, placed[i].mode, placed[i].machine, ready, fed, start)
                else:
                    sooner = (ready, ready, later(work, ready, op.outside) if op.kind == OUTSIDE else ready)
                if sooner[0] < start:
                    start, until, end = sooner
                    moved += 1
            placed[i].start, placed[i].until, placed[i].end = start, until, end
            put_down(work, uses, line, placed, i)
        hand_on(work, placed, i)
    return moved
