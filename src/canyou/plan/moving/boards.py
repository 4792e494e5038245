"""Boards of a plan, kept from question to question: what a question adds is taken off again when it has its answer.

Making a board copies the plan's arrays once; a question then costs what it touches, whatever the plan's size.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from canyou.plan import behind
from canyou.plan.kernels.arrays import (
    FAR,
    INSIDE,
    PLACED,
    RUNNING,
    TAKE,
    USE,
    Ints,
    Records,
    Timeline,
    Uses,
    Work,
)
from canyou.plan.moving.board import ORDER, SIDE, Board, Floats
from canyou.plan.moving.carried import carry, remember
from canyou.plan.moving.chains import prices_of
from canyou.plan.moving.prices import NEVER
from canyou.plan.moving.worths import find_worths
from canyou.plan.planner import ShopPlan
from canyou.plan.quantity import MICRO, micros
from canyou.plan.timeline import timeline_of, uses_of
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant

STEPS = 512
"""Room on a board for the steps of questions; one that has more gets a board of its own."""


@dataclass(frozen=True)
class Piece:
    """Operations to be put on a board: a lot of a question, tried or standing, by part indices of its own."""

    work: Work
    """Its ops, modes and mats count from 0; its parts and supplies are those of its own index."""
    parts: dict[str, int]
    placed: Records | None = None
    """Where they stand; None: they are to be placed."""


@dataclass
class Laid:
    """How many of everything there are on a board with what a question has laid on it, and where that begins."""

    steps: int
    modes: int
    mats: int
    parts: int
    supplies: int
    starts: list[int] = field(default_factory=list)
    """The first step of each piece."""
    first_modes: list[int] = field(default_factory=list)
    taken_parts: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    taken_uses: Records = field(default_factory=lambda: np.zeros(0, USE))
    """What the question takes of parts beside its steps."""
    returned: list[tuple[int, int]] = field(default_factory=list)
    """Stock that is on the shelf again, by part."""


def fresh(array: np.ndarray, room: int) -> np.ndarray:
    """A copy with room behind it."""
    out = np.zeros(len(array) + room, array.dtype)
    out[: len(array)] = array
    return out


def warm(plan: ShopPlan) -> None:
    """Make a board of a plan and work out what moving each operation would cost, so that no question waits for it."""
    with board_of(plan, 0) as ground:
        ground.limited(False)


def refine(plan: ShopPlan, break_promises: bool) -> None:
    """Work all prices of a plan out that began with those of the plan before it; questions take them up."""
    ground = PlanBoard(plan)
    ground.limit(break_promises)
    ground.work_out(break_promises, None)
    with _lock:
        free = _free.get(id(plan.placed))
        if free is not None:
            free.worths[break_promises] = ground.worths[break_promises]


class PlanBoard:
    """One board of a plan, with room for what questions add."""

    def __init__(self, plan: ShopPlan, room: int = STEPS) -> None:
        model, work = plan.model, plan.model.work
        self.calendars = work
        self.worth = np.zeros(0)
        self.steps, self.modes, self.mats, self.parts = (
            len(work.ops), len(work.modes), len(work.mats), len(work.parts),
        )  # fmt: skip
        self.supplies = len(work.supplies)
        self.ops = fresh(work.ops, room)
        self.all_modes = fresh(work.modes, 4 * room)
        self.all_mats = fresh(work.mats, 4 * room)
        self.all_parts = fresh(work.parts, room)
        self.all_supplies = fresh(work.supplies, 16 * room)
        self.placed = fresh(plan.placed, room)
        self.placed["start"][self.steps :] = -1
        self.was = self.placed.copy()
        self.line = timeline_of(model, plan.placed)
        self.ids = ids_of(work, plan.placed, self.line)
        uses = uses_of(model, plan.placed)
        self.used = fresh(uses.parts, room)
        self.uses = fresh(uses.rows, 8 * room)
        self.use_rows = len(uses.rows)
        self.now_at = plan.now_at
        self.side = fresh(sides_of(plan, idle_of(self.ids, self.line, len(work.ops))), room)
        self.side["feeds"][self.steps :] = self.side["next"][self.steps :] = -1
        self.side["stay"][self.steps :] = 1
        self.stays = self.side["stay"].copy()
        self.rows = model.rows
        self.plan = weakref.ref(plan)
        self.orders = orders_of(plan)
        self.limits = limits_of(plan, self.orders)
        self.worths: dict[bool, Floats] = {}
        total = self.steps + room
        self.scalar = np.zeros(8, np.int64)
        self.out_at, self.out, self.touched, self.order = (np.zeros(total, np.int64) for _ in range(4))
        self.latest, self.wish = np.zeros(room, np.int64), np.zeros(room, np.int64)
        self.best, self.kept = np.zeros(total, PLACED), np.zeros(1, PLACED)
        self.found = np.zeros(total, np.int64)

    def board(self, calendars: Work, laid: Laid, asks: int, fence_at: Instant) -> Board:
        """The board with what is laid on it, and the open time of somebody's choice."""
        work = calendars._replace(
            ops=self.ops[: laid.steps], modes=self.all_modes[: laid.modes], mats=self.all_mats[: laid.mats],
            parts=self.all_parts[: laid.parts], supplies=self.all_supplies[: laid.supplies],
        )  # fmt: skip
        return Board(
            work, Uses(self.used[: laid.parts], self.uses), self.line, self.ids, self.placed, self.was, self.side,
            self.orders, self.scalar, self.out_at, self.out, self.touched, self.worth, self.latest, self.wish,
            np.int64(self.now_at), np.int64(fence_at), np.int64(asks),
        )  # fmt: skip

    def clear(self, laid: Laid) -> None:
        """Take what was laid off again."""
        self.placed["start"][self.steps : laid.steps] = -1
        for at, back in laid.returned:
            slot = self.all_parts[at]
            self.all_supplies["total"][slot["first"] : slot["end"]] -= back

    def bare(self) -> Laid:
        """The plan alone."""
        return Laid(self.steps, self.modes, self.mats, self.parts, self.supplies)

    def seen_by(self, plan: ShopPlan) -> None:
        """See the plan from the moment of one that has the same places: what has begun by then stays."""
        self.plan = weakref.ref(plan)
        self.now_at = plan.now_at
        self.all_parts[: self.parts] = plan.model.work.parts
        begun = (self.was["start"] < plan.now_at) & (self.was["start"] >= 0)
        self.side["stay"] = self.stays | begun

    def limit(self, break_promises: bool) -> None:
        """Set how far orders may slip."""
        cap, promise = self.limits
        self.orders["limit"] = cap if break_promises else np.minimum(cap, promise)
        self.orders["promise"] = promise if break_promises else FAR
        self.orders["dear"] = 100

    def limited(self, break_promises: bool) -> None:
        """Set how far orders may slip, and work out once what it would cost to move each operation then."""
        self.limit(break_promises)
        if break_promises not in self.worths:
            known = carry(self.rows, self.ops, self.placed, break_promises)
            self.work_out(break_promises, known)
            plan = self.plan()
            if known is not None and plan is not None:
                behind.later(
                    ("worths", plan.shop.name, break_promises), partial(refine, plan, break_promises)
                )
        self.worth = self.worths[break_promises].copy()  # what attempts learn of it is this question's alone
        self.worth[self.side["stay"] == 1] = NEVER

    def work_out(self, break_promises: bool, known: tuple[Floats, Ints] | None) -> None:
        """Find what it costs to move each operation: of all, or of those that are not known from the plan before."""
        self.worth = np.full(len(self.ops), NEVER)
        placed = self.placed[: self.steps]
        stand = np.flatnonzero(placed["start"] >= 0)
        if known is not None:
            self.worth[: self.steps], changed = known
            stand = changed[placed["start"][changed] >= 0]
        order = stand[np.lexsort((stand, placed["start"][stand]))][::-1].copy()
        find_worths(self.board(self.calendars, self.bare(), self.steps, 0), order, prices_of(0))
        self.worths[break_promises] = self.worth
        remember(self.rows, placed, break_promises, self.worth)


def ids_of(work: Work, placed: Records, line: Timeline) -> Ints:
    """The operation of each busy stretch, in the order in which `timeline_of` lays them down."""
    on = np.flatnonzero((work.ops["kind"] == INSIDE) & (placed["start"] >= 0))
    on = on[np.lexsort((placed["end"][on], placed["start"][on], placed["machine"][on]))]
    machine = placed["machine"][on]
    size = np.bincount(machine, minlength=len(work.machines))
    before = np.concatenate(([0], np.cumsum(size)))[:-1]
    ids = np.full(len(line.busy), -1, np.int64)
    ids[line.machines["first"][machine] + np.arange(len(on)) - before[machine]] = on
    return ids


def idle_of(ids: Ints, line: Timeline, steps: int) -> Ints:
    """How long the machine stands idle behind each operation; an outside step has nobody behind it."""
    idle = np.full(steps, FAR, np.int64)
    on = np.flatnonzero(ids >= 0)
    idle[ids[on]] = np.where(ids[on + 1] >= 0, line.busy["start"][on + 1] - line.busy["end"][on], FAR)
    return idle


def sides_of(plan: ShopPlan, idle: Ints) -> Records:
    """What stays, what is idle, and which components feed which step."""
    ops, placed = plan.model.work.ops, plan.placed
    side = np.zeros(len(ops), SIDE)
    side["feeds"] = side["next"] = -1
    succ = ops["succ"]
    running = ops["fixed"] == RUNNING
    stay = running.copy()
    while True:  # a running step's end follows from the step before it: that one stays too
        more = stay | ((succ >= 0) & stay[succ])
        if (more == stay).all():
            break
        stay = more
    stay |= (ops["kind"] == TAKE) | (placed["start"] < 0)
    held = np.array([d.order.state == "hold" for d in plan.model.demands], bool)
    if len(ops):
        stay |= held[ops["order"]]
    for i, row in plan.model.reserved.items():
        stay[i] |= row.pinned
    side["stay"], side["idle"] = stay, idle
    feeding = np.flatnonzero(succ >= 0)
    feeding = feeding[ops["pred"][succ[feeding]] != feeding]
    for i in feeding[::-1]:
        j = succ[i]
        side["next"][i], side["feeds"][j] = side["feeds"][j], i
    return side


def orders_of(plan: ShopPlan) -> Records:
    """Importance and finish of each demand of the plan; its limits come by question."""
    model = plan.model
    orders = np.zeros(len(model.demands) + 1, ORDER)
    orders["dear"] = 100
    orders["last"][:-1] = model.last
    orders["last"][-1] = -1
    for number, demand in enumerate(model.demands):
        customer = plan.shop.customers.get(demand.order.customer)
        orders["importance"][number] = micros(customer.importance) if customer else MICRO
    last = orders["last"][:-1]
    orders["finish"][:-1] = np.where(last >= 0, plan.placed["end"][last] if len(plan.placed) else 0, 0)
    return orders


def limits_of(plan: ShopPlan, orders: Records) -> tuple[Ints, Ints]:
    """(where move_cap_days end, the latest finish that breaks no promise) of each demand."""
    model, shipping = plan.model, plan.model.shipping
    cap = orders["finish"] + int(plan.shop.move_cap_days * DAY)
    promise = np.full(len(orders), FAR, np.int64)
    for number, demand in enumerate(model.demands):
        promised, last = demand.order.promised_at, model.last[number]
        if promised is None or last < 0:
            continue
        customer = plan.shop.customers.get(demand.order.customer)
        transit = customer.transit_days if customer else 0
        finish = int(orders["finish"][number])
        # Missed already: no later than it would be there now.
        target = max(promised, shipping.there(finish, transit))
        promise[number] = max(finish, shipping.latest_finish(target, transit))
    return cap, promise


@dataclass
class Free:
    """What is kept of a plan."""

    boards: list[PlanBoard] = field(default_factory=list)
    """Boards that nobody uses now."""
    worths: dict[bool, Floats] = field(default_factory=dict)
    making: threading.Lock = field(default_factory=threading.Lock)


_free: dict[int, Free] = {}
"""By the identity of the plan's places, as long as those live."""

_lock = threading.Lock()


@contextmanager
def board_of(plan: ShopPlan, steps: int) -> Iterator[PlanBoard]:
    """A board of a plan for oneself, with room for so many steps; a thread more than there are boards makes one."""
    if steps > STEPS:
        yield PlanBoard(plan, steps)  # made for this plan, and seen by it
        return
    key = id(plan.placed)  # a plan that names more parts, or is seen later, has the same places
    with _lock:
        if key not in _free:
            _free[key] = Free()
            weakref.finalize(plan.placed, _free.pop, key, None)
        free = _free[key]
        ground = free.boards.pop() if free.boards else None
    if ground is None:
        with free.making:  # one after the other: the second takes over what the first has worked out
            ground = PlanBoard(plan)
            ground.worths = free.worths
            ground.limited(False)
    ground.seen_by(plan)
    yield ground  # one that an error leaves half cleared is not kept
    with _lock:
        free.boards.append(ground)


def lay(
    ground: PlanBoard,
    pieces: Sequence[Piece],
    known: dict[str, int],
    taken: dict[str, list[tuple[Instant, int]]],
    returned: dict[str, int],
) -> Laid:
    """Put pieces behind the plan's operations.

    `taken` is what the question takes of each part beside them, off the shelf, say; `returned` what orders that are
    taken to be gone had of finished stock.
    """
    laid = ground.bare()
    index = dict[str, int]()
    for piece in pieces:
        lay_one(ground, laid, piece, known, index)
    for part, back in returned.items():
        if part in known:
            slot = ground.all_parts[known[part]]
            ground.all_supplies["total"][slot["first"] : slot["end"]] += back
            laid.returned.append((known[part], back))
    wanted = np.bincount(ground.all_mats["part"][ground.mats : laid.mats], minlength=laid.parts)
    at_of = {part: known.get(part, index.get(part)) for part in taken}
    rows = [(x, at, q) for part, own in taken.items() if (x := at_of[part]) is not None for at, q in own if q]
    for x, _, _ in rows:
        wanted[x] += 1
    first = ground.use_rows
    for x in range(ground.parts, laid.parts):
        ground.used[x] = (first, 0)
        first += int(wanted[x]) + 1
    if first > len(ground.uses):
        ground.uses = fresh(ground.uses, first)
    laid.taken_parts = np.array([row[0] for row in rows], np.int64)
    laid.taken_uses = np.zeros(len(rows), USE)
    laid.taken_uses["at"], laid.taken_uses["quantity"] = [row[1] for row in rows], [row[2] for row in rows]
    return laid


def lay_one(
    ground: PlanBoard, laid: Laid, piece: Piece, known: dict[str, int], index: dict[str, int]
) -> None:
    """Put one piece on the board, its indices raised to the board's."""
    work = piece.work
    n, m, q = len(work.ops), len(work.modes), len(work.mats)
    to = np.zeros(max(len(piece.parts), 1), np.int64)
    for part, x in piece.parts.items():
        at = known.get(part, index.get(part))
        if at is None:  # nobody in the plan uses it
            at = index[part] = laid.parts
            slot = work.parts[x]
            coming = work.supplies[slot["first"] : slot["end"]]
            ground.all_parts[at] = (laid.supplies, laid.supplies + len(coming), slot["lead"])
            ground.all_supplies[laid.supplies : laid.supplies + len(coming)] = coming
            laid.supplies += len(coming)
            laid.parts += 1
        to[x] = at
    laid.starts.append(laid.steps)
    laid.first_modes.append(laid.modes)
    ops = ground.ops[laid.steps : laid.steps + n]
    ops[:] = work.ops
    for name, by in (
        ("mode", laid.modes),
        ("mode_end", laid.modes),
        ("mat", laid.mats),
        ("mat_end", laid.mats),
    ):
        ops[name] += by
    for name in ("pred", "succ"):
        ops[name][ops[name] >= 0] += laid.steps
    ops["order"] = len(ground.orders) - 1
    ground.all_modes[laid.modes : laid.modes + m] = work.modes
    ground.all_modes["op"][laid.modes : laid.modes + m] += laid.steps
    ground.all_mats[laid.mats : laid.mats + q] = work.mats
    if q:
        ground.all_mats["part"][laid.mats : laid.mats + q] = to[work.mats["part"]]
    side = ground.side[laid.steps : laid.steps + n]
    side["feeds"] = side["next"] = -1
    for i in range(n):
        j = int(work.ops["succ"][i])
        if j >= 0 and work.ops["pred"][j] != i:
            side["next"][i], side["feeds"][j] = side["feeds"][j], laid.steps + i
    place = ground.placed[laid.steps : laid.steps + n]
    if piece.placed is None:
        place["start"] = place["machine"] = place["mode"] = -1
        place["ready"], place["left"] = work.ops["release"], work.ops["preds"]
    else:
        place[:] = piece.placed
        place["mode"][place["mode"] >= 0] += laid.modes
    ground.was[laid.steps : laid.steps + n] = place
    laid.steps, laid.modes, laid.mats = laid.steps + n, laid.modes + m, laid.mats + q
