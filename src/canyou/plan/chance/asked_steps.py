"""The steps of an option as a course of their own, to be run through the kept runs of the plan."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from canyou.plan.chance.course import LATEST, columned, draw_places, ints
from canyou.plan.chance.kernels.arrays import (
    AFTER,
    NOTHING,
    OVERLAPPED,
    Ints,
    Tables,
)
from canyou.plan.chance.scenarios import Scenarios
from canyou.plan.chance.tables import tables_from
from canyou.plan.kernels.arrays import FAR, NOBODY, SETUP
from canyou.plan.kernels.material import material_ready
from canyou.plan.planner import ShopPlan
from canyou.plan.quantity import MICRO, micros
from canyou.plan.recipe import Recipe
from canyou.plan.result import Opened, Operation
from canyou.shop.opentime import Spans, merged
from canyou.shop.records import Shop, Step


@dataclass(frozen=True, eq=False)
class AskedSteps:
    """An option's own operations, ready to be run."""

    steps: Ints
    rows: tuple[Operation, ...]
    place: Ints
    """[step, (first kept place of its pool, behind the last, machines, table)]."""
    crew_place: Ints
    tables: Tables
    ahead: int = 0
    """By so many levels it goes before what is as urgent."""


def asked_steps(
    plan: ShopPlan,
    shop: Shop,
    kept: Scenarios,
    operations: Sequence[Operation],
    opened: Sequence[Opened],
    ahead: int = 0,
    is_guess: bool = False,
) -> AskedSteps:
    """Compile operations that stand in the gaps of a plan; `opened` are hours for them alone.

    Among the operations may be those of orders that the option moves. They are left out where the floor picks by date:
    there a run list moves nobody. `is_guess`: the part was never made.
    """
    if kept.course.by_date:
        rest = {row.order for row in operations} & set(kept.course.order_row)
        own = [row for row in operations if row.order not in rest]
        operations = own or operations
    rows = tuple(sorted(operations, key=lambda o: (o.start_at, o.end_at, o.step, o.lot)))
    names = plan.model.calendars
    course, work = kept.course, plan.model.work
    wider = Wider(plan, kept, opened)
    steps = [step_of(shop, row) for row in rows]
    recipes = [plan.model.recipes.of(step) for step in steps]
    links = behind(shop, rows, recipes)
    columns: dict[str, list[int]] = defaultdict(list)
    place, crew_place = [], []
    for x, (row, recipe) in enumerate(zip(rows, recipes, strict=True)):
        then, how, wait, share, tail = links[x]
        release = max(material_at(plan, shop, row, steps[x]), gate_at(shop, row)) - plan.now_at
        values = {
            "RELEASE": min(max(release, 0), LATEST),
            "THEN": then,
            "HOW": how,
            "WAIT": wait,
            "SHARE": share,
            "TAIL": tail,
        }
        if row.work_center is None or row.machine is None:
            length = row.end_at - row.start_at
            values |= {"POOL": -1, "TOTAL": length, "CREW": -1, "SPREAD": len(names.center_names)}
            place.append((0, 0, 1, 0))
            crew_place.append((0, 0, 1, 0))
        else:
            center = names.center_index[row.work_center]
            machine = names.machine_off[center] + row.machine - 1
            total, setup = lengths(plan, shop, row, steps[x], recipe, center)
            crew = -1 if recipe.attended == NOBODY else recipe.crew
            table, joint = wider.tables_for(machine, crew)
            pool = int(course.pool_of[machine])
            values |= {
                "POOL": pool, "TOTAL": total, "CREW": crew, "JOINT": joint, "SPREAD": center,
                "ATTENDED": setup if recipe.attended == SETUP else total,
            }  # fmt: skip
            pools = course.pools
            machines = int(pools.machine[pool + 1] - pools.machine[pool])
            place.append((int(pools.first[pool]), int(pools.first[pool + 1]), machines, table))
            mine = (0, 0, 1, 0)
            if crew >= 0:
                first = course.crews.kept_first
                mine = (int(first[crew]), int(first[crew + 1]), int(work.people[crew]), joint)
            crew_place.append(mine)
        for name in (
            "POOL",
            "RELEASE",
            "TOTAL",
            "CREW",
            "JOINT",
            "ATTENDED",
            "SPREAD",
            "THEN",
            "HOW",
            "WAIT",
            "SHARE",
            "TAIL",
        ):
            columns[name].append(values.get(name, 0))
    if is_guess:  # the rows of the draws for guesses are behind all others
        columns["SPREAD"] = [k + len(names.center_names) + 1 for k in columns["SPREAD"]]
    steps_array = columned(
        **{name: np.array(column, np.int64) for name, column in columns.items()},
        DRAW=draw_places([(r.order, r.part, r.step, r.lot) for r in rows]),
    )
    shape = (len(rows), 4)
    return AskedSteps(
        steps_array, rows, ints(np.array(place, np.int64).reshape(shape)),
        ints(np.array(crew_place, np.int64).reshape(shape)), wider.tables(), ahead,
    )  # fmt: skip


def step_of(shop: Shop, row: Operation) -> Step:
    return next(step for step in shop.routings[row.part] if step.step == row.step)


def lengths(
    plan: ShopPlan, shop: Shop, row: Operation, step: Step, recipe: Recipe, center: int
) -> tuple[int, int]:
    """(open seconds, those of the set-up) of an operation; what runs already has its set-up behind it."""
    rate = next((r for r in recipe.rates if r.center == center), None)
    if rate is None:
        rate = plan.model.recipes.rate(step, plan.model.calendars.center_names[center])
    told = shop.progress.get((row.order, row.step))
    if told is not None and told.state == "running" and row.start_at <= plan.now_at:
        return rate.run(micros(row.quantity)), 0
    return rate.total(micros(row.quantity)), rate.setup_seconds


def behind(
    shop: Shop, rows: Sequence[Operation], recipes: Sequence[Recipe]
) -> list[tuple[int, int, int, int, int]]:
    """For each operation (the one behind it, how that waits, seconds, share, tail)."""
    lots: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for x, row in enumerate(rows):
        lots[(row.order, row.part, row.lot)].append(x)
    found = [(-1, NOTHING, 0, 0, 0)] * len(rows)
    for (order, part, _), mine in lots.items():
        mine.sort(key=lambda x: rows[x].step)
        for x, y in itertools.pairwise(mine):
            found[x] = follow(rows[x], rows[y], recipes[x], recipes[y], y)
        last = mine[-1]
        into = [
            y
            for y, row in enumerate(rows)
            if row.part != part
            and row.order == order
            and row.start_at >= rows[last].end_at
            and any(
                line.component == part and line.step in (None, row.step)
                for line in shop.bom.get(row.part, ())
            )
        ]
        if into:
            found[last] = (min(into, key=lambda y: rows[y].start_at), AFTER, 0, 0, 0)
    return found


def follow(
    one: Operation, other: Operation, recipe: Recipe, next_recipe: Recipe, y: int
) -> tuple[int, int, int, int, int]:
    """How the next step of a lot waits for the one before it."""
    quantity, overlap = micros(one.quantity), recipe.overlap
    rate = next((r for r in recipe.rates), None)
    if (
        not overlap
        or overlap >= quantity
        or rate is None
        or one.work_center is None
        or other.work_center is None
    ):
        return y, AFTER, recipe.wait_seconds, 0, 0
    share = min(1024, round(1024 * (rate.setup_seconds + rate.run(overlap)) / max(rate.total(quantity), 1)))
    tail = next((r.run(min(overlap, micros(other.quantity))) for r in next_recipe.rates), 0)
    return y, OVERLAPPED, recipe.wait_seconds, share, tail


def gate_at(shop: Shop, row: Operation) -> int:
    """Until when an order that exists is kept from this step: open gates, and the end of its hold."""
    order = shop.orders.get(row.order)
    if order is None:
        return 0
    waits = [
        g.due_at for g in shop.gates if g.order == row.order and g.step == row.step and g.cleared_at is None
    ]
    return max([order.hold_until_at or 0 if order.state == "hold" else 0, *waits])


def material_at(plan: ShopPlan, shop: Shop, row: Operation, step: Step) -> int:
    """From when on an operation's bought material is there, every use of the plan served."""
    first = shop.routings[row.part][0].step
    found = 0
    for line in shop.bom.get(row.part, ()):
        if (first if line.step is None else line.step) != step.step:
            continue
        known = shop.parts.get(line.component)
        if line.component in shop.routings and (known is None or known.supply != "buy"):
            continue
        need = -(-micros(row.quantity) * micros(line.quantity) // MICRO)
        index = plan.model.part_index.get(line.component)
        if index is not None:
            when = int(material_ready(plan.model.work, plan.uses, index, need, plan.now_at))
        else:
            when = plan.now_at if plan.pools.free.get(line.component, 0) >= need else int(FAR)
        found = max(found, min(when, row.start_at))
    return found


class Wider:
    """The plan's tables, and behind them those of machines and crews that get more hours."""

    def __init__(self, plan: ShopPlan, kept: Scenarios, opened: Sequence[Opened]) -> None:
        self.plan, self.kept = plan, kept
        self.more: list[Spans] = []
        self.machine_hours: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.crew_hours: dict[int, list[tuple[int, int]]] = defaultdict(list)
        names = plan.model.calendars
        for row in opened:
            if row.work_center is not None and row.machine is not None:
                machine = names.machine_off[names.center_index[row.work_center]] + row.machine - 1
                self.machine_hours[machine].append((row.start_at, row.end_at))
            if row.crew is not None:
                self.crew_hours[names.crew_index[row.crew]].append((row.start_at, row.end_at))
        self.known: dict[tuple[int, int], tuple[int, int]] = {}

    def tables_for(self, machine: int, crew: int) -> tuple[int, int]:
        """(table of a machine, table of the time open to it and a crew), with the hours that are opened for them."""
        key = (machine, crew)
        if key not in self.known:
            work = self.plan.model.work
            table = int(work.machines["table"][machine])
            joint = table if crew < 0 else int(work.joint[table, crew])
            hours = self.machine_hours.get(machine, [])
            if hours:
                table = self.add(table, hours)
            if crew >= 0 and (hours or self.crew_hours.get(crew)):
                joint = self.add(joint, [*hours, *self.crew_hours.get(crew, [])])
            self.known[key] = (table, joint)
        return self.known[key]

    def add(self, table: int, hours: Sequence[tuple[int, int]]) -> int:
        work = self.plan.model.work
        a, b = int(work.table_off[table]), int(work.table_off[table + 1])
        spans = [
            *zip(work.spans["start"][a:b].tolist(), work.spans["end"][a:b].tolist(), strict=True),
            *hours,
        ]
        self.more.append(merged(spans))
        return len(work.table_off) - 2 + len(self.more)

    def tables(self) -> Tables:
        """The plan's own, with those that were added."""
        if not self.more:
            return self.kept.tables
        mine, more = self.kept.tables, tables_from(self.more, self.plan.now_at, self.kept.tables)
        a = len(mine.start)
        return Tables(
            np.concatenate((mine.start, more.start)), np.concatenate((mine.end, more.end)),
            np.concatenate((mine.before, more.before)), np.concatenate((mine.cell, more.cell + np.int32(a))),
            np.concatenate((mine.back, more.back + np.int32(a))), mine.shift, mine.width,
        )  # fmt: skip
