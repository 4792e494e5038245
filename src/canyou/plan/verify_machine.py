"""One machine does one thing at a time, a crew has so many people, and what is running goes on first."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence

from canyou.plan.verify_route import Placed
from canyou.plan.verify_time import Calendar
from canyou.shop.records import Instant, Shop

Machine = tuple[str, int]


def by_machine(placed: Sequence[Placed]) -> dict[Machine, list[Placed]]:
    """The steps of each machine in the order in which it does them."""
    lines: dict[Machine, list[Placed]] = defaultdict(list)
    for one in placed:
        if one.op.work_center is not None and one.op.machine is not None:
            lines[(one.op.work_center, one.op.machine)].append(one)
    for line in lines.values():
        line.sort(key=lambda p: (p.op.start_at, p.op.end_at, not p.is_running, p.name))
    return lines


def check_machines(
    shop: Shop,
    calendar: Calendar,
    lines: dict[Machine, list[Placed]],
    breaches: list[str],
    label: str,
    subject: str = "",
) -> None:
    """Overlaps on a machine, and running steps that are not first, not at once or not in turn.

    What runs behind the order that is asked about stays where it is, though that order may be done sooner.
    """
    for (center, machine), line in sorted(lines.items()):
        for first, second in itertools.pairwise(line):
            if second.op.start_at < first.op.end_at:
                breaches.append(f"{label}: {center}/{machine} does {first.name} and {second.name} at once")
        running = [p for p in line if p.is_running]
        if not running:
            continue
        opening = calendar.attended(center, machine, running[0].row.crew).opening(shop.now_at)
        if running[0].op.start_at > max(shop.now_at, shop.now_at if opening is None else opening):
            breaches.append(f"{label}: {running[0].name} is running and does not go on at once")
        for first, second in itertools.pairwise(running):
            began, then = (shop.progress[(p.op.order, p.op.step)].started_at for p in (first, second))
            if began is not None and then is not None and began > then:
                breaches.append(
                    f"{label}: {center}/{machine} does {first.name} before {second.name}, "
                    "which was started earlier"
                )
            if second.op.start_at > first.op.end_at and (not subject or first.op.order != subject):
                # The next may have to wait for its own opening hours, not for anything else.
                may = calendar.attended(center, machine, second.row.crew).opening(first.op.end_at)
                if may is not None and second.op.start_at > may:
                    breaches.append(
                        f"{label}: {second.name} is running and does not go on when {first.name} ends"
                    )
        # a step of no length takes nothing of the machine
        before = [p for p in line[: len(running)] if not p.is_running and p.op.end_at > p.op.start_at]
        if before:
            other = before[0]
            breaches.append(f"{label}: {center}/{machine} does {other.name} before what is running on it")


class Busy:
    """How many of a crew are busy, moment by moment."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        change: dict[Instant, int] = defaultdict(int)
        for one in placed:
            if one.attended_until is not None and one.attended_until > one.op.start_at:
                change[one.op.start_at] += 1
                change[one.attended_until] -= 1
        self.times = sorted(change)
        self.counts: list[int] = []
        count = 0
        for time in self.times:
            count += change[time]
            self.counts.append(count)

    def last_full(
        self, start: Instant, end: Instant, people: int, own: tuple[Instant, Instant]
    ) -> Instant | None:
        """The end of the last stretch in start … end in which all are busy with something else than `own`."""
        low = max(0, bisect_right(self.times, start) - 1)
        for i in range(bisect_left(self.times, end) - 1, low - 1, -1):
            since, until = self.times[i], self.times[i + 1] if i + 1 < len(self.times) else end
            if until <= start:
                break
            others = self.counts[i] - (1 if own[0] <= since < own[1] else 0)
            if others >= people:
                return until
        return None


def by_crew(placed: Sequence[Placed]) -> dict[str, list[Placed]]:
    """The steps that keep a person of each crew busy."""
    crews: dict[str, list[Placed]] = defaultdict(list)
    for one in placed:
        if one.row.crew and not one.row.is_outside and one.attended_work > 0:
            crews[one.row.crew].append(one)
    return crews


def check_crews(shop: Shop, crews: dict[str, list[Placed]], breaches: list[str], label: str) -> None:
    """No step begins or goes on with a person who is not there; those running already go on, however many."""
    for crew, placed in sorted(crews.items()):
        people = shop.crews[crew].people
        edges: list[tuple[Instant, int, Placed]] = []
        for one in placed:
            if one.attended_until is not None and one.attended_until > one.op.start_at:
                edges += [(one.op.start_at, 1, one), (one.attended_until, -1, one)]
        edges.sort(key=lambda edge: (edge[0], edge[1], edge[2].name))
        busy: dict[str, Placed] = {}
        for _, change, one in edges:
            if change < 0:
                busy.pop(one.name, None)
                continue
            busy[one.name] = one
            new = [p for p in busy.values() if not p.is_running]
            if len(busy) > people and new:
                what = one if not one.is_running else new[-1]
                others = ", ".join(sorted(name for name in busy if name != what.name))
                breaches.append(
                    f"{label}: {what.name} needs one of crew {crew} when all {people} are busy ({others})"
                )
                break
