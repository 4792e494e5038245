"""The door to moving others: the re-sequencing that brings lots of a question by a date with the least harm."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from canyou.plan.kernels.arrays import FAR, FREE, Ints, Records
from canyou.plan.moving.board import rearrange, take_beside
from canyou.plan.moving.boards import Laid, Piece, PlanBoard, board_of, lay
from canyou.plan.moving.chains import least_harm
from canyou.plan.planner import ShopPlan, operations_of
from canyou.plan.result import Move, Operation
from canyou.plan.trial import Placement, Trial
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant

ATTEMPTS = 8
"""So many re-sequencings are tried for a question, whatever the time it takes."""


@dataclass(frozen=True, eq=False)
class Moved:
    """A re-sequencing: where the question's lots stand, and what stands elsewhere for them."""

    finish_at: Instant
    """When the last of the lots is finished."""
    lots: tuple[Placement, ...]
    moves: tuple[Move, ...]
    """Every order any of whose steps stands elsewhere, those that slip most by importance first."""
    operations: tuple[Operation, ...]
    """The question's, and all that is still to be done of every order named in moves."""
    slipped: Decimal
    """Σ importance × minutes that orders finish later."""
    changed: Ints
    """Operations of the plan's model that stand elsewhere."""
    places: Records
    """Where each of them stands."""

    @property
    def broken(self) -> int:
        """How many promises break."""
        return sum(move.breaks_promise for move in self.moves)


def resequence(
    trial: Trial,
    lots: Sequence[Placement],
    target_finish: Instant,
    *,
    break_promises: bool = False,
    attempts: int = ATTEMPTS,
    elsewhere: Moved | None = None,
) -> Moved | None:
    """Bring lots by a finish, or as soon as they can be, with the least Σ importance × minutes that others slip.

    Args:
        trial: a plan, whole or with orders taken out, and what the question has placed and taken; it stays as it is.
        lots: those of the trial's lots that are wanted sooner than the gaps have them; its others stay where they are.
        target_finish: when the last of them is wanted to be finished.
        break_promises: whether promises may be broken; the least importance of broken ones comes first then.
        attempts: how many re-sequencings are tried.
        elsewhere: a re-sequencing of the same plan to go on from.

    Nobody slips by more than move_cap_days. What runs, is pinned or held stays where it is. None where no attempt
    comes to an end, or the lots are made of nothing that could be sooner.
    """
    stays = [one for one in trial.done if not any(one is lot for lot in lots)]
    pieces = [standing(one) for one in stays] + [to_place(one) for one in lots]
    if not any(len(lot.rows) for lot in lots):
        return None
    with board_of(trial.plan, sum(len(piece.work.ops) for piece in pieces)) as ground:
        return resequenced(
            ground, trial, stays, lots, pieces, target_finish, break_promises, attempts, elsewhere
        )


def to_place(lot: Placement) -> Piece:
    """A lot to be placed; what of it is under way stays where it is."""
    begun = lot.work.ops["fixed"] != FREE
    return Piece(
        lot.work, lot.parts, np.where(begun, lot.placed, nowhere(lot.placed)) if begun.any() else None
    )


def standing(lot: Placement) -> Piece:
    """A lot that stays where it is; what it takes is known to its trial."""
    ops = lot.work.ops.copy()
    ops["mat_end"] = ops["mat"]
    return Piece(lot.work._replace(ops=ops, mats=lot.work.mats[:0]), {}, lot.placed)


def nowhere(placed: Records) -> Records:
    places = placed.copy()
    places["start"] = -1
    return places


def resequenced(
    ground: PlanBoard,
    trial: Trial,
    stays: list[Placement],
    lots: Sequence[Placement],
    pieces: list[Piece],
    target_finish: Instant,
    break_promises: bool,
    attempts: int,
    elsewhere: Moved | None,
) -> Moved | None:
    """Lay everything on the board, look for the least harm, and clear the board again."""
    plan = trial.plan
    taken = taken_beside(trial, lots)
    laid = lay(ground, pieces, plan.model.part_index, taken, trial.ground.returned)
    first = laid.starts[len(stays)]
    fence_at = plan.now_at + int(plan.shop.fence_days * DAY)
    ground.limited(break_promises)
    board = ground.board(trial.model.work, laid, first, fence_at)
    gone = gone_steps(plan, trial.ground.out)
    extra = np.array([i for i in range(ground.steps, laid.steps) if ground.placed["start"][i] >= 0], np.int64)
    places = ground.placed[extra].copy()
    ground.placed["start"][extra] = -1
    stay = ground.side["stay"][gone].copy()
    ground.side["stay"][gone] = 1
    try:
        take_beside(board, laid.taken_parts, laid.taken_uses, 1)
        rearrange(board, gone, nowhere(plan.placed[gone]))
        good = elsewhere is None or rearrange(board, elsewhere.changed, elsewhere.places)
        if not (rearrange(board, extra, places) and good):
            return None
        _, finish, count = least_harm(
            board, target_finish, attempts, ground.best, ground.found, ground.kept, ground.order
        )
        if finish >= FAR:
            return None
        found, best = ground.found[:count].copy(), ground.best[:count].copy()
    finally:
        rearrange(board, extra, nowhere(places))
        if elsewhere is not None:
            rearrange(board, elsewhere.changed, plan.placed[elsewhere.changed])
        rearrange(board, gone, plan.placed[gone])
        ground.side["stay"][gone] = stay
        take_beside(board, laid.taken_parts, laid.taken_uses, -1)
        ground.clear(laid)
    return told(trial, stays, lots, laid, found, best, elsewhere, int(finish), fence_at)


def taken_beside(trial: Trial, lots: Sequence[Placement]) -> dict[str, list[tuple[Instant, int]]]:
    """What the question takes of each part beside the lots to be placed."""
    taken = {part: list(uses) for part, uses in trial.taken.items()}
    for lot in lots:
        if not any(lot is one for one in trial.done):
            continue  # it was only looked at
        name = {x: part for part, x in lot.parts.items()}
        for op, at in zip(lot.work.ops, lot.placed, strict=True):
            for row in lot.work.mats[op["mat"] : op["mat_end"]]:
                taken[name[int(row["part"])]].remove((int(at["start"]), int(row["quantity"])))
    return taken


def gone_steps(plan: ShopPlan, without: Collection[str]) -> Ints:
    """The operations of orders that are taken to be gone."""
    if not without:
        return np.zeros(0, np.int64)
    numbers = [n for n, demand in enumerate(plan.model.demands) if demand.order.order in without]
    return np.flatnonzero(np.isin(plan.model.work.ops["order"], numbers))


def told(
    trial: Trial,
    stays: list[Placement],
    lots: Sequence[Placement],
    laid: Laid,
    found: Ints,
    best: Records,
    elsewhere: Moved | None,
    finish: Instant,
    fence_at: Instant,
) -> Moved:
    """Names and dates of what the kernels found."""
    plan, model = trial.plan, trial.model
    steps = len(plan.model.work.ops)
    at = {int(i): x for x, i in enumerate(found)}
    placements: list[Placement] = []
    operations: list[Operation] = []
    for lot in stays:
        operations += operations_of(model, lot.placed, lot.rows, lot.work.ops)
    for n, lot in enumerate(lots, len(stays)):
        placed = lot.placed.copy()
        for i in range(len(lot.rows)):
            if (x := at.get(laid.starts[n] + i)) is not None:  # else it is under way
                placed[i] = best[x]
                placed["mode"][i] -= laid.first_modes[n] if best["mode"][x] >= 0 else 0
        placements.append(replace(lot, placed=placed, finish_at=int(placed["end"][-1])))
        operations += operations_of(model, placed, lot.rows, lot.work.ops)
    changed, places = found[found < steps], best[found < steps]
    if elsewhere is not None:
        changed, places = joined(plan, elsewhere, changed, places)
    order = np.argsort(changed, kind="stable")
    changed, places = changed[order], places[order]
    moves, moved_operations, slipped = moves_of(plan, changed, places, fence_at)
    operations += moved_operations
    operations.sort(key=lambda o: (o.start_at, o.end_at, o.order, o.part, o.step, o.lot))
    return Moved(finish, tuple(placements), moves, tuple(operations), slipped, changed, places)


def joined(plan: ShopPlan, before: Moved, changed: Ints, places: Records) -> tuple[Ints, Records]:
    """What two re-sequencings, one after the other, have elsewhere than the plan."""
    at = {int(i): before.places[x] for x, i in enumerate(before.changed)}
    at |= {int(i): places[x] for x, i in enumerate(changed)}
    was = plan.placed
    kept = [
        i for i, to in sorted(at.items())
        if (to["start"], to["machine"], to["end"]) != (was["start"][i], was["machine"][i], was["end"][i])
    ]  # fmt: skip
    found = np.zeros(len(kept), plan.placed.dtype)
    for x, i in enumerate(kept):
        found[x] = at[i]
    return np.array(kept, np.int64), found


def moves_of(
    plan: ShopPlan, changed: Ints, places: Records, fence_at: Instant
) -> tuple[tuple[Move, ...], list[Operation], Decimal]:
    """Who moves, with all their operations, and Σ importance × minutes slipped."""
    model, shipping = plan.model, plan.model.shipping
    ops = model.work.ops
    moves: list[tuple[Decimal, Move]] = []
    operations: list[Operation] = []
    slipped = Decimal(0)
    numbers = ops["order"][changed]
    for number in np.unique(numbers).tolist():
        mine = changed[numbers == number]
        last = model.last[number]
        first = last
        while first > 0 and ops["order"][first - 1] == number:
            first -= 1
        placed = plan.placed[first : last + 1].copy()
        placed[mine - first] = places[numbers == number]
        operations += operations_of(model, placed, model.rows[first : last + 1], ops[first : last + 1])
        order = model.demands[number].order
        customer = plan.shop.customers.get(order.customer)
        transit = customer.transit_days if customer else 0
        from_at, to_at = plan.orders[order.order].finish_at, int(placed["end"][last - first])
        there, was_there = shipping.there(to_at, transit), shipping.there(from_at, transit)
        breaks = order.promised_at is not None and there > max(order.promised_at, was_there)
        target = order.due_at if order.promised_at is None else order.promised_at
        slip = (customer.importance if customer else Decimal(1)) * max(0, to_at - from_at) / 60
        near = (
            min(int(plan.placed["start"][mine].min()), int(places["start"][numbers == number].min()))
            < fence_at
        )
        move = Move(order.order, from_at, to_at, order.promised_at, breaks, near, (target - there) // 60)
        moves.append((slip, move))
        slipped += slip
    moves.sort(key=lambda pair: (-pair[0], pair[1].order))
    return tuple(move for _, move in moves), operations, slipped
