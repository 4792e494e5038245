"""A synthetic shop while it is being drawn: its week patterns and the growing tables of records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from canyou.shop.records import (
    BomLine,
    Crew,
    Customer,
    Downtime,
    Gate,
    Instant,
    Order,
    Part,
    Progress,
    Receipt,
    Step,
    Stock,
    WorkCenter,
)

SHIFTS: dict[str, list[tuple[int, int, int]]] = {
    "day": [(d, 420, 930) for d in range(5)],
    "two": [(d, s, s + 480) for d in range(5) for s in (360, 840)],
    "three": [(d, 0, 1440) for d in range(5)] + [(5, 0, 720)],
    "always": [(d, 0, 1440) for d in range(7)],
    "overtime": [(5, 360, 840)],
}
"""Week patterns: day (0 = Monday), first and last minute of the day."""


def weekly_minutes(calendar: str) -> int:
    """Open minutes of a usual week of one of the `SHIFTS`."""
    return sum(end - start for _, start, end in SHIFTS[calendar])


@dataclass
class Draft:
    """A shop while it is being drawn; `shop()` turns it into records."""

    now: dt.datetime
    zone: ZoneInfo
    centers: dict[str, WorkCenter] = field(default_factory=dict)
    crews: dict[str, Crew] = field(default_factory=dict)
    downtime: list[Downtime] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    routings: dict[str, list[Step]] = field(default_factory=dict)
    bom: dict[str, list[BomLine]] = field(default_factory=dict)
    stock: list[Stock] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    customers: dict[str, Customer] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    progress: dict[tuple[str, int], Progress] = field(default_factory=dict)
    gates: list[Gate] = field(default_factory=list)

    def at(self, local: dt.datetime) -> Instant:
        """The instant of a wall clock time; in the hour that does not exist, the moment after the gap."""
        moment = local.replace(tzinfo=self.zone)
        there = moment.astimezone(dt.UTC).astimezone(self.zone).replace(tzinfo=None)
        if there != local:
            moment = local.replace(minute=0, second=0, tzinfo=self.zone) + dt.timedelta(hours=1)
        return int(moment.timestamp())

    def capacity(self) -> dict[str, float]:
        """Minutes of standard work that each work center does in a usual week."""
        return {
            name: weekly_minutes(c.calendar) * c.machines * float(c.efficiency)
            for name, c in self.centers.items()
        }


def whole(number: float) -> Decimal:
    return Decimal(int(number))


def hundredths(number: float) -> Decimal:
    return Decimal(round(number * 100)) / 100
