"""The conversation about one question, as a table: state and move and party give the next state. Pure.

It is Winograd and Flores's conversation for action (Understanding Computers and Cognition, 1986, chapter 5). Who is
a party is a matter of sides: whoever is on the asker's side is the asker, the other side answers. What a person may
do at all is a matter of `rights`; the table says what may come next, and so whose move it is.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

State = Literal["asked", "offered", "countered", "promised", "declined", "withdrawn"]
Move = Literal[
    "offer",
    "accept",
    "counter",
    "promise",
    "decline",
    "withdraw",
    "not_what_i_meant",
    "request",
    "know_by",
    "ask_owners",
]
Party = Literal["asker", "answerer"]

STATES: Final[tuple[State, ...]] = get_args(State)
MOVES: Final[tuple[Move, ...]] = get_args(Move)
PARTIES: Final[tuple[Party, ...]] = get_args(Party)
ENDS: Final[frozenset[State]] = frozenset({"promised", "withdrawn"})
"""Nothing follows in the question; a promise then has moves of its own."""
TALK_AFTER: Final = 2
"""So many times not understood, and the two should speak."""

TABLE: Final[dict[tuple[State, Move, Party], State]] = {
    # To ask the owners of orders that would move changes nothing between the two: the question waits for them.
    # asked: the answerer answers; the asker takes what is free, sends an option over, or lets it be
    ("asked", "offer", "answerer"): "offered",
    ("asked", "promise", "answerer"): "promised",
    ("asked", "decline", "answerer"): "declined",
    ("asked", "know_by", "answerer"): "asked",
    ("asked", "not_what_i_meant", "answerer"): "asked",
    ("asked", "ask_owners", "answerer"): "asked",
    ("asked", "promise", "asker"): "promised",
    ("asked", "ask_owners", "asker"): "asked",
    ("asked", "request", "asker"): "asked",
    ("asked", "withdraw", "asker"): "withdrawn",
    # offered: the asker takes it or not; the answerer may better it
    ("offered", "accept", "asker"): "promised",
    ("offered", "counter", "asker"): "countered",
    ("offered", "decline", "asker"): "declined",
    ("offered", "withdraw", "asker"): "withdrawn",
    ("offered", "not_what_i_meant", "asker"): "asked",
    ("offered", "promise", "asker"): "promised",
    ("offered", "request", "asker"): "asked",
    ("offered", "ask_owners", "asker"): "offered",
    ("offered", "offer", "answerer"): "offered",
    ("offered", "ask_owners", "answerer"): "offered",
    ("offered", "promise", "answerer"): "promised",
    ("offered", "decline", "answerer"): "declined",
    # countered: the answerer again
    ("countered", "offer", "answerer"): "offered",
    ("countered", "accept", "answerer"): "promised",
    ("countered", "promise", "answerer"): "promised",
    ("countered", "decline", "answerer"): "declined",
    ("countered", "know_by", "answerer"): "countered",
    ("countered", "not_what_i_meant", "answerer"): "offered",
    ("countered", "ask_owners", "answerer"): "countered",
    ("countered", "promise", "asker"): "promised",
    ("countered", "counter", "asker"): "countered",
    ("countered", "withdraw", "asker"): "withdrawn",
    # declined: not the end where capacity comes free, or where the no was to another question
    ("declined", "offer", "answerer"): "offered",
    ("declined", "promise", "answerer"): "promised",
    ("declined", "ask_owners", "answerer"): "declined",
    ("declined", "not_what_i_meant", "asker"): "asked",
    ("declined", "request", "asker"): "asked",
    ("declined", "promise", "asker"): "promised",
    ("declined", "withdraw", "asker"): "withdrawn",
}


class NotYours(PermissionError):
    """The move is the other side's to make."""


class NotNow(ValueError):
    """Nobody may make this move in the state that the question is in."""


def party_of(side: str, asker_side: str) -> Party:
    """Which party somebody of this side is in a question that the other side or theirs has asked."""
    return "asker" if side == asker_side else "answerer"


def after(state: State, move: Move, party: Party) -> State:
    """The state that a move leads to.

    Raises:
        NotYours: only the other party may do this now.
        NotNow: nobody may, in this state.
    """
    found = TABLE.get((state, move, party))
    if found is not None:
        return found
    other: Party = "answerer" if party == "asker" else "asker"
    if (state, move, other) in TABLE:
        whose = "the side that asked" if other == "asker" else "the side that was asked"
        raise NotYours(f"It is for {whose} to {SAID[move]}.")
    raise NotNow(f"The question is {state}: nobody can {SAID[move]} now.")


def moves_of(state: State, party: Party) -> tuple[Move, ...]:
    """What a party can do next, in the order of the table."""
    return tuple(move for at, move, who in TABLE if at == state and who == party)


def should_talk(bounces: int) -> bool:
    """Whether writing has failed often enough that the two should speak."""
    return bounces >= TALK_AFTER


SAID: Final[dict[Move, str]] = {
    "offer": "offer something",
    "accept": "accept",
    "counter": "counter",
    "promise": "promise",
    "decline": "decline",
    "withdraw": "withdraw the question",
    "not_what_i_meant": "say that it was not meant so",
    "request": "ask for an option",
    "know_by": "say when the answer will be known",
    "ask_owners": "ask those whose orders would move",
}
"""Each move in words."""
