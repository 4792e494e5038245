"""What holds for the plan of any shop, however awkward its calendars, crews, materials and progress."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from tests.plan.effort import tries
from tests.plan.shops import plan_text
from tests.strategies import shops

from canyou.plan.keeping import reserved_shop
from canyou.plan.planner import make_plan
from canyou.plan.verify import verify
from canyou.shop.read import read_folder, read_rows
from canyou.shop.records import Shop
from canyou.shop.write import rows_of, write_folder


@tries(150)
@given(shops(max_orders=8))
def test_the_plan_of_any_shop_passes_the_referee(shop: Shop) -> None:
    assert verify(shop, make_plan(shop)) == []


@tries(100)
@given(shops(reservations=True))
def test_the_plan_of_any_shop_with_reservations_passes_the_referee(shop: Shop) -> None:
    assert verify(shop, make_plan(shop)) == []


@tries(60)
@given(shops(reservations=True), st.randoms(use_true_random=False))
def test_the_plan_does_not_depend_on_the_order_of_rows_in_the_files(shop: Shop, random: Random) -> None:
    settings, tables = rows_of(shop)
    mixed = {name: random.sample(rows, len(rows)) for name, rows in tables.items()}
    other = read_rows(settings, mixed, machine_now=None).shop
    assert other is not None
    assert plan_text(make_plan(other)) == plan_text(make_plan(shop))


@tries(40)
@given(shops(reservations=True))
def test_a_shop_that_was_written_and_read_again_plans_to_the_same_bytes(shop: Shop) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_folder(shop, Path(folder))
        again = read_folder(folder).shop
    assert again is not None
    assert plan_text(make_plan(again)) == plan_text(make_plan(shop))


@tries(60)
@given(shops())
def test_a_plan_kept_as_reservations_comes_back_as_it_was(shop: Shop) -> None:
    plan = make_plan(shop)
    kept = make_plan(reserved_shop(plan))
    assert kept.operations == plan.operations
    assert kept.orders == plan.orders
    assert kept.problems == plan.problems


@tries(30)
@given(shops(reservations=True))
def test_a_plan_with_reservations_kept_as_reservations_comes_back_as_it_was(shop: Shop) -> None:
    plan = make_plan(shop)
    assert make_plan(reserved_shop(plan)).operations == plan.operations


@tries(30)
@given(shops())
def test_every_planned_order_is_either_in_the_plan_or_named_in_its_problems(shop: Shop) -> None:
    plan = make_plan(shop)
    for order in shop.orders.values():
        if order.is_planned:
            named = any(f"{order.order} is out of the plan" in line for line in plan.problems)
            assert (order.order in plan.orders) != named
        else:
            assert order.order not in plan.orders
            assert not any(o.order == order.order for o in plan.operations)
        assert (order.order in plan.held) == order.is_held
