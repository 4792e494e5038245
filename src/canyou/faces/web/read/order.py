"""One order: its steps as a line of progress, its dates, why it is late, what it waits for."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.index import PlanIndex
from canyou.faces.web.read.names import part_name
from canyou.faces.web.read.quantity import number
from canyou.plan.result import Operation, Plan
from canyou.plan.wording import person, place
from canyou.shop.records import Instant, Order, Step

__all__ = ["OrderStep", "Route", "Waiting", "routes", "waits"]


@dataclass(frozen=True, slots=True)
class OrderStep:
    name: str
    where: str
    state: str
    """`done`, `running`, `paused`, `next` (nothing before it is open) or `open`."""
    glyph: str
    times: str
    good: str
    """How many are through, where that is known and not all."""


@dataclass(frozen=True, slots=True)
class Route:
    """The steps of one part: the order's own, or a component made for it."""

    part: str
    name: str
    quantity: str
    is_component: bool
    steps: tuple[OrderStep, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    what: str
    until: str
    owner: str


GLYPH = {"done": "kept", "running": "running", "paused": "gone", "next": "open", "open": "open"}


def routes(plan: Plan, index: PlanIndex, order: Order) -> list[Route]:
    """The order's own route first, then what is made for it."""
    operations = index.by_order.get(order.order, ())
    parts = [order.part, *dict.fromkeys(o.part for o in operations if o.part != order.part)]
    found = []
    for part in parts:
        these = [o for o in operations if o.part == part]
        steps = index.shop.routings.get(part, ())
        if not steps or (part == order.part and not these and not _begun(index, order)):
            continue
        found.append(_route(plan, index, order, part, steps, these))
    return found


def _begun(index: PlanIndex, order: Order) -> bool:
    return any(
        (order.order, step.step) in index.shop.progress for step in index.shop.routings.get(order.part, ())
    )


def _route(
    plan: Plan,
    index: PlanIndex,
    order: Order,
    part: str,
    steps: tuple[Step, ...],
    operations: list[Operation],
) -> Route:
    own = part == order.part
    quantity = order.quantity if own else max((o.quantity for o in operations), default=order.quantity)
    shown, is_first_open = [], True
    for step in steps:
        these = [o for o in operations if o.step == step.step]
        entry = _step(plan, index, order, step, these, own, is_first_open)
        if entry.state in ("next", "running", "paused"):
            is_first_open = False
        shown.append(entry)
    return Route(part, part_name(index.shop, part), number(quantity), not own, tuple(shown))


def _step(
    plan: Plan,
    index: PlanIndex,
    order: Order,
    step: Step,
    operations: list[Operation],
    own: bool,
    is_first_open: bool,
) -> OrderStep:
    zone = ZoneInfo(index.shop.timezone)
    progress = index.shop.progress.get((order.order, step.step)) if own else None
    if progress is not None:
        state = progress.state
    else:
        state = "done" if not operations else "next" if is_first_open else "open"
    start = min((o.start_at for o in operations), default=None)
    end = max((o.end_at for o in operations), default=None)
    good = ""
    if progress is not None and state != "done" and progress.good_quantity:
        good = f"{number(progress.good_quantity)} of {number(order.quantity)}"
    return OrderStep(
        name=step.name or f"step {step.step}",
        where=_where(index, step, operations),
        state=state,
        glyph=GLYPH.get(state, "open"),
        times=_times(state, start, end, progress.finished_at if progress else None, zone, plan.now_at),
        good=good,
    )


def _where(index: PlanIndex, step: Step, operations: list[Operation]) -> str:
    if step.is_outside:
        return step.supplier or "outside"
    center = operations[0].work_center if operations else step.work_center
    return place(index.shop, center, operations[0].machine if operations else None)


def _times(
    state: str,
    start: Instant | None,
    end: Instant | None,
    finished: Instant | None,
    zone: ZoneInfo,
    now: Instant,
) -> str:
    if state == "done":
        return when.day_clock(finished, zone, now) if finished is not None else ""
    if end is None or start is None:
        return ""
    if state == "running":
        return f"until {when.day_clock(end, zone, now)}"
    if when.day(start, zone) == when.day(end, zone):
        return f"{when.day_clock(start, zone, now)}–{when.clock(end, zone)}"
    return f"{when.day_clock(start, zone, now)} to {when.day_clock(end, zone, now)}"


def waits(index: PlanIndex, order: Order, now: Instant) -> list[Waiting]:
    """Open gates of the order: what somebody still owes it."""
    zone = ZoneInfo(index.shop.timezone)
    return [
        Waiting(gate.what, f"due {when.due(gate.due_at, zone, now)}", person(index.shop, gate.owner))
        for gate in index.shop.gates
        if gate.order == order.order and gate.cleared_at is None
    ]
