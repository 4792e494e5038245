"""Whether the owner of an order lets it move, as a table: state and move give the next state. Pure.

An option that lets an order finish later is paid for by that order's owner, who is asked first: "Can you let SO-1021
slip two days? It keeps its promise." Silence until the clock decides as the two sides have settled it; a promise
that would break never moves by silence.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal, get_args

State = Literal["asked", "yes", "no", "lapsed", "moot"]
Move = Literal["yes", "no", "lapse", "drop"]
Standing = Literal["let", "asked", "no", "not_asked"]
"""How one move of an option stands with its owner."""

STATES: Final[tuple[State, ...]] = get_args(State)
MOVES: Final[tuple[Move, ...]] = get_args(Move)
ANSWERS: Final[tuple[Literal["yes", "no"], ...]] = ("yes", "no")

TABLE: Final[dict[tuple[State, Move], State]] = {
    ("asked", "yes"): "yes",
    ("asked", "no"): "no",
    ("asked", "lapse"): "lapsed",
    ("asked", "drop"): "moot",
    # Until the option is taken, whoever was asked may change their mind, and may still answer after the clock.
    ("yes", "no"): "no",
    ("no", "yes"): "yes",
    ("lapsed", "yes"): "yes",
    ("lapsed", "no"): "no",
    ("yes", "drop"): "moot",
    ("no", "drop"): "moot",
    ("lapsed", "drop"): "moot",
}

MINUTE, HOUR, DAY = 60, 3600, 86_400
TOLD_SECONDS: Final = 30 * MINUTE
"""An order that finishes later by no more than this, within its promise, has its owner told, not asked."""
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


class NotNow(ValueError):
    """This cannot be said any more; the message is a sentence."""


def after(state: State, move: Move) -> State:
    """The state that a move leads to.

    Raises:
        NotNow: it is over, or was said already.
    """
    found = TABLE.get((state, move))
    if found is None:
        over = "It is no longer asked." if state == "moot" else f"The answer is {state} already."
        raise NotNow(over)
    return found


def moves_from(state: State) -> tuple[Literal["yes", "no"], ...]:
    """What whoever was asked can say now."""
    return tuple(says for says in ANSWERS if (state, says) in TABLE)


@dataclass(frozen=True, slots=True)
class Slip:
    """How an order would finish elsewhere. Instants are whole seconds since 1970-01-01 UTC."""

    order: str
    from_at: int
    to_at: int
    promised_at: int | None
    breaks: bool
    """Whether a promise breaks by it, or one that is missed becomes later."""

    @property
    def costs(self) -> bool:
        """Whether its owner would pay: what finishes as early as before, or hardly later, costs them nothing."""
        return self.to_at - self.from_at > TOLD_SECONDS or self.breaks


@dataclass(frozen=True, slots=True)
class Said:
    """What an owner was asked about a slip, and what they said."""

    state: State
    slip: Slip


def lets(said: Said, silence_lets: bool) -> bool:
    """Whether the order may move so: a yes, or silence where that is agreed and the promise is kept."""
    return said.state == "yes" or (said.state == "lapsed" and silence_lets and not said.slip.breaks)


def covers(said: Slip, wanted: Slip) -> bool:
    """Whether what was asked is no less than what is wanted: no later, and no promise broken that was kept there."""
    return said.order == wanted.order and wanted.to_at <= said.to_at and (said.breaks or not wanted.breaks)


def standing(wanted: Slip, said: list[Said], silence_lets: bool) -> Standing:
    """How a move stands with its owner, by all that was asked about that order, oldest first.

    A yes to more is a yes to less, a no to less is a no to more.
    """
    for one in reversed(said):
        if one.state == "moot" or one.slip.order != wanted.order:
            continue
        if covers(one.slip, wanted):
            if lets(one, silence_lets):
                return "let"
            if one.state == "asked":
                return "asked"
        if one.state in ("no", "lapsed") and covers(wanted, one.slip):
            return "no"
    return "not_asked"


def question(slip: Slip) -> str:
    """`Can you let SO-1021 slip two days? It keeps its promise.`"""
    return f"Can you let {slip.order} slip {length(slip.to_at - slip.from_at)}? {consequence(slip)}"


def consequence(slip: Slip) -> str:
    """What becomes of its promise, in a sentence."""
    if slip.breaks:
        return "Its promise breaks."
    return "It keeps its promise." if slip.promised_at is not None else "Nothing is promised for it yet."


def length(seconds: int) -> str:
    """`two days`, `an hour`, `40 minutes`: as one says it."""
    if seconds < 50 * MINUTE:
        minutes = max(1, _nearest(seconds, MINUTE))
        return "a minute" if minutes == 1 else f"{_count(minutes)} minutes"
    if seconds < 20 * HOUR:
        hours = max(1, _nearest(seconds, HOUR))
        return "an hour" if hours == 1 else f"{_count(hours)} hours"
    days = max(1, _nearest(seconds, DAY))
    return "a day" if days == 1 else f"{_count(days)} days"


def _nearest(seconds: int, unit: int) -> int:
    return int((Decimal(seconds) / unit).quantize(Decimal(1), ROUND_HALF_UP))


def _count(number: int) -> str:
    return _COUNTED[number] if number < len(_COUNTED) else str(number)
