"""What silence means when somebody who would pay was asked: the agreement's line, or what holds before there is one."""

from __future__ import annotations

from dataclasses import dataclass

from canyou.desk.agreed import terms_in_force
from canyou.desk.hours import Hours, after_minutes
from canyou.desk.terms import Terms

LEAST_MINUTES = 60
"""So long somebody is in, by their own hours, before their silence counts."""


@dataclass(frozen=True, slots=True)
class Silence:
    """How long somebody may think about it, and what it means when they say nothing."""

    hours: int
    lets: bool
    """Whether an order that keeps its promise may then move. A promise never breaks by silence."""

    def counts_from(self, asked_at: int, hours: Hours, timezone: str) -> int:
        """The moment from which silence counts: never before they have been in for an hour."""
        in_for_an_hour = after_minutes(hours, asked_at, min(LEAST_MINUTES, self.hours * 60), timezone)
        return max(asked_at + self.hours * 3600, in_for_an_hour)


def silence_of(shop_id: int) -> Silence:
    """What the two sides have settled; before they have, what a first agreement would say."""
    terms = terms_in_force(shop_id) or Terms()
    return Silence(terms.silence_hours, terms.silence_is_yes)
