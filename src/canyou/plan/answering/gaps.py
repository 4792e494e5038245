"""What the gaps of the plan give, moving nobody: as asked, later, some of it now from stock, or most of it in time."""

from __future__ import annotations

from dataclasses import replace

from canyou.plan.answering.asked import Asked, in_turn
from canyou.plan.answering.option import option
from canyou.plan.answering.reason import why_not_sooner
from canyou.plan.result import Operation, Option
from canyou.plan.trial import NoRoom, Placement
from canyou.shop.opentime import DAY

HALVINGS = 4
"""So many sizes of the first lot are tried where two lots could have all of it sooner than one."""

WORTH_TWO = DAY, 0.1
"""So much sooner the last of two deliveries must be than the only one, and by such a share of the time until then, to
be worth a second set-up and a second shipment."""


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
    return [in_two_lots(asked, "partial", split.shelf + split.most, *split.lots, split.operations)]


def two_lots(asked: Asked) -> list[Option]:
    """Where nothing can be there by the date: two lots with which all of it is there well sooner than with one.

    With a larger first lot the first delivery comes later and the rest sooner, so the size is looked for by halving. An
    order that exists is not split: its deliveries would be orders of their own.
    """
    if not asked.is_made or asked.never or asked.whole_only or asked.on_time or asked.whole.lot is None:
        return []
    if asked.order is not None or asked.split.lots is not None:
        return []
    if asked.whole.trial.model is not asked.plan.model:  # past the open time that is laid out: work of years
        return []
    shelf = asked.first(asked.whole.ready)
    rest, step = asked.quantity - shelf, asked.step
    low, high = max(asked.least - shelf, step) // step, (rest - max(asked.least_rest, step)) // step
    trial = asked.trial()

    def placed(size: int) -> tuple[Placement, Placement]:
        trial.clear()
        trial.take(shelf, asked.start_at)
        return trial.place(size, 1, keep=True), trial.place(rest - size, 2, keep=True)

    sizes: list[tuple[int, int]] = []
    try:
        for _ in range(HALVINGS):
            if low > high:
                break
            middle = (low + high) // 2
            first, second = placed(middle * step)
            sizes.append((max(first.finish_at, second.finish_at), middle * step))
            low, high = (middle + 1, high) if first.finish_at < second.finish_at else (low, middle - 1)
        if not sizes:
            return []
        last_at, size = min(sizes)
        in_one = asked.there(asked.whole.finish_at)
        day, share = WORTH_TWO
        if in_one - asked.there(last_at) < max(day, share * (in_one - asked.plan.now_at)):
            return []
        first, second = placed(size)
    except NoRoom:
        return []
    if (
        min(first.finish_at, second.finish_at) <= asked.latest_finish
    ):  # a smaller lot was later than a larger one
        return []
    return [in_two_lots(asked, "later", shelf + size, first, second, trial.operations())]


def in_two_lots(
    asked: Asked, kind: str, soon: int, first: Placement, second: Placement, operations: tuple[Operation, ...]
) -> Option:
    """The option of two lots: `soon` millionths with the first, what is on the shelf included, and the rest."""
    deliveries = [(soon, first.finish_at), (asked.quantity - soon, second.finish_at)]
    if second.finish_at < first.finish_at:  # the rest is the smaller lot and sooner done: it goes first
        deliveries.reverse()
        if not asked.subject.is_begun:
            operations = in_turn(operations, asked.part)
    last = max(first, second, key=lambda lot: lot.finish_at)
    return option(
        asked, kind, deliveries, operations, why_not_sooner=why_not_sooner(asked, last, last.finish_at)
    )
