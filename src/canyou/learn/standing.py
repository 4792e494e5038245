"""Where the orders under way stand at the log's last moment: what runs, is paused, is done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, Decimal

from canyou.learn.minutes import Minutes
from canyou.learn.visits import Run, Visit, is_over
from canyou.shop.records import Progress

MOST_DONE = 0.95
"""A step that is not over has at the most so much of its order done, whatever its time says."""


def open_visits(
    run: Run, typical: Mapping[tuple[str, str], Minutes], counts: Mapping[str, bool]
) -> list[Visit]:
    """The visits of an order that are not over, in the order in which they ended."""
    found = []
    for place, visit in enumerate(run.visits):
        if is_over(run, place):
            continue
        usual = typical.get((run.part, visit.key)) or typical.get(("", visit.key))
        silent = not visit.good and not visit.rejected and not counts.get(visit.key, True)
        if silent and not visit.running_on and usual and visit.minutes >= 0.8 * usual.of(run.quantity):
            continue  # nobody counts pieces there, and the time it usually takes has passed
        found.append(visit)
    return found


class Standing:
    """Rows of progress, with no more steps running on a work center than it has machines."""

    def __init__(self, machines: Mapping[str, int]) -> None:
        self.machines = machines
        self.rows: dict[tuple[str, int], Progress] = {}
        self.running: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
        self.too_many: list[str] = []

    def choose(self, still: Sequence[tuple[Run, Visit, int]]) -> set[tuple[str, int]]:
        """Of the steps that are on a machine, those that can all be: where there are too many, the latest begun."""
        by_center: dict[str, list[tuple[int, str, int]]] = defaultdict(list)
        for run, visit, step in still:
            by_center[visit.running_on].append((-visit.running_since, run.order, step))
        kept: set[tuple[str, int]] = set()
        for center, some in by_center.items():
            some.sort()
            kept.update((order, step) for _, order, step in some[: self.machines[center]])
            self.too_many += [f"{order} at {center}" for _, order, _ in some[self.machines[center] :]]
        return kept

    def done(self, run: Run, step: int, visit: Visit | None) -> None:
        self.rows[run.order, step] = Progress(
            run.order, step, "done",
            good_quantity=pieces(min(visit.good, run.quantity) if visit else 0.0),
            scrap_quantity=pieces(visit.rejected if visit else 0.0),
            work_center=visit.machine if visit else "",
            started_at=visit.first_at if visit else None,
            finished_at=visit.last_at if visit else None,
        )  # fmt: skip

    def under_way(self, run: Run, step: int, visit: Visit, usual: Minutes | None, runs_now: bool) -> None:
        center = visit.running_on if runs_now else visit.machine
        number = None
        if runs_now:
            self.running[center].append((visit.running_since, run.order, step))
            number = len(self.running[center])
        self.rows[run.order, step] = Progress(
            run.order, step, "running" if runs_now else "paused",
            good_quantity=pieces(so_far(run, visit, usual)),
            scrap_quantity=pieces(visit.rejected),
            work_center=center,
            machine=number,
            started_at=visit.first_at,
        )  # fmt: skip


def so_far(run: Run, visit: Visit, usual: Minutes | None) -> float:
    """Pieces a step has done: those reported; where none were, as many as its run time usually makes."""
    most = max(0.0, MOST_DONE * run.quantity - visit.rejected)
    if visit.good > 0 and not visit.running_on:
        return min(visit.good, most)
    by_time = visit.run_minutes / usual.run if usual and usual.run > 0 else 0.0
    return min(max(visit.good, by_time), most)


def pieces(value: float) -> Decimal:
    """Whole pieces, or thousandths where an order is not counted in whole ones."""
    return Decimal(str(round(value, 3))) if 0 < value < 1 else Decimal(value).to_integral_value(ROUND_FLOOR)
