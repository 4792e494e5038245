"""Every rule of what a plan means, on shops small enough to work out the times by hand."""

from __future__ import annotations

import pytest
from tests.plan.shops import (
    D,
    at,
    finish,
    lines,
    order,
    outside,
    progress,
    said,
    shop,
    step,
)

from canyou.plan.planner import make_plan
from canyou.plan.verify import verify
from canyou.shop.records import (
    BomLine,
    Crew,
    Customer,
    Downtime,
    Gate,
    Hours,
    Part,
    Receipt,
    Shop,
    Stock,
    WorkCenter,
)

BAR = Part("BAR", supply="buy")
BARS = {"P": [BomLine("P", "BAR", D(1), 10)]}
NIGHT = {"night": tuple(Hours("night", d, 0, 360) for d in range(7))}


def planned(one: Shop, *orders: str, timezone: str = "UTC") -> list[str]:
    """The operations of a shop's plan, which the referee has found no fault with."""
    plan = make_plan(one)
    assert verify(one, plan) == []
    return lines(plan, *orders, timezone=timezone)


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
    assert planned(one) == ["A 10 SAW/2 mon 06:00 – mon 07:00", "B 10 SAW/1 mon 06:00 – mon 06:30"]


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


# Holds


def test_an_order_on_hold_until_a_date_begins_no_earlier() -> None:
    one = shop([step(10)], [order("A", 60, state="hold", hold_until="wed 08:00")])
    assert planned(one) == ["A 10 SAW/1 wed 08:00 – wed 09:00"]


def test_an_order_on_hold_until_a_date_finishes_no_earlier_though_it_lies_on_the_shelf() -> None:
    one = shop([step(10)], [order("A", 60, state="hold", hold_until="wed 08:00")], stock=(Stock("P", D(60)),))
    assert planned(one) == []
    assert finish(make_plan(one), "A") == "wed 08:00"


def test_an_order_on_hold_without_a_date_is_out_of_the_plan_and_listed_as_sold_around() -> None:
    plan = make_plan(shop([step(10)], [order("A", 60, state="hold"), order("B", 60)]))
    assert lines(plan) == ["B 10 SAW/1 mon 06:00 – mon 07:00"]
    assert plan.held == ("A",)
    assert list(plan.orders) == ["B"]


# Stock, receipts, lead time


def test_finished_stock_covers_an_order_and_only_the_rest_is_made() -> None:
    one = shop([step(10)], [order("A", 60)], stock=(Stock("P", D(20)),))
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 06:40"]


def test_finished_stock_goes_to_promised_orders_by_promise_then_to_others_by_due() -> None:
    orders = [
        order("A", 10, "mon 08:00"),
        order("B", 10, "fri 08:00", promised="thu 08:00"),
        order("C", 10, "fri 08:00", promised="wed 08:00"),
        order("D", 10, "mon 07:00"),
    ]
    one = shop([step(10)], orders, stock=(Stock("P", D(25)),))
    plan = make_plan(one)
    assert {o.order: o.quantity for o in plan.operations} == {"A": 10, "D": 5}


def test_finished_stock_goes_to_firm_orders_before_forecast_ones() -> None:
    orders = [order("A", 10, "mon 08:00", kind="forecast"), order("B", 10, "fri 08:00")]
    one = shop([step(10)], orders, stock=(Stock("P", D(10)),))
    assert {o.order for o in make_plan(one).operations} == {"A"}


@pytest.mark.parametrize(
    ("row", "left"),
    [
        (Stock("P", D(60), "quarantine"), 60),
        (Stock("P", D(60), reserved_for="B"), 60),
        (Stock("P", D(60), reserved_for="A"), 0),
        (Stock("P", D(60), "free"), 0),
    ],
)
def test_only_stock_that_is_free_or_reserved_for_the_order_covers_it(row: Stock, left: int) -> None:
    one = shop([step(10)], [order("A", 60)], stock=(row,))
    assert sum(o.quantity for o in make_plan(one).operations) == left


def test_what_was_shipped_is_not_made_again_unless_the_order_has_progress() -> None:
    fresh = shop([step(10)], [order("A", 60, shipped_quantity=D(20))])
    assert planned(fresh) == ["A 10 SAW/1 mon 06:00 – mon 06:40"]
    begun = shop([step(10)], [order("A", 60, shipped_quantity=D(20))], done=[progress("A", 10, "paused")])
    assert planned(begun) == ["A 10 SAW/1 mon 06:00 – mon 07:00"]


def test_finished_stock_does_not_cover_an_order_with_progress() -> None:
    one = shop([step(10)], [order("A", 60)], done=[progress("A", 10, "paused")], stock=(Stock("P", D(60)),))
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00"]


def test_a_step_waits_for_the_receipt_that_brings_its_material() -> None:
    receipts = (Receipt("R1", "BAR", D(40), at("mon 09:00")), Receipt("R2", "BAR", D(20), at("tue 10:00")))
    one = shop([step(10)], [order("A", 60)], parts=[BAR], bom=BARS, receipts=receipts)
    assert planned(one) == ["A 10 SAW/1 tue 10:00 – tue 11:00"]


def test_each_unit_of_stock_serves_once_and_whoever_begins_first_takes_it() -> None:
    one = shop(
        [step(10)],
        [order("A", 60), order("B", 60)],
        parts=[BAR],
        bom=BARS,
        stock=(Stock("BAR", D(60)),),
        receipts=(Receipt("R1", "BAR", D(60), at("wed 09:00")),),
    )
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00", "B 10 SAW/1 wed 09:00 – wed 10:00"]


def test_what_is_missing_of_a_bought_part_comes_so_many_days_after_now_on_the_wall_clock() -> None:
    bar = Part("BAR", supply="buy", lead_days=D(3))
    one = shop(
        [step(10)],
        [order("A", 60, "2026-11-06 14:00")],
        now="2026-10-30 07:00",
        timezone="America/Chicago",
        parts=[bar],
        bom=BARS,
    )
    assert planned(one, timezone="America/Chicago") == ["A 10 SAW/1 2026-11-02 07:00 – 2026-11-02 08:00"]


def test_material_is_needed_by_its_own_step_and_those_before_do_not_wait() -> None:
    one = shop(
        [step(10), step(20, "MILL")],
        [order("A", 60)],
        parts=[BAR],
        bom={"P": [BomLine("P", "BAR", D(1), 20)]},
        receipts=(Receipt("R1", "BAR", D(60), at("tue 10:00")),),
    )
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00", "A 20 MILL/1 tue 10:00 – tue 11:00"]


def test_material_reserved_for_an_order_is_its_alone() -> None:
    one = shop(
        [step(10)],
        [order("A", 60), order("B", 60)],
        parts=[BAR],
        bom=BARS,
        stock=(Stock("BAR", D(60), reserved_for="B"),),
        receipts=(Receipt("R1", "BAR", D(60), at("tue 09:00")),),
    )
    assert planned(one) == ["B 10 SAW/1 mon 06:00 – mon 07:00", "A 10 SAW/1 tue 09:00 – tue 10:00"]


def test_an_order_for_a_part_without_a_routing_takes_it_from_stock_receipts_and_lead_time() -> None:
    cap = Part("CAP", supply="buy", lead_days=D(2))
    orders = [
        order(name, 10, due, part="CAP")
        for name, due in (("A", "mon 12:00"), ("B", "tue 12:00"), ("C", "wed 12:00"))
    ]
    one = shop(
        (),
        orders,
        parts=[cap],
        stock=(Stock("CAP", D(10)),),
        receipts=(Receipt("R", "CAP", D(10), at("mon 11:00")),),
    )
    plan = make_plan(one)
    assert verify(one, plan) == []
    assert [finish(plan, name) for name in "ABC"] == ["mon 06:00", "mon 11:00", "wed 06:00"]
    assert plan.operations == ()


# Made components


def test_components_of_components_are_made_for_the_order_and_stock_of_them_is_used_first() -> None:
    one = shop(
        {"P": [step(10)], "Q": [step(10, "MILL")], "R": [step(10, "LATHE", run="0.5")]},
        [order("A", 10)],
        centers=[WorkCenter("LATHE", "", "day")],
        bom={"P": [BomLine("P", "Q", D(1), 10)], "Q": [BomLine("Q", "R", D(2), 10)]},
        stock=(Stock("Q", D(4)), Stock("R", D(2))),
    )
    plan = make_plan(one)
    assert verify(one, plan) == []
    assert lines(plan) == [
        "A R 10 LATHE/1 mon 06:00 – mon 06:05",
        "A Q 10 MILL/1 mon 06:05 – mon 06:11",
        "A 10 SAW/1 mon 06:11 – mon 06:21",
    ]
    assert [o.quantity for o in plan.operations] == [10, 6, 10]


def test_a_component_is_needed_by_its_own_step_and_made_while_the_steps_before_run() -> None:
    one = shop(
        {"P": [step(10), step(20)], "Q": [step(10, "MILL", run=2)]},
        [order("A", 60)],
        bom={"P": [BomLine("P", "Q", D(1), 20)]},
    )
    assert planned(one) == [
        "A 10 SAW/1 mon 06:00 – mon 07:00",
        "A Q 10 MILL/1 mon 06:00 – mon 08:00",
        "A 20 SAW/1 mon 08:00 – mon 09:00",
    ]


def test_an_order_whose_material_can_never_come_is_out_of_the_plan_named_and_takes_nothing() -> None:
    one = shop(
        {"P": [step(10)], "Q": [step(10)]},
        [order("A", 60), order("B", 60, part="Q")],
        parts=[BAR, Part("NUT", supply="buy")],
        bom={
            "P": [BomLine("P", "BAR", D(1), 10), BomLine("P", "NUT", D(1), 10)],
            "Q": [BomLine("Q", "BAR", D(1), 10)],
        },
        stock=(Stock("BAR", D(60)),),
    )
    plan = make_plan(one)
    assert verify(one, plan) == []
    assert list(plan.orders) == ["B"]
    assert lines(plan) == ["B Q 10 SAW/1 mon 06:00 – mon 07:00"]
    assert len(plan.problems) == 1
    assert "A " in plan.problems[0]
    assert "NUT" in plan.problems[0]


# Which orders, and in what order


@pytest.mark.parametrize("more", [{"state": "shipped"}, {"state": "cancelled"}, {"kind": "quote"}])
def test_what_is_shipped_cancelled_or_only_quoted_is_not_planned(more: dict[str, str]) -> None:
    plan = make_plan(shop([step(10)], [order("A", 60, **more)]))
    assert (lines(plan), list(plan.orders), plan.held) == ([], [], ())


@pytest.mark.parametrize("kind", ["forecast", "blanket"])
def test_forecast_and_blanket_orders_come_after_the_firm_ones_and_add_no_tardiness(kind: str) -> None:
    one = shop([step(10)], [order("A", 60, "mon 06:30", kind=kind), order("B", 60)])
    plan = make_plan(one)
    assert verify(one, plan) == []
    assert lines(plan) == ["B 10 SAW/1 mon 06:00 – mon 07:00", "A 10 SAW/1 mon 07:00 – mon 08:00"]
    assert plan.orders["A"].late_minutes == 90
    assert plan.weighted_tardiness_minutes == 0


def test_a_promise_is_kept_before_anything_nobody_was_promised() -> None:
    big = Customer("BIG", importance=D(5))
    one = shop(
        [step(10)],
        [order("A", 240, promised="mon 10:00"), order("B", 60, "mon 07:00", customer="BIG")],
        customers=[big],
    )
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 10:00", "B 10 SAW/1 mon 10:00 – mon 11:00"]
    assert make_plan(one).weighted_tardiness_minutes == 5 * 240


def test_of_two_late_orders_the_more_important_goes_first() -> None:
    big = Customer("BIG", importance=D(3))
    one = shop(
        [step(10)],
        [order("A", 60, "mon 06:00"), order("B", 60, "mon 06:00", customer="BIG")],
        customers=[big],
    )
    plan = make_plan(one)
    assert lines(plan) == ["B 10 SAW/1 mon 06:00 – mon 07:00", "A 10 SAW/1 mon 07:00 – mon 08:00"]
    assert plan.weighted_tardiness_minutes == 3 * 60 + 120


def test_ties_go_by_name_in_code_point_order() -> None:
    one = shop(
        [step(10)], [order("a", 60), order("Ä", 60), order("B", 60), order("A10", 60), order("A9", 60)]
    )
    assert [o.order for o in make_plan(one).operations] == ["A10", "A9", "B", "a", "Ä"]


# When it is there


SHIPPING = {"ship_days": (1, 3), "ship_cutoff_minute": 720}
"""Trucks on Tuesday and Thursday at noon."""


@pytest.mark.parametrize(
    ("quantity", "ships"),
    [(840, "tue 12:00"), (841, "thu 12:00"), (60, "tue 12:00"), (1930, "2026-12-01 12:00")],
)
def test_an_order_goes_with_the_first_truck_and_a_finish_at_the_cutoff_still_goes(
    quantity: int, ships: str
) -> None:
    one = shop([step(10)], [order("A", quantity)], promise_basis="ship", **SHIPPING)
    plan = make_plan(one)
    assert verify(one, plan) == []
    assert said(plan.orders["A"].ships_at) == ships


@pytest.mark.parametrize(("basis", "late"), [("finish", 0), ("ship", 18 * 60), ("dock", (3 * 24 + 18) * 60)])
def test_lateness_is_counted_from_finish_truck_or_dock_by_the_promise_basis(basis: str, late: int) -> None:
    far = Customer("FAR", transit_days=3)
    one = shop(
        [step(10)],
        [order("A", 841, promised="wed 18:00", customer="FAR", due="thu 18:00")],
        promise_basis=basis,
        customers=[far],
        **SHIPPING,
    )
    plan = make_plan(one)
    assert verify(one, plan) == []
    assert plan.orders["A"].late_minutes == late


def test_without_ship_days_an_order_leaves_at_once_and_docks_so_many_dates_later() -> None:
    far = Customer("FAR", transit_days=3)
    one = shop(
        [step(10)],
        [order("A", 60, "2026-11-06 14:00", customer="FAR", timezone="America/Chicago")],
        now="2026-10-30 07:00",
        timezone="America/Chicago",
        promise_basis="dock",
        customers=[far],
    )
    found = make_plan(one).orders["A"]
    assert [said(x, "America/Chicago") for x in (found.finish_at, found.ships_at, found.docks_at)] == [
        "2026-10-30 08:00",
        "2026-10-30 08:00",
        "2026-11-02 08:00",
    ]


def test_an_order_without_a_promise_is_late_past_its_due() -> None:
    plan = make_plan(shop([step(10)], [order("A", 60, "mon 06:45")]))
    assert plan.orders["A"].late_minutes == 15
    assert plan.orders["A"].why
