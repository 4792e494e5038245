"""Figures that cannot be gamed: what would make them better on paper shows beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canyou.desk.actions.ask import ask, look
from canyou.desk.actions.moves import make
from canyou.desk.actions.turn import Given as Move
from canyou.desk.actions.vouch import vouch
from canyou.desk.figures import DAY, Asked, Given, Share, figures, wilson
from canyou.desk.models import Member, Promise
from canyou.desk.queries.figures import figures_document, figures_of

NOW = 1_000 * DAY
SINCE = NOW - 91 * DAY


def promise(ago: int, late: int = 0, **more: object) -> Given:
    """A promise due so many days ago, done so many days after its date."""
    due = NOW - ago * DAY
    usual = Given(
        due, due, "missed" if late > 0 else "kept", due + late * DAY, due + late * DAY, made_at=due - 9 * DAY
    )
    return replace(usual, **more)  # type: ignore[arg-type]


def test_renegotiating_lifts_the_current_date_alone() -> None:
    """Ten promises, five of them five days late but renegotiated in time: kept by the first date, five."""
    moved = [
        replace(promise(20, late=5), due_at=NOW - 15 * DAY, state="kept", renegotiated=1) for _ in range(5)
    ]
    found = figures([*moved, *(promise(20) for _ in range(5))], (), SINCE, NOW)
    assert (found.by_first_date, found.by_current_date) == (Share(5, 10), Share(10, 10))
    assert found.renegotiated == Share(5, 10)
    assert (found.timing.early, found.timing.on_the_day, found.timing.late) == (0, 5, 5)
    assert found.timing.median_late_days == 5


def test_padding_and_declining_show_in_what_could_have_been() -> None:
    """Dates later than need be, and questions declined that the shop could have met, count against."""
    asked = Asked(NOW - DAY, "promised", True, NOW + 9 * DAY, NOW + 9 * DAY)
    padded = replace(asked, promised_at=NOW + 20 * DAY)
    declined = replace(asked, state="declined", promised_at=None)
    not_possible = replace(asked, could=False, promised_at=NOW + 20 * DAY)
    withdrawn = replace(asked, state="withdrawn", promised_at=None)
    found = figures((), [asked] * 6 + [padded, declined, not_possible, withdrawn], SINCE, NOW)
    assert found.promised_as_could == Share(6, 8)
    assert found.promised == Share(8, 10)
    assert (found.declined, found.withdrawn) == (1, 1)


def test_what_was_not_wanted_any_more_is_left_out_and_what_was_given_up_is_not() -> None:
    """A promise cancelled before its date is neither kept nor broken; one that could not be kept is broken."""
    due = NOW - 5 * DAY
    gone = Given(due, due, "cancelled", None, due - DAY)
    reneged = Given(due, due, "reneged", None, due - DAY)
    open_late = Given(due, due, "missed", None)
    found = figures([gone, reneged, open_late, promise(5)], (), SINCE, NOW)
    assert found.by_first_date == Share(1, 3)
    assert found.timing.late == 1


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_interval_holds_the_share_and_narrows_with_more(pair: tuple[int, int]) -> None:
    """Wilson's interval lies within 0 and 1, holds the share, and ten times as many make it narrower."""
    count, of = pair
    low, high = wilson(count, of)
    assert 0 <= low <= count / of <= high <= 1
    wide, narrow = high - low, wilson(10 * count, 10 * of)
    assert narrow[1] - narrow[0] < wide
    mirrored = wilson(of - count, of)
    assert mirrored == pytest.approx((1 - high, 1 - low))


def test_wilson_as_published() -> None:
    """The interval for 1 of 29 at 95 % as R. G. Newcombe has it (Statistics in Medicine 17, 1998, 857–872, table I)."""
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=0.00005)
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.00005)


def test_a_share_of_fewer_than_five_is_not_told() -> None:
    """Too little says so, in the pure figure and in the document."""
    assert Share(4, 4).share is None
    assert Share(5, 5).share == 1
    assert (Share(5, 19).rests_on_little, Share(5, 20).rests_on_little) == (True, False)


def test_imported_dates_count_in_no_figure_until_somebody_stands_by_them(
    member: Callable[..., Member],
) -> None:
    """The backlog is not in the figures; what is asked, promised and confirmed here is."""
    seller, planner = member("sales", "seller"), member("operations", "planner")
    document = figures_document(figures_of(seller.shop_id, "main"))
    assert document["to_customers"]["kept_by_first_date"]["of"] == 0
    assert document["to_customers"]["kept_by_first_date"]["note"] == "too few to judge by"
    question = ask(
        seller, look(seller, {"part": "P-204", "quantity": "5", "by": "2026-12-11", "customer": "ACME"})
    )[0]
    make(seller, question.number, "promise", Move(option=1))
    vouch(planner, {"SO-1": None})
    found = figures_of(seller.shop_id, "main").to_customers
    assert (found.promised, found.promised_as_could) == (Share(1, 1), Share(1, 1))
    assert found.by_first_date.of == 0
    assert Promise.objects.count() == 2
    assert found.rushes.of == 1, "a backlog that somebody stands by must not thin out the rushes"
