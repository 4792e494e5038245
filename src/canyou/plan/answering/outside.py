"""Outside: buying what the shop can make too late, where the part may be bought.

A part with a routing, `supply` = `buy` and `lead_days` is both: orders make it, and a question may have it bought,
at `buy_cost` a unit more than making it. A single step can't go outside: by the rules of the shop folder a step with
outside_days always is there, and one without never.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from canyou.plan.answering.asked import Asked
from canyou.plan.answering.option import NO_ONE, option
from canyou.plan.quantity import quantity_of
from canyou.plan.result import Option
from canyou.plan.wording import number, part_of, short_day
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant

CENT = Decimal("0.01")


def outside(asked: Asked) -> list[Option]:
    """All that is not on the shelf bought in one delivery; or what can be made by the date, and the rest bought."""
    if not asked.is_made or asked.never or asked.on_time or asked.whole.lot is None or asked.subject.is_begun:
        return []
    there_at = bought_at(asked)
    if there_at is None or there_at >= asked.whole.finish_at or comes_sooner(asked, asked.quantity, there_at):
        return []
    missing = asked.quantity - asked.whole.ready
    found = [bought(asked, missing, [(asked.quantity, there_at)], there_at)]
    if not asked.whole_only and there_at > asked.latest_finish and asked.split.lots is not None:
        trial = asked.trial()
        trial.take(asked.split.shelf, asked.plan.now_at)
        first = trial.place(asked.split.most, 1, keep=True)
        soon = asked.split.shelf + asked.split.most
        rest = asked.quantity - asked.split.shelf - asked.split.most
        if first.finish_at <= there_at and not comes_sooner(asked, asked.split.shelf + rest, there_at):
            finishes = [(soon, first.finish_at), (asked.quantity - soon, there_at)]
            one = bought(asked, asked.quantity - soon, finishes, there_at)
            found.append(replace(one, operations=trial.operations()))
    return found


def bought_at(asked: Asked) -> Instant | None:
    """When what is bought now would be there; None where the part can't be."""
    part = asked.plan.shop.parts.get(asked.part)
    if part is None or part.supply != "buy" or part.lead_days is None:
        return None
    return asked.plan.model.calendars.tz.later(asked.plan.now_at, round(part.lead_days * DAY))


def comes_sooner(asked: Asked, quantity: int, there_at: Instant) -> bool:
    """Whether stock and receipts have so many before they could be bought: then nothing has to be."""
    return asked.trial().bought(quantity, asked.plan.now_at) < there_at


def bought(asked: Asked, millionths: int, finishes: list[tuple[int, Instant]], there_at: Instant) -> Option:
    """The option in which so many are bought."""
    shop = asked.plan.shop
    part, quantity = part_of(shop, asked.part), quantity_of(millionths)
    cost = (quantity * part.buy_cost).quantize(CENT)
    price = f" for {number(cost)} {shop.currency}".rstrip() if cost else ", at a price that is to be asked"
    pays = f"{number(quantity)} are bought outside{price}. {NO_ONE}"
    why = f"Bought, it takes {number(part.lead_days or Decimal(0))} days, until {short_day(there_at, shop)}."
    return replace(option(asked, "outside", finishes, (), pays=pays, why_not_sooner=why), extra_cost=cost)
