"""The waiting that a log shows and capacity does not explain: it becomes wait_minutes.

Between the end of one step and the end of the next lie the next step's work, closed hours, and the time until its
work center had a machine free. A plan makes those itself. What is left over was spent on something the log does not
name: people, material, a decision, moving. Half of all times it was longer, half shorter. A wait that is not over yet
counts as longer than it is so far (E. L. Kaplan and P. Meier, Nonparametric estimation from incomplete observations,
JASA 53, 1958): else a log that ends in the middle of things would know the short waits alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from canyou.learn.log import Entry
from canyou.learn.machines import stretches
from canyou.learn.visits import Run, Visit, family
from canyou.shop.opentime import Table
from canyou.shop.records import Instant

ENOUGH = 5
"""So many waits seen between two steps of a part before they speak for themselves."""


@dataclass(slots=True)
class Taken:
    """When a work center was full, and with whom."""

    ends: list[int] = field(default_factory=list)
    pieces: list[tuple[int, int, frozenset[tuple[str, str]]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """A wait before a step: how long, and whether it is over."""

    minutes: float
    over: bool


@dataclass(frozen=True, slots=True)
class Between:
    """Two steps of a part, one after the other, and the work center of the second."""

    part: str
    key: str
    following: str
    center: str


@dataclass(slots=True)
class Waits:
    """Minutes of waiting between steps: by part and both steps, by work center, and anywhere."""

    by_step: dict[tuple[str, str, str], Survival]
    by_center: dict[str, Survival]
    anywhere: Survival

    def of(self, where: Between) -> Survival:
        """How long it takes: of this very step where it was seen often enough, else of its work center."""
        found = self.by_step.get((where.part, where.key, where.following))
        return found or self.by_center.get(where.center, self.anywhere)


class Survival:
    """The share of waits that are longer than so long, by Kaplan and Meier."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self.times: list[float] = []
        self.shares: list[float] = []
        left, share = len(seen), 1.0
        ordered = sorted(seen, key=lambda one: (one.minutes, not one.over))
        for one in ordered:
            if one.over:
                share *= (left - 1) / left
                self.times.append(one.minutes)
                self.shares.append(share)
            left -= 1
        self.longest = ordered[-1].minutes if ordered else 0.0

    def share_above(self, minutes: float) -> float:
        at = bisect_right(self.times, minutes)
        return self.shares[at - 1] if at else 1.0

    def median(self, waited: float = 0.0) -> float:
        """How much longer it takes with even chances, after so long a wait; the longest seen where nobody knows."""
        half = 0.5 * (self.share_above(waited) if waited > 0 else 1.0)
        for time, share in zip(self.times, self.shares, strict=True):
            if time >= waited and share <= half:
                return time - waited
        return max(0.0, self.longest - waited)


def full_times(entries: Sequence[Entry], machines: Mapping[str, int]) -> dict[str, Taken]:
    """When each work center had no machine free."""
    by_center: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if not entry.date_only and entry.end_at is not None:
            by_center[entry.machine].append(entry)
    found: dict[str, Taken] = defaultdict(Taken)
    for center, rows in by_center.items():
        taken = found[center]
        for start, end, active in stretches(rows):
            jobs = frozenset((e.order, family(e.step_name, e.machine)) for e in active)
            if len(jobs) >= machines[center]:
                taken.pieces.append((start, end, jobs))
                taken.ends.append(end)
    return found


def free_from(at: Instant, mine: str, machines: int, table: Table, taken: Taken | None) -> Instant:
    """From when on a work center was open and had a machine free of other orders."""
    at = table.first_open(at) or at
    if taken is None:
        return at
    place = bisect_right(taken.ends, at)
    while place < len(taken.pieces) and taken.pieces[place][0] <= at:
        start, end, jobs = taken.pieces[place]
        if start <= at < end and sum(order != mine for order, _ in jobs) >= machines:
            at = table.first_open(end) or end
            place = bisect_right(taken.ends, at, place)
        else:
            break
    return at


def waits_of(
    runs: Iterable[Run],
    complete: Mapping[str, int],
    waiting: Iterable[tuple[Between, float]],
    machines: Mapping[str, int],
    tables: Mapping[str, Table],
    taken: Mapping[str, Taken],
) -> Waits:
    """What orders waited between steps, and for how long some wait already.

    `complete` says how many visits of an order under way are over.
    """
    seen = [(where, Seen(minutes, False)) for where, minutes in waiting]
    for run in runs:
        over = run.visits[: complete.get(run.order, len(run.visits))]
        for one, two in pairwise(over):
            where = Between(run.part, one.key, two.key, two.machine)
            seen.append((where, Seen(unexplained(one, two, machines, tables, taken), True)))
    by_step: dict[tuple[str, str, str], list[Seen]] = defaultdict(list)
    by_center: dict[str, list[Seen]] = defaultdict(list)
    for where, wait in seen:
        by_step[where.part, where.key, where.following].append(wait)
        by_center[where.center].append(wait)
    return Waits(
        {key: Survival(some) for key, some in by_step.items() if len(some) >= ENOUGH},
        {center: Survival(some) for center, some in by_center.items() if len(some) >= ENOUGH},
        Survival([wait for _, wait in seen]),
    )


def unexplained(
    one: Visit,
    two: Visit,
    machines: Mapping[str, int],
    tables: Mapping[str, Table],
    taken: Mapping[str, Taken],
) -> float:
    """Minutes by which the second step ended later than work, closed hours and full machines make it."""
    center = two.machine
    at = free_from(one.last_at, two.order, machines[center], tables[center], taken.get(center))
    ended = tables[center].advance(at, round(two.minutes * 60))
    return max(0.0, (two.last_at - (ended or at)) / 60)
