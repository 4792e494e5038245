"""From a shop to the arrays of the kernels: every operation still to be done, with its modes, inputs and weight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from canyou.plan.calendar import Calendars
from canyou.plan.demand import Demand, Lot, Pools, Task, comes_in_time, is_made
from canyou.plan.kernels.arrays import (
    ALL, COMING, FAR, FREE, INSIDE, MATERIAL, MODE, NOBODY, OP, OUTSIDE, PART, RUNNING, SETUP, TAKE, Work,
)  # fmt: skip
from canyou.plan.quantity import micros, work_seconds
from canyou.plan.shipping import Shipping
from canyou.shop.opentime import DAY
from canyou.shop.records import Reservation, Shop, Step

PROMISE_WEIGHT = 1000.0
"""How much more a minute past a promise counts than one past a date nobody promised: it comes first."""

DAYS_AT_FIRST = 200
"""Open time a plan begins with; a shop with more work gets more."""


@dataclass(frozen=True, slots=True)
class Row:
    """Which step of which lot an operation is."""

    order: str
    part: str
    step: int
    lot: int
    quantity: int


@dataclass
class Model:
    """A shop compiled for the kernels, and the names to read the result by."""

    shop: Shop
    demands: list[Demand]
    rows: list[Row]
    last: list[int]
    """The operation at whose end each demand is finished, -1 for none."""
    calendars: Calendars
    work: Work
    part_index: dict[str, int]
    running: np.ndarray
    """Running operations by machine, then in the order in which they began."""
    shipping: Shipping
    after_firm: np.ndarray
    """Free operations of forecast and blanket orders: placed into the gaps when all others stand."""
    reserved_end: np.ndarray
    """End of each reserved operation."""

    def extended(self, days: int) -> Model:
        """The same work with open time for so many days from now."""
        calendars = self.calendars.extended(days)
        return replace(self, calendars=calendars, work=self.work._replace(**calendars.arrays()))

    def days_of_work(self) -> int:
        """How many days the fullest work center or crew needs for all its work, were it never kept waiting."""
        work = self.work
        first = work.ops["mode"]
        inside = np.flatnonzero(work.ops["kind"] == INSIDE)
        modes = work.modes[first[inside]]
        seconds = np.bincount(modes["center"], weights=modes["total"], minlength=len(work.centers))
        machines = work.centers["end"] - work.centers["first"]
        days = (seconds * np.array(self.calendars.stretches) / np.maximum(machines, 1) / DAY).max(initial=0.0)
        crews = work.ops["crew"][inside]
        attended = np.where(work.ops["attended"][inside] == SETUP, modes["setup"], modes["total"])
        for w, name in enumerate(self.calendars.crew_names):
            spans = self.calendars.calendar(self.shop.crews[name].calendar)
            open_seconds = int((spans[:, 1] - spans[:, 0]).sum()) * self.shop.crews[name].people
            if open_seconds:
                length = (self.calendars.to_at - self.calendars.from_at) / DAY
                days = max(days, float(attended[crews == w].sum()) / open_seconds * length)
        return int(days)


class Builder:
    """Appends operations one by one; `model` turns what was appended into arrays."""

    def __init__(self, shop: Shop, demands: list[Demand], pools: Pools, calendars: Calendars) -> None:
        self.shop, self.demands, self.pools, self.calendars = shop, demands, pools, calendars
        self.shipping = Shipping.of(shop)
        self.rows: list[Row] = []
        self.columns: dict[str, list[int]] = {
            name: []
            for name in (
                "kind fixed order pred succ preds pred_wait overlap release outside crew attended machine at due"
            ).split()
        }
        self.weight: list[float] = []
        self.processing: list[float] = []
        self.elapsed: list[float] = []
        self.mode_off, self.mat_off = [0], [0]
        self.mode: dict[str, list[int]] = {n: [] for n in ("op", "center", "total", "setup", "first", "last")}
        self.mat_part: list[int] = []
        self.mat_quantity: list[int] = []
        self.part_index: dict[str, int] = {}
        self.last: list[int] = []
        self.stretch = calendars.stretches
        self.seconds: dict[tuple[str, int, str, int], tuple[int, int]] = {}
        self.begun: list[tuple[int, int, str, int]] = []

    def material(self, part: str) -> int:
        return self.part_index.setdefault(part, len(self.part_index))

    def append(self, row: Row, **values: int) -> int:
        i = len(self.rows)
        self.rows.append(row)
        columns = self.columns
        for name, column in columns.items():
            column.append(values.get(name, -1 if name in ("pred", "succ", "machine", "crew") else 0))
        return i

    def add_demand(self, number: int, demand: Demand, reserved: dict[tuple[str, str, int, int], Reservation]) -> None:
        order = demand.order
        customer = self.shop.customers.get(order.customer)
        transit = customer.transit_days if customer else 0
        importance = float(customer.importance) if customer else 1.0
        target = order.due_at if order.promised_at is None else order.promised_at
        due = self.shipping.latest_finish(target, transit)
        weight = importance * (PROMISE_WEIGHT if order.promised_at is not None else 1.0)
        self.last.append(-1)
        if demand.missing or (not demand.lots and not demand.takes):
            return
        first = len(self.rows)
        if demand.takes:
            release = self.shop.now_at
            if order.state == "hold" and order.hold_until_at is not None:
                release = max(release, order.hold_until_at)
            i = self.append(
                Row(order.order, order.part, 0, 1, demand.takes), kind=TAKE, order=number, release=release, due=due
            )
            self.mat_part.append(self.material(order.part))
            self.mat_quantity.append(demand.takes)
            self.close(i, 0.0, 0.0)
        starts = []
        for lot in demand.lots:
            starts.append(len(self.rows))
            self.add_lot(number, lot, due, reserved)
        for lot, start in zip(demand.lots, starts, strict=True):
            if lot.feeds is not None and lot.tasks:
                at, index = lot.feeds
                target_op = starts[at] + index
                end = start + len(lot.tasks) - 1
                self.columns["succ"][end] = target_op
                self.columns["preds"][target_op] += 1
        if len(self.rows) > first:
            self.last[-1] = len(self.rows) - 1
        self.weight += [weight] * (len(self.rows) - first)

    def add_lot(self, number: int, lot: Lot, due: int, reserved: dict[tuple[str, str, int, int], Reservation]) -> None:
        before: tuple[int, Task] | None = None
        for task in lot.tasks:
            step = task.step
            stands = reserved.get((lot.order, lot.part, step.step, lot.number)) if reserved else None
            i = self.append(
                Row(lot.order, lot.part, step.step, lot.number, task.quantity),
                kind=OUTSIDE if step.is_outside else INSIDE,
                order=number,
                release=task.release_at,
                due=due,
                outside=round(step.outside_days * DAY),
            )
            fed_last = 0 if before is None else self.link(before, i, task)
            if step.is_outside:
                elapsed = float(step.outside_days) * DAY
                self.add_outside(i, task)
            else:
                elapsed = self.add_modes(i, lot, task, fed_last)
            if stands is not None and task.state != "running":
                self.reserve(i, stands)
            for part, quantity in task.materials:
                self.mat_part.append(self.material(part))
                self.mat_quantity.append(quantity)
            processing = float(self.mode["total"][self.mode_off[i]]) if len(self.mode["op"]) > self.mode_off[i] else 0.0
            self.close(i, processing, elapsed + float(step.wait_minutes) * 60)
            before = (i, task)

    def close(self, i: int, processing: float, elapsed: float) -> None:
        self.processing.append(processing)
        self.elapsed.append(elapsed)
        self.mode_off.append(len(self.mode["op"]))
        self.mat_off.append(len(self.mat_part))

    def link(self, before: tuple[int, Task], i: int, task: Task) -> int:
        """Let a task wait for the step before it. Answers how many last units may not be done before that ends."""
        columns = self.columns
        j, fed_by = before
        columns["pred"][i] = j
        columns["succ"][j] = i
        columns["preds"][i] += 1
        columns["pred_wait"][i] = round(fed_by.step.wait_minutes * 60)
        overlap = micros(fed_by.step.overlap_quantity)
        inside = not fed_by.step.is_outside and not task.step.is_outside
        if overlap and inside and task.state != "running" and overlap < fed_by.quantity + fed_by.good:
            columns["overlap"][i] = 1
            to_do = overlap - fed_by.good
            for k in range(self.mode_off[j], self.mode_off[j + 1]):
                center = self.calendars.center_names[self.mode["center"][k]]
                self.mode["first"][k] = -1 if to_do <= 0 else self.work(fed_by.step, center, to_do, Decimal(0))[0]
            return min(overlap, task.quantity)
        return 0

    def work(self, step: Step, center: str, quantity: int, setup: Decimal) -> tuple[int, int]:
        """(total, set-up) seconds of a quantity on a work center."""
        efficiency = self.shop.work_centers[center].efficiency
        total = work_seconds(setup, step.run_minutes, quantity, efficiency)
        return total, work_seconds(setup, Decimal(0), 0, efficiency) if setup else 0

    def add_outside(self, i: int, task: Task) -> None:
        if task.state != "running":
            return
        row = self.shop.progress[(self.rows[i].order, task.step.step)]
        back = row.due_back_at
        if back is None:
            sent = self.shop.now_at if row.started_at is None else row.started_at
            back = self.calendars.tz.later(sent, round(task.step.outside_days * DAY))
        self.columns["fixed"][i] = RUNNING
        self.columns["at"][i] = max(back, self.shop.now_at)

    def add_modes(self, i: int, lot: Lot, task: Task, fed_last: int) -> float:
        """The work centers that can do a step; a running one stays where it is. Answers its estimated elapsed time."""
        step, calendars = task.step, self.calendars
        names = [step.work_center, *step.alternates]
        setup = step.setup_minutes
        crew = calendars.crew_index.get(step.crew, -1) if step.crew else -1
        attended = NOBODY if crew < 0 else SETUP if step.attended == "setup" else ALL
        row = self.shop.progress.get((lot.order, step.step)) if task.state else None
        if row is not None and row.work_center and row.work_center not in names:
            names.append(row.work_center)
        if task.state == "running" and row is not None:
            names = [row.work_center or step.work_center]
            setup = Decimal(0)
            self.columns["fixed"][i] = RUNNING
            self.columns["at"][i] = row.started_at if row.started_at is not None else 0
            self.begun.append((i, row.machine or 0, names[0], self.columns["at"][i]))
        self.columns["crew"][i] = crew
        self.columns["attended"][i] = attended
        seen: set[str] = set()
        for name in names:
            if not name or name in seen:
                continue
            seen.add(name)
            center = calendars.center_index[name]
            if crew >= 0:
                calendars.join(center, crew)
            total, start = self.work(step, name, task.quantity, setup)
            last = self.work(step, name, fed_last, Decimal(0))[0] if fed_last else 0
            mode = self.mode
            mode["op"].append(i)
            mode["center"].append(center)
            mode["total"].append(total)
            mode["setup"].append(start)
            mode["first"].append(0)
            mode["last"].append(last)
        k = self.mode_off[i]
        return self.mode["total"][k] * self.stretch[self.mode["center"][k]]

    def reserve(self, i: int, stands: Reservation) -> None:
        """Fix an operation where reservations.csv has it; its modes become that work center alone."""
        raise NotImplementedError

    def running_order(self) -> np.ndarray:
        """Give running steps without a machine one, and list all by machine in the order in which they began."""
        taken: set[int] = set()
        calendars = self.calendars
        for i, number, center, _ in self.begun:
            base = calendars.machine_off[calendars.center_index[center]]
            if number:
                self.columns["machine"][i] = base + number - 1
                taken.add(base + number - 1)
        for i, number, center, _ in self.begun:
            if not number:
                c = calendars.center_index[center]
                machines = range(calendars.machine_off[c], calendars.machine_off[c + 1])
                found = next((m for m in machines if m not in taken), machines[0])
                self.columns["machine"][i] = found
                taken.add(found)
        order = sorted(
            (i for i, *_ in self.begun), key=lambda i: (self.columns["machine"][i], self.columns["at"][i], self.rows[i].order)
        )
        return np.array(order, np.int64)

    def supply(self) -> tuple[np.ndarray, np.ndarray]:
        off, at, total, lead = [0], [], [], []
        for part in self.part_index:
            have = self.pools.free.get(part, 0)
            at.append(-int(FAR))
            total.append(have + self.shelved(part))
            running = total[-1]
            for due, quantity in self.pools.receipts.get(part, ()):
                running += quantity
                at.append(due)
                total.append(running)
            off.append(len(at))
            known = self.shop.parts.get(part)
            if known is not None and known.lead_days is not None and comes_in_time(self.shop, part):
                lead.append(self.calendars.tz.later(self.shop.now_at, round(known.lead_days * DAY)))
            else:
                lead.append(int(FAR))
        parts = np.zeros(len(self.part_index), PART)
        parts["first"], parts["end"], parts["lead"] = off[:-1], off[1:], lead
        supplies = np.zeros(len(at), COMING)
        supplies["at"], supplies["total"] = at, total
        return parts, supplies

    def shelved(self, part: str) -> int:
        """What made components were allotted from the shelf: it is taken when their step starts, so it is there."""
        if not is_made(self.shop, part):
            return 0
        x = self.part_index[part]
        return sum(q for p, q in zip(self.mat_part, self.mat_quantity, strict=True) if p == x)

    def arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Operations, modes and materials."""
        ops = np.zeros(len(self.rows), OP)
        for name, values in self.columns.items():
            ops[name] = values
        ops["mode"], ops["mode_end"] = self.mode_off[:-1], self.mode_off[1:]
        ops["mat"], ops["mat_end"] = self.mat_off[:-1], self.mat_off[1:]
        ops["weight"], ops["processing"] = self.weight, self.processing
        tail, succ = list(self.elapsed), self.columns["succ"]
        for i in range(len(tail) - 1, -1, -1):
            if succ[i] >= 0:
                tail[i] += tail[succ[i]]
        ops["tail"] = tail
        modes = np.zeros(len(self.mode["op"]), MODE)
        for name, values in self.mode.items():
            modes[name] = values
        mats = np.zeros(len(self.mat_part), MATERIAL)
        mats["part"], mats["quantity"] = self.mat_part, self.mat_quantity
        return ops, modes, mats

    def model(self) -> Model:
        running = self.running_order()
        ops, modes, mats = self.arrays()
        parts, supplies = self.supply()
        work = Work(ops, modes, mats, parts=parts, supplies=supplies, **self.calendars.arrays())
        return Model(
            self.shop, self.demands, self.rows, self.last, self.calendars, work, self.part_index, running,
            self.shipping, self.after_firm(ops["fixed"]), np.zeros(len(ops), np.int64),
        )  # fmt: skip

    def after_firm(self, fixed: np.ndarray) -> np.ndarray:
        """An order that has begun goes on with the firm ones: what runs can't be put off."""
        wait = [not d.order.is_firm and not any(t.state for lot in d.lots for t in lot.tasks) for d in self.demands]
        return np.array(
            [i for i, number in enumerate(self.columns["order"]) if wait[number] and fixed[i] == FREE], np.int64
        )


def build_into(plan_model: Model, demand: Demand, pools: Pools, parts: dict[str, int]) -> tuple[Work, list[Row]]:
    """Compile one more demand against the calendars of a model. `parts` gives the index of each part it needs."""
    builder = Builder(plan_model.shop, [demand], pools, plan_model.calendars)
    builder.part_index = parts
    builder.add_demand(0, demand, {})
    ops, modes, mats = builder.arrays()
    return plan_model.work._replace(ops=ops, modes=modes, mats=mats), builder.rows


def build(shop: Shop, demands: list[Demand], pools: Pools, days: int = DAYS_AT_FIRST) -> Model:
    """Compile the demands of a shop, with open time for so many days from now."""
    calendars = Calendars(shop, shop.now_at - 2 * DAY, shop.now_at + days * DAY)
    builder = Builder(shop, demands, pools, calendars)
    for number, demand in enumerate(demands):
        builder.add_demand(number, demand, {})
    return builder.model()

