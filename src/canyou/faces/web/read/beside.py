"""Ways to answer side by side in a table: for whoever compares figures, and for whoever hears the page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.quantity import money, number
from canyou.plan.result import Answer, Option
from canyou.plan.wording import joined
from canyou.shop.records import Shop

NAMED = 3
"""So many orders that finish later are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class BesideRow:
    key: int
    title: str
    soon: str
    """How many are there by the date asked."""
    last: str
    """When all of it is there."""
    cost: str
    later: str
    """Who finishes later."""
    broken: int
    """Promises that it breaks."""
    chance: str
    sure: str
    """The day by which all of it is there with the chance that one can be sure of."""


def beside(shop: Shop, answer: Answer, chances: list[str]) -> tuple[BesideRow, ...]:
    """A row for each option; `chances` are said in twentieths, as beside the option itself."""
    zone = ZoneInfo(shop.timezone)
    return tuple(
        BesideRow(
            key=key,
            title=option.title,
            soon=number(
                sum((d.quantity for d in option.deliveries if d.at <= answer.question.by_at), Decimal(0))
            ),
            last=when.due(max(d.at for d in option.deliveries), zone, answer.now_at),
            cost=money(option.extra_cost, shop.currency) if option.extra_cost else "–",
            later=later(option),
            broken=sum(move.breaks_promise for move in option.moves),
            chance=chance,
            sure=when.day(option.sure_at - 1, zone) if option.sure_at is not None else "",
        )
        for key, (option, chance) in enumerate(zip(answer.options, chances, strict=True), start=1)
        if option.deliveries
    )


def later(option: Option) -> str:
    """`SO-4332, SO-4375 and 2 more`; who is only re-sequenced is counted."""
    names = [move.order for move in option.moves if move.to_at > move.from_at]
    rest = len(option.moves) - len(names)
    if not names:
        return f"no one; {rest} re-sequenced" if rest else "no one"
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return joined([*names[:NAMED], *more])
