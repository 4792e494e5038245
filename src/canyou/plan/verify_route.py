"""One lot on its way through its routing: durations, waits, overlaps, gates, holds, what is taken and made.

Every step is checked against the contract's words and leaves facts behind (who stands on which machine, which
person is busy, which material is taken when) that the other checks of the referee work on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import cast

from canyou.plan.result import Operation
from canyou.plan.verify_need import Ledger
from canyou.plan.verify_time import Calendar, Hours, rounded_up, seconds
from canyou.shop.records import ZERO, Instant, Order, Shop, Step


@dataclass
class Placed:
    """An operation with what the contract derives for it. Bounds are None where nothing bounds."""

    op: Operation
    row: Step
    name: str
    is_running: bool
    is_begun: bool
    setup: Fraction
    """Exact seconds of set-up still due on its machine."""
    run: Fraction
    """Exact seconds of one unit on its machine."""
    inputs_at: Instant
    """No earlier than this: now, hold, gate, the step before and its wait. Material is not in it."""
    inputs_at_most: Instant
    """The same where rounding or an unknown moment leaves a choice: the latest reading of the rule."""
    ends_after: Instant | None = None
    """No earlier than this may it end: the overlap rule, or the step before a running one."""
    attended_until: Instant | None = None
    natural_end: Instant | None = None

    @property
    def machine(self) -> tuple[str, int]:
        """Work center and machine of an inside step."""
        return cast(tuple[str, int], (self.op.work_center, self.op.machine))

    @property
    def work(self) -> int:
        """Whole seconds from start to end on open time."""
        return rounded_up(self.setup + Fraction(self.op.quantity) * self.run)

    @property
    def attended_work(self) -> int:
        """Whole seconds that need a person; all that needs the machine where the step has no crew."""
        if self.row.crew and self.row.attended == "setup":
            return rounded_up(self.setup)
        return self.work


@dataclass
class Use:
    """Material taken at a moment."""

    at: Instant
    quantity: Decimal
    order: str
    name: str
    op: Operation | None = None


@dataclass
class Made:
    at: Instant
    quantity: Decimal
    order: str


@dataclass
class Facts:
    """What the lots leave behind for the checks on machines, people and material."""

    placed: list[Placed] = field(default_factory=list)
    uses: dict[str, list[Use]] = field(default_factory=lambda: defaultdict(list))
    made: dict[str, list[Made]] = field(default_factory=lambda: defaultdict(list))
    finish: dict[str, Instant] = field(default_factory=dict)
    lot_finish: dict[tuple[str, int], Instant] = field(default_factory=dict)
    """End of each lot of an order's own part."""


def work_end(calendar: Calendar, placed: Placed, start: Instant) -> tuple[Instant | None, Instant | None]:
    """When a step begun then no longer needs its person, and when it ends by its own work."""
    center, machine = placed.machine
    until = calendar.attended(center, machine, placed.row.crew).reached(start, placed.attended_work)
    if until is None or placed.attended_work == placed.work:
        return until, until
    return until, calendar.machine(center, machine).reached(until, placed.work - placed.attended_work)


def own_hours(calendar: Calendar, placed: Placed) -> Hours:
    """The hours on which a step's units run: with its crew if that attends all of it, else the machine's."""
    center, machine = placed.machine
    crew = placed.row.crew if placed.row.attended != "setup" else ""
    return calendar.attended(center, machine, crew)


class Routes:
    """Checks lots against routings; breaches go to the list given, facts gather in `facts`."""

    def __init__(
        self,
        shop: Shop,
        calendar: Calendar,
        ledger: Ledger,
        left: Mapping[str, Decimal],
        breaches: list[str],
        label: str,
    ) -> None:
        self.shop, self.calendar, self.ledger, self.left = shop, calendar, ledger, left
        self.breaches, self.label, self.facts = breaches, label, Facts()
        self.gates: dict[tuple[str, int], Instant] = {}
        for gate in shop.gates:
            if gate.cleared_at is None:
                key = (gate.order, gate.step)
                self.gates[key] = max(self.gates.get(key, gate.due_at), gate.due_at)

    def breach(self, text: str) -> None:
        self.breaches.append(f"{self.label}: {text}")

    def text(self, instant: Instant) -> str:
        return self.calendar.clock.text(instant)

    def check_lot(
        self, order: Order | None, part: str, lot: int, ops: Mapping[int, Operation], is_main: bool
    ) -> None:
        """Walk one lot; order is None for a question about a part, which has neither progress nor gates."""
        name = next(iter(ops.values())).order
        routing = self.shop.routings.get(part, ())
        for number in sorted(set(ops) - {row.step for row in routing}):
            self.breach(f"{name} {part} step {number} is not in the routing of {part}")
        before: Placed | None = None
        done_at: Instant | None = None
        for row in routing:
            label = f"{name} {part} step {row.step}" + (f" lot {lot}" if lot > 1 else "")
            op = ops.get(row.step)
            state = self.ledger.state(order.order, row.step) if order and is_main else None
            if order and is_main and state is not None and self.ledger.is_done(order, row.step):
                if op is not None:
                    self.breach(f"{label} is done and planned again")
                if state.finished_at is not None and row.overlap_quantity == 0:
                    done_at = state.finished_at + rounded_up(seconds(row.wait_minutes))
                continue
            if op is None:
                if (
                    not (order and is_main)
                    or self.ledger.wanted(order, row.step, self.left.get(order.order, ZERO)) > 0
                ):
                    self.breach(f"{label} is missing")
                continue
            placed = self._place(order, op, row, lot, label, is_main, before, done_at)
            if placed is None:
                continue
            self.facts.placed.append(placed)
            if not placed.is_begun:
                for line in self.shop.bom.get(part, ()):
                    if line.step == row.step:
                        taken = op.quantity * line.quantity
                        self.facts.uses[line.component].append(Use(op.start_at, taken, name, label, op))
            before = placed
        if before is not None and is_main:
            self.facts.finish[name] = max(self.facts.finish.get(name, before.op.end_at), before.op.end_at)
            self.facts.lot_finish[(name, lot)] = before.op.end_at
        elif before is not None:
            self.facts.made[part].append(Made(before.op.end_at, before.op.quantity, name))

    def _place(
        self,
        order: Order | None,
        op: Operation,
        row: Step,
        lot: int,
        label: str,
        is_main: bool,
        before: Placed | None,
        done_at: Instant | None,
    ) -> Placed | None:
        state = self.ledger.state(order.order, row.step) if order and is_main else None
        running = state is not None and state.state == "running" and lot == 1
        placed = Placed(
            op,
            row,
            label,
            running,
            state is not None,
            Fraction(0),
            Fraction(0),
            self.shop.now_at,
            self.shop.now_at,
        )
        if op.end_at < op.start_at:
            self.breach(f"{label} ends {self.text(op.end_at)}, before it starts {self.text(op.start_at)}")
            return None
        if op.start_at < self.shop.now_at and not (running and row.is_outside):
            self.breach(f"{label} starts {self.text(op.start_at)}, before now {self.text(self.shop.now_at)}")
        if not row.is_outside and not self._on_its_machine(
            placed, state.work_center if state else "", state.machine if state else None
        ):
            return None
        self._inputs(placed, order, is_main, before, done_at)
        if row.is_outside:
            self._outside(placed)
        else:
            self._duration(placed)
        return placed

    def _on_its_machine(self, placed: Placed, begun_on: str, begun_machine: int | None) -> bool:
        op, row, label = placed.op, placed.row, placed.name
        if op.work_center is None or op.machine is None:
            self.breach(f"{label} stands on no machine, though it is not outside")
            return False
        if op.work_center not in {row.work_center, begun_on, *row.alternates} - {""}:
            self.breach(f"{label} is on {op.work_center}, neither its work center nor an alternate")
            return False
        center = self.shop.work_centers[op.work_center]
        if not 1 <= op.machine <= center.machines:
            self.breach(
                f"{label} is on machine {op.machine} of {op.work_center}, which has {center.machines}"
            )
            return False
        if placed.is_running and (
            op.work_center != (begun_on or row.work_center) or begun_machine not in (None, op.machine)
        ):
            self.breach(
                f"{label} is running on {begun_on or row.work_center}/{begun_machine or '?'} "
                f"and planned on {op.work_center}/{op.machine}"
            )
        placed.setup = Fraction(0) if placed.is_running else seconds(row.setup_minutes, center.efficiency)
        placed.run = seconds(row.run_minutes, center.efficiency)
        return True

    def _inputs(
        self,
        placed: Placed,
        order: Order | None,
        is_main: bool,
        before: Placed | None,
        done_at: Instant | None,
    ) -> None:
        """What a start has to wait for, beside machine, crew and material."""
        if placed.is_running:
            if before is not None:
                placed.ends_after = before.op.end_at
            return
        op, now = placed.op, self.shop.now_at
        low = high = now
        if order and order.state == "hold" and order.hold_until_at is not None:
            low = high = max(low, order.hold_until_at)
            if op.start_at < order.hold_until_at:
                self._early(placed, "its order's hold ends", order.hold_until_at)
        gate = self.gates.get((order.order, op.step)) if order and is_main else None
        if gate is not None:
            low, high = max(low, gate), max(high, gate)
            if op.start_at < gate:
                self._early(placed, "its gate is due", gate)
        if before is None and done_at is not None:
            high = max(high, done_at)
            if not placed.is_begun:
                low = max(low, done_at)
                if op.start_at < done_at:
                    self._early(placed, "the wait after the step before is over", done_at)
        if before is not None:
            ready, ready_at_most, text = self.after(placed, before, is_main)
            low, high = max(low, ready), max(high, ready_at_most)
            if op.start_at < ready:
                self._early(placed, text, ready)
        placed.inputs_at, placed.inputs_at_most = low, high

    def _early(self, placed: Placed, what: str, when: Instant) -> None:
        self.breach(f"{placed.name} starts {self.text(placed.op.start_at)}, before {what} {self.text(when)}")

    def after(self, placed: Placed, before: Placed, is_main: bool) -> tuple[Instant, Instant, str]:
        """When the step before lets this one start (least and latest reading), and what that moment is."""
        wait = rounded_up(seconds(before.row.wait_minutes))
        overlap = before.row.overlap_quantity
        state = self.ledger.state(placed.op.order, before.op.step) if is_main else None
        good = state.good_quantity if state is not None and before.is_begun else ZERO
        if (
            not overlap
            or before.row.is_outside
            or placed.row.is_outside
            or overlap >= before.op.quantity + good
        ):
            ready = before.op.end_at + wait
            return ready, ready, f"step {before.op.step} has ended" + (" and waited" if wait else "")
        last = rounded_up(Fraction(min(overlap, placed.op.quantity)) * placed.run)
        placed.ends_after = own_hours(self.calendar, placed).reached(before.op.end_at, last)
        if overlap <= good:
            return (
                self.shop.now_at,
                self.shop.now_at + wait,
                f"{overlap} units of step {before.op.step} are done",
            )
        done, late = self._units_done(before, Fraction(overlap - good))
        return (
            min(done, before.op.end_at) + wait,
            min(late, before.op.end_at) + wait,
            f"{overlap:f} units of step {before.op.step} are done",
        )

    def _units_done(self, before: Placed, units: Fraction) -> tuple[Instant, Instant]:
        """When so many units of a step are through: exactly, and with each part rounded up on its own."""
        start, end = before.op.start_at, before.op.end_at
        center, machine = before.machine
        attended = self.calendar.attended(center, machine, before.row.crew)
        runs = own_hours(self.calendar, before)
        set_up = attended.reached(start, rounded_up(before.setup))
        if set_up is None:
            return end, end
        late = runs.reached(set_up, rounded_up(units * before.run))
        if before.row.crew and before.row.attended == "setup":
            whole = rounded_up(before.setup + units * before.run) - rounded_up(before.setup)
            exact = runs.reached(set_up, whole)
        else:
            exact = attended.reached(start, rounded_up(before.setup + units * before.run))
        return (end if exact is None else exact), (end if late is None else late)

    def _outside(self, placed: Placed) -> None:
        op, row, label, now = placed.op, placed.row, placed.name, self.shop.now_at
        if op.work_center is not None or op.machine is not None:
            self.breach(f"{label} is outside and stands on {op.work_center}/{op.machine}")
        left_at, back = op.start_at, None
        state = self.ledger.state(op.order, op.step) if placed.is_running else None
        if state is not None:
            left_at = op.start_at if state.started_at is None else state.started_at
            back = state.due_back_at
        back = self.calendar.clock.later(left_at, row.outside_days) if back is None else back
        back = max(back, now) if placed.is_running else back
        if placed.is_running and placed.ends_after is not None:
            back = max(back, placed.ends_after)
        if op.end_at != back:
            self.breach(f"{label} is outside until {self.text(op.end_at)}, not {self.text(back)}")
        placed.natural_end = back

    def _duration(self, placed: Placed) -> None:
        op, label = placed.op, placed.name
        placed.attended_until, end = work_end(self.calendar, placed, op.start_at)
        placed.natural_end = end
        if end is None:
            self.breach(
                f"{label} can't end: {op.work_center}/{op.machine} is never open long enough "
                f"after {self.text(op.start_at)}"
            )
            return
        after = placed.ends_after
        if placed.is_running:
            end = end if after is None else max(end, after)
        elif after is not None and op.end_at < after:
            self.breach(
                f"{label} ends {self.text(op.end_at)}, too soon after the step that feeds it "
                f"(not before {self.text(after)})"
            )
        if op.end_at != end:
            minutes = Fraction(placed.work, 60)
            self.breach(
                f"{label} ends {self.text(op.end_at)}, but its {float(minutes):g} open minutes on "
                f"{op.work_center}/{op.machine} from {self.text(op.start_at)} end {self.text(end)}"
            )
