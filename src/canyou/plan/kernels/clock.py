"""Moving along open time, compiled: the same questions as `canyou.shop.opentime.Table` answers."""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import ALL, FAR, Hours, Modes, NOBODY, Ops

# mypy: disable-error-code="untyped-decorator"


@njit(nogil=True, cache=True)
def span_at(hours: Hours, t: int, when: int) -> int:
    """Index of the first span of table t that ends after a moment (the slice's end if none does)."""
    low, high = hours.off[t], hours.off[t + 1]
    while low < high:
        mid = (low + high) >> 1
        if hours.end[mid] <= when:
            low = mid + 1
        else:
            high = mid
    return low


@njit(nogil=True, cache=True)
def first_open(hours: Hours, t: int, when: int) -> int:
    """The moment itself if open, else the next opening; FAR past the table's end."""
    i = span_at(hours, t, when)
    if i == hours.off[t + 1]:
        return FAR
    return max(when, hours.start[i])


@njit(nogil=True, cache=True)
def advance(hours: Hours, t: int, when: int, seconds: int) -> int:
    """The moment by which so many open seconds after `when` have passed; `when` itself for none."""
    if seconds <= 0 or when >= FAR:
        return when
    i = span_at(hours, t, when)
    high = hours.off[t + 1]
    if i == high:
        return FAR
    want = hours.before[i] + max(when - hours.start[i], 0) + seconds
    if want <= hours.before[i] + hours.end[i] - hours.start[i]:
        return hours.start[i] + want - hours.before[i]
    low = i + 1
    while low < high:  # the last span with fewer open seconds before it than wanted
        mid = (low + high) >> 1
        if hours.before[mid] < want:
            low = mid + 1
        else:
            high = mid
    i = low - 1
    found = hours.start[i] + want - hours.before[i]
    return found if found <= hours.end[i] else FAR


@njit(nogil=True, cache=True)
def retreat(hours: Hours, t: int, when: int, seconds: int) -> int:
    """The earliest moment from which `seconds` open seconds last until `when` or later; -FAR if before the table."""
    if seconds <= 0:
        return when
    base, high = hours.off[t], hours.off[t + 1]
    i = span_at(hours, t, when)
    if i == high:
        if high == base:
            return FAR
        done = hours.before[high - 1] + hours.end[high - 1] - hours.start[high - 1]
    else:
        done = hours.before[i] + max(when - hours.start[i], 0)
    want = done - seconds
    if want < 0:
        return -FAR
    low = base
    while low < high:
        mid = (low + high) >> 1
        if hours.before[mid] <= want:
            low = mid + 1
        else:
            high = mid
    i = low - 1
    return hours.start[i] + want - hours.before[i]


@njit(nogil=True, cache=True)
def wall_offset(hours: Hours, when: int) -> int:
    low, high = 0, len(hours.zone_at)
    while low < high:
        mid = (low + high) >> 1
        if hours.zone_at[mid] <= when:
            low = mid + 1
        else:
            high = mid
    return max(low - 1, 0)


@njit(nogil=True, cache=True)
def later(hours: Hours, when: int, seconds: int) -> int:
    """The same wall-clock time so many wall-clock seconds later (first of two; the moment after a gap)."""
    wall = when + hours.zone_offset[wall_offset(hours, when)] + seconds
    i = wall_offset(hours, wall - 14 * 3600)
    while True:
        found = wall - hours.zone_offset[i]
        if i + 1 == len(hours.zone_at) or found < hours.zone_at[i + 1]:
            return max(found, hours.zone_at[i]) if i > 0 else found
        i += 1


@njit(nogil=True, cache=True)
def manned(hours: Hours, ops: Ops, i: int, m: int) -> int:
    """The table in which the attended part of an operation runs on a machine (the machine's own without a crew)."""
    t = hours.machine[m]
    return t if ops.attended[i] == NOBODY else hours.joint[t, ops.crew[i]]


@njit(nogil=True, cache=True)
def run_from(hours: Hours, ops: Ops, modes: Modes, i: int, k: int, m: int, start: int) -> tuple[int, int]:
    """(end of the attended part, end) of an operation that starts at `start` on machine m in mode k."""
    t = hours.machine[m]
    if ops.attended[i] == NOBODY:
        return start, advance(hours, t, start, modes.total[k])
    both = hours.joint[t, ops.crew[i]]
    if ops.attended[i] == ALL:
        end = advance(hours, both, start, modes.total[k])
        return end, end
    until = advance(hours, both, start, modes.setup[k])
    return until, advance(hours, t, until, modes.total[k] - modes.setup[k])


@njit(nogil=True, cache=True)
def opening(hours: Hours, ops: Ops, modes: Modes, i: int, k: int, m: int, when: int) -> int:
    """The first moment from `when` on at which an operation can begin as far as calendars go."""
    if modes.total[k] == 0:
        return when
    if ops.attended[i] == NOBODY or (ops.attended[i] != ALL and modes.setup[k] == 0):
        return first_open(hours, hours.machine[m], when)
    return first_open(hours, hours.joint[hours.machine[m], ops.crew[i]], when)


@njit(nogil=True, cache=True)
def units_done(hours: Hours, ops: Ops, modes: Modes, i: int, k: int, m: int, start: int) -> int:
    """When an operation has done the units its successor's overlap asks for (modes.first after the set-up)."""
    t = hours.machine[m]
    if ops.attended[i] == NOBODY:
        return advance(hours, t, advance(hours, t, start, modes.setup[k]), modes.first[k])
    both = hours.joint[t, ops.crew[i]]
    ready = advance(hours, both, start, modes.setup[k])
    return advance(hours, both if ops.attended[i] == ALL else t, ready, modes.first[k])


@njit(nogil=True, cache=True)
def start_after_feeding(hours: Hours, ops: Ops, modes: Modes, i: int, k: int, m: int, fed: int) -> int:
    """The earliest start with which an overlapped operation ends its last units after its predecessor's end `fed`."""
    t = hours.machine[m]
    if ops.attended[i] == NOBODY:
        end = advance(hours, t, fed, modes.last[k])
        return retreat(hours, t, end, modes.total[k])
    both = hours.joint[t, ops.crew[i]]
    if ops.attended[i] == ALL:
        return retreat(hours, both, advance(hours, both, fed, modes.last[k]), modes.total[k])
    end = advance(hours, t, fed, modes.last[k])
    until = retreat(hours, t, end, modes.total[k] - modes.setup[k])
    return retreat(hours, both, until, modes.setup[k])
