"""The state table of a question, tried in every pair of state, move and party."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canyou.desk.conversation import (
    ENDS,
    MOVES,
    PARTIES,
    STATES,
    TABLE,
    Move,
    NotNow,
    NotYours,
    Party,
    State,
    after,
    moves_of,
    party_of,
    should_talk,
)


@pytest.mark.parametrize("party", PARTIES)
@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", STATES)
def test_every_move_leads_somewhere_or_is_refused_with_a_sentence(
    state: State, move: Move, party: Party
) -> None:
    """What the table has leads on; what it has for the other party alone is theirs; the rest is for nobody now."""
    other: Party = "answerer" if party == "asker" else "asker"
    if (state, move, party) in TABLE:
        assert after(state, move, party) == TABLE[state, move, party]
        assert move in moves_of(state, party)
        return
    expected = NotYours if (state, move, other) in TABLE else NotNow
    with pytest.raises(expected, match=r"\.$"):
        after(state, move, party)
    assert move not in moves_of(state, party)


def test_the_table_is_the_one_of_the_design() -> None:
    """asked → offered / promised / declined / withdrawn; offered → accepted / countered / declined; ends are ends."""
    reached = {state: {TABLE[key] for key in TABLE if key[0] == state} for state in STATES}
    assert reached["asked"] == {"asked", "offered", "promised", "declined", "withdrawn"}
    assert reached["offered"] == {"offered", "asked", "promised", "countered", "declined", "withdrawn"}
    assert not any(reached[state] for state in ENDS)
    assert TABLE["offered", "accept", "asker"] == "promised"


def test_only_the_asker_withdraws_and_only_the_answerer_offers() -> None:
    """Nobody speaks for the other side."""
    assert {party for _, move, party in TABLE if move in ("withdraw", "request")} == {"asker"}
    assert {party for _, move, party in TABLE if move in ("offer", "know_by")} == {"answerer"}


@given(st.lists(st.tuples(st.sampled_from(MOVES), st.sampled_from(PARTIES)), max_size=30))
def test_from_any_state_that_is_no_end_both_can_get_to_an_end(said: list[tuple[Move, Party]]) -> None:
    """Whatever was said, the asker can withdraw and the answerer can promise, until it is over."""
    state: State = "asked"
    for move, party in said:
        if (state, move, party) in TABLE:
            state = after(state, move, party)
    if state not in ENDS:
        assert after(state, "withdraw", "asker") == "withdrawn"
        assert after(state, "promise", "answerer") == "promised"


def test_who_is_a_party() -> None:
    """A colleague of the asker goes on with the question; the other side answers."""
    assert party_of("sales", "sales") == party_of("operations", "operations") == "asker"
    assert party_of("operations", "sales") == party_of("sales", "operations") == "answerer"


def test_after_two_misunderstandings_they_should_talk() -> None:
    """One may happen; the second says that writing does not do."""
    assert [should_talk(bounces) for bounces in range(4)] == [False, False, True, True]
