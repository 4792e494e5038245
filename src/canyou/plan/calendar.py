"""The open time of every machine and crew of a shop, as one set of arrays for the kernels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from canyou.plan.kernels.arrays import CENTER, MACHINE, OFFSET, SPAN
from canyou.shop.opentime import DAY, Spans, calendar_spans, common, without, zone
from canyou.shop.records import Instant, Shop


@dataclass
class Calendars:
    """Tables built so far, and where machines and crews are found among the indices of the kernels."""

    shop: Shop
    from_at: Instant
    to_at: Instant

    def __post_init__(self) -> None:
        shop = self.shop
        self.tz = zone(shop.timezone)
        self.tables: list[Spans] = []
        self.calendar_of: dict[str, Spans] = {}
        self.center_index = {name: c for c, name in enumerate(shop.work_centers)}
        self.crew_index = {name: w for w, name in enumerate(shop.crews)}
        self.center_names = list(shop.work_centers)
        self.crew_names = list(shop.crews)
        offsets, of_machine, machine_table = [0], [], []
        ids: dict[object, int] = {}
        down: dict[str, list[tuple[int | None, int, int]]] = {}
        for row in shop.downtime:
            down.setdefault(row.work_center, []).append((row.machine, row.start_at, row.end_at))
        for c, center in enumerate(shop.work_centers.values()):
            for number in range(1, center.machines + 1):
                closed = tuple((a, b) for m, a, b in down.get(center.work_center, ()) if m in (None, number))
                key = (center.calendar, closed)
                if key not in ids:
                    spans = self.calendar(center.calendar)
                    ids[key] = self.add(without(spans, closed) if closed else spans)
                machine_table.append(ids[key])
                of_machine.append(c)
            offsets.append(len(of_machine))
        self.machine_off = offsets
        self.of_machine = of_machine
        self.machine_table = machine_table
        self.joint_of: dict[tuple[int, int], int] = {}
        for steps in shop.routings.values():
            for step in steps:
                if step.crew and not step.is_outside:
                    for name in (step.work_center, *step.alternates):
                        self.join(self.center_index[name], self.crew_index[step.crew])

        self.stretches = [self.stretch(c) for c in range(len(self.center_names))]

    def extended(self, days: int) -> Calendars:
        """The same machines and crews with open time for so many days from now."""
        longer = Calendars(self.shop, self.from_at, self.shop.now_at + days * DAY)
        for table, crew in self.joint_of:
            longer.join(self.of_machine[self.machine_table.index(table)], crew)
        return longer

    def calendar(self, name: str) -> Spans:
        if name not in self.calendar_of:
            hours = self.shop.calendars.get(name, ())
            self.calendar_of[name] = calendar_spans(hours, self.tz, self.from_at, self.to_at)
        return self.calendar_of[name]

    def add(self, spans: Spans) -> int:
        self.tables.append(spans)
        return len(self.tables) - 1

    def join(self, center: int, crew: int) -> None:
        """Make sure that the time open to a crew and each machine of a work center has a table."""
        for m in range(self.machine_off[center], self.machine_off[center + 1]):
            key = (self.machine_table[m], crew)
            if key not in self.joint_of:
                hours = self.calendar(self.shop.crews[self.crew_names[crew]].calendar)
                self.joint_of[key] = self.add(common(self.tables[key[0]], hours))

    def stretch(self, center: int) -> float:
        """How many elapsed seconds one open second of a work center takes on average."""
        spans = self.tables[self.machine_table[self.machine_off[center]]]
        seconds = int((spans[:, 1] - spans[:, 0]).sum()) if len(spans) else 0
        return (self.to_at - self.from_at) / seconds if seconds else 1000.0

    def arrays(self) -> dict[str, np.ndarray]:
        """Spans, tables, machines, work centers, crews and the zone, as `Work` names them."""
        off = np.concatenate(([0], np.cumsum([len(s) for s in self.tables]))).astype(np.int64)
        spans = np.zeros(int(off[-1]), SPAN)
        for table, first in zip(self.tables, off, strict=False):
            length = table[:, 1] - table[:, 0]
            part = spans[first : first + len(table)]
            part["start"], part["end"], part["before"] = table[:, 0], table[:, 1], np.cumsum(length) - length
        machines = np.zeros(len(self.of_machine), MACHINE)
        machines["table"], machines["center"] = self.machine_table, self.of_machine
        centers = np.zeros(len(self.center_names), CENTER)
        centers["first"], centers["end"] = self.machine_off[:-1], self.machine_off[1:]
        joint = np.full((max(len(self.tables), 1), max(len(self.crew_names), 1)), -1, np.int64)
        for (t, w), found in self.joint_of.items():
            joint[t, w] = found
        zone_rows = np.zeros(len(self.tz.at), OFFSET)
        zone_rows["at"], zone_rows["offset"] = self.tz.at, self.tz.offset
        people = np.array([crew.people for crew in self.shop.crews.values()], np.int64)
        return {
            "spans": spans, "table_off": off, "machines": machines, "centers": centers, "joint": joint,
            "people": people, "zone": zone_rows,
        }  # fmt: skip
