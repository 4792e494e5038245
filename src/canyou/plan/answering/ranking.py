"""Which options are shown, and in which order: what another one beats is left out and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from canyou.plan.answering.asked import Asked
from canyou.plan.answering.reason import by_date
from canyou.plan.result import Option
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant, Shop

A_TIE = 0.02
"""Chances that are no further apart are a tie."""

MOST_CARDS = 5

QUIET = ("as_asked", "later", "partial", "stock")
"""Kinds that move nobody and cost nothing; what is bought outside has a price, known or not."""

RANK = {
    kind: n
    for n, kind in enumerate(
        ("as_asked", "faster_shipping", "alternate", "overtime", "outside", "combined", "move_others",
         "partial", "stock", "later")
    )
}  # fmt: skip
"""Among options that bring as much as early: what costs least trouble first."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What options are compared by; of each number less is better."""

    marks: tuple[Decimal | Instant, ...]
    """Quantity missing by the date, last delivery, extra cost, Σ importance × minutes slipped, promises broken."""
    chance: float
    quiet: bool
    """Moves nobody and costs nothing."""

    @classmethod
    def of(cls, asked: Asked, one: Option) -> Figures:
        return cls(
            (
                -by_date(asked, one),
                max(d.at for d in one.deliveries),
                one.extra_cost,
                slipped(asked.plan.shop, one),
                sum(move.breaks_promise for move in one.moves),
            ),
            one.confidence,
            one.kind in QUIET,
        )

    def beats(self, other: Figures) -> bool:
        """No worse in anything and better in one; chances within 2 points are a tie."""
        if self.chance < other.chance - A_TIE or any(
            a > b for a, b in zip(self.marks, other.marks, strict=True)
        ):
            return False
        return self.marks != other.marks or self.chance > other.chance + A_TIE


def slipped(shop: Shop, one: Option) -> Decimal:
    """Σ importance × minutes by which orders finish later."""
    total = Decimal(0)
    for move in one.moves:
        customer = shop.customers.get(shop.orders[move.order].customer)
        weight = customer.importance if customer else Decimal(1)
        total += weight * Decimal(max(move.to_at - move.from_at, 0)) / 60
    return total


def ranked(asked: Asked, found: Sequence[Option]) -> tuple[list[Option], int]:
    """(the options to show, best first; how many were left out).

    Two are never left out: the one that is as asked, and without it the best that moves nobody, costs nothing and
    brings the whole as early as the gaps do: nobody has to be asked before that one is promised.
    """
    figures = [Figures.of(asked, one) for one in found]

    def beaten(n: int, by: Sequence[int]) -> bool:
        return any(figures[x].beats(figures[n]) for x in by if x != n)

    everyone = range(len(found))
    safe = [n for n in everyone if found[n].kind == "as_asked"]
    if safe:  # nothing is better than a plain yes: a rounder chance of something else is no reason to hide it
        everyone_else = [n for n in everyone if not figures[n].beats(figures[safe[0]])]
        kept = [n for n in everyone_else if n in safe or not beaten(n, everyone_else)]
    else:
        safe = plain_way_out(asked, found, figures)
        kept = [n for n in everyone if n in safe or not beaten(n, everyone)]
    kept.sort(key=lambda n: order(asked, found[n]))
    shown = kept[:MOST_CARDS]
    if safe and safe[0] not in shown:
        shown[-1] = safe[0]
    return [found[n] for n in shown], len(found) - len(shown)


def plain_way_out(asked: Asked, found: Sequence[Option], figures: Sequence[Figures]) -> list[int]:
    """The best option that disturbs nobody and brings the whole no later than one lot in the gaps; none if it can't."""
    if asked.never:
        return []
    by_at = asked.there(asked.whole.finish_at)
    quiet = [n for n in range(len(found)) if figures[n].quiet and figures[n].marks[1] <= by_at]
    best = [n for n in quiet if not any(figures[x].beats(figures[n]) for x in quiet)]
    return sorted(best, key=lambda n: order(asked, found[n]))[:1]


def order(asked: Asked, one: Option) -> tuple[object, ...]:
    """As asked first, what is past the customer's latest date last; then the most by the date, and the soonest.

    What misses the date goes by the day on which it is there with 95 %, and of ways with the same one those that
    disturb nobody first: a sooner date that would hardly be kept is worth nobody's trouble.
    """
    latest, last = asked.question.latest_at, max(d.at for d in one.deliveries)
    as_asked = one.kind == "as_asked"
    is_late = last > asked.question.by_at
    tz = asked.plan.model.calendars.tz
    sure_on = tz.local((one.sure_at or last) - 1) // DAY if is_late else 0
    return (
        not as_asked and latest is not None and last > latest,
        not as_asked,
        sum(move.breaks_promise for move in one.moves),
        -by_date(asked, one),
        sure_on,
        is_late and one.kind not in QUIET,
        last,
        RANK.get(one.kind, len(RANK)),
    )
