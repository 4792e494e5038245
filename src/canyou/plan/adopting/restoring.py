"""A plan made again from where its steps stand, so that every process goes on from the same one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from canyou.plan.build import build
from canyou.plan.kernels.arrays import INSIDE, Ints
from canyou.plan.model import Model
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Operation
from canyou.shop.records import Reservation, Shop


def standing(operations: Iterable[Operation], *, stands: bool) -> tuple[Reservation, ...]:
    """A reservation for each operation; with `stands` it stays even in the way of a promise."""
    return tuple(
        Reservation(
            order=o.order, part=o.part, step=o.step, work_center=o.work_center or "", machine=o.machine,
            start_at=o.start_at, lot=o.lot, quantity=o.quantity, end_at=o.end_at, stands=stands,
        )
        for o in operations
    )  # fmt: skip


def restored(
    shop: Shop,
    operations: Iterable[Operation],
    problems: Sequence[str],
    why: Mapping[str, Sequence[str]],
) -> ShopPlan:
    """The plan of a shop in which every step stands where it is said to; `shop` keeps its own reservations.

    Steps can be moved by a question as in a fresh plan, but for those the shop itself has pinned.
    """
    pins = {(r.order, r.part, r.step, r.lot): r for r in shop.reservations if r.pinned}
    rows = [pins.get((r.order, r.part, r.step, r.lot), r) for r in standing(operations, stands=True)]
    stood = make_plan(replace(shop, reservations=tuple(rows)))
    return with_words(loosened(stood, shop), problems, why)


def with_words(plan: ShopPlan, problems: Sequence[str], why: Mapping[str, Sequence[str]]) -> ShopPlan:
    """The plan with the problems and reasons that were found when it was made."""
    orders = {
        name: replace(one, why=tuple(why[name])) if name in why else one for name, one in plan.orders.items()
    }
    return replace(plan, problems=tuple(problems), orders=orders)


def loosened(plan: ShopPlan, shop: Shop) -> ShopPlan:
    """The same plan with only the shop's own pins reserved: what was kept where it stood can be moved by name."""
    pins = tuple(r for r in shop.reservations if r.pinned)
    kept = replace(shop, reservations=pins)
    model = build(kept, plan.model.demands, plan.pools)
    calendars = plan.model.calendars
    days = (calendars.to_at - shop.now_at) // 86_400
    if model.calendars.to_at < calendars.to_at:
        model = model.extended(int(days))
    placed = plan.placed.copy()
    placed["mode"] = modes_of(model, plan)
    model = replace(model, shop=shop)
    return replace(
        plan, shop=shop, model=model, placed=placed, demands={d.order.order: d for d in model.demands}
    )


def modes_of(model: Model, plan: ShopPlan) -> Ints:
    """The mode each operation runs in, by the modes of a model that has the same operations."""
    ops, centers = model.work.ops, model.work.modes["center"]
    was = plan.placed["mode"]
    found = np.full(len(ops), -1, np.int64)
    inside = np.flatnonzero(ops["kind"] == INSIDE)
    center = plan.model.work.modes["center"][was[inside]]
    first, end = ops["mode"][inside], ops["mode_end"][inside]
    for x in range(int((end - first).max(initial=0))):
        here = np.minimum(first + x, end - 1)
        mine = (centers[here] == center) & (found[inside] < 0)
        found[inside[mine]] = here[mine]
    return found
