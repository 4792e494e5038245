"""What is said about the options for several lines at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from canyou.plan.answering.asked import Asked
from canyou.plan.answering.option import NO_ONE
from canyou.plan.answering.reason import never
from canyou.plan.result import Delivery
from canyou.plan.why import what_holds
from canyou.plan.wording import joined, number, part_of, short_day, short_due, short_moment, there, things

if TYPE_CHECKING:
    from canyou.plan.answering.lines import Bit

MOST_SAID = 6
"""More deliveries than this are not read out one by one."""


def title_of(asked: Sequence[Asked], deliveries: Sequence[Delivery]) -> str:
    """`All 3 lines on Fri 27 Nov`, `3 lines from Tue 24 Nov to Fri 27 Nov`."""
    shop = asked[0].plan.shop
    first, last = (
        short_day(at, shop) for at in (min(d.at for d in deliveries), max(d.at for d in deliveries))
    )
    if len(asked) == 1:
        what = "The line"
    elif first == last:
        what = f"All {len(asked)} lines"
    else:
        what = f"{len(asked)} lines"
    return f"{what} on {last}" if first == last else f"{what} from {first} to {last}"


def words_of(asked: Sequence[Asked], deliveries: Sequence[Delivery]) -> str:
    """Line by line in the order of their dates, and when all is there."""
    shop = asked[0].plan.shop
    last_at = max(d.at for d in deliveries)
    if len(deliveries) > MOST_SAID:
        in_time = sum(
            1 for one, at in zip(asked, dates_of(asked, deliveries), strict=True) if at <= one.question.by_at
        )
        soon = "all of them by their dates" if in_time == len(asked) else f"{in_time} of them by their dates"
        return f"We can have your {len(asked)} lines, {soon}, and everything {there(shop, last_at)}."
    said = []
    for d in deliveries:
        part = part_of(shop, asked[(d.line or 1) - 1].part)
        said.append(f"{number(d.quantity)} {things(part, d.quantity)} {there(shop, d.at)}")
    return f"We can have {joined(said)}."


def dates_of(asked: Sequence[Asked], deliveries: Sequence[Delivery]) -> list[int]:
    """When each line is there whole."""
    return [max(d.at for d in deliveries if d.line == n) for n in range(1, len(asked) + 1)]


def consequence_of(asked: Sequence[Asked], deliveries: Sequence[Delivery]) -> str:
    """Who pays, and which lines are past their dates."""
    shop = asked[0].plan.shop
    late = [
        f"line {n} on {short_day(at, shop)} instead of {short_due(one.question.by_at, shop)}"
        for n, (one, at) in enumerate(zip(asked, dates_of(asked, deliveries), strict=True), 1)
        if at > one.question.by_at
    ]
    latest = asked[0].question.latest_at
    past = ", but past their latest date" if latest is not None and deliveries[-1].at > latest else ""
    if not late:
        return NO_ONE + past
    more = f" and {len(late) - MOST_SAID} more lines late" if len(late) > MOST_SAID else ""
    return f"{NO_ONE}{past}; {joined(late[:MOST_SAID])}{more}"


def why_not_all(one: Asked, bit: Bit | None) -> str:
    """What keeps one line from its date, beside the others."""
    shop, question = one.plan.shop, one.question
    if bit is None:
        assert one.never is not None
        return f"{number(question.quantity)} of {one.part}: {never(one, one.never)}"
    said = f"Line {bit.line + 1}, {number(question.quantity)} of {one.part}, can be there only on "
    said += short_moment(one.there(bit.finish_at), shop)
    if bit.lot is None:
        return f"{said}."
    lot = bit.lot
    held = what_holds(one.plan, lot.work, lot.rows, lot.placed, lot.parts, one.plan.line)
    return f"{said}: {held}." if held else f"{said}."
