"""Whether an owner lets an order move, who is asked in their place, and how much time they have: the pure tables."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canyou.desk.consent import (
    MOVES,
    STATES,
    TABLE,
    NotNow,
    Said,
    Slip,
    State,
    after,
    length,
    lets,
    moves_from,
    question,
    standing,
)
from canyou.desk.cover import Answerer, whom
from canyou.desk.hours import ALWAYS, BadHours, after_minutes, hours_of, is_there, parse_hours

BERLIN = "Europe/Berlin"
DAY = 86_400
EARLY = parse_hours("Mon-Fri 06:00-14:00")
LATE = parse_hours("mon–fri 14-22")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(BERLIN)).timestamp())


def slip(to_at: int, breaks: bool = False) -> Slip:
    return Slip("SO-1", 0, to_at, 10 * DAY, breaks)


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", STATES)
def test_every_answer_leads_somewhere_or_is_refused_with_a_sentence(state: State, move: str) -> None:
    """What the table has leads on; the rest is refused; nothing follows where it is no longer asked."""
    if (state, move) in TABLE:
        assert after(state, move) == TABLE[state, move]  # type: ignore[arg-type, index]
        assert state != "moot"
    else:
        with pytest.raises(NotNow, match=r"\.$"):
            after(state, move)  # type: ignore[arg-type]
    assert moves_from("moot") == ()


def test_silence_never_breaks_a_promise() -> None:
    """Where silence lets an order move it does so within its promise alone; a yes may let it break."""
    assert lets(Said("lapsed", slip(DAY)), silence_lets=True)
    assert not lets(Said("lapsed", slip(DAY)), silence_lets=False)
    assert not lets(Said("lapsed", slip(DAY, breaks=True)), silence_lets=True)
    assert lets(Said("yes", slip(DAY, breaks=True)), silence_lets=False)


@given(
    st.lists(st.tuples(st.sampled_from(STATES), st.integers(1, 5), st.booleans()), max_size=6),
    st.integers(1, 5),
    st.booleans(),
)
def test_nothing_moves_further_than_somebody_let_it(
    said: list[tuple[State, int, bool]], to: int, breaks: bool
) -> None:
    """A move stands as let only where a yes, or an agreed silence, was to no less."""
    asked = [Said(state, slip(days * DAY, breaking)) for state, days, breaking in said]
    wanted = slip(to * DAY, breaks)
    if standing(wanted, asked, silence_lets=True) == "let":
        assert any(
            one.state in ("yes", "lapsed")
            and one.slip.to_at >= wanted.to_at
            and (one.slip.breaks or not breaks)
            for one in asked
        )


def test_a_no_to_two_days_is_a_no_to_three_and_not_to_one() -> None:
    """Nobody is asked again for more than they refused; for less they are."""
    said = [Said("no", slip(2 * DAY))]
    assert standing(slip(3 * DAY), said, True) == "no"
    assert standing(slip(DAY), said, True) == "not_asked"
    assert standing(slip(DAY), [Said("yes", slip(2 * DAY))], True) == "let"
    assert standing(slip(3 * DAY), [Said("yes", slip(2 * DAY))], True) == "not_asked"


def test_the_question_reads_as_one_asks_it() -> None:
    """Never "you need to": what is asked, and what becomes of the promise."""
    assert question(slip(2 * DAY)) == "Can you let SO-1 slip two days? It keeps its promise."
    assert question(slip(3600, True)) == "Can you let SO-1 slip an hour? Its promise breaks."
    assert [length(s) for s in (30, 40 * 60, 7 * 3600, 36 * 3600, 20 * DAY)] == [
        "a minute", "40 minutes", "seven hours", "two days", "20 days",
    ]  # fmt: skip


def test_hours_are_read_as_they_are_written() -> None:
    """Ranges of days, several a week, clocks with or without minutes; what is none is refused with how it is done."""
    hours = parse_hours("Mon-Thu 7:00-15:30, Fri 7-13")
    assert is_there(hours, at("2026-11-23T15:29"), BERLIN)
    assert not is_there(hours, at("2026-11-27T13:00"), BERLIN)
    assert not is_there(hours, at("2026-11-28T10:00"), BERLIN)
    for bad in ("whenever", "Mon", "Mon 9-8", "Foo 8-12", "Mon 8-25"):
        with pytest.raises(BadHours, match="found"):
            parse_hours(bad)
    assert hours_of("when the sun shines") == ALWAYS


def test_the_time_to_answer_runs_in_the_hours_of_whoever_is_asked() -> None:
    """Asked ten minutes before the weekend, two hours are over on Monday."""
    assert after_minutes(EARLY, at("2026-11-27T13:50"), 120, BERLIN) == at("2026-11-30T07:50")
    assert after_minutes(ALWAYS, at("2026-11-27T13:50"), 120, BERLIN) == at("2026-11-27T15:50")


@given(st.integers(0, 14 * DAY), st.integers(1, 3000))
def test_so_many_minutes_of_somebody_s_hours(offset: int, minutes: int) -> None:
    """The time is over within their hours, and never earlier than the minutes themselves."""
    begin = at("2026-11-23T00:00") + offset
    over = after_minutes(EARLY, begin, minutes, BERLIN)
    assert over >= begin + minutes * 60
    assert is_there(EARLY, over - 1, BERLIN)


def test_the_cover_is_asked_outside_hours_and_while_away() -> None:
    """And the cover's cover; where nobody is in, whoever was meant; and nobody where all are gone."""
    noon = at("2026-11-23T15:00")
    people = {
        1: Answerer(1, EARLY, cover=2),
        2: Answerer(2, LATE, cover=3),
        3: Answerer(3, cover=1),
        4: Answerer(4, away_until_at=noon + 1, cover=2),
        5: Answerer(5, is_active=False),
        6: Answerer(6, EARLY, cover=6),
    }
    assert whom(people, 1, at("2026-11-23T09:00"), BERLIN).key == 1
    assert (whom(people, 1, noon, BERLIN).key, whom(people, 1, noon, BERLIN).why) == (2, "hours")
    assert (whom(people, 4, noon, BERLIN).key, whom(people, 4, noon, BERLIN).why) == (2, "away")
    assert whom(people, 4, noon + 1, BERLIN).key == 4
    assert whom(people, 1, at("2026-11-28T09:00"), BERLIN).key == 3
    assert (whom(people, 6, noon, BERLIN).key, whom(people, 6, noon, BERLIN).why) == (6, "")
    assert whom(people, 5, noon, BERLIN).key is None
