"""Runs of a plan with an option in it from the beginning.

An option that moves others changes what stands where, so that it can't be slipped into the kept runs. It gets runs of
its own, with the same draws, of as much of the plan as comes before it is finished. A whole plan with an option is
also what the quick way through the kept runs is measured against.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from canyou.plan.chance.asked_steps import AskedSteps
from canyou.plan.chance.course import Course, ints
from canyou.plan.chance.kernels import run_through
from canyou.plan.chance.kernels.arrays import CREW, LEVEL, ORDER, POOL, THEN, WAITS, Crews, Kept, Pools
from canyou.plan.chance.scenarios import Scenarios
from canyou.plan.chance.wanted import Finishes, Wanted, finishes_of, levels
from canyou.plan.planner import ShopPlan
from canyou.shop.opentime import DAY

MOST_STEPS = 3_000_000
"""Steps × runs of an option that moves others: what a question may cost. It never has fewer runs than FEWEST."""

FEWEST = 500

BEHIND = 2 * DAY
"""What the plan begins so much after the option's end, or by a quarter of the time until then, plays no part in it."""


def together(plan: ShopPlan, kept: Scenarios, asked: AskedSteps, wanted: Sequence[Wanted]) -> Finishes:
    """The finishes of an option that moves others, and those of what it moves as far as they come before its end."""
    own = [row for row in asked.rows if any(w.order in ("", row.order) for w in wanted)]
    end = max(row.end_at for row in own) - plan.now_at
    until = end + max(BEHIND, end // 4)
    course = part_of(kept.course, asked, until)
    steps = int(len(course.steps) + len(asked.rows))
    return run(
        plan, kept, asked, wanted, course, min(kept.runs, max(FEWEST, MOST_STEPS // max(steps, 1))), until
    )


def full_finishes(plan: ShopPlan, kept: Scenarios, asked: AskedSteps, wanted: Sequence[Wanted]) -> Finishes:
    """The finishes of an option's deliveries in runs of the whole plan and the option."""
    return run(plan, kept, asked, wanted, part_of(kept.course, asked), kept.runs)


def run(
    plan: ShopPlan, kept: Scenarios, asked: AskedSteps, wanted: Sequence[Wanted], rest: Course, runs: int,
    until: int | None = None,
) -> Finishes:  # fmt: skip
    """Run a course with an option in it."""
    course = with_steps(rest, asked, levels(plan, kept, asked, wanted), wanted, plan, until)
    made = Kept(
        np.empty((runs, course.places), np.uint32), np.empty((runs, course.places), np.uint16),
        np.zeros((runs, len(course.orders) + len(wanted)), np.int32),
    )  # fmt: skip

    def part(first: int, last: int) -> None:
        run_through(course.steps, course.pools, course.crews, asked.tables, kept.draws, made, first, last)

    half = runs // 2
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(part, (0, half), (half, runs)))
    found = made.finish[:, len(course.orders) :].T.astype(np.int64)
    for n, one in enumerate(wanted):
        if not any(one.has(row) for row in asked.rows):
            found[n] = one.ready_at - plan.now_at
    ends: dict[str, int] = {}
    for row in asked.rows:
        if row.order in course.order_row:
            ends[row.order] = max(ends.get(row.order, 0), row.start_at - plan.now_at)
    moved = {
        name: made.finish[:, course.order_row[name]].astype(np.int64)
        for name, last in ends.items()
        if until is None or last <= until
    }
    return finishes_of(plan, wanted, found, moved)


def part_of(course: Course, asked: AskedSteps, until: int | None = None) -> Course:
    """A course without the orders that move, whose steps are among those asked, and without what begins later."""
    there = np.ones(len(course.steps), np.bool_)
    if not course.by_date:
        for name in {row.order for row in asked.rows}:
            there[course.rows_of(name)] = False
        if until is not None and len(course.dates):
            there &= course.dates[course.steps[:, LEVEL]] <= until
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
    return replace(
        course, steps=steps, pools=course.pools._replace(first=ints(np.concatenate(([0], np.cumsum(count)))))
    )


def with_steps(
    course: Course,
    asked: AskedSteps,
    level: np.ndarray,
    wanted: Sequence[Wanted],
    plan: ShopPlan,
    until: int | None,
) -> Course:
    """A course with the steps of an option in it, each behind what is as urgent on its machines."""
    old, new = course.steps, asked.steps.copy()
    new[:, LEVEL] = np.maximum(level, 0)
    new[:, THEN] = np.where(new[:, THEN] >= 0, new[:, THEN] + len(old), -1)
    for x, row in enumerate(asked.rows):
        mine = [n for n, w in enumerate(wanted) if w.has(row)]
        if row.order in course.order_row:  # one that moves
            new[x, ORDER] = course.order_row[row.order]
        else:  # a component counts for what it goes into
            new[x, ORDER] = len(course.orders) + (mine[0] if mine else len(wanted) - 1)
    if until is not None:  # of what moves, only what begins before then
        there = np.array(
            [row.order not in course.order_row or row.start_at - plan.now_at <= until for row in asked.rows]
        )
        where = np.cumsum(there) - 1 + len(old)
        behind = np.maximum(new[:, THEN] - len(old), 0)
        new[:, THEN] = np.where((new[:, THEN] >= 0) & there[behind], where[behind], -1)
        new, level = new[there], level[there]
    new[:, WAITS] = np.bincount(new[new[:, THEN] >= 0, THEN] - len(old), minlength=len(new))
    place = np.empty(len(new), np.int64)
    for x in range(len(new)):
        pool = int(new[x, POOL])
        if pool < 0:
            place[x] = len(old)
            continue
        a, b = int(course.pools.first[pool]), int(course.pools.first[pool + 1])
        place[x] = a + int(np.searchsorted(old[a:b, LEVEL], level[x], "right"))
    steps = np.concatenate((old, new))
    keys = np.concatenate((np.arange(len(old)), place - 0.5))
    pools = np.where(steps[:, POOL] >= 0, steps[:, POOL], len(course.pools.table))
    order = np.lexsort((np.arange(len(steps)), steps[:, LEVEL], keys, pools))
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
