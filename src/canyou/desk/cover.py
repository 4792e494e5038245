"""Who is asked in somebody's place: outside their hours, or while they are away, their cover. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from canyou.desk.hours import ALWAYS, Hours, is_there

Why = Literal["", "away", "hours", "gone"]
"""Why somebody else is asked: the person is away, it is not their hours, or they are no longer here."""

SAID: Final[Mapping[Why, str]] = {
    "": "",
    "away": "is away",
    "hours": "is not in at this hour",
    "gone": "is no longer here",
}


@dataclass(frozen=True, slots=True)
class Answerer:
    """Somebody who may be asked."""

    key: int
    hours: Hours = ALWAYS
    away_until_at: int | None = None
    cover: int | None = None
    """Who stands in."""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked, and why not the person meant; both empty where there is nobody to ask."""

    key: int | None
    why: Why = ""


def whom(people: Mapping[int, Answerer], meant: int, at: int, timezone: str) -> Asked:
    """The person meant if they are in; else their cover, or the cover's cover.

    Where nobody of them is in, the person meant is asked all the same, or the first of the chain who still works
    here; the answer then has time until they are in again.
    """
    why = absent(people, meant, at, timezone)
    if not why:
        return Asked(meant)
    seen: list[int] = []
    here: int | None = meant
    while here is not None and here not in seen and here in people:
        seen.append(here)
        if not absent(people, here, at, timezone):
            return Asked(here, why)
        here = people[here].cover
    still = next((key for key in seen if people[key].is_active), None)
    return Asked(still, "" if still == meant else why)


def absent(people: Mapping[int, Answerer], key: int, at: int, timezone: str) -> Why:
    """Why somebody is not to be asked now; empty: they are in."""
    person = people.get(key)
    if person is None or not person.is_active:
        return "gone"
    if person.away_until_at is not None and at < person.away_until_at:
        return "away"
    return "" if is_there(person.hours, at, timezone) else "hours"
