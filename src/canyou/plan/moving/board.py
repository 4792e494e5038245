"""A plan as it is shuffled: operations taken out and entered again, and all put back as it was, compiled.

`ids` names the operation of each busy stretch of the timeline. Where an operation stands in the plan is kept in
`was`; an operation is touched once it has been lifted, and goes back there when an attempt is undone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from canyou.plan.kernels.arrays import (
    INPUT_FEED,
    INPUT_NONE,
    INPUT_OVERLAP,
    INPUT_STEP,
    INSIDE,
    NOBODY,
    Ints,
    Records,
    Timeline,
    Uses,
    Work,
    record,
)
from canyou.plan.kernels.clock import start_after_feeding, units_done
from canyou.plan.kernels.heap import push
from canyou.plan.kernels.material import put_back, take
from canyou.plan.kernels.placing import occupy_crew

# mypy: disable-error-code="untyped-decorator"

Floats = NDArray[np.float64]

SIDE = record("stay idle feeds next lifted")
"""What the board knows of an operation beside the plan.

stay: 1 where it may not move; idle: how many seconds its machine stands idle behind it; feeds: the first operation of
a made component that it waits for, -1 for none; next: the next such operation of the same successor, -1 for none;
lifted: 1 + how often it was lifted in this attempt, 0: never.
"""

ORDER = record("importance finish limit promise last named dear")
"""An order on the board.

importance: millionths; finish: where the plan has it; limit: the latest finish it may slip to; promise: the latest
that breaks no promise, where breaking one is allowed, else FAR; last: its last operation, -1 for none; named: how
many of its operations are touched, negative where one stands elsewhere; dear: percent of what its slipping is that
it is reckoned as, more where it slipped before.
"""

OUT, COUNT, SEED, PLACINGS = 0, 1, 2, 3
"""Places of the single numbers: entries in the worklist; touched operations; state of the random numbers; placings."""


class Board(NamedTuple):
    """A plan with a question's steps behind its own operations."""

    work: Work
    uses: Uses
    line: Timeline
    ids: Ints
    placed: Records
    was: Records
    side: Records
    orders: Records
    scalar: Ints
    out_at: Ints
    out: Ints
    """Worklist of lifted operations, a heap by where they stood."""
    touched: Ints
    worth: Floats
    """Estimated least price of taking an operation from where the plan has it: see `worths.py`."""
    latest: Ints
    """The latest end of each of the question's steps with which the last one could be there by the target."""
    wish: Ints
    """Where each of them should begin."""
    now_at: np.int64
    """Nothing that moves begins before it."""
    fence_at: np.int64
    asks: np.int64
    """The first of the question's operations."""


@njit(nogil=True, cache=True)
def has_room(board: Board, i: int) -> bool:
    """Whether the slices of an operation's machine, crew and materials have room for one more."""
    op, line = board.work.ops[i], board.line
    if op.kind == INSIDE:
        m = board.placed[i].machine
        end = line.machines[m + 1].first if m + 1 < len(line.machines) else len(line.busy)
        if line.machines[m].first + line.machines[m].size >= end:
            return False
        if op.attended != NOBODY:
            w = op.crew
            end = line.crews[w + 1].first if w + 1 < len(line.crews) else len(line.manned)
            if line.crews[w].first + line.crews[w].size + 2 >= end:
                return False
    for x in range(op.mat, op.mat_end):
        p = board.work.mats[x].part
        uses = board.uses
        end = uses.parts[p + 1].first if p + 1 < len(uses.parts) else len(uses.rows)
        if uses.parts[p].first + uses.parts[p].count + op.mat_end - op.mat > end:
            return False
    return True


@njit(nogil=True, cache=True)
def enter(board: Board, i: int) -> bool:
    """Let an operation take its machine, its person and its materials; False, and it stands nowhere, without room."""
    if not has_room(board, i):
        board.placed[i].start = -1
        return False
    line, placed = board.line, board.placed
    op = board.work.ops[i]
    if op.kind == INSIDE:
        m = placed[i].machine
        x = line.machines[m].first + line.machines[m].size
        while x > line.machines[m].first and (
            line.busy[x - 1].start > placed[i].start
            or (line.busy[x - 1].start == placed[i].start and line.busy[x - 1].end > placed[i].end)
        ):
            line.busy[x].start, line.busy[x].end = line.busy[x - 1].start, line.busy[x - 1].end
            board.ids[x] = board.ids[x - 1]
            x -= 1
        line.busy[x].start, line.busy[x].end = placed[i].start, placed[i].end
        board.ids[x] = i
        line.machines[m].size += 1
        if op.attended != NOBODY:
            occupy_crew(line, op.crew, placed[i].start, placed[i].until, 1)
    for x in range(op.mat, op.mat_end):
        take(board.uses, board.work.mats[x].part, placed[i].start, board.work.mats[x].quantity)
    return True


@njit(nogil=True, cache=True)
def place_of(board: Board, i: int) -> int:
    """Index of an operation's busy stretch on its machine."""
    line, placed = board.line, board.placed
    x = line.machines[placed[i].machine].first
    high = x + line.machines[placed[i].machine].size
    while x < high:
        mid = (x + high) >> 1
        if line.busy[mid].start < placed[i].start:
            x = mid + 1
        else:
            high = mid
    while board.ids[x] != i:
        x += 1
    return x


@njit(nogil=True, cache=True)
def first_after(board: Board, m: int, start: int) -> int:
    """Index of the first busy stretch of a machine that ends after a moment."""
    line = board.line
    low, high = line.machines[m].first, line.machines[m].first + line.machines[m].size
    while low < high:
        mid = (low + high) >> 1
        if line.busy[mid].end <= start:
            low = mid + 1
        else:
            high = mid
    return low


@njit(nogil=True, cache=True)
def leave(board: Board, i: int) -> None:
    """Take an operation off its machine, its person and its materials; it stands nowhere."""
    line, placed = board.line, board.placed
    op = board.work.ops[i]
    if op.kind == INSIDE:
        m = placed[i].machine
        x, last = place_of(board, i), line.machines[m].first + line.machines[m].size - 1
        while x < last:
            line.busy[x].start, line.busy[x].end = line.busy[x + 1].start, line.busy[x + 1].end
            board.ids[x] = board.ids[x + 1]
            x += 1
        line.machines[m].size -= 1
        if op.attended != NOBODY:
            occupy_crew(line, op.crew, placed[i].start, placed[i].until, -1)
    for x in range(op.mat, op.mat_end):
        put_back(board.uses, board.work.mats[x].part, placed[i].start, board.work.mats[x].quantity)
    placed[i].start = -1


@njit(nogil=True, cache=True)
def touch(board: Board, i: int) -> None:
    """Note that an operation is no longer where the plan has it."""
    if board.side[i].lifted == 0:
        board.touched[board.scalar[COUNT]] = i
        board.scalar[COUNT] += 1
        if i < board.asks:
            board.orders[board.work.ops[i].order].named += 1
    board.side[i].lifted += 1


@njit(nogil=True, cache=True)
def lift(board: Board, i: int) -> None:
    """Take an operation out and put it on the worklist."""
    touch(board, i)
    leave(board, i)
    push(board.out_at, board.out, 0, board.scalar[OUT], board.was[i].start, i)
    board.scalar[OUT] += 1


@njit(nogil=True, cache=True)
def copy_place(to: Records, at: int, of: Records, i: int) -> None:
    """Where an operation stands, from one list of places into another."""
    a, b = to[at], of[i]
    a.start, a.end, a.machine, a.until, a.mode = b.start, b.end, b.machine, b.until, b.mode
    a.ready, a.cause, a.left = b.ready, b.cause, b.left


@njit(nogil=True, cache=True)
def undo(board: Board) -> None:
    """Put everything back where the plan has it, and take the question's steps out."""
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        if board.placed[i].start >= 0:
            leave(board, i)
    for x in range(board.scalar[COUNT]):
        i = board.touched[x]
        board.side[i].lifted = 0
        if i < board.asks:
            board.orders[board.work.ops[i].order].named = 0
        copy_place(board.placed, i, board.was, i)
        if board.placed[i].start >= 0:
            enter(board, i)
    board.scalar[COUNT] = 0
    board.scalar[OUT] = 0


@njit(nogil=True, cache=True)
def given(board: Board, i: int, j: int) -> tuple[int, int]:
    """(when, cause): the moment from which an operation that stands lets its successor j begin."""
    work, placed = board.work, board.placed
    if work.ops[j].pred != i:
        return placed[i].end, INPUT_FEED
    if work.ops[j].overlap != 1:
        return placed[i].end + work.ops[j].pred_wait, INPUT_STEP
    k = placed[i].mode
    if work.modes[k].first < 0:
        return 0, INPUT_OVERLAP  # as many units as it needs are there already
    done = units_done(work, i, k, placed[i].machine, placed[i].start)
    return min(done, placed[i].end) + work.ops[j].pred_wait, INPUT_OVERLAP


@njit(nogil=True, cache=True)
def find_ready(board: Board, i: int) -> int:
    """When the inputs of an operation are there but for its materials, as far as those before it stand; noted."""
    ready, cause = max(board.work.ops[i].release, board.now_at), INPUT_NONE
    before = board.work.ops[i].pred
    if before >= 0 and board.placed[before].start >= 0:
        there, why = given(board, before, i)
        if there > ready:
            ready, cause = there, why
    before = board.side[i].feeds
    while before >= 0:
        if board.placed[before].start >= 0 and board.placed[before].end > ready:
            ready, cause = board.placed[before].end, INPUT_FEED
        before = board.side[before].next
    board.placed[i].ready, board.placed[i].cause = ready, cause
    return ready


@njit(nogil=True, cache=True)
def fed(board: Board, i: int, k: int, m: int, ready: int) -> int:
    """The earliest start of an operation on a machine, its last units after the end of the one that feeds it."""
    before = board.work.ops[i].pred
    if board.work.ops[i].overlap != 1 or board.placed[before].start < 0:
        return ready
    return max(ready, start_after_feeding(board.work, i, k, m, board.placed[before].end))


@njit(nogil=True, cache=True)
def too_early(board: Board, j: int) -> bool:
    """Whether an operation stands before what it needs is there; its materials are taken for granted."""
    at = board.placed[j]
    if find_ready(board, j) > at.start:
        return True
    if board.work.ops[j].overlap != 1:
        return False
    return fed(board, j, at.mode, at.machine, at.ready) > at.start


@njit(nogil=True, cache=True)
def rearrange(board: Board, which: Ints, places: Records) -> bool:
    """Let operations stand somewhere else from the outset (start -1: nowhere); False if one can't for want of room."""
    for x in range(len(which)):
        if board.placed[which[x]].start >= 0:
            leave(board, which[x])
    good = True
    for x in range(len(which)):
        i = which[x]
        copy_place(board.placed, i, places, x)
        copy_place(board.was, i, places, x)
        if board.placed[i].start >= 0 and not enter(board, i):
            board.was[i].start = -1
            good = False
    return good


@njit(nogil=True, cache=True)
def take_beside(board: Board, parts: Ints, uses: Records, sign: int) -> None:
    """Enter (1) or strike (-1) what a question takes of parts beside its steps."""
    for x in range(len(parts)):
        if sign > 0:
            take(board.uses, parts[x], uses[x].at, uses[x].quantity)
        else:
            put_back(board.uses, parts[x], uses[x].at, uses[x].quantity)
