"""How full the work centers are, week by week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from canyou.faces.web.read.hours import center_hours, shop_closed
from canyou.faces.web.read.index import PlanIndex
from canyou.faces.web.when import next_midnight
from canyou.shop import opentime
from canyou.shop.records import Instant

__all__ = ["CenterLoad", "WeekLoad", "tightest"]

WEEKS = 6


@dataclass(frozen=True, slots=True)
class WeekLoad:
    label: str
    """The ISO week's number."""
    hours: float
    """Machine hours that planned steps hold."""
    open_hours: float
    """Machine hours open, downtime taken off; the first week counts from now."""

    @property
    def share(self) -> float:
        if self.open_hours <= 0:
            return 1.0 if self.hours > 0 else 0.0
        return self.hours / self.open_hours


@dataclass(frozen=True, slots=True)
class CenterLoad:
    work_center: str
    name: str
    weeks: tuple[WeekLoad, ...]

    @property
    def tightness(self) -> float:
        """The share of the open hours taken in the first four weeks: where promises are made."""
        first = self.weeks[:4]
        is_open = sum(week.open_hours for week in first)
        return sum(week.hours for week in first) / is_open if is_open else 0.0


def tightest(index: PlanIndex, now_at: Instant, most: int = 6) -> list[CenterLoad]:
    """The fullest work centers, fullest first."""
    zone = ZoneInfo(index.shop.timezone)
    today = datetime.fromtimestamp(now_at, zone).date()
    edges = [next_midnight(now_at, zone, 7 * week - today.weekday()) for week in range(WEEKS + 2)]
    # What is left of this week says nothing where the shop does not open any more.
    is_over = shop_closed(index.shop, now_at, edges[1]) == [(now_at, edges[1])]
    edges = edges[1:] if is_over else edges[:-1]
    labels = [str(datetime.fromtimestamp(edge, zone).isocalendar().week) for edge in edges[:-1]]
    edges[0] = max(edges[0], now_at)
    found = [_center(index, name, edges, labels) for name in index.shop.work_centers]
    busy = [center for center in found if center.tightness > 0]
    return sorted(busy, key=lambda center: (-center.tightness, center.work_center))[:most]


def _center(index: PlanIndex, name: str, edges: list[Instant], labels: list[str]) -> CenterLoad:
    center = index.shop.work_centers[name]
    hours = center_hours(index.shop, name, edges[0], edges[-1])
    planned = [0.0] * len(labels)
    is_open = [0.0] * len(labels)
    for machine in range(1, center.machines + 1):
        shut = [
            (d.start_at, d.end_at)
            for d in index.shop.downtime
            if d.work_center == name and d.machine in (None, machine)
        ]
        spans = opentime.merged(hours)
        if shut:
            spans = opentime.without(spans, shut)
        table = opentime.Table.of(spans)
        if not len(table.start):
            continue
        at_edges = [table.worked(edge) for edge in edges]
        for week in range(len(labels)):
            is_open[week] += (at_edges[week + 1] - at_edges[week]) / 3600
        lane = index.lanes.get((name, machine))
        for operation in lane.between(edges[0], edges[-1]) if lane else ():
            for week in range(len(labels)):
                start = max(operation.start_at, edges[week])
                end = min(operation.end_at, edges[week + 1])
                if end > start:
                    planned[week] += (table.worked(end) - table.worked(start)) / 3600
    weeks = zip(labels, planned, is_open, strict=True)
    return CenterLoad(name, center.name or name, tuple(WeekLoad(*week) for week in weeks))
