"""The planner's hand: what is pinned, why, and what each pin costs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from canyou.floor.current import refresh
from canyou.floor.models import DEFAULT_SHOP
from canyou.plan.planner import ShopPlan, make_plan
from canyou.shop.records import Instant, Reservation, Shop


@dataclass(frozen=True, slots=True)
class PinCost:
    """A pinned step, and by how much it makes things later."""

    order: str
    part: str
    step: int
    lot: int
    work_center: str
    machine: int | None
    start_at: Instant
    reason: str
    weighted_minutes: Decimal
    """Importance × minutes late that the plan has with it and would not have without; negative: it helps."""
    later: tuple[str, ...]
    """Orders that are later because of it, by name."""

    @property
    def words(self) -> str:
        """The cost as people say it."""
        hours = (abs(self.weighted_minutes) / 60).quantize(Decimal("0.1"))
        if not self.weighted_minutes:
            return "nothing: no order is later because of it"
        if self.weighted_minutes < 0:
            return f"nothing: without it orders would be {hours} weighted hours later"
        whom = f" ({', '.join(self.later[:5])}{' …' if len(self.later) > 5 else ''})" if self.later else ""
        return f"{hours} weighted hours of lateness{whom}"


def pinned(shop: Shop) -> tuple[Reservation, ...]:
    """The steps that are pinned, by order, part, step and lot."""
    rows = [row for row in shop.reservations if row.pinned]
    return tuple(sorted(rows, key=lambda r: (r.order, r.part, r.step, r.lot)))


def costs(shop_slug: str = DEFAULT_SHOP) -> tuple[PinCost, ...]:
    """What each pin of a shop costs: the shop planned with all pins, and without that one.

    Both are planned from nothing but the pins, so that what is compared is the pin and not what has settled around
    it. That takes as long as planning the shop once for each pin.
    """
    shop = refresh(shop_slug).standing.shop
    rows = pinned(shop)
    if not rows:
        return ()
    whole = make_plan(replace(shop, reservations=rows))
    found = []
    for row in rows:
        without = make_plan(replace(shop, reservations=tuple(r for r in rows if r is not row)))
        found.append(_cost(row, whole, without))
    return tuple(found)


def _cost(row: Reservation, whole: ShopPlan, without: ShopPlan) -> PinCost:
    later = tuple(
        name
        for name, one in whole.orders.items()
        if name in without.orders and one.late_minutes > without.orders[name].late_minutes
    )
    minutes = Decimal(str(whole.weighted_tardiness_minutes)) - Decimal(
        str(without.weighted_tardiness_minutes)
    )
    return PinCost(
        row.order,
        row.part,
        row.step,
        row.lot,
        row.work_center,
        row.machine,
        row.start_at,
        row.reason,
        minutes,
        later,
    )
