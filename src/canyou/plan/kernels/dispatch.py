"""Dispatching: the shop is run forward in time, and a free machine takes the most urgent job it can begin.

Urgency is the apparent tardiness cost (ATC; Vepsalainen and Morton, Management Science 33(8), 1987):
weight / processing × exp(−max(0, due − now − work left) / (k × mean processing)). Decisions are taken in
time order, so crews and materials are given out in the order in which steps start; what stands (running steps,
reservations) is worked around.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from canyou.plan.kernels.arrays import (
    FAR, FREE, INPUT_FEED, INPUT_MATERIAL, INPUT_OVERLAP, INPUT_STEP, INSIDE, NOBODY, OUTSIDE, RESERVED,
    RUNNING, Centers, Floats, Hours, Ints, Modes, Ops, Placed, Supply,
)  # fmt: skip
from canyou.plan.kernels.clock import first_open, later, opening, run_from, start_after_feeding, units_done
from canyou.plan.kernels.heap import pop, push
from canyou.plan.kernels.material import Uses, material_ready, take

# mypy: disable-error-code="untyped-decorator"

LOOK_AGAIN = 900
"""Seconds after which a job that is better off on another work center is offered to this one again."""


class State(NamedTuple):
    """What changes while the shop runs: machines, crews, queues, uses of material."""

    now: Ints
    free: Ints
    """When each machine has ended what it took; FAR while held by a running step whose step before is not done."""
    wake: Ints
    block_off: Ints
    block_start: Ints
    block_end: Ints
    block_next: Ints
    person_off: Ints
    person_free: Ints
    stand_off: Ints
    stand_size: Ints
    stand_start: Ints
    stand_end: Ints
    """Attended parts of running and reserved steps, per crew, sorted by start."""
    queue_off: Ints
    waiting: Ints
    waiting_size: Ints
    coming_at: Ints
    coming: Ints
    coming_size: Ints
    loose_at: Ints
    loose: Ints
    loose_size: Ints
    """Outside steps and takings, which need no machine, by the moment their inputs are there."""
    release: Ints
    release_size: Ints
    """Running steps that held their machine for the step before them, which is placed now."""
    left: Ints
    """How many predecessors each operation still waits for."""
    mode: Ints
    best: Ints
    best_mode: Ints
    best_index: Floats


@njit(nogil=True, cache=True)
def crew_wait(state: State, centers: Centers, w: int, start: int, until: int) -> int:
    """`start` itself if one of the crew is free from start to until, else the next moment worth trying."""
    p0, p1 = state.person_off[w], state.person_off[w + 1]
    f0 = state.stand_off[w]
    f1 = f0 + state.stand_size[w]
    if until <= start:
        return start
    people = centers.people[w]
    full = False
    moment = start
    x = f0
    while True:
        busy = 0
        for q in range(p0, p1):
            if state.person_free[q] > moment:
                busy += 1
        for f in range(f0, f1):
            if state.stand_start[f] > moment:
                break
            if state.stand_end[f] > moment:
                busy += 1
        if busy >= people:
            full = True
            break
        while x < f1 and state.stand_start[x] <= moment:
            x += 1
        if x == f1 or state.stand_start[x] >= until:
            break
        moment = state.stand_start[x]
    if not full:
        return start
    again = FAR
    for q in range(p0, p1):
        if start < state.person_free[q] < again:
            again = state.person_free[q]
    for f in range(f0, f1):
        if start < state.stand_end[f] < again:
            again = state.stand_end[f]
    return again


@njit(nogil=True, cache=True)
def occupy_person(state: State, w: int, start: int, until: int) -> None:
    """Let the longest free person of a crew work until a moment."""
    best = -1
    for q in range(state.person_off[w], state.person_off[w + 1]):
        if state.person_free[q] <= start and (best < 0 or state.person_free[q] > state.person_free[best]):
            best = q
    if best >= 0 and until > start:
        state.person_free[best] = until


@njit(nogil=True, cache=True)
def enqueue(ops: Ops, modes: Modes, centers: Centers, hours: Hours, state: State, placed: Placed, i: int) -> None:
    """All its predecessors are placed: put an operation where it will be looked at when its inputs are there."""
    ready = placed.ready[i]
    if ops.kind[i] != INSIDE:
        push(state.loose_at, state.loose, 0, state.loose_size[0], ready, i)
        state.loose_size[0] += 1
        return
    for k in range(ops.mode_off[i], ops.mode_off[i + 1]):
        c = modes.center[k]
        push(state.coming_at, state.coming, state.queue_off[c], state.coming_size[c], ready, k)
        state.coming_size[c] += 1
        for m in range(centers.machine_off[c], centers.machine_off[c + 1]):
            if state.free[m] < FAR:
                when = first_open(hours, hours.machine[m], max(ready, state.free[m], state.now[0]))
                if when < state.wake[m]:
                    state.wake[m] = when


@njit(nogil=True, cache=True)
def finish_op(
    ops: Ops, modes: Modes, centers: Centers, hours: Hours, state: State, placed: Placed, i: int
) -> None:
    """Tell the successor of a placed operation, and let it queue if that was the last it waited for."""
    j = ops.succ[i]
    if j < 0:
        return
    if ops.pred[j] == i:
        if ops.overlap[j] == 1:
            k = state.mode[i]
            there = placed.start[i]
            if modes.first[k] >= 0:
                first = units_done(hours, ops, modes, i, k, placed.machine[i], placed.start[i])
                there = min(first, placed.end[i]) + ops.pred_wait[j]
            cause = INPUT_OVERLAP
        else:
            there = placed.end[i] + ops.pred_wait[j]
            cause = INPUT_STEP
    else:
        there = placed.end[i]
        cause = INPUT_FEED
    if there > placed.ready[j]:
        placed.ready[j] = there
        placed.cause[j] = cause
    state.left[j] -= 1
    if state.left[j] > 0:
        return
    if ops.fixed[j] == FREE:
        enqueue(ops, modes, centers, hours, state, placed, j)
    elif ops.fixed[j] == RUNNING and placed.machine[j] >= 0:
        state.release[state.release_size[0]] = j
        state.release_size[0] += 1


@njit(nogil=True, cache=True)
def take_materials(ops: Ops, uses: Uses, i: int, when: int) -> None:
    for x in range(ops.mat_off[i], ops.mat_off[i + 1]):
        take(uses, ops.mat_part[x], when, ops.mat_quantity[x])


@njit(nogil=True, cache=True)
def materials_ready(ops: Ops, supply: Supply, uses: Uses, i: int, when: int) -> int:
    for x in range(ops.mat_off[i], ops.mat_off[i + 1]):
        when = material_ready(supply, uses, ops.mat_part[x], ops.mat_quantity[x], when)
    return when


@njit(nogil=True, cache=True)
def place_loose(ops: Ops, modes: Modes, centers: Centers, hours: Hours, supply: Supply, uses: Uses,
                state: State, placed: Placed) -> int:  # fmt: skip
    """Place the next operation that needs no machine, or send it back until its material comes. Answers how many."""
    when, i = state.loose_at[0], state.loose[0]
    pop(state.loose_at, state.loose, 0, state.loose_size[0])
    state.loose_size[0] -= 1
    start = materials_ready(ops, supply, uses, i, when)
    if start >= FAR:
        return 0
    if start > when:
        placed.ready[i] = start
        placed.cause[i] = INPUT_MATERIAL
        push(state.loose_at, state.loose, 0, state.loose_size[0], start, i)
        state.loose_size[0] += 1
        return 0
    take_materials(ops, uses, i, start)
    placed.start[i] = start
    placed.end[i] = later(hours, start, ops.outside[i]) if ops.kind[i] == OUTSIDE else start
    placed.until[i] = start
    finish_op(ops, modes, centers, hours, state, placed, i)
    return 1


@njit(nogil=True, cache=True)
def better_elsewhere(ops: Ops, modes: Modes, centers: Centers, hours: Hours, state: State, i: int, k: int,
                     now: int, end: int) -> int:  # fmt: skip
    """0 if no other work center would end an operation sooner by what it has taken so far, else when to ask again."""
    for other in range(ops.mode_off[i], ops.mode_off[i + 1]):
        if other == k:
            continue
        c = modes.center[other]
        for m in range(centers.machine_off[c], centers.machine_off[c + 1]):
            if state.free[m] >= FAR:
                continue
            when = opening(hours, ops, modes, i, other, m, max(now, state.free[m]))
            if when < FAR and run_from(hours, ops, modes, i, other, m, when)[1] < end:
                return max(now + LOOK_AGAIN, when)
    return 0


@njit(nogil=True, cache=True)
def choose(ops: Ops, modes: Modes, centers: Centers, hours: Hours, supply: Supply, uses: Uses, state: State,
           placed: Placed, m: int, now: int, scale: float, reach: float) -> None:  # fmt: skip
    """The most urgent operation machine m can begin at this very moment: state.best[m], -1 for none.

    What can't begin yet for lack of a person, material or feeding goes back until it may.
    """
    c = centers.of_machine[m]
    base = state.queue_off[c]
    while state.coming_size[c] > 0 and state.coming_at[base] <= now:
        k = state.coming[base]
        pop(state.coming_at, state.coming, base, state.coming_size[c])
        state.coming_size[c] -= 1
        state.waiting[base + state.waiting_size[c]] = k
        state.waiting_size[c] += 1
    while state.block_next[m] < state.block_off[m + 1] and state.block_end[state.block_next[m]] <= now:
        state.block_next[m] += 1
    room = FAR
    if state.block_next[m] < state.block_off[m + 1]:
        room = state.block_start[state.block_next[m]]
    state.best[m] = -1
    state.best_index[m] = -1.0
    if room <= now and state.block_end[state.block_next[m]] > now:
        return
    x = 0
    while x < state.waiting_size[c]:
        k = state.waiting[base + x]
        i = modes.op[k]
        if placed.machine[i] >= 0:
            state.waiting_size[c] -= 1
            state.waiting[base + x] = state.waiting[base + state.waiting_size[c]]
            continue
        slack = ops.due[i] - now - reach * ops.tail[i]
        urgency = ops.weight[i] / max(ops.processing[i], 1.0)
        if slack > 0:
            urgency *= math.exp(-slack / scale)
        if urgency < state.best_index[m] or (urgency == state.best_index[m] and i > state.best[m]):
            x += 1
            continue
        start = opening(hours, ops, modes, i, k, m, now)
        if ops.overlap[i] == 1:
            fed = start_after_feeding(hours, ops, modes, i, k, m, placed.end[ops.pred[i]])
            if fed > start:
                start = opening(hours, ops, modes, i, k, m, fed)
        until, end = run_from(hours, ops, modes, i, k, m, min(start, FAR))
        if start == now:
            start = materials_ready(ops, supply, uses, i, now)
            if start > now and start < FAR:
                placed.ready[i] = max(placed.ready[i], start)
                placed.cause[i] = INPUT_MATERIAL
        if start == now and ops.attended[i] != NOBODY:
            start = crew_wait(state, centers, ops.crew[i], now, until)
        if start == now and ops.mode_off[i + 1] - ops.mode_off[i] > 1:
            again = better_elsewhere(ops, modes, centers, hours, state, i, k, now, end)
            if again > 0:
                start = again
        if start > now:
            state.waiting_size[c] -= 1
            state.waiting[base + x] = state.waiting[base + state.waiting_size[c]]
            push(state.coming_at, state.coming, base, state.coming_size[c], start, k)
            state.coming_size[c] += 1
            for other in range(centers.machine_off[c], centers.machine_off[c + 1]):
                if state.free[other] <= now and start < state.wake[other] and other != m:
                    state.wake[other] = max(start, now + 1)
            continue
        if end <= room:
            state.best[m] = i
            state.best_mode[m] = k
            state.best_index[m] = urgency
        x += 1


@njit(nogil=True, cache=True)
def sleep(centers: Centers, hours: Hours, state: State, m: int, now: int) -> None:
    """Nothing to begin: wake when the next job may come, or where a reservation ends."""
    c = centers.of_machine[m]
    when = FAR
    if state.waiting_size[c] > 0 and state.block_next[m] < state.block_off[m + 1]:
        when = max(state.block_end[state.block_next[m]], now + 1)
    if state.coming_size[c] > 0:  # one that came at this very moment is looked at before time goes on
        when = min(when, max(state.coming_at[state.queue_off[c]], now))
    state.wake[m] = FAR if when >= FAR else first_open(hours, hours.machine[m], when)


@njit(nogil=True, cache=True)
def stand(state: State, w: int, start: int, until: int) -> None:
    """Enter an attended stretch of a running or reserved step, sorted by start."""
    if until <= start:
        return
    x = state.stand_off[w] + state.stand_size[w]
    while x > state.stand_off[w] and state.stand_start[x - 1] > start:
        state.stand_start[x] = state.stand_start[x - 1]
        state.stand_end[x] = state.stand_end[x - 1]
        x -= 1
    state.stand_start[x] = start
    state.stand_end[x] = until
    state.stand_size[w] += 1


@njit(nogil=True, cache=True)
def go_on(ops: Ops, modes: Modes, centers: Centers, hours: Hours, state: State, placed: Placed,
          running: Ints, x: int) -> int:  # fmt: skip
    """Let what is running on a machine go on, one after the other, until one holds it. Answers how many began."""
    begun = 0
    m = ops.machine[running[x]]
    while x < len(running) and ops.machine[running[x]] == m:
        i = running[x]
        if placed.machine[i] < 0:
            k = ops.mode_off[i]
            start = max(state.now[0], state.free[m])
            until, end = run_from(hours, ops, modes, i, k, m, start)
            placed.start[i], placed.end[i], placed.until[i], placed.machine[i] = start, end, until, m
            state.mode[i] = k
            begun += 1
            if ops.attended[i] != NOBODY:
                stand(state, ops.crew[i], start, until)
            if state.left[i] > 0:
                state.free[m] = FAR
                state.wake[m] = FAR
                return begun
            if ops.pred[i] >= 0:
                placed.end[i] = max(end, placed.end[ops.pred[i]])
            state.free[m] = placed.end[i]
            finish_op(ops, modes, centers, hours, state, placed, i)
        x += 1
    state.wake[m] = first_open(hours, hours.machine[m], state.free[m])
    return begun


@njit(nogil=True, cache=True)
def let_go(ops: Ops, modes: Modes, centers: Centers, hours: Hours, state: State, placed: Placed,
           running: Ints, i: int, end: int) -> int:  # fmt: skip
    """End a running step that held its machine, and let the next one there go on. Answers how many began."""
    m = placed.machine[i]
    placed.end[i] = max(placed.end[i], end)
    state.free[m] = placed.end[i]
    finish_op(ops, modes, centers, hours, state, placed, i)
    for x in range(len(running)):
        if running[x] == i:
            if x + 1 < len(running) and ops.machine[running[x + 1]] == m:
                return go_on(ops, modes, centers, hours, state, placed, running, x + 1)
            break
    state.wake[m] = first_open(hours, hours.machine[m], state.free[m])
    return 0


@njit(nogil=True, cache=True)
def begin(ops: Ops, modes: Modes, centers: Centers, hours: Hours, supply: Supply, uses: Uses, state: State,
          placed: Placed, running: Ints) -> int:  # fmt: skip
    """Place what is fixed: reservations where they stand, outside steps under way, running steps on their machines."""
    count = 0
    for i in range(len(ops.kind)):
        if ops.fixed[i] == RESERVED:
            m, start, k = ops.machine[i], ops.at[i], ops.mode_off[i]
            placed.start[i] = start
            take_materials(ops, uses, i, start)
            if m >= 0:
                until, end = run_from(hours, ops, modes, i, k, m, start)
                placed.end[i], placed.until[i], placed.machine[i] = end, until, m
                if ops.attended[i] != NOBODY:
                    stand(state, ops.crew[i], start, until)
            else:
                placed.end[i] = later(hours, start, ops.outside[i])
                placed.until[i] = start
                placed.machine[i] = 0
            state.mode[i] = k
            count += 1
        elif ops.fixed[i] == RUNNING and ops.kind[i] == OUTSIDE:
            placed.start[i] = state.now[0]
            placed.end[i] = max(state.now[0], ops.at[i])
            placed.until[i] = state.now[0]
            placed.machine[i] = 0
            count += 1
    for i in range(len(ops.kind)):
        if placed.machine[i] >= 0:
            finish_op(ops, modes, centers, hours, state, placed, i)
    for i in range(len(ops.kind)):
        if ops.fixed[i] == FREE and state.left[i] == 0 and ops.preds[i] == 0:
            enqueue(ops, modes, centers, hours, state, placed, i)
    x = 0
    while x < len(running):
        count += go_on(ops, modes, centers, hours, state, placed, running, x)
        m = ops.machine[running[x]]
        while x < len(running) and ops.machine[running[x]] == m:
            x += 1
    return count


@njit(nogil=True, cache=True)
def shares_with(ops: Ops, i: int, j: int) -> bool:
    """Whether giving a machine to one operation may keep another from beginning: same crew, or both take material."""
    if ops.attended[i] != NOBODY and ops.attended[j] != NOBODY and ops.crew[i] == ops.crew[j]:
        return True
    return ops.mat_off[i] < ops.mat_off[i + 1] and ops.mat_off[j] < ops.mat_off[j + 1]


@njit(nogil=True, cache=True)
def run_shop(ops: Ops, modes: Modes, centers: Centers, hours: Hours, supply: Supply, uses: Uses, state: State,
             placed: Placed, running: Ints, scale: float, reach: float) -> int:  # fmt: skip
    """Dispatch every operation by ATC with look-ahead `scale` (seconds; k × mean processing) and lead factor `reach`.

    Answers how many operations could be placed; the rest would begin past the end of the open-time tables.
    """
    machines = len(centers.of_machine)
    idle = np.empty(machines, np.int64)
    count = begin(ops, modes, centers, hours, supply, uses, state, placed, running)
    while True:
        while state.release_size[0] > 0:
            state.release_size[0] -= 1
            i = state.release[state.release_size[0]]
            count += let_go(ops, modes, centers, hours, state, placed, running, i, placed.end[ops.pred[i]])
        now = FAR
        if state.loose_size[0] > 0:
            now = state.loose_at[0]
        for m in range(machines):
            if state.wake[m] < now:
                now = state.wake[m]
        if now >= FAR:
            stuck = -1
            for x in range(len(running)):
                i = running[x]
                if placed.machine[i] >= 0 and state.free[ops.machine[i]] >= FAR and state.left[i] > 0:
                    stuck = i
                    break
            if stuck < 0:
                return count
            state.left[stuck] = -FAR
            count += let_go(ops, modes, centers, hours, state, placed, running, stuck, placed.end[stuck])
            continue
        state.now[0] = now
        while state.loose_size[0] > 0 and state.loose_at[0] <= now:
            count += place_loose(ops, modes, centers, hours, supply, uses, state, placed)
        n = 0
        for m in range(machines):
            if state.wake[m] == now:
                when = max(now, state.free[m])
                when = first_open(hours, hours.machine[m], when) if when < FAR else FAR
                if when > now:
                    state.wake[m] = when
                    continue
                idle[n] = m
                n += 1
                choose(ops, modes, centers, hours, supply, uses, state, placed, m, now, scale, reach)
        while n > 0:
            pick = -1
            for x in range(n):
                if state.best[idle[x]] >= 0 and (
                    pick < 0 or state.best_index[idle[x]] > state.best_index[idle[pick]]
                ):
                    pick = x
            if pick < 0:
                break
            m = idle[pick]
            i, k = state.best[m], state.best_mode[m]
            until, end = run_from(hours, ops, modes, i, k, m, now)
            n -= 1
            idle[pick] = idle[n]
            if end >= FAR:
                state.wake[m] = FAR
                continue
            placed.start[i], placed.end[i], placed.until[i], placed.machine[i] = now, end, until, m
            state.mode[i] = k
            take_materials(ops, uses, i, now)
            if ops.attended[i] != NOBODY:
                occupy_person(state, ops.crew[i], now, until)
            count += 1
            state.free[m] = end
            state.wake[m] = first_open(hours, hours.machine[m], end)
            finish_op(ops, modes, centers, hours, state, placed, i)
            for x in range(n):
                other = state.best[idle[x]]
                if other >= 0 and (other == i or shares_with(ops, i, other)):
                    choose(ops, modes, centers, hours, supply, uses, state, placed, idle[x], now, scale, reach)
        for x in range(n):
            sleep(centers, hours, state, idle[x], now)
