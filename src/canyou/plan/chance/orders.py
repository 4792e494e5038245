"""How sure the plan's own orders are: that they keep their promise, and the date that one can be sure of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from canyou.plan.chance.option import SURE, likely, quantile
from canyou.plan.chance.scenarios import Scenarios, scenarios_of
from canyou.plan.chance.wanted import share
from canyou.plan.planner import ShopPlan
from canyou.shop.records import Instant

AT_RISK = 0.8
"""A promise with less of a chance is at risk: in more than one run in five it is broken."""


@dataclass(frozen=True, slots=True)
class OrderChance:
    """How sure an order of the plan is."""

    order: str
    chance: float
    """That it is there by its promise, else by its due date."""
    low: float
    high: float
    """The range of the chance, where the log is thin; else both the chance."""
    sure_at: Instant
    """The date by which it is there with a chance of 95 %."""
    likely: tuple[Instant, ...]
    """Twenty equally likely moments of its being there, rising."""
    basis: str

    @property
    def at_risk(self) -> bool:
        return self.chance < AT_RISK


def order_chance(plan: ShopPlan, order: str) -> OrderChance | None:
    """How sure one order is; None where it is not in the plan."""
    kept = scenarios_of(plan)
    if order not in plan.orders or order not in kept.course.order_row:
        return None
    transit, latest = target(plan, order)
    shipping = plan.model.shipping
    ends = ends_of(plan, kept, order)
    chance = share(ends <= latest)
    others = [share(ends_of(plan, side, order) <= latest) for side in kept.sides]
    return OrderChance(
        order, chance, min([chance, *others]), max([chance, *others]),
        shipping.there(plan.now_at + quantile(ends, SURE), transit),
        likely(plan, ends, lambda at: shipping.there(at, transit)), basis_of(kept),
    )  # fmt: skip


def order_chances(plan: ShopPlan) -> dict[str, float]:
    """The chance of every order to be there by its promise, else by its due date."""
    kept = scenarios_of(plan)
    rows = {order: row for order, row in kept.course.order_row.items() if order in plan.orders}
    latest = np.array([target(plan, order)[1] for order in rows], np.int64)
    ends = kept.kept.finish[:, list(rows.values())]
    least = np.array([least_end(plan, order) for order in rows], np.int64)
    chances = (np.maximum(ends, least[None, :]) <= latest[None, :]).mean(axis=0)
    return {order: round(float(chance), 3) for order, chance in zip(rows, chances, strict=True)}


def target(plan: ShopPlan, order: str) -> tuple[int, int]:
    """(transit days, the latest finish in seconds after now that is there by the promise, else by due)."""
    known = plan.shop.orders[order]
    customer = plan.shop.customers.get(known.customer)
    transit = customer.transit_days if customer else 0
    wanted = known.due_at if known.promised_at is None else known.promised_at
    return transit, plan.model.shipping.latest_finish(wanted, transit) - plan.now_at


def least_end(plan: ShopPlan, order: str) -> int:
    """Before this, in seconds after now, it can't be there: a hold that is set, or what needs no work."""
    known = plan.shop.orders[order]
    if known.state == "hold" and known.hold_until_at is not None:
        return known.hold_until_at - plan.now_at
    return 0


def ends_of(plan: ShopPlan, kept: Scenarios, order: str) -> np.ndarray:
    """When an order was finished, by run: seconds after now."""
    found: np.ndarray = kept.kept.finish[:, kept.course.order_row[order]].astype(np.int64)
    return np.asarray(np.maximum(found, least_end(plan, order)))


def basis_of(kept: Scenarios) -> str:
    """What the chances rest on, in words that go on from "How sure rests on"."""
    steps = kept.spreads.whole.count
    said = f"{kept.runs:,} runs of the plan with lengths of work as they vary in {steps:,} steps of the log"
    if kept.spreads.thin:
        usual = "the usual spread of such work, since the log tells too little of yours"
        said = f"{kept.runs:,} runs of the plan with {usual}"
    if kept.habit.picks_by_date:
        said += ", work being picked by date as the log shows it"
    return said
