"""The rows of the floor's chart: machines as lanes, what stands on them in a window, where they are shut."""

from __future__ import annotations

import json
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.hours import calendar_hours, gaps, split
from canyou.faces.web.read.index import PlanIndex
from canyou.faces.web.read.names import customer_name
from canyou.faces.web.read.quantity import number
from canyou.faces.web.read.window import Window
from canyou.faces.web.when import Span
from canyou.plan.result import Operation, Plan
from canyou.shop.records import Instant, WorkCenter

__all__ = ["MAX_LANES", "Bar", "Dense", "Down", "LaneView", "Row", "bar_of", "rows"]

MAX_LANES = 40
"""More machines than this in one work center are drawn as several rows."""
BARS_PER_LANE, BARS_IN_ALL = 90, 3000
"""Where a lane, or the chart, would hold more, lanes are drawn as how busy they are."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One operation as drawn: its pieces in open time, the part before now, and how it stands."""

    order: str
    title: str
    pieces: tuple[Span, ...]
    start: Instant
    is_late: bool
    is_running: bool
    step: str = ""
    """Part, step and lot as a JSON list, where the bar can be dragged."""
    is_ghost: bool = False
    """Where it would stand: drawn as an outline, in a lane of its own under the plan's."""
    option: int = 0
    """The option of a question that it belongs to; 0: none."""


@dataclass(frozen=True, slots=True)
class Dense:
    """How busy a lane is within a stretch: share of its open time, and whether a late order is among it."""

    start: Instant
    end: Instant
    share: float
    has_late: bool
    count: int


@dataclass(frozen=True, slots=True)
class Down:
    start: Instant
    end: Instant
    reason: str


@dataclass(frozen=True, slots=True)
class LaneView:
    machine: int | None
    bars: tuple[Bar, ...] = ()
    dense: tuple[Dense, ...] = ()
    down: tuple[Down, ...] = ()
    is_ghost: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A work center, or a supplier outside."""

    key: str
    name: str
    lanes: tuple[LaneView, ...]
    closed: tuple[Span, ...] = ()
    is_outside: bool = False
    is_tight: bool = False

    @property
    def machines(self) -> int:
        return 0 if self.is_outside else sum(1 for lane in self.lanes if not lane.is_ghost)


def rows(
    plan: Plan,
    index: PlanIndex,
    window: Window,
    centers: frozenset[str] = frozenset(),
    order: str = "",
    tight: frozenset[str] = frozenset(),
) -> list[Row]:
    """Every work center in the order of its file, then what is outside; `centers` and `order` narrow them.

    With `order`, only the rows that this order passes are kept.
    """
    shop = index.shop
    passed = (
        {o.work_center or _outside_key(index, o) for o in index.by_order.get(order, ())} if order else None
    )
    names = [
        name
        for name in shop.work_centers
        if (not centers or name in centers) and (passed is None or name in passed)
    ]
    found = {
        (name, machine): index.lanes[name, machine].between(window.start, window.end)
        for name in names
        for machine in range(1, shop.work_centers[name].machines + 1)
        if (name, machine) in index.lanes
    }
    crowded = sum(len(operations) for operations in found.values()) > BARS_IN_ALL
    limit = BARS_PER_LANE // 3 if crowded else BARS_PER_LANE
    out: list[Row] = []
    for name in names:
        center = shop.work_centers[name]
        hours = calendar_hours(shop, center.calendar, window.start, window.end)
        lanes = [
            _lane(index, plan, window, center, machine, found.get((name, machine), ()), hours, limit)
            for machine in range(1, center.machines + 1)
        ]
        closed = tuple(gaps(hours, window.start, window.end))
        for first in range(0, len(lanes), MAX_LANES):
            label = center.name or name
            if len(lanes) > MAX_LANES:
                label += f" {first + 1}–{min(first + MAX_LANES, len(lanes))}"
            out.append(
                Row(name, label, tuple(lanes[first : first + MAX_LANES]), closed, is_tight=name in tight)
            )
    if not centers:
        out += [
            _outside_row(index, plan, window, key) for key in index.outside if passed is None or key in passed
        ]
    return [row for row in out if row.lanes]


def _lane(
    index: PlanIndex,
    plan: Plan,
    window: Window,
    center: WorkCenter,
    machine: int,
    operations: tuple[Operation, ...],
    hours: list[Span],
    limit: int,
) -> LaneView:
    down = tuple(
        Down(max(d.start_at, window.start), min(d.end_at, window.end), d.reason)
        for d in index.shop.downtime
        if d.work_center == center.work_center
        and d.machine in (None, machine)
        and d.end_at > window.start
        and d.start_at < window.end
    )
    if len(operations) > limit:
        return LaneView(machine, dense=_dense(index, window, operations, hours), down=down)
    shut = [(d.start, d.end) for d in down]
    cut = window.zoom != "month"
    bars = tuple(bar_of(index, plan, operation, hours if cut else None, shut) for operation in operations)
    return LaneView(machine, bars, down=down)


def bar_of(
    index: PlanIndex, plan: Plan, operation: Operation, hours: list[Span] | None, shut: list[Span]
) -> Bar:
    """One operation as drawn, cut at the hours its machine is shut; hours None: in one piece."""
    progress = index.progress(operation)
    running = progress is not None and progress.state == "running"
    start = operation.start_at
    if running and progress is not None and progress.started_at is not None:
        start = min(start, max(progress.started_at, plan.now_at - 14 * 86400))
    pieces = [(start, operation.end_at)] if hours is None else split(start, operation.end_at, hours)
    if shut and hours is not None:
        pieces = [piece for a, b in pieces for piece in _around(a, b, shut)] or pieces
    shop_order = index.shop.orders.get(operation.order)
    zone = ZoneInfo(index.shop.timezone)
    customer = customer_name(index.shop, shop_order.customer) if shop_order else ""
    title = (
        f"{operation.order} {index.step_name(operation)}, {number(operation.quantity)} of {operation.part}"
        f"{f' for {customer}' if customer else ''}, "
        f"{when.day_clock(start, zone)} to {when.day_clock(operation.end_at, zone)}"
    )
    step = json.dumps([operation.part, operation.step, operation.lot])
    return Bar(operation.order, title, tuple(pieces), start, operation.order in index.late, running, step)


def _around(start: Instant, end: Instant, shut: list[Span]) -> list[Span]:
    return [
        (a, b) for a, b in gaps(sorted(s for s in shut if s[1] > start and s[0] < end), start, end) if b > a
    ]


def _dense(
    index: PlanIndex, window: Window, operations: tuple[Operation, ...], hours: list[Span]
) -> tuple[Dense, ...]:
    length = {"day": 3600, "week": 6 * 3600}.get(window.zoom, 86400)
    out = []
    first = 0
    for start in range(window.start, window.end, length):
        end = min(start + length, window.end)
        is_open = sum(min(b, end) - max(a, start) for a, b in hours if a < end and b > start)
        while first < len(operations) and operations[first].end_at <= start:
            first += 1
        busy, count, late = 0, 0, False
        for operation in operations[first:]:
            if operation.start_at >= end:
                break
            if operation.end_at <= start:
                continue
            for a, b in hours:
                if a < end and b > start:
                    busy += max(0, min(b, end, operation.end_at) - max(a, start, operation.start_at))
            count += 1
            late = late or operation.order in index.late
        if count and is_open:
            out.append(Dense(start, end, min(1.0, busy / is_open), late, count))
    return tuple(out)


def _outside_row(index: PlanIndex, plan: Plan, window: Window, key: str) -> Row:
    """A supplier has no capacity of ours: steps that overlap are stacked, at most six high."""
    operations = index.outside[key].between(window.start, window.end)
    stacks: list[list[Bar]] = []
    ends: list[Instant] = []
    for operation in operations:
        bar = bar_of(index, plan, operation, None, [])
        level = next((i for i, end in enumerate(ends) if end <= bar.start), len(ends))
        if level >= 6:
            level = min(range(6), key=ends.__getitem__)
        if level == len(ends):
            ends.append(0)
            stacks.append([])
        ends[level] = max(ends[level], operation.end_at)
        stacks[level].append(bar)
    return Row(key, key, tuple(LaneView(None, tuple(bars)) for bars in stacks), is_outside=True)


def _outside_key(index: PlanIndex, operation: Operation) -> str:
    step = index.step(operation)
    return (step.supplier or step.name if step else "") or "Outside"
