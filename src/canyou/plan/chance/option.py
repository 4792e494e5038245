"""How sure an option is: its own steps, run through the kept runs of the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from canyou.plan.chance.asked_steps import AskedSteps, asked_steps
from canyou.plan.chance.kernels import slip_in
from canyou.plan.chance.kernels.arrays import LEVEL
from canyou.plan.chance.scenarios import Scenarios
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Opened, Operation
from canyou.shop.records import Instant, Shop

SURE = 0.95
"""The chance of a date that one can be sure of."""

DOTS = 20
"""So many equally likely moments are shown."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A delivery to be judged: the part and lot of its operations, and until when they must have ended."""

    part: str
    lot: int
    ready_at: Instant
    """When it is finished as planned: a delivery without operations is so in every run."""
    latest_at: Instant
    """The latest finish that is there by its date."""
    said_at: Instant | None = None
    """The latest finish that is there by the date said to the customer; None: the same."""


@dataclass(frozen=True, eq=False)
class Finishes:
    """When every delivery of an option is finished, by run: seconds after now."""

    by_delivery: np.ndarray
    """[delivery, run]"""
    latest: np.ndarray
    """What each must have ended by."""
    said: np.ndarray
    """What each must have ended by for the date said to the customer: a day, not a minute."""

    @property
    def last(self) -> np.ndarray:
        found: np.ndarray = self.by_delivery.max(axis=0)
        return found

    def chance(self) -> float:
        """That every delivery is on time."""
        return share(np.asarray((self.by_delivery <= self.latest[:, None]).all(axis=0)))

    def said_chance(self) -> float:
        """That every delivery is there by the date said."""
        return share(np.asarray((self.by_delivery <= self.said[:, None]).all(axis=0)))

    def chances(self) -> tuple[float, ...]:
        """That each delivery is on time."""
        return tuple(share(row <= by) for row, by in zip(self.by_delivery, self.latest, strict=True))


def share(kept: np.ndarray) -> float:
    """The share of runs, to a tenth of a point."""
    return round(float(kept.mean()), 3)


def finishes(
    plan: ShopPlan,
    kept: Scenarios,
    asked: AskedSteps,
    wanted: Sequence[Wanted],
    promised_for: Instant | None = None,
) -> Finishes:
    """Run an option's steps through the kept runs, as urgent as `levels` says."""
    runs, now = kept.runs, plan.now_at
    steps = asked.steps.copy()
    steps[:, LEVEL] = levels(plan, kept, asked, wanted, promised_for)
    begin = np.empty((len(steps), runs), np.int32)
    end = np.empty((len(steps), runs), np.int32)
    if len(steps):
        slip_in(steps, asked.tables, kept.draws, kept.kept, asked.place, asked.crew_place, runs, begin, end)
    found = np.empty((len(wanted), runs), np.int64)
    for n, one in enumerate(wanted):
        mine = [x for x, row in enumerate(asked.rows) if row.part == one.part and row.lot == one.lot]
        found[n] = end[mine].max(axis=0) if mine else one.ready_at - now
    latest = np.array([w.latest_at - now for w in wanted], np.int64)
    said = np.array([(w.latest_at if w.said_at is None else w.said_at) - now for w in wanted], np.int64)
    return Finishes(found, latest, said)


def levels(
    plan: ShopPlan,
    kept: Scenarios,
    asked: AskedSteps,
    wanted: Sequence[Wanted],
    promised_for: Instant | None = None,
) -> np.ndarray:
    """How urgent each step is: by its place in the run list, or by its date where the floor picks by date."""
    by_lot = {(w.part, w.lot): w.latest_at for w in wanted}
    latest = max(w.latest_at for w in wanted)
    dates = [row.start_at for row in asked.rows]
    if kept.course.by_date:
        dates = [promised_for or by_lot.get((row.part, row.lot), latest) for row in asked.rows]
    return np.array([kept.course.level(date - plan.now_at) - asked.ahead for date in dates], np.int64)


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
    wanted: Sequence[Wanted], there: Callable[[Instant], Instant], instead: bool = False,
) -> OptionChance:  # fmt: skip
    """Judge an option; `there` tells when what is finished is there by the promise basis.

    `instead`: it takes the place of an order of the plan, whose old steps in the kept runs let it go first.
    """
    asked = asked_steps(plan, shop, kept, operations, opened, int(instead))
    found = finishes(plan, kept, asked, wanted)
    chance = found.chance()
    beside = [finishes(plan, side, asked, wanted) for side in kept.sides]
    others, said = [one.chance() for one in beside], [found.said_chance(), *(o.said_chance() for o in beside)]
    sure = plan.now_at + quantile(found.last, SURE)
    latest = max(w.latest_at for w in wanted)
    if (
        kept.course.by_date
        and len(asked.rows)
        and kept.course.level(sure - plan.now_at) != kept.course.level(latest - plan.now_at)
    ):
        again = finishes(
            plan, kept, asked, wanted, promised_for=sure
        )  # a later promise waits for more urgent work
        sure = max(sure, plan.now_at + quantile(again.last, SURE))
    return OptionChance(
        chance, found.chances(), there(sure), likely(plan, found.last, there),
        tuple(likely(plan, row, there) for row in found.by_delivery),
        min([chance, *others]), max([chance, *others]), said[0], min(said), max(said),
    )  # fmt: skip


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
