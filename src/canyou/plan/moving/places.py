"""Where an operation and those it displaces would cost least, compiled."""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import FAR, INPUT_MATERIAL, INSIDE, NOBODY
from canyou.plan.kernels.clock import opening, run_from
from canyou.plan.kernels.material import material_ready
from canyou.plan.moving.board import Board, fed, find_ready, first_after
from canyou.plan.moving.prices import NEVER, Prices, displaced, own_price, people_free

# mypy: disable-error-code="untyped-decorator"


@njit(nogil=True, cache=True)
def with_materials(board: Board, i: int) -> int:
    """When all inputs of an operation are there, materials too; noted."""
    ready = find_ready(board, i)
    op = board.work.ops[i]
    for x in range(op.mat, op.mat_end):
        there = material_ready(
            board.work, board.uses, board.work.mats[x].part, board.work.mats[x].quantity, ready
        )
        if there > ready:
            ready = there
            board.placed[i].ready, board.placed[i].cause = ready, INPUT_MATERIAL
    return ready


@njit(nogil=True, cache=True)
def best_place(board: Board, i: int, ready: int, most_end: int,
               prices: Prices) -> tuple[float, int, int, int, int, int]:  # fmt: skip
    """(price, start, until, end, machine, mode) of an operation where it costs least; machine -1 if nowhere.

    It begins no earlier than `ready` and ends no later than `most_end`.
    """
    work, line = board.work, board.line
    best, best_start, best_until, best_end, best_m, best_k = 1e300, FAR, FAR, FAR, -1, -1
    op = work.ops[i]
    for k in range(op.mode, op.mode_end):
        c = work.modes[k].center
        for m in range(work.centers[c].first, work.centers[c].end):
            low = fed(board, i, k, m, ready)
            x, last = first_after(board, m, low), line.machines[m].first + line.machines[m].size
            while x <= last:
                # In the place of the stretch x, or in the gap before it; behind the last one in any case.
                if (
                    x < last
                    and line.busy[x].start - low < work.modes[k].total
                    and board.worth[board.ids[x]] * prices.doubt >= min(best, NEVER)
                ):
                    low = max(low, line.busy[x].end)
                    x += 1
                    continue
                start = opening(work, i, k, m, low)
                if start >= FAR:
                    break
                until, end = run_from(work, i, k, m, start)
                if end >= FAR or end > most_end:
                    break
                price = own_price(board, i, end, prices)
                if price >= best:
                    break
                if op.attended != NOBODY:
                    low = people_free(board, i, m, start, until, end)
                    if low > start:
                        if low >= FAR:
                            break
                        while x < last and line.busy[x].end <= low:
                            x += 1
                        continue
                while x < last and line.busy[x].end <= start:
                    x += 1
                more, again = displaced(board, m, x, start, end, best - price, prices)
                if price + more < best:
                    best, best_start, best_until, best_end = price + more, start, until, end
                    best_m, best_k = m, k
                if again >= FAR:
                    break  # nothing was in the way: later starts are no better
                low = max(again, start)
                while x < last and line.busy[x].end <= low:
                    x += 1
    return best, best_start, best_until, best_end, best_m, best_k


@njit(nogil=True, cache=True)
def pushes_from(board: Board, i: int) -> int:
    """The latest end of an operation with which nobody but its successor is moved, and that into idle time."""
    j = board.work.ops[i].succ
    if j < 0 or board.placed[j].start < 0:
        return FAR
    wait = board.work.ops[j].pred_wait if board.work.ops[j].pred == i else 0
    return board.placed[j].start - wait + min(board.side[j].idle, FAR >> 2)


@njit(nogil=True, cache=True)
def surprise(board: Board, i: int, end: int, prices: Prices) -> float:
    """How much more than reckoned with it costs that an operation's end pushes the one behind it in its order.

    The estimate takes that one to find the place that is cheapest for it; so late, it may be gone.
    """
    j = board.work.ops[i].succ
    if j < 0 or board.placed[j].start < 0 or end <= pushes_from(board, i):
        return 0.0
    op = board.work.ops[j]
    if board.side[j].stay == 1 or op.kind != INSIDE or op.overlap == 1:
        return 0.0
    wait = op.pred_wait if op.pred == i else 0
    price = best_place(board, j, end + wait, FAR, prices)[0]
    return price - board.worth[j] * prices.doubt
