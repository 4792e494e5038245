"""What it would cost to move: estimates by which an attempt decides, and what moving really costs, compiled."""

from __future__ import annotations

from typing import NamedTuple

from numba import njit

from canyou.plan.kernels.arrays import FAR, NOBODY
from canyou.plan.kernels.placing import crew_step, people_wait
from canyou.plan.moving.board import COUNT, SEED, Board, first_after

# mypy: disable-error-code="untyped-decorator"

BREACH = 1e7
"""Estimated price of a minute past a limit: no slip costs as much."""

MILLION = 1_000_000

NEVER = 1e15
"""Price of taking out what has to stay."""

OVERDUE = 1e5
"""Estimated price of a minute that a step of the question ends later than it should."""

NAMING = 5 * 60 * MILLION
"""What naming one more order weighs, in importance (millionths) × seconds: like five minutes."""

TOLL = 30 * 60 * MILLION
"""What moving a step that begins inside the fence weighs beside: like half an hour."""

BROKEN = 40 * 86_400
"""What a broken promise weighs beside, in seconds of slip of its order: no order can slip by so much."""

MOST_LIFTS = 3
"""So many times an attempt may lift the same step; then it stays."""

FAILED = 1 << 62
"""More than anything costs."""


class Prices(NamedTuple):
    """What an attempt reckons with."""

    doubt: float
    """How much dearer than its first estimate moving another is taken to be: it may move others in turn."""
    hidden: float
    """The price of a minute by which a step pushes the one behind it in its order into idle time."""
    noise: float
    haste: float
    """Price of a minute that a step of the question ends later than it could."""


@njit(nogil=True, cache=True)
def draw(board: Board) -> float:
    """The next random number in [0, 1) (a linear congruential generator, modulus 2^31)."""
    board.scalar[SEED] = (1103515245 * board.scalar[SEED] + 12345) & 0x7FFFFFFF
    return (board.scalar[SEED] >> 8) / 8388608.0


@njit(nogil=True, cache=True)
def harm(board: Board, i: int, end: int, prices: Prices) -> float:
    """Estimated price of an operation of the plan ending at a moment, in importance × minutes.

    The delay is followed along its order until waits have taken it up: each step that it reaches has to go where its
    own delay is free, or to displace others in its turn; at the end of the order it is a slip.
    """
    work = board.work
    order = board.orders[work.ops[i].order]
    price = 0.0
    while True:
        j = work.ops[i].succ
        if j < 0:
            break
        at = board.placed[j] if board.placed[j].start >= 0 else board.was[j]
        late = end - at.start
        if work.ops[j].pred == i:
            late = end - board.was[i].end if work.ops[j].overlap == 1 else late + work.ops[j].pred_wait
        if late <= 0:
            return price
        side = board.side[j]
        if side.stay == 1:
            return price + BREACH * late / 60.0
        price += prices.hidden * late / 60.0 if late <= side.idle else board.worth[j] * prices.doubt
        end = at.end + late
        i = j
    slip = end - order.finish
    if slip <= 0:
        return price
    price += slip / 60.0 * (order.importance / MILLION) * (order.dear / 100.0)
    if end > order.limit:
        price += BREACH * (end - order.limit) / 60.0
    if end > order.promise:
        price += BROKEN / 60.0 * (order.importance / MILLION)
    return price


@njit(nogil=True, cache=True)
def lifting(board: Board, j: int, prices: Prices) -> float:
    """Estimated price of lifting an operation; negative if it has to stay."""
    lifted = board.side[j].lifted
    if board.worth[j] >= NEVER or lifted > MOST_LIFTS:
        return -1.0
    price = board.worth[j] * prices.doubt * (1.0 + lifted)  # one that was lifted is not to go back and forth
    if lifted == 0 and board.placed[j].start < board.fence_at:
        price += TOLL / (60 * MILLION)
    return price * (1.0 + prices.noise * draw(board))


@njit(nogil=True, cache=True)
def people_free(board: Board, i: int, m: int, start: int, until: int, end: int) -> int:
    """`start` if a person is free for an operation once what it displaces on its machine is gone, else when next."""
    op, line = board.work.ops[i], board.line
    people = board.work.people[op.crew]
    again = people_wait(line, op.crew, people, start, until)
    if again == start:
        return start
    freed = 0
    for x in range(first_after(board, m, start), line.machines[m].first + line.machines[m].size):
        if line.busy[x].start >= end:
            break
        j = board.ids[x]
        other = board.work.ops[j]
        if (
            other.crew == op.crew
            and other.attended != NOBODY
            and board.placed[j].start <= start
            and board.placed[j].until >= until
        ):
            freed += 1
    if freed == 0:
        return again
    x = crew_step(line, op.crew, start)
    last = line.crews[op.crew].first + line.crews[op.crew].size
    while x < last and line.manned[x].at < until:
        if line.manned[x].busy - freed >= people:
            return again
        x += 1
    return start


@njit(nogil=True, cache=True)
def displaced(board: Board, m: int, x: int, start: int, end: int, most: float,
              prices: Prices) -> tuple[float, int]:  # fmt: skip
    """(price, when next) of lifting all that is in the way from start to end; price 1e300 if something has to stay.

    `x`: the first busy stretch of the machine that ends after the start.
    `when next`: the first moment after `start` at which less is in the way; FAR if nothing is.
    """
    line = board.line
    price, again = 0.0, FAR
    last = line.machines[m].first + line.machines[m].size
    while x < last and line.busy[x].start < max(end, start + 1):
        if line.busy[x].end > start and (line.busy[x].start < end or line.busy[x].start < start):
            more = lifting(board, board.ids[x], prices)
            if more < 0.0:
                return 1e300, line.busy[x].end
            again = min(again, line.busy[x].end)
            price += more
            if price >= most:
                return price, again
        x += 1
    return price, again


@njit(nogil=True, cache=True)
def own_price(board: Board, i: int, end: int, prices: Prices) -> float:
    """Estimated price of where an operation itself would end."""
    if i < board.asks:
        return harm(board, i, end, prices)
    over = (end - board.latest[i - board.asks]) / 60.0
    return prices.haste * end / 60.0 + (over * OVERDUE if over > 0.0 else 0.0)


@njit(nogil=True, cache=True)
def slips(board: Board) -> int:
    """Σ importance (millionths) × seconds that orders finish later, and what broken promises weigh; else FAILED."""
    total = 0
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        if i >= board.asks:
            continue
        order = board.orders[board.work.ops[i].order]
        if order.last != i:
            continue
        late = board.placed[i].end - order.finish
        if late > 0:
            if board.placed[i].end > order.limit:
                return FAILED
            total += late * order.importance
            if board.placed[i].end > order.promise:
                total += BROKEN * order.importance
    return total


@njit(nogil=True, cache=True)
def moved(board: Board, i: int) -> bool:
    """Whether an operation stands elsewhere than in the plan."""
    a, b = board.placed[i], board.was[i]
    return a.start != b.start or a.machine != b.machine or a.end != b.end


@njit(nogil=True, cache=True)
def name_moved(board: Board) -> int:
    """Mark each order of which something stands elsewhere, by a negative `named`; answers how many there are."""
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        if i < board.asks:
            one = board.orders[board.work.ops[i].order]
            one.named = abs(one.named)
    count = 0
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        if i < board.asks and moved(board, i):
            one = board.orders[board.work.ops[i].order]
            if one.named > 0:
                count += 1
                one.named = -one.named
    return count


@njit(nogil=True, cache=True)
def cost(board: Board) -> int:
    """What an attempt costs: the slips, and a little for each order that has to be named and each step in the fence."""
    total = slips(board)
    if total >= FAILED:
        return FAILED
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        if i < board.asks and board.was[i].start < board.fence_at and moved(board, i):
            total += TOLL
    return total + NAMING * name_moved(board)


@njit(nogil=True, cache=True)
def reached(board: Board) -> int:
    """When the last of the question's operations ends."""
    end = 0
    for i in range(board.asks, len(board.work.ops)):
        if board.work.ops[i].succ < 0:
            end = max(end, board.placed[i].end)
    return end
