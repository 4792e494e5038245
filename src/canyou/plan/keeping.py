"""A plan as reservations: where every operation stands, so that the same plan comes back from them."""

from __future__ import annotations

from dataclasses import replace

from canyou.plan.planner import ShopPlan
from canyou.shop.records import Reservation, Shop


def reserved_shop(plan: ShopPlan) -> Shop:
    """The shop of a plan with a reservation for every operation; pins and their reasons stay."""
    was = {(r.order, r.part, r.step, r.lot): r for r in plan.shop.reservations}
    rows = []
    for o in plan.operations:
        old = was.get((o.order, o.part, o.step, o.lot))
        rows.append(
            Reservation(
                order=o.order,
                part=o.part,
                step=o.step,
                work_center=o.work_center or "",
                machine=o.machine,
                start_at=o.start_at,
                lot=o.lot,
                quantity=o.quantity,
                end_at=o.end_at,
                pinned=old.pinned if old else False,
                reason=old.reason if old else "",
                stands=True,
            )
        )
    return replace(plan.shop, reservations=tuple(rows))
