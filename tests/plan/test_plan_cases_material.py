"""Stock, receipts, lead time and made components; worked out by hand."""

from __future__ import annotations

import pytest
from tests.plan.shops import (
    D,
    at,
    finish,
    lines,
    order,
    planned,
    progress,
    shop,
    step,
)

from canyou.plan.planner import make_plan
from canyou.plan.verify import verify
from canyou.shop.records import (
    BomLine,
    Part,
    Receipt,
    Stock,
    WorkCenter,
)

BAR = Part("BAR", supply="buy")
BARS = {"P": [BomLine("P", "BAR", D(1), 10)]}


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
