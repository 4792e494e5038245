"""What runs next on each machine: the next jobs with set-up, quantity, date and reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.index import PlanIndex
from canyou.faces.web.read.names import part_name
from canyou.faces.web.read.quantity import number
from canyou.plan.result import Operation, Plan
from canyou.plan.wording import place
from canyou.shop.records import Instant, Progress

__all__ = ["Job", "MachineSheet", "sheets"]


@dataclass(frozen=True, slots=True)
class Job:
    order: str
    part: str
    part_name: str
    step: str
    quantity: str
    setup: str
    """Minutes of set-up, or that it is set up already."""
    run: str
    start: str
    end: str
    comes_from: str
    """Where the pieces are until then; empty where they are at hand."""
    reason: str
    """The date that puts it where it stands, and how much room there is."""
    is_late: bool
    is_running: bool
    crew: str
    number: int
    """The step's number, with the lot what names it for whoever pins it."""
    lot: int
    pinned: str
    """Why it is held by hand; empty where it is not."""


@dataclass(frozen=True, slots=True)
class MachineSheet:
    work_center: str
    name: str
    jobs: tuple[Job, ...]
    more: int
    """Jobs planned beyond those listed."""
    down: str


def sheets(
    plan: Plan, index: PlanIndex, centers: frozenset[str], most: int, now: Instant
) -> list[MachineSheet]:
    """One sheet a machine, in the order of the work centers; machines with nothing to do are left out.

    `now`: the clock's moment, by which a machine is down; the plan's may lie before what was just reported.
    """
    out = []
    zone = ZoneInfo(index.shop.timezone)
    for name, center in index.shop.work_centers.items():
        if centers and name not in centers:
            continue
        for machine in range(1, center.machines + 1):
            lane = index.lanes.get((name, machine))
            down = _down(index, name, machine, now, zone)
            if lane is None and not (down and centers):
                continue
            operations = lane.operations if lane else ()
            jobs = tuple(_job(plan, index, operation, zone) for operation in operations[:most])
            out.append(
                MachineSheet(
                    name, place(index.shop, name, machine), jobs, max(0, len(operations) - most), down
                )
            )
    return out


def _job(plan: Plan, index: PlanIndex, operation: Operation, zone: ZoneInfo) -> Job:
    shop = index.shop
    step = index.step(operation)
    center = shop.work_centers[operation.work_center or ""]
    progress = index.progress(operation)
    running = progress is not None and progress.state == "running"
    setup = step.setup_minutes / center.efficiency if step else Decimal(0)
    run = operation.quantity * step.run_minutes / center.efficiency if step else Decimal(0)
    late = index.late.get(operation.order, 0)
    return Job(
        order=operation.order,
        part=operation.part,
        part_name=part_name(shop, operation.part),
        step=f"{operation.step} {index.step_name(operation)}",
        quantity=number(operation.quantity),
        setup="set up" if running else when.worked(float(setup) * 60) if setup else "none",
        run=when.worked(float(run) * 60),
        start=_start(operation, progress, zone),
        end=when.day_clock(operation.end_at, zone),
        comes_from="" if running else _comes_from(plan, index, operation, zone),
        reason=_reason(plan, index, operation, zone),
        is_late=late > 0,
        is_running=running,
        crew=step.crew if step else "",
        number=operation.step,
        lot=operation.lot,
        pinned=index.pinned.get((operation.order, operation.part, operation.step, operation.lot), ""),
    )


def _start(operation: Operation, progress: Progress | None, zone: ZoneInfo) -> str:
    if progress is None or progress.state != "running":
        return when.day_clock(operation.start_at, zone)
    return f"since {when.day_clock(progress.started_at, zone)}" if progress.started_at else "running"


def _comes_from(plan: Plan, index: PlanIndex, operation: Operation, zone: ZoneInfo) -> str:
    """The step that the pieces are still on, or what the step waits for."""
    before = [
        other
        for other in index.by_order.get(operation.order, ())
        if other.part == operation.part and other.lot == operation.lot and other.step < operation.step
    ]
    if before:
        last = max(before, key=lambda other: other.step)
        came = place(index.shop, last.work_center, last.machine) if last.work_center else "outside"
        return f"from {came}, {when.day_clock(last.end_at, zone)}"
    record = index.shop.orders.get(operation.order)
    gates = [
        gate
        for gate in index.shop.gates
        if record is not None
        and record.part == operation.part  # gates are of the order's own steps
        and gate.order == operation.order
        and gate.step == operation.step
        and gate.cleared_at is None
    ]
    if gates:
        return f"waits for {gates[0].what}, due {when.due(gates[0].due_at, zone)}"
    return ""


def _reason(plan: Plan, index: PlanIndex, operation: Operation, zone: ZoneInfo) -> str:
    order = plan.orders.get(operation.order)
    if order is None:
        return ""
    date = order.promised_at if order.promised_at is not None else order.due_at
    word = "Promised" if order.promised_at is not None else "Asked for"
    said = f"{word} {when.due(date, zone, plan.now_at)}"
    if order.late_minutes:
        return f"{said}: {when.length(order.late_minutes * 60)} late"
    there_at = {"finish": order.finish_at, "ship": order.ships_at, "dock": order.docks_at}
    room = date - there_at[index.shop.promise_basis]
    return f"{said}: {when.length(room)} to spare" if room >= 60 else f"{said}: nothing to spare"


def _down(index: PlanIndex, work_center: str, machine: int, now: Instant, zone: ZoneInfo) -> str:
    for row in index.shop.downtime:
        if (
            row.work_center == work_center
            and row.machine in (None, machine)
            and row.start_at <= now < row.end_at
        ):
            why = f": {row.reason}" if row.reason else ""
            return f"Down until {when.day_clock(row.end_at, zone)}{why}"
    return ""
