"""Steps that are not in the plan, run through its kept runs: each takes its turn among what was done there.

What they put off is not moved: that hardly ever comes back to them.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from canyou.plan.chance.kernels.arrays import (
    AFTER,
    ATTENDED,
    CREW,
    DRAW,
    DRAWS,
    GRAIN,
    HOW,
    JOINT,
    LEVEL,
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
    Draws,
    Ints,
    Kept,
    Shorts,
    Tables,
    Uints,
)
from canyou.plan.chance.kernels.clock import run_on, span_of

# mypy: disable-error-code="untyped-decorator"

BACK = 96
"""So many of the steps that began last are looked at, at most, until somebody busy is found for every machine."""

A_MOMENT = 576
"""What begins so many seconds after a machine was free began as soon as it was: moments are kept in grains."""


@njit(nogil=True, cache=True, inline="always")
def turn(
    kept_start: Uints, kept_length: Shorts, starts: Ints, ends: Ints, cell: Ints, shift: int, width: int, r: int,
    first: int, last: int, places: int, t: int, level: int, when: int,
    chain: Ints, column: int, i: int, begin: Ints, end: Ints,
) -> int:  # fmt: skip
    """When something that comes at `when` gets its turn among the steps first … last − 1 of a run.

    Among them are also the option's own steps with the same pool, or crew: `chain` leads from i to those before it.
    """
    units = when >> GRAIN
    low, high = first, last
    while low < high:
        mid = (low + high) >> 1
        if (kept_start[r, mid] >> LEVEL_BITS) < units:
            low = mid + 1
        else:
            high = mid
    now = when
    x = low
    found = -1
    while found < 0:
        busy = 0
        soonest = 1 << 40
        y = x - 1
        stop_at = max(first, x - (2 if places == 1 else BACK))
        while y >= stop_at and busy < places:
            stop = ((kept_start[r, y] >> LEVEL_BITS) + np.int64(kept_length[r, y])) << GRAIN
            if stop > now:
                busy += 1
                soonest = min(soonest, stop)
            y -= 1
        j = chain[i, column]
        while j >= 0:
            if begin[j, r] <= now and end[j, r] > now:
                busy += 1
                soonest = min(soonest, end[j, r])
            j = chain[j, column]
        free = now
        if busy >= places:
            free = soonest
        opens = starts[span_of(ends, cell, shift, width, t, free)]
        if opens > free:
            free = opens
        later = chain[i, column] >= 0 and busy >= places  # one of the option's own may begin until then
        if x >= last:
            found = free
        else:
            begins = np.int64(kept_start[r, x] >> LEVEL_BITS) << GRAIN
            if begins > free + A_MOMENT or np.int64(kept_start[r, x] & (LEVELS - 1)) > level:
                found = free
            else:
                now = max(now, begins)  # type: ignore[assignment]  # that one goes first
                x += 1
        if found > now and later:
            now, found = found, -1
    return found


@njit(nogil=True, cache=True)
def slip_in(
    course: Ints, tables: Tables, draws: Draws, kept: Kept, place: Ints, crew_place: Ints, first_run: int,
    last_run: int, begin: Ints, end: Ints,
) -> None:  # fmt: skip
    """Fill begin and end [step, run] of the steps of a course of their own, each behind those that it waits for.

    place: of each step the kept places of its pool (first, last), how many machines there are, and their open time;
    crew_place likewise for its crew.
    """
    steps = course
    starts, ends, before, cell, back = tables.start, tables.end, tables.before, tables.cell, tables.back
    shift, width = tables.shift, tables.width
    factor, chance, rate, repair, shift_of = draws.factor, draws.chance, draws.rate, draws.repair, draws.shift
    kept_start, kept_length = kept.start, kept.length
    n = len(steps)
    chain = np.full((n, 2), -1, np.int32)
    for i in range(n):
        for j in range(i):
            if steps[j, POOL] == steps[i, POOL]:
                chain[i, 0] = j
            if steps[j, CREW] == steps[i, CREW] and steps[i, CREW] >= 0:
                chain[i, 1] = j
    ready = np.zeros(n, np.int64)
    floor = np.zeros(n, np.int64)
    for r in range(first_run, last_run):
        u = r & (DRAWS - 1)
        for i in range(n):
            ready[i], floor[i] = steps[i, RELEASE], 0
        for i in range(n):
            k = steps[i, SPREAD]
            x = ((steps[i, DRAW] & (DRAWS - 1)) + r * (steps[i, DRAW] >> 10)) & (DRAWS - 1)
            when = ready[i]
            length = steps[i, TOTAL] * factor[k, x] * shift_of[k, u]
            if steps[i, POOL] < 0:
                stop = when + int(length)
            else:
                if rate[k, u] > 0.0:
                    y = ((steps[i, DRAW] & (DRAWS - 1)) * 7 + r * ((steps[i, DRAW] >> 10) + 2)) & (DRAWS - 1)
                    length += int(length * rate[k, u] + chance[y]) * repair[k, x ^ y]
                seconds = int(length + np.float32(0.5))
                t, w = place[i, 3], steps[i, CREW]
                manned, table = seconds, t
                if w >= 0:
                    table = steps[i, JOINT]
                    if steps[i, ATTENDED] < steps[i, TOTAL]:
                        manned = int(seconds * (steps[i, ATTENDED] / steps[i, TOTAL]))
                for _ in range(400):  # until machine, person and hours agree
                    came = turn(
                        kept_start,
                        kept_length,
                        starts,
                        ends,
                        cell,
                        shift,
                        width,
                        r,
                        place[i, 0],
                        place[i, 1],
                        place[i, 2],
                        t,
                        steps[i, LEVEL],
                        when,
                        chain,
                        0,
                        i,
                        begin,
                        end,
                    )
                    when = came
                    if w >= 0:
                        when = turn(
                            kept_start,
                            kept_length,
                            starts,
                            ends,
                            cell,
                            shift,
                            width,
                            r,
                            crew_place[i, 0],
                            crew_place[i, 1],
                            crew_place[i, 2],
                            table,
                            steps[i, LEVEL],
                            when,
                            chain,
                            1,
                            i,
                            begin,
                            end,
                        )
                    span = span_of(ends, cell, shift, width, table, when)
                    when = max(when, starts[span])
                    if when == came:
                        break
                stop = run_on(starts, ends, before, back, shift, width, table, span, when, manned)
                if seconds > manned:
                    span = span_of(ends, cell, shift, width, t, stop)
                    stop = run_on(starts, ends, before, back, shift, width, t, span, stop, seconds - manned)
            stop = max(stop, floor[i])
            begin[i, r], end[i, r] = when, stop
            j = steps[i, THEN]
            if j >= 0:
                if steps[i, HOW] == AFTER:
                    ready[j] = max(ready[j], stop + steps[i, WAIT])
                elif steps[i, HOW] == OVERLAPPED:
                    ready[j] = max(ready[j], when + ((stop - when) * steps[i, SHARE] >> 10) + steps[i, WAIT])
                    floor[j] = max(floor[j], stop + steps[i, TAIL])
