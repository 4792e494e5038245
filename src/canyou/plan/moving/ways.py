"""The cheapest way of a question's steps through what stands: where each should be before anything is lifted.

Every step may begin where something ends or begins on one of its machines. What it displaces there has its price
(`worths.py`), and a step follows those before it: the least sum over the whole tree of steps is found from its leaves
to its last step, and told as the latest end of each.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from canyou.plan.kernels.arrays import FAR, INSIDE, NOBODY, OUTSIDE, Work
from canyou.plan.kernels.clock import later, opening, retreat, run_from
from canyou.plan.kernels.material import material_ready
from canyou.plan.moving.board import Board, first_after
from canyou.plan.moving.prices import OVERDUE, Prices, displaced, people_free

# mypy: disable-error-code="untyped-decorator, assignment"

PLACES = 384
"""Places remembered of a step."""

STRETCHES = 40
"""Of more stretches than so many on a machine within reach, only every second, third … is looked at."""

MARGIN = 86_400
"""Places so long after the last moment that keeps the target are looked at too."""


@njit(nogil=True, cache=True)
def alone(work: Work, i: int, start: int) -> int:
    """When an operation that begins at a moment would end on the first machine of its work center, were it free."""
    op = work.ops[i]
    if op.kind == OUTSIDE:
        return later(work, start, op.outside)
    if op.kind != INSIDE:
        return start
    m = work.centers[work.modes[op.mode].center].first
    return min(run_from(work, i, op.mode, m, start)[1], FAR)


@njit(nogil=True, cache=True)
def wait_between(work: Work, i: int, j: int) -> int:
    """How long after the end of an operation its successor may begin; overlaps are not looked at here."""
    return work.ops[j].pred_wait if work.ops[j].pred == i else 0


@njit(nogil=True, cache=True)
def bounds(board: Board, target: int) -> None:
    """The latest end of each of the question's steps with which its last one could end by a target; in `latest`."""
    work, asks = board.work, board.asks
    for i in range(len(work.ops) - 1, asks - 1, -1):
        j = work.ops[i].succ
        end = target
        if j >= 0:
            end = board.latest[j - asks]
            if work.ops[j].kind == INSIDE:
                k = work.ops[j].mode
                t = work.machines[work.centers[work.modes[k].center].first].table
                if work.ops[j].attended != NOBODY:
                    t = work.joint[t, work.ops[j].crew]
                length = work.modes[k].last if work.ops[j].overlap == 1 else work.modes[k].total
                end = retreat(work, t, end, length)
            elif work.ops[j].kind == OUTSIDE:
                end -= work.ops[j].outside
            if work.ops[j].pred == i and work.ops[j].overlap != 1:
                end -= work.ops[j].pred_wait
        board.latest[i - asks] = max(end, 0)


@njit(nogil=True, cache=True)
def find_way(board: Board, target: int, prices: Prices) -> float:
    """The least estimated price of the question's steps; where each begins and ends goes to `wish` and `latest`."""
    work, asks = board.work, board.asks
    steps = len(work.ops) - asks
    bounds(board, target)
    starts = np.empty((steps, PLACES), np.int64)
    ends = np.empty((steps, PLACES), np.int64)
    price = np.empty((steps, PLACES), np.float64)
    count = np.zeros(steps, np.int64)
    earliest = np.zeros(steps, np.int64)
    for i in range(asks, len(work.ops)):
        x = i - asks
        low = work.ops[i].release
        for before in range(x):
            if work.ops[before + asks].succ == i:
                low = max(low, earliest[before] + wait_between(work, before + asks, i))
        for y in range(work.ops[i].mat, work.ops[i].mat_end):
            low = max(low, material_ready(work, board.uses, work.mats[y].part, work.mats[y].quantity, low))
        earliest[x] = alone(work, i, low)
        if board.placed[i].start >= 0:  # under way
            starts[x, 0], ends[x, 0], price[x, 0], count[x] = (
                board.placed[i].start,
                board.placed[i].end,
                0.0,
                1,
            )
        elif work.ops[i].kind == INSIDE:
            high = max(board.latest[x], earliest[x]) + MARGIN
            count[x] = inside_places(board, i, low, high, prices, starts[x], ends[x], price[x])
        else:
            count[x] = outside_places(board, i, low, starts[x], ends[x], price[x], ends, count)
        for y in range(count[x]):
            if work.ops[i].succ < 0:
                over = (ends[x, y] - target) / 60.0
                price[x, y] += OVERDUE * max(over, 0.0) + prices.haste * ends[x, y] / 60.0
        for before in range(x):
            if work.ops[before + asks].succ == i:
                wait = wait_between(work, before + asks, i)
                if board.placed[i].start < 0:
                    add_before(price, ends, count, x, before, wait, starts)
    total = 0.0
    for x in range(steps - 1, -1, -1):
        i = x + asks
        j = work.ops[i].succ
        until = FAR if j < 0 else board.latest[j - asks] - wait_between(work, i, j)
        best, end = 1e300, -1
        for y in range(count[x]):
            if ends[x, y] <= until and (price[x, y] < best or (price[x, y] == best and ends[x, y] < end)):
                best, end, start = price[x, y], ends[x, y], starts[x, y]
        if end < 0:
            return 1e300
        if j < 0:
            total += best
        board.wish[x] = board.latest[x] = start  # for those before it; made an end again below
        earliest[x] = end
    for x in range(steps):
        board.latest[x] = earliest[x]
    return total


@njit(nogil=True, cache=True)
def add_before(price, ends, count, x: int, before: int, wait: int, starts) -> None:  # type: ignore[no-untyped-def]
    """Add to each place of a step the least price of the step before it among places that end in time."""
    order = np.argsort(ends[before, : count[before]])
    least = np.empty(count[before], np.float64)
    best = 1e300
    for y in range(count[before]):
        best = min(best, price[before, order[y]])
        least[y] = best
    for y in range(count[x]):
        low, high = 0, count[before]
        while low < high:
            mid = (low + high) >> 1
            if ends[before, order[mid]] + wait <= starts[x, y]:
                low = mid + 1
            else:
                high = mid
        price[x, y] += least[low - 1] if low > 0 else 1e300


@njit(nogil=True, cache=True)
def inside_places(board: Board, i: int, low: int, high: int, prices: Prices, starts, ends, price) -> int:  # type: ignore[no-untyped-def]
    """Places of a step on its machines between two moments; how many."""
    work, line = board.work, board.line
    op = work.ops[i]
    count = 0
    for k in range(op.mode, op.mode_end):
        c = work.modes[k].center
        for m in range(work.centers[c].first, work.centers[c].end):
            first = first_after(board, m, low)
            last = line.machines[m].first + line.machines[m].size
            beyond = min(first_after(board, m, high), last)
            stride = 1 + (beyond - first) // STRETCHES
            x = first
            while x <= beyond:
                best = x
                for y in range(x, min(x + stride, beyond + 1)):  # the cheapest of some that stand together
                    if y == beyond or cheaper(board, y, best, work.modes[k].total):
                        best = y
                x += stride
                when = low if best == first else max(low, line.busy[best - 1].end)
                for _ in range(2):  # where the one before ends, and where this one begins
                    if count == PLACES:
                        return count
                    start = opening(work, i, k, m, when)
                    if start >= FAR:
                        break
                    until, end = run_from(work, i, k, m, start)
                    if end >= FAR:
                        break
                    if op.attended == NOBODY or people_free(board, i, m, start, until, end) == start:
                        y = first_after(board, m, start)
                        more, _ = displaced(board, m, y, start, end, 1e15, prices)
                        if more < 1e15:
                            starts[count], ends[count], price[count] = start, end, more
                            count += 1
                    if best == last or line.busy[best].start <= when:
                        break
                    when = line.busy[best].start
    return count


@njit(nogil=True, cache=True)
def cheaper(board: Board, y: int, best: int, total: int) -> bool:
    """Whether the place of one stretch is cheaper than another's on the same machine; a gap before it is."""
    line = board.line
    if line.busy[y].start - line.busy[y - 1].end >= total and y > best:
        return True
    return board.worth[board.ids[y]] < board.worth[board.ids[best]]


@njit(nogil=True, cache=True)
def outside_places(board: Board, i: int, low: int, starts, ends, price, all_ends, counts) -> int:  # type: ignore[no-untyped-def]
    """Where a step that needs no machine may be: right after each place of the step before it."""
    work = board.work
    before = work.ops[i].pred
    if before < 0:
        starts[0], ends[0], price[0] = low, alone(work, i, low), 0.0
        return 1
    x = before - board.asks
    for y in range(counts[x]):
        starts[y] = max(all_ends[x, y] + work.ops[i].pred_wait, low)
        ends[y], price[y] = alone(work, i, starts[y]), 0.0
    return int(counts[x])
