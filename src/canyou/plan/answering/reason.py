"""Why not as asked, and why no option is sooner than it is: the greatest cause, in one sentence each."""

from __future__ import annotations

from decimal import Decimal

from canyou.plan.answering.asked import Asked
from canyou.plan.quantity import quantity_of
from canyou.plan.result import Option
from canyou.plan.trial import NoRoom, Placement
from canyou.plan.why import what_holds
from canyou.plan.wording import number, short_day, short_due, short_moment
from canyou.shop.records import Instant


def why_not_as_asked(asked: Asked, found: list[Option]) -> str:
    """The one reason, in one sentence; empty where the question is met as asked."""
    if asked.on_time:
        return ""
    if asked.never:
        return never(asked, asked.never)
    plan, one = asked.plan, asked.whole
    if not asked.is_made:
        when = short_moment(one.finish_at, plan.shop)
        return f"Stock and receipts bring the whole quantity only on {when}."
    if one.lot is None:
        return "The next truck leaves only after that."
    if asked.whole_only:
        return reach(asked, one.lot, 0)
    free = [o for o in found if o.kind == "partial"]
    if any(by_date(asked, o) == asked.question.quantity for o in free):
        only = short_day(asked.there(one.finish_at), plan.shop)
        return f"In one lot it would be there only on {only}; in two lots all of it is there in time."
    return reach(asked, one.lot, asked.split.shelf + asked.split.most)


def reach(asked: Asked, one: Placement, most: int) -> str:
    """How far the gaps reach, and what holds the rest."""
    plan = asked.plan
    held = what_holds(plan, one.work, one.rows, one.placed, one.parts, plan.line)
    when = short_due(asked.question.by_at, plan.shop)
    if most:
        whole = number(asked.question.quantity)
        said = f"Between the orders already planned, {number(quantity_of(most))} of the {whole} can be there by {when}"
        if most < asked.least:
            said += f", fewer than the {number(quantity_of(asked.least))} a delivery must have"
    else:
        said = f"Between the orders already planned, none can be there by {when}"
    return f"{said}: {held}." if held else f"{said}."


def never(asked: Asked, problem: NoRoom) -> str:
    part = problem.part
    if not part:
        return "No machine that can do it is open long enough in the years ahead."
    known = asked.plan.shop.parts.get(part)
    name = f"{part} {known.name}" if known is not None and known.name and known.name != part else part
    return f"{name} can never come: not enough stock and receipts, and no lead_days."


def why_not_sooner(asked: Asked, last: Placement | None, finish_at: Instant) -> str:
    """What keeps an option's last delivery from being sooner; `last` is the lot that decides it, None for none."""
    shop = asked.plan.shop
    there_at = asked.there(finish_at)
    if last is None:
        if finish_at <= asked.plan.now_at:
            return on_its_way(asked, finish_at)
        return f"Stock and receipts bring it only on {short_moment(finish_at, shop)}."
    held = what_holds(asked.plan, last.work, last.rows, last.placed, last.parts, asked.plan.line)
    if not held:
        return on_its_way(asked, finish_at) if there_at > finish_at else ""
    return f"{held[0].upper()}{held[1:]}."


def on_its_way(asked: Asked, finish_at: Instant) -> str:
    """Ready, and there only later: the truck, or the road."""
    shop = asked.plan.shop
    leaves = asked.plan.model.shipping.ships(finish_at)
    there_at = asked.there(finish_at)
    if there_at == finish_at:
        return ""
    said = f"It is ready {short_moment(finish_at, shop)}, and the first truck leaves {short_moment(leaves, shop)}"
    return f"{said} and is there {short_moment(there_at, shop)}." if there_at > leaves else f"{said}."


def by_date(asked: Asked, one: Option) -> Decimal:
    """The quantity that is there by the date asked."""
    return sum((d.quantity for d in one.deliveries if d.at <= asked.question.by_at), Decimal(0))
