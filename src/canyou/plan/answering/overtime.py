"""Overtime: the whole quantity with the least hours opened beside the calendars, who works when, and at what cost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from canyou.plan.answering.asked import Asked
from canyou.plan.answering.option import NO_ONE, option
from canyou.plan.overtime import Overtime, with_overtime
from canyou.plan.result import Option
from canyou.plan.wording import joined, number, place, short_day


def overtime(asked: Asked) -> list[Option]:
    """One delivery by the date asked, else as soon as opened hours can bring it."""
    if not asked.is_made or asked.never or asked.on_time or asked.whole.lot is None:
        return []
    ready = asked.whole.ready
    extra = with_overtime(
        asked.ground, asked.subject, ready, asked.quantity - ready, asked.latest_finish, asked.whole.finish_at
    )
    if extra is None or not extra.cost:  # hours without a rate: nobody could say what they cost
        return []
    plain = option(
        asked,
        "overtime",
        [(asked.quantity, extra.lot.finish_at)],
        extra.trial.operations(),
        pays=f"{said(asked, extra)}. {NO_ONE}",
    )
    return [replace(plain, overtime=extra.opened, extra_cost=extra.cost)]


def said(asked: Asked, extra: Overtime) -> str:
    """`3 h of overtime on Mill 2, Tue 24 Nov, 150 EUR`."""
    shop = asked.plan.shop
    days: dict[str, None] = {}
    where: dict[str, None] = {}
    for row in extra.opened:
        days[short_day(row.start_at + 1, shop)] = None
        where[place(shop, row.work_center, row.machine) if row.work_center else f"crew {row.crew}"] = None
    hours = number(extra.hours.quantize(Decimal("0.01")))
    price = f", {number(extra.cost)} {shop.currency}".rstrip() if extra.cost else ""
    return f"{hours} h of overtime on {joined(list(where))}, {joined(list(days))}{price}"
