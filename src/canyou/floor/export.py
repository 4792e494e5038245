"""The shop as it is now, written out: what was promised and reported in it, every step of the plan reserved.

Read back and planned, it gives the same plan: steps stand where they stood, stock is reserved as it was allotted,
opened hours are calendars, and the clock stands at the moment the plan was made for.
"""

from __future__ import annotations

from dataclasses import replace

from canyou.floor import current as plans
from canyou.floor.effective import shop_at
from canyou.floor.models import DEFAULT_SHOP, Snapshot
from canyou.plan.adopting.restoring import standing
from canyou.shop.records import Shop


def exported(shop_slug: str = DEFAULT_SHOP, *, fix_clock: bool = True) -> Shop:
    """The shop with a reservation for every step; without `fix_clock` its clock runs on where it did.

    Raises:
        NoShop, CannotPlan: as `current`.
    """
    now = plans.refresh(shop_slug)
    plan = now.standing
    snapshot = Snapshot.objects.get(shop__slug=shop_slug, number=now.version)
    shop = shop_at(snapshot, plan.now_at, now.book).shop
    pins = {(r.order, r.part, r.step, r.lot): r for r in shop.reservations if r.pinned}
    rows = tuple(
        pins.get((r.order, r.part, r.step, r.lot), r) for r in standing(plan.operations, stands=True)
    )
    return replace(shop, reservations=rows, clock_fixed=shop.clock_fixed or fix_clock)
