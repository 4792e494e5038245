"""Trying lots of a part in the gaps of a plan: when would they be there, with everybody else where they stand?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from canyou.plan.build import build_into
from canyou.plan.demand import Demand, Lot, Pools, components, is_made
from canyou.plan.ground import Ground
from canyou.plan.kernels.arrays import COMING, FAR, PART, USE, USED, Records, Timeline, Uses, Work
from canyou.plan.kernels.material import material_ready
from canyou.plan.kernels.placing import place_range, take_out
from canyou.plan.model import Row
from canyou.plan.planner import operations_of
from canyou.plan.quantity import quantity_of
from canyou.plan.result import Operation
from canyou.plan.run import unplaced
from canyou.plan.subject import Subject
from canyou.plan.timeline import ROOM, copy_timeline, room_in, with_room
from canyou.plan.under_way import InTheWay, NoRoom, place_begun
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant

__all__ = ["NoRoom", "Placement", "Trial"]

LONGEST_DAYS = 10_000
"""A lot that would not be done so many days from now is one that can't be placed."""


@dataclass
class Placement:
    """One lot that was tried: where its operations would stand, and when it would be finished."""

    number: int
    quantity: int
    finish_at: Instant
    work: Work
    rows: list[Row]
    placed: Records
    parts: dict[str, int]
    """Index of each part it takes."""


@dataclass
class Trial:
    """A private copy of a plan's gaps, filled with one lot after the other."""

    ground: Ground
    subject: Subject
    line: Timeline = field(init=False)
    taken: dict[str, list[tuple[Instant, int]]] = field(init=False)
    """What the lots placed so far take of each part."""

    def __post_init__(self) -> None:
        self.plan, self.part = self.ground.plan, self.subject.part
        self.model = self.plan.model
        self.line = copy_timeline(self.ground.line)
        self.taken = {}
        self.done: list[Placement] = []
        self.reserved = self.left_of_own = self.own_stock()
        self.room = room_in(self.line)

    def turn_to(self, subject: Subject) -> None:
        """Go on with lots of something else, beside those that are placed already."""
        self.subject, self.part = subject, subject.part

    def own_stock(self) -> dict[tuple[str, str], int]:
        """What is reserved for an order that is asked about."""
        return {key: q for key, q in self.ground.pools.reserved.items() if key[0] == self.subject.name}

    def on_shelf(self, from_at: Instant) -> int:
        """How many of the part itself are there for the question: what is kept for its order, and what is spare."""
        if self.subject.is_begun:
            return 0
        return self.kept() + self.spare(self.part, from_at)

    def kept(self) -> int:
        """What is still there of the finished stock that is kept for the order asked about."""
        return 0 if self.subject.is_begun else self.reserved.get((self.subject.name, self.part), 0)

    def spare(self, part: str, from_at: Instant) -> int:
        """How many millionths of a part can be taken at a moment and ever after, with every use still served."""
        work, uses = self.supplies({part: 0})
        coming, used = work.supplies, uses.rows[: int(uses.parts[0]["count"])]
        lead = int(work.parts[0]["lead"])
        if from_at >= lead:
            return int(FAR)
        moments = [from_at, *(int(t) for t in used["at"] if from_at < t < lead)]
        totals = np.cumsum(used["quantity"])
        least = int(FAR)
        for moment in moments:
            have = int(coming["total"][np.searchsorted(coming["at"], moment, "right") - 1])
            gone = np.searchsorted(used["at"], moment, "right")
            least = min(least, have - (int(totals[gone - 1]) if gone else 0))
        return max(least, 0)

    def supplies(self, index: dict[str, int], room: int = 0) -> tuple[Work, Uses]:
        """Supply and uses of a few parts alone, by a given index: the plan's and those of the lots placed so far."""
        base, known, ground = self.plan.model.work, self.plan.model.part_index, self.ground
        parts, used = np.zeros(len(index), PART), np.zeros(len(index), USED)
        coming: list[np.ndarray] = []
        rows: list[np.ndarray] = []
        first = use_first = 0
        for part, x in index.items():
            if part in known:
                slot = base.parts[known[part]]
                mine = base.supplies[slot["first"] : slot["end"]]
                if back := ground.returned.get(part, 0):
                    mine = mine.copy()
                    mine["total"] += back
                lane = ground.uses.parts[known[part]]
                taken = ground.uses.rows[lane["first"] : lane["first"] + lane["count"]]
                lead = int(slot["lead"])
            else:
                mine, lead = self.fresh_supply(part)
                taken = np.zeros(0, USE)
            own = self.taken.get(part)
            if own:
                taken = np.concatenate((taken, np.array(own, USE)))
                taken = taken[np.argsort(taken["at"], kind="stable")]
            coming.append(mine)
            parts[x] = (first, first + len(mine), lead)
            first += len(mine)
            rows += [taken, np.zeros(room, USE)]
            used[x] = (use_first, len(taken))
            use_first += len(taken) + room
        work = base._replace(parts=parts, supplies=np.concatenate(coming) if coming else np.zeros(0, COMING))
        return work, Uses(used, np.concatenate(rows) if rows else np.zeros(0, USE))

    def fresh_supply(self, part: str) -> tuple[np.ndarray, int]:
        """Supply of a part that nobody in the plan uses."""
        plan, pools = self.plan, self.ground.pools
        mine = np.zeros(1 + len(pools.receipts.get(part, ())), COMING)
        total = pools.free.get(part, 0)
        mine[0] = (-int(FAR), total)
        for x, (due, quantity) in enumerate(pools.receipts.get(part, ()), 1):
            total += quantity
            mine[x] = (due, total)
        known = plan.shop.parts.get(part)
        lead = int(FAR)
        if known is not None and known.lead_days is not None and not is_made(plan.shop, part):
            lead = plan.model.calendars.tz.later(plan.now_at, round(known.lead_days * DAY))
        return mine, lead

    def demand(self, quantity: int, number: int) -> Demand:
        """One lot of the part as a demand of its own, components included; raises NoRoom if one can never come."""
        shop = self.plan.shop
        order = replace(self.subject.order, quantity=quantity_of(quantity))
        lot = Lot(order.order, self.part, number, self.subject.tasks(quantity, number))
        lots: list[Lot] = []
        if self.part in shop.bom:
            numbers: dict[str, int] = {}
            for before in self.done:
                for row in before.rows:
                    numbers[row.part] = max(numbers.get(row.part, 0), row.lot)
            pools = self.pools()
            missing = components(shop, pools, [], order, lot, lots, numbers)
            if missing:
                raise NoRoom(missing)
            self.left_of_own = pools.reserved
        else:
            lots.append(lot)
        return Demand(order, quantity, 0, lots)

    def pools(self) -> Pools:
        """What is left for a question: the plan's pools after its orders and the lots placed so far."""
        pools = self.ground.pools
        closure, todo = set(), [self.part]
        while todo:
            for line in self.plan.shop.bom.get(todo.pop(), ()):
                if line.component not in closure:
                    closure.add(line.component)
                    todo.append(line.component)
        free, taken = {}, {}
        for part in sorted(closure):
            if is_made(self.plan.shop, part):
                free[part] = self.spare(part, self.plan.now_at)
            else:
                free[part] = pools.free.get(part, 0)
            taken[part] = pools.taken.get(part, 0) + sum(q for _, q in self.taken.get(part, ()))
        bought = [part for part in closure if not is_made(self.plan.shop, part)]  # a made one is made at once
        receipts = {part: pools.receipts[part] for part in bought if part in pools.receipts}
        return Pools(free, dict(self.reserved), receipts, taken)

    def place(self, quantity: int, number: int, keep: bool) -> Placement:
        """Place one lot into the gaps, each step in turn at its earliest end; keep it there, or only look.

        Raises NoRoom if it can't be placed at all.
        """
        demand = self.demand(quantity, number)
        index: dict[str, int] = {}
        work, rows = build_into(self.model, demand, index)
        supply, uses = self.supplies(index, len(work.mats))
        work = work._replace(parts=supply.parts, supplies=supply.supplies)
        placed = unplaced(work)
        complete = self.fill(work, rows, uses, placed, number)
        if complete and not keep:
            take_out(work, self.line, placed)
        if not complete:
            if not self.look_further():
                raise NoRoom
            return self.place(quantity, number, keep)
        one = Placement(number, quantity, int(placed["end"][len(rows) - 1]), work, rows, placed, index)
        if keep:
            self.keep(one)
        return one

    def fill(self, work: Work, rows: list[Row], uses: Uses, placed: Records, number: int) -> bool:
        """Put a compiled lot into the gaps; False, and nothing is there, where it doesn't fit the open time."""
        self.make_room(len(rows))
        try:
            if number == 1 and self.subject.running:
                complete = place_begun(work, rows, uses, self.line, placed, self.subject.running)
            else:
                complete = place_range(work, uses, self.line, placed, 0, len(rows))
        except InTheWay:
            take_out(work, self.line, placed)
            raise
        if not complete:
            take_out(work, self.line, placed)
        return complete

    def make_room(self, operations: int) -> None:
        """Have entries for so many more operations on every machine and crew."""
        if operations > self.room:
            self.room = max(operations, len(self.line.machines)) + ROOM
            self.line = with_room(self.line, self.room)

    def look_further(self) -> bool:
        """Have open time for four times as long as so far; False where that is for decades already."""
        calendars = self.model.calendars
        days = (calendars.to_at - self.plan.now_at) // DAY
        if days >= LONGEST_DAYS:
            return False
        self.model = self.model.extended(min(4 * days, LONGEST_DAYS))
        return True

    def keep(self, one: Placement) -> None:
        """Remember what a lot takes, for the lots after it."""
        name = {x: part for part, x in one.parts.items()}
        for i, op in enumerate(one.work.ops):
            for x in range(op["mat"], op["mat_end"]):
                row = one.work.mats[x]
                self.taken.setdefault(name[int(row["part"])], []).append(
                    (int(one.placed["start"][i]), int(row["quantity"]))
                )
        self.done.append(one)
        self.room -= len(one.rows)
        self.reserved = self.left_of_own

    def clear(self) -> None:
        """Take every lot out again."""
        for one in self.done:
            take_out(one.work, self.line, one.placed)
        self.done, self.taken = [], {}
        self.reserved = self.left_of_own = self.own_stock()
        self.room = room_in(self.line)

    def take(self, quantity: int, at: Instant) -> None:
        """Take so many of the part itself from the shelf, what is kept for its order first."""
        own = min(self.kept(), quantity)
        if own:
            key = (self.subject.name, self.part)
            self.reserved = self.left_of_own = {**self.reserved, key: self.reserved[key] - own}
        self.taken.setdefault(self.part, []).append((at, quantity - own))

    def bought(self, quantity: int, ready_at: Instant) -> Instant:
        """When so many of a part without a routing can be taken; raises NoRoom if never."""
        work, uses = self.supplies({self.part: 0})
        quantity = max(quantity - self.kept(), 0)
        when = int(material_ready(work, uses, 0, quantity, ready_at))
        if when >= FAR:
            raise NoRoom(self.part)
        return when

    def operations(self) -> tuple[Operation, ...]:
        """The operations of the lots kept so far."""
        out: list[Operation] = []
        for one in self.done:
            out += operations_of(self.plan.model, one.placed, one.rows, one.work.ops)
        return tuple(sorted(out, key=lambda o: (o.start_at, o.end_at, o.part, o.step, o.lot)))
