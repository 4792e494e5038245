"""A copy of the plan with a few things otherwise: what they touch is planned anew, all else stays where it is.

Every step of the plan is reserved where it stands. An edit frees what it touches (the steps behind it on that machine)
and what comes after those in their orders; the planner then finds places for what is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from canyou.plan.keeping import reserved_shop
from canyou.plan.kernels.arrays import FREE, INSIDE
from canyou.plan.kernels.clock import opening
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Operation
from canyou.plan.whatif.edits import (
    BadEdit,
    DropOrder,
    Edit,
    Key,
    MachineDown,
    MoveStep,
    NewOrder,
    OpenHours,
    key_of,
)
from canyou.shop.opened import with_opened
from canyou.shop.records import Downtime, Instant, Opened, Order, Reservation, Shop

NEW = "NEW"
"""What a new order is called while it is only tried: NEW-1, NEW-2, …"""


@dataclass(frozen=True)
class Tried:
    """A plan beside the real one. `stands` says of each moved step where it went, or why it could not."""

    real: ShopPlan
    plan: ShopPlan
    edits: tuple[Edit, ...]
    stands: dict[Key, Operation | None]
    new: tuple[str, ...]
    """The names of the orders that are only tried."""
    pinned: tuple[Reservation, ...]
    """Where the moved steps were put: what is to be kept if the hand is to stay on them."""


def tried(plan: ShopPlan, edits: Sequence[Edit]) -> Tried:
    """The plan with the edits in it, one after the other.

    Raises:
        BadEdit: a step that is not in the plan, is running, or cannot be done on that machine.
    """
    shop = reserved_shop(plan)
    free: set[Key] = set()
    pins: dict[Key, Reservation] = {}
    new: list[str] = []
    for edit in edits:
        if isinstance(edit, MoveStep):
            pin = pin_of(plan, edit)
            pins[key_of(pin)] = pin
            free |= behind(plan, edit.work_center, edit.machine, pin.start_at)
            free |= later_in_order(plan, edit.order, pin.start_at)
            free |= later_in_order(plan, edit.order, standing(plan, key_of(pin)).start_at)
        elif isinstance(edit, MachineDown):
            down = Downtime(edit.work_center, edit.machine, edit.start_at, edit.end_at, "tried")
            shop = replace(shop, downtime=(*shop.downtime, down))
            free |= behind(plan, edit.work_center, edit.machine, edit.start_at)
        elif isinstance(edit, OpenHours):
            opened = Opened(edit.work_center, edit.machine, edit.crew or None, edit.start_at, edit.end_at)
            shop = with_opened(shop, [opened])
            free |= behind(plan, edit.work_center, edit.machine, edit.start_at)
        elif isinstance(edit, NewOrder):
            name = f"{NEW}-{len(new) + 1}"
            while name in shop.orders:
                name += "'"
            new.append(name)
            order = Order(name, edit.customer, edit.part, edit.quantity, edit.due_at, created_at=shop.now_at)
            shop = replace(shop, orders={**shop.orders, name: order})
        else:
            shop = dropped(shop, edit)
    # Pinned, lest the planner move what no edit touches for a promise that is late anyway.
    rows = [
        replace(r, pinned=True)
        for r in shop.reservations
        if key_of(r) not in pins and (r.pinned or key_of(r) not in free)
    ]
    shop = replace(shop, reservations=(*rows, *pins.values()))
    made = make_plan(shop) if edits else plan
    at = {(o.order, o.part, o.step, o.lot): o for o in made.operations}
    stands: dict[Key, Operation | None] = {}
    for key, pin in pins.items():
        found = at.get(key)
        where = (found.work_center, found.machine, found.start_at) if found else None
        stands[key] = found if where == (pin.work_center, pin.machine, pin.start_at) else None
    return Tried(plan, made, tuple(edits), stands, tuple(new), tuple(pins.values()))


def standing(plan: ShopPlan, key: Key) -> Operation:
    for one in plan.operations:
        if key_of(one) == key:
            return one
    order, part, step, _ = key
    raise BadEdit(
        f"Step {step} of {part} for {order} is not in the plan: it is done, or nothing is left of it."
    )


def pin_of(plan: ShopPlan, edit: MoveStep) -> Reservation:
    """Where the step can begin on that machine from the moment asked on, as far as its inputs and the hours go."""
    key = (edit.order, edit.part, edit.step, edit.lot)
    was = standing(plan, key)
    model = plan.model
    found = [i for i, r in enumerate(model.rows) if (r.order, r.part, r.step, r.lot) == key]
    if not found:
        raise BadEdit(f"{edit.order} was promised a moment ago; it can be tried once the next plan is made.")
    i = found[0]
    op = model.work.ops[i]
    if op["kind"] != INSIDE:
        raise BadEdit(f"Step {edit.step} of {edit.order} is bought outside: it stands on no machine.")
    if op["fixed"] != FREE and (edit.order, edit.step) in plan.shop.progress:
        raise BadEdit(f"Step {edit.step} of {edit.order} is running; it stays on its machine.")
    center = model.calendars.center_index[edit.work_center]
    modes = [k for k in range(op["mode"], op["mode_end"]) if model.work.modes[k]["center"] == center]
    if not modes:
        known = plan.shop.work_centers[edit.work_center]
        raise BadEdit(
            f"Step {edit.step} of {edit.part} is not done on {known.name or edit.work_center}: "
            "the routing names neither it nor an alternate there."
        )
    m = model.calendars.machine_off[center] + edit.machine - 1
    ready = max(edit.start_at, int(plan.placed["ready"][i]), plan.now_at)
    start = int(opening(model.work, i, modes[0], m, ready))
    return Reservation(
        edit.order, edit.part, edit.step, edit.work_center, edit.machine, start, edit.lot, was.quantity,
        pinned=True, reason="tried",
    )  # fmt: skip


def behind(plan: ShopPlan, center: str, machine: int | None, from_at: Instant) -> set[Key]:
    """The steps on a machine that are not over at a moment, and what comes after them in their orders."""
    found: set[Key] = set()
    first: dict[str, Instant] = {}
    for one in plan.operations:
        if one.work_center == center and machine in (None, one.machine) and one.end_at > from_at:
            found.add(key_of(one))
            first[one.order] = min(first.get(one.order, one.start_at), one.start_at)
    for order, at in first.items():
        found |= later_in_order(plan, order, at)
    return found


def later_in_order(plan: ShopPlan, order: str, from_at: Instant) -> set[Key]:
    """The steps of an order that begin later than a moment, its components' too."""
    return {key_of(one) for one in plan.operations if one.order == order and one.start_at > from_at}


def dropped(shop: Shop, edit: DropOrder) -> Shop:
    order = shop.orders[edit.order]
    return replace(shop, orders={**shop.orders, edit.order: replace(order, state="cancelled")})
