"""Plans beside simpler ways and an exact solver: each way is measured, and what is missing is said."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.plan.shops import order, shop, step

import canyou.bench.comparing as comparing_module
from canyou.bench.comparing import comparing
from canyou.bench.inserting import inserted
from canyou.bench.referee import solved
from canyou.bench.shops import Case
from canyou.plan.planner import make_plan
from canyou.shop.records import Customer, WorkCenter


def test_every_way_is_measured_and_without_a_solver_it_is_said_how_to_install_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One job shop of the literature and one small shop with shifts."""
    monkeypatch.setattr(comparing_module, "is_there", lambda: False)
    found = comparing(job_shops=[("la18", 1.3)], shops=[Case(12, 4, 1.2)], seconds=0.1)
    assert "pip install" in found["referee"]
    assert [row["shop"] for row in found["rows"]] == ["la18, factor 1.3", "12 orders, load 1.2, seed 1"]
    for row in found["rows"]:
        assert row["cp_sat"] is None
        assert 0 <= row["improved"] <= row["plan"] <= row["right_shifting"]
    assert found["rows"][0]["best_known"] <= found["rows"][0]["improved"]
    assert [row["way"] for row in found["job_shops"]][-1] == "improved"


def test_right_shifting_lets_what_was_there_wait() -> None:
    """B, which has little time and much weight, goes in before A, which then is as late as B is long."""
    saw = WorkCenter("SAW", "", "always")
    customers = [Customer("C1", "", Decimal(1)), Customer("C5", "", Decimal(5))]
    orders = [
        order("A", 60, customer="C1", due="mon 07:00"),
        order("B", 60, customer="C5", due="mon 07:00"),
    ]
    plan = make_plan(shop([step(10)], orders, centers=[saw], customers=customers))
    assert inserted(plan).total == 60


def test_the_solver_proves_the_best_plan_of_a_job_shop() -> None:
    """Two jobs that want the same machine at once: one of them is an hour late, the less important one."""
    pytest.importorskip("ortools", reason="OR-Tools is an optional extra: pip install 'canyou[referee]'")
    saw = WorkCenter("SAW", "", "always")
    customers = [Customer("C1", "", Decimal(1)), Customer("C5", "", Decimal(5))]
    orders = [
        order("A", 60, customer="C1", due="mon 07:00"),
        order("B", 60, customer="C5", due="mon 07:00"),
    ]
    found = solved(make_plan(shop([step(10)], orders, centers=[saw], customers=customers)), 10)
    assert found == {"late": 60, "bound": 60, "proven": True}


def test_shops_that_the_solver_has_no_model_of_are_not_given_to_it() -> None:
    """Shifts are not in the model."""
    assert solved(make_plan(Case(12, 4).shop())) is None
