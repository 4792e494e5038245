"""The dispatches that are tried for a plan, and the best of them by the aim.

First with several look-aheads; then, from the best two, orders that end late are given more weight and the shop is
dispatched again, round by round (squeaky wheel optimization; Joslin and Clements, JAIR 10, 1999). How much is tried
hangs on the number of operations alone, so that the same shop plans to the same plan.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from canyou.plan.kernels.arrays import Records
from canyou.plan.model import PROMISE_WEIGHT, Model
from canyou.plan.run import Dispatched, dispatch

LOOK_AHEADS = (0.3, 0.5, 0.8, 1.2, 1.8, 2.7, 4.0, 6.0, 9.0, 13.0, 20.0)
"""ATC's k of each dispatch tried: from nearly the most pressing first to nearly the shortest first."""

GROWTH = 1.5
"""By how much the weight of an order that ends late grows from round to round."""

Aim = tuple[float, float]
"""(importance × minutes past promises, the same of the rest): less is better, in this order."""


@dataclass(frozen=True)
class Effort:
    """What is tried for a shop with up to so many operations."""

    operations: float
    look_aheads: tuple[float, ...]
    softer: tuple[float, ...]
    """Weights of promises tried beside the usual one around the best look-ahead: promises that are not in danger
    then take less from the rest."""
    rounds: int
    """Rounds of growing weights, from each of the best two look-aheads."""


EFFORTS = (
    Effort(6_000, LOOK_AHEADS, (50.0, 10.0), 8),
    Effort(10_000, LOOK_AHEADS, (), 3),
    Effort(float("inf"), LOOK_AHEADS[1::2], (), 2),
)


def aim(model: Model, placed: Records) -> Aim:
    """How late the orders of a dispatch are, by the latest finish that is on time."""
    last = np.array([i for i in model.last if i >= 0], np.int64)
    late = np.maximum(placed["end"][last] - model.work.ops["due"][last], 0) / 60.0
    weight = model.work.ops["weight"][last]
    promised = weight >= PROMISE_WEIGHT
    return (
        round(float((late * weight)[promised].sum() / PROMISE_WEIGHT), 3),
        round(float((late * weight)[~promised].sum()), 3),
    )


def best_dispatch(model: Model) -> Dispatched | None:
    """The best of all dispatches by the aim (ties: the first); None if the open-time tables are too short."""
    effort = next(e for e in EFFORTS if len(model.rows) <= e.operations)
    first = dispatch(model, effort.look_aheads[0])
    if not first.complete:
        return None
    with ThreadPoolExecutor(2) as pool:
        tried = [first, *pool.map(lambda k: dispatch(model, k), effort.look_aheads[1:])]
        found = [aim(model, one.placed) for one in tried]
        order = sorted(range(len(tried)), key=lambda x: (found[x], x))
        near = effort.look_aheads[max(order[0] - 1, 0) : order[0] + 2]
        softer = [(model.with_promises_weighing(weight), k) for weight in effort.softer for k in near]
        tried += pool.map(lambda pair: dispatch(*pair), softer)
        if found[order[0]] != (0.0, 0.0):
            starts = [(tried[x], effort.look_aheads[x]) for x in order[:2]]
            for chain in pool.map(lambda start: squeak(model, start[0], start[1], effort.rounds), starts):
                tried += chain
    if not all(one.complete for one in tried):
        return None
    return min(tried, key=lambda one: aim(model, one.placed))


def squeak(model: Model, one: Dispatched, look_ahead: float, rounds: int) -> list[Dispatched]:
    """Dispatch again and again, with more weight for what ended late: promises while any is broken, else all."""
    ops = model.work.ops
    ends = np.array(model.last, np.int64)[ops["order"]]
    promised = ops["weight"] >= PROMISE_WEIGHT
    weight = ops["weight"].copy()
    found = []
    for _ in range(rounds):
        late = one.placed["end"][ends] > ops["due"][ends]
        if (late & promised).any():
            late &= promised
        if not late.any():
            break
        weight[late] *= GROWTH
        louder = ops.copy()
        louder["weight"] = weight
        one = dispatch(replace(model, work=model.work._replace(ops=louder)), look_ahead)
        found.append(one)
    return found
