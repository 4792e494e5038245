"""The steps of a plan as a course for the runs: by pool of machines, the most urgent first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from canyou.plan.chance.draws import place_of
from canyou.plan.chance.kernels import arrays as columns
from canyou.plan.chance.kernels.arrays import (
    AFTER,
    COLUMNS,
    DRAWS,
    LEVELS,
    NOTHING,
    OVERLAPPED,
    Crews,
    Ints,
    Pools,
)
from canyou.plan.kernels import arrays as planned
from canyou.plan.kernels.arrays import FAR
from canyou.plan.model import Model
from canyou.plan.planner import ShopPlan

LATEST = 1 << 29
"""Seconds: nothing is let begin later than this after now."""


@dataclass(frozen=True, eq=False)
class Course:
    """A plan's steps in the order of the runs, and how they are found."""

    steps: Ints
    """[step, column]"""
    pools: Pools
    crews: Crews
    places: int
    """Places of what is kept of each run."""
    pool_of: np.ndarray
    """The pool of each machine."""
    orders: tuple[str, ...]
    order_row: dict[str, int]
    dates: np.ndarray
    """The dates promised, or listed starts, that the levels of urgency stand for, rising."""
    row: np.ndarray
    """The row of each operation of the plan's model, −1 for none."""
    by_date: bool
    """Whether urgency is the date promised, else the place in the run list."""

    def rows_of(self, order: str) -> list[int]:
        """The steps of an order of the plan; none where it is not in it."""
        x = self.order_row.get(order)
        return [] if x is None else np.flatnonzero(self.steps[:, columns.ORDER] == x).tolist()

    def level(self, date: float) -> int:
        """The level of what is promised, or listed, for a moment (seconds after now): behind what is too."""
        return int(np.searchsorted(self.dates, date, "right")) - 1


def pools_of(model: Model) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(pool of each machine, first machine of each pool and one more, table of each): machines of the same hours."""
    machines, centers = model.work.machines, model.work.centers
    pool_of = np.zeros(len(machines), np.int64)
    first, table = [0], list[int]()
    for row in centers:
        a, b = int(row["first"]), int(row["end"])
        same = len(set(machines["table"][a:b].tolist())) == 1
        for x, y in [(a, b)] if same else [(m, m + 1) for m in range(a, b)]:
            pool_of[x:y] = len(table)
            table.append(int(machines["table"][x]))
            first.append(y)
    return pool_of, np.array(first), np.array(table, np.int64)


def draw_places(keys: Sequence[tuple[str, str, int, int]]) -> np.ndarray:
    """Where the draws of each step begin, and in which odd stride they go on: by its own name."""
    codes = np.array([place_of(*key) for key in keys], np.int64)
    return (codes & (DRAWS - 1)) + ((((codes >> 12) & (DRAWS - 1)) | 1) << 10)


def ints(values: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(values).astype(np.int32)


def dates_of(model: Model, now_at: int) -> np.ndarray:
    """What each operation's order is promised for, else due: seconds after now."""
    wanted = [d.order.due_at if d.order.promised_at is None else d.order.promised_at for d in model.demands]
    return np.array(wanted, np.int64)[model.work.ops["order"]] - now_at if wanted else np.zeros(0, np.int64)


def course_of(plan: ShopPlan, by_date: bool = False) -> Course:
    """The course of a whole plan: in the order of its run lists, or by promise (else due date)."""
    model, placed, now = plan.model, plan.placed, plan.now_at
    work, ops = model.work, model.work.ops
    pool_of, machine_first, table = pools_of(model)
    some = np.flatnonzero(placed["start"] >= 0)
    inside = ops["kind"][some] == planned.INSIDE
    pool = np.where(
        inside, pool_of[np.where(inside, placed["machine"][some], 0)] if len(pool_of) else -1, len(table)
    )
    dates = dates_of(model, now) if by_date else placed["start"] - now
    begun = (ops["fixed"][some] == planned.RUNNING) & inside
    order = np.lexsort((some, placed["start"][some], dates[some], ~begun, pool))
    some, pool, inside = some[order], pool[order], inside[order]
    row = np.full(len(ops), -1, np.int64)
    row[some] = np.arange(len(some))
    mine, at = ops[some], placed[some]
    mode = (
        work.modes[np.where(inside, at["mode"], 0)] if len(work.modes) else np.zeros(len(some), planned.MODE)
    )
    machine = np.where(inside, at["machine"], 0)
    total = np.where(inside, mode["total"], at["end"] - at["start"])
    crewed = inside & (mine["attended"] != planned.NOBODY) & (mine["crew"] >= 0)
    crew = np.where(crewed, mine["crew"], -1)
    machine_table = work.machines["table"][machine] if len(work.machines) else machine
    joint = np.where(crewed, work.joint[machine_table, np.maximum(crew, 0)], machine_table)
    attended = np.where(mine["attended"] == planned.SETUP, mode["setup"], mode["total"])
    release = np.clip(np.maximum(mine["release"], material_from(plan)[some]) - now, 0, LATEST)
    rows = model.rows
    draw = draw_places([(r.order, r.part, r.step, r.lot) for r in (rows[i] for i in some.tolist())])
    then, how, wait, share, tail = links_of(plan, some, row)
    waits = np.bincount(then[then >= 0], minlength=len(some))
    marks = np.unique(dates[some])
    if len(marks) > LEVELS - 2:
        marks = marks[np.linspace(0, len(marks) - 1, LEVELS - 2).round().astype(int)]
    names = tuple(dict.fromkeys(d.order.order for d in model.demands))
    known = {name: x for x, name in enumerate(names)}
    whose = np.array([known[d.order.order] for d in model.demands], np.int64)
    steps = columned(
        POOL=np.where(inside, pool, -1), RELEASE=release, WAITS=waits, TOTAL=np.clip(total, 0, LATEST), CREW=crew,
        JOINT=joint, ATTENDED=attended, SPREAD=np.where(inside, mode["center"], len(work.centers)), DRAW=draw,
        LEVEL=np.searchsorted(marks, dates[some]), THEN=then, HOW=how, WAIT=wait, SHARE=share, TAIL=tail,
        ORDER=whose[mine["order"]] if len(whose) else mine["order"],
    )  # fmt: skip
    count = np.bincount(pool, minlength=len(table) + 1)[: len(table)]
    first = np.concatenate(([0], np.cumsum(count)))
    words = np.concatenate(([0], np.cumsum((count + 63) // 64)))
    pools = Pools(ints(first), ints(machine_first), ints(table), ints(words))
    crews, places = crews_of(model, steps, int(first[-1]))
    return Course(steps, pools, crews, places, pool_of, names, known, marks, row, by_date)


def columned(**values: np.ndarray) -> Ints:
    """Steps by their columns, see `kernels.arrays`."""
    steps = np.zeros((len(values["DRAW"]), COLUMNS), np.int32)
    for name, column in values.items():
        steps[:, getattr(columns, name)] = column
    return steps


def crews_of(model: Model, steps: Ints, behind: int) -> tuple[Crews, int]:
    """The crews, with places for what they do behind those of the machines, and how many places there are in all."""
    count = len(model.work.people)
    crew = steps[:, columns.CREW]
    crewed = crew >= 0
    kept = np.concatenate(([behind], behind + np.cumsum(np.bincount(crew[crewed], minlength=count)[:count])))
    serves = sorted(set(zip(crew[crewed].tolist(), steps[crewed, columns.POOL].tolist(), strict=True)))
    size = np.bincount([w for w, _ in serves], minlength=count)[:count] if serves else np.zeros(count)
    crews = Crews(
        ints(model.work.people), ints(np.concatenate(([0], np.cumsum(size)))),
        ints(np.array([c for _, c in serves], np.int64)), ints(kept),
    )  # fmt: skip
    return crews, int(kept[-1])


def links_of(
    plan: ShopPlan, some: np.ndarray, row: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(the one behind each step, how it waits, seconds, share, tail). A step that runs already waits for nothing."""
    ops, placed, modes = plan.model.work.ops, plan.placed, plan.model.work.modes
    succ = ops["succ"][some]
    safe = np.maximum(succ, 0)
    there = (succ >= 0) & (row[safe] >= 0) & (ops["fixed"][safe] != planned.RUNNING)
    next_step = ops["pred"][safe] == some
    overlap = there & next_step & (ops["overlap"][safe] == 1)
    then = np.where(there, row[safe], -1)
    how = np.where(overlap, OVERLAPPED, np.where(there, AFTER, NOTHING))
    wait = np.where(there & next_step, ops["pred_wait"][safe], 0)
    share, tail = np.zeros(len(some), np.int64), np.zeros(len(some), np.int64)
    for x in np.flatnonzero(overlap).tolist():
        i = int(some[x])
        mode = modes[placed["mode"][i]]
        first = int(mode["first"])
        if first >= 0 and mode["total"]:
            share[x] = min(1024, round(1024 * (int(mode["setup"]) + first) / int(mode["total"])))
        tail[x] = max(0, int(placed["end"][succ[x]]) - int(placed["end"][i])) if first >= 0 else 0
        tail[x] = min(tail[x], int(modes["last"][placed["mode"][succ[x]]]))
    return then, how, wait, share, tail


def material_from(plan: ShopPlan) -> np.ndarray:
    """For each operation, from when on its bought material is there: given out in the order in which steps start.

    The receipt that brings it is taken for punctual: the folder does not tell how late receipts have been.
    """
    work, start = plan.model.work, plan.placed["start"]
    found = np.full(len(work.ops), -int(FAR), np.int64)
    used = np.zeros(len(work.parts), np.int64)
    ops, mats, parts, coming = work.ops, work.mats, work.parts, work.supplies
    some = np.flatnonzero((ops["mat_end"] > ops["mat"]) & (start >= 0))
    for i in some[np.argsort(start[some], kind="stable")].tolist():
        for y in range(int(ops["mat"][i]), int(ops["mat_end"][i])):
            p = int(mats["part"][y])
            used[p] += int(mats["quantity"][y])
            a, b, lead = int(parts["first"][p]), int(parts["end"][p]), int(parts["lead"][p])
            s = int(np.searchsorted(coming["total"][a:b], used[p]))
            when = int(coming["at"][a + s]) if a + s < b else lead
            found[i] = max(found[i], min(when, lead, int(start[i])))
    return found
