"""What each order went through: its visits to steps, with the pieces and the machine minutes of each.

A step is known by what was done. Where the name says on which machine ("Turning - Machine 8"), that is left out,
so that the same work on another machine is the same step, unless the pieces say that both were done to each of them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from canyou.learn.log import DAY, Entry
from canyou.learn.machines import stretches
from canyou.shop.opentime import Spans
from canyou.shop.records import Instant

_NUMBERED = re.compile(
    r"\b(machine|mach|mc|m/c|work ?cent(?:er|re)|wc|station|cell|line)\.?\s*#?\s*\d+\b", re.I
)

BOTH = 1.2
"""Where a kind of work was reported for more than so many times the order on several machines, it was several steps."""

AGAIN = 0.9
"""A step that had done so much of the order before another one, and does so much again after it, is two steps."""


@dataclass(slots=True)
class Visit:
    """One order at one step."""

    order: str
    key: str
    name: str
    first_at: Instant
    last_at: Instant
    over_at: Instant = 0
    """When it was over at the latest, for putting visits in order: a report of the day may be of its evening."""
    good: float = 0.0
    rejected: float = 0.0
    machines: Counter[str] = field(default_factory=Counter)
    """Seconds by machine."""
    setup_minutes: float = 0.0
    run_minutes: float = 0.0
    has_setup: bool = False
    running_on: str = ""
    """The machine that it was on at the log's last moment."""
    running_since: Instant = 0

    @property
    def machine(self) -> str:
        """Where most of it was done."""
        return min(self.machines, key=lambda name: (-self.machines[name], name))

    @property
    def minutes(self) -> float:
        return self.setup_minutes + self.run_minutes


@dataclass(slots=True)
class Run:
    """One order as the log has it."""

    order: str
    part: str
    quantity: float
    first_at: Instant
    last_at: Instant
    visits: list[Visit]
    """In the order in which they ended."""
    rework_minutes: float = 0.0

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(visit.key for visit in self.visits)


@lru_cache(maxsize=100_000)
def family(step_name: str, machine: str) -> str:
    """What was done, without where."""
    text = _NUMBERED.sub(" ", step_name)
    if any(c.isdigit() for c in machine):
        text = re.sub(rf"(?<!\w){re.escape(machine)}(?!\w)", " ", text, flags=re.I)
    text = " ".join(re.sub(r"[^\w&+/.]+", " ", text).split()).strip(" .")
    return text.casefold() or step_name.casefold()


def runs_of(entries: Sequence[Entry], counts: Sequence[Entry], now_at: Instant) -> dict[str, Run]:
    """Every order's run, without minutes: `add_minutes` puts those in when the hours are known."""
    by_order: dict[str, list[Entry]] = defaultdict(list)
    for entry in (*entries, *counts):
        by_order[entry.order].append(entry)
    return {name: _run(name, rows, now_at) for name, rows in sorted(by_order.items())}


def _run(name: str, rows: list[Entry], now_at: Instant) -> Run:
    parts = Counter(entry.part for entry in rows)
    asked = Counter(float(entry.quantity) for entry in rows if entry.quantity > 0)
    work = [e for e in rows if e.kind in ("run", "setup")]
    by_step: dict[str, list[Entry]] = defaultdict(list)
    for entry in work:
        by_step[family(entry.step_name, entry.machine)].append(entry)
    most = max((sum(float(e.good) for e in group) for group in by_step.values()), default=0.0)
    quantity = min(asked, key=lambda q: (-asked[q], -q)) if asked else most or 1.0
    visits = []
    for key, group in by_step.items():
        for suffix, some in _told_apart(group, quantity):
            for again, few in enumerate(_times(some, rows, quantity)):
                visits.append(_visit(name, key + suffix + (f" ({again + 1})" if again else ""), few, now_at))
    visits.sort(key=lambda v: (v.over_at, v.last_at, v.first_at, v.key))
    ends = [now_at if e.end_at is None else e.end_at for e in rows]
    return Run(
        name,
        min(parts, key=lambda p: (-parts[p], p)),
        quantity,
        min(e.start_at for e in rows),
        max(ends),
        visits,
    )


def _told_apart(group: list[Entry], quantity: float) -> Iterable[tuple[str, list[Entry]]]:
    """One kind of work on several machines: one step, or one for each machine where the pieces say so."""
    by_machine: dict[str, list[Entry]] = defaultdict(list)
    for entry in group:
        by_machine[entry.machine].append(entry)
    if len(by_machine) > 1 and sum(float(e.good) for e in group) > BOTH * quantity:
        return [(f" @ {machine}", rows) for machine, rows in by_machine.items()]
    return [("", group)]


def _times(group: list[Entry], rows: list[Entry], quantity: float) -> list[list[Entry]]:
    """The same work on the same order a second time, after another step was done in between."""
    group = sorted(group, key=lambda e: (e.start_at, e.end_at or 0))
    found: list[list[Entry]] = [[]]
    done = 0.0
    others = sorted(
        e.start_at
        for e in rows
        if e.kind == "run" and family(e.step_name, e.machine) != family(group[0].step_name, group[0].machine)
    )
    for entry in group:
        if found[-1] and done >= AGAIN * quantity:
            ended = max(e.end_at or e.start_at for e in found[-1])
            between = bisect_left(others, entry.start_at) > bisect_left(others, ended)
            rest = sum(float(e.good) for e in group if e.start_at >= entry.start_at)
            if between and rest >= AGAIN * quantity:
                found.append([])
                done = 0.0
        found[-1].append(entry)
        done += float(entry.good)
    return found


def _visit(order: str, key: str, rows: list[Entry], now_at: Instant) -> Visit:
    names = Counter(entry.step_name for entry in rows)
    seconds: Counter[str] = Counter()
    for entry in rows:
        seconds[entry.machine] += max(1, (now_at if entry.end_at is None else entry.end_at) - entry.start_at)
    visit = Visit(
        order, key, min(names, key=lambda n: (-names[n], n)), min(e.start_at for e in rows),
        max(now_at if e.end_at is None else e.end_at for e in rows),
        max(now_at if e.end_at is None else max(e.end_at, (e.start_at + DAY - 1) * e.date_only) for e in rows),
        sum(float(e.good) for e in rows), sum(float(e.rejected) for e in rows), seconds,
        has_setup=any(e.kind == "setup" for e in rows),
    )  # fmt: skip
    going = [e for e in rows if e.end_at is None or (e.end_at >= now_at and e.start_at < now_at)]
    if going:
        last = max(going, key=lambda e: (e.start_at, e.machine))
        visit.running_on, visit.running_since = last.machine, last.start_at
    return visit


def is_over(run: Run, place: int) -> bool:
    """Whether a visit is over: all its pieces reported, or a later step has begun after it ended."""
    visit = run.visits[place]
    if visit.running_on:
        return False
    if visit.good + visit.rejected >= 0.9 * run.quantity:
        return True
    later = run.visits[place + 1 :]
    if any(other.first_at >= visit.last_at for other in later):
        return True
    before = max((other.good for other in run.visits[:place]), default=0.0)
    if before and visit.good + visit.rejected >= 0.9 * before:
        return True
    # Pieces are on their way through both: over where the next step reports at least as many as this one.
    return any(other.good >= max(visit.good, 0.5 * run.quantity) for other in later)


def completed(run: Run) -> int:
    """How many of the visits of an order under way are over, from the first on."""
    count = 0
    while count < len(run.visits) and is_over(run, count):
        count += 1
    return count


def add_minutes(
    runs: Mapping[str, Run],
    entries: Sequence[Entry],
    machines: Mapping[str, int],
    hours: Mapping[str, Spans],
    now_at: Instant,
) -> int:
    """Give each visit its machine minutes: time the machines were on it, shared where rows overlap.

    A machine has sixty minutes an hour. Where more rows run on a work center than it has machines, each gets its
    share. Closed hours inside a row do not count. Answers how many rows overlapped so.
    """
    by_center: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_center[entry.machine].append(entry)
    overlapping = 0
    for machine, rows in by_center.items():
        timed, shared = [], set[Entry]()
        for entry in rows:
            end = now_at if entry.end_at is None else entry.end_at
            for a, b in worked(entry.start_at, end, hours[machine]):
                piece = replace(entry, start_at=a, end_at=b)
                if entry.date_only:
                    _add(runs, entry, b - a, a, entry.kind == "setup")
                else:
                    timed.append(piece)
        for start, end, active in stretches(timed):
            jobs: dict[tuple[str, str], list[Entry]] = defaultdict(list)
            for entry in active:
                if entry.kind != "breakdown":
                    jobs[entry.order, family(entry.step_name, machine)].append(entry)
            units = {
                job: 1 if machines[machine] == 1 else len({e.person or "?" for e in some})
                for job, some in jobs.items()
            }
            total = sum(units.values())
            if total > machines[machine]:
                shared.update(active)
            share = min(1.0, machines[machine] / total) if total else 0.0
            for job, some in jobs.items():
                best = min(some, key=lambda e: (KIND_FIRST.index(e.kind), e.start_at))
                _add(runs, best, (end - start) * share * units[job], start, best.kind == "setup")
        overlapping += len({(e.order, e.step_name, e.person, e.kind) for e in shared})
    return overlapping


KIND_FIRST = ("setup", "run", "rework", "breakdown")


def _add(runs: Mapping[str, Run], entry: Entry, seconds: float, at: Instant, is_setup: bool) -> None:
    run = runs[entry.order]
    if entry.kind == "rework":
        run.rework_minutes += seconds / 60
        return
    if entry.kind == "breakdown":
        return
    base = family(entry.step_name, entry.machine)
    fitting = [
        v
        for v in run.visits
        if v.key.startswith(base)
        and entry.machine in v.machines
        and v.key[len(base) : len(base) + 2] in ("", " @", " (")
    ]
    visit = next(
        (v for v in fitting if v.first_at <= at < max(v.last_at, v.first_at + 1)),
        fitting[-1] if fitting else None,
    )
    if visit is None:
        return
    if is_setup:
        visit.setup_minutes += seconds / 60
    else:
        visit.run_minutes += seconds / 60


def worked(start: Instant, end: Instant, spans: Spans) -> list[tuple[Instant, Instant]]:
    """A row's time without the closed stretches that lie wholly inside it.

    Who clocks in before the shop opens, or out after it closes, worked then.
    """
    pieces = []
    begin = start
    first = bisect_left(spans[:, 1], start)
    for i in range(first, len(spans) - 1):
        closes, opens = int(spans[i, 1]), int(spans[i + 1, 0])
        if opens >= end:
            break
        if closes > start:
            pieces.append((begin, closes))
            begin = opens
    pieces.append((begin, end))
    return [(a, b) for a, b in pieces if b > a]
