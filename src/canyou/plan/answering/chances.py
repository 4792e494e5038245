"""How sure each option is: asked once for all options of an answer, from the kept runs of the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from canyou.plan.answering.asked import Asked
from canyou.plan.chance.option import OptionChance, Wanted, option_chance
from canyou.plan.chance.orders import basis_of
from canyou.plan.chance.scenarios import Scenarios, scenarios_of
from canyou.plan.result import Option
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant


def with_chances(asked: Asked, found: Sequence[Option]) -> list[Option]:
    """The same options with `confidence`, its basis, its range where the log is thin, `sure_at` and likely finishes."""
    if not found:
        return []
    kept = scenarios_of(asked.plan)
    rests_on = basis(asked, kept)
    return [told(one, chance_of(asked, kept, one), rests_on, bool(kept.sides)) for one in found]


def chance_of(asked: Asked, kept: Scenarios, one: Option) -> OptionChance:
    """What the runs say of one option: its own steps alone are run."""
    shipping, now = asked.plan.model.shipping, asked.plan.now_at
    wanted = [
        Wanted(
            asked.part,
            n,
            delivery.at,
            max(shipping.latest_finish(delivery.at, asked.transit_days), now),
            max(shipping.latest_finish(said_date(asked, delivery.at), asked.transit_days), now),
        )
        for n, delivery in enumerate(one.deliveries, 1)
    ]
    own = [row for row in one.operations if row.order == asked.subject.name]
    return option_chance(
        asked.plan, asked.plan.shop, kept, own, one.overtime, wanted, asked.there, bool(asked.ground.out)
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
        chance = option_chance(plan, plan.shop, kept, one.operations, one.overtime, wanted, farthest.there)
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


def said_date(asked: Asked, at: Instant) -> Instant:
    """What the customer is told: the date asked where it is there by then, else the day, which means its end."""
    if at <= asked.question.by_at:
        return asked.question.by_at
    tz = asked.plan.model.calendars.tz
    return tz.instant((tz.local(at - 1) // DAY + 1) * DAY)


def basis(asked: Asked, kept: Scenarios) -> str:
    """What the chances rest on."""
    guess = (
        "; the part was never made, so its own hours are a guess on top" if asked.question.is_estimate else ""
    )
    return basis_of(kept) + guess
