"""Where the contract itself puts a question: each step in turn at its earliest end in the plan's gaps.

The referee needs it for one rule: `as_asked` appears if and only if this placement, or a better one,
is in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from canyou.plan.result import Operation
from canyou.plan.verify_case import Judged
from canyou.plan.verify_machine import Busy
from canyou.plan.verify_material import Flow
from canyou.plan.verify_need import Need
from canyou.plan.verify_route import Placed, Use, work_end
from canyou.plan.verify_time import Calendar, seconds
from canyou.shop.records import ZERO, Instant, Order, Shop, Step

FAR = 20 * 366 * 86_400


class Placement:
    """Places one lot into the gaps that a judged plan leaves; the judged facts are copied where they grow."""

    def __init__(
        self, shop: Shop, calendar: Calendar, judged: Judged, need: Need, base_flows: dict[str, Flow]
    ) -> None:
        self.shop, self.calendar, self.routes, self.need, self.flows = (
            shop,
            calendar,
            judged.routes,
            need,
            base_flows,
        )
        self.lines = {machine: list(line) for machine, line in judged.lines.items()}
        self.crews = {crew: list(placed) for crew, placed in judged.crews.items()}
        self.busy = {crew: Busy(placed) for crew, placed in self.crews.items()}

    def soonest(self, part: str, quantity: Decimal, order: Order | None) -> Instant | None:
        """When the whole is finished: free stock plus one lot; None where the contract leaves it open."""
        start = self.shop.now_at
        if order is not None and order.state == "hold" and order.hold_until_at is not None:
            start = max(start, order.hold_until_at)
        name = order.order if order else "ASK"
        flow = self._flow(part)
        routing = self.shop.routings.get(part, ())
        own = self.need.reserved.get((name, part), ZERO)
        quantity = max(ZERO, quantity - own)
        if not routing:
            use = Use(self.shop.now_at + FAR, quantity, name, name)
            when = flow.could_take_at(use, quantity, start)
            return None if when >= use.at else when
        rest = quantity - min(quantity, spare_now(flow, self.shop.now_at))
        if rest <= 0:
            return start
        before: Placed | None = None
        for row in routing:
            op = Operation(name, part, row.step, None, None, start, start, rest)
            ready = self._material(op, start)
            if ready is None:
                return None
            before = self._step(op, row, order, before, ready)
            if before is None:
                return None
        return before.op.end_at if before else start

    def _flow(self, part: str) -> Flow:
        if part not in self.flows:
            receipts = [(r.due_at, r.quantity) for r in self.shop.receipts if r.part == part]
            row = self.shop.parts.get(part)
            lead = None
            if (
                row is not None
                and row.lead_days is not None
                and (row.supply == "buy" or not self.shop.routings.get(part))
            ):
                lead = self.calendar.clock.later(self.shop.now_at, row.lead_days)
            self.flows[part] = Flow(part, receipts, [], self.need.free.get(part, ZERO), lead, [])
        return self.flows[part]

    def _material(self, op: Operation, start: Instant) -> Instant | None:
        for line in self.shop.bom.get(op.part, ()):
            if line.step != op.step:
                continue
            if self.shop.parts[line.component].supply == "make" and self.shop.routings.get(line.component):
                return None  # whether and when it is made beside stock is the planner's to say
            quantity = op.quantity * line.quantity
            use = Use(self.shop.now_at + FAR, quantity, op.order, op.order)
            quantity -= min(quantity, self.need.reserved.get((op.order, line.component), ZERO))
            start = max(start, self._flow(line.component).could_take_at(use, quantity, start))
            if start >= use.at:
                return None
        return start

    def _step(
        self, op: Operation, row: Step, order: Order | None, before: Placed | None, start: Instant
    ) -> Placed | None:
        gate = self.routes.gates.get((order.order, op.step)) if order else None
        start = start if gate is None else max(start, gate)
        best: Placed | None = None
        if row.is_outside:
            blank = Placed(op, row, "", False, False, Fraction(0), Fraction(0), start, start)
            if before is not None:
                start = max(start, self.routes.after(blank, before, False)[1])
            end = self.calendar.clock.later(start, row.outside_days)
            out = Operation(op.order, op.part, op.step, None, None, start, end, op.quantity)
            return Placed(out, row, "", False, False, Fraction(0), Fraction(0), start, start)
        for name in dict.fromkeys((row.work_center, *row.alternates)):
            center = self.shop.work_centers[name]
            for machine in range(1, center.machines + 1):
                there = Operation(op.order, op.part, op.step, name, machine, start, start, op.quantity)
                tried = Placed(
                    there,
                    row,
                    "",
                    False,
                    False,
                    seconds(row.setup_minutes, center.efficiency),
                    seconds(row.run_minutes, center.efficiency),
                    start,
                    start,
                )
                since = start
                if before is not None:
                    since = max(since, self.routes.after(tried, before, False)[1])
                found = self._in_a_gap(tried, since)
                if found is not None and (best is None or found.op.end_at < best.op.end_at):
                    best = found
        if best is not None and best.op.work_center and best.op.machine:
            line = self.lines.setdefault((best.op.work_center, best.op.machine), [])
            line.append(best)
            line.sort(key=lambda p: (p.op.start_at, p.op.end_at))
            if row.crew and best.attended_work > 0:
                self.crews.setdefault(row.crew, []).append(best)
                self.busy[row.crew] = Busy(self.crews[row.crew])
        return best

    def _gaps(self, center: str, machine: int, since: Instant) -> Iterator[tuple[Instant, Instant]]:
        free_from = since
        for placed in self.lines.get((center, machine), ()):
            if placed.op.start_at > free_from:
                yield free_from, placed.op.start_at
            free_from = max(free_from, placed.op.end_at)
        yield free_from, self.shop.now_at + FAR

    def _in_a_gap(self, tried: Placed, since: Instant) -> Placed | None:
        op = tried.op
        for low, high in self._gaps(*tried.machine, since):
            start = self._fits(tried, low, high)
            if start is None:
                continue
            until, end = work_end(self.calendar, tried, start)
            if end is not None and end <= high:
                placed = Operation(
                    op.order, op.part, op.step, op.work_center, op.machine, start, end, op.quantity
                )
                return Placed(
                    placed,
                    tried.row,
                    "",
                    False,
                    False,
                    tried.setup,
                    tried.run,
                    since,
                    since,
                    tried.ends_after,
                    until,
                    end,
                )
        return None

    def _fits(self, tried: Placed, low: Instant, high: Instant) -> Instant | None:
        """The first start in a gap at which machine and person are there and the overlap rule holds."""
        crew = tried.row.crew
        manned = tried.attended_work > 0
        hours = self.calendar.attended(*tried.machine, crew if manned else "")
        start = low
        while True:
            opening = hours.opening(start)
            if opening is None or opening >= high:
                return None
            start = opening
            after = tried.ends_after
            until, end = work_end(self.calendar, tried, start)
            if end is None or until is None:
                return None
            if after is not None and end < after:
                early, late = start, max(after, start + 1)
                while late - early > 1:
                    middle = (early + late) // 2
                    tried_end = work_end(self.calendar, tried, middle)[1]
                    early, late = (
                        (middle, late) if tried_end is not None and tried_end < after else (early, middle)
                    )
                start = late
                continue
            if not manned or crew not in self.busy:
                return start
            full = self.busy[crew].last_full(start, until, self.shop.crews[crew].people, (0, 0))
            if full is None:
                return start
            start = full


def spare_now(flow: Flow, now: Instant) -> Decimal:
    """How much of a part can be taken now for good without harming any use that is planned."""
    events = [(at, quantity) for at, quantity in flow.receipts]
    events += [(made.at, made.quantity) for made in flow.made]
    have = flow.on_hand
    least: Decimal | None = None
    taken = sorted([*((max(at, now), 0, q) for at, q in events), *((use.at, 1, -q) for use, q in flow.uses)])
    for at, _, change in taken:
        if flow.lead_at is not None and at >= flow.lead_at:
            break
        if at > now and least is None:
            least = have
        have += change
        least = have if least is None else min(least, have)
    return max(ZERO, min(flow.on_hand, have if least is None else least))
