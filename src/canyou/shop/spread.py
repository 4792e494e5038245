"""How far the real length of work strays from the typical one, by work center, learned from the shop's own log.

For every step of an order in `events.csv` the minutes that were really worked are compared with those its routing
says. The logarithms of these ratios have a middle and a spread for each work center; thin ones lean on the shop as a
whole, and a shop with a thin log on a documented default (partial pooling: A. Gelman and J. Hill, Data Analysis
Using Regression and Multilevel/Hierarchical Models, Cambridge 2007, chapter 12).
"""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from canyou.shop.opentime import DAY, Table, calendar_spans, zone
from canyou.shop.records import Event, Instant, Shop, Step

DEFAULT_SIGMA = 0.3
"""Standard deviation of the logarithm of actual over typical where there is no log: one step in ten takes 1.47
times its usual length or more. A moderate variability in the classes of W. J. Hopp and M. L. Spearman, Factory
Physics, 3rd edition, chapter 8."""

LEAN = 12.0
"""A work center's own figures weigh as much as the whole shop's once so many of its steps are known."""

ENOUGH = 20
"""With fewer steps known in the whole log, its spread is too thin for one figure."""

Z90 = 1.2815515655446004
"""The 90 % point of the normal distribution."""

LEAST_MINUTES = 1.0
"""Work reported as shorter than this says nothing about its length."""

FURTHEST = math.log(20.0)
"""Twenty times as long or as short: a slip of the pen, not work."""

ITSELF = 0.002
"""A step done once, as long as the routing says to this measure: the routing was learned from it alone."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Actual over typical length of the steps of one work center, leaning on the whole shop where it knows little."""

    work_center: str
    """"" for the shop as a whole."""
    count: int
    """Steps in the log that it rests on."""
    median_ratio: float
    p90_ratio: float
    rework_share: float = 0.0
    """How many of its steps were worked on again."""
    rework_ratio: float = 0.0
    """How long that took, as a share of the step's typical length."""
    hours_between_breakdowns: float = math.inf
    """Hours of work between the beginnings of two breakdowns."""
    repair_minutes: float = 0.0
    """The usual (median) length of a breakdown."""
    repair_p90_minutes: float = 0.0
    breakdowns: int = 0
    """Breakdowns in the log that this rests on."""

    @property
    def middle_sigma(self) -> float:
        """How far the logarithm of the median ratio itself may be off: the standard error of what leans on LEAN."""
        return self.sigma / math.sqrt(self.count + LEAN)

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm of actual over typical."""
        return max(math.log(self.p90_ratio / self.median_ratio) / Z90, 0.0)


@dataclass(frozen=True)
class Spreads:
    """The spread of every work center of a shop, and what they rest on."""

    whole: Spread
    """All work centers together."""
    by_center: dict[str, Spread]
    unmatched: int = 0
    """Rows of the log that no step of a routing and no work center could be found for."""
    thin: bool = field(default=False)
    """Whether so little is known that a chance should be given as a range."""

    def of(self, work_center: str) -> Spread:
        return self.by_center.get(work_center, self.whole)


@dataclass(slots=True)
class Worked:
    """What the log says of one step of one order on one work center."""

    minutes: float = 0.0
    rework: float = 0.0
    units: float = 0.0
    quantity: float = 0.0
    set_up: bool = False
    run: bool = False
    last_at: Instant = 0


def spread_of(shop: Shop, events: Sequence[Event] | None = None) -> Spreads:
    """Learn the spread of every work center from a log (default: the shop's own) against the shop's routings.

    A step counts once its order is past it: a later step was begun, or as many units are through as were ordered.
    """
    rows = shop.events if events is None else events
    names = _Names(shop)
    hours = _Hours(shop)
    worked: dict[tuple[str, str, str, str], Worked] = {}
    stops: dict[str, list[float]] = defaultdict(list)
    busy: dict[str, float] = defaultdict(float)
    down: dict[str, list[tuple[int, int]]] = defaultdict(list)
    unmatched = 0
    for row in rows:
        if row.kind == "breakdown":
            down[row.machine].append((row.start_at, row.end_at))
    for row in rows:
        center = names.center(row.machine)
        if center is None:
            unmatched += 1
            continue
        minutes = hours.worked(center, row.start_at, row.end_at)
        if row.kind == "breakdown":
            if minutes >= LEAST_MINUTES:
                stops[center].append(minutes)
            continue
        for start, end in down.get(row.machine, ()):  # a stop inside a report is no work
            if start < row.end_at and end > row.start_at:
                minutes -= hours.worked(center, max(start, row.start_at), min(end, row.end_at))
        minutes = max(minutes, 0.0)
        busy[center] += minutes
        one = worked.setdefault((row.order, row.part, row.step_name, center), Worked())
        one.last_at = max(one.last_at, row.end_at)
        one.quantity = max(one.quantity, float(row.quantity))
        if row.kind == "rework":
            one.rework += minutes
        else:
            one.minutes += minutes
            one.units += float(row.good + row.rejected)
            one.run |= row.kind == "run"
            one.set_up |= row.kind == "setup"
    logs: dict[str, list[float]] = defaultdict(list)
    again: dict[str, list[float]] = defaultdict(list)
    ended = _ended(worked)
    times = Counter((part, step_name) for _, part, step_name, _ in worked)
    for (order, part, step_name, center), one in worked.items():
        found = names.step(part, step_name, center)
        if found is None:
            unmatched += 1
            continue
        typical = _typical(shop, found, center, one, (order, step_name) in ended)
        if typical < LEAST_MINUTES or one.minutes < LEAST_MINUTES:
            continue
        ratio = math.log(one.minutes / typical)
        alone = times[(part, step_name)] == 1 and abs(ratio) < ITSELF
        if abs(ratio) <= FURTHEST and not alone:
            logs[center].append(ratio)
            again[center].append(one.rework / typical)
    return _pooled(shop, logs, again, stops, busy, unmatched)


def _ended(worked: dict[tuple[str, str, str, str], Worked]) -> set[tuple[str, str]]:
    """Steps that their order is past: something later was done for it."""
    last: dict[str, Instant] = {}
    for (order, _, _, _), one in worked.items():
        last[order] = max(last.get(order, 0), one.last_at)
    return {(order, step) for (order, _, step, _), one in worked.items() if one.last_at < last[order]}


def _typical(shop: Shop, step: Step, center: str, one: Worked, ended: bool) -> float:
    """Minutes the routing gives for what was reported; 0 where that can't be told."""
    units = one.units
    if one.quantity and (units <= 0 or units > one.quantity):
        units = one.quantity
    if not one.run or units <= 0:
        return 0.0
    if not ended and one.quantity and units < 0.95 * one.quantity:
        return 0.0  # still under way: what is done of it would look quick
    if ended and one.quantity and units < one.quantity / 2:
        units = one.quantity  # many stations report minutes for every piece, and pieces for some
    efficiency = float(shop.work_centers[center].efficiency) or 1.0
    return (float(step.setup_minutes) + units * float(step.run_minutes)) / efficiency


def _pooled(
    shop: Shop,
    logs: dict[str, list[float]],
    again: dict[str, list[float]],
    stops: dict[str, list[float]],
    busy: dict[str, float],
    unmatched: int,
) -> Spreads:
    """Each work center's own figures, leaning on the shop's, which lean on the default."""
    everything = [x for mine in logs.values() for x in mine]
    middle, sigma = _shrunk(everything, 0.0, DEFAULT_SIGMA)
    share, ratio = _rework([x for mine in again.values() for x in mine], 0.0, 0.0)
    all_stops = [x for mine in stops.values() for x in mine]
    all_hours = sum(busy.values()) / 60
    whole = _spread("", len(everything), middle, sigma, share, ratio)
    by_center = {}
    for name in shop.work_centers:
        mine = logs.get(name, [])
        own_middle, own_sigma = _shrunk(mine, middle, sigma)
        own_share, own_ratio = _rework(again.get(name, []), share, ratio)
        between, repair, repair_90 = _breakdowns(
            stops.get(name, []), busy.get(name, 0.0) / 60, all_stops, all_hours
        )
        by_center[name] = _spread(
            name,
            len(mine),
            own_middle,
            own_sigma,
            own_share,
            own_ratio,
            between,
            repair,
            repair_90,
            len(stops.get(name, [])),
        )
    return Spreads(whole, by_center, unmatched, len(everything) < ENOUGH)


def _spread(
    name: str, count: int, middle: float, sigma: float, share: float, ratio: float,
    between: float = math.inf, repair: float = 0.0, repair_90: float = 0.0, breakdowns: int = 0,
) -> Spread:  # fmt: skip
    return Spread(
        name,
        count,
        math.exp(middle),
        math.exp(middle + Z90 * sigma),
        share,
        ratio,
        between,
        repair,
        repair_90,
        breakdowns,
    )


def _shrunk(logs: Sequence[float], middle: float, sigma: float) -> tuple[float, float]:
    """(middle, standard deviation) of logarithms of ratios, leaning on those given where they are few.

    Both are robust: the middle is one step from the median to the mean, with what is further than one and a half of
    the usual deviation taken as no further (P. J. Huber, Annals of Mathematical Statistics 35, 1964, 73–101), since
    the median alone needs half as many steps again to be as sure; deviations are clipped at three of their usual size.
    """
    n = len(logs)
    if not n:
        return middle, sigma
    own = statistics.median(logs)
    away = [abs(x - own) for x in logs]
    usual = 1.4826 * statistics.median(away)
    own += statistics.fmean(max(-1.5 * usual, min(1.5 * usual, x - own)) for x in logs)
    away = [abs(x - own) for x in logs]
    clip = 3 * max(usual, 0.5 * statistics.fmean(away), 1e-9)
    square = sum(min(x, clip) ** 2 for x in away)
    new = (n * own + LEAN * middle) / (n + LEAN)
    square += LEAN * sigma**2
    return new, math.sqrt(square / (n + LEAN))


def _rework(shares: Sequence[float], share: float, ratio: float) -> tuple[float, float]:
    """(share of steps worked on again, how long that takes of the typical length), leaning on those given."""
    done = [x for x in shares if x > 0]
    new = (len(done) + LEAN * share) / (len(shares) + LEAN)
    if not done:
        return new, ratio
    return new, min((sum(done) + LEAN * share * ratio) / (len(done) + LEAN * share), 10.0)


def _breakdowns(
    stops: Sequence[float], hours: float, all_stops: Sequence[float], all_hours: float
) -> tuple[float, float, float]:
    """(hours of work between two breakdowns, their median minutes, their 90 % minutes)."""
    if not all_stops or all_hours <= 0:
        return math.inf, 0.0, 0.0
    usual = all_hours / len(all_stops)
    rate = (len(stops) + 1.0) / (hours + usual)  # as if the shop had had one more, at its usual rate
    lengths = sorted(all_stops if len(stops) < 5 else stops)
    return 1 / rate, statistics.median(lengths), lengths[min(int(0.9 * len(lengths)), len(lengths) - 1)]


class _Names:
    """Work centers and steps by what a log calls them."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.centers: dict[str, str] = {}
        for name, center in shop.work_centers.items():
            self.centers.setdefault(center.name.casefold(), name)
        for name in shop.work_centers:
            self.centers[name.casefold()] = name
        self.known: dict[str, str | None] = {}
        self.steps: dict[tuple[str, str], list[Step]] = defaultdict(list)
        for part, steps in shop.routings.items():
            for step in steps:
                if not step.is_outside:
                    self.steps[(part, (step.name or str(step.step)).casefold())].append(step)

    def center(self, machine: str) -> str | None:
        """The work center of a machine: by its own name, the center's, or either with a number behind it."""
        if machine not in self.known:
            name = machine.casefold().strip()
            bare = re.sub(r"[\s/#_.:-]*\d+$", "", name)
            self.known[machine] = self.centers.get(name) or self.centers.get(bare)
        return self.known[machine]

    def step(self, part: str, name: str, center: str) -> Step | None:
        """The step of a part's routing: by name, else by number, else the only one on that work center."""
        named = self.steps.get((part, name.casefold()), ())
        for step in named:
            if center == step.work_center or center in step.alternates:
                return step
        if named:
            return named[0]
        routing = self.shop.routings.get(part, ())
        if name.isdigit():
            return next((step for step in routing if step.step == int(name) and not step.is_outside), None)
        here = [step for step in routing if center == step.work_center]
        return here[0] if len(here) == 1 else None


class _Hours:
    """Minutes worked between two moments of a report."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.tz = zone(shop.timezone)
        self.tables: dict[str, tuple[Table, int, int]] = {}

    def worked(self, center: str, start: Instant, end: Instant) -> float:
        """Open time where a report begins and ends in open time, so that a night in between is no work; else all."""
        if end <= start:
            return 0.0
        table = self.table(self.shop.work_centers[center].calendar, start, end)
        first = table.first_open(start)
        opens = table.worked(end) - table.worked(start)
        in_hours = first is not None and first == start and table.worked(end) > table.worked(end - 1)
        return (opens if in_hours and opens > 0 else end - start) / 60

    def table(self, calendar: str, start: Instant, end: Instant) -> Table:
        found = self.tables.get(calendar)
        if found is None or start < found[1] or end > found[2]:
            low = min(start, found[1] if found else start) - 60 * DAY
            high = max(end, found[2] if found else end) + 60 * DAY
            spans = calendar_spans(self.shop.calendars.get(calendar, ()), self.tz, low, high)
            found = self.tables[calendar] = (Table.of(spans), low, high)
        return found[0]


def rows_of(spreads: Spreads, names: Iterable[str] | None = None) -> list[dict[str, object]]:
    """`spread` as `canyou learn` prints it: work centers that the log knows, by name."""
    wanted = spreads.by_center if names is None else {n: spreads.of(n) for n in names}
    return [
        {
            "work_center": name,
            "median_ratio": round(one.median_ratio, 3),
            "p90_ratio": round(one.p90_ratio, 3),
            "steps": one.count,
        }
        for name, one in sorted(wanted.items())
        if one.count
    ]
