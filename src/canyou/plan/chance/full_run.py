"""A plan run with an option in it from the beginning: what the quick way through the kept runs is measured against."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from canyou.plan.chance.asked_steps import AskedSteps
from canyou.plan.chance.course import Course, ints
from canyou.plan.chance.kernels import run_through
from canyou.plan.chance.kernels.arrays import CREW, LEVEL, ORDER, POOL, THEN, WAITS, Crews, Kept, Pools
from canyou.plan.chance.option import Finishes, Wanted, levels
from canyou.plan.chance.scenarios import Scenarios
from canyou.plan.planner import ShopPlan


def full_finishes(plan: ShopPlan, kept: Scenarios, asked: AskedSteps, wanted: Sequence[Wanted]) -> Finishes:
    """The finishes of an option's deliveries in runs of the plan and the option together."""
    course = with_steps(kept.course, asked, levels(plan, kept, asked, wanted), wanted)
    runs = Kept(
        np.empty((kept.runs, course.places), np.uint32), np.empty((kept.runs, course.places), np.uint16),
        np.zeros((kept.runs, len(course.orders) + len(wanted)), np.int32),
    )  # fmt: skip
    run_through(course.steps, course.pools, course.crews, asked.tables, kept.draws, runs, 0, kept.runs)
    found = runs.finish[:, len(course.orders) :].T.astype(np.int64)
    for n, one in enumerate(wanted):
        if not any((row.part, row.lot) == (one.part, one.lot) for row in asked.rows):
            found[n] = one.ready_at - plan.now_at
    latest = np.array([w.latest_at - plan.now_at for w in wanted], np.int64)
    return Finishes(found, latest, latest)


def with_steps(course: Course, asked: AskedSteps, level: np.ndarray, wanted: Sequence[Wanted]) -> Course:
    """A course with the steps of an option in it, each behind what is as urgent on its machines."""
    old, new = course.steps, asked.steps.copy()
    new[:, LEVEL] = np.maximum(level, 0)
    new[:, THEN] = np.where(new[:, THEN] >= 0, new[:, THEN] + len(old), -1)
    for x, row in enumerate(asked.rows):
        mine = [n for n, w in enumerate(wanted) if (w.part, w.lot) == (row.part, row.lot)]
        new[x, ORDER] = len(course.orders) + (mine[0] if mine else len(wanted) - 1)
        if not mine:  # a component counts for what it goes into
            new[x, ORDER] = len(course.orders) + len(wanted) - 1
    waits = np.bincount(new[new[:, THEN] >= 0, THEN] - len(old), minlength=len(new))
    new[:, WAITS] = waits
    place = np.empty(len(new), np.int64)
    for x in range(len(new)):
        pool = int(new[x, POOL])
        if pool < 0:
            place[x] = len(old)
            continue
        a, b = int(course.pools.first[pool]), int(course.pools.first[pool + 1])
        later = np.flatnonzero(old[a:b, LEVEL] > level[x])
        place[x] = a + (int(later[0]) if len(later) else b - a)
    steps = np.concatenate((old, new))
    keys = np.concatenate((np.arange(len(old)), place - 0.5))
    order = np.lexsort((np.arange(len(steps)), keys))
    where = np.empty(len(steps), np.int64)
    where[order] = np.arange(len(steps))
    steps = steps[order]
    steps[:, THEN] = np.where(steps[:, THEN] >= 0, where[np.maximum(steps[:, THEN], 0)], -1)
    inside = steps[:, POOL] >= 0
    count = np.bincount(steps[inside, POOL], minlength=len(course.pools.table))
    first = np.concatenate(([0], np.cumsum(count)))
    words = np.concatenate(([0], np.cumsum((count + 63) // 64)))
    crews = course.crews
    crewed = np.bincount(steps[steps[:, CREW] >= 0, CREW], minlength=len(crews.people))[: len(crews.people)]
    kept_first = np.concatenate(([first[-1]], first[-1] + np.cumsum(crewed)))
    return Course(
        np.ascontiguousarray(steps), Pools(ints(first), course.pools.machine, course.pools.table, ints(words)),
        Crews(crews.people, crews.pool_first, crews.pools, ints(kept_first)), int(kept_first[-1]), course.pool_of,
        course.orders, course.order_row, course.dates, course.row, course.by_date,
    )  # fmt: skip
