"""Annealing of plain job shops, compiled: every machine always open, every step on a machine of its own, no crews.

There, timing a changed sequence anew is a sweep over its topological order, ten times as fast as carrying changes
through the network.
"""

from __future__ import annotations

import math

import numpy as np

from canyou.plan.improve.annealing.arrays import (
    ACCEPTED,
    BEST_PROMISED,
    BEST_REST,
    BROKEN,
    PROMISED,
    REST,
    TRIED,
)
from canyou.plan.improve.annealing.compiled import kernel
from canyou.plan.improve.annealing.plain_arrays import Plain, between_0_and_1, one_below
from canyou.plan.improve.annealing.plain_moves import critical_step, draw_move, relink, reorder, undo


@kernel
def sweep(shop: Plain, low: int) -> None:
    """Time everything from a place of the order on, in `trial`."""
    for x in range(low, len(shop.order)):
        i = shop.order[x]
        start = shop.release[i]
        p, q = shop.pred[i], shop.before[i]
        if p >= 0:
            start = max(start, shop.trial[p] + shop.wait[i])
        if q >= 0:
            start = max(start, shop.trial[q])
        shop.trial[i] = start + shop.length[i]


@kernel
def sums(shop: Plain) -> tuple[int, int, int]:
    """(importance × seconds past promises, the same of the rest, promises broken that were kept) by `trial`."""
    promised, rest, broken = 0, 0, 0
    for o in range(len(shop.last)):
        late = shop.trial[shop.last[o]] - shop.due[o]
        if late > 0:
            if shop.promised[o] == 1:
                promised += late * shop.weight[o]
                broken += shop.kept[o]
            else:
                rest += late * shop.weight[o]
    return promised, rest, broken


@kernel
def list_late_plain(shop: Plain) -> int:
    """List the orders that are late and count; answers how many."""
    count = 0
    for o in range(len(shop.last)):
        if shop.weight[o] > 0 and shop.end[shop.last[o]] > shop.due[o]:
            shop.late[count] = o
            count += 1
    return count


@kernel
def keep_if_best(shop: Plain) -> None:
    """Keep the plan as the best so far, if it is: no promise that was kept at first is broken in it."""
    numbers = shop.numbers
    if numbers[BROKEN] == 0 and (
        numbers[PROMISED] < numbers[BEST_PROMISED]
        or (numbers[PROMISED] == numbers[BEST_PROMISED] and numbers[REST] < numbers[BEST_REST])
    ):
        numbers[BEST_PROMISED], numbers[BEST_REST] = numbers[PROMISED], numbers[REST]
        for i in range(len(shop.end)):
            shop.best[i] = shop.end[i]


@kernel
def anneal_plain(
    shop: Plain, iterations: int, hot: float, cold: float, press: float, press_end: float
) -> int:
    """Try so many changes, cooling from `hot` to `cold`; 0 if nothing is late any more. Units are those of `anneal`."""
    numbers = shop.numbers
    heat, weigh = hot, press
    late = list_late_plain(shop)
    for n in range(iterations):
        if late == 0:
            break
        if n % 64 == 0:
            share = n / iterations
            heat = hot * math.pow(cold / hot, share)
            weigh = press * math.pow(press_end / press, share)
        numbers[TRIED] += 1
        v = critical_step(shop, shop.last[shop.late[one_below(shop.random, late)]])
        if v < 0:
            continue
        u, v, back = draw_move(shop, v)
        low, high = shop.place[u], shop.place[v]
        if not reorder(shop, u, v, back):
            continue
        moved = u if back else v
        ahead, behind = shop.before[moved], shop.after[moved]
        if back:
            relink(shop, u, v, shop.after[v])
        else:
            relink(shop, v, shop.before[u], u)
        sweep(shop, low)
        promised, rest, broken = sums(shop)
        harm = np.float64(rest - numbers[REST]) + weigh * np.float64(promised - numbers[PROMISED])
        if harm <= 0 or between_0_and_1(shop.random) < math.exp(-harm / heat):
            numbers[ACCEPTED] += 1
            numbers[PROMISED], numbers[REST], numbers[BROKEN] = promised, rest, broken
            for x in range(low, len(shop.order)):
                i = shop.order[x]
                shop.end[i] = shop.trial[i]
            keep_if_best(shop)
            late = list_late_plain(shop)
        else:
            undo(shop, low, high, moved, ahead, behind)
            for x in range(low, len(shop.order)):
                i = shop.order[x]
                shop.trial[i] = shop.end[i]
    return late
