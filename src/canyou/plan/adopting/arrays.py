"""The arrays of a plan grown by one more demand, without those of some orders, or with other open time.

Everything is copied: the plan that it comes from stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from canyou.plan.adopting.judging import lift_all
from canyou.plan.build import build_into
from canyou.plan.calendar import Calendars
from canyou.plan.demand import Demand, Pools, is_made
from canyou.plan.kernels.arrays import (
    INSIDE,
    NOBODY,
    PART,
    USE,
    USED,
    Ints,
    Records,
    Timeline,
    Uses,
)  # fmt: skip
from canyou.plan.model import Model
from canyou.plan.recipe import Recipes
from canyou.plan.run import unplaced
from canyou.plan.timeline import ROOM, copy_timeline, copy_uses, timeline_of, uses_of
from canyou.shop.opentime import DAY
from canyou.shop.records import Shop

LEAST_ROOM = ROOM // 2
"""A machine, crew or part with fewer free entries gets new room: a question must be able to try its lots."""


@dataclass
class Desk:
    """A plan on the workbench: arrays that may be written to, and what names them."""

    model: Model
    placed: Records
    line: Timeline
    uses: Uses
    pools: Pools
    own_ops: bool = False
    """Whether the operations' array is this bench's own already, and may be written to."""

    @classmethod
    def of(cls, model: Model, placed: Records, line: Timeline, uses: Uses, pools: Pools) -> Desk:
        """A private copy of a plan's arrays."""
        kept = Pools(
            dict(pools.free), dict(pools.reserved), pools.receipts, dict(pools.taken), dict(pools.shelved),
            dict(pools.awaited),
        )  # fmt: skip
        return cls(model, placed.copy(), copy_timeline(line), copy_uses(uses), kept)

    def operations_of(self, orders: set[str]) -> Ints:
        """Indices of the operations of some orders."""
        numbers = [n for n, demand in enumerate(self.model.demands) if demand.order.order in orders]
        return np.flatnonzero(np.isin(self.model.work.ops["order"], numbers))

    def lift(self, which: Ints) -> None:
        """Take operations out of the plan; they stand nowhere then."""
        lift_all(self.model.work, self.uses, self.line, self.placed, which)

    def shelf(self, part: str, quantity: int) -> None:
        """Put so much of a part on the shelf (or, negative, take it away for good)."""
        self.pools.free[part] = self.pools.free.get(part, 0) + quantity
        x = self.model.part_index.get(part)
        if x is not None and quantity:
            work = self.model.work
            supplies = work.supplies.copy()
            slot = work.parts[x]
            supplies["total"][int(slot["first"]) : int(slot["end"])] += quantity
            self.model = replace(self.model, work=work._replace(supplies=supplies))

    def materials(self, which: Ints, sign: int) -> None:
        """Reckon what operations take of each part with what is asked of stock and receipts altogether."""
        work, shop = self.model.work, self.model.shop
        names = {x: part for part, x in self.model.part_index.items()}
        for i in which:
            op = work.ops[i]
            for row in work.mats[int(op["mat"]) : int(op["mat_end"])]:
                part = names[int(row["part"])]
                pool = self.pools.shelved if is_made(shop, part) else self.pools.taken
                pool[part] = pool.get(part, 0) + sign * int(row["quantity"])

    def make_room(self) -> None:
        """Give every machine, crew and part room again where one has little left."""
        work = self.model.work
        if (
            free_entries(self.line.machines, len(self.line.busy)).min(initial=ROOM) < LEAST_ROOM
            or free_entries(self.line.crews, len(self.line.manned)).min(initial=ROOM) < 2 * LEAST_ROOM
        ):
            self.line = timeline_of(self.model, self.placed)
        parts = self.uses.parts
        ends = np.append(parts["first"][1:], len(self.uses.rows))
        waiting = self.placed["start"] < 0
        owner = np.repeat(np.arange(len(work.ops)), work.ops["mat_end"] - work.ops["mat"])
        to_come = np.bincount(work.mats["part"][waiting[owner]], minlength=len(parts))
        if (ends - parts["first"] - parts["count"] < to_come + 1).any():
            self.uses = uses_of(self.model, self.placed)


def free_entries(lanes: Records, length: int) -> Ints:
    """How many entries each slice has left."""
    ends: Ints = np.append(lanes["first"][1:], length).astype(np.int64)
    return ends - lanes["first"].astype(np.int64) - lanes["size"].astype(np.int64)


def grown(desk: Desk, demand: Demand, supply: Mapping[str, tuple[np.ndarray, int]]) -> Ints:
    """Append a demand that stands nowhere yet; the indices of its operations.

    `supply` has what comes of each part that nobody used so far: (COMING rows, lead moment).
    """
    model = desk.model
    index: dict[str, int] = {}
    tail, rows = build_into(model, demand, index)
    work = model.work
    n, k, m = len(work.ops), len(work.modes), len(work.mats)
    ops, modes, mats = tail.ops, tail.modes, tail.mats
    for name in ("pred", "succ"):
        ops[name][ops[name] >= 0] += n
    for name in ("mode", "mode_end"):
        ops[name] += k
    for name in ("mat", "mat_end"):
        ops[name] += m
    ops["order"] = len(model.demands)
    modes["op"] += n
    known = dict(model.part_index)
    parts, supplies, used = work.parts, work.supplies, desk.uses.parts
    for part in index:
        if part not in known:
            known[part] = len(parts)
            coming, lead = supply[part]
            slot = np.zeros(1, PART)
            slot["first"], slot["end"], slot["lead"] = len(supplies), len(supplies) + len(coming), lead
            lane = np.zeros(1, USED)
            lane["first"] = len(desk.uses.rows)
            parts, supplies = np.concatenate((parts, slot)), np.concatenate((supplies, coming))
            used = np.concatenate((used, lane))
            desk.uses = Uses(used, np.concatenate((desk.uses.rows, np.zeros(ROOM, USE))))
    places = np.zeros(len(index), np.int64)
    for part, x in index.items():
        places[x] = known[part]
    if len(mats):
        mats["part"] = places[mats["part"]]
    work = work._replace(
        ops=np.concatenate((work.ops, ops)), modes=np.concatenate((work.modes, modes)),
        mats=np.concatenate((work.mats, mats)), parts=parts, supplies=supplies,
    )  # fmt: skip
    desk.own_ops = True
    last = n + len(rows) - 1 if rows else -1
    desk.model = replace(
        model, work=work, demands=[*model.demands, demand], rows=[*model.rows, *rows],
        last=[*model.last, last], part_index=known,
    )  # fmt: skip
    desk.placed = np.concatenate((desk.placed, unplaced(tail)))
    return np.arange(n, n + len(rows), dtype=np.int64)


def without_orders(desk: Desk, orders: set[str]) -> None:
    """Drop the arrays of some orders, whose operations have been lifted, and number the rest anew."""
    model, work = desk.model, desk.model.work
    gone = np.array([demand.order.order in orders for demand in model.demands], bool)
    keep = ~gone[work.ops["order"]] if len(work.ops) else np.zeros(0, bool)
    to = np.append(np.cumsum(keep) - 1, -1)  # the last entry stands for -1, none
    to[:-1][~keep] = -1
    keep_mode = keep[work.modes["op"]]
    keep_mat = np.repeat(keep, work.ops["mat_end"] - work.ops["mat"])
    mode_to = np.concatenate(([0], np.cumsum(keep_mode)))
    mat_to = np.concatenate(([0], np.cumsum(keep_mat)))
    ops, modes, mats = work.ops[keep], work.modes[keep_mode], work.mats[keep_mat]
    for name in ("pred", "succ"):
        ops[name] = to[ops[name]]
    for name in ("mode", "mode_end"):
        ops[name] = mode_to[ops[name]]
    for name in ("mat", "mat_end"):
        ops[name] = mat_to[ops[name]]
    ops["order"] = (np.cumsum(~gone) - 1)[ops["order"]]
    modes["op"] = to[modes["op"]]
    placed = desk.placed[keep]
    on = placed["mode"] >= 0
    placed["mode"][on] = mode_to[placed["mode"][on]]
    desk.placed = placed
    desk.own_ops = True
    desk.model = replace(
        model,
        work=work._replace(ops=ops, modes=modes, mats=mats),
        demands=[demand for demand, out in zip(model.demands, gone, strict=True) if not out],
        rows=[row for row, stays in zip(model.rows, keep, strict=True) if stays],
        last=[int(to[x]) for x, out in zip(model.last, gone, strict=True) if not out],
        running=to[model.running[keep[model.running]]],
        after_firm=to[model.after_firm[keep[model.after_firm]]],
        reserved={int(to[i]): row for i, row in model.reserved.items() if keep[i]},
    )


def with_open_time(desk: Desk, shop: Shop) -> Ints:
    """Give the model the open time of a shop whose calendars or downtime changed.

    Answers the operations that no longer end where they did: hours were opened (or closed) under them.
    """
    from canyou.plan.kernels.clock import run_from

    model = desk.model
    was = model.calendars
    calendars = Calendars(shop, was.from_at, was.to_at)
    for table, crew in was.joint_of:
        calendars.join(was.of_machine[was.machine_table.index(table)], crew)
    old = model.work
    work = old._replace(**calendars.arrays())
    desk.model = replace(model, shop=shop, work=work, calendars=calendars, recipes=Recipes(shop, calendars))
    changed_machines = {
        m
        for m in range(len(was.of_machine))
        if not np.array_equal(was.tables[was.machine_table[m]], calendars.tables[calendars.machine_table[m]])
    }
    changed_crews = {
        w
        for w, name in enumerate(was.crew_names)
        if not np.array_equal(
            was.calendar(was.shop.crews[name].calendar), calendars.calendar(shop.crews[name].calendar)
        )
    }
    ops, placed = work.ops, desk.placed
    touched = (ops["kind"] == INSIDE) & (placed["start"] >= 0)
    touched &= np.isin(placed["machine"], sorted(changed_machines)) | (
        (ops["attended"] != NOBODY) & np.isin(ops["crew"], sorted(changed_crews))
    )
    disturbed = [
        i
        for i in np.flatnonzero(touched)
        if run_from(work, i, int(placed[i]["mode"]), int(placed[i]["machine"]), int(placed[i]["start"]))
        != (int(placed[i]["until"]), int(placed[i]["end"]))
    ]
    return np.array(disturbed, np.int64)


def extended(desk: Desk) -> bool:
    """Have open time for four times as long; False where that is for decades already."""
    calendars = desk.model.calendars
    days = (calendars.to_at - desk.model.shop.now_at) // DAY
    if days >= 10_000:
        return False
    desk.model = desk.model.extended(min(4 * days, 10_000))
    return True
