"""The shop planned anew without what is lost, reservations aside: in an emergency everything may move.

A small shop is planned with all the effort of a plan. In a large one a loss is dispatched once, with the look-ahead
that suits the shop best while nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from canyou.plan.build import build
from canyou.plan.demand import demands_of
from canyou.plan.fragile.around import with_lost_machines
from canyou.plan.fragile.losses import Loss, held_outside, with_downtime, without_supplier
from canyou.plan.kernels.arrays import Records
from canyou.plan.model import Model
from canyou.plan.planner import NoOpenTime, ShopPlan, carry_out, settle
from canyou.plan.run import dispatch
from canyou.plan.search import LOOK_AHEADS, aim
from canyou.shop.opentime import DAY
from canyou.shop.records import Shop

SMALL = 2_500
"""Up to so many operations each loss is planned with the whole effort."""

TRIED = LOOK_AHEADS[1::3]
"""Look-aheads of which the best for the shop as it is serves for all losses of a large one."""


@dataclass(frozen=True)
class Ground:
    """A shop ready to be planned anew, reservations aside; a large one with its model and the best look-ahead."""

    shop: Shop
    model: Model | None = None
    look_ahead: float = 0.0


def ground_of(plan: ShopPlan, loss_days: float) -> Ground:
    """What all losses of a plan start from."""
    shop = replace(plan.shop, reservations=())
    if len(plan.model.rows) <= SMALL:
        return Ground(shop)
    days = (plan.model.calendars.to_at - shop.now_at) // DAY + 2 * round(loss_days)
    model = build(shop, *demands_of(shop)).extended(days)
    found = {k: dispatch(model, k) for k in TRIED}
    whole = [k for k in TRIED if found[k].complete] or [TRIED[0]]
    return Ground(shop, model, min(whole, key=lambda k: aim(model, found[k].placed)))


def planned_without(ground: Ground, loss: Loss) -> tuple[Model, Records] | None:
    """The plan without what is lost; None where nothing fits any more."""
    if ground.model is None:
        shop = without_supplier(with_downtime(ground.shop, loss), loss)
        try:
            made = carry_out(held_outside(build(shop, *demands_of(shop)), loss))
        except NoOpenTime:
            return None
        return made.model, made.placed
    model = ground.model
    if loss.supplier:
        shop = without_supplier(ground.shop, loss)
        if shop.receipts != ground.shop.receipts:
            model = replace(build(shop, *demands_of(shop)), calendars=model.calendars)
            model = replace(model, work=model.work._replace(**model.calendars.arrays()))
        model = held_outside(model, loss)
    if loss.machines:
        model = with_lost_machines(model, loss)
    found = dispatch(model, ground.look_ahead)
    if not found.complete or settle(model, found) is None:
        return None
    return model, found.placed
