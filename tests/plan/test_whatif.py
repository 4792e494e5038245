"""Trying things on a copy of the plan: what is touched moves, all else stays, and the real plan is left alone."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.plan.effort import tries
from tests.plan.shops import lines, order, progress, said, shop, step
from tests.strategies import shops

from canyou.plan.document import iso
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.verify import verify
from canyou.plan.whatif.difference import Difference, difference
from canyou.plan.whatif.edits import BadEdit, parse_edit, parse_edits
from canyou.plan.whatif.trying import key_of, tried
from canyou.shop.records import Hours, Shop, WorkCenter

SMALL = shop(
    [step(10, "MILL", run=60), step(20, "SAW", run=1)],
    [
        order("A", 8, "tue 14:00", promised="tue 14:00"),
        order("B", 8, "wed 14:00", promised="wed 14:00"),
        order("C", 8, "fri 14:00"),
    ],
    calendars={"late": (Hours("late", 0, 840, 1320),)},
    centers=[WorkCenter("LATHE", "Lathe", "day")],
)
"""Three orders of eight hours on the mill, one after the other; the first two are promised."""


@pytest.fixture(scope="module")
def plan() -> ShopPlan:
    return make_plan(SMALL)


def trying(plan: ShopPlan, *edits: list[object]) -> Difference:
    return difference(tried(plan, parse_edits([json.dumps(edit) for edit in edits], plan.shop)))


def test_nothing_tried_changes_nothing(plan: ShopPlan) -> None:
    assert trying(plan).nothing


def test_a_step_pulled_to_the_front_pushes_those_it_passes_and_says_whose_promise_breaks(
    plan: ShopPlan,
) -> None:
    assert lines(plan, "C")[0] == "C 10 MILL/1 wed 06:00 – wed 14:00"
    found = trying(plan, ["move", "C", "P", 10, 1, "MILL", 1, "2026-11-23T06:00"])
    assert [(c.order, said(c.to_at or 0), c.breaks_promise) for c in found.later] == [
        ("A", "wed 06:08", True),
        ("B", "thu 06:08", True),
    ]
    assert [(c.order, said(c.to_at or 0)) for c in found.earlier] == [("C", "tue 06:08")]


def test_a_machine_down_delays_what_stands_behind_it_alone(plan: ShopPlan) -> None:
    found = trying(plan, ["down", "MILL", None, "2026-11-25T06:00", "2026-11-26T00:00"])
    assert [(c.order, c.slip_seconds) for c in found.later] == [("C", 86400)]
    assert not found.broken


def test_opened_hours_bring_orders_forward(plan: ShopPlan) -> None:
    found = trying(plan, ["open", "MILL", 1, None, "2026-11-23T14:00", "2026-11-23T22:00"])
    assert {c.order for c in found.earlier} == {"B", "C"}
    assert not found.later


def test_an_order_that_goes_leaves_room_and_a_new_one_takes_a_gap(plan: ShopPlan) -> None:
    found = trying(plan, ["drop", "C"], ["new", "P", 8, "2026-11-27", "ACME"])
    assert found.gone == ("C",)
    assert [(c.order, said(c.to_at or 0)) for c in found.new] == [("NEW-1", said(plan.orders["C"].finish_at))]
    assert not found.later
    assert not found.steps_moved


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ('["move","X","P",10,1,"MILL",1,"2026-11-23T06:00"]', "There is no order X"),
        ('["move","A","P",10,1,"MILL",2,"2026-11-23T06:00"]', "has 1 machines"),
        ('["move","A","P",30,1,"MILL",1,"2026-11-23T06:00"]', "has no step 30"),
        ('["down","MILL",1,"2026-11-23T09:00","2026-11-23T08:00"]', "not later than the start"),
        ('["down","MILL",1,"2026-11-20T09:00","2026-11-21T08:00"]', "past already"),
        ('["down","MILL",1,"soon","2026-11-21T08:00"]', "The start is a date"),
        ('["open","MILL",1,"CREW","2026-11-24T09:00","2026-11-24T10:00"]', "There is no crew"),
        ('["new","Q",8,"2026-11-27",null]', "Q"),
        ('["drop","X"]', "There is no order X"),
        ('["drop"]', "takes 1 more"),
        ('["fly","X"]', "cannot be tried"),
        ("not a list", "cannot be tried"),
        ('[["drop"]]', "cannot be tried"),
    ],
)
def test_what_cannot_be_tried_is_refused_with_a_sentence(edit: str, words: str) -> None:
    with pytest.raises(BadEdit, match=words):
        parse_edit(edit, SMALL)


def test_a_step_goes_only_where_its_routing_lets_it_and_a_running_one_stays() -> None:
    running = shop(
        [step(10, "MILL", run=60)], [order("A", 8)], done=[progress("A", 10, "running", 1, machine=1)]
    )
    plan = make_plan(running)
    with pytest.raises(BadEdit, match="is running"):
        trying(plan, ["move", "A", "P", 10, 1, "MILL", 1, "2026-11-24T06:00"])
    plan = make_plan(SMALL)
    with pytest.raises(BadEdit, match="is not done on Lathe"):
        trying(plan, ["move", "A", "P", 10, 1, "LATHE", 1, "2026-11-24T06:00"])


@tries(40)
@given(one=shops(), data=st.data())
def test_a_step_moved_anywhere_gives_a_plan_without_fault_in_which_the_untouched_stays(
    one: Shop, data: st.DataObject
) -> None:
    plan = make_plan(one)
    free = [o for o in plan.operations if o.work_center and (o.order, o.step) not in one.progress]
    if not free:
        return
    pick = data.draw(st.sampled_from(free))
    when = iso(plan.now_at + data.draw(st.integers(0, 6)) * 43200, one.timezone)
    edit = ["move", pick.order, pick.part, pick.step, pick.lot, pick.work_center, pick.machine, when]
    found = tried(plan, parse_edits([json.dumps(edit)], one))
    assert verify(found.plan.shop, found.plan) == []
    if found.stands[key_of(pick)] is None:
        assert difference(found).problems, "a step that could not stand is named"
    assert make_plan(one).operations == plan.operations
