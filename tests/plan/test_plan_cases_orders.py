"""Which orders are planned, which come first, and when they are there; worked out by hand."""

from __future__ import annotations

import pytest
from tests.plan.shops import (
    D,
    finish,
    lines,
    order,
    planned,
    said,
    shop,
    step,
)

from canyou.plan.planner import make_plan
from canyou.plan.verify import verify
from canyou.shop.records import (
    Customer,
    Stock,
)

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
