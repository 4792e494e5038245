"""A step starts as early as its machine's sequence, its crew and its inputs allow, the others staying put."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping

from canyou.plan.verify_machine import Busy, Machine
from canyou.plan.verify_material import Flow
from canyou.plan.verify_route import Facts, Placed, work_end
from canyou.plan.verify_time import Calendar
from canyou.shop.records import Instant, Shop


class Tightness:
    """Finds steps that could start earlier. What the contract leaves open is read in the plan's favour."""

    def __init__(
        self,
        shop: Shop,
        calendar: Calendar,
        facts: Facts,
        lines: Mapping[Machine, list[Placed]],
        crews: Mapping[str, list[Placed]],
        all_flows: Mapping[str, Flow],
    ) -> None:
        self.shop, self.calendar, self.facts = shop, calendar, facts
        self.before: dict[int, Placed] = {}
        for line in lines.values():
            for first, second in itertools.pairwise(line):
                self.before[id(second)] = first
        self.busy = {crew: Busy(placed) for crew, placed in crews.items()}
        self.taken = {
            (id(use.op), part): (flow, use, quantity)
            for part, flow in all_flows.items()
            for use, quantity in flow.uses
            if use.op is not None
        }

    def check(self, fixed: Collection[tuple[str, str, int, int]], breaches: list[str], label: str) -> None:
        """Report every step that is later than it must be; `fixed` stand where they are reserved."""
        for placed in self.facts.placed:
            op = placed.op
            if placed.is_running or (op.order, op.part, op.step, op.lot) in fixed:
                continue
            earliest = self.earliest(placed)
            if earliest < op.start_at:
                breaches.append(
                    f"{label}: {placed.name} starts {self.calendar.clock.text(op.start_at)} and could start "
                    f"{self.calendar.clock.text(earliest)} without anybody moving"
                )

    def earliest(self, placed: Placed) -> Instant:
        """The earliest start that is surely possible; the planned one where it can't be shown to be late."""
        op = placed.op
        start = placed.inputs_at_most
        if not placed.is_begun:
            start = self._material(placed, start)
        if start >= op.start_at:
            return op.start_at
        if placed.row.is_outside:
            return start
        sequence = self.before.get(id(placed))
        if sequence is not None:
            start = max(start, sequence.op.end_at)
        start = self._late_enough(placed, start)
        return min(op.start_at, self._with_a_person(placed, start))

    def _material(self, placed: Placed, start: Instant) -> Instant:
        op = placed.op
        for line in self.shop.bom.get(op.part, ()):
            if line.step != op.step:
                continue
            flow, use, quantity = self.taken[(id(op), line.component)]
            own = [made.at for made in self.facts.made.get(line.component, ()) if made.order == op.order]
            if own:
                # Made for this very order: only its own lots are sure to be meant for it.
                start = max([start, *(at for at in own if at <= op.start_at)])
            start = max(start, flow.could_take_at(use, quantity, start))
        return start

    def _late_enough(self, placed: Placed, start: Instant) -> Instant:
        """The first start from which the step's own end is not too soon after the step that feeds it."""
        after = placed.ends_after
        if after is None:
            return start

        def too_soon(moment: Instant) -> bool:
            end = work_end(self.calendar, placed, moment)[1]
            return end is not None and end < after

        if not too_soon(start):
            return start
        low, high = start, placed.op.start_at
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if too_soon(middle) else (low, middle)
        return high

    def _with_a_person(self, placed: Placed, start: Instant) -> Instant:
        """The first open moment from `start` on at which a person stays free for the attended part."""
        op, crew = placed.op, placed.row.crew
        if placed.work == 0:
            opening = self.calendar.machine(*placed.machine).opening(start)
            return op.start_at if opening is None else opening
        manned = placed.attended_work > 0
        hours = self.calendar.attended(*placed.machine, crew if manned else "")
        busy = self.busy.get(crew) if crew and manned else None
        people = self.shop.crews[crew].people if crew else 0
        own = (op.start_at, placed.attended_until or op.start_at)
        while start < op.start_at:
            opening = hours.opening(start)
            if opening is None:
                return op.start_at
            start = opening
            until = work_end(self.calendar, placed, start)[0]
            if busy is None or until is None:
                return start
            full = busy.last_full(start, until, people, own)
            if full is None:
                return start
            start = full
        return op.start_at
