"""Simulated annealing, compiled: a change is kept if it helps, or by a chance that falls with its harm."""

from __future__ import annotations

import math

import numpy as np

from canyou.plan.improve.annealing.arrays import (
    ACCEPTED,
    AWAY,
    BEST_AWAY,
    BEST_PROMISED,
    BEST_REST,
    BROKEN,
    LAZY,
    LOOKED_AT,
    MOST_AWAY,
    PROMISED,
    REST,
    SAVED_AT,
    STRIDE,
    TRIED,
    UNSAVED,
    Net,
)
from canyou.plan.improve.annealing.carrying import (
    begin_change,
    carry_through,
    come_back,
    is_best,
    look_over,
    save,
    undo_change,
)
from canyou.plan.improve.annealing.chance import below, unit
from canyou.plan.improve.annealing.changes import change
from canyou.plan.improve.annealing.compiled import kernel
from canyou.plan.kernels.arrays import Work

MOST_HEATS = 10.0
"""How many temperatures worse than the best a large plan may get before it comes back to it."""

MOST_STRIDE = 2000
"""The most changes between two looks over a large plan."""


@kernel
def list_late(net: Net) -> tuple[int, int]:
    """List the late orders, promised ones from the front. Answers how many are late, and how many of them promised."""
    promised = 0
    rest = len(net.orders)
    for o in range(len(net.orders)):
        if net.orders[o].weight > 0 and net.nodes[net.orders[o].last].end > net.orders[o].due:
            if net.orders[o].promised == 1:
                net.lists[promised] = o
                promised += 1
            else:
                rest -= 1
                net.lists[rest] = o
    return promised, len(net.orders) - rest


@kernel
def energy(net: Net, promised: int, rest: int, away: int, weigh: float, closeness: float) -> float:
    """What annealing makes small: all the sums in one."""
    return np.float64(rest) + weigh * np.float64(promised) + closeness * np.float64(away)


@kernel
def take_stock(work: Work, net: Net, heat: float, weigh: float, closeness: float) -> None:
    """In a large plan: make good what was not followed up, and save it if it is the best, or come back to the best.

    How many changes are tried until the next time grows while all goes well.
    """
    numbers = net.numbers
    good = look_over(work, net)
    if good:
        now = energy(net, numbers[PROMISED], numbers[REST], numbers[AWAY], weigh, closeness)
        best = energy(net, numbers[BEST_PROMISED], numbers[BEST_REST], numbers[BEST_AWAY], weigh, closeness)
        good = now <= best + MOST_HEATS * heat
    if good:
        numbers[STRIDE] = min(MOST_STRIDE, numbers[STRIDE] + numbers[STRIDE] // 4 + 1)
        if is_best(net):
            save(net)
    else:
        numbers[STRIDE] = max(8, numbers[STRIDE] // 2)
        come_back(work, net)
        look_over(work, net)
    numbers[LOOKED_AT] = numbers[TRIED]


@kernel
def anneal(
    work: Work,
    net: Net,
    iterations: int,
    hot: float,
    cold: float,
    press: float,
    press_end: float,
    closeness: float,
) -> int:
    """Try so many changes, cooling from `hot` to `cold`; 0 if nothing is late any more.

    Temperatures are in thousandths of importance × seconds; `press` … `press_end`: how much more those of promised
    orders weigh; `closeness`: what a step away from its first place costs.
    """
    numbers = net.numbers
    lazy = net.limits[LAZY] == 1
    gap = max(1, len(net.nodes) // 100)
    every = max(16, min(256, len(net.orders) // 8))
    promised = rest = 0
    heat, weigh = hot, press
    if lazy:
        look_over(work, net)
        numbers[LOOKED_AT] = numbers[TRIED]
    for n in range(iterations):
        if n % 64 == 0:
            share = n / iterations
            heat = hot * math.pow(cold / hot, share)
            weigh = press * math.pow(press_end / press, share)
        looked = lazy and numbers[TRIED] - numbers[LOOKED_AT] >= numbers[STRIDE]
        if looked:
            take_stock(work, net, heat, weigh, closeness)
        if looked or n % every == 0:
            promised, rest = list_late(net)
            if promised + rest == 0:
                break
        numbers[TRIED] += 1
        if promised > 0 and (rest == 0 or below(net, 2) == 0):
            o = net.lists[below(net, promised)]
        else:
            o = net.lists[len(net.orders) - 1 - below(net, rest)]
        was_promised, was_rest, was_broken, was_away = (
            numbers[PROMISED], numbers[REST], numbers[BROKEN], numbers[AWAY],
        )  # fmt: skip
        begin_change(net)
        if not (change(work, net, net.orders[o].last) and carry_through(work, net)):
            undo_change(work, net, was_promised, was_rest, was_broken, was_away)
            continue
        harm = energy(
            net,
            numbers[PROMISED] - was_promised,
            numbers[REST] - was_rest,
            numbers[AWAY] - was_away,
            weigh,
            closeness,
        )
        good = harm <= 0 or unit(net) < math.exp(-harm / heat)
        if numbers[AWAY] > net.limits[MOST_AWAY] and numbers[AWAY] > was_away:
            good = False
        if good and harm > 0 and numbers[UNSAVED] == 1:
            if numbers[TRIED] - numbers[SAVED_AT] >= gap:
                undo_change(work, net, was_promised, was_rest, was_broken, was_away)
                save(net)
                continue
            numbers[UNSAVED] = 0
        if not good:
            undo_change(work, net, was_promised, was_rest, was_broken, was_away)
            continue
        numbers[ACCEPTED] += 1
        if not lazy and harm != 0 and is_best(net):
            numbers[UNSAVED] = 1
    if lazy:
        take_stock(work, net, heat, weigh, closeness)
    elif numbers[UNSAVED] == 1:
        save(net)
    return promised + rest
