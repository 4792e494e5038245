"""Where each step was done: its work center and its alternates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from canyou.learn.visits import Run

ALTERNATE_SHARE = 0.1
"""A work center that did so much of a step, or did it for two orders, can do it."""


class StepPlaces:
    """The work centers of each step, by part; of a part that never did the step, those of all parts."""

    def __init__(self, runs: Iterable[Run]) -> None:
        self.seconds: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.orders: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for run in runs:
            for visit in run.visits:
                for part in (run.part, ""):
                    self.seconds[part, visit.key].update(visit.machines)
                    self.orders[part, visit.key].update(visit.machines.keys())

    def of(self, part: str, key: str) -> tuple[str, ...]:
        """The work center of a step and its alternates, where it was done most first."""
        whose = part if (part, key) in self.seconds else ""
        seconds, orders = self.seconds[whose, key], self.orders[whose, key]
        total = sum(seconds.values())
        return tuple(
            name
            for i, name in enumerate(sorted(seconds, key=lambda name: (-seconds[name], name)))
            if i == 0 or orders[name] >= 2 or seconds[name] >= ALTERNATE_SHARE * total
        )
