"""Which promises are at risk, told once for one cause, and never there and back. Pure: the plan and clock come in.

A promise is at risk when the plan has it there after its date, and its date is still ahead. It is safe again only when
something really changed since (an import, a report, another date) or a day has passed, and then with some time to
spare: so nothing flips. One cause gives each person one notice a day, with the list of its promises; what comes to it
later that day is added to the list. Nobody is told that a notice was nothing: that it is safe again stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

DAY: Final = 86_400
SPARE_SECONDS: Final = 2 * 3600
"""So much time to spare makes a promise safe again; less leaves it at risk."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A promised order as the plan has it. Instants are whole seconds since 1970-01-01 UTC."""

    order: str
    due_at: int
    there_at: int | None
    """When the plan has it there; None: it is out of the plan for now, and nothing is concluded from that."""


@dataclass(frozen=True, slots=True)
class Known:
    """An order whose promise is at risk since a moment."""

    order: str
    due_at: int
    since_at: int
    version: int
    """The book's version at which it was seen to be."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What may have put promises at risk."""

    key: str
    """Names it: the same machine down twice is one cause."""
    words: str
    """A sentence without its full stop: `Mill 2 is down until Thu 14:00`."""
    version: int
    work_center: str = ""
    orders: frozenset[str] = frozenset()
    """Those it is directly about; empty with a work center: whatever has work there."""
    is_told: bool = False
    """Whether those it is about were told already, by whoever did it."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What has changed between two looks."""

    begun: tuple[Seen, ...] = ()
    over: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    """At risk no more because they are no longer promised, or their date has passed."""


def look(
    known: Mapping[str, Known], seen: Iterable[Seen], real_version: int, version: int, at: int
) -> Looked:
    """Compare what was at risk with what the plan has now.

    `real_version` is the book's version at which something last really changed.
    """
    there = {one.order: one for one in seen}
    begun = [
        one
        for one in there.values()
        if one.order not in known and one.there_at is not None and one.there_at > one.due_at > at
    ]
    over, gone = [], []
    for order, risk in known.items():
        now = there.get(order)
        if now is None or now.due_at <= at:
            gone.append(order)
        elif now.there_at is not None and is_safe(risk, now, real_version, at):
            over.append(order)
    return Looked(tuple(sorted(begun, key=lambda one: (one.due_at, one.order))), tuple(over), tuple(gone))


def is_safe(risk: Known, now: Seen, real_version: int, at: int) -> bool:
    """Whether a promise that was at risk is safe again."""
    assert now.there_at is not None
    if now.due_at != risk.due_at:
        return now.there_at <= now.due_at
    changed = real_version > risk.version or at - risk.since_at >= DAY
    return changed and now.due_at - now.there_at >= SPARE_SECONDS


def cause_of(order: str, work_centers: frozenset[str], causes: Sequence[Cause]) -> Cause:
    """Which of some causes put an order at risk: one about it, one where it has work, else the last.

    What those it is about were told as it was done explains the order as it was then: whatever came after it and
    touches the order, or all of them, comes first.
    """
    about = next((n for n in reversed(range(len(causes))) if order in causes[n].orders), None)
    if about is not None and not causes[about].is_told:
        return causes[about]
    later = causes if about is None else causes[about + 1 :]
    for cause in reversed(later):
        if cause.work_center and cause.work_center in work_centers:
            return cause
    if about is None:
        return causes[-1]
    wide = [cause for cause in later if not cause.orders and not cause.work_center]
    return wide[-1] if wide else causes[about]


@dataclass
class Letter:
    """What one person is told about one cause."""

    person: int
    cause: str
    orders: list[str] = field(default_factory=list)
    is_new: bool = True
    """Else it is added to what they were told about it today."""


def letters(
    begun: Iterable[tuple[str, str, Iterable[int]]], told_today: Iterable[tuple[int, str]]
) -> list[Letter]:
    """One for each cause and person, of (order, cause, people) in this order."""
    before = set(told_today)
    found: dict[tuple[int, str], Letter] = {}
    for order, cause, people in begun:
        for person in people:
            letter = found.setdefault(
                (person, cause), Letter(person, cause, [], (person, cause) not in before)
            )
            if order not in letter.orders:
                letter.orders.append(order)
    return list(found.values())


def in_words(cause: str, orders: Sequence[str], most: int = 6) -> str:
    """`Mill 2 is down until Thu 14:00: five promises at risk, SO-1, SO-2 …`"""
    count = len(orders)
    many = "one promise" if count == 1 else f"{_COUNTED[count] if count < len(_COUNTED) else count} promises"
    names = ", ".join(orders[:most]) + (f" and {count - most} more" if count > most else "")
    return f"{cause}: {many} at risk, {names}."


_COUNTED = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
