"""Overtime: the least hours opened beside the calendars, who works when, and at what cost.

Hours on a step's own work center are `overtime`. Where only hours on an alternate bring the question by its date, the
step leaves its own work center at that price, and the option is `alternate`. Where no hours bring the whole by the
date, they may bring the part that the customer needs by then, the rest following: `combined`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from canyou.plan.answering.asked import Asked
from canyou.plan.answering.option import NO_ONE, option
from canyou.plan.answering.reason import why_not_sooner
from canyou.plan.opening import Opening, Slot, slots_of, steps_of
from canyou.plan.overtime import Overtime, least_overtime
from canyou.plan.result import Operation, Option
from canyou.plan.wording import joined, number, place, short_day, step_name
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant

WORTH_IT = Decimal("1.25")
"""Opened hours have to bring so many times what the gaps bring by the date, where they can't bring it all."""


def overtime(asked: Asked) -> list[Option]:
    """One delivery by the date asked, else as soon as opened hours can bring it, and what they bring by the date."""
    if not asked.is_made or asked.never or asked.on_time or asked.whole.lot is None:
        return []
    slots = priced_hours(asked, slots_of(asked.ground, asked.part, asked.whole.finish_at))
    if not slots:
        return []
    opening = Opening(asked.ground, asked.subject, asked.whole.ready)
    rest = asked.quantity - asked.whole.ready
    own = on_own_centers(asked, slots)
    best = opening.lot(rest, 1, own) if own else None
    wide = opening.lot(rest, 1, slots) if len(own) < len(slots) else None
    late = asked.latest_finish
    if best is not None and best.finish_at <= late:
        extra = least_overtime(opening, rest, own, late)
        return made(asked, "overtime", extra)
    if wide is not None and wide.finish_at <= late:
        extra = least_overtime(opening, rest, slots, late)
        return made(asked, "alternate", extra)
    found: list[Option] = []
    if wide is not None and (best is None or wide.finish_at < best.finish_at):
        best, own = wide, slots
    if best is not None and best.finish_at < asked.whole.finish_at:
        target = min(end_of_day(asked, best.finish_at), asked.whole.finish_at - 1)
        extra = least_overtime(opening, rest, own, target)
        found += made(asked, "overtime", extra)
    return found + in_part(asked, slots)


def priced_hours(asked: Asked, slots: Sequence[Slot]) -> list[Slot]:
    """Hours less those of machines that have no rate, and no crew with one: nobody could say what they cost."""
    shop, calendars = asked.plan.shop, asked.plan.model.calendars
    rated = {name for name, center in shop.work_centers.items() if center.overtime_hour_cost}
    for step in steps_of(asked.plan, asked.part):
        if step.crew and shop.crews[step.crew].overtime_hour_cost:
            rated |= {step.work_center, *step.alternates}
    return [
        s
        for s in slots
        if s.machine is None or calendars.center_names[calendars.of_machine[s.machine]] in rated
    ]


def on_own_centers(asked: Asked, slots: Sequence[Slot]) -> list[Slot]:
    """Hours of crews, and of machines that are some step's own and not its alternate."""
    calendars = asked.plan.model.calendars
    own = {calendars.center_index[s.work_center] for s in steps_of(asked.plan, asked.part)}
    return [s for s in slots if s.machine is None or calendars.of_machine[s.machine] in own]


def end_of_day(asked: Asked, at: Instant) -> Instant:
    tz = asked.plan.model.calendars.tz
    return tz.instant((tz.local(at - 1) // DAY + 1) * DAY)


def in_part(asked: Asked, slots: Sequence[Slot]) -> list[Option]:
    """What opened hours bring by the date where they can't bring it all: what the customer needs, else the most."""
    if asked.whole_only or asked.subject.is_begun or asked.latest_finish <= asked.plan.now_at:
        return []
    soon = asked.split.shelf + asked.split.most
    shelf = asked.first(asked.whole.ready)
    needed = max(asked.least - shelf, asked.step)
    opening = Opening(asked.ground, asked.subject, shelf)
    most = most_by_date(asked, opening, slots, needed)
    if not most:
        return []
    if asked.question.min_quantity and soon < asked.least:
        most = needed
    elif shelf + most < soon * WORTH_IT:
        return []
    rest = asked.quantity - shelf - most
    extra = least_overtime(opening, most, slots, asked.latest_finish, rest)
    if extra is None or extra.lots[1].finish_at < extra.lots[0].finish_at:
        return []
    return made(asked, "combined", extra, shelf + most)


def most_by_date(asked: Asked, opening: Opening, slots: Sequence[Slot], needed: int) -> int:
    """The largest lot by the date with all hours open, in steps; 0 if not even the needed one can be."""

    def in_time(steps: int) -> bool:
        lot = opening.lot(steps * asked.step, 1, slots)
        return lot is not None and lot.finish_at <= asked.latest_finish

    shelf = asked.first(asked.whole.ready)
    low = -(-needed // asked.step)
    high = (asked.quantity - shelf - asked.least_rest) // asked.step + 1
    high = min(high, (asked.quantity - shelf - 1) // asked.step + 1)
    if low >= high or not in_time(low):
        return 0
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if in_time(middle) else (low, middle)
    return low * asked.step


def made(asked: Asked, kind: str, extra: Overtime | None, soon: int = 0) -> list[Option]:
    """The option with its hours, if each has its price; `soon` millionths go with the first of two deliveries."""
    if extra is None or not extra.is_priced:
        return []
    first, last = extra.lots[0], extra.lots[-1]
    finishes = [(asked.quantity, first.finish_at)]
    if soon:
        finishes = [(soon, first.finish_at), (asked.quantity - soon, last.finish_at)]
    operations = extra.opening.trial.operations()
    pays = f"{said(asked, extra)}. {NO_ONE}"
    if kind == "alternate":
        pays = f"{elsewhere(asked, extra, operations)}: {pays}"
    why = why_not_sooner(asked, last, last.finish_at)
    plain = option(asked, kind, finishes, operations, pays=pays, why_not_sooner=why)
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


def elsewhere(asked: Asked, extra: Overtime, operations: Sequence[Operation]) -> str:
    """`Milling goes to Mill 5 instead of Mills`: the steps that run in opened hours off their own work center."""
    shop = asked.plan.shop
    found: dict[str, None] = {}
    for one in operations:
        step = next(s for s in shop.routings[one.part] if s.step == one.step)
        opened = any(
            (row.work_center, row.machine) == (one.work_center, one.machine) and row.start_at < one.end_at
            and row.end_at > one.start_at
            for row in extra.opened
        )  # fmt: skip
        if opened and one.work_center != step.work_center:
            own = place(shop, step.work_center, None)
            found[
                f"{step_name(shop, step)} on {place(shop, one.work_center, one.machine)} instead of {own}"
            ] = None
    text = joined(list(found)) if found else "steps off their own work centers"
    return f"{text[0].upper()}{text[1:]}"
