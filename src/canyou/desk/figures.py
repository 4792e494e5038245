"""Figures that cannot be gamed. Pure: facts in, shares with their intervals out; for both sides together.

A share kept is easily bought: by giving late dates, by renegotiating before the date, by declining. So it stands by
the first date beside the current one, with how early and late, beside how much was promised of what could have been,
and with what was declined and renegotiated. Nothing is told apart by person; a share of fewer than five is not told.

The interval of a share is E. B. Wilson's, Probable inference, the law of succession, and statistical inference,
Journal of the American Statistical Association 22(158), 1927, 209–212, at 95 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

TOO_FEW, FEW = 5, 20
"""Under the first no share is told; under the second it is said that it rests on little."""
Z = 1.959963984540054
"""The normal quantile of 97.5 %."""
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the interval that it is known to."""

    count: int
    of: int

    @property
    def is_told(self) -> bool:
        """Whether there are enough for a share at all."""
        return self.of >= TOO_FEW

    @property
    def rests_on_little(self) -> bool:
        return self.of < FEW

    @property
    def share(self) -> float | None:
        """None where there are too few."""
        return self.count / self.of if self.is_told else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval."""
        return wilson(self.count, self.of) if self.is_told else None


def wilson(count: int, of: int) -> tuple[float, float]:
    """Wilson's score interval of a share, 95 %.

    Raises:
        ValueError: nothing to take a share of, or more than there are.
    """
    if not 0 <= count <= of or not of:
        raise ValueError(f"a share is of something, and at most all of it (found {count} of {of})")
    p, z = count / of, Z
    center = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    # At the ends rounding must not leave a hair between the interval and the whole.
    low = 0.0 if count == 0 else max(0.0, center - half)
    high = 1.0 if count == of else min(1.0, center + half)
    return low, high


@dataclass(frozen=True, slots=True)
class Given:
    """What figures look at in a promise. Instants are seconds since 1970-01-01 UTC."""

    first_due_at: int
    due_at: int
    state: str
    done_at: int | None
    closed_at: int | None = None
    renegotiated: int = 0
    made_at: int = 0
    is_rush: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What figures look at in a question about pieces."""

    asked_at: int
    state: str
    could: bool
    """Whether the shop could have met the date asked, disturbing nobody."""
    by_at: int
    promised_at: int | None
    """The date first promised for it; None: nothing was promised."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How early and how late against the first date, in whole days begun."""

    early: int
    """A day or more before."""
    on_the_day: int
    late: int
    median_late_days: float | None
    """Of those that were late; None where they are fewer than five."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one stretch of time."""

    by_first_date: Share
    by_current_date: Share
    timing: Timing
    promised_as_could: Share
    """Of the questions whose date the shop could have met disturbing nobody: promised by that date."""
    promised: Share
    """Of all questions that have come to an end: promised."""
    declined: int
    withdrawn: int
    renegotiated: Share
    """Of the promises due: those whose date was changed."""
    rushes: Share
    """Of the promises made: those that cost somebody."""


def figures(promises: Iterable[Given], questions: Iterable[Asked], since_at: int, now_at: int) -> Figures:
    """The figures of what was due, made and asked between two moments."""
    given = list(promises)
    due_first = [
        one for one in given if since_at <= one.first_due_at <= now_at and counts(one, one.first_due_at)
    ]
    due_now = [one for one in given if since_at <= one.due_at <= now_at and counts(one, one.due_at)]
    made = [one for one in given if since_at <= one.made_at <= now_at]
    asked = [one for one in questions if since_at <= one.asked_at <= now_at]
    ended = [one for one in asked if one.state in ("promised", "declined", "withdrawn")]
    could = [one for one in ended if one.could and one.state != "withdrawn"]
    return Figures(
        by_first_date=Share(sum(kept(one, one.first_due_at) for one in due_first), len(due_first)),
        by_current_date=Share(sum(kept(one, one.due_at) for one in due_now), len(due_now)),
        timing=timing(due_first, now_at),
        promised_as_could=Share(
            sum(one.promised_at is not None and one.promised_at <= one.by_at for one in could), len(could)
        ),
        promised=Share(sum(one.state == "promised" for one in ended), len(ended)),
        declined=sum(one.state == "declined" for one in ended),
        withdrawn=sum(one.state == "withdrawn" for one in ended),
        renegotiated=Share(sum(one.renegotiated > 0 for one in due_first), len(due_first)),
        rushes=Share(sum(one.is_rush for one in made), len(made)),
    )


def counts(one: Given, by_at: int) -> bool:
    """Whether a promise is one to keep by a date: what was no longer wanted before it is neither kept nor broken."""
    return not (one.state == "cancelled" and one.closed_at is not None and one.closed_at <= by_at)


def kept(one: Given, by_at: int) -> bool:
    """Whether it was there by a date."""
    return one.done_at is not None and one.done_at <= by_at and one.state not in ("reneged", "cancelled")


def timing(due: Sequence[Given], now_at: int) -> Timing:
    """Early, on the day, late, against the first date; what is still not there is late by now."""
    off = [
        (one.done_at if one.done_at is not None else now_at) - one.first_due_at
        for one in due
        if one.state not in ("reneged", "cancelled")
    ]
    late = [days for days in off if days > 0]
    return Timing(
        early=sum(days <= -DAY for days in off),
        on_the_day=sum(-DAY < days <= 0 for days in off),
        late=len(late),
        median_late_days=round(median(late) / DAY, 1) if len(late) >= TOO_FEW else None,
    )
