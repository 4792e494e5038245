"""Runs of a whole plan with an option in it from the beginning, with the same draws as the kept runs.

They take as long as those of the plan: the quick way through the kept runs (`option`) is measured against them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from canyou.plan.chance.asked_steps import AskedSteps, asked_steps
from canyou.plan.chance.course import Course, ints
from canyou.plan.chance.kernels import run_through
from canyou.plan.chance.kernels.arrays import (
    CREW,
    LEVEL,
    LEVEL_BITS,
    LEVELS,
    ORDER,
    POOL,
    THEN,
    WAITS,
    Crews,
    Kept,
    Pools,
)  # fmt: skip
from canyou.plan.chance.scenarios import Scenarios
from canyou.plan.chance.wanted import Finishes, Wanted, finishes_of, levels
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Opened, Operation


def full_finishes(
    plan: ShopPlan, kept: Scenarios, operations: Sequence[Operation], opened: Sequence[Opened],
    wanted: Sequence[Wanted],
) -> Finishes:  # fmt: skip
    """The finishes of an option's deliveries, and of what it moves, in runs of the whole plan and the option."""
    if kept.course.by_date:  # a run list moves nobody there
        own = {w.order for w in wanted}
        operations = [row for row in operations if row.order in own or row.order not in kept.course.order_row]
    asked = asked_steps(plan, plan.shop, kept, operations, opened)
    course = with_steps(part_of(kept.course, asked), asked, levels(plan, kept, asked, wanted), wanted)
    runs = kept.runs
    ends = np.zeros((runs, len(course.orders) + len(wanted)), np.int32)

    def part(first: int, last: int) -> None:
        shape = (last - first, course.places)
        made = Kept(
            np.empty(shape, np.uint32),
            np.empty(shape, np.uint16),
            np.empty(shape, np.uint8),
            ends[first:last],
        )
        run_through(course.steps, course.pools, course.crews, asked.tables, kept.draws, made, first, last)

    half = runs // 2
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(part, (0, half), (half, runs)))
    found = ends[:, len(course.orders) :].T.astype(np.int64)
    for n, one in enumerate(wanted):
        if not any(one.has(row) for row in asked.rows):
            found[n] = one.ready_at - plan.now_at
    moved = {
        name: ends[:, course.order_row[name]].astype(np.int64)
        for name in {row.order for row in asked.rows} & course.order_row.keys()
    }
    return finishes_of(plan, wanted, found, moved)


def part_of(course: Course, asked: AskedSteps) -> Course:
    """A course without the orders that move, whose steps are among those asked."""
    there = np.ones(len(course.steps), np.bool_)
    if not course.by_date:
        for name in {row.order for row in asked.rows}:
            there[course.rows_of(name)] = False
    if there.all():
        return course
    where = np.cumsum(there) - 1
    steps = course.steps[there].copy()
    then = np.maximum(steps[:, THEN], 0)
    goes_on = (steps[:, THEN] >= 0) & there[then]
    steps[:, THEN] = np.where(goes_on, where[then], -1)
    steps[:, WAITS] = np.bincount(steps[goes_on, THEN], minlength=len(steps))[: len(steps)]
    inside = steps[:, POOL] >= 0
    count = np.bincount(steps[inside, POOL], minlength=len(course.pools.table))
    first = ints(np.concatenate(([0], np.cumsum(count))))
    return replace(course, steps=steps, dates=course.dates[there], pools=course.pools._replace(first=first))


def with_steps(
    course: Course,
    asked: AskedSteps,
    level: np.ndarray,
    wanted: Sequence[Wanted],
) -> Course:
    """A course with the steps of an option in it, each behind what is as urgent on its machines."""
    old, new = course.steps, asked.steps.copy()
    own, crew_level = level[:, 0], np.maximum(level[:, 1], 0)
    new[:, LEVEL] = np.maximum(own, 0) + (crew_level << LEVEL_BITS)
    new[:, THEN] = np.where(new[:, THEN] >= 0, new[:, THEN] + len(old), -1)
    for x, row in enumerate(asked.rows):
        mine = [n for n, w in enumerate(wanted) if w.has(row)]
        is_asked = any(
            w.order == row.order for w in wanted
        )  # an order that is asked about is in the course too
        if row.order in course.order_row and not is_asked:  # one that moves
            new[x, ORDER] = course.order_row[row.order]
        else:  # a component counts for what it goes into
            new[x, ORDER] = len(course.orders) + (mine[0] if mine else len(wanted) - 1)
    new[:, WAITS] = np.bincount(new[new[:, THEN] >= 0, THEN] - len(old), minlength=len(new))
    place = np.empty(len(new), np.int64)
    for x in range(len(new)):
        pool = int(new[x, POOL])
        if pool < 0:
            place[x] = len(old)
            continue
        a, b = int(course.pools.first[pool]), int(course.pools.first[pool + 1])
        place[x] = a + int(np.searchsorted(old[a:b, LEVEL] & (LEVELS - 1), own[x], "right"))
    steps = np.concatenate((old, new))
    keys = np.concatenate((np.arange(len(old)), place - 0.5))
    pools = np.where(steps[:, POOL] >= 0, steps[:, POOL], len(course.pools.table))
    order = np.lexsort((np.arange(len(steps)), steps[:, LEVEL] & (LEVELS - 1), keys, pools))
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
        course.orders, course.order_row, course.dates, course.in_pool, course.in_crew, course.row, course.by_date,
    )  # fmt: skip
