"""Running a plan through once for each run, as a shop does: whoever is free takes the most urgent of what is there.

Urgency does not change while a run goes on, so that a queue is a row of bits, and the moments at which
something ends lie in slots of some minutes: each step costs a few dozen nanoseconds. All of it is one function:
numba counts the references to every array that one function hands to another, which would take longer than the
work.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from canyou.plan.chance.kernels.arrays import (
    AFTER,
    AT,
    ATTENDED,
    COMES_NEXT,
    CREW,
    DRAW,
    DRAWS,
    END,
    ENDS_NEXT,
    FLOOR,
    FREES_NEXT,
    GRAIN,
    HOW,
    JOINT,
    LEFT,
    LEVEL,
    LEVEL_BITS,
    LONGEST_KEPT,
    ORDER,
    OVERLAPPED,
    POOL,
    RELEASE,
    SHARE,
    SPREAD,
    STATE,
    TAIL,
    THEN,
    TOTAL,
    WAIT,
    WAITS,
    Crews,
    Draws,
    Ints,
    Kept,
    Pools,
    Tables,
)
from canyou.plan.chance.kernels.clock import run_on, span_of

# mypy: disable-error-code="untyped-decorator"

SLOT = 9
"""Moments within 512 seconds are not told apart when something is looked for: only in what is worked out."""

SLOTS = 1 << 16
"""Slots there are: more than a year; what ends later is looked for in the last."""


@njit(nogil=True, cache=True)
def lowest_bit(word: int) -> int:
    """The place of the lowest bit that is set, by binary search."""
    x = np.uint64(word)
    n = 0
    if x & np.uint64(0xFFFFFFFF) == 0:
        n += 32
        x >>= np.uint64(32)
    if x & np.uint64(0xFFFF) == 0:
        n += 16
        x >>= np.uint64(16)
    if x & np.uint64(0xFF) == 0:
        n += 8
        x >>= np.uint64(8)
    if x & np.uint64(0xF) == 0:
        n += 4
        x >>= np.uint64(4)
    if x & np.uint64(0x3) == 0:
        n += 2
        x >>= np.uint64(2)
    if x & np.uint64(0x1) == 0:
        n += 1
    return n


@njit(nogil=True, cache=True)
def run_through(
    course: Ints, pools: Pools, crews: Crews, tables: Tables, draws: Draws, kept: Kept, first: int, last: int
) -> None:  # fmt: skip
    """Make the runs first … last − 1 of `kept`."""
    steps = course
    pool_first, pool_machine, pool_table, pool_word = pools.first, pools.machine, pools.table, pools.words
    people, serve_first, serves, crew_first = crews.people, crews.pool_first, crews.pools, crews.kept_first
    starts, ends, before, cell, back = tables.start, tables.end, tables.before, tables.cell, tables.back
    shift, width = tables.shift, tables.width
    factor, chance, rate, repair, shift_of = draws.factor, draws.chance, draws.rate, draws.repair, draws.shift
    kept_start, kept_length, finish = kept.start, kept.length, kept.finish
    n, c_count, w_count = len(steps), len(pool_table), len(people)
    one = np.uint64(1)
    head = np.full(SLOTS, -1, np.int32)
    state = np.empty((n, STATE), np.int32)
    fresh = np.zeros((n, STATE), np.int32)
    fresh[:, AT] = steps[:, RELEASE]
    fresh[:, LEFT] = steps[:, WAITS]
    wake_next = np.empty(c_count, np.int32)
    bits = np.zeros(pool_word[c_count] + 1, np.uint64)
    hint = np.zeros(c_count, np.int32)
    idle = np.zeros(c_count, np.int32)
    asleep = np.zeros(c_count, np.int32)
    done = np.zeros(c_count, np.int32)
    busy = np.zeros(w_count + 1, np.int32)
    crew_done = np.zeros(w_count + 1, np.int32)
    todo = np.zeros(2 * c_count + 8, np.int32)
    for r in range(first, last):
        u = r & (DRAWS - 1)
        bits[:] = 0
        asleep[:] = 0
        busy[:] = 0
        state[:] = fresh
        finish[r, :] = 0
        for w in range(w_count):
            crew_done[w] = crew_first[w]
        for c in range(c_count):
            hint[c] = pool_word[c + 1]
            idle[c] = pool_machine[c + 1] - pool_machine[c]
            done[c] = pool_first[c]
            todo[c] = c
        pending = 0
        for i in range(n):
            if steps[i, WAITS] == 0:
                c = steps[i, POOL]
                if c < 0 or steps[i, RELEASE] > 0:
                    b = min(steps[i, RELEASE] >> SLOT, SLOTS - 1)
                    state[i, COMES_NEXT] = head[b]
                    head[b] = n + i
                    pending += 1
                else:
                    x = i - pool_first[c]
                    word = pool_word[c] + (x >> 6)
                    bits[word] |= one << np.uint64(x & 63)
                    hint[c] = min(hint[c], word)
        b, when, count = 0, 0, c_count
        while True:
            # Everybody who has nothing to do, where something may have come, takes the most urgent that is there.
            for q in range(count):
                c = todo[q]
                stop_word = pool_word[c + 1]
                if idle[c] == 0 or hint[c] >= stop_word:
                    continue
                t = pool_table[c]
                opens = starts[span_of(ends, cell, shift, width, t, when)]
                if opens > when:
                    if asleep[c] == 0:
                        asleep[c] = opens
                        x = min(opens >> SLOT, SLOTS - 1)
                        wake_next[c] = head[x]
                        head[x] = 2 * n + c
                        pending += 1
                    continue
                word, lowest, soonest = hint[c], stop_word, 0
                while word < stop_word and idle[c] > 0:
                    rest = bits[word]
                    while rest != 0 and idle[c] > 0:
                        x = lowest_bit(rest)
                        rest &= rest - one
                        i = pool_first[c] + ((word - pool_word[c]) << 6) + x
                        w = steps[i, CREW]
                        if w >= 0 and busy[w] >= people[w]:
                            continue
                        begin = max(when, state[i, AT])
                        if w >= 0 and steps[i, ATTENDED] > 0:
                            span = span_of(ends, cell, shift, width, steps[i, JOINT], begin)
                            if starts[span] > begin:  # nobody of its crew is there now
                                if soonest == 0 or starts[span] < soonest:
                                    soonest = starts[span]
                                continue
                        bits[word] &= ~(one << np.uint64(x))
                        idle[c] -= 1
                        k = steps[i, SPREAD]
                        x = ((steps[i, DRAW] & (DRAWS - 1)) + r * (steps[i, DRAW] >> 10)) & (DRAWS - 1)
                        length = steps[i, TOTAL] * factor[k, x] * shift_of[k, u]
                        if rate[k, u] > 0.0:
                            y = ((steps[i, DRAW] & (DRAWS - 1)) * 7 + r * ((steps[i, DRAW] >> 10) + 2)) & (
                                DRAWS - 1
                            )
                            length += int(length * rate[k, u] + chance[y]) * repair[k, x ^ y]
                        seconds = int(length + np.float32(0.5))
                        mark = np.uint32(steps[i, LEVEL])
                        if w < 0:
                            span = span_of(ends, cell, shift, width, t, begin)
                            begin = max(begin, starts[span])
                            stop = run_on(starts, ends, before, back, shift, width, t, span, begin, seconds)
                        else:
                            manned = seconds
                            if steps[i, ATTENDED] < steps[i, TOTAL]:
                                manned = int(seconds * (steps[i, ATTENDED] / steps[i, TOTAL]))
                            table = steps[i, JOINT]
                            span = span_of(ends, cell, shift, width, table, begin)
                            begin = max(begin, starts[span])
                            stop = run_on(
                                starts, ends, before, back, shift, width, table, span, begin, manned
                            )
                            busy[w] += 1
                            y = crew_done[w]
                            crew_done[w] = y + 1
                            kept_start[r, y] = (
                                np.uint32(min(begin >> GRAIN, LONGEST_KEPT)) << LEVEL_BITS
                            ) | mark
                            kept_length[r, y] = min((stop - begin) >> GRAIN, 65535)
                            if steps[i, ATTENDED] < steps[i, TOTAL]:
                                y = min(stop >> SLOT, SLOTS - 1)
                                e = 2 * n + c_count + i
                                state[i, FREES_NEXT] = head[y]
                                head[y] = e
                                pending += 1
                                span = span_of(ends, cell, shift, width, t, stop)
                                stop = run_on(
                                    starts, ends, before, back, shift, width, t, span, stop, seconds - manned
                                )
                        stop = max(stop, state[i, FLOOR])
                        state[i, END] = stop
                        y = done[c]
                        done[c] = y + 1
                        kept_start[r, y] = (np.uint32(min(begin >> GRAIN, LONGEST_KEPT)) << LEVEL_BITS) | mark
                        kept_length[r, y] = min((stop - begin) >> GRAIN, 65535)
                        if stop > finish[r, steps[i, ORDER]]:
                            finish[r, steps[i, ORDER]] = stop
                        y = min(stop >> SLOT, SLOTS - 1)
                        state[i, ENDS_NEXT] = head[y]
                        head[y] = i
                        pending += 1
                        j = steps[i, THEN]
                        if j >= 0 and steps[i, HOW] == OVERLAPPED:
                            state[j, AT] = max(
                                state[j, AT],
                                begin + ((stop - begin) * steps[i, SHARE] >> 10) + steps[i, WAIT],
                            )
                            state[j, FLOOR] = max(state[j, FLOOR], stop + steps[i, TAIL])
                            state[j, LEFT] -= 1
                            if state[j, LEFT] == 0:
                                y = min(state[j, AT] >> SLOT, SLOTS - 1)
                                state[j, COMES_NEXT] = head[y]
                                head[y] = n + j
                                pending += 1
                    if bits[word] != 0 and word < lowest:
                        lowest = word
                    word += 1
                while lowest == stop_word and word < stop_word:
                    if bits[word] != 0:
                        lowest = word
                    word += 1
                hint[c] = lowest
                if soonest > 0 and idle[c] > 0 and asleep[c] == 0:
                    asleep[c] = soonest
                    x = min(soonest >> SLOT, SLOTS - 1)
                    wake_next[c] = head[x]
                    head[x] = 2 * n + c
                    pending += 1
            if pending == 0:
                break
            # On to the next that happens.
            e = head[b]
            while e < 0:
                b += 1
                e = head[b]
            pending -= 1
            count = 0
            j = -1
            if (
                e < n
            ):  # a step has ended: its machine is free, perhaps its person, and the step behind it may come
                head[b] = state[e, ENDS_NEXT]
                when = state[e, END]
                c = steps[e, POOL]
                if c >= 0:
                    idle[c] += 1
                    todo[0] = c
                    count = 1
                    w = steps[e, CREW]
                    if w >= 0 and steps[e, ATTENDED] >= steps[e, TOTAL]:
                        busy[w] -= 1
                        for q in range(serve_first[w], serve_first[w + 1]):
                            todo[count] = serves[q]
                            count += 1
                x = steps[e, THEN]
                if x >= 0 and steps[e, HOW] == AFTER:
                    state[x, AT] = max(state[x, AT], when + steps[e, WAIT])
                    state[x, LEFT] -= 1
                    if state[x, LEFT] == 0:
                        j = x
            elif e < 2 * n:
                j = e - n
                head[b] = state[j, COMES_NEXT]
                when = state[j, AT]
            elif e < 2 * n + c_count:  # a work center opens
                c = e - 2 * n
                head[b] = wake_next[c]
                when = asleep[c]
                asleep[c] = 0
                todo[0] = c
                count = 1
            else:  # somebody has set up and is free
                x = e - 2 * n - c_count
                head[b] = state[x, FREES_NEXT]
                w = steps[x, CREW]
                when = b << SLOT
                busy[w] -= 1
                for q in range(serve_first[w], serve_first[w + 1]):
                    todo[count] = serves[q]
                    count += 1
            if j >= 0:  # a step comes: it joins its queue, goes outside, or comes later
                c = steps[j, POOL]
                if state[j, AT] > when:
                    x = min(state[j, AT] >> SLOT, SLOTS - 1)
                    state[j, COMES_NEXT] = head[x]
                    head[x] = n + j
                    pending += 1
                elif c >= 0:
                    x = j - pool_first[c]
                    word = pool_word[c] + (x >> 6)
                    bits[word] |= one << np.uint64(x & 63)
                    hint[c] = min(hint[c], word)
                    todo[count] = c
                    count += 1
                else:
                    x = ((steps[j, DRAW] & (DRAWS - 1)) + r * (steps[j, DRAW] >> 10)) & (DRAWS - 1)
                    k = steps[j, SPREAD]
                    stop = max(
                        state[j, AT] + int(steps[j, TOTAL] * factor[k, x] * shift_of[k, u]), state[j, FLOOR]
                    )
                    state[j, END] = stop
                    if stop > finish[r, steps[j, ORDER]]:
                        finish[r, steps[j, ORDER]] = stop
                    x = min(stop >> SLOT, SLOTS - 1)
                    state[j, ENDS_NEXT] = head[x]
                    head[x] = j
                    pending += 1
        for c in range(c_count):  # places that nobody took are later than everything
            for x in range(done[c], pool_first[c + 1]):
                kept_start[r, x] = 0xFFFFFFFF
                kept_length[r, x] = 0
        for w in range(w_count):
            for x in range(crew_done[w], crew_first[w + 1]):
                kept_start[r, x] = 0xFFFFFFFF
                kept_length[r, x] = 0
