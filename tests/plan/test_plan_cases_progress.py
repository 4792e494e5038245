"""What is left of orders under way: running, paused, done and scrapped; worked out by hand."""

from __future__ import annotations

import pytest
from tests.plan.shops import (
    D,
    finish,
    lines,
    order,
    planned,
    progress,
    shop,
    step,
)

from canyou.plan.planner import make_plan
from canyou.shop.records import (
    BomLine,
    Crew,
    Part,
    WorkCenter,
)

SETTERS = [Crew("SET", "day")]
BAR = Part("BAR", supply="buy")
BARS = {"P": [BomLine("P", "BAR", D(1), 10)]}


# What is under way


def test_a_running_step_has_its_set_up_behind_it_and_only_the_rest_left() -> None:
    one = shop(
        [step(10, setup=45)],
        [order("A", 60)],
        done=[progress("A", 10, "running", 20, machine=1, started="mon 05:00")],
    )
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 06:40"]


def test_a_running_step_keeps_its_machine_and_others_wait_for_it() -> None:
    one = shop(
        [step(10)],
        [order("A", 60), order("B", 30, promised="mon 06:30")],
        centers=[WorkCenter("SAW", "", "day", machines=2)],
        done=[progress("A", 10, "running", machine=2, started="mon 05:00")],
    )
    assert planned(one) == ["B 10 SAW/1 mon 06:00 – mon 06:30", "A 10 SAW/2 mon 06:00 – mon 07:00"]


def test_a_running_step_stays_on_the_alternate_where_it_was_begun() -> None:
    done = [progress("A", 10, "running", work_center="MILL", machine=1, started="mon 05:00")]
    one = shop([step(10, alternates=("MILL",))], [order("A", 60)], done=done)
    assert planned(one) == ["A 10 MILL/1 mon 06:00 – mon 07:00"]


def test_a_running_step_with_nothing_left_counts_as_done() -> None:
    done = [progress("A", 10, "running", 60, machine=1)]
    one = shop([step(10), step(20, "MILL")], [order("A", 60)], done=done)
    assert planned(one) == ["A 20 MILL/1 mon 06:00 – mon 07:00"]


def test_orders_that_run_on_one_machine_go_one_after_the_other_as_they_were_started() -> None:
    one = shop(
        [step(10)],
        [order("A", 60), order("B", 30)],
        done=[
            progress("A", 10, "running", machine=1, started="mon 05:00"),
            progress("B", 10, "running", machine=1, started="mon 04:00"),
        ],
    )
    assert planned(one) == ["B 10 SAW/1 mon 06:00 – mon 06:30", "A 10 SAW/1 mon 06:30 – mon 07:30"]


def test_a_running_step_whose_step_before_is_not_done_ends_with_that_and_holds_its_machine() -> None:
    one = shop(
        {"P": [step(10), step(20, "MILL")], "Q": [step(10, "MILL")]},
        [order("A", 120), order("B", 60, part="Q", promised="mon 07:00")],
        done=[progress("A", 20, "running", 60, machine=1, started="mon 05:00")],
    )
    assert planned(one) == [
        "A 10 SAW/1 mon 06:00 – mon 08:00",
        "A 20 MILL/1 mon 06:00 – mon 08:00",
        "B Q 10 MILL/1 mon 08:00 – mon 09:00",
    ]


def test_running_steps_without_a_machine_get_one_each() -> None:
    one = shop(
        [step(10)],
        [order("A", 60), order("B", 30)],
        centers=[WorkCenter("SAW", "", "day", machines=2)],
        done=[
            progress("A", 10, "running", started="mon 05:00"),
            progress("B", 10, "running", started="mon 04:00"),
        ],
    )
    assert sorted(planned(one)) == ["A 10 SAW/1 mon 06:00 – mon 07:00", "B 10 SAW/2 mon 06:00 – mon 06:30"]


def test_more_people_on_running_steps_than_a_crew_has_all_go_on_and_others_wait_for_one_to_be_free() -> None:
    one = shop(
        [step(10, crew="SET")],
        [order("A", 60), order("B", 120), order("C", 30)],
        centers=[WorkCenter("SAW", "", "day", machines=3)],
        crews=SETTERS,
        done=[progress("A", 10, "running", machine=1), progress("B", 10, "running", machine=2)],
    )
    assert planned(one, "A", "B") == ["A 10 SAW/1 mon 06:00 – mon 07:00", "B 10 SAW/2 mon 06:00 – mon 08:00"]
    assert planned(one, "C")[0].endswith("mon 08:00 – mon 08:30")


def test_a_paused_step_has_the_rest_to_do_and_its_set_up_again() -> None:
    one = shop([step(10, setup=30)], [order("A", 60)], done=[progress("A", 10, "paused", 20)])
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:10"]


def test_the_machine_of_a_paused_step_is_free() -> None:
    one = shop(
        [step(10)],
        [order("A", 60), order("B", 60, promised="mon 07:00")],
        done=[progress("A", 10, "paused", machine=1)],
    )
    assert planned(one) == ["B 10 SAW/1 mon 06:00 – mon 07:00", "A 10 SAW/1 mon 07:00 – mon 08:00"]


@pytest.mark.parametrize("state", ["running", "paused"])
def test_a_step_that_has_begun_has_its_material(state: str) -> None:
    one = shop([step(10)], [order("A", 60)], parts=[BAR], bom=BARS, done=[progress("A", 10, state)])
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00"]


def test_an_order_with_every_step_done_finishes_now() -> None:
    one = shop([step(10)], [order("A", 60), order("B", 60)], done=[progress("B", 10, "done", 60)])
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00"]
    assert finish(make_plan(one), "B") == "mon 06:00"


# Scrap


def test_later_steps_do_what_scrap_has_left_and_the_order_says_how_many_it_is_short() -> None:
    one = shop([step(10), step(20, "MILL")], [order("A", 60)], done=[progress("A", 10, "done", 55, 5)])
    assert planned(one) == ["A 20 MILL/1 mon 06:00 – mon 06:55"]
    assert make_plan(one).orders["A"].short == 5


def test_scrap_here_and_before_is_no_longer_left_to_run() -> None:
    done = [progress("A", 10, "done", 55, 5), progress("A", 20, "running", 10, 3, machine=1)]
    one = shop([step(10), step(20, "MILL"), step(30)], [order("A", 60)], done=done)
    assert planned(one) == ["A 20 MILL/1 mon 06:00 – mon 06:42", "A 30 SAW/1 mon 06:42 – mon 07:34"]
    assert make_plan(one).orders["A"].short == 8


def test_being_short_adds_nothing_to_the_minutes_late() -> None:
    one = shop([step(10), step(20, "MILL")], [order("A", 60)], done=[progress("A", 10, "done", 55, 5)])
    assert make_plan(one).orders["A"].late_minutes == 0


def test_a_running_step_on_the_only_machine_that_its_step_before_needs_is_ended_first_and_all_is_planned_once() -> (
    None
):
    """Reports that contradict each other: the step can't hold its machine until what needs that machine is done."""
    steps = [step(10), step(20), step(30), step(40, "MILL")]
    one = shop(steps, [order("A", 60), order("B", 30)], done=[progress("A", 20, "running", machine=1)])
    plan = make_plan(one)
    assert lines(plan, "A") == [
        "A 20 SAW/1 mon 06:00 – mon 07:00",
        "A 10 SAW/1 mon 07:00 – mon 08:00",
        "A 30 SAW/1 mon 08:30 – mon 09:30",
        "A 40 MILL/1 mon 09:30 – mon 10:30",
    ]
    assert len(plan.operations) == 8
