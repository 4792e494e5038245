"""From demands to the arrays of the kernels: every operation still to be done, with its modes, inputs and weight."""

from __future__ import annotations

import numpy as np

from canyou.plan.calendar import Calendars
from canyou.plan.demand import Demand, Lot, Pools, Task, comes_in_time
from canyou.plan.kernels.arrays import (
    COMING,
    FAR,
    FREE,
    INSIDE,
    MATERIAL,
    MODE,
    OP,
    OUTSIDE,
    PART,
    RESERVED,
    RUNNING,
    TAKE,
    Ints,
    Records,
    Work,
)  # fmt: skip
from canyou.plan.model import PROMISE_WEIGHT, Model, Row
from canyou.plan.recipe import Recipe, Recipes
from canyou.plan.shipping import Shipping
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant, Reservation, Shop

DAYS_AT_FIRST = 200
"""Open time a plan begins with; a shop with more work gets more."""

FIELD = {name: x for x, name in enumerate(OP.names or ()) if OP[name] == np.int64}
KIND, FIXED, ORDER, PRED, SUCC, PREDS = (
    FIELD[n] for n in ("kind", "fixed", "order", "pred", "succ", "preds")
)
WAIT, OVERLAP, AT, MACHINE = FIELD["pred_wait"], FIELD["overlap"], FIELD["at"], FIELD["machine"]

Key = tuple[str, str, int, int]
"""order, part, step, lot."""


class Builder:
    """Appends operations one by one; `arrays` turns what was appended into records."""

    def __init__(self, shop: Shop, calendars: Calendars, recipes: Recipes, shipping: Shipping) -> None:
        self.shop, self.calendars, self.recipes, self.shipping = shop, calendars, recipes, shipping
        self.rows: list[Row] = []
        self.ops: list[list[int]] = []
        self.floats: list[list[float]] = []
        """Weight, processing, own elapsed seconds of each operation."""
        self.modes: list[list[int]] = []
        self.mats: list[tuple[int, int]] = []
        self.part_index: dict[str, int] = {}
        self.last: list[int] = []
        self.reserved: dict[int, Reservation] = {}
        self.refused: list[str] = []

    def material(self, part: str) -> int:
        return self.part_index.setdefault(part, len(self.part_index))

    def add_demand(self, number: int, demand: Demand, stands: dict[Key, Reservation]) -> None:
        """Append what a demand still has to do; components come before what they go into."""
        order = demand.order
        self.last.append(-1)
        if demand.missing or demand.never_open or not (demand.takes or any(lot.tasks for lot in demand.lots)):
            return  # every step may be done: then nothing is left to wait for
        customer = self.shop.customers.get(order.customer)
        target = order.due_at if order.promised_at is None else order.promised_at
        due = self.shipping.latest_finish(target, customer.transit_days if customer else 0)
        weight = float(customer.importance) if customer else 1.0
        if order.promised_at is not None:
            weight *= PROMISE_WEIGHT
        if demand.takes:
            self.add_taking(number, demand, due, weight)
        starts = []
        for lot in demand.lots:
            starts.append(len(self.rows))
            self.add_lot(number, lot, due, weight, stands)
        for lot, start in zip(demand.lots, starts, strict=True):
            if lot.feeds is not None and lot.tasks:
                into = starts[lot.feeds[0]] + lot.feeds[1]
                self.ops[start + len(lot.tasks) - 1][SUCC] = into
                self.ops[into][PREDS] += 1
        self.last[-1] = len(self.rows) - 1

    def add_taking(self, number: int, demand: Demand, due: Instant, weight: float) -> None:
        """A part without a routing is taken from stock, receipts and lead time at the order's finish."""
        order = demand.order
        release = self.shop.now_at
        if order.state == "hold" and order.hold_until_at is not None:
            release = max(release, order.hold_until_at)
        self.rows.append(Row(order.order, order.part, 0, 1, demand.takes))
        mat = len(self.mats)
        self.mats.append((self.material(order.part), demand.takes))
        mode = len(self.modes)
        self.ops.append(
            [TAKE, FREE, number, -1, -1, 0, 0, 0, release, 0, -1, 0, mode, mode, mat, mat + 1, -1, 0, due]
        )
        self.floats.append([weight, 0.0, 0.0])

    def add_lot(
        self, number: int, lot: Lot, due: Instant, weight: float, stands: dict[Key, Reservation]
    ) -> None:
        """Append the steps of one lot, each after the one before it."""
        i = len(self.rows)
        before: tuple[Task, Recipe] | None = None
        for task in lot.tasks:
            recipe = self.recipes.of(task.step)
            outside = task.step.is_outside
            mode, mat = len(self.modes), len(self.mats)
            self.rows.append(Row(lot.order, lot.part, task.step.step, lot.number, task.quantity))
            op = [
                OUTSIDE if outside else INSIDE, FREE, number, -1, -1, 0, 0, 0, task.release_at,
                recipe.outside_seconds, -1 if outside else recipe.crew, 0 if outside else recipe.attended,
                mode, mode, mat, mat, -1, 0, due,
            ]  # fmt: skip
            self.ops.append(op)
            last_units = 0 if before is None else self.follow(i, *before, task, outside)
            if outside:
                elapsed = float(recipe.outside_seconds)
                if task.state == "running":
                    self.send_back(i, lot, task, recipe)
            else:
                self.add_modes(i, lot, task, recipe, last_units)
                elapsed = self.modes[mode][2] * self.calendars.stretches[self.modes[mode][1]]
                op[FIELD["mode_end"]] = len(self.modes)
            for part, quantity in task.materials.items():
                self.mats.append((self.material(part), quantity))
            op[FIELD["mat_end"]] = len(self.mats)
            processing = 0.0 if outside else float(self.modes[mode][2])
            self.floats.append([weight, processing, elapsed + recipe.wait_seconds])
            if stands and task.state != "running":
                row = stands.get((lot.order, lot.part, task.step.step, lot.number))
                if row is not None:
                    self.reserve(i, row)
            before = task, recipe
            i += 1

    def follow(self, i: int, fed_by: Task, recipe: Recipe, task: Task, outside: bool) -> int:
        """Let a task wait for the step before it. Answers how many last units may not be done before that ends."""
        op, j = self.ops[i], i - 1
        op[PRED], self.ops[j][SUCC] = j, i
        op[PREDS] += 1
        op[WAIT] = recipe.wait_seconds
        inside = not outside and not fed_by.step.is_outside
        if not (recipe.overlap and inside and task.state != "running"):
            return 0
        if recipe.overlap >= fed_by.quantity + fed_by.good:
            return 0
        op[OVERLAP] = 1
        to_do = recipe.overlap - fed_by.good
        rates = {rate.center: rate for rate in recipe.rates}
        for k in range(self.ops[j][FIELD["mode"]], self.ops[j][FIELD["mode_end"]]):
            rate = rates.get(self.modes[k][1]) or self.rate_at(fed_by, self.modes[k][1])
            self.modes[k][4] = -1 if to_do <= 0 else rate.run(to_do)
        return min(recipe.overlap, task.quantity)

    def rate_at(self, task: Task, center: int):  # type: ignore[no-untyped-def]
        return self.recipes.rate(task.step, self.calendars.center_names[center])

    def send_back(self, i: int, lot: Lot, task: Task, recipe: Recipe) -> None:
        """An outside step under way ends when it is due back, and never before now."""
        row = self.shop.progress[(lot.order, task.step.step)]
        back = row.due_back_at
        if back is None:
            sent = self.shop.now_at if row.started_at is None else row.started_at
            back = self.calendars.tz.later(sent, recipe.outside_seconds)
        self.ops[i][FIXED] = RUNNING
        self.ops[i][AT] = max(back, self.shop.now_at)

    def add_modes(self, i: int, lot: Lot, task: Task, recipe: Recipe, last_units: int) -> None:
        """The work centers that can do a step; a running one stays where it is and has its set-up behind it."""
        rates = recipe.rates
        running = task.state == "running"
        if task.state:
            row = self.shop.progress[(lot.order, task.step.step)]
            at = row.work_center or task.step.work_center
            own = [rate for rate in rates if self.calendars.center_names[rate.center] == at]
            if not own:
                if task.step.crew:
                    self.calendars.join(self.calendars.center_index[at], recipe.crew)
                own = [self.recipes.rate(task.step, at)]
                rates = (*rates, *own)
            if running:
                rates = tuple(own)
                self.ops[i][FIXED] = RUNNING
                self.ops[i][AT] = row.started_at if row.started_at is not None else 0
                if row.machine:
                    self.ops[i][MACHINE] = self.calendars.machine_off[own[0].center] + row.machine - 1
        for rate in rates:
            total, setup = (
                (rate.run(task.quantity), 0) if running else (rate.total(task.quantity), rate.setup_seconds)
            )
            self.modes.append([i, rate.center, total, setup, 0, rate.run(last_units) if last_units else 0])

    def reserve(self, i: int, row: Reservation) -> None:
        """Fix an operation where reservations.csv has it, as far as its routing and the moment allow."""
        op = self.ops[i]
        wrong = ""
        if row.start_at < op[FIELD["release"]]:
            wrong = (
                "it may not begin so early" if row.start_at >= self.shop.now_at else "that moment has passed"
            )
        elif op[KIND] == OUTSIDE:
            wrong = "the step is outside" if row.work_center else ""
        else:
            modes = self.modes[op[FIELD["mode"]] :]
            mine = [m for m in modes if self.calendars.center_names[m[1]] == row.work_center]
            machines = self.shop.work_centers[row.work_center].machines if mine else 0
            if not mine:
                wrong = f"{row.work_center or 'no work center'} can't do this step"
            elif not row.machine or row.machine > machines:
                wrong = f"{row.work_center} has no machine {row.machine or ''}".rstrip()
            else:
                del self.modes[op[FIELD["mode"]] :]
                self.modes.append(mine[0])
                op[FIELD["mode_end"]] = len(self.modes)
                op[MACHINE] = self.calendars.machine_off[mine[0][1]] + row.machine - 1
        if wrong:
            self.refused.append(refusal(row, wrong))
            return
        op[FIXED], op[AT] = RESERVED, row.start_at
        self.reserved[i] = row

    def running_order(self) -> Ints:
        """Give running steps without a machine one, and list all by machine in the order in which they began.

        Steps of one order on one machine keep the routing's order, whatever is reported: the later one would hold
        the machine until the earlier one, which waits for it, is done.
        """
        ops, modes, off = self.ops, self.modes, self.calendars.machine_off
        begun = [i for i, op in enumerate(ops) if op[FIXED] == RUNNING and op[KIND] == INSIDE]
        taken = {ops[i][MACHINE] for i in begun}
        for i in begun:
            if ops[i][MACHINE] < 0:
                center = modes[ops[i][FIELD["mode"]]][1]
                machines = range(off[center], off[center + 1])
                ops[i][MACHINE] = next((m for m in machines if m not in taken), machines[0])
                taken.add(ops[i][MACHINE])
        at: dict[int, int] = {}
        first: dict[tuple[int, int], int] = {}
        for i in reversed(begun):
            key = (ops[i][FIELD["order"]], ops[i][MACHINE])
            at[i] = first[key] = min(ops[i][AT], first.get(key, ops[i][AT]))
        return np.array(
            sorted(begun, key=lambda i: (ops[i][MACHINE], at[i], self.rows[i].order, i)), np.int64
        )

    def arrays(self) -> tuple[Records, Records, Records]:
        """Operations, modes and materials as records; time left and date due of each follow from what comes after."""
        ops = np.zeros(len(self.ops), OP)
        table = np.array(self.ops, np.int64).reshape(len(self.ops), len(FIELD))
        for name, x in FIELD.items():
            ops[name] = table[:, x]
        floats = np.array(self.floats).reshape(len(self.ops), 3)
        ops["weight"], ops["processing"] = floats[:, 0], floats[:, 1]
        tail, due = floats[:, 2].tolist(), table[:, FIELD["due"]].tolist()
        succ, fixed, at = table[:, SUCC].tolist(), table[:, FIXED].tolist(), table[:, AT].tolist()
        for i in range(len(tail) - 1, -1, -1):
            j = succ[i]
            if j >= 0:
                if fixed[j] == RESERVED:
                    due[i] = min(due[i], at[j])
                else:
                    tail[i] += tail[j]
                    due[i] = due[j]
        ops["tail"], ops["due"] = tail, due
        modes = np.zeros(len(self.modes), MODE)
        columns = np.array(self.modes, np.int64).reshape(len(self.modes), 6)
        for x, name in enumerate(MODE.names or ()):
            modes[name] = columns[:, x]
        mats = np.zeros(len(self.mats), MATERIAL)
        pairs = np.array(self.mats, np.int64).reshape(len(self.mats), 2)
        mats["part"], mats["quantity"] = pairs[:, 0], pairs[:, 1]
        return ops, modes, mats


def refusal(row: Reservation, why: str) -> str:
    """The line that names a reservation which can't stay."""
    return f"reservations.csv: start: {row.order} step {row.step} can't stay where it was reserved: {why}"


def not_needed(shop: Shop, demands: list[Demand], rows: list[Row]) -> list[str]:
    """A line for each reservation of a planned order whose step nobody has to do: stock covers it, say.

    What progress tells of a step is past or under way, and no line is due for it.
    """
    to_do = {(row.order, row.part, row.step, row.lot) for row in rows}
    planned = {demand.order.order: demand.order.part for demand in demands if not demand.missing}
    return [
        refusal(row, "it is not to be done any more")
        for row in shop.reservations
        if row.order in planned
        and (row.order, row.part, row.step, row.lot) not in to_do
        and not (row.part == planned[row.order] and (row.order, row.step) in shop.progress)
    ]


def supply_of(
    shop: Shop, pools: Pools, part_index: dict[str, int], calendars: Calendars
) -> tuple[Records, Records]:
    """What comes of each part, and when its lead time has passed."""
    parts = np.zeros(len(part_index), PART)
    at: list[int] = []
    total: list[int] = []
    for part, x in part_index.items():
        parts["first"][x] = len(at)
        have = pools.free.get(part, 0)
        at.append(-int(FAR))
        total.append(have)
        for due, quantity in pools.receipts.get(part, ()):
            have += quantity
            at.append(due)
            total.append(have)
        parts["end"][x] = len(at)
        known = shop.parts.get(part)
        parts["lead"][x] = FAR
        if known is not None and known.lead_days is not None and comes_in_time(shop, part):
            parts["lead"][x] = calendars.tz.later(shop.now_at, round(known.lead_days * DAY))
    supplies = np.zeros(len(at), COMING)
    supplies["at"], supplies["total"] = at, total
    return parts, supplies


def after_firm(demands: list[Demand], ops: Records) -> Ints:
    """Free operations of forecast and blanket orders; one that has begun goes on with the firm ones."""
    wait = np.array(
        [not d.order.is_firm and not any(t.state for lot in d.lots for t in lot.tasks) for d in demands], bool
    )
    if not wait.any():
        return np.zeros(0, np.int64)
    return np.flatnonzero(wait[ops["order"]] & (ops["fixed"] == FREE))


def build_into(model: Model, demand: Demand, parts: dict[str, int]) -> tuple[Work, list[Row]]:
    """Compile one more demand against the calendars of a model; `parts` is filled with the index of each part."""
    builder = Builder(model.shop, model.calendars, model.recipes, model.shipping)
    builder.part_index = parts
    builder.add_demand(0, demand, {})
    ops, modes, mats = builder.arrays()
    return model.work._replace(ops=ops, modes=modes, mats=mats), builder.rows


def build(shop: Shop, demands: list[Demand], pools: Pools, free: frozenset[Key] = frozenset()) -> Model:
    """Compile the demands of a shop; reservations named in `free` are not kept."""
    calendars = Calendars(shop, shop.now_at - 2 * DAY, shop.now_at + DAYS_AT_FIRST * DAY)
    recipes, shipping = Recipes(shop, calendars), Shipping.of(shop)
    builder = Builder(shop, calendars, recipes, shipping)
    stands = {(r.order, r.part, r.step, r.lot): r for r in shop.reservations}
    for key in free:
        stands.pop(key, None)
    for number, demand in enumerate(demands):
        builder.add_demand(number, demand, stands)
    builder.refused += not_needed(shop, demands, builder.rows)
    running = builder.running_order()
    ops, modes, mats = builder.arrays()
    parts, supplies = supply_of(shop, pools, builder.part_index, calendars)
    work = Work(ops, modes, mats, parts=parts, supplies=supplies, **calendars.arrays())
    return Model(
        shop, demands, builder.rows, builder.last, calendars, recipes, shipping, work, builder.part_index, running,
        after_firm(demands, ops), builder.reserved, tuple(builder.refused),
    )  # fmt: skip
