"""Improving a plan: what is known to be best is found, and no promise, reservation or rule is given up for it."""

from __future__ import annotations

from itertools import permutations
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.effort import tries
from tests.plan.shops import at, lines, order, plan_text, reserved, shop, step
from tests.strategies import shops

from canyou.plan.improve import Progress, churn, improve
from canyou.plan.improve.door import lateness
from canyou.plan.improve.network import EXACT_STEPS, network_of
from canyou.plan.keeping import reserved_shop
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.verify import verify
from canyou.shop.records import Customer, Shop, WorkCenter
from canyou.shop.synthetic import synthetic_shop


def three_customers() -> list[Customer]:
    from decimal import Decimal

    return [Customer(f"C{n}", "", Decimal(n)) for n in (1, 2, 4)]


def one_machine() -> Shop:
    """Six jobs on a saw that is always open; importance, length and due date of each differ."""
    saw = WorkCenter("SAW", "", "always")
    jobs = [(60, 1, 100), (150, 4, 200), (30, 2, 60), (240, 2, 330), (90, 4, 420), (45, 1, 130)]
    orders = [
        order(f"J{n}", minutes, customer=f"C{weight}", due=f"mon {6 + due // 60:02}:{due % 60:02}")
        for n, (minutes, weight, due) in enumerate(jobs)
    ]
    return shop([step(10)], orders, centers=[saw], customers=three_customers())


def best_on_one_machine(one: Shop) -> float:
    """The least weighted lateness over all sequences of a shop with one step on one machine."""
    begin = at("mon 06:00")

    def late(sequence: tuple[str, ...]) -> float:
        total, now = 0.0, begin
        for name in sequence:
            job = one.orders[name]
            now += int(job.quantity) * 60
            total += float(one.customers[job.customer].importance) * max(0, now - job.due_at) / 60
        return total

    return min(late(sequence) for sequence in permutations(one.orders))


def test_the_best_sequence_on_one_machine_is_found() -> None:
    """All 720 sequences of six jobs are gone through by hand: none is less late."""
    one = one_machine()
    found = improve(make_plan(one), iterations=4_000)
    assert found.weighted_tardiness_minutes == best_on_one_machine(one)
    assert verify(one, found) == []


def test_a_machine_waits_for_a_promised_order_about_to_arrive() -> None:
    """Dispatching starts the long job at once; improving lets the mill stand idle for an hour and keeps the promise."""
    routes = {"P": [step(10, "SAW"), step(20, "MILL", run=2)], "Q": [step(10, "MILL", run=6)]}
    orders = [
        order("WANTED", 60, promised="mon 09:00"),
        order("LONG", 60, part="Q", due="mon 12:00"),
    ]
    one = shop(routes, orders)
    plan = make_plan(one)
    assert plan.orders["WANTED"].late_minutes > 0
    better = improve(plan, iterations=400)
    assert lines(better, "WANTED") == [
        "WANTED 10 SAW/1 mon 06:00 – mon 07:00",
        "WANTED 20 MILL/1 mon 07:00 – mon 09:00",
    ]
    assert verify(one, better) == []


def test_a_step_goes_to_another_machine_that_is_free() -> None:
    """Two saws of different speed: what dispatching leaves on one is spread so that nothing is late."""
    from decimal import Decimal

    old = WorkCenter("OLD", "", "day", efficiency=Decimal("0.5"))
    orders = [order(f"A{n}", 60, due="mon 08:00") for n in range(3)]
    one = shop([step(10, "SAW", alternates=("OLD",))], orders, centers=[old])
    better = improve(make_plan(one), iterations=1_000)
    assert better.weighted_tardiness_minutes == 0
    assert verify(one, better) == []


def test_what_is_reserved_stays() -> None:
    """Steps in reservations.csv stand where they stood, whatever else would be less late."""
    orders = [order("PINNED", 240), order("URGENT", 60, due="mon 07:00"), order("OTHER", 60, due="mon 12:00")]
    one = shop([step(10)], orders, reservations=(reserved("PINNED", 10, "mon 07:30", pinned=True),))
    better = improve(make_plan(one), iterations=500)
    assert lines(better, "PINNED") == ["PINNED 10 SAW/1 mon 07:30 – mon 11:30"]
    assert better.problems == ()


def test_a_plan_kept_whole_as_reservations_does_not_move() -> None:
    """Everything stands reserved: improving has nothing to move, and gives the plan back."""
    plan = make_plan(reserved_shop(make_plan(synthetic_shop(30, 5, 1.2, seed=3, rich=True, materials=True))))
    better = improve(plan, iterations=2_000)
    assert churn(plan, better).moved == 0
    assert plan_text(better) == plan_text(plan)


@pytest.mark.parametrize("rich", [False, True])
def test_the_same_iterations_and_seed_give_the_same_bytes(rich: bool) -> None:
    """Twice the same; the two searches run in threads, in whatever order."""
    plan = make_plan(synthetic_shop(60, 6, 1.4, seed=5, rich=rich, materials=rich))
    first = improve(plan, iterations=6_000, seed=4)
    assert plan_text(improve(plan, iterations=6_000, seed=4)) == plan_text(first)
    assert first.weighted_tardiness_minutes < plan.weighted_tardiness_minutes


def test_no_more_steps_move_than_allowed() -> None:
    """With a bound of one step in ten, at most so many end up elsewhere; without a step to move, none does."""
    plan = make_plan(synthetic_shop(60, 6, 1.4, seed=5))
    free = churn(plan, improve(plan, iterations=8_000))
    bound = churn(plan, improve(plan, iterations=8_000, most_moved=0.1))
    assert bound.moved <= 0.1 * bound.steps < free.moved
    assert churn(plan, improve(plan, iterations=500, most_moved=0)).moved == 0


def test_what_a_few_moves_mend_is_mended_by_a_few_moves() -> None:
    """A shop with hours to spare is a little late: nothing is any more with fewer than one step in ten elsewhere."""
    plan = make_plan(synthetic_shop(60, 8, 0.9, seed=1))
    assert plan.weighted_tardiness_minutes > 0
    better = improve(plan, iterations=20_000)
    assert better.weighted_tardiness_minutes == 0
    moved = churn(plan, better)
    assert moved.moved <= 0.1 * moved.steps


def test_progress_is_told_and_the_time_is_kept_to() -> None:
    """At the end at least, with what has been tried and how late the best is."""
    told: list[Progress] = []
    improve(make_plan(synthetic_shop(60, 6, 1.4, seed=5)), seconds=0.2, progress=told.append)
    assert told[-1].iterations > 0
    assert told[-1].seconds >= 0.2


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"seconds": 1, "iterations": 1},
        {"seconds": -1},
        {"iterations": -1},
        {"iterations": 1, "most_moved": 2},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    """Neither or both ends, less than nothing, a share above one."""
    with pytest.raises(ValueError, match=r"improving|share"):
        improve(make_plan(one_machine()), **wrong)  # type: ignore[arg-type]


def test_ctrl_c_keeps_the_best_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt ends the searches at once, and what they have found by then is taken."""
    plan = make_plan(synthetic_shop(60, 6, 1.4, seed=5))

    told: list[Progress] = []

    def interrupt(now: Progress) -> None:
        told.append(now)
        if len(told) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("canyou.plan.improve.door.EVERY_SECONDS", 0.1)
    better = improve(plan, iterations=10**9, progress=interrupt)
    assert better.weighted_tardiness_minutes < plan.weighted_tardiness_minutes


def kept(plan: ShopPlan) -> set[str]:
    return {o.order for o in plan.orders.values() if o.promised_at is not None and not o.late_minutes}


def fair(one: Shop, plan: ShopPlan, better: ShopPlan) -> None:
    """Nothing that must hold of an improved plan is broken."""
    assert verify(one, better) == []
    assert lateness(better) <= lateness(plan)
    assert kept(plan) <= kept(better)
    assert better.problems == plan.problems
    assert better.held == plan.held


@tries(80)
@given(shops(max_orders=8, reservations=True), st.integers(0, 3))
def test_any_plan_improved_passes_the_referee_and_is_never_later(one: Shop, seed: int) -> None:
    """However awkward the shop: feasible and tight, no later by the aim, no kept promise broken, problems the same."""
    plan = make_plan(one)
    fair(one, plan, improve(plan, iterations=600, seed=seed))


@pytest.mark.parametrize("rich", [False, True])
def test_a_large_plan_improved_as_far_as_it_counts_passes_the_referee(rich: bool) -> None:
    """Large plans are followed up only where it counts, and made good again: what comes out is a plan like any."""
    one = synthetic_shop(330, 12, 1.5, seed=2, rich=rich, materials=rich)
    plan = make_plan(one)
    assert len(plan.placed) > EXACT_STEPS
    better = improve(plan, iterations=1_500)
    assert better.weighted_tardiness_minutes < plan.weighted_tardiness_minutes
    fair(one, plan, better)
    assert plan_text(improve(plan, iterations=1_500)) == plan_text(better)


@tries(40)
@given(shops(max_orders=8, reservations=True), st.integers(0, 3))
def test_any_plan_dispatched_anew_passes_the_referee_and_is_never_later(one: Shop, seed: int) -> None:
    """As large plans are: the way through plans that break promises ends in one that breaks none that was kept."""
    plan = make_plan(one)
    with patch("canyou.plan.improve.door.EXACT_STEPS", 0):
        fair(one, plan, improve(plan, iterations=1_200, seed=seed))


def test_dispatching_anew_mends_what_moving_steps_does_not() -> None:
    """A shop with half as much to do again as it has hours for: promises are saved that stay broken otherwise."""
    plan = make_plan(synthetic_shop(330, 12, 1.5, seed=5))
    moved = lateness(improve(plan, iterations=3_000, most_moved=0.999))
    anew = lateness(improve(plan, iterations=3_000))
    assert anew[0] < moved[0] / 2
    assert sum(anew) < sum(moved)


def test_the_network_knows_the_sums_of_the_plan() -> None:
    """Without trucks, forecasts and fixed last steps, the sums that are searched are those that the plan shows."""
    plan = make_plan(synthetic_shop(60, 6, 1.4, seed=5))
    numbers = network_of(plan.model, plan.placed).net.numbers
    promised, rest = lateness(plan)
    assert [int(numbers[0]), int(numbers[1])] == [
        pytest.approx(float(x) * 60_000, rel=1e-6) for x in (promised, rest)
    ]
