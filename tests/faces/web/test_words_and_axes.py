"""Times in words, and time across a chart."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canyou.faces.web import when
from canyou.faces.web.read.ask import _moved, _past, chance_words, stretches
from canyou.faces.web.read.beside import later
from canyou.faces.web.read.goals import goals
from canyou.faces.web.read.quantity import money, number
from canyou.faces.web.svg.axis import Axis, SqueezedAxis
from canyou.faces.web.svg.draw import text
from canyou.plan.result import Move, Option
from canyou.shop.records import Opened, Order, Shop

BERLIN = ZoneInfo("Europe/Berlin")


def at(*moment: int) -> int:
    return int(datetime(*moment, tzinfo=BERLIN).timestamp())  # type: ignore[misc, arg-type]


def test_a_date_alone_means_its_end_and_is_written_without_a_time() -> None:
    """Due at midnight is due on the day that ends then."""
    assert when.due(at(2026, 11, 25), BERLIN) == "Tue 24 Nov"
    assert when.due(at(2026, 11, 24, 16), BERLIN) == "Tue 24 Nov 16:00"


def test_another_year_is_said() -> None:
    """A date far away cannot be mistaken for one of this year."""
    assert when.due(at(2027, 1, 9), BERLIN, at(2026, 11, 24)) == "Fri 8 Jan 2027"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 min"), (20, "1 min"), (2400, "40 min"), (5400, "1½ h"), (3600, "1 h"), (19 * 3600, "19 h"),
        (86400, "1 day"), (129600, "1½ days"), (12 * 86400, "12 days"), (-86400, "1 day"),
    ],
)  # fmt: skip
def test_lengths_are_said_as_people_say_them(seconds: int, words: str) -> None:
    """Minutes, then hours, then days, in halves."""
    assert when.length(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 min"), (20, "1 min"), (2820, "47 min"), (3600, "1 h"), (4380, "1 h 13"), (259_200, "72 h")],
)
def test_machine_time_is_said_to_the_minute_and_never_in_days(seconds: int, words: str) -> None:
    """A sheet at the machine adds up: 11 min of set-up and 1 h 13 of run are 84 minutes."""
    assert when.worked(seconds) == words


def test_how_far_past_a_date_is_counted_in_dates() -> None:
    """Asked for Wednesday and there on Thursday at three is a day past, not 15 hours."""
    wednesday, thursday = at(2026, 12, 3), at(2026, 12, 3, 15)
    assert _past(thursday, wednesday, BERLIN) == "1 day"
    assert _past(at(2026, 12, 3, 15), at(2026, 12, 3, 12), BERLIN) == "3 h"


def test_numbers_have_no_idle_zeros() -> None:
    """Quantities and money read like on a delivery note."""
    assert number(Decimal("1200.000")) == "1,200"
    assert number(Decimal("0.50")) == "0.5"
    assert money(Decimal("1285.4"), "EUR") == "€ 1,285"


def test_a_chance_is_never_certain() -> None:
    """Even a hundred per cent is said as more than 19 in 20."""
    assert chance_words(1.0) == "> 19"
    assert chance_words(0.9) == "18"
    assert chance_words(0.0) == "0"


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**5)), max_size=6), st.data())
def test_a_squeezed_axis_keeps_the_order_of_time(spans: list[tuple[int, int]], data: st.DataObject) -> None:
    """Whatever is closed, later stays further right, from 0 at the start to 100 at the end."""
    closed = sorted((a, a + length) for a, length in spans)
    axis = SqueezedAxis(0, 10**6, BERLIN, closed)
    first = data.draw(st.integers(-(10**5), 11 * 10**5))
    second = data.draw(st.integers(-(10**5), 11 * 10**5))
    assert axis.place(0) == pytest.approx(0)
    assert axis.place(10**6) == pytest.approx(100)
    assert (axis.place(first) <= axis.place(second) + 1e-9) or first > second


def test_closed_time_is_a_quarter_as_wide() -> None:
    """An hour of the night takes a quarter of the room of an hour of work."""
    axis = SqueezedAxis(0, 200, BERLIN, [(100, 200)])
    assert axis.place(100) == pytest.approx(80)


def test_days_across_a_clock_change_are_whole_days() -> None:
    """The day on which clocks go back is 25 hours long and still one day."""
    axis = Axis(at(2026, 10, 24), at(2026, 10, 27), BERLIN)
    lengths = [(end - begin) // 3600 for begin, end, _ in axis.days()]
    assert lengths == [24, 25, 24]


def test_text_in_a_drawing_is_escaped() -> None:
    """A drawing cannot be broken out of by what is written in it."""
    assert "<b>" not in text("0%", 1, "<b>&\"'")


def test_the_shared_figure_counts_what_was_due_and_says_when_it_rests_on_little() -> None:
    """Few promises say so, very few say nothing; what was imported and nobody stands by counts for nothing."""
    now = at(2026, 11, 23, 8)
    week = 7 * when.DAY
    orders = {f"K{i}": Order(f"K{i}", "C", "P", Decimal(5), now, now - i * week, Decimal(100), state="shipped",
                             shipped_at=now - i * week) for i in range(8)}  # fmt: skip
    shop = Shop("S", "Europe/Berlin", now, orders=orders)
    assert goals(shop) is None
    ours = [(now - i * week, i < 6, [f"K{i}"]) for i in range(8)]
    found = goals(shop, ours)
    assert found is not None
    assert (found.kept, found.promised, found.percent, found.is_few) == (6, 8, 75, True)
    assert (found.worth, found.worth_of) == ("600", "800")
    assert goals(shop, ours[:4]) is None


def test_hours_opened_without_a_break_are_one_stretch() -> None:
    """Two steps of one machine on a Saturday morning are one shift to whoever has to come."""
    six, seven, nine = (at(2026, 11, 28, hour) for hour in (6, 7, 9))
    halves = [Opened("MILL", 1, None, seven, nine), Opened("MILL", 1, None, six, seven)]
    other = Opened("MILL", 2, None, six, seven)
    assert stretches([*halves, other]) == [Opened("MILL", 1, None, six, nine), other]
    assert len(stretches([Opened("MILL", 1, "DAY", six, seven), halves[0]])) == 2


def test_who_would_pay_reads_from_when_to_when() -> None:
    """Within a day the hours are said, over days the days; who is re-sequenced alone is not called later."""
    shop = Shop("Small", "Europe/Berlin", at(2026, 11, 24))
    move = Move("SO-7", at(2026, 12, 10, 8), at(2026, 12, 10, 10, 30), at(2026, 12, 18), False)
    assert _moved(move, shop, BERLIN) == "SO-7: Thu 10 Dec 08:00 → 10:30, promised Thu 17 Dec"
    on = Move("SO-8", at(2026, 12, 10, 8), at(2026, 12, 11, 8), None, True)
    assert _moved(on, shop, BERLIN) == "SO-8: Thu 10 Dec → Fri 11 Dec, which it breaks"
    same = Move("SO-9", at(2026, 12, 10, 8), at(2026, 12, 10, 8), None, False)
    assert _moved(same, shop, BERLIN) == "SO-9: finishes as planned, Thu 10 Dec"
    option = Option("move_others", (), (), "", moves=(move, on, same))
    assert later(option) == "SO-7 and SO-8"
    assert later(Option("move_others", (), (), "", moves=(same,))) == "no one; 1 re-sequenced"
