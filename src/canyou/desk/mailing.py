"""When an e-mail is due, and what it says: a question or a danger soon, everything else once a morning. Pure.

Nobody is flooded: two e-mails to one person are half an hour apart at the least, each has everything that has
gathered, and what somebody has read on the page meanwhile is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

Wants = Literal["all", "pressing", "none"]
"""What somebody wants by e-mail: everything, questions and dangers alone, nothing."""

WANTS: Final[dict[Wants, str]] = {
    "all": "questions and dangers soon, the rest once a morning",
    "pressing": "questions and dangers alone",
    "none": "nothing",
}
GAP_SECONDS: Final = 30 * 60
MORNING: Final = 7
"""The hour of the shop's day at which the rest is sent."""
MOST_LINES: Final = 30
LONGEST_SUBJECT: Final = 120


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to tell."""

    text: str
    path: str
    """Where it can be answered or read; opening it changes nothing."""
    at: int
    is_pressing: bool = False
    """A question to the person, or promises at risk."""
    until: str = ""
    """Until when an answer counts, in words."""


def is_due(items: Sequence[Item], last_at: int | None, at: int, timezone: str) -> bool:
    """Whether what has gathered for somebody is to be sent now; `last_at` is when they got the last one."""
    if not items:
        return False
    if last_at is not None and at - last_at < GAP_SECONDS:
        return False
    if any(item.is_pressing for item in items):
        return True
    morning = last_morning(at, timezone)
    return any(item.at < morning for item in items) and (last_at is None or last_at < morning)


def last_morning(at: int, timezone: str) -> int:
    """The last moment at which a morning's e-mails were due."""
    zone = ZoneInfo(timezone)
    now = datetime.fromtimestamp(at, zone)
    found = now.replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)
    if found.timestamp() > at:
        day = (now - timedelta(days=1)).date()
        found = datetime(day.year, day.month, day.day, MORNING, tzinfo=zone)
    return int(found.timestamp())


def subject(items: Sequence[Item]) -> str:
    """The one thing there is, or how many; no line of it can end early."""
    first = next((item for item in items if item.is_pressing), items[0])
    text = first.text if len(items) == 1 or first.is_pressing else f"{len(items)} things to read"
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"


def letter(items: Sequence[Item], name: str, base: str) -> str:
    """The e-mail as plain text, what presses first."""
    ordered = sorted(items, key=lambda item: not item.is_pressing)
    said = [f"Hello {name},", ""]
    for item in ordered[:MOST_LINES]:
        said += [item.text]
        if item.until:
            said += [f"  An answer counts until {item.until}."]
        said += [f"  {base}{item.path}", ""]
    if len(ordered) > MOST_LINES:
        said += [f"And {len(ordered) - MOST_LINES} more: {base}/desk", ""]
    said += [
        "To open a link changes nothing: the page has the buttons.",
        f"What comes by e-mail: {base}/account/",
    ]
    return "\n".join(said) + "\n"
