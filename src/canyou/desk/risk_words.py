"""What to tell the customer before a promise breaks, and what else could be done: never who was at fault."""

from __future__ import annotations

from decimal import Decimal

from canyou.floor.current import Current
from canyou.plan.adopting.adopt import there
from canyou.plan.wording import day, part_of, things
from canyou.plan.wording import number as said_number
from canyou.shop.records import Instant, Shop

MOST_WAYS = 3


def words_for_customer(shop: Shop, part: str, quantity: Decimal, due_at: Instant, there_at: Instant) -> str:
    """To be read out; it names nobody inside, and offers what may help."""
    what = f"{said_number(quantity)} {things(part_of(shop, part), quantity)}"
    return (
        f"We promised you {what} for {day(due_at, shop)}. It will be {day(there_at, shop)} instead. "
        "We are telling you now so that you can plan. Would a part of it earlier help?"
    )


def ways_out(now: Current, order: str, due_at: Instant) -> list[str]:
    """What the shop could do about an order that will be late, best first: what would be there sooner, and how."""
    from canyou.plan.asking import answer
    from canyou.plan.question import BadQuestion, parse_question
    from canyou.plan.question_when import describe_when

    try:
        asked = parse_question(now.shop, {"order": order, "by": describe_when(due_at, now.shop)})
        found = answer(now.plan, asked)
    except (BadQuestion, ValueError):
        return []
    planned = now.plan.orders.get(order)
    there_at = None if planned is None else there(planned, now.shop)
    ways = [
        f"{option.title}. {option.consequence}"
        for option in found.options
        if there_at is None or any(delivery.at < there_at for delivery in option.deliveries)
    ]
    return [way[:1].upper() + way[1:].rstrip(".") + "." for way in ways[:MOST_WAYS]]
