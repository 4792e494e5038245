"""What is asked of the runs of an option, and what they say: its deliveries, and when each is finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from canyou.plan.chance.asked_steps import AskedSteps
from canyou.plan.chance.scenarios import Scenarios
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Operation
from canyou.shop.records import Instant


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
    order: str = ""
    """The name under which its operations stand; empty where all operations are of one."""

    def has(self, row: Operation) -> bool:
        """Whether an operation is the delivery's own."""
        return (row.part, row.lot) == (self.part, self.lot) and self.order in ("", row.order)


@dataclass(frozen=True, eq=False)
class Finishes:
    """When every delivery of an option is finished, by run: seconds after now."""

    by_delivery: np.ndarray
    """[delivery, run]"""
    latest: np.ndarray
    """What each must have ended by."""
    said: np.ndarray
    """What each must have ended by for the date said to the customer: a day, not a minute."""
    moved: dict[str, np.ndarray] = field(default_factory=dict)
    """When each order is finished that moves for it, by run."""

    @property
    def last(self) -> np.ndarray:
        found: np.ndarray = self.by_delivery.max(axis=0)
        return found

    def among(self, runs: np.ndarray) -> Finishes:
        """The same for some of the runs alone."""
        return Finishes(self.by_delivery[:, runs], self.latest, self.said)

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


def finishes_of(
    plan: ShopPlan, wanted: Sequence[Wanted], found: np.ndarray, moved: dict[str, np.ndarray] | None = None
) -> Finishes:
    """Finishes with the dates they are held against."""
    now = plan.now_at
    latest = np.array([w.latest_at - now for w in wanted], np.int64)
    said = np.array([(w.latest_at if w.said_at is None else w.said_at) - now for w in wanted], np.int64)
    return Finishes(found, latest, said, moved or {})
