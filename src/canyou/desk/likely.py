"""How likely it is that promises are kept, and when what was promised is there, by the plan's runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from canyou.shop.records import Instant

if TYPE_CHECKING:
    from canyou.plan.planner import ShopPlan

AT_RISK = 0.8
"""A promise with less of a chance is in danger: in more than one run in five it is broken."""
MIDDLE = (0.1, 0.9)
"""16 of 20 likely moments lie between these."""


@dataclass(frozen=True, slots=True)
class Likely:
    """What the runs of the plan make of one promise."""

    chance: float
    """That all of it is there by its date."""
    from_at: Instant
    until_at: Instant
    """Between these it is there in 16 of 20 runs."""


def likely_of(plan: ShopPlan, promised: Mapping[int, tuple[tuple[str, ...], Instant]]) -> dict[int, Likely]:
    """By a promise's number, from its orders and its date; without those that the runs don't know (yet)."""
    import numpy as np

    from canyou.plan.chance.option import quantile
    from canyou.plan.chance.orders import ends_of, target
    from canyou.plan.chance.scenarios import scenarios_of
    from canyou.plan.chance.wanted import share

    kept, shipping = scenarios_of(plan), plan.model.shipping
    found: dict[int, Likely] = {}
    for number, (orders, due_at) in promised.items():
        if not orders or any(name not in plan.orders or name not in kept.course.order_row for name in orders):
            continue
        ends = np.max([ends_of(plan, kept, name) for name in orders], axis=0)
        transit, _ = target(plan, orders[0])
        first, last = (shipping.there(plan.now_at + quantile(ends, part), transit) for part in MIDDLE)
        found[number] = Likely(
            share(ends <= shipping.latest_finish(due_at, transit) - plan.now_at), first, last
        )
    return found
