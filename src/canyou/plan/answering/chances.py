"""How sure each option is: asked once for all options of an answer, from the kept runs of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from canyou.plan.answering.asked import Asked
from canyou.plan.chance.option import OptionChance, option_chance
from canyou.plan.chance.orders import basis_of, ends_of, least_end, target
from canyou.plan.chance.scenarios import Scenarios, scenarios_of
from canyou.plan.chance.wanted import Wanted, share
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Option
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant


def with_chances(asked: Asked, found: Sequence[Option]) -> list[Option]:
    """The same options with `confidence`, its basis, its range where the log is thin, `sure_at` and likely finishes."""
    if not found:
        return []
    kept = scenarios_of(asked.plan)
    rests_on = basis(asked, kept)
    ranged = bool(kept.sides) or asked.question.is_estimate
    out = []
    for one in found:
        chance = chance_of(asked, kept, one)
        out.append(with_moved(asked.plan, kept, told(one, chance, rests_on, ranged), chance))
    return out


def chance_of(asked: Asked, kept: Scenarios, one: Option) -> OptionChance:
    """What the runs say of one option: its own steps are run, and those of the orders that it moves."""
    shipping, now = asked.plan.model.shipping, asked.plan.now_at
    wanted = [
        Wanted(
            asked.part,
            n,
            delivery.at,
            max(shipping.latest_finish(delivery.at, asked.transit_days), now),
            max(shipping.latest_finish(said_date(asked, delivery.at), asked.transit_days), now),
            asked.subject.name,
        )
        for n, delivery in enumerate(one.deliveries, 1)
    ]
    return option_chance(
        asked.plan,
        asked.plan.shop,
        kept,
        one.operations,
        one.overtime,
        wanted,
        asked.there,
        bool(asked.ground.out),
        asked.question.is_estimate,
        (asked.question.sure or 95) / 100,
    )


def with_chances_of_lines(asked: Sequence[Asked], found: Sequence[Option]) -> list[Option]:
    """The same for the options of a whole purchase order: all its lines on the same runs, so that delays are shared."""
    if not found:
        return []
    plan, shipping = asked[0].plan, asked[0].plan.model.shipping
    kept = scenarios_of(plan)
    rests_on = basis(asked[0], kept)
    out = []
    for one in found:
        lines = [asked[(delivery.line or 1) - 1] for delivery in one.deliveries]
        wanted = [
            Wanted(
                line.part,
                n,
                delivery.at,
                max(shipping.latest_finish(delivery.at, line.transit_days), plan.now_at),
                max(shipping.latest_finish(said_date(line, delivery.at), line.transit_days), plan.now_at),
            )
            for n, (line, delivery) in enumerate(zip(lines, one.deliveries, strict=True), 1)
        ]
        farthest = max(lines, key=lambda line: line.transit_days)
        chance = option_chance(
            plan,
            plan.shop,
            kept,
            one.operations,
            one.overtime,
            wanted,
            farthest.there,
            wanted_sure=(asked[0].question.sure or 95) / 100,
        )
        out.append(told(one, chance, rests_on, bool(kept.sides)))
    return out


def told(one: Option, chance: OptionChance, rests_on: str, thin: bool) -> Option:
    deliveries = tuple(
        replace(delivery, confidence=sure, finish_quantiles=likely)
        for delivery, sure, likely in zip(
            one.deliveries, chance.by_delivery, chance.by_delivery_likely, strict=True
        )
    )
    return replace(
        one,
        deliveries=deliveries,
        confidence=chance.chance,
        confidence_basis=rests_on,
        confidence_range=(chance.low, chance.high) if thin else None,
        said_confidence=chance.said,
        said_range=(chance.said_low, chance.said_high) if thin else None,
        sure_at=chance.sure_at,
        finish_quantiles=chance.likely,
    )


def with_moved(plan: ShopPlan, kept: Scenarios, one: Option, chance: OptionChance) -> Option:
    """The same option with the chance of each order that moves for it, by its promise or due date.

    Where the floor picks by date it is what it was. An order that ends long after the option is taken as it was in the
    kept runs, later by what it slips. One that was taken in after they were made has none until they are made anew.
    """
    if not one.moves:
        return one
    rows = []
    for move in one.moves:
        if move.order not in kept.course.order_row:
            rows.append(move)
            continue
        latest, least = target(plan, move.order)[1], least_end(plan, move.order)
        ends = chance.moved.get(move.order)
        if ends is None:
            slip = 0 if kept.course.by_date else move.to_at - move.from_at
            ends = ends_of(plan, kept, move.order) + slip
        rows.append(replace(move, confidence=share(np.maximum(ends, least) <= latest)))
    return replace(one, moves=tuple(rows))


def said_date(asked: Asked, at: Instant) -> Instant:
    """What the customer is told: the date asked where it is there by then, else the day, which means its end."""
    if at <= asked.question.by_at:
        return asked.question.by_at
    tz = asked.plan.model.calendars.tz
    return tz.instant((tz.local(at - 1) // DAY + 1) * DAY)


def basis(asked: Asked, kept: Scenarios) -> str:
    """What the chances rest on."""
    guess = "; the part was never made, so its hours are a guess that may be off by half"
    return basis_of(kept) + (guess if asked.question.is_estimate else "")
