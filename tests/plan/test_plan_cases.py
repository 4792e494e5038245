"""What a plan means for one step: how long it takes, where, with whom, and what it waits for; worked out by hand."""

from __future__ import annotations

import pytest
from tests.plan.shops import (
    D,
    at,
    order,
    outside,
    planned,
    progress,
    said,
    shop,
    step,
)

from canyou.plan.planner import make_plan
from canyou.plan.verify import verify
from canyou.shop.records import (
    Crew,
    Downtime,
    Gate,
    Hours,
    WorkCenter,
)

NIGHT = {"night": tuple(Hours("night", d, 0, 360) for d in range(7))}


# How long a step takes


def test_a_step_takes_set_up_and_run_divided_by_the_efficiency() -> None:
    saw = WorkCenter("SAW", "", "day", efficiency=D("0.75"))
    one = shop([step(10, setup=30, run=1)], [order("A", 60)], centers=[saw])
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 08:00"]


def test_a_duration_is_rounded_up_to_a_whole_second() -> None:
    assert planned(shop([step(10, run="0.01")], [order("A", 1)])) == ["A 10 SAW/1 mon 06:00 – mon 06:00:01"]


def test_a_third_of_a_minute_is_exact_and_nothing_is_added_to_it() -> None:
    saw = WorkCenter("SAW", "", "day", efficiency=D(3))
    one = shop([step(10, run=1)], [order("A", 1)], centers=[saw])
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 06:00:20"]


def test_closed_hours_interrupt_a_step() -> None:
    assert planned(shop([step(10)], [order("A", 600)])) == ["A 10 SAW/1 mon 06:00 – tue 08:00"]


def test_work_asked_for_after_hours_begins_when_the_shop_opens() -> None:
    assert planned(shop([step(10)], [order("A", 60)], now="fri 15:00")) == [
        "A 10 SAW/1 2026-11-30 06:00 – 2026-11-30 07:00"
    ]


def test_the_rows_of_a_date_replace_the_week_for_that_date() -> None:
    day = tuple(Hours("day", d, 360, 840) for d in range(5))
    hours = (*day, Hours("day", "2026-11-24", 0, 0), Hours("day", "2026-11-25", 600, 660))
    one = shop([step(10)], [order("A", 600)], calendars={"day": hours})
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – thu 07:00"]


def test_downtime_interrupts_a_step() -> None:
    down = (Downtime("SAW", None, at("mon 08:00"), at("mon 09:00")),)
    assert planned(shop([step(10)], [order("A", 180)], downtime=down)) == ["A 10 SAW/1 mon 06:00 – mon 10:00"]


def test_downtime_of_one_machine_leaves_the_other_alone() -> None:
    one = shop(
        [step(10)],
        [order("A", 60), order("B", 60)],
        centers=[WorkCenter("SAW", "", "day", machines=2)],
        downtime=(Downtime("SAW", 1, at("mon 05:00"), at("tue 10:00")),),
    )
    assert planned(one) == ["A 10 SAW/2 mon 06:00 – mon 07:00", "B 10 SAW/2 mon 07:00 – mon 08:00"]


def test_a_shift_in_which_the_clocks_go_back_is_an_hour_longer() -> None:
    one = shop(
        [step(10)],
        [order("A", 420)],
        now="2026-11-01 00:00",
        timezone="America/Chicago",
        centers=[WorkCenter("SAW", "", "night")],
        calendars=NIGHT,
    )
    assert planned(one, timezone="America/Chicago") == ["A 10 SAW/1 2026-11-01 00:00 – 2026-11-01 06:00"]


def test_a_shift_in_which_the_clocks_go_forward_is_an_hour_shorter() -> None:
    one = shop(
        [step(10)],
        [order("A", 330)],
        now="2026-03-08 00:00",
        timezone="America/Chicago",
        centers=[WorkCenter("SAW", "", "night")],
        calendars=NIGHT,
    )
    assert planned(one, timezone="America/Chicago") == ["A 10 SAW/1 2026-03-08 00:00 – 2026-03-09 00:30"]


# Where a step runs


def test_identical_machines_work_side_by_side() -> None:
    one = shop(
        [step(10)], [order("A", 60), order("B", 60)], centers=[WorkCenter("SAW", "", "day", machines=2)]
    )
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00", "B 10 SAW/2 mon 06:00 – mon 07:00"]


def test_one_machine_does_one_thing_after_the_other() -> None:
    assert planned(shop([step(10)], [order("A", 60), order("B", 60)])) == [
        "A 10 SAW/1 mon 06:00 – mon 07:00",
        "B 10 SAW/1 mon 07:00 – mon 08:00",
    ]


def test_a_step_runs_on_an_alternate_where_its_own_work_center_is_taken() -> None:
    one = shop([step(10, alternates=("MILL",))], [order("A", 60), order("B", 60)])
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00", "B 10 MILL/1 mon 06:00 – mon 07:00"]


def test_a_step_on_an_alternate_takes_as_long_as_that_work_center_is_efficient() -> None:
    mill = WorkCenter("MILL", "", "day", efficiency=D("0.5"))
    down = (Downtime("SAW", None, at("mon 05:00"), at("fri 14:00")),)
    one = shop([step(10, alternates=("MILL",))], [order("A", 60)], centers=[mill], downtime=down)
    assert planned(one) == ["A 10 MILL/1 mon 06:00 – mon 08:00"]


# Crews

SETTERS = [Crew("SET", "day")]
LONG_SAW = WorkCenter("SAW", "", "long")


def test_a_step_attended_all_through_stops_when_its_crew_goes_home() -> None:
    one = shop([step(10, crew="SET")], [order("A", 600)], centers=[LONG_SAW], crews=SETTERS)
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – tue 08:00"]


def test_after_an_attended_set_up_the_machine_runs_on_its_own_hours() -> None:
    one = shop(
        [step(10, setup=60, run=1, crew="SET", attended="setup")],
        [order("A", 600)],
        centers=[LONG_SAW],
        crews=SETTERS,
    )
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 17:00"]


def test_a_step_attended_for_its_set_up_begins_only_when_the_crew_is_there() -> None:
    crew = [Crew("SET", "late")]
    late = {"late": tuple(Hours("late", d, 600, 660) for d in range(5))}
    one = shop(
        [step(10, setup=30, run=1, crew="SET", attended="setup")],
        [order("A", 60)],
        crews=crew,
        calendars=late,
    )
    assert planned(one) == ["A 10 SAW/1 mon 10:00 – mon 11:30"]


@pytest.mark.parametrize(
    ("attended", "second"), [("setup", "mon 07:00 – mon 09:00"), ("all", "mon 08:00 – mon 10:00")]
)
def test_one_setter_is_free_for_the_next_machine_when_the_attended_part_is_over(
    attended: str, second: str
) -> None:
    two = WorkCenter("SAW", "", "day", machines=2)
    steps = [step(10, setup=60, run=1, crew="SET", attended=attended)]
    one = shop(steps, [order("A", 60), order("B", 60)], centers=[two], crews=SETTERS)
    machine = 2 if attended == "setup" else 1
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 08:00", f"B 10 SAW/{machine} {second}"]


def test_two_people_of_a_crew_work_at_once_and_a_third_step_waits() -> None:
    three = WorkCenter("SAW", "", "day", machines=3)
    one = shop(
        [step(10, crew="SET")],
        [order("A", 60), order("B", 60), order("C", 60)],
        centers=[three],
        crews=[Crew("SET", "day", people=2)],
    )
    assert [line.split("SAW/")[1][2:] for line in planned(one)] == [
        "mon 06:00 – mon 07:00",
        "mon 06:00 – mon 07:00",
        "mon 07:00 – mon 08:00",
    ]


def test_a_person_does_nothing_else_while_their_machine_is_closed_in_the_midst_of_a_step() -> None:
    broken = {
        "broken": tuple(Hours("broken", d, s, e) for d in range(5) for s, e in ((360, 420), (600, 840)))
    }
    one = shop(
        {"P": [step(10, crew="SET")], "Q": [step(10, "MILL", crew="SET")]},
        [order("A", 120, promised="mon 11:00"), order("B", 60, part="Q")],
        centers=[WorkCenter("SAW", "", "broken")],
        calendars=broken,
        crews=SETTERS,
    )
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 11:00", "B Q 10 MILL/1 mon 11:00 – mon 12:00"]


# What a step waits for


def test_a_step_waits_for_its_open_gates_and_the_steps_before_it_do_not() -> None:
    gates = (Gate("A", 20, "first article", at("tue 09:00")), Gate("A", 20, "drawing", at("mon 10:00")))
    one = shop([step(10), step(20, "MILL")], [order("A", 60)], gates=gates)
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00", "A 20 MILL/1 tue 09:00 – tue 10:00"]


def test_a_cleared_gate_holds_nothing() -> None:
    gates = (Gate("A", 10, "drawing", at("tue 09:00"), cleared_at=at("mon 05:00")),)
    assert planned(shop([step(10)], [order("A", 60)], gates=gates)) == ["A 10 SAW/1 mon 06:00 – mon 07:00"]


def test_a_wait_between_steps_passes_by_day_and_night() -> None:
    one = shop([step(10, wait_minutes=1200), step(20, "MILL")], [order("A", 60)])
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00", "A 20 MILL/1 tue 06:00 – tue 07:00"]


def test_a_wait_counts_from_the_end_of_a_step_that_is_done() -> None:
    done = [progress("A", 10, "done", 60, finished="mon 05:30")]
    one = shop([step(10, wait_minutes=90), step(20, "MILL")], [order("A", 60)], done=done)
    assert planned(one) == ["A 20 MILL/1 mon 07:00 – mon 08:00"]


def test_a_wait_counts_from_the_end_of_a_step_bought_outside() -> None:
    one = shop([outside(10, 1, wait_minutes=60), step(20)], [order("A", 60)])
    assert planned(one) == ["A 10 outside mon 06:00 – tue 06:00", "A 20 SAW/1 tue 07:00 – tue 08:00"]


# Overlap


def test_the_next_step_begins_when_the_overlap_quantity_is_done() -> None:
    one = shop([step(10, overlap_quantity=10), step(20, "MILL")], [order("A", 60)])
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00", "A 20 MILL/1 mon 06:10 – mon 07:10"]


def test_set_up_counts_before_the_first_units_are_done() -> None:
    one = shop([step(10, setup=30, overlap_quantity=10), step(20, "MILL")], [order("A", 60)])
    assert planned(one, "A")[1] == "A 20 MILL/1 mon 06:40 – mon 07:40"


def test_a_faster_step_that_overlaps_begins_so_that_its_last_units_come_after_the_step_before() -> None:
    one = shop([step(10, overlap_quantity=10), step(20, "MILL", run="0.5")], [order("A", 60)])
    assert planned(one)[1] == "A 20 MILL/1 mon 06:35 – mon 07:05"


def test_with_overlap_the_wait_counts_for_the_start_and_not_again_for_the_end() -> None:
    one = shop(
        [step(10, overlap_quantity=10, wait_minutes=20), step(20, "MILL", run="0.5")], [order("A", 60)]
    )
    assert planned(one)[1] == "A 20 MILL/1 mon 06:35 – mon 07:05"
    slow = shop([step(10, overlap_quantity=10, wait_minutes=20), step(20, "MILL")], [order("A", 60)])
    assert planned(slow)[1] == "A 20 MILL/1 mon 06:30 – mon 07:30"


def test_units_already_good_count_for_the_overlap() -> None:
    done = [progress("A", 10, "running", 8, machine=1)]
    one = shop([step(10, overlap_quantity=10), step(20, "MILL")], [order("A", 60)], done=done)
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 06:52", "A 20 MILL/1 mon 06:02 – mon 07:02"]


def test_an_overlap_of_more_than_the_lot_is_none() -> None:
    one = shop([step(10, overlap_quantity=100), step(20, "MILL")], [order("A", 60)])
    assert planned(one)[1] == "A 20 MILL/1 mon 07:00 – mon 08:00"


def test_nothing_overlaps_with_a_step_outside() -> None:
    one = shop([step(10, overlap_quantity=10), outside(20, 1)], [order("A", 60)])
    assert planned(one)[1] == "A 20 outside mon 07:00 – tue 07:00"


# Outside


def test_outside_days_keep_the_wall_clock_over_nights_weekends_and_clock_changes() -> None:
    one = shop([outside(10, 3)], [order("A", 60)], now="2026-10-30 15:00", timezone="America/Chicago")
    assert planned(one, timezone="America/Chicago") == ["A 10 outside 2026-10-30 15:00 – 2026-11-02 15:00"]


@pytest.mark.parametrize(
    ("told", "back"),
    [
        ({"due_back": "wed 10:00"}, "wed 10:00"),
        ({"started": "mon 04:00"}, "wed 04:00"),
        ({"started": "mon 04:00", "due_back": "tue 09:00"}, "tue 09:00"),
        ({"due_back": "mon 03:00"}, "mon 06:00"),
        ({}, "wed 06:00"),
    ],
)
def test_what_is_outside_comes_when_it_is_due_back_else_so_many_days_after_it_left_and_never_before_now(
    told: dict[str, str], back: str
) -> None:
    one = shop([outside(10, 2), step(20)], [order("A", 60)], done=[progress("A", 10, "running", **told)])
    plan = make_plan(one)
    assert verify(one, plan) == []
    assert [said(o.end_at) for o in plan.operations if o.step == 10] == [back]
