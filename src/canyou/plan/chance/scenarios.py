"""The kept runs of a plan: where every step stood in each of them, and how sure every order's date is by that.

Made once for a plan, in the background or when first asked for, and then shared by all questions.
"""

from __future__ import annotations

import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from canyou.plan import behind
from canyou.plan.calendar import Calendars
from canyou.plan.chance.course import Course, course_of
from canyou.plan.chance.draws import NARROW, WIDE, draws_of
from canyou.plan.chance.kernels import run_through
from canyou.plan.chance.kernels.arrays import Draws, Kept, Tables
from canyou.plan.chance.tables import tables_of
from canyou.plan.planner import ShopPlan
from canyou.shop.habit import Habit, habit_of
from canyou.shop.spread import Spreads, spread_of

RUNS = 1000
"""So many runs a plan has."""

SIDE_RUNS = 250
"""Of these so many are made again with narrower and wider spreads, where the log is too thin for one figure."""

MOST_CELLS = 40_000_000
"""Places × runs that are kept at most (6 bytes each): a larger shop has fewer runs."""

BLOCK = 25
"""Runs that go through together."""

THREADS = 2


class Ending(Exception):
    """The process ends, and nobody will ask for the runs."""


@dataclass(frozen=True, eq=False)
class Scenarios:
    """A plan run many times over; the same plan has the same."""

    course: Course
    tables: Tables
    draws: Draws
    kept: Kept
    runs: int
    spreads: Spreads
    habit: Habit
    sides: tuple[Scenarios, ...] = ()
    """With a narrower and a wider spread, where the log is thin."""
    memo: dict[str, object] = field(default_factory=dict)
    """What has been worked out from it."""


_lock = threading.Lock()
_made: dict[int, tuple[weakref.ref[np.ndarray], Scenarios]] = {}
"""By the array of where everything stands: plans that stand alike, with one more routing known, share their runs."""

_last: list[tuple[weakref.ref[Calendars], Scenarios]] = []
"""The runs made last, and the calendars of their plan: a plan with an order more has the same ones."""


def scenarios_of(plan: ShopPlan) -> Scenarios:
    """The runs of a plan, made if it has none yet (about a second for 40,000 steps); never twice for one plan.

    A plan that has only taken in an order since the last runs lives on those until its own are made, beside what
    goes on: nobody waits for a second on the phone.
    """
    found = kept_scenarios(plan)
    if found is None:
        before = _last[-1] if _last else None
        if before is not None and before[0]() is plan.model.calendars:
            keep(plan, before[1])
            behind.later(("runs", plan.shop.name), partial(renew, plan))
            return before[1]
        with _lock:
            found = kept_scenarios(plan)
            if found is None:
                found = make_scenarios(plan)
                keep(plan, found)
    return found


def renew(plan: ShopPlan) -> None:
    """Make the runs of a plan that lives on those of the plan before it; questions take them up."""
    with suppress(Ending):
        keep(plan, make_scenarios(plan, threads=1))


def keep(plan: ShopPlan, found: Scenarios) -> None:
    """Remember the runs of a plan for as long as the plan is there."""
    key = id(plan.placed)
    _made[key] = (weakref.ref(plan.placed, lambda _: _made.pop(key, None)), found)
    _last[:] = [(weakref.ref(plan.model.calendars), found)]


def kept_scenarios(plan: ShopPlan) -> Scenarios | None:
    """The runs of a plan, if they have been made."""
    found = _made.get(id(plan.placed))
    return found[1] if found is not None and found[0]() is plan.placed else None


def make_scenarios(
    plan: ShopPlan,
    runs: int = RUNS,
    spreads: Spreads | None = None,
    habit: Habit | None = None,
    threads: int = THREADS,
) -> Scenarios:
    """Run a plan `runs` times with lengths drawn from each work center's spread."""
    spreads = spread_of(plan.shop) if spreads is None else spreads
    habit = habit_of(plan.shop) if habit is None else habit
    course = course_of(plan, habit.picks_by_date)
    tables = tables_of(plan.model.work, plan.now_at)
    runs = max(50, min(runs, MOST_CELLS // max(course.places, 1)))
    main = run(plan, course, tables, draws_of(plan.shop, spreads), runs, spreads, habit, threads)
    if not spreads.thin:
        return main
    few = min(SIDE_RUNS, runs)
    sides = tuple(
        run(plan, course, tables, draws_of(plan.shop, spreads, times), few, spreads, habit, threads)
        for times in (NARROW, WIDE)
    )
    return replace(main, sides=sides)


def run(
    plan: ShopPlan,
    course: Course,
    tables: Tables,
    draws: Draws,
    runs: int,
    spreads: Spreads,
    habit: Habit,
    threads: int = THREADS,
) -> Scenarios:
    """Make the runs, in so many threads; with one, in this thread.

    Raises:
        Ending: the process ends meanwhile (with one thread only).
    """
    kept = Kept(
        np.empty((runs, course.places), np.uint32), np.empty((runs, course.places), np.uint16),
        np.zeros((runs, len(course.orders)), np.int32),
    )  # fmt: skip

    def part(first: int) -> None:
        last = min(first + BLOCK, runs)
        run_through(course.steps, course.pools, course.crews, tables, draws, kept, first, last)

    if len(course.steps) and threads == 1:
        for first in range(0, runs, BLOCK):
            if behind.ending():
                raise Ending
            part(first)
    elif len(course.steps):
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(part, range(0, runs, BLOCK)))
    return Scenarios(course, tables, draws, kept, runs, spreads, habit)
