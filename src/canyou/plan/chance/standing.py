"""How the steps of the plan stand to those of an option: gone, or behind it or ahead of it since they move for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from canyou.plan.chance.course import LATEST, Course, Queues, draw_places
from canyou.plan.chance.kernels.arrays import (
    AHEAD,
    BEHIND,
    CREW,
    DRAW,
    GONE,
    IN_PLACE,
    LEVEL,
    LEVEL_BITS,
    LEVELS,
    ORDER,
    POOL,
    Bytes,
)
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Operation
from canyou.shop.records import Instant


class Standing:
    """A row for each step of an option and its pool or crew: [level], how what is there of that level stands to it.

    What moves to other machines is gone, and so is what moves behind it and is put off before it comes there: in the
    kept runs it was there sooner.

    Where several steps of the plan have one level, it stands as half of them do.
    """

    def __init__(
        self, plan: ShopPlan, course: Course, gone: Collection[str], moving: Sequence[Operation]
    ) -> None:
        """`gone`: orders whose steps are not there; `moving`: the operations of those that move, where they go."""
        self.now = plan.now_at
        self.pools, self.crews = course.in_pool, course.in_crew
        self.gone = steps_of(course, gone)
        moving = [row for row in moving if row.order in course.order_row]
        self.moving = steps_of(course, {row.order for row in moving})
        self.start = np.full(len(self.moving), LATEST, np.int64)
        """Of each step that moves, seconds after now; LATEST for what leaves its pool."""
        self.comes = np.full(len(self.moving), -1, np.int64)
        """When each is there whose step before is put off; −1 for the others: they come as they came."""
        draws = draw_places([(row.order, row.part, row.step, row.lot) for row in moving])
        keys = zip(self.moving[:, ORDER].tolist(), self.moving[:, DRAW].tolist(), strict=True)
        known = {key: x for x, key in enumerate(keys)}
        was = course.dates[np.isin(course.steps[:, ORDER], np.unique(self.moving[:, ORDER]))]
        names = plan.model.calendars
        there: dict[tuple[str, str, int], tuple[int, bool]] = {}
        for n in sorted(range(len(moving)), key=lambda n: moving[n].start_at):
            row = moving[n]
            x = known.get((course.order_row[row.order], int(draws[n])))
            if x is None:
                continue
            lot = (row.order, row.part, row.lot)
            comes, is_late = there.get(lot, (0, False))
            there[lot] = (row.end_at - self.now, is_late or row.start_at - self.now > was[x])
            if is_late:
                self.comes[x] = comes
            if row.work_center is None or row.machine is None:
                continue
            machine = names.machine_off[names.center_index[row.work_center]] + row.machine - 1
            if course.pool_of[machine] == self.moving[x, POOL]:
                self.start[x] = row.start_at - self.now
        self.rows = [np.full(LEVELS, IN_PLACE, np.uint8)]

    def in_pool(self, pool: int, came: Instant, at: Instant) -> int:
        """The row of what comes to a pool and begins there then; 0 where everything is in its place."""
        return self.row(POOL, pool, self.pools, 0, came - self.now, at - self.now)

    def with_crew(self, crew: int, came: Instant, at: Instant) -> int:
        """The row of what is there for a crew and begins with it then."""
        return self.row(CREW, crew, self.crews, LEVEL_BITS, came - self.now, at - self.now)

    def row(self, column: int, queue: int, queues: Queues, shift: int, came: int, at: int) -> int:
        if not len(self.gone) and not len(self.moving):
            return 0
        behind = self.start >= at
        away = (self.start == LATEST) | (behind & (self.comes >= came))
        half = max(1.0, float(queues.first[queue + 1] - queues.first[queue]) / LEVELS)
        row = np.full(LEVELS, IN_PLACE, np.uint8)
        for steps, how in (
            (self.moving[~behind], AHEAD),
            (self.moving[behind], BEHIND),
            (self.moving[away], GONE),
            (self.gone, GONE),
        ):
            levels = (steps[steps[:, column] == queue, LEVEL] >> shift) & (LEVELS - 1)
            row[2 * np.bincount(levels, minlength=LEVELS) >= half] = how
        self.rows.append(row)
        return len(self.rows) - 1

    def levels(self) -> Bytes:
        """All rows."""
        return np.array(self.rows)


def steps_of(course: Course, orders: Collection[str]) -> np.ndarray:
    """The steps of some orders, as far as they are in the course."""
    known = [course.order_row[name] for name in orders if name in course.order_row]
    return course.steps[np.isin(course.steps[:, ORDER], known)] if known else course.steps[:0]
