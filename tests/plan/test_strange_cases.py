"""Shops and questions that are odd but can happen: reports that contradict themselves, parts of pieces, small rests."""

from __future__ import annotations

from tests.plan.shops import D, at, lines, order, progress, reserved, shop, step

from canyou.plan.asking import answer
from canyou.plan.planner import make_plan
from canyou.plan.result import Question
from canyou.plan.verify import verify
from canyou.plan.verify_answer import verify_answer
from canyou.shop.records import Customer, Part, Receipt, Stock


def test_two_steps_of_an_order_running_on_one_machine_keep_the_order_of_the_routing() -> None:
    """The later step, reported without when it began, does not hold the machine that the earlier one needs."""
    one = shop(
        [step(10), step(20)],
        [order("A", 60), order("B", 60)],
        done=[
            progress("A", 10, "running", started="mon 05:00", machine=1),
            progress("A", 20, "running", machine=1),
            progress("B", 10, "running", started="mon 04:30", machine=1),
        ],
    )
    plan = make_plan(one)
    assert lines(plan)[0] == "A 10 SAW/1 mon 06:00 – mon 07:00"
    assert len(plan.operations) == 4
    assert verify(one, plan) == []


def test_a_reserved_step_that_would_end_before_what_feeds_it_is_let_go_and_named() -> None:
    """The quick step after a slow one overlaps with it, but its last units can't be done before they are there."""
    one = shop(
        [step(10, run=10, overlap_quantity=5), step(20, "MILL", run=1)],
        [order("A", 40)],
        reservations=[reserved("A", 20, "mon 07:00", "MILL", pinned=True)],
    )
    plan = make_plan(one)
    assert verify(one, plan) == []
    assert lines(plan)[1] == "A 20 MILL/1 mon 12:05 – mon 12:45"
    assert any("A step 20 can't stay" in line for line in plan.problems)


def test_part_of_a_piece_on_the_shelf_serves_a_question_for_whole_ones() -> None:
    """With 2.5 of 5 on the shelf only 2.5 are made, and they are there that much sooner."""
    one = shop([step(10, run=10)], stock=[Stock("P", D("2.5"))])
    plan = make_plan(one)
    found = answer(plan, Question(D(5), at("mon 06:25"), part="P"))
    assert found.as_asked
    assert verify_answer(one, plan, found) == []


def test_the_rest_of_a_split_is_never_less_than_the_customer_lets_be_shipped() -> None:
    """Of 10, 9 could be there by noon; with 3 as the least to ship, 7 are offered first."""
    acme = Customer("ACME", min_ship_quantity=D(3))
    one = shop([step(10, run=40)], customers=[acme])
    plan = make_plan(one)
    found = answer(plan, Question(D(10), at("mon 12:00"), part="P", customer="ACME"))
    assert [[d.quantity for d in o.deliveries] for o in found.options if o.kind == "partial"] == [
        [D(7), D(3)]
    ]
    assert verify_answer(one, plan, found) == []


def test_the_rest_of_a_bought_part_is_never_less_than_the_customer_lets_be_shipped() -> None:
    """Of 10 with 9 on the shelf, 7 go now and 3 when the receipt comes."""
    acme = Customer("ACME", min_ship_quantity=D(3))
    one = shop(
        parts=[Part("BAR", supply="buy")],
        stock=[Stock("BAR", D(9))],
        receipts=[Receipt("R1", "BAR", D(5), at("thu 12:00"))],
        customers=[acme],
    )
    plan = make_plan(one)
    found = answer(plan, Question(D(10), at("mon 12:00"), part="BAR", customer="ACME"))
    assert [D(7), D(3)] in [[d.quantity for d in o.deliveries] for o in found.options]
    assert verify_answer(one, plan, found) == []
