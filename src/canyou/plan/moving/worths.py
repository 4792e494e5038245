"""What it would cost to take an operation from its place: a shortest path over those it would displace, compiled.

Capacity is not made by moving: what is taken out has to go in elsewhere, and takes somebody's place there, who goes
on to the next place, until one goes into a gap, or to the end of the line. The cheapest such chain is found for every
operation from the last to the first: each link costs what its operation is late for its successor, or its order for
its finish. Lengths that do not match, crews and materials are left to the attempts that follow these prices.
"""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import FAR, INSIDE, Ints
from canyou.plan.kernels.clock import opening, run_from
from canyou.plan.moving.board import Board, first_after
from canyou.plan.moving.prices import MILLION, NAMING, NEVER, Prices, harm

# mypy: disable-error-code="untyped-decorator"

LINK = NAMING / (60 * MILLION)
"""Price of a link of the chain beside what it delays: one more order to be named."""


@njit(nogil=True, cache=True)
def find_worths(board: Board, order: Ints, prices: Prices) -> None:
    """The price of every operation, gone through by start, the last first (`order`)."""
    for x in range(len(order)):
        i = order[x]
        board.worth[i] = NEVER if board.side[i].stay == 1 else LINK + elsewhere(board, i, prices)


@njit(nogil=True, cache=True)
def wait_behind(board: Board, i: int, j: int) -> int:
    """The wait between an operation and its successor."""
    return board.work.ops[j].pred_wait if board.work.ops[j].pred == i else 0


@njit(nogil=True, cache=True)
def elsewhere(board: Board, i: int, prices: Prices) -> float:
    """The least price of an operation standing later than it does, with those it displaces there."""
    work, line = board.work, board.line
    op = work.ops[i]
    since = board.placed[i].start
    if op.kind != INSIDE:  # outside: it only pushes who waits for it
        return harm(board, i, board.placed[i].end + 3600, prices)
    best = NEVER
    j = op.succ  # from `tight` on a later end costs something, by the minute or all at once
    tight = board.placed[i].end if j < 0 else board.placed[j].start - wait_behind(board, i, j)
    step = NEVER if j < 0 else board.worth[j] * prices.doubt
    rate = prices.hidden if j >= 0 else board.orders[work.ops[i].order].importance / MILLION
    for k in range(op.mode, op.mode_end):
        c = work.modes[k].center
        for m in range(work.centers[c].first, work.centers[c].end):
            low = since
            x, last = first_after(board, m, since), line.machines[m].first + line.machines[m].size
            while x <= last:
                if x < last:
                    if line.busy[x].start <= since:
                        low = line.busy[x].end
                        x += 1
                        continue
                    gap = line.busy[x].start - low
                    if low > tight and min((low - tight) / 60.0 * rate, step) >= best:
                        break
                    if gap < work.modes[k].total and board.worth[board.ids[x]] >= best:
                        low = line.busy[x].end
                        x += 1
                        continue
                start = opening(work, i, k, m, low)
                if start >= FAR:
                    break
                end = run_from(work, i, k, m, start)[1]
                late = harm(board, i, end, prices)
                if late >= best:
                    break
                if x == last or end <= line.busy[x].start:
                    best = late  # a gap, or the end of the line
                    break
                # In the place of this one, and of those after it that it takes up.
                start = opening(work, i, k, m, line.busy[x].start)
                end = run_from(work, i, k, m, start)[1] if start < FAR else FAR
                if end >= FAR:
                    break
                price = harm(board, i, end, prices)
                y = x
                while y < last and line.busy[y].start < end and price < best:
                    price += board.worth[board.ids[y]]
                    y += 1
                best = min(best, price)
                low = line.busy[x].end
                x += 1
    return best
