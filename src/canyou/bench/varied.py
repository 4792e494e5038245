"""Shops with everything that questions can run into, and questions as awkward as people ask them; drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from canyou.plan.planner import ShopPlan
from canyou.plan.result import Question
from canyou.shop.opentime import DAY
from canyou.shop.records import Carrier, Shop, Step
from canyou.shop.synthetic import synthetic_shop

ZONES = ("America/Chicago", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe")


def varied_shop(seed: int) -> Shop:
    """A shop of 20 to 120 orders, plain or rich, with overtime, notice, alternates, buying, carriers and terms."""
    rng = random.Random(seed)
    shop = synthetic_shop(
        orders=rng.choice((20, 40, 80, 120)),
        centers=rng.choice((3, 5, 8, 12)),
        load=rng.choice((0.6, 0.9, 1.1, 1.3)),
        seed=seed,
        rich=rng.random() < 0.7,
        materials=rng.random() < 0.6,
        timezone=rng.choice(ZONES),
        promise_basis=rng.choice(("finish", "finish", "ship", "dock")),
    )
    parts = {
        name: replace(
            part,
            supply="buy",
            lead_days=Decimal(rng.choice((2, 5, 9))),
            buy_cost=Decimal(rng.choice((0, 3))),
        )
        if name in shop.routings and rng.random() < 0.2
        else part
        for name, part in shop.parts.items()
    }
    customers = {
        name: replace(
            one,
            transit_days=rng.choice((0, 2, 3)),
            min_ship_quantity=Decimal(rng.choice((0, 0, 5))),
            ship_complete=rng.random() < 0.2,
            tolerance_percent=Decimal(rng.choice((0, 10))),
            early_days=rng.choice((0, 3)),
        )
        for name, one in shop.customers.items()
    }
    centers = {
        name: replace(one, notice_hours=Decimal(rng.choice((0, 0, 24, 60))))
        for name, one in shop.work_centers.items()
    }
    names = list(centers)

    def with_alternate(step: Step) -> Step:
        if step.is_outside or step.alternates or step.crew or rng.random() > 0.12:
            return step
        return replace(step, alternates=(rng.choice([n for n in names if n != step.work_center]),))

    return replace(
        shop,
        name=f"Varied {seed}",
        parts=parts,
        customers=customers,
        work_centers=centers,
        routings={part: tuple(map(with_alternate, steps)) for part, steps in shop.routings.items()},
        carriers=(Carrier("Air", "", 0, Decimal(60)), Carrier("Van", "", 1, Decimal(20))),
    )


def varied_questions(plan: ShopPlan, count: int, seed: int) -> list[Question]:
    """Questions about any part, by any date, and about orders that exist; with and without customer and terms."""
    rng = random.Random(seed)
    shop = plan.shop
    orders = [o for o in shop.orders.values() if o.order in plan.orders]
    last = max((one.finish_at for one in plan.orders.values()), default=plan.now_at + 10 * DAY)
    days = max(2, (last - plan.now_at) // DAY)
    found = []
    for _ in range(count):
        order = rng.choice(orders)
        existing = rng.random() < 0.0
        many = order.quantity * Decimal(rng.choice(("0.3", "0.7", "1", "1.5", "3")))
        quantity = Decimal(max(1, round(many)))
        by_at = plan.now_at + rng.randint(0, days) * DAY + rng.choice((0, 0, 9 * 3600, 3601))
        part = order.part if existing or rng.random() < 0.8 else rng.choice(list(shop.parts))
        found.append(
            Question(
                max(quantity, order.shipped_quantity + 1) if existing else quantity,
                by_at,
                part=part,
                order=order.order if existing else "",
                customer=order.customer if existing or rng.random() < 0.8 else "",
                min_quantity=rng.choice((None, None, max(Decimal(1), quantity // 2))),
                latest_at=rng.choice((None, None, by_at + 5 * DAY)),
                break_promises=rng.random() < 0.15,
            )
        )
    return found
