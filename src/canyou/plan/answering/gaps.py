"""What the gaps of the plan give, moving nobody: as asked, later, some of it now from stock, or most of it in time."""

from __future__ import annotations

from dataclasses import replace

from canyou.plan.answering.asked import Asked, in_turn
from canyou.plan.answering.option import option
from canyou.plan.answering.reason import why_not_sooner
from canyou.plan.result import Option


def whole(asked: Asked) -> list[Option]:
    """The whole quantity in one delivery: `as_asked` where it is there by the date, else `later`."""
    if not asked.is_made or asked.never:
        return []
    one = asked.whole
    return [
        option(
            asked,
            "as_asked" if asked.on_time else "later",
            [(asked.quantity, one.finish_at)],
            one.operations,
            why_not_sooner=why_not_sooner(asked, one.lot, one.finish_at),
        )
    ]


def stock(asked: Asked) -> list[Option]:
    """What the shelf has now, and the rest with the lot that makes it."""
    if not asked.is_made or asked.never or asked.whole_only or asked.whole.lot is None:
        return []
    one = asked.whole
    shelf = asked.first(one.ready + asked.finished)
    if not shelf or shelf < asked.least or shelf >= asked.quantity:
        return []
    operations = one.operations
    if not asked.subject.is_begun:  # what has begun goes on as its first lot
        operations = tuple(replace(o, lot=2) if o.part == asked.part else o for o in operations)
    return [
        option(
            asked,
            "stock",
            [(shelf, asked.start_at), (asked.quantity - shelf, one.finish_at)],
            operations,
            why_not_sooner=why_not_sooner(asked, one.lot, one.finish_at),
        )
    ]


def partial(asked: Asked) -> list[Option]:
    """The most that can be there by the date, and the rest in a second lot as early as it can be."""
    if not asked.is_made or asked.never or asked.whole_only or asked.on_time or asked.whole.lot is None:
        return []
    split = asked.split
    if split.lots is None:
        return []
    first, second = split.lots
    soon = split.shelf + split.most
    operations = split.operations
    deliveries = [(soon, first.finish_at), (asked.quantity - soon, second.finish_at)]
    if second.finish_at < first.finish_at:  # the rest is the smaller lot and sooner done: it goes first
        deliveries.reverse()
        if not asked.subject.is_begun:
            operations = in_turn(operations, asked.part)
    last = max(first, second, key=lambda lot: lot.finish_at)
    return [
        option(
            asked,
            "partial",
            deliveries,
            operations,
            why_not_sooner=why_not_sooner(asked, last, last.finish_at),
        )
    ]
