"""What hangs on one thing alone: what would be late without each machine, person and supplier."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.plan.effort import tries
from tests.plan.shops import D, at, order, outside, progress, shop, step
from tests.strategies import shops

from canyou.plan.fragile.around import planned_around, with_lost_machines
from canyou.plan.fragile.document import fragile_document
from canyou.plan.fragile.finding import Fragile, at_risk, fragile
from canyou.plan.fragile.losses import Loss, with_downtime
from canyou.plan.fragile.people import machines_named, runs_by_person
from canyou.plan.fragile.without import SMALL, Ground, ground_of
from canyou.plan.planner import Made, make_plan, read_off
from canyou.plan.search import aim
from canyou.plan.timeline import timeline_of, uses_of
from canyou.plan.verify import verify
from canyou.shop.records import Event, Receipt, Shop, WorkCenter
from canyou.shop.synthetic import synthetic_shop

NEXT_WEEK = "2026-12-04 14:00"


def machine(found: Fragile, center: str, number: int = 1) -> list[str]:
    """The orders at risk without a machine."""
    (one,) = [m for m in found.machines if (m.work_center, m.machine) == (center, number)]
    return [at.order for at in one.orders]


def test_what_has_only_that_machine_breaks_and_nothing_else() -> None:
    """Without the saw its promise breaks and so does a wish; the mill's orders, and one promised later, are kept."""
    found = fragile(
        make_plan(
            shop(
                {"P": [step(10)], "Q": [step(10, "MILL")]},
                [
                    order("A", 60, "thu 14:00", promised="wed 14:00"),
                    order("B", 60, "thu 14:00"),
                    order("C", 60, "thu 14:00", promised="2026-12-11 14:00"),
                    replace(order("D", 60, "thu 14:00"), part="Q"),
                ],
            )
        )
    )
    assert machine(found, "SAW") == ["A", "B"]
    assert machine(found, "MILL") == ["D"]
    assert [m.work_center for m in found.machines] == ["SAW", "MILL"]  # a broken promise comes before a wish
    assert all(m.alone for m in found.machines)


def test_a_second_machine_or_an_alternate_takes_over() -> None:
    """Where another machine has room, nothing breaks, and the machine is not called the only one."""
    twin = WorkCenter("SAW", "", "day", machines=2)
    found = fragile(make_plan(shop([step(10)], [order("A", 60, promised="wed 14:00")], centers=[twin])))
    assert machine(found, "SAW", 1) == machine(found, "SAW", 2) == []
    found = fragile(make_plan(shop([step(10, alternates=("MILL",))], [order("A", 60, promised="wed 14:00")])))
    assert machine(found, "SAW") == []
    assert not any(m.alone for m in found.machines)


def test_the_saw_is_lost_no_longer_than_said() -> None:
    """What is promised for Thursday can stand a loss of one day, and not of three."""
    plan = make_plan(shop([step(10)], [order("A", 60, promised="thu 14:00")]))
    assert machine(fragile(plan, 1), "SAW") == []
    assert machine(fragile(plan, 3.5), "SAW") == ["A"]


def test_what_is_late_anyway_is_not_at_risk() -> None:
    """Only what is on time now can be lost; forecasts do not count."""
    orders = [
        order("A", 60, "mon 06:30"),
        order("B", 60, "wed 14:00", kind="forecast"),
        order("C", 60, "wed 14:00"),
    ]
    assert machine(fragile(make_plan(shop([step(10)], orders))), "SAW") == ["C"]


def test_a_running_step_waits_for_its_machine() -> None:
    """It keeps its machine, so its order is late although the second machine is free."""
    twin = WorkCenter("SAW", "", "day", machines=2)
    found = fragile(
        make_plan(
            shop(
                [step(10)],
                [order("A", 60, promised="wed 14:00")],
                centers=[twin],
                done=[progress("A", 10, "running", machine=2, started="mon 05:00")],
            )
        )
    )
    assert machine(found, "SAW", 1) == []
    assert machine(found, "SAW", 2) == ["A"]


def event(machine_name: str, person: str, kind: str = "run") -> Event:
    return Event("X", "P", "saw", machine_name, kind, at("mon 04:00"), at("mon 05:00"), person)


def test_a_person_stands_for_the_machines_that_only_they_ran() -> None:
    """One row is enough to be the only one, set-up rows are not; names are in order, and shares are of rows."""
    one = replace(
        shop([step(10), step(20, "MILL")], [order("A", 60, promised="wed 14:00")]),
        events=(event("saw", "Zoe"), event("MILL", "Zoe"), event("MILL", "Ann"), event("MILL", "Ann"),
                event("saw", "Ann", "setup"), event("gone", "Ann")),
    )  # fmt: skip
    document = fragile_document(fragile(make_plan(one)))
    ann, zoe = document["people"]
    assert (ann["person"], ann["sole_for"], ann["promises_at_risk"]) == ("Ann", ["gone"], [])
    assert (zoe["person"], zoe["sole_for"], zoe["promises_at_risk"]) == ("Zoe", ["saw"], ["A"])
    assert ann["share"] == [
        {"machine": "MILL", "share": 0.6667, "rows": 2},
        {"machine": "gone", "share": 1.0, "rows": 1},
    ]


@pytest.mark.parametrize(
    ("name", "means"),
    [("SAW", ("SAW", None)), ("saw 2", ("SAW", 2)), ("SAW-1", ("SAW", 1)), ("SAW 3", None), ("Lathe", None)],
)
def test_a_log_names_a_work_center_or_one_of_its_machines(
    name: str, means: tuple[str, int | None] | None
) -> None:
    """By its name, or with the number of a machine that it has."""
    assert machines_named(shop(centers=[WorkCenter("SAW", "", "day", machines=2)]), name) == means


def test_a_supplier_holds_up_what_goes_to_it_and_what_it_brings() -> None:
    """Steps wait until it is back, those there come back so much later, receipts too; what has arrived stays."""
    plan = make_plan(
        replace(
            shop(
                {"P": [outside(10, 1, supplier="Plater"), step(20)], "Q": [step(10)]},
                [order("A", 60, promised="thu 14:00"), order("B", 60, promised=NEXT_WEEK)],
                done=[progress("B", 10, "running", started="mon 05:00", due_back="2026-12-01 10:00")],
            ),
            receipts=(
                Receipt("R1", "Q", D(5), at("wed 08:00"), "Mill"), Receipt("R0", "Q", D(5), at("mon 05:00"), "Mill"),
            ),
            orders={
                **shop(orders=[order("A", 60, promised="thu 14:00"), order("B", 60, promised=NEXT_WEEK)]).orders,
                "C": replace(order("C", 10, promised="thu 14:00"), part="Z"),
            },
        )
    )  # fmt: skip
    found = fragile(plan)
    plater = next(s for s in found.suppliers if s.supplier == "Plater")
    assert [one.order for one in plater.orders] == ["A", "B"]
    assert (plater.steps, plater.receipts) == (2, 0)
    mill = next(s for s in found.suppliers if s.supplier == "Mill")
    assert (mill.steps, mill.receipts, mill.orders) == (0, 1, ())


def test_a_receipt_that_comes_later_makes_its_order_late() -> None:
    """Bought goods ordered for Thursday from a receipt on Wednesday are late if their supplier is lost for a week."""
    one = shop([step(10)], [replace(order("A", 5, promised="thu 14:00"), part="B")])
    bought = replace(next(iter(one.parts.values())), part="B", supply="buy")
    one = replace(
        one, parts={**one.parts, "B": bought}, receipts=(Receipt("R", "B", D(5), at("wed 08:00"), "Mill"),)
    )
    found = fragile(make_plan(one))
    assert [at_risk.order for at_risk in found.suppliers[0].orders] == ["A"]


@tries(60)
@given(shops(reservations=True), st.data(), st.integers(1, 20))
def test_planning_around_a_loss_is_right_and_disturbs_nobody(
    one: Shop, data: st.DataObject, days: int
) -> None:
    """The plan around a lost machine passes the referee but for tightness, and orders without a step there stay."""
    plan = make_plan(one)
    used = sorted({(o.work_center, o.machine) for o in plan.operations if o.work_center and o.machine})
    assume(used)
    center, number = data.draw(st.sampled_from(used))
    loss = Loss(one.now_at + days * 86_400, ((center, number),))
    placed = planned_around(plan, loss)
    assume(placed is not None)
    assert placed is not None
    down = replace(with_downtime(one, loss), reservations=())
    model = with_lost_machines(plan.model, loss)
    made = Made(model, placed, timeline_of(model, placed), uses_of(model, placed))
    after = read_off(down, plan.pools, made, list(plan.problems))
    breaches = [line for line in verify(down, after) if "could start" not in line]
    assert breaches == []
    there = {o.order for o in plan.operations if (o.work_center, o.machine) == (center, number)}
    for name, before in plan.orders.items():
        if name not in there:
            assert after.orders[name].finish_at == before.finish_at


@tries(25)
@given(shops(), st.data())
def test_nothing_is_at_risk_that_planning_anew_would_keep(one: Shop, data: st.DataObject) -> None:
    """Where a plan of the shop with that machine down is late with nothing, nothing is at risk."""
    plan = make_plan(one)
    used = sorted({(o.work_center, o.machine) for o in plan.operations if o.work_center and o.machine})
    assume(used)
    loss = Loss(one.now_at + 5 * 86_400, (data.draw(st.sampled_from(used)),))
    said = at_risk(plan, ground_of(plan, 5), loss)
    anew = make_plan(with_downtime(one, loss))
    if aim(anew.model, anew.placed) == (0.0, 0.0):
        assert said == ()
    on_time = {name for name, before in plan.orders.items() if not before.late_minutes}
    assert {row.order for row in said} <= on_time


def test_a_large_shop_is_answered_by_single_dispatches() -> None:
    """Beyond the small size the model is built once, and every loss is dispatched with one look-ahead."""
    plan = make_plan(synthetic_shop(orders=400, centers=20, seed=3))
    assert len(plan.model.rows) > SMALL
    ground = ground_of(plan, 7)
    assert ground.model is not None
    found = fragile(plan)
    assert any(m.orders for m in found.machines)
    on_time = {name for name, one in plan.orders.items() if not one.late_minutes}
    assert {row.order for m in found.machines for row in m.orders} <= on_time
    told: list[tuple[int, int]] = []
    assert fragile(plan, progress=lambda done, of: told.append((done, of)), workers=1) == found
    assert [done for done, _ in told] == list(range(1, told[-1][1] + 1))


def test_nobody_in_the_log_is_nobody_in_the_list() -> None:
    """A log without names, and a shop without a log, have no people."""
    one = shop([step(10)], [order("A", 60)])
    assert runs_by_person(one) == []
    assert runs_by_person(replace(one, events=(event("SAW", ""), event("SAW", " ")))) == []
    assert isinstance(ground_of(make_plan(one), 7), Ground)
