"""How sure an option is: its own steps, run through the kept runs of the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from canyou.plan.chance.asked_steps import AskedSteps, asked_steps
from canyou.plan.chance.draws import guesses
from canyou.plan.chance.kernels import slip_in
from canyou.plan.chance.kernels.arrays import DRAWS, LEVEL, Ints
from canyou.plan.chance.scenarios import Scenarios
from canyou.plan.chance.together import together
from canyou.plan.chance.wanted import Finishes, Wanted, finishes_of, levels
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Opened, Operation
from canyou.shop.records import Instant, Shop

SURE = 0.95
"""The chance of a date that one can be sure of."""

MANY = 100_000
"""Steps × runs from which on two threads are worth it."""

MOST_ROUNDS = 6
"""So often a date is looked at again that changes how urgent it is."""

DOTS = 20
"""So many equally likely moments are shown."""


def finishes(
    plan: ShopPlan,
    kept: Scenarios,
    asked: AskedSteps,
    wanted: Sequence[Wanted],
    promised_for: Instant | None = None,
) -> Finishes:
    """Run an option's steps through the kept runs, as urgent as `levels` says; with what it moves, runs of its own."""
    own = {one.order for one in wanted}
    if any(row.order in kept.course.order_row and row.order not in own for row in asked.rows):
        return together(plan, kept, asked, wanted)
    runs, now = kept.runs, plan.now_at
    steps = asked.steps.copy()
    steps[:, LEVEL] = levels(plan, kept, asked, wanted, promised_for)
    begin = np.empty((len(steps), runs), np.int32)
    end = np.empty((len(steps), runs), np.int32)
    if len(steps):
        slip_all(steps, asked, kept, begin, end)
    found = np.empty((len(wanted), runs), np.int64)
    for n, one in enumerate(wanted):
        mine = [x for x, row in enumerate(asked.rows) if one.has(row)]
        found[n] = end[mine].max(axis=0) if mine else one.ready_at - now
    return finishes_of(plan, wanted, found)


def slip_all(steps: Ints, asked: AskedSteps, kept: Scenarios, begin: Ints, end: Ints) -> None:
    """Run an option's steps through all kept runs; many of them in two threads."""

    def part(first: int, last: int) -> None:
        slip_in(
            steps, asked.tables, kept.draws, kept.kept, asked.place, asked.crew_place, first, last, begin, end
        )

    if len(steps) * kept.runs < MANY:
        part(0, kept.runs)
        return
    half = kept.runs // 2
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(part, (0, half), (half, kept.runs)))


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
    moved: dict[str, np.ndarray]
    """When each order is finished that moves for it, by run: seconds after now. Empty where the floor picks by date."""


def option_chance(
    plan: ShopPlan, shop: Shop, kept: Scenarios, operations: Sequence[Operation], opened: Sequence[Opened],
    wanted: Sequence[Wanted], there: Callable[[Instant], Instant], instead: bool = False, is_guess: bool = False,
    wanted_sure: float = SURE,
) -> OptionChance:  # fmt: skip
    """Judge an option; `there` tells when what is finished is there by the promise basis.

    `instead`: it takes the place of an order of the plan, whose old steps in the kept runs let it go first.
    `is_guess`: its part was never made; the range is then from the third of the guesses that are most too low to the
    third that are most too high. `wanted_sure`: the chance that `sure_at` has. An order that moves and was taken in
    after the kept runs were made is in none of them, nor are its steps here.
    """
    own = {one.order for one in wanted}
    late = {row.order for row in operations} - kept.course.order_row.keys() - own
    operations = [row for row in operations if row.order not in late or row.order not in plan.orders]
    asked = asked_steps(plan, shop, kept, operations, opened, int(instead), is_guess)
    found = finishes(plan, kept, asked, wanted)
    chance = found.chance()
    beside = [finishes(plan, side, asked, wanted) for side in kept.sides]
    if is_guess:
        off = guesses()[np.arange(found.by_delivery.shape[1]) & (DRAWS - 1)]
        beside += [found.among(off >= np.quantile(off, 2 / 3)), found.among(off <= np.quantile(off, 1 / 3))]
    others, said = [one.chance() for one in beside], [found.said_chance(), *(o.said_chance() for o in beside)]
    sure = sure_of(plan, kept, asked, wanted, found, wanted_sure)
    return OptionChance(
        chance, found.chances(), there(sure), likely(plan, found.last, there),
        tuple(likely(plan, row, there) for row in found.by_delivery),
        min([chance, *others]), max([chance, *others]), said[0], min(said), max(said), found.moved,
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
    level = kept.course.level(max(w.latest_at for w in wanted) - plan.now_at)
    for _ in range(MOST_ROUNDS):
        now = kept.course.level(sure - plan.now_at)
        if now == level:
            break
        level = now
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
