"""Plain job shops, searched the quick way: what it times is what the plan says, and nothing is given up for speed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.plan.effort import tries
from tests.plan.shops import plan_text

from canyou.bench.improving import instances, job_shop
from canyou.plan.improve import improve
from canyou.plan.improve.annealing.arrays import BEST_PROMISED, BEST_REST
from canyou.plan.improve.cooling import Search
from canyou.plan.improve.door import lateness, settled
from canyou.plan.improve.network import FINENESS, network_of, placed_of
from canyou.plan.improve.plainness import is_plain
from canyou.plan.planner import make_plan
from canyou.plan.verify import verify
from canyou.shop.records import Customer, Hours, Order, Part, Shop, Step, WorkCenter
from canyou.shop.synthetic import synthetic_shop

BEGIN = 1_767_571_200


def plain_shop(routes: list[list[tuple[int, int, int]]], dates: list[tuple[int, int, bool]]) -> Shop:
    """Jobs as [(machine, minutes, minutes of waiting)], each with importance, minutes to its date, whether promised."""
    machines = sorted({m for route in routes for m, _, _ in route})
    return Shop(
        name="plain",
        timezone="UTC",
        now_at=BEGIN,
        clock_fixed=True,
        calendars={"always": tuple(Hours("always", day, 0, 1440) for day in range(7))},
        work_centers={f"M{m}": WorkCenter(f"M{m}", "", "always") for m in machines},
        parts={f"J{j}": Part(f"J{j}", supply="make") for j in range(len(routes))},
        routings={
            f"J{j}": tuple(
                Step(
                    f"J{j}",
                    10 * k + 10,
                    "",
                    f"M{m}",
                    Decimal(0),
                    Decimal(minutes),
                    wait_minutes=Decimal(wait),
                )
                for k, (m, minutes, wait) in enumerate(route)
            )
            for j, route in enumerate(routes)
        },
        customers={f"W{w}": Customer(f"W{w}", "", Decimal(w)) for w in {w for w, _, _ in dates}},
        orders={
            f"O{j}": Order(
                f"O{j}",
                f"W{w}",
                f"J{j}",
                Decimal(1),
                BEGIN + 60 * due,
                BEGIN + 60 * due if promised else None,
            )
            for j, (w, due, promised) in enumerate(dates)
        },
    )


STEPS = st.tuples(st.integers(0, 3), st.integers(1, 60), st.sampled_from([0, 0, 15]))
"""A machine may come twice in a route."""


@st.composite
def plain_shops(draw: st.DrawFn) -> Shop:
    routes = draw(st.lists(st.lists(STEPS, min_size=1, max_size=6), min_size=2, max_size=7))
    dates = [
        (draw(st.integers(1, 5)), draw(st.integers(20, 250)), draw(st.booleans())) for _ in range(len(routes))
    ]
    return plain_shop(routes, dates)


@tries(60)
@given(plain_shops(), st.integers(0, 3))
def test_what_the_quick_search_counts_is_what_the_plan_shows(one: Shop, seed: int) -> None:
    """Through hundreds of changes, forward and back: the best sums are those of the settled plan, and it is a plan."""
    plan = make_plan(one)
    network = network_of(plan.model, plan.placed)
    assert is_plain(network)
    search = Search(network, seed, 800, None)
    search.run()
    better = settled(plan, placed_of(network, search.net))
    assert better is not None
    promised, rest = lateness(better)
    numbers = search.net.numbers
    assert [int(promised * 60 * FINENESS), int(rest * 60 * FINENESS)] == [
        numbers[BEST_PROMISED],
        numbers[BEST_REST],
    ]
    assert verify(one, better) == []


@tries(40)
@given(plain_shops())
def test_no_promise_that_was_kept_is_broken_in_a_plain_shop(one: Shop) -> None:
    """However much less late the others would be."""
    plan = make_plan(one)
    better = improve(plan, iterations=800)
    assert lateness(better) <= lateness(plan)
    for name, before in plan.orders.items():
        if before.promised_at is not None and not before.late_minutes:
            assert not better.orders[name].late_minutes


def literature(name: str, factor: float) -> dict[str, Any]:
    return next(i for i in instances() if (i["name"], i["factor"]) == (name, factor))


def test_the_best_known_value_of_a_job_shop_is_reached() -> None:
    """Ten jobs on ten machines, from the literature: dispatching is far from it."""
    one = literature("la18", 1.3)
    plan = make_plan(job_shop(one))
    assert improve(plan, iterations=2_000_000).weighted_tardiness_minutes == one["best"]
    assert plan.weighted_tardiness_minutes > 1.5 * one["best"]


def test_the_quick_search_gives_the_same_bytes_for_the_same_seed() -> None:
    """And mostly others for another seed."""
    plan = make_plan(job_shop(literature("orb01", 1.5)))
    first, again, other = (plan_text(improve(plan, iterations=60_000, seed=seed)) for seed in (7, 7, 8))
    assert first == again != other


def test_shops_with_more_to_mind_are_not_plain() -> None:
    """Shifts, or a bound on what may move."""
    shifts = make_plan(synthetic_shop(20, 4))
    assert not is_plain(network_of(shifts.model, shifts.placed))
    plan = make_plan(job_shop(instances()[0]))
    assert is_plain(network_of(plan.model, plan.placed))
    assert not is_plain(network_of(plan.model, plan.placed, 10))
