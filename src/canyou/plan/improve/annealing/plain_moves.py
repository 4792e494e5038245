"""Changes of a plain job shop, compiled: on a critical path, a step goes forward or back on its machine.

All operations lie in one order, each behind those it waits for. A change brings that order up to date between the two
operations it concerns, and finds out there whether it is a circle; `undo` puts it back.
"""

from __future__ import annotations

from canyou.plan.improve.annealing.compiled import kernel
from canyou.plan.improve.annealing.plain_arrays import Plain, one_below

JUMPS = 6
"""Of 32 changes so many pass more than one step: half of them forward, half of them back."""

LONGEST_JUMP = 5
"""The most steps that are passed."""


@kernel
def critical_step(shop: Plain, i: int) -> int:
    """An operation on a critical path to operation i that waits for the one before it on its machine; -1 for none."""
    found, count = -1, 0
    while i >= 0:
        p, q = shop.pred[i], shop.before[i]
        ready = shop.release[i]
        if p >= 0:
            ready = max(ready, shop.end[p] + shop.wait[i])
        if q >= 0 and shop.end[q] >= ready:
            count += 1
            if one_below(shop.random, count) == 0:
                found = i
            i = p if shop.end[q] == ready and p >= 0 and one_below(shop.random, 2) == 0 else q
        else:
            i = p
    return found


@kernel
def draw_move(shop: Plain, v: int) -> tuple[int, int, bool]:
    """(u, v, back): v comes right before u or, going back, u right behind v, both on one machine.

    v is given as an operation that waits for the one before it there; mostly these two change places.
    """
    u = shop.before[v]
    lot = one_below(shop.random, 32)
    if lot >= JUMPS:
        return u, v, False
    for _ in range(1 + one_below(shop.random, LONGEST_JUMP - 1)):
        if 2 * lot < JUMPS:
            u = shop.before[u] if shop.before[u] >= 0 else u
        else:
            v = shop.after[v] if shop.after[v] >= 0 else v
    return u, v, 2 * lot >= JUMPS


@kernel
def relink(shop: Plain, i: int, ahead: int, behind: int) -> None:
    """Take an operation out of its machine's sequence and put it between two that are neighbours without it."""
    p, q = shop.before[i], shop.after[i]
    if p >= 0:
        shop.after[p] = q
    if q >= 0:
        shop.before[q] = p
    shop.before[i], shop.after[i] = ahead, behind
    if ahead >= 0:
        shop.after[ahead] = i
    if behind >= 0:
        shop.before[behind] = i


@kernel
def marked(shop: Plain, i: int, u: int) -> bool:
    """Whether an operation waits for a marked one; on its machine u does not count."""
    p, q = shop.pred[i], shop.before[i]
    return bool((p >= 0 and shop.mark[p] == 1) or (q >= 0 and q != u and shop.mark[q] == 1))


@kernel
def reorder(shop: Plain, u: int, v: int, back: bool) -> bool:
    """Bring the order up to date for a move; False, and all as it was, if v waits for u in another way as well.

    Between the two, what waits for u goes behind v, and the rest stays before it. `window` keeps how it was.
    """
    low, high = shop.place[u], shop.place[v]
    for x in range(low, high + 1):
        shop.window[x] = shop.order[x]
    shop.mark[u] = 1
    passed = u if back else -1  # going back, u is waited for no more by the one behind it on its machine
    for x in range(low + 1, high):
        i = shop.window[x]
        if marked(shop, i, passed):
            shop.mark[i] = 1
    p = shop.pred[v]
    circle = (p >= 0 and shop.mark[p] == 1) or (back and marked(shop, v, u))
    if not circle:
        x = low
        for y in range(low, high + 1):
            if shop.mark[shop.window[y]] == 0:
                shop.order[x] = shop.window[y]
                x += 1
        for y in range(low, high + 1):
            if shop.mark[shop.window[y]] == 1:
                shop.order[x] = shop.window[y]
                x += 1
        for y in range(low, high + 1):
            shop.place[shop.order[y]] = y
    for y in range(low, high + 1):
        shop.mark[shop.window[y]] = 0
    return not circle


@kernel
def undo(shop: Plain, low: int, high: int, moved: int, ahead: int, behind: int) -> None:
    """Put the order between two places, and a moved operation between its neighbours, back to what they were."""
    relink(shop, moved, ahead, behind)
    for x in range(low, high + 1):
        shop.order[x] = shop.window[x]
        shop.place[shop.order[x]] = x
