"""Dispatching: the shop is run forward in time, and a free machine takes the most urgent job it can begin.

Urgency is the apparent tardiness cost (ATC; Vepsalainen and Morton, Management Science 33(8), 1987):
weight / processing × exp(−max(0, due − now − work left) / (k × mean processing)), compared by its logarithm.
Decisions are taken in time order, so crews and materials are given out in the order in which steps
start; what stands (running steps,
reservations) is worked around.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from canyou.plan.kernels.arrays import (
    FAR,
    FREE,
    INPUT_FEED,
    INPUT_MATERIAL,
    INPUT_OVERLAP,
    INPUT_STEP,
    INSIDE,
    LOOSE,
    NOBODY,
    NOW,
    OUTSIDE,
    RELEASE,
    RESERVED,
    RUNNING,
    Ints,
    Records,
    State,
    Uses,
    Work,
)  # fmt: skip
from canyou.plan.kernels.clock import first_open, later, opening, run_from, start_after_feeding, units_done
from canyou.plan.kernels.heap import pop, push
from canyou.plan.kernels.material import material_ready, take

# mypy: disable-error-code="untyped-decorator"

LOOK_AGAIN = 900
"""Seconds after which a job that is better off on another work center is offered to this one again."""


@njit(nogil=True, cache=True)
def crew_wait(state: State, work: Work, w: int, start: int, until: int) -> int:
    """`start` itself if one of the crew is free from start to until, else the next moment worth trying."""
    p0, p1 = state.crews[w].person, state.crews[w].person_end
    f0 = state.crews[w].stand
    f1 = f0 + state.crews[w].stand_size
    if until <= start:
        return start
    people = work.people[w]
    full = False
    moment = start
    x = f0
    while True:
        busy = 0
        for q in range(p0, p1):
            if state.person_free[q] > moment:
                busy += 1
        for f in range(f0, f1):
            if state.stands[f].start > moment:
                break
            if state.stands[f].end > moment:
                busy += 1
        if busy >= people:
            full = True
            break
        while x < f1 and state.stands[x].start <= moment:
            x += 1
        if x == f1 or state.stands[x].start >= until:
            break
        moment = state.stands[x].start
    if not full:
        return start
    again = FAR
    at_once = moment == start
    for q in range(p0, p1):
        if start < state.person_free[q] < again:
            again = state.person_free[q]
    for f in range(f0, f1):
        if start < state.stands[f].end < again:
            again = state.stands[f].end
    if at_once:
        state.crews[w].full_until = again
    return again


@njit(nogil=True, cache=True)
def occupy_person(state: State, w: int, start: int, until: int) -> None:
    """Let the free person of a crew who ended last work until a moment: the others stay free for longer stretches."""
    best = -1
    for q in range(state.crews[w].person, state.crews[w].person_end):
        if state.person_free[q] <= start and (best < 0 or state.person_free[q] > state.person_free[best]):
            best = q
    if best >= 0 and until > start:
        state.person_free[best] = until


@njit(nogil=True, cache=True)
def enqueue(work: Work, state: State, placed: Records, i: int) -> None:
    """All its predecessors are placed: put an operation where it will be looked at when its inputs are there."""
    ready = placed[i].ready
    if work.ops[i].kind != INSIDE:
        push(state.loose_at, state.loose, 0, state.scalar[LOOSE], ready, i)
        state.scalar[LOOSE] += 1
        return
    for k in range(work.ops[i].mode, work.ops[i].mode_end):
        c = work.modes[k].center
        push(state.coming_at, state.coming, state.queues[c].first, state.queues[c].coming, ready, k)
        state.queues[c].coming += 1
        for m in range(work.centers[c].first, work.centers[c].end):
            if state.machines[m].free < FAR:
                when = first_open(
                    work, work.machines[m].table, max(ready, state.machines[m].free, state.scalar[NOW])
                )
                if when < state.machines[m].wake:
                    state.machines[m].wake = when


@njit(nogil=True, cache=True)
def finish_op(work: Work, state: State, placed: Records, i: int) -> None:
    """Tell the successor of a placed operation, and let it queue if that was the last it waited for."""
    j = work.ops[i].succ
    if j < 0:
        return
    if work.ops[j].pred == i:
        if work.ops[j].overlap == 1:
            k = placed[i].mode
            there = 0  # as many units as it needs are there already
            if work.modes[k].first >= 0:
                first = units_done(work, i, k, placed[i].machine, placed[i].start)
                there = min(first, placed[i].end) + work.ops[j].pred_wait
            cause = INPUT_OVERLAP
        else:
            there = placed[i].end + work.ops[j].pred_wait
            cause = INPUT_STEP
    else:
        there = placed[i].end
        cause = INPUT_FEED
    if there > placed[j].ready:
        placed[j].ready = there
        placed[j].cause = cause
    if placed[j].left < 0:  # it had to be ended before: it held the machine that this one needed
        return
    placed[j].left -= 1
    if placed[j].left > 0:
        return
    if work.ops[j].fixed == FREE:
        enqueue(work, state, placed, j)
    elif work.ops[j].fixed == RUNNING and placed[j].machine >= 0:
        state.release[state.scalar[RELEASE]] = j
        state.scalar[RELEASE] += 1


@njit(nogil=True, cache=True)
def take_materials(work: Work, uses: Uses, i: int, when: int) -> None:
    for x in range(work.ops[i].mat, work.ops[i].mat_end):
        take(uses, work.mats[x].part, when, work.mats[x].quantity)


@njit(nogil=True, cache=True)
def materials_ready(work: Work, uses: Uses, i: int, when: int) -> int:
    for x in range(work.ops[i].mat, work.ops[i].mat_end):
        when = material_ready(work, uses, work.mats[x].part, work.mats[x].quantity, when)
    return when


@njit(nogil=True, cache=True)
def place_loose(work: Work, uses: Uses, state: State, placed: Records) -> int:
    """Place the next operation that needs no machine, or send it back until its material comes. Answers how many."""
    when, i = state.loose_at[0], state.loose[0]
    pop(state.loose_at, state.loose, 0, state.scalar[LOOSE])
    state.scalar[LOOSE] -= 1
    start = materials_ready(work, uses, i, when)
    if start >= FAR:
        return 0
    if start > when:
        placed[i].ready = start
        placed[i].cause = INPUT_MATERIAL
        push(state.loose_at, state.loose, 0, state.scalar[LOOSE], start, i)
        state.scalar[LOOSE] += 1
        return 0
    take_materials(work, uses, i, start)
    placed[i].start = start
    placed[i].end = later(work, start, work.ops[i].outside) if work.ops[i].kind == OUTSIDE else start
    placed[i].until = start
    finish_op(work, state, placed, i)
    return 1


@njit(nogil=True, cache=True)
def better_elsewhere(work: Work, state: State, i: int, k: int, now: int, end: int) -> int:
    """0 if no other work center would end an operation sooner by what it has taken so far, else when to ask again."""
    for other in range(work.ops[i].mode, work.ops[i].mode_end):
        if other == k:
            continue
        c = work.modes[other].center
        for m in range(work.centers[c].first, work.centers[c].end):
            if state.machines[m].free >= FAR:
                continue
            when = opening(work, i, other, m, max(now, state.machines[m].free))
            if when < FAR and run_from(work, i, other, m, when)[1] < end:
                return max(now + LOOK_AGAIN, when)
    return 0


@njit(nogil=True, cache=True)
def choose(
    work: Work, uses: Uses, state: State, placed: Records, m: int, now: int, scale: float, reach: float
) -> None:
    """The most urgent operation machine m can begin at this very moment: state.machines[m].best, -1 for none.

    What can't begin yet for lack of a person, material or feeding says when to ask again.
    """
    c = work.machines[m].center
    base = state.queues[c].first
    machine = state.machines[m]
    admit(work, state, c, now, reach)
    while machine.block_next < machine.block_end and state.blocks[machine.block_next].end <= now:
        machine.block_next += 1
    room = FAR
    if machine.block_next < machine.block_end:
        room = state.blocks[machine.block_next].start
    machine.best = -1
    machine.best_index = -math.inf
    machine.retry = FAR
    if room <= now:
        return
    x = 0
    while x < state.queues[c].waiting:
        slot = state.waiting[base + x]
        i = slot.op
        if slot.many == 1 and placed[i].machine >= 0:
            leave_queue(state, c, x)
            continue
        x += 1
        again = slot.again
        if slot.crew >= 0:
            again = max(again, state.crews[slot.crew].full_until)
        if again > now:
            machine.retry = min(machine.retry, again)
            continue
        urgency = slot.pull
        if slot.late_at > now:
            urgency -= (slot.late_at - now) / scale
        if urgency < machine.best_index or (urgency == machine.best_index and i > machine.best):
            continue
        op, k = work.ops[i], slot.mode
        start = opening(work, i, k, m, now)
        if op.overlap == 1:
            fed = start_after_feeding(work, i, k, m, placed[op.pred].end)
            if fed > start:
                start = opening(work, i, k, m, fed)
        until, end = run_from(work, i, k, m, min(start, FAR))
        if start == now and op.mat < op.mat_end:
            start = materials_ready(work, uses, i, now)
            if now < start < FAR:
                placed[i].ready = max(placed[i].ready, start)
                placed[i].cause = INPUT_MATERIAL
        if start == now and op.attended != NOBODY:
            start = crew_wait(state, work, op.crew, now, until)
        if start == now and slot.many == 1:
            when = better_elsewhere(work, state, i, k, now, end)
            if when > 0:
                start = when
        if start > now:
            state.waiting[base + x - 1].again = start
            machine.retry = min(machine.retry, start)
        elif end <= room:
            machine.best = i
            machine.best_mode = k
            machine.best_slot = x - 1
            machine.best_index = urgency


@njit(nogil=True, cache=True)
def admit(work: Work, state: State, c: int, now: int, reach: float) -> None:
    """Let those whose inputs are there join the queue of a work center, with what their urgency is made of."""
    base = state.queues[c].first
    while state.queues[c].coming > 0 and state.coming_at[base] <= now:
        k = state.coming[base]
        pop(state.coming_at, state.coming, base, state.queues[c].coming)
        state.queues[c].coming -= 1
        op = work.ops[work.modes[k].op]
        slot = state.waiting[base + state.queues[c].waiting]
        slot.op = work.modes[k].op
        slot.mode = k
        slot.again = 0
        slot.crew = op.crew if op.attended != NOBODY else -1
        slot.many = 1 if op.mode_end - op.mode > 1 else 0
        slot.late_at = op.due - int(reach * op.tail)
        slot.pull = math.log(op.weight / max(op.processing, 1.0))
        state.queues[c].waiting += 1


@njit(nogil=True, cache=True)
def leave_queue(state: State, c: int, x: int) -> None:
    """Take slot x of a work center's queue out; the last one takes its place."""
    state.queues[c].waiting -= 1
    to = state.waiting[state.queues[c].first + x]
    last = state.waiting[state.queues[c].first + state.queues[c].waiting]
    to.op, to.mode, to.again, to.crew, to.many, to.late_at, to.pull = (
        last.op, last.mode, last.again, last.crew, last.many, last.late_at, last.pull,
    )  # fmt: skip


@njit(nogil=True, cache=True)
def sleep(work: Work, state: State, m: int, now: int) -> None:
    """Nothing to begin: wake when the next job may come, or where a reservation ends."""
    c = work.machines[m].center
    when = max(state.machines[m].retry, now + 1)
    if state.queues[c].waiting > 0 and state.machines[m].block_next < state.machines[m].block_end:
        when = min(when, max(state.blocks[state.machines[m].block_next].end, now + 1))
    if state.queues[c].coming > 0:  # one that came at this very moment is looked at before time goes on
        when = min(when, max(state.coming_at[state.queues[c].first], now))
    state.machines[m].wake = FAR if when >= FAR else first_open(work, work.machines[m].table, when)


@njit(nogil=True, cache=True)
def stand(state: State, w: int, start: int, until: int) -> None:
    """Enter an attended stretch of a running or reserved step, sorted by start."""
    if until <= start:
        return
    x = state.crews[w].stand + state.crews[w].stand_size
    while x > state.crews[w].stand and state.stands[x - 1].start > start:
        state.stands[x].start = state.stands[x - 1].start
        state.stands[x].end = state.stands[x - 1].end
        x -= 1
    state.stands[x].start = start
    state.stands[x].end = until
    state.crews[w].stand_size += 1


@njit(nogil=True, cache=True)
def go_on(work: Work, state: State, placed: Records, running: Ints, x: int) -> int:
    """Let what is running on a machine go on, one after the other, until one holds it. Answers how many began."""
    begun = 0
    m = work.ops[running[x]].machine
    while x < len(running) and work.ops[running[x]].machine == m:
        i = running[x]
        if placed[i].machine < 0:
            k = work.ops[i].mode
            start = max(state.scalar[NOW], state.machines[m].free)
            until, end = run_from(work, i, k, m, start)
            placed[i].start, placed[i].end, placed[i].until, placed[i].machine = start, end, until, m
            placed[i].mode = k
            begun += 1
            if work.ops[i].attended != NOBODY:
                stand(state, work.ops[i].crew, start, until)
            if placed[i].left > 0:
                state.machines[m].free = FAR
                state.machines[m].wake = FAR
                return begun
            if work.ops[i].pred >= 0:
                placed[i].end = max(end, placed[work.ops[i].pred].end)
            state.machines[m].free = placed[i].end
            finish_op(work, state, placed, i)
        x += 1
    state.machines[m].wake = first_open(work, work.machines[m].table, state.machines[m].free)
    return begun


@njit(nogil=True, cache=True)
def let_go(work: Work, state: State, placed: Records, running: Ints, i: int, end: int) -> int:
    """End a running step that held its machine, and let the next one there go on. Answers how many began."""
    m = placed[i].machine
    placed[i].end = max(placed[i].end, end)
    if work.ops[i].kind != INSIDE:  # an outside step holds no machine
        finish_op(work, state, placed, i)
        return 0
    state.machines[m].free = placed[i].end
    finish_op(work, state, placed, i)
    for x in range(len(running)):
        if running[x] == i:
            if x + 1 < len(running) and work.ops[running[x + 1]].machine == m:
                return go_on(work, state, placed, running, x + 1)
            break
    state.machines[m].wake = first_open(work, work.machines[m].table, state.machines[m].free)
    return 0


@njit(nogil=True, cache=True)
def begin(work: Work, uses: Uses, state: State, placed: Records, running: Ints) -> int:
    """Place what is fixed: reservations where they stand, outside steps under way, running steps on their machines."""
    count = 0
    for i in range(len(work.ops)):
        if work.ops[i].fixed == RESERVED:
            m, start, k = work.ops[i].machine, work.ops[i].at, work.ops[i].mode
            placed[i].start = start
            take_materials(work, uses, i, start)
            if m >= 0:
                until, end = run_from(work, i, k, m, start)
                placed[i].end, placed[i].until, placed[i].machine = end, until, m
                if work.ops[i].attended != NOBODY:
                    stand(state, work.ops[i].crew, start, until)
            else:
                placed[i].end = later(work, start, work.ops[i].outside)
                placed[i].until = start
                placed[i].machine = 0
            placed[i].mode = k
            count += 1
        elif work.ops[i].fixed == RUNNING and work.ops[i].kind == OUTSIDE:
            placed[i].start = state.scalar[NOW]
            placed[i].end = max(state.scalar[NOW], work.ops[i].at)
            placed[i].until = state.scalar[NOW]
            placed[i].machine = 0
            count += 1
    for i in range(len(work.ops)):
        waits = work.ops[i].fixed == RUNNING and work.ops[i].preds > 0  # its end follows the step before it
        if placed[i].machine >= 0 and not waits:
            finish_op(work, state, placed, i)
    for i in range(len(work.ops)):
        if work.ops[i].fixed == FREE and placed[i].left == 0 and work.ops[i].preds == 0:
            enqueue(work, state, placed, i)
    x = 0
    while x < len(running):
        count += go_on(work, state, placed, running, x)
        m = work.ops[running[x]].machine
        while x < len(running) and work.ops[running[x]].machine == m:
            x += 1
    return count


@njit(nogil=True, cache=True)
def shares_with(work: Work, i: int, j: int) -> bool:
    """Whether giving a machine to one operation may keep another from beginning: same crew, or both take material."""
    if (
        work.ops[i].attended != NOBODY
        and work.ops[j].attended != NOBODY
        and work.ops[i].crew == work.ops[j].crew
    ):
        return True
    return work.ops[i].mat < work.ops[i].mat_end and work.ops[j].mat < work.ops[j].mat_end


@njit(nogil=True, cache=True)
def run_shop(
    work: Work, uses: Uses, state: State, placed: Records, running: Ints, scale: float, reach: float
) -> int:
    """Dispatch every operation by ATC with look-ahead `scale` (seconds; k × mean processing) and lead factor `reach`.

    Answers how many operations could be placed; the rest would begin past the end of the open-time tables.
    """
    machines = len(work.machines)
    idle = np.empty(machines, np.int64)
    count = begin(work, uses, state, placed, running)
    while True:
        while state.scalar[RELEASE] > 0:
            state.scalar[RELEASE] -= 1
            i = state.release[state.scalar[RELEASE]]
            count += let_go(work, state, placed, running, i, placed[work.ops[i].pred].end)
        now = FAR
        if state.scalar[LOOSE] > 0:
            now = state.loose_at[0]
        for m in range(machines):
            if state.machines[m].wake < now:
                now = state.machines[m].wake
        if now >= FAR:
            stuck = -1
            for x in range(len(running)):
                i = running[x]
                if (
                    placed[i].machine >= 0
                    and state.machines[work.ops[i].machine].free >= FAR
                    and placed[i].left > 0
                ):
                    stuck = i
                    break
            if stuck < 0:
                return count
            placed[stuck].left = -FAR
            count += let_go(work, state, placed, running, stuck, placed[stuck].end)
            continue
        state.scalar[NOW] = now
        while state.scalar[LOOSE] > 0 and state.loose_at[0] <= now:
            count += place_loose(work, uses, state, placed)
        n = 0
        for m in range(machines):
            if state.machines[m].wake == now:
                when = max(now, state.machines[m].free)
                when = first_open(work, work.machines[m].table, when) if when < FAR else FAR
                if when > now:
                    state.machines[m].wake = when
                    continue
                idle[n] = m
                n += 1
                choose(work, uses, state, placed, m, now, scale, reach)
        while n > 0:
            pick = -1
            for x in range(n):
                if state.machines[idle[x]].best >= 0 and (
                    pick < 0 or state.machines[idle[x]].best_index > state.machines[idle[pick]].best_index
                ):
                    pick = x
            if pick < 0:
                break
            m = idle[pick]
            i, k = state.machines[m].best, state.machines[m].best_mode
            until, end = run_from(work, i, k, m, now)
            n -= 1
            idle[pick] = idle[n]
            if end >= FAR:
                state.machines[m].wake = FAR
                continue
            placed[i].start, placed[i].end, placed[i].until, placed[i].machine = now, end, until, m
            placed[i].mode = k
            c = work.machines[m].center
            x = state.machines[m].best_slot
            if x >= state.queues[c].waiting or state.waiting[state.queues[c].first + x].op != i:
                x = 0
                while state.waiting[state.queues[c].first + x].op != i:
                    x += 1
            leave_queue(state, c, x)
            take_materials(work, uses, i, now)
            if work.ops[i].attended != NOBODY:
                occupy_person(state, work.ops[i].crew, now, until)
            count += 1
            state.machines[m].free = end
            state.machines[m].wake = first_open(work, work.machines[m].table, end)
            finish_op(work, state, placed, i)
            for x in range(n):
                other = state.machines[idle[x]].best
                if other >= 0 and (other == i or shares_with(work, i, other)):
                    choose(work, uses, state, placed, idle[x], now, scale, reach)
        for x in range(n):
            sleep(work, state, idle[x], now)
