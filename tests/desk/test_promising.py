"""What becomes of a promise: every state, move and party, and the things that are never taken back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canyou.desk.promising import (
    MOVES,
    PARTIES,
    STATES,
    WHO,
    Move,
    NotNow,
    NotYours,
    Party,
    Standing,
    State,
    after,
    at,
    moves_of,
)

DUE = 1000


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", STATES)
def test_every_move_leads_somewhere_or_is_refused_with_a_sentence(
    state: State, move: Move, party: Party
) -> None:
    """What the table allows leads to a state; what it has for the other party is theirs; the rest is for nobody."""
    promise = Standing(state, DUE, DUE, was_missed=state == "missed")
    who = WHO.get((state, move), frozenset())
    if party in who:
        assert after(promise, move, party, 10, 2000).state in STATES
        assert move in moves_of(promise, party, 10)
    else:
        with pytest.raises(NotYours if who else NotNow, match=r"\.$"):
            after(promise, move, party, 10, 2000)


def test_a_promise_done_in_time_is_kept_when_the_receiver_says_so() -> None:
    """Done at 900 and confirmed at 1200 is kept: what counts is when it was done."""
    done = after(Standing("open", DUE, DUE), "done", "giver", 900)
    kept = after(done, "satisfied", "receiver", 1200)
    assert (kept.state, kept.done_at, kept.closed_at) == ("kept", 900, 1200)


def test_overdue_is_missed_and_stays_missed() -> None:
    """Delivered late and accepted, it is still missed; it cannot be renegotiated any more."""
    promise = Standing("open", DUE, DUE)
    assert at(promise, DUE).state == "open"
    assert at(promise, DUE + 1).state == "missed"
    with pytest.raises(NotNow):
        after(promise, "renegotiate", "giver", DUE + 1, 3000)
    late = after(after(promise, "done", "giver", 1500), "satisfied", "receiver", 1600)
    assert (late.state, late.was_missed) == ("missed", True)


def test_a_renegotiation_keeps_the_first_date() -> None:
    """Before it was due another date is agreed: the first and the current one both stay."""
    moved = after(Standing("open", DUE, DUE), "renegotiate", "giver", 500, 3000)
    assert (moved.state, moved.first_due_at, moved.due_at) == ("open", DUE, 3000)
    with pytest.raises(NotNow, match="ahead"):
        after(moved, "renegotiate", "giver", 600, 600)


def test_a_complaint_takes_a_kept_promise_back() -> None:
    """In time it is open again; after its date it is missed."""
    kept = Standing("kept", DUE, DUE, done_at=500, closed_at=600)
    assert after(kept, "not_satisfied", "receiver", 700).state == "open"
    assert after(kept, "not_satisfied", "receiver", 1700).state == "missed"


steps = st.lists(
    st.tuples(st.sampled_from(MOVES), st.sampled_from(PARTIES), st.integers(0, 400), st.integers(-100, 2000)),
    max_size=25,
)


@given(steps)
def test_what_is_never_taken_back(said: list[tuple[Move, Party, int, int]]) -> None:
    """Whatever is said: the first date stays, a miss stays, and kept means done no later than the date."""
    promise, now = Standing("open", DUE, DUE), 0
    for move, party, passed, ahead in said:
        now += passed
        missed = at(promise, now).was_missed
        try:
            promise = after(promise, move, party, now, now + ahead)
        except (NotYours, NotNow):
            promise = at(promise, now)
        assert promise.first_due_at == DUE
        assert promise.was_missed >= missed
        assert not (promise.was_missed and promise.state in ("kept", "open", "done", "reneged", "cancelled"))
        if promise.state == "kept":
            assert promise.done_at is not None
            assert promise.done_at <= promise.due_at
