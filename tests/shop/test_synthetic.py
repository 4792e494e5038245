"""Synthetic shops are valid, repeatable, loaded as asked, and rich shops have everything that shops have."""

from __future__ import annotations

import pytest

from canyou.shop.read import read_rows
from canyou.shop.records import Shop
from canyou.shop.synthetic import synthetic_shop
from canyou.shop.synthetic_draft import weekly_minutes
from canyou.shop.write import rows_of


@pytest.fixture(scope="module")
def rich() -> Shop:
    return synthetic_shop(400, 20, seed=5, rich=True, materials=True)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rich", [False, True])
@pytest.mark.parametrize("materials", [False, True])
def test_is_a_valid_shop_that_survives_being_written_and_read(seed: int, rich: bool, materials: bool) -> None:
    shop = synthetic_shop(60, 8, seed=seed, rich=rich, materials=materials)
    reading = read_rows(*rows_of(shop), machine_now=None)
    assert [str(p) for p in reading.problems if not p.is_warning] == []
    assert reading.shop == shop


def test_the_same_arguments_give_the_same_shop_and_another_seed_another() -> None:
    one = synthetic_shop(80, 10, seed=3, rich=True, materials=True)
    assert one == synthetic_shop(80, 10, seed=3, rich=True, materials=True)
    assert one != synthetic_shop(80, 10, seed=4, rich=True, materials=True)


def test_material_does_not_change_the_orders() -> None:
    """So that a benchmark with and without material is of the same work."""
    with_material, without = (synthetic_shop(80, 10, seed=3, materials=m) for m in (True, False))
    assert with_material.orders == without.orders


@pytest.mark.parametrize("load", [0.6, 0.9])
def test_the_busiest_work_center_is_loaded_as_asked_until_the_last_due_date(load: float) -> None:
    shop = synthetic_shop(3000, 8, load, seed=2)
    minutes = dict.fromkeys(shop.work_centers, 0.0)
    for order in shop.orders.values():
        for step in shop.routings[order.part]:
            if step.work_center:
                minutes[step.work_center] += float(step.setup_minutes + step.run_minutes * order.quantity)
    weeks = (max(order.due_at for order in shop.orders.values()) - shop.now_at) / (7 * 86400)
    busiest = max(
        minutes[name] / (weekly_minutes(c.calendar) * c.machines * float(c.efficiency) * weeks)
        for name, c in shop.work_centers.items()
    )
    assert 0.85 * load <= busiest <= 1.02 * load  # the last due date lies some days past the horizon


def test_a_rich_shop_has_everything_that_shops_have(rich: Shop) -> None:
    steps = [step for steps in rich.routings.values() for step in steps]
    rows = list(rich.progress.values())
    places = [(row.order, row.machine) for row in rows if row.state == "running" and row.machine]
    deep = {
        line.component for lines in rich.bom.values() for line in lines if line.component in rich.routings
    }
    assert rich.crews
    assert rich.downtime
    assert rich.gates
    assert rich.receipts
    assert places
    assert {step.attended for step in steps if step.crew} == {"all", "setup"}
    assert any(step.wait_minutes for step in steps)
    assert any(step.overlap_quantity for step in steps)
    assert any(step.alternates for step in steps)
    assert any(step.is_outside for step in steps)
    assert {row.state for row in rows} == {"done", "running", "paused"}
    assert any(row.scrap_quantity for row in rows)
    assert any(row.due_back_at for row in rows)
    assert any(part in rich.bom and part.startswith("S") for part in deep)
    assert {s.status for s in rich.stock} > {""}
    assert any(s.reserved_for for s in rich.stock)
    assert {o.kind for o in rich.orders.values()} == {"firm", "release", "blanket", "forecast", "quote"}
    assert any(o.is_held for o in rich.orders.values())
    assert any(o.hold_until_at for o in rich.orders.values())
    assert any(o.part not in rich.routings for o in rich.orders.values())


def test_several_orders_run_on_one_machine_in_a_rich_shop(rich: Shop) -> None:
    running = []
    for row in rich.progress.values():
        if row.state == "running" and row.machine:
            steps = rich.routings[rich.orders[row.order].part]
            center = next(step.work_center for step in steps if step.step == row.step)
            running.append((center, row.machine))
    assert len(set(running)) < len(running)


def test_a_rich_shop_plans_across_a_change_of_clocks(rich: Shop) -> None:
    """Its orders are due on both sides of the Sunday in November 2026 when clocks go back."""
    change = 1793516400  # 2026-11-01T07:00Z, 02:00 in Chicago
    dues = [order.due_at for order in rich.orders.values()]
    assert rich.now_at < min(dues) < change < max(dues)


def test_impossible_sizes_are_refused_in_a_sentence() -> None:
    with pytest.raises(ValueError, match="1 order, 2 work centers and a load above 0"):
        synthetic_shop(orders=0)
