"""Moving along open time, compiled: the same questions as `canyou.shop.opentime.Table` answers."""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import ALL, FAR, NOBODY, Work

# mypy: disable-error-code="untyped-decorator"


@njit(nogil=True, cache=True)
def span_at(work: Work, t: int, when: int) -> int:
    """Index of the first span of table t that ends after a moment (the slice's end if none does)."""
    low, high = work.table_off[t], work.table_off[t + 1]
    while low < high:
        mid = (low + high) >> 1
        if work.spans[mid].end <= when:
            low = mid + 1
        else:
            high = mid
    return low


@njit(nogil=True, cache=True)
def first_open(work: Work, t: int, when: int) -> int:
    """The moment itself if open, else the next opening; FAR past the table's end."""
    i = span_at(work, t, when)
    if i == work.table_off[t + 1]:
        return FAR
    return max(when, work.spans[i].start)


@njit(nogil=True, cache=True)
def advance(work: Work, t: int, when: int, seconds: int) -> int:
    """The moment by which so many open seconds after `when` have passed; `when` itself for none."""
    if seconds <= 0 or when >= FAR:
        return when
    i = span_at(work, t, when)
    high = work.table_off[t + 1]
    if i == high:
        return FAR
    want = work.spans[i].before + max(when - work.spans[i].start, 0) + seconds
    if want <= work.spans[i].before + work.spans[i].end - work.spans[i].start:
        return work.spans[i].start + want - work.spans[i].before
    low = i + 1
    while low < high:  # the last span with fewer open seconds before it than wanted
        mid = (low + high) >> 1
        if work.spans[mid].before < want:
            low = mid + 1
        else:
            high = mid
    i = low - 1
    found = work.spans[i].start + want - work.spans[i].before
    return found if found <= work.spans[i].end else FAR


@njit(nogil=True, cache=True)
def retreat(work: Work, t: int, when: int, seconds: int) -> int:
    """The earliest moment from which `seconds` open seconds last until `when` or later; -FAR if before the table.

    Work that ends where a shift ends does not last into the closed hours after it: to last until a moment in
    closed time takes a second of the next shift.
    """
    if seconds <= 0 or when >= FAR:
        return when
    base, high = work.table_off[t], work.table_off[t + 1]
    low = base
    while low < high:  # the first span that ends at `when` or later
        mid = (low + high) >> 1
        if work.spans[mid].end < when:
            low = mid + 1
        else:
            high = mid
    if low == work.table_off[t + 1]:
        return FAR
    if when > work.spans[low].start:
        want = work.spans[low].before + when - work.spans[low].start - seconds
    else:
        want = work.spans[low].before + 1 - seconds
    if want <= 0:
        return -FAR
    low, high = base, work.table_off[t + 1]
    while low < high:  # the last span with fewer open seconds before it than wanted
        mid = (low + high) >> 1
        if work.spans[mid].before < want:
            low = mid + 1
        else:
            high = mid
    return work.spans[low - 1].start + want - work.spans[low - 1].before


@njit(nogil=True, cache=True)
def wall_offset(work: Work, when: int) -> int:
    low, high = 0, len(work.zone)
    while low < high:
        mid = (low + high) >> 1
        if work.zone[mid].at <= when:
            low = mid + 1
        else:
            high = mid
    return max(low - 1, 0)


@njit(nogil=True, cache=True)
def later(work: Work, when: int, seconds: int) -> int:
    """The same wall-clock time so many wall-clock seconds later (first of two; the moment after a gap)."""
    wall = when + work.zone[wall_offset(work, when)].offset + seconds
    i = wall_offset(work, wall - 14 * 3600)
    while True:
        found = wall - work.zone[i].offset
        if i + 1 == len(work.zone) or found < work.zone[i + 1].at:
            return max(found, work.zone[i].at) if i > 0 else found
        i += 1


@njit(nogil=True, cache=True)
def manned(work: Work, i: int, m: int) -> int:
    """The table in which the attended part of an operation runs on a machine (the machine's own without a crew)."""
    t = work.machines[m].table
    return t if work.ops[i].attended == NOBODY else work.joint[t, work.ops[i].crew]


@njit(nogil=True, cache=True)
def run_from(work: Work, i: int, k: int, m: int, start: int) -> tuple[int, int]:
    """(end of the attended part, end) of an operation that starts at `start` on machine m in mode k."""
    t = work.machines[m].table
    if work.ops[i].attended == NOBODY:
        return start, advance(work, t, start, work.modes[k].total)
    both = work.joint[t, work.ops[i].crew]
    if work.ops[i].attended == ALL:
        end = advance(work, both, start, work.modes[k].total)
        return end, end
    until = advance(work, both, start, work.modes[k].setup)
    return until, advance(work, t, until, work.modes[k].total - work.modes[k].setup)


@njit(nogil=True, cache=True)
def opening(work: Work, i: int, k: int, m: int, when: int) -> int:
    """The first moment from `when` on at which an operation can begin as far as calendars go."""
    if work.modes[k].total == 0:
        return when
    if work.ops[i].attended == NOBODY or (work.ops[i].attended != ALL and work.modes[k].setup == 0):
        return first_open(work, work.machines[m].table, when)
    return first_open(work, work.joint[work.machines[m].table, work.ops[i].crew], when)


@njit(nogil=True, cache=True)
def units_done(work: Work, i: int, k: int, m: int, start: int) -> int:
    """When an operation has done the units its successor's overlap asks for (modes.first after the set-up)."""
    t = work.machines[m].table
    if work.ops[i].attended == NOBODY:
        return advance(work, t, advance(work, t, start, work.modes[k].setup), work.modes[k].first)
    both = work.joint[t, work.ops[i].crew]
    ready = advance(work, both, start, work.modes[k].setup)
    return advance(work, both if work.ops[i].attended == ALL else t, ready, work.modes[k].first)


@njit(nogil=True, cache=True)
def start_after_feeding(work: Work, i: int, k: int, m: int, fed: int) -> int:
    """The earliest start with which an overlapped operation ends its last units after its predecessor's end `fed`."""
    t = work.machines[m].table
    if work.ops[i].attended == NOBODY:
        end = advance(work, t, fed, work.modes[k].last)
        return retreat(work, t, end, work.modes[k].total)
    both = work.joint[t, work.ops[i].crew]
    if work.ops[i].attended == ALL:
        return retreat(work, both, advance(work, both, fed, work.modes[k].last), work.modes[k].total)
    end = advance(work, t, fed, work.modes[k].last)
    until = retreat(work, t, end, work.modes[k].total - work.modes[k].setup)
    return retreat(work, both, until, work.modes[k].setup)
