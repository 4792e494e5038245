"""The single judgements: machines side by side, hours, steps, minutes, routes and waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.learn.known_shop import text_of

from canyou.learn.hours import calendars_of
from canyou.learn.learning import Learned, learn
from canyou.learn.log import Entry
from canyou.learn.machines import machines_of
from canyou.learn.minutes import Lot, minutes_of, weighted_median
from canyou.learn.routes import distance, medoid, whole_way
from canyou.learn.visits import family, worked
from canyou.learn.waits import Seen, Survival
from canyou.shop.opentime import zone
from canyou.shop.records import Instant

MONDAY = int(dt.datetime(2026, 3, 2, tzinfo=dt.UTC).timestamp())
HOUR, DAY = 3600, 86_400


def entry(order: str, day: float, start: float, hours: float, person: str = "", **more: object) -> Entry:
    """A row on machine M of so many hours from an hour of a day on."""
    begin = MONDAY + int(day) * DAY + round(start * HOUR)
    fields = {"part": "P", "step_name": "Mill", "machine": "M", "kind": "run", **more}
    return Entry(order, start_at=begin, end_at=begin + round(hours * HOUR), person=person, **fields)  # type: ignore[arg-type]


def test_overlaps_of_one_person_are_one_machine() -> None:
    """Two orders logged by the same person at the same time, day after day, are no second machine."""
    rows = [entry(f"W{d}{k}", d, 8, 4, "Ann") for d in range(10) for k in range(2)]
    assert machines_of(rows, 8) == 1


def test_two_people_on_two_orders_are_two_machines() -> None:
    """The same with two people is two machines; with two people on one order it is one."""
    assert machines_of([entry(f"W{d}{k}", d, 8, 4, f"P{k}") for d in range(10) for k in range(2)], 8) == 2
    assert machines_of([entry(f"W{d}", d, 8, 4, f"P{k}") for d in range(10) for k in range(2)], 8) == 1


def test_a_handover_is_no_second_machine() -> None:
    """Rows that overlap by a few minutes at the change of shifts are one machine, however often."""
    rows = [entry(f"W{d}{k}", d, 6 + 4 * k, 4.1, f"P{k}") for d in range(20) for k in range(3)]
    assert machines_of(rows, 12) == 1


def test_reports_of_the_day_need_as_many_machines_as_they_have_hours() -> None:
    """Where no row has an hour, thirty hours on a day of ten open ones need three machines."""
    rows = [entry(f"W{d}{k}", d, 0, 10, "Ann", date_only=True) for d in range(10) for k in range(3)]
    assert machines_of(rows, 10) == 3


def weekly(days: Sequence[int], start: float, hours: float, weeks: int = 8) -> list[Entry]:
    """Work on these days of each week, in rows of an hour."""
    return [
        entry(f"W{w}{d}{k}", 7 * w + d, start + k, min(1.0, hours - k))
        for w in range(weeks) for d in days for k in range(int(np.ceil(hours)))
    ]  # fmt: skip


def test_a_week_from_sunday_to_thursday_is_seen() -> None:
    """Days off are those that nobody worked, wherever they lie."""
    calendars, of = calendars_of({"M": weekly((6, 0, 1, 2, 3), 7, 9)}, zone("UTC"))
    rows = calendars[of["M"]]
    assert {row.day for row in rows if row.end_minute} == {6, 0, 1, 2, 3}
    assert {(row.start_minute, row.end_minute) for row in rows if row.end_minute} == {(420, 960)}


def test_a_night_shift_goes_over_midnight() -> None:
    """Work from 22:00 to 06:00 opens the night, and the day stays closed."""
    calendars, of = calendars_of({"M": weekly(range(5), 22, 8)}, zone("UTC"))
    rows = [r for r in calendars[of["M"]] if r.end_minute]
    assert sum(r.end_minute - r.start_minute for r in rows) == pytest.approx(5 * 8 * 60, abs=5 * 60)
    assert not any(r.start_minute < 12 * 60 < r.end_minute for r in rows)


def test_dates_without_an_hour_open_no_night() -> None:
    """Reports dated at midnight say nothing about hours, however many there are."""
    day = weekly(range(5), 8, 8)
    dated = [entry(f"D{d}{k}", d, 0, 1.0, date_only=True) for d in range(40) for k in range(5)]
    calendars, of = calendars_of({"M": [*day, *dated]}, zone("UTC"))
    assert all(row.start_minute >= 7 * 60 for row in calendars[of["M"]] if row.end_minute)


def test_a_clock_that_runs_through_the_night_opens_no_night() -> None:
    """Rows that begin on one day and end on the next leave the night between them closed."""
    rows = [
        entry(f"W{d}{k}", d, 8 + 1.5 * k, 24 if k == 4 else 1.5)
        for d in range(40)
        for k in range(5)
        if d % 7 < 5
    ]
    calendars, of = calendars_of({"M": rows}, zone("UTC"))
    assert not any(row.start_minute < 3 * 60 < row.end_minute for row in calendars[of["M"]])


def test_where_it_was_done_is_no_part_of_what_was_done() -> None:
    """The same work on another machine is the same step; other work is not."""
    assert family("Turning & Milling - Machine 8", "Machine 8 - Turning & Milling") == "turning & milling"
    assert family("Turning & Milling - Machine 5", "M5") == "turning & milling"
    assert family("Turning & Milling Q.C.", "QC 1") != family("Turning & Milling - Machine 5", "M5")
    assert family("Step 3", "WC 2") == "step 3"


def test_closed_hours_inside_a_row_are_no_work_but_early_hours_are() -> None:
    """A row over a closed night leaves it out; who clocks in before opening worked then."""
    spans = np.array([[8, 16], [32, 40], [56, 64]], np.int64) * HOUR
    hours = lambda a, b: sum(y - x for x, y in worked(int(a * HOUR), int(b * HOUR), spans)) / HOUR  # noqa: E731
    assert hours(14, 34) == 4
    assert hours(14, 58) == 2 + 8 + 2
    assert hours(6, 10) == 4
    assert hours(20, 33) == 13
    assert hours(17, 20) == 3


@given(st.lists(st.tuples(st.floats(0, 1e6), st.floats(0.1, 1e3)), min_size=1, max_size=30))
def test_half_of_the_weight_is_on_either_side_of_the_weighted_median(
    pairs: list[tuple[float, float]],
) -> None:
    """No more than half of the weight lies below it, and no more than half above."""
    values, weights = zip(*pairs, strict=True)
    found = weighted_median(values, weights)
    half = sum(weights) / 2 * (1 + 1e-9)
    assert sum(w for v, w in pairs if v < found) <= half
    assert sum(w for v, w in pairs if v > found) <= half


@given(
    slips=st.lists(st.floats(50, 5000), min_size=0, max_size=4),
    run=st.floats(0.1, 20),
    setup=st.floats(1, 90),
)
def test_a_few_slips_do_not_move_the_minutes(slips: list[float], run: float, setup: float) -> None:
    """With ten true lots and up to four wild ones, set-up and run minutes are the true ones."""
    lots = [Lot(setup, units * run, units, True) for units in range(10, 110, 10)]
    wild = [Lot(setup + slip, 5 * run + slip, 5, True) for slip in slips]
    found = minutes_of([*lots, *wild], sets_up=True)
    assert found.setup == pytest.approx(setup)
    assert found.run == pytest.approx(run)


def test_a_set_up_that_is_not_logged_is_read_out_of_the_quantities() -> None:
    """Half an hour in every lot, whatever its size, is a set-up; where set-ups are logged it is not guessed at."""
    lots = [Lot(0, 30 + 2 * units, units, False) for units in (10, 12, 20, 25, 30, 40, 60, 80, 100)]
    found = minutes_of(lots, sets_up=False)
    assert (found.setup, found.run) == (pytest.approx(30), pytest.approx(2))
    assert minutes_of(lots, sets_up=True).setup == 0


ROUTE = st.lists(st.sampled_from("abcde"), max_size=6).map(tuple)


@given(one=ROUTE, two=ROUTE, three=ROUTE)
def test_the_distance_of_routes_is_one(
    one: tuple[str, ...], two: tuple[str, ...], three: tuple[str, ...]
) -> None:
    """Nothing is nearer than itself, both ways are equally far, and no detour is shorter."""
    assert distance(one, one) == 0
    assert distance(one, two) == distance(two, one)
    assert distance(one, three) <= distance(one, two) + distance(two, three)


@given(
    ways=st.dictionaries(
        ROUTE.filter(bool), st.tuples(st.integers(1, 3), st.integers(0, 9)), min_size=1, max_size=5
    )
)
def test_a_route_that_most_took_is_the_routing(ways: dict[tuple[str, ...], tuple[int, Instant]]) -> None:
    """The route taken more often than all others together is the one."""
    often = min(ways)
    ways[often] = (sum(count for count, _ in ways.values()) + 1, 5)
    assert medoid(ways) == often


def test_an_order_goes_on_like_the_one_most_like_it() -> None:
    """What is on the usual way stays on it; what is not follows the finished order with the most similar beginning."""
    ways = {("a", "b", "c"): (5, 1), ("a", "x", "y", "z"): (1, 2)}
    assert whole_way(("a", "c"), ("a", "b", "c"), ways, ()) == (("a", "b", "c"), 3)
    assert whole_way(("a", "x"), ("a", "b", "c"), ways, ()) == (("a", "x", "y", "z"), 2)


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=20))
def test_waits_that_are_all_over_have_their_median(minutes: list[float]) -> None:
    """Without any wait that goes on it is the lower median; one that goes on can only make it longer."""
    found = Survival([Seen(m, True) for m in minutes])
    assert found.median() == pytest.approx(sorted(minutes)[(len(minutes) - 1) // 2])
    longer = Survival([*(Seen(m, True) for m in minutes), Seen(max(minutes), False)])
    assert longer.median() >= found.median()


def rows(*some: tuple[str, str, str, str, str, int, str]) -> bytes:
    """Rows of order, step, machine, start, end, good, kind on 2 March 2026, ten ordered."""
    return text_of(
        {
            "order": order, "part": "P", "step_name": step, "machine": machine, "person": "", "quantity": "10",
            "good": str(good), "rejected": "0", "kind": kind,
            "start": f"2026-03-02T{start}", "end": f"2026-03-02T{end}" if end else "",
        }
        for order, step, machine, start, end, good, kind in some
    )  # fmt: skip


def told(found: Learned, order: str) -> list[tuple[int, str, int]]:
    return [
        (step, row.state, int(row.good_quantity))
        for (o, step), row in found.shop.progress.items()
        if o == order
    ]


def test_what_runs_is_paused_and_is_done() -> None:
    """At the log's end one order runs its second step, and another has stopped half-way; the route is that of the
    finished orders. Pieces of what runs go by its time, as far as they are not reported."""
    whole = [
        (f"F{n}", step, machine, f"{6 + n + k:02d}:00", f"{6 + n + k:02d}:50", 10, "run")
        for n in range(4) for k, (step, machine) in enumerate((("Saw", "S"), ("Mill", "M")))
    ]  # fmt: skip
    found = learn(
        rows(
            *whole,
            ("A", "Saw", "S", "11:00", "11:50", 10, "run"),
            ("A", "Mill", "M", "12:00", "", 0, "run"),
            ("B", "Saw", "S", "12:10", "12:40", 6, "run"),
            ("C", "Saw", "S", "12:40", "13:00", 10, "run"),
        ),
        timezone="UTC",
    )
    assert told(found, "A") == [(10, "done", 10), (20, "running", 9)]
    assert told(found, "B") == [(10, "paused", 6)]
    assert [s.name for s in found.shop.routings["P"]] == ["Saw", "Mill"]
    assert all(found.shop.orders[f"F{n}"].state == "shipped" for n in range(4))


def test_a_step_on_several_machines_has_alternates() -> None:
    """The machine with most of the work is the step's own, the others can do it instead."""
    found = learn(
        rows(
            ("A", "Mill", "M1", "06:00", "08:00", 10, "run"),
            ("B", "Mill", "M1", "08:00", "10:00", 10, "run"),
            ("C", "Mill", "M2", "10:00", "11:00", 10, "run"),
        ),
        timezone="UTC",
    )
    (step,) = found.shop.routings["P"]
    assert (step.work_center, step.alternates) == ("M1", ("M2",))


def test_rework_is_a_rate_and_no_step() -> None:
    """Rework rows make neither a step nor its minutes longer; how many orders had some is said."""
    found = learn(
        rows(
            ("A", "Mill", "M1", "06:00", "07:00", 10, "run"),
            ("A", "Fix", "M1", "07:00", "09:00", 1, "rework"),
            ("B", "Mill", "M1", "09:00", "10:00", 10, "run"),
        ),
        timezone="UTC",
    )
    (step,) = found.shop.routings["P"]
    assert float(step.run_minutes) == 6
    assert found.rework_rate == {"P": 0.5}


def test_no_time_zone_is_a_warning() -> None:
    """Without one the log's clock is UTC, and that is said."""
    found = learn(rows(("A", "Mill", "M1", "06:00", "07:00", 10, "run")))
    assert found.shop.timezone == "UTC"
    assert any(line.startswith("warning: no time zone was given") for line in found.problems)
