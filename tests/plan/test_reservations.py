"""What stands in reservations.csv stays, unless it can't or is in the way of a promise: then it is named."""

from __future__ import annotations

import pytest
from tests.plan.shops import D, at, lines, order, outside, planned, progress, reserved, shop, step

from canyou.plan.keeping import reserved_shop
from canyou.plan.planner import make_plan
from canyou.plan.verify import verify
from canyou.shop.records import BomLine, Crew, Downtime, Part, Receipt, Reservation, Stock, WorkCenter


def test_a_reserved_step_stays_though_its_machine_is_free_before() -> None:
    one = shop([step(10)], [order("A", 60)], reservations=(reserved("A", 10, "tue 09:00"),))
    assert planned(one) == ["A 10 SAW/1 tue 09:00 – tue 10:00"]
    assert make_plan(one).problems == ()


def test_others_go_around_what_is_reserved_and_into_the_gap_before_it() -> None:
    one = shop(
        [step(10)],
        [order("A", 60), order("B", 120), order("C", 180)],
        reservations=(reserved("A", 10, "mon 08:00"),),
    )
    assert planned(one) == [
        "B 10 SAW/1 mon 06:00 – mon 08:00",
        "A 10 SAW/1 mon 08:00 – mon 09:00",
        "C 10 SAW/1 mon 09:00 – mon 12:00",
    ]


def test_a_reserved_step_keeps_the_alternate_it_stands_on() -> None:
    one = shop(
        [step(10, alternates=("MILL",))],
        [order("A", 60)],
        reservations=(reserved("A", 10, "mon 07:00", "MILL"),),
    )
    assert planned(one) == ["A 10 MILL/1 mon 07:00 – mon 08:00"]


def test_its_end_follows_from_its_work_and_not_from_what_the_file_says() -> None:
    row = reserved("A", 10, "mon 13:00", end_at=at("mon 13:05"))
    assert planned(shop([step(10)], [order("A", 120)], reservations=(row,))) == [
        "A 10 SAW/1 mon 13:00 – tue 07:00"
    ]


def test_an_outside_step_leaves_the_house_when_it_is_reserved() -> None:
    one = shop([outside(10, 2)], [order("A", 5)], reservations=(reserved("A", 10, "tue 09:00", "", None),))
    assert planned(one) == ["A 10 outside tue 09:00 – thu 09:00"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (reserved("A", 10, "mon 05:00"), "that moment has passed"),
        (reserved("A", 10, "mon 15:00"), "does not work then"),
        (reserved("A", 10, "tue 07:00", machine=2), "no machine 2"),
        (reserved("A", 10, "tue 07:00", "MILL"), "can't do this step"),
        (reserved("A", 10, "wed 09:30"), "its machine does something else then"),
        (reserved("A", 20, "mon 06:30", "MILL"), "the step before it"),
        (reserved("A", 10, "thu 07:00"), "does not work then"),
    ],
)
def test_a_reservation_that_can_not_stand_is_let_go_and_named_with_the_reason(
    row: Reservation, why: str
) -> None:
    one = shop(
        [step(10), step(20, "MILL")],
        [order("A", 60), order("B", 60)],
        downtime=(Downtime("SAW", 1, at("thu 06:00"), at("thu 08:00")),),
        reservations=(reserved("B", 10, "wed 09:00"), row),
    )
    plan = make_plan(one)
    assert verify(one, plan) == []
    named = [line for line in plan.problems if "A step" in line]
    assert len(named) == 1
    assert f"A step {row.step} can't stay where it was reserved" in named[0]
    assert why in named[0]
    assert lines(plan, "A") == ["A 10 SAW/1 mon 06:00 – mon 07:00", "A 20 MILL/1 mon 07:00 – mon 08:00"]
    assert "B 10 SAW/1 wed 09:00 – wed 10:00" in lines(plan, "B")


def test_a_reservation_before_its_material_comes_is_let_go_even_if_it_is_pinned() -> None:
    one = shop(
        [step(10)],
        [order("A", 60)],
        parts=[Part("BAR", supply="buy")],
        bom={"P": [BomLine("P", "BAR", D(1), 10)]},
        receipts=(Receipt("R1", "BAR", D(60), at("tue 10:00")),),
        reservations=(reserved("A", 10, "tue 09:00", pinned=True),),
    )
    plan = make_plan(one)
    assert lines(plan) == ["A 10 SAW/1 tue 10:00 – tue 11:00"]
    assert "its material is not there yet" in plan.problems[0]


def test_a_reservation_for_which_no_one_of_the_crew_is_free_is_let_go() -> None:
    one = shop(
        [step(10, crew="SET", alternates=("MILL",))],
        [order("A", 60), order("B", 60)],
        crews=[Crew("SET", "day")],
        reservations=(reserved("A", 10, "tue 06:00"), reserved("B", 10, "tue 06:30", "MILL")),
    )
    plan = make_plan(one)
    assert lines(plan, "A") == ["A 10 SAW/1 tue 06:00 – tue 07:00"]
    assert lines(plan, "B") == ["B 10 SAW/1 mon 06:00 – mon 07:00"]
    assert "B step 10 can't stay" in plan.problems[0]
    assert "crew are busy" in plan.problems[0]


def test_a_reservation_in_the_way_of_a_promise_moves_and_is_named() -> None:
    one = shop(
        [step(10)],
        [order("A", 480), order("B", 60, promised="mon 08:00")],
        reservations=(reserved("A", 10, "mon 06:00"),),
    )
    plan = make_plan(one)
    assert verify(one, plan) == []
    assert lines(plan) == ["B 10 SAW/1 mon 06:00 – mon 07:00", "A 10 SAW/1 mon 07:00 – tue 07:00"]
    assert [line for line in plan.problems if "A step 10 stood in the way of a promise" in line]


def test_a_pinned_reservation_stays_though_a_promise_breaks() -> None:
    one = shop(
        [step(10)],
        [order("A", 480), order("B", 60, promised="mon 08:00")],
        reservations=(reserved("A", 10, "mon 06:00", pinned=True),),
    )
    plan = make_plan(one)
    assert lines(plan) == ["A 10 SAW/1 mon 06:00 – mon 14:00", "B 10 SAW/1 tue 06:00 – tue 07:00"]
    assert plan.problems == ()


def test_a_reservation_stays_though_an_order_without_a_promise_is_late_for_it() -> None:
    one = shop(
        [step(10)],
        [order("A", 480), order("B", 60, "mon 08:00")],
        reservations=(reserved("A", 10, "mon 06:00"),),
    )
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 14:00", "B 10 SAW/1 tue 06:00 – tue 07:00"]


def test_a_running_step_has_begun_and_its_reservation_is_past() -> None:
    one = shop(
        [step(10)],
        [order("A", 60)],
        done=[progress("A", 10, "running", machine=1, started="mon 05:00")],
        reservations=(reserved("A", 10, "tue 09:00"),),
    )
    assert planned(one) == ["A 10 SAW/1 mon 06:00 – mon 07:00"]


def test_a_reservation_of_a_step_that_stock_has_made_needless_is_named() -> None:
    one = shop(
        [step(10)],
        [order("A", 60)],
        stock=(Stock("P", D(60)),),
        reservations=(reserved("A", 10, "tue 09:00"),),
    )
    plan = make_plan(one)
    assert lines(plan) == []
    assert verify(one, plan) == []
    assert "A step 10 can't stay where it was reserved: it is not to be done any more" in plan.problems[0]


def test_a_reservation_more_than_half_a_year_ahead_stays() -> None:
    one = shop([step(10)], [order("A", 60)], reservations=(reserved("A", 10, "2027-09-01 09:00"),))
    assert planned(one) == ["A 10 SAW/1 2027-09-01 09:00 – 2027-09-01 10:00"]
    assert make_plan(one).problems == ()


def test_a_plan_of_years_of_work_comes_back_from_its_reservations() -> None:
    """More work than the open time a plan begins with: what stands late must be judged with as much open time."""
    slow = WorkCenter("SAW", "", "day", efficiency=D("0.1"))
    one = shop([step(10)], [order("A", 9600), order("B", 9600)], centers=[slow])
    plan = make_plan(one)
    kept = make_plan(reserved_shop(plan))
    assert kept.problems == ()
    assert kept.operations == plan.operations


def test_a_late_order_says_that_it_is_held_by_hand() -> None:
    """Not the machine is full: it stands free before the step, which somebody has pinned there with a reason."""
    stand = reserved("A", 10, "tue 08:00", pinned=True, reason="customer is here")
    one = shop([step(10)], [order("A", 60, due="mon 14:00")], reservations=(stand,))
    why = make_plan(one).orders["A"].why
    assert any(line == "step 10 is pinned to SAW from Tue 24 Nov 08:00 on: customer is here" for line in why)
