"""How sure an option is: its own steps, run through the kept runs of the plan."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from canyou.plan.chance.asked_steps import AskedSteps, asked_steps
from canyou.plan.chance.draws import guesses
from canyou.plan.chance.kernels import slip_in
from canyou.plan.chance.kernels.arrays import DRAWS, Ints
from canyou.plan.chance.scenarios import RUNS, Scenarios
from canyou.plan.chance.wanted import Finishes, Wanted, finishes_of, levels
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Opened, Operation
from canyou.shop.records import Instant, Shop

SURE = 0.95
"""The chance of a date that one can be sure of."""

MOST_STEPS, FEWEST = 5_000, 250
"""Steps × runs of an option, which is what a question may cost: one of many steps has fewer runs, never fewer than
these."""

MOST_BESIDE = 100
"""So many of the runs for a range are taken, at most."""

MOST_ROUNDS = 6
"""So often a date is looked at again that changes how urgent it is."""

DOTS = 20
"""So many equally likely moments are shown."""


_beside = ThreadPoolExecutor(2, thread_name_prefix="runs")


def finishes(
    plan: ShopPlan,
    kept: Scenarios,
    asked: AskedSteps,
    wanted: Sequence[Wanted],
    promised_for: Instant | None = None,
    most: int = RUNS,
) -> Finishes:
    """Run an option's steps through the kept runs, through `most` of them at most, as urgent as `levels` says."""
    now = plan.now_at
    runs = min(kept.runs, most, max(FEWEST, MOST_STEPS // max(len(asked.rows), 1)))
    end = slip_all(asked, levels(plan, kept, asked, wanted, promised_for), kept, runs)
    found = np.empty((len(wanted), runs), np.int64)
    for n, one in enumerate(wanted):
        mine = [x for x, row in enumerate(asked.rows) if one.has(row)]
        found[n] = end[mine].max(axis=0) if mine else one.ready_at - now
    return finishes_of(plan, wanted, found)


def slip_all(asked: AskedSteps, level: Ints, kept: Scenarios, runs: int) -> Ints:
    """The ends [step, run] of an option's steps in so many of the kept runs, on two cores."""
    end = np.zeros((len(asked.steps), runs), np.int32)
    if not len(asked.steps):
        return end

    def part(first: int, last: int) -> None:
        slip_in(
            asked.steps, level, asked.tables, kept.draws, kept.kept, asked.place, asked.standing,
            first, last, end,
        )  # fmt: skip

    half = runs // 2
    other = _beside.submit(part, half, runs)
    part(0, half)
    other.result()
    return end


@dataclass(frozen=True, slots=True)
class OptionChance:
    """What the runs say of an option."""

    chance: float
    by_delivery: tuple[float, ...]
    sure_at: Instant
    likely: tuple[Instant, ...]
    """Twenty equally likely moments at which all of it is there, rising."""
    by_delivery_likely: tuple[tuple[Instant, ...], ...]
    low: float
    high: float
    """The range where the log is thin; else both the chance."""
    said: float
    """The chance that every delivery is there by the date said to the customer."""
    said_low: float
    said_high: float


def option_chance(
    plan: ShopPlan, shop: Shop, kept: Scenarios, operations: Sequence[Operation], opened: Sequence[Opened],
    wanted: Sequence[Wanted], there: Callable[[Instant], Instant], instead: Collection[str] = (),
    is_guess: bool = False, wanted_sure: float = SURE,
) -> OptionChance:  # fmt: skip
    """Judge an option; `there` tells when what is finished is there by the promise basis.

    `instead`: the orders of the plan whose place it takes. `is_guess`: its part was never made; the range is then from
    the third of the guesses that are most too low to the third that are most too high. `wanted_sure`: the chance that
    `sure_at` has.
    """
    own = {one.order for one in wanted}
    moves = set[str]() if "" in own else {row.order for row in operations} & plan.orders.keys() - own
    own_rows = [row for row in operations if row.order not in moves]
    asked = asked_steps(
        plan, shop, kept, own_rows, opened, instead,
        () if kept.course.by_date else [row for row in operations if row.order in moves], is_guess,
    )  # fmt: skip
    found = finishes(plan, kept, asked, wanted)
    chance = found.chance()
    beside = [finishes(plan, side, asked, wanted, most=MOST_BESIDE) for side in kept.sides]
    if is_guess:
        off = guesses()[np.arange(found.by_delivery.shape[1]) & (DRAWS - 1)]
        beside += [found.among(off >= np.quantile(off, 2 / 3)), found.among(off <= np.quantile(off, 1 / 3))]
    others, said = [one.chance() for one in beside], [found.said_chance(), *(o.said_chance() for o in beside)]
    sure = sure_of(plan, kept, asked, wanted, found, wanted_sure)
    return OptionChance(
        chance, found.chances(), there(sure), likely(plan, found.last, there),
        tuple(likely(plan, row, there) for row in found.by_delivery),
        min([chance, *others]), max([chance, *others]), said[0], min(said), max(said),
    )  # fmt: skip


def sure_of(
    plan: ShopPlan, kept: Scenarios, asked: AskedSteps, wanted: Sequence[Wanted], found: Finishes, part: float
) -> Instant:
    """The date that is kept with such a chance once it is promised.

    Where the floor picks by date, what is promised for later waits for more, and the other way round: the date is
    looked for that is its own quantile.
    """
    sure = plan.now_at + quantile(found.last, part)
    if not kept.course.by_date or not len(asked.rows):
        return sure
    before = levels(plan, kept, asked, wanted, max(w.latest_at for w in wanted))
    for _ in range(MOST_ROUNDS):
        now = levels(plan, kept, asked, wanted, sure)
        if (now == before).all():
            break
        before = now
        sure = plan.now_at + quantile(finishes(plan, kept, asked, wanted, promised_for=sure).last, part)
    return sure


def quantile(values: np.ndarray, part: float) -> int:
    """The least of the values that so large a part of them does not exceed."""
    n = len(values)
    return int(
        np.partition(values, min(n - 1, int(np.ceil(part * n)) - 1))[min(n - 1, int(np.ceil(part * n)) - 1)]
    )


def likely(plan: ShopPlan, values: np.ndarray, there: Callable[[Instant], Instant]) -> tuple[Instant, ...]:
    """Twenty equally likely moments: the middle of each twentieth."""
    ranked = np.sort(values)
    n = len(ranked)
    known: dict[int, Instant] = {}
    out = []
    for k in range(DOTS):
        at = int(ranked[min(n - 1, int((k + 0.5) * n / DOTS))])
        if at not in known:
            known[at] = there(plan.now_at + at)
        out.append(known[at])
    return tuple(out)
