"""Steps that are not in the plan, run through its kept runs: each takes its turn among what was done there.

What the option moves is ahead of it or behind it by where it goes. What has more right to a machine than the option,
and had been waiting there, goes into the place that one leaves that moves. What all this changes on other machines is
not followed: it hardly ever comes back to the option.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from canyou.plan.chance.kernels.arrays import (
    AFTER,
    AHEAD,
    ATTENDED,
    BEHIND,
    CREW,
    DRAW,
    DRAWS,
    GONE,
    GRAIN,
    HOW,
    JOINT,
    LEVEL_BITS,
    LEVELS,
    OVERLAPPED,
    POOL,
    RELEASE,
    SHARE,
    SPREAD,
    TAIL,
    THEN,
    TOTAL,
    WAIT,
    WAITED,
    Bytes,
    Draws,
    Ints,
    Kept,
    Longs,
    Shorts,
    Tables,
    Uints,
)
from canyou.plan.chance.kernels.clock import run_on, span_of

# mypy: disable-error-code="untyped-decorator"

BACK = 96
"""So many of the steps that began last are looked at, at most, until somebody busy is found for every machine."""

MOST_BUSY = 128
"""So many of a pool, or crew, are known to be busy at most."""

BACK_OWN = 6
"""And so many of the course's own that began last, for one machine; two more for each further one."""

A_MOMENT = 576
"""What begins so many seconds after a machine was free began as soon as it was: moments are kept in grains."""


LOOK = 128
"""So many of the steps that began next are looked at for one that had been waiting."""

STEP_BITS, RANK_BITS = 14, 26
"""Of what waits: the moment, below that how urgent it is in its pool, and below that which step."""


@njit(nogil=True, cache=True, inline="always")
def turn(
    kept_start: Uints, kept_length: Shorts, kept_wait: Bytes, starts: Ints, ends: Ints, cell: Ints,
    shift: int, width: int, r: int, first: int, last: int, places: int, t: int, level: int, standing: Bytes, g: int,
    hint: int, when: int, begun: int, before: Longs, column: int, end: Longs, stops: Longs, taken: Longs, stamp: int,
) -> tuple[int, int]:  # fmt: skip
    """When something that comes at `when` gets its turn among the steps first … last − 1 of a run, and where that is.

    Among them are also the option's own steps of the same pool, or crew, that have begun: `before` leads from the one
    that began last to those before it. Row g of `standing` tells who is gone, behind or ahead of it. `hint` is where it
    came in the run before; `taken` has the stamp at those who went earlier than they did.
    """
    units = when >> GRAIN
    stride = 4
    if (
        hint > first and (kept_start[r, hint - 1] >> LEVEL_BITS) >= units
    ):  # it comes sooner than in the run before
        high = hint - 1
        while high - stride > first and (kept_start[r, high - stride] >> LEVEL_BITS) >= units:
            high -= stride
            stride *= 2
        low = max(first, high - stride)
    else:
        low = hint
        while low + stride < last and (kept_start[r, low + stride] >> LEVEL_BITS) < units:
            low += stride
            stride *= 2
        high = min(last, low + stride)
    while low < high:
        mid = (low + high) >> 1
        if (kept_start[r, mid] >> LEVEL_BITS) < units:
            low = mid + 1
        else:
            high = mid
    now = when
    busy = 0
    y = low - 1
    stop_at = max(first, low - (2 if places == 1 else BACK))
    while y >= stop_at and busy < min(places, MOST_BUSY):
        mark = kept_start[r, y]
        if standing[g, mark & (LEVELS - 1)] == GONE:
            stop_at = max(first, stop_at - 1)
        else:
            stop = ((mark >> LEVEL_BITS) + np.int64(kept_length[r, y])) << GRAIN
            if stop > now:
                stops[busy] = stop
                busy += 1
        y -= 1
    j, own = begun, 0
    while j >= 0 and own < BACK_OWN + 2 * places and busy < MOST_BUSY - 1:
        own += 1
        if end[j] > now:
            stops[busy] = end[j]
            busy += 1
        j = before[j, column]
    x = low
    found = -1
    while found < 0:
        many, busy = busy, 0
        soonest = 1 << 40
        for y in range(many):
            if stops[y] > now:
                stops[busy] = stops[y]
                soonest = min(soonest, stops[y])
                busy += 1
        free = now
        if busy >= places:
            free = soonest
        opens = starts[span_of(ends, cell, shift, width, t, free)]
        if opens > free:
            free = opens
        while x < last and (standing[g, kept_start[r, x] & (LEVELS - 1)] == GONE or taken[x] == stamp):
            x += 1
        if x >= last:
            found = free
            break
        begins = np.int64(kept_start[r, x] >> LEVEL_BITS) << GRAIN
        mark = np.int64(kept_start[r, x] & (LEVELS - 1))
        how = standing[g, mark]
        if begins <= free + A_MOMENT and how != BEHIND and (mark <= level or how == AHEAD):
            now = max(now, begins)  # type: ignore[assignment]  # that one goes first
            stops[min(busy, MOST_BUSY - 1)] = begins + (np.int64(kept_length[r, x]) << GRAIN)
            busy = min(busy + 1, MOST_BUSY)
            x += 1
            continue
        found = free
        if g == 0:
            break
        if how == BEHIND and begins <= free + A_MOMENT:
            x += 1
        best, best_level = -1, level + 1
        for y in range(x, min(last, x + LOOK)):
            mark = np.int64(kept_start[r, y] & (LEVELS - 1))
            how = standing[g, mark]
            if how == AHEAD:
                mark = 0
            if mark < best_level and how != BEHIND and how != GONE and taken[y] != stamp:
                came = (np.int64(kept_start[r, y] >> LEVEL_BITS) << GRAIN) - WAITED[kept_wait[r, y]]
                if came <= free:
                    best, best_level = y, mark
        if best >= 0:  # the most urgent of those that wait takes the place
            found = -1
            taken[best] = stamp
            now = max(now, free)
            stops[min(busy, MOST_BUSY - 1)] = free + (np.int64(kept_length[r, best]) << GRAIN)
            busy = min(busy + 1, MOST_BUSY)
    return found, low


@njit(nogil=True, cache=True, inline="always")
def push(queue: Longs, size: int, key: int) -> None:
    """Add a key to a heap of so many."""
    x = size
    while x > 0 and queue[(x - 1) >> 1] > key:
        queue[x] = queue[(x - 1) >> 1]
        x = (x - 1) >> 1
    queue[x] = key


@njit(nogil=True, cache=True, inline="always")
def pull(queue: Longs, size: int) -> int:
    """Take the least key off a heap of so many; there is one less then."""
    least = queue[0]
    key = queue[size - 1]
    x, y, n = 0, 1, size - 1
    while y < n:
        if y + 1 < n and queue[y + 1] < queue[y]:
            y += 1
        if queue[y] >= key:
            break
        queue[x] = queue[y]
        x, y = y, 2 * y + 1
    queue[x] = key
    return least


@njit(nogil=True, cache=True)
def slip_in(
    asked: Ints, asked_level: Ints, tables: Tables, draws: Draws, kept: Kept, asked_place: Ints,
    standing: Bytes, first_run: int, last_run: int, end: Ints,
) -> None:  # fmt: skip
    """Fill end [step, run] of the steps of a course of their own: whoever is there first goes first, then by urgency.

    asked_level: of each step in its pool and its crew; asked_place: of each step, for its pool and its crew, the kept
    places (first, last), how many machines or people, their open time, and its row of `standing`. The steps are the
    most urgent first.
    """
    n = len(asked)
    steps, level, place = asked, asked_level, asked_place
    starts, ends, before, cell, back = tables.start, tables.end, tables.before, tables.cell, tables.back
    shift, width = tables.shift, tables.width
    factor, chance, rate, repair, shift_of = draws.factor, draws.chance, draws.rate, draws.repair, draws.shift
    kept_start, kept_length, kept_wait = kept.start, kept.length, kept.wait
    queues = 1
    for i in range(n):
        queues = max(queues, steps[i, POOL] + 1, steps[i, CREW] + 1)
    begun = np.empty((2, queues), np.int64)  # the step that began last on each pool, by each crew
    chain = np.empty((n, 2), np.int64)
    stops = np.empty(n, np.int64)
    near = place[:, :, 0].astype(np.int64)
    waits = np.zeros(n, np.int64)
    for i in range(n):
        if steps[i, THEN] >= 0:
            waits[steps[i, THEN]] += 1
    left, ready, floor = np.empty(n, np.int64), np.empty(n, np.int64), np.zeros(n, np.int64)
    queue, busy_until = np.empty(n + 1, np.int64), np.empty(MOST_BUSY, np.int64)
    taken = np.zeros(kept_start.shape[1], np.int64)
    stamp = 0
    for r in range(first_run, last_run):
        u = r & (DRAWS - 1)
        begun[:] = -1
        left[:] = waits
        floor[:] = 0
        size, to_do = 0, n
        for i in range(n):
            ready[i] = steps[i, RELEASE]
            if waits[i] == 0:
                push(queue, size, (ready[i] << RANK_BITS) + ((level[i, 0] + 1) << STEP_BITS) + i)
                size += 1
        while to_do > 0:
            key = pull(queue, size)
            size -= 1
            i, when = key & ((1 << STEP_BITS) - 1), key >> RANK_BITS
            k, c, w = steps[i, SPREAD], steps[i, POOL], steps[i, CREW]
            t = place[i, 0, 3]
            table = t if w < 0 else steps[i, JOINT]
            if c >= 0:
                stamp += 1
                turns, near[i, 0] = turn(
                    kept_start, kept_length, kept_wait, starts, ends, cell, shift, width, r,
                    place[i, 0, 0], place[i, 0, 1], place[i, 0, 2], t, level[i, 0], standing, place[i, 0, 4],
                    near[i, 0], when, begun[0, c], chain, 0, stops, busy_until, taken, stamp,
                )  # fmt: skip
                if w >= 0 and turns == when:
                    stamp += 1
                    turns, near[i, 1] = turn(
                        kept_start, kept_length, kept_wait, starts, ends, cell, shift, width, r,
                        place[i, 1, 0], place[i, 1, 1], place[i, 1, 2], table, level[i, 1], standing, place[i, 1, 4],
                        near[i, 1], when, begun[1, w], chain, 1, stops, busy_until, taken, stamp,
                    )  # fmt: skip
                span = span_of(ends, cell, shift, width, table, turns)
                turns = max(turns, starts[span])
                if turns > when and size == 0 and w < 0:  # nobody else is about
                    when = turns
                if turns > when:  # not yet: it is looked at again then
                    push(queue, size, (turns << RANK_BITS) + ((level[i, 0] + 1) << STEP_BITS) + i)
                    size += 1
                    continue
            x = ((steps[i, DRAW] & (DRAWS - 1)) + r * (steps[i, DRAW] >> 10)) & (DRAWS - 1)
            length = steps[i, TOTAL] * factor[k, x] * shift_of[k, u]
            if c < 0:
                stop = when + int(length)
            else:
                if rate[k, u] > 0.0:
                    y = ((steps[i, DRAW] & (DRAWS - 1)) * 7 + r * ((steps[i, DRAW] >> 10) + 2)) & (DRAWS - 1)
                    length += int(length * rate[k, u] + chance[y]) * repair[k, x ^ y]
                seconds = int(length + np.float32(0.5))
                manned = seconds
                if w >= 0 and steps[i, ATTENDED] < steps[i, TOTAL]:
                    manned = int(seconds * (steps[i, ATTENDED] / steps[i, TOTAL]))
                stop = run_on(starts, ends, before, back, shift, width, table, span, when, manned)
                if seconds > manned:
                    span = span_of(ends, cell, shift, width, t, stop)
                    stop = run_on(starts, ends, before, back, shift, width, t, span, stop, seconds - manned)
                chain[i, 0], begun[0, c] = begun[0, c], i
                if w >= 0:
                    chain[i, 1], begun[1, w] = begun[1, w], i
            stop = max(stop, floor[i])
            stops[i] = stop
            end[i, r] = stop
            to_do -= 1
            j = steps[i, THEN]
            if j >= 0:
                if steps[i, HOW] == AFTER:
                    ready[j] = max(ready[j], stop + steps[i, WAIT])
                elif steps[i, HOW] == OVERLAPPED:
                    ready[j] = max(ready[j], when + ((stop - when) * steps[i, SHARE] >> 10) + steps[i, WAIT])
                    floor[j] = max(floor[j], stop + steps[i, TAIL])
                left[j] -= 1
                if left[j] == 0:
                    push(queue, size, (ready[j] << RANK_BITS) + ((level[j, 0] + 1) << STEP_BITS) + j)
                    size += 1
