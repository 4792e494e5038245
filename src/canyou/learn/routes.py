"""The way each part takes through the shop, from the ways its orders took.

A part's routing is the route most like all those of its finished orders: the most frequent one where they agree,
of equals the latest. An order under way that took another way goes on as the finished order does whose beginning is
most like its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from canyou.learn.log import DAY
from canyou.learn.visits import Run, Visit, completed
from canyou.shop.records import Instant

Route = tuple[str, ...]

MOST_ROUTES = 40
"""So many different routes of a part, the most frequent, are compared with each other."""

ENOUGH_SEEN = 3
"""So often a step must have ended before it is judged by itself whether others follow."""

CLOSING_SHARE = 0.6
"""A step at which so many finished orders ended closes orders of parts that none has finished yet, too."""


@dataclass(slots=True)
class Routes:
    """Who is finished, each part's routing, and the routes of orders under way that differ from it."""

    finished: dict[str, Run]
    silent: list[str]
    """Orders taken as finished only because nothing was heard of them for so long."""
    of_part: dict[str, Route]
    of_order: dict[str, Route]
    """The whole route of each order under way: what it did and what it has still to do."""
    done: dict[str, int] = field(default_factory=dict)
    """How many steps of its route an order under way has begun or passed."""


def routes_of(runs: Mapping[str, Run], now_at: Instant) -> Routes:
    """Tell finished orders from those under way, and give each part and each order under way its route."""
    patience = _patience(runs.values())
    ends = _Ends(runs.values(), now_at, patience)
    finished, silent = {}, []
    for name, run in runs.items():
        if ends.is_finished(run):
            finished[name] = run
        elif now_at - run.last_at > max(4 * patience, 60.0 * DAY) or not run.visits:
            finished[name] = run
            silent.append(name)
    by_part: dict[str, list[Run]] = defaultdict(list)
    under_way: dict[str, list[Run]] = defaultdict(list)
    for name, run in runs.items():
        (by_part if name in finished else under_way)[run.part].append(run)
    closing = _closing(finished.values())
    routes = Routes(finished, silent, {}, {})
    for part in sorted({run.part for run in runs.values()}):
        ways = _ways(by_part[part])
        if ways:
            routes.of_part[part] = medoid(ways)
        elif under_way[part]:
            longest = max(under_way[part], key=lambda r: (len(r.visits), r.last_at, r.order))
            routes.of_part[part] = longest.keys + tuple(key for key in closing if key not in longest.keys)
        for run in under_way[part]:
            route, done = whole_way(run.keys, routes.of_part[part], ways, closing)
            if ways and done == len(route) and completed(run) == len(run.visits):
                finished[run.order] = run  # it did all that orders of its part ever did
            else:
                routes.of_order[run.order], routes.done[run.order] = route, done
    return routes


def _patience(runs: Iterable[Run]) -> float:
    """How long it takes until an order is heard of again, 19 times of 20; a week, or a quarter of the log, at least."""
    gaps = []
    runs = list(runs)
    span = max(run.last_at for run in runs) - min(run.first_at for run in runs)
    for run in runs:
        times = sorted((v.first_at, v.last_at) for v in run.visits)
        gaps += [b[0] - a[1] for a, b in pairwise(times) if b[0] > a[1]]
    gaps.sort()
    return max(min(7.0 * DAY, span / 4), gaps[int(0.95 * (len(gaps) - 1))] if gaps else 0.0)


class _Ends:
    """After which steps orders end, by part where it was seen often enough, else in the whole shop."""

    def __init__(self, runs: Iterable[Run], now_at: Instant, patience: float) -> None:
        self.now_at, self.patience = now_at, patience
        self.seen: Counter[tuple[str, str]] = Counter()
        self.went_on: Counter[tuple[str, str]] = Counter()
        self.counted: dict[str, list[bool]] = defaultdict(list)
        for run in runs:
            for i, visit in enumerate(run.visits):
                self.counted[visit.key].append(visit.good > 0)
                followed = i + 1 < len(run.visits)
                if followed or now_at - visit.last_at > patience:  # else it is too early to tell
                    for whose in (run.part, ""):
                        self.seen[whose, visit.key] += 1
                        self.went_on[whose, visit.key] += followed

    def counts(self, key: str) -> bool:
        """Whether pieces are usually reported at a step."""
        found = self.counted[key]
        return sum(found) * 2 >= len(found)

    def closes(self, part: str, key: str) -> bool:
        for whose in (part, ""):
            seen = self.seen[whose, key]
            if seen >= ENOUGH_SEEN:
                return self.went_on[whose, key] * 2 < seen
        return self.seen["", key] > 0 and self.went_on["", key] == 0

    def is_finished(self, run: Run) -> bool:
        if not run.visits:
            return False
        last = run.visits[-1]
        if any(visit.running_on for visit in run.visits) or not self.closes(run.part, last.key):
            return False
        if not self.counts(last.key):
            return True
        before = run.visits[-2].good if len(run.visits) > 1 else 0.0
        enough = 0.7 * run.quantity
        if before:
            enough = min(enough, 0.9 * before)
        return last.good + last.rejected >= enough or self.now_at - last.last_at > self.patience


def _ways(runs: Sequence[Run]) -> dict[Route, tuple[int, Instant]]:
    """The routes of finished orders: how many took each, and when last."""
    found: dict[Route, tuple[int, Instant]] = {}
    for run in runs:
        if run.visits:
            count, last = found.get(run.keys, (0, 0))
            found[run.keys] = (count + 1, max(last, run.last_at))
    return found


def _closing(finished: Iterable[Run]) -> Route:
    """The last steps that nearly all finished orders have in common, whatever the part."""
    tails = [run.keys[-2:] for run in finished if run.visits]
    if len(tails) < ENOUGH_SEEN:
        return ()
    last = Counter(tail[-1] for tail in tails)
    key, count = max(last.items(), key=lambda item: (item[1], item[0]))
    if count < CLOSING_SHARE * len(tails):
        return ()
    before = Counter(tail[0] for tail in tails if len(tail) == 2 and tail[1] == key)
    if before:
        other, often = max(before.items(), key=lambda item: (item[1], item[0]))
        if often >= CLOSING_SHARE * len(tails):
            return (other, key)
    return (key,)


def medoid(ways: Mapping[Route, tuple[int, Instant]]) -> Route:
    """The route from which all others together are least far; of equals the most frequent, then the latest."""
    some = sorted(ways, key=lambda way: (-ways[way][0], -ways[way][1], way))[:MOST_ROUTES]
    far = {way: sum(distance(way, other) * ways[other][0] for other in some) for way in some}
    return min(some, key=lambda way: (far[way], -ways[way][0], -ways[way][1], way))


def distance(one: Sequence[str], two: Sequence[str]) -> int:
    """How many steps have to go in or out to make one route the other."""
    return prefix_distances(one, two)[-1]


def prefix_distances(one: Sequence[str], two: Sequence[str]) -> list[int]:
    """The distance of `one` from each beginning of `two`, from the empty one on."""
    row = list(range(len(two) + 1))
    for i, key in enumerate(one, start=1):
        above, row = row, [i]
        for j, other in enumerate(two, start=1):
            row.append(above[j - 1] if key == other else 1 + min(above[j], row[j - 1]))
    return row


def whole_way(
    done: Route, main: Route, ways: Mapping[Route, tuple[int, Instant]], closing: Route
) -> tuple[Route, int]:
    """The whole route of an order that did `done` so far, and how many of its steps are begun or past."""
    at = subsequence_end(done, main)
    if at is not None:
        return main, at
    best: tuple[float, int, Instant, Route] | None = None
    rest: Route = ()
    for way, (count, last) in ways.items():
        far = prefix_distances(done, way)
        # where two beginnings are equally like it, the one that ends with the step it did last
        cut = min(range(len(far)), key=lambda j: (far[j], way[j - 1 : j] != done[-1:], j))
        found = (-far[cut] / (len(done) + cut), count, last, way)
        if best is None or found > best:
            best, rest = found, way[cut:]
    if best is None:
        rest = tuple(key for key in closing if key not in done)
    fresh = tuple(key for key in rest if key not in done)
    return done + fresh, len(done)


def subsequence_end(some: Route, route: Route) -> int | None:
    """Where in the route the last of some steps stands, if they all come in it in their order; else None."""
    at = 0
    for key in some:
        try:
            at = route.index(key, at) + 1
        except ValueError:
            return None
    return at


def flow_seconds(finished: Iterable[Run]) -> dict[str, float]:
    """The usual time from an order's first row to its last, by part; under "" that of all."""
    by_part: dict[str, list[float]] = defaultdict(list)
    for run in finished:
        by_part[run.part].append(run.last_at - run.first_at)
        by_part[""].append(run.last_at - run.first_at)
    return {part: median(spans) for part, spans in by_part.items()}


def visits_by_step(
    runs: Iterable[Run], complete: Mapping[str, int]
) -> dict[tuple[str, str], list[tuple[Run, Visit, bool]]]:
    """All visits by part and step, and under part "" by step alone, each with whether it is over."""
    found: dict[tuple[str, str], list[tuple[Run, Visit, bool]]] = defaultdict(list)
    for run in runs:
        over = complete.get(run.order, len(run.visits))
        for place, visit in enumerate(run.visits):
            for part in (run.part, ""):
                found[part, visit.key].append((run, visit, place < over))
    return found
