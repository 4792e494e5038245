"""The floor as a table: the steps within a window, by start."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.index import PlanIndex
from canyou.faces.web.read.quantity import number
from canyou.faces.web.read.window import Window
from canyou.plan.result import Operation, Plan
from canyou.plan.wording import place

__all__ = ["TableRow", "table_rows"]


@dataclass(frozen=True, slots=True)
class TableRow:
    operation: Operation
    index: PlanIndex
    zone: ZoneInfo
    plan: Plan

    @property
    def order(self) -> str:
        return self.operation.order

    @property
    def part(self) -> str:
        return self.operation.part

    @property
    def step(self) -> str:
        return f"{self.operation.step} {self.index.step_name(self.operation)}"

    @property
    def where(self) -> str:
        center = self.operation.work_center
        if center is None:
            step = self.index.step(self.operation)
            return f"outside: {step.supplier}" if step and step.supplier else "outside"
        return place(self.index.shop, center, self.operation.machine)

    @property
    def quantity(self) -> str:
        return number(self.operation.quantity)

    @property
    def start(self) -> str:
        """When it starts; of a running step since when it runs, where that is known."""
        progress = self.index.progress(self.operation)
        if progress is not None and progress.state == "running" and progress.started_at is not None:
            return f"since {when.day_clock(progress.started_at, self.zone, self.plan.now_at)}"
        return when.day_clock(self.operation.start_at, self.zone)

    @property
    def end(self) -> str:
        return when.day_clock(self.operation.end_at, self.zone)

    @property
    def state(self) -> str:
        return "running" if self.index.is_running(self.operation) else ""

    @property
    def late(self) -> str:
        minutes = self.index.late.get(self.operation.order, 0)
        return f"{when.length(minutes * 60)} late" if minutes else ""


def table_rows(
    plan: Plan, index: PlanIndex, window: Window, centers: frozenset[str], order: str
) -> list[TableRow]:
    zone = ZoneInfo(index.shop.timezone)
    return [
        TableRow(operation, index, zone, plan)
        for operation in plan.operations
        if operation.start_at < window.end
        and operation.end_at > window.start
        and (not centers or operation.work_center in centers)
        and (not order or operation.order == order)
    ]
