"""Ejection chains over a plan: one attempt, its polishing, and the best of several, compiled."""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import FAR, INPUT_MATERIAL, INSIDE, NOBODY, OUTSIDE, Ints, Records
from canyou.plan.kernels.clock import later
from canyou.plan.kernels.heap import pop
from canyou.plan.kernels.material import material_ready
from canyou.plan.kernels.placing import earliest_on, people_wait
from canyou.plan.moving.board import (
    COUNT,
    OUT,
    PLACINGS,
    SEED,
    Board,
    copy_place,
    enter,
    fed,
    find_ready,
    first_after,
    leave,
    lift,
    place_of,
    too_early,
    touch,
    undo,
)
from canyou.plan.moving.places import best_place, pushes_from, surprise, with_materials
from canyou.plan.moving.prices import (
    FAILED,
    Prices,
    cost,
    moved,
    name_moved,
    reached,
    slips,
)
from canyou.plan.moving.ways import find_way

# mypy: disable-error-code="untyped-decorator"

MOST_PLACINGS = 500
"""An attempt that has placed so many steps is given up: it touches more orders than anybody would agree to."""

A_TRY = 200
"""Placings that an attempt may take on average: with so many times the attempts nothing more is tried."""

ENOUGH = 3
"""After so many attempts one in which nobody slips is good enough."""

MOST_ROUNDS = 4
"""Rounds of putting back and letting begin earlier when all stand: each lets others do the same."""

DEARER = 50
"""By how many percent slipping gets dearer for an order that slipped in the attempt before."""


@njit(nogil=True, cache=True)
def put(board: Board, i: int, prices: Prices) -> bool:
    """Place an operation where it and those it displaces cost least; lift those. False if it can't stand anywhere."""
    work, line, placed = board.work, board.line, board.placed
    op = work.ops[i]
    ready = with_materials(board, i)
    if ready >= FAR:
        return False
    if op.kind != INSIDE:
        placed[i].start, placed[i].until, placed[i].machine = ready, ready, -1
        placed[i].end = later(work, ready, op.outside) if op.kind == OUTSIDE else ready
        return enter(board, i)
    best, start, until, end, m, k = best_place(board, i, ready, FAR, prices)
    if m < 0:
        return False
    dearer = surprise(board, i, end, prices) if i < board.asks else 0.0
    if dearer > 0.0:  # rather where it pushes nobody behind it in its order, if that costs less
        other = best_place(board, i, ready, pushes_from(board, i), prices)
        if other[4] >= 0 and other[0] < best + dearer:
            best, start, until, end, m, k = other
        else:
            best += dearer
    if i < board.asks and best > board.worth[i] and ready <= board.was[i].start:
        board.worth[i] = best  # dearer to move than it seemed: not forgotten in the attempts after this
    x = first_after(board, m, start)
    while x < line.machines[m].first + line.machines[m].size:
        if line.busy[x].start >= max(end, start + 1):
            break
        if line.busy[x].end > start and (line.busy[x].start < end or line.busy[x].start < start):
            lift(board, board.ids[x])
        else:
            x += 1
    if op.attended != NOBODY and people_wait(line, op.crew, work.people[op.crew], start, until) > start:
        return False
    placed[i].start, placed[i].until, placed[i].end = start, until, end
    placed[i].machine, placed[i].mode = m, k
    return enter(board, i)


@njit(nogil=True, cache=True)
def follow_up(board: Board, i: int) -> bool:
    """Lift the successor of an operation where it stands too early now. False if it has to stay."""
    j = board.work.ops[i].succ
    if j < 0 or board.placed[j].start < 0 or not too_early(board, j):
        return True
    if board.side[j].stay == 1:
        return False
    lift(board, j)
    return True


@njit(nogil=True, cache=True)
def attempt(board: Board, prices: Prices) -> bool:
    """Place the question's steps, then all that was lifted, until nothing is left over. False if that fails."""
    for i in range(board.asks, len(board.work.ops)):
        if board.placed[i].start >= 0:
            continue  # under way
        touch(board, i)
        if not put(board, i, prices):
            return False
    for _ in range(MOST_PLACINGS):
        if board.scalar[OUT] == 0:
            return True
        board.scalar[PLACINGS] += 1
        i = board.out[0]
        pop(board.out_at, board.out, 0, board.scalar[OUT])
        board.scalar[OUT] -= 1
        if not put(board, i, prices) or not follow_up(board, i):
            return False
    return False


@njit(nogil=True, cache=True)
def could_return(board: Board, i: int) -> bool:
    """Whether an operation that was taken out can stand where the plan has it: machine, person, inputs, successor."""
    work, line, at = board.work, board.line, board.was[i]
    op = work.ops[i]
    if find_ready(board, i) > at.start:
        return False
    if op.kind == INSIDE:
        if fed(board, i, at.mode, at.machine, board.placed[i].ready) > at.start:
            return False
        x = first_after(board, at.machine, at.start)
        if x < line.machines[at.machine].first + line.machines[at.machine].size and (
            line.busy[x].start < at.end or line.busy[x].start < at.start
        ):
            return False
        if op.attended != NOBODY:
            people = work.people[op.crew]
            if people_wait(line, op.crew, people, at.start, at.until) > at.start:
                return False
    for x in range(op.mat, op.mat_end):
        part, quantity = work.mats[x].part, work.mats[x].quantity
        if material_ready(work, board.uses, part, quantity, at.start) > at.start:
            return False
    return True


@njit(nogil=True, cache=True)
def stand(board: Board, i: int, places: Records, at: int) -> bool:
    """Let an operation stand as a list of places has it; True if its successor can stay where it is."""
    copy_place(board.placed, i, places, at)
    if not enter(board, i):
        return False
    j = board.work.ops[i].succ
    return j < 0 or board.placed[j].start < 0 or not too_early(board, j)


@njit(nogil=True, cache=True)
def put_back_all(board: Board, kept: Records) -> int:
    """Let every operation that can stand where the plan has it go back there; answers how many did."""
    count = 0
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        if i >= board.asks or not moved(board, i):
            continue
        copy_place(kept, 0, board.placed, i)
        leave(board, i)
        if could_return(board, i):
            if stand(board, i, board.was, i):
                count += 1
                continue
            if board.placed[i].start >= 0:
                leave(board, i)
        stand(board, i, kept, 0)
        find_ready(board, i)
    return count


@njit(nogil=True, cache=True)
def sooner(board: Board, kept: Records, i: int) -> bool:
    """Let an operation begin as early as its machine's sequence, its crew and its inputs allow."""
    work, op, line = board.work, board.work.ops[i], board.line
    ready = find_ready(board, i)
    if op.kind == INSIDE:
        x = place_of(board, i)
        if x > line.machines[board.placed[i].machine].first:
            ready = max(ready, line.busy[x - 1].end)
    if ready >= board.placed[i].start:
        if op.mat < op.mat_end:
            board.placed[i].cause = INPUT_MATERIAL
        return False
    copy_place(kept, 0, board.placed, i)
    at = kept[0]
    leave(board, i)
    ready = max(ready, with_materials(board, i))
    start, until, end = at.start, at.until, at.end
    if op.kind != INSIDE:
        start, until = ready, ready
        end = later(work, ready, op.outside) if op.kind == OUTSIDE else ready
    elif ready < at.start:
        first = fed(board, i, at.mode, at.machine, ready)
        if first < at.start:
            start, until, end = earliest_on(work, line, i, at.mode, at.machine, first, -1, at.start)
    better = start < at.start
    ready, cause = board.placed[i].ready, board.placed[i].cause
    copy_place(board.placed, i, kept, 0)
    board.placed[i].ready, board.placed[i].cause = ready, cause
    if better:
        board.placed[i].start, board.placed[i].until, board.placed[i].end = start, until, end
    enter(board, i)
    return better


@njit(nogil=True, cache=True)
def polish(board: Board, kept: Records, order: Ints) -> None:
    """Back to the plan what can go back; then the question and all of whoever is named begin as early as they can."""
    for _ in range(MOST_ROUNDS):
        if put_back_all(board, kept) == 0:
            break
    named = 0
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        if i < board.asks and moved(board, i):
            order[named] = board.work.ops[i].order
            named += 1
    for x in range(named):
        j = board.orders[
            order[x]
        ].last  # the operations of an order stand one after the other, its last one last
        while j >= 0 and board.work.ops[j].order == order[x]:
            if board.side[j].lifted == 0 and board.side[j].stay == 0 and board.placed[j].start >= 0:
                touch(board, j)
            j -= 1
    for _ in range(MOST_ROUNDS):
        count = by_start(board, order)
        name_moved(board)
        changed = False
        for x in range(count):
            i = order[x]
            mine = i >= board.asks or board.orders[board.work.ops[i].order].named < 0
            if mine and sooner(board, kept, i):
                changed = True
        if not changed:
            break


@njit(nogil=True, cache=True)
def by_start(board: Board, order: Ints) -> int:
    """The touched operations by start."""
    count = board.scalar[COUNT]
    for x in range(count):
        i = board.touched[x]
        y = x
        while y > 0 and (
            board.placed[order[y - 1]].start > board.placed[i].start
            or (board.placed[order[y - 1]].start == board.placed[i].start and order[y - 1] > i)
        ):
            order[y] = order[y - 1]
            y -= 1
        order[y] = i
    return count


@njit(nogil=True, cache=True)
def note(board: Board, best: Records, found: Ints) -> int:
    """Write down where the question's operations stand, and those of the plan that are elsewhere; how many."""
    count = 0
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        if i >= board.asks or moved(board, i):
            copy_place(best, count, board.placed, i)
            found[count] = i
            count += 1
    return count


@njit(nogil=True, cache=True)
def blame(board: Board) -> None:
    """Whoever slips in this attempt is reckoned dearer in the next."""
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        if i < board.asks:
            order = board.work.ops[i].order
            if board.orders[order].last == i and board.placed[i].end > board.orders[order].finish:
                board.orders[order].dear += DEARER
                while i >= 0 and board.work.ops[i].order == order:
                    board.worth[i] *= 1.0 + DEARER / 100.0
                    i -= 1


@njit(nogil=True, cache=True)
def prices_of(number: int) -> Prices:
    """What the attempt of a number reckons with: first the plain ones, then with noise."""
    doubt = (1.0, 1.5, 1.0, 2.0)[number % 4]
    hidden = (0.1, 0.1, 0.03, 0.3)[number % 4]
    noise = 0.0 if number < 4 else 0.5
    haste = 0.0
    return Prices(doubt, hidden, noise, haste)


@njit(nogil=True, cache=True)
def least_harm(board: Board, target: int, attempts: int, best: Records, found: Ints, kept: Records,
               order: Ints) -> tuple[int, int, int]:  # fmt: skip
    """(cost, finish, operations) of the best of several attempts; where its operations stand goes to `best`, `found`.

    Better: there by the target; then the lesser cost, or if none is there by the target the sooner; then the other of
    the two. Cost FAILED: none.
    """
    least, finish, count, free = FAILED, FAR, 0, False
    board.scalar[PLACINGS] = 0
    for number in range(attempts):
        if number >= ENOUGH and finish <= target and least < FAILED and free:
            break
        if board.scalar[PLACINGS] > A_TRY * attempts:
            break
        board.scalar[SEED] = 1_000_003 + 7919 * number
        prices = prices_of(number)
        if find_way(board, target, prices) < 1e300 and attempt(board, prices):
            polish(board, kept, order)
            price, end = cost(board), reached(board)
            if price < FAILED:
                if finish <= target or end <= target:
                    better = end <= target and (finish > target or (price, end) < (least, finish))
                else:
                    better = (end, price) < (finish, least)
                if better:
                    least, finish = price, end
                    count, free = note(board, best, found), slips(board) == 0
            blame(board)
        undo(board)
    return least, finish, count
