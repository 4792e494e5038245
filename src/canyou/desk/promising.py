"""What becomes of a promise, as a table: state and move and party give the next state. Pure; the clock is passed in.

open → done → kept; overdue is missed and stays missed, whatever is done then; renegotiated before it was due it stays
open with another date, and both dates stay. A complaint takes a kept promise back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

State = Literal["open", "done", "kept", "missed", "reneged", "cancelled"]
Move = Literal["done", "satisfied", "not_satisfied", "renegotiate", "renege", "cancel"]
Party = Literal["giver", "receiver"]

STATES: Final[tuple[State, ...]] = get_args(State)
MOVES: Final[tuple[Move, ...]] = get_args(Move)
PARTIES: Final[tuple[Party, ...]] = get_args(Party)
STANDING: Final[frozenset[State]] = frozenset({"open", "done", "missed"})
"""Somebody still has a move to make."""

WHO: Final[dict[tuple[State, Move], frozenset[Party]]] = {
    ("open", "done"): frozenset({"giver"}),
    ("open", "satisfied"): frozenset({"receiver"}),
    ("open", "renegotiate"): frozenset({"giver", "receiver"}),
    ("open", "renege"): frozenset({"giver"}),
    ("open", "cancel"): frozenset({"receiver"}),
    ("done", "satisfied"): frozenset({"receiver"}),
    ("done", "not_satisfied"): frozenset({"receiver"}),
    ("kept", "not_satisfied"): frozenset({"receiver"}),
    ("missed", "done"): frozenset({"giver"}),
    ("missed", "satisfied"): frozenset({"receiver"}),
    ("missed", "not_satisfied"): frozenset({"receiver"}),
    ("missed", "renege"): frozenset({"giver"}),
    ("missed", "cancel"): frozenset({"receiver"}),
}
"""Who may make a move in a state: the one who gave the promise, the one it was given to."""


class NotYours(PermissionError):
    """The move is for the other party."""


class NotNow(ValueError):
    """Nobody may make this move in the state that the promise is in."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a promise stands. Instants are whole seconds since 1970-01-01 UTC."""

    state: State
    first_due_at: int
    due_at: int
    done_at: int | None = None
    """When the giver said it was done, or the receiver that it was there."""
    closed_at: int | None = None
    """When the receiver said that it was well, or it came to another end."""
    was_missed: bool = False
    """Whether it was ever overdue: that is never taken back."""


def at(standing: Standing, now_at: int) -> Standing:
    """The same promise as the clock has it: what is open and overdue is missed."""
    if standing.state == "open" and now_at > standing.due_at:
        return replace(standing, state="missed", was_missed=True)
    return standing


def after(standing: Standing, move: Move, party: Party, now_at: int, due_at: int | None = None) -> Standing:
    """The promise after a move, made at `now_at`. `due_at` is the new date of a renegotiation.

    Raises:
        NotYours: only the other party may do this.
        NotNow: nobody may in this state; or a date that has passed, or an overdue one, is to be renegotiated.
    """
    before = at(standing, now_at)
    may = _may(before, move)
    if party not in may:
        if may:
            whose = "whoever gave the promise" if "giver" in may else "whoever it was given to"
            raise NotYours(f"It is for {whose} to say “{SAID[move]}”.")
        raise NotNow(f"The promise is {before.state}: “{SAID[move]}” cannot be said of it now.")
    if move == "renegotiate":
        if due_at is None or due_at <= now_at:
            raise NotNow("A promise is renegotiated to a date that is still ahead.")
        return replace(before, due_at=due_at)
    if move == "done":
        return replace(
            before, state="missed" if before.was_missed else "done", done_at=before.done_at or now_at
        )
    if move == "satisfied":
        state: State = "missed" if before.was_missed else "kept"
        return replace(before, state=state, done_at=before.done_at or now_at, closed_at=now_at)
    if move == "not_satisfied":
        late = before.was_missed or now_at > before.due_at
        return replace(
            before, state="missed" if late else "open", done_at=None, closed_at=None, was_missed=late
        )
    ended: State = "missed" if before.was_missed else "reneged" if move == "renege" else "cancelled"
    return replace(before, state=ended, closed_at=now_at)


def shipped(standing: Standing, shipped_at: int, now_at: int) -> Standing:
    """The promise closed by a shipment that the source tells of: kept where it went out by the date, else missed.

    The source may tell of it late: then the clock's guess that it was missed is taken back by the fact.
    """
    late = shipped_at > standing.due_at
    state: State = "missed" if late else "kept"
    return replace(standing, state=state, was_missed=late, done_at=shipped_at, closed_at=now_at)


def moves_of(standing: Standing, party: Party, now_at: int) -> tuple[Move, ...]:
    """What a party can do next."""
    before = at(standing, now_at)
    return tuple(move for move in MOVES if party in _may(before, move))


def _may(standing: Standing, move: Move) -> frozenset[Party]:
    """Who may make a move now. What was missed and settled can only be complained about."""
    if standing.state == "missed" and standing.closed_at is not None and move != "not_satisfied":
        return frozenset()
    return WHO.get((standing.state, move), frozenset())


SAID: Final[dict[Move, str]] = {
    "done": "it is done",
    "satisfied": "it is well",
    "not_satisfied": "it is not well",
    "renegotiate": "another date",
    "renege": "we cannot keep it",
    "cancel": "it is not wanted any more",
}
"""Each move in words."""
