"""What plans are compared with."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from canyou.bench.baselines import LOOK_AHEADS, Lateness, dispatched, earliest_due_date, lateness
from canyou.bench.quality import compared, quality, ratio
from canyou.bench.shops import LOADED, Case
from canyou.plan.planner import ShopPlan, make_plan
from canyou.shop.records import Customer, Hours, Order, Part, Shop, Step, WorkCenter

HOUR = 3600
NOW = 1_767_225_600


def one_machine(*jobs: tuple[str, int, int, bool]) -> ShopPlan:
    """The plan of a shop that never closes, with one machine and jobs of (name, hours, due after hours, promised)."""
    orders = {
        name: Order(
            name, "C", f"P{hours}", Decimal(1), NOW + due * HOUR, NOW + due * HOUR if promised else None
        )
        for name, hours, due, promised in jobs
    }
    parts = {f"P{hours}": hours for _, hours, _, _ in jobs}
    shop = Shop(
        name="One machine", timezone="UTC", now_at=NOW, clock_fixed=True,
        calendars={"always": tuple(Hours("always", day, 0, 1440) for day in range(7))},
        work_centers={"M": WorkCenter("M", "M", "always")},
        parts={part: Part(part, part, "ea", "make") for part in parts},
        routings={p: (Step(p, 10, "Do", "M", run_minutes=Decimal(60 * hours)),) for p, hours in parts.items()},
        customers={"C": Customer("C", "C", Decimal(2))},
        orders=orders,
    )  # fmt: skip
    return make_plan(shop)


def test_earliest_due_date_places_by_date() -> None:
    """A long job due first goes first, and makes the short one 9 hours late: 2 × 540 minutes by hand."""
    plan = one_machine(("A", 10, 10, False), ("B", 1, 2 + 10, False), ("C", 1, 2, False))
    # C 0–1, A 1–11 (1 h late), B 11–12: on time.
    assert earliest_due_date(plan) == Lateness(0.0, 2 * 60.0)


def test_earliest_due_date_places_promised_orders_first() -> None:
    """The promised order goes first although it is due later; the other is 3 hours late, at importance 2."""
    plan = one_machine(("A", 2, 1, False), ("B", 2, 9, True))
    assert earliest_due_date(plan) == Lateness(0.0, 2 * 180.0)


def test_lateness_of_a_plan_is_what_the_plan_says_itself() -> None:
    """Of a shop with firm orders alone the two parts add up to the plan's weighted tardiness."""
    plan = make_plan(Case(60, 6, 1.3, 4).shop())
    assert plan.weighted_tardiness_minutes > 0
    assert lateness(plan.model, plan.placed).total == pytest.approx(
        float(plan.weighted_tardiness_minutes), rel=1e-3
    )


def test_promised_lateness_counts_first() -> None:
    """Less of what was promised beats any amount of the rest."""
    assert Lateness(1.0, 1000.0) < Lateness(2.0, 0.0)


def test_a_plan_is_no_worse_than_any_dispatch_alone() -> None:
    """What the planner makes of its dispatches is at least as good as each of the 11, by the aim."""
    plan = make_plan(Case(80, 8, 1.1, 5, rich=True).shop())
    mine = lateness(plan.model, plan.placed)
    assert all(mine <= dispatched(plan, k) for k in LOOK_AHEADS)


def test_shops_compared_are_loaded_and_of_both_kinds() -> None:
    """At least 20 shops with a load of 0.9 or more, plain and rich, and none twice."""
    assert len(set(LOADED)) == len(LOADED) >= 20
    assert min(case.load for case in LOADED) >= 0.9
    assert {case.rich for case in LOADED} == {True, False}


def test_lateness_is_pooled_over_shops() -> None:
    """The pooled figure of each way is the sum of its shops', and its share of the plan's is of those sums."""
    cases = [Case(60, 6, 1.3, seed) for seed in (1, 2)]
    alone = [compared(case)["earliest due date"].total for case in cases]
    found = quality(cases)
    row = next(row for row in found["pooled"] if row["way"] == "earliest due date")
    assert row["sum"] == pytest.approx(sum(alone), abs=1)
    plan = next(row for row in found["pooled"] if row["way"] == "plan")
    assert found["of_earliest_due_date"] == pytest.approx(plan["sum"] / row["sum"], abs=1e-3)


@pytest.mark.parametrize(("one", "other", "expected"), [(1.0, 4.0, 0.25), (0.0, 0.0, 1.0)])
def test_a_share_of_nothing_is_one_where_both_are_nothing(one: float, other: float, expected: float) -> None:
    """Two ways that are never late are equally good."""
    assert ratio(one, other) == expected


def test_cases_are_drawn_the_same_again() -> None:
    """The same case gives the same shop, so that anyone can measure it again."""
    case = Case(20, 4, rich=True)
    assert case.shop() == case.shop() != replace(case, seed=2).shop()
