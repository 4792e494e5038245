"""What holds for any option taken into any plan: it stands, nobody else moves, and the plan is one like any other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.plan.effort import tries
from tests.plan.shops import answer_text, plan_text
from tests.plan.test_ask_properties import questions
from tests.strategies import shops

from canyou.plan.adopting.adopt import adopt, released, seen_from
from canyou.plan.adopting.adoption import (
    Adoption,
    Stale,
    adoption_body,
    adoption_from,
    adoption_of,
    option_body,
    option_from,
)
from canyou.plan.adopting.restoring import restored, standing
from canyou.plan.adopting.shelf import Takes, takes_of, with_shelf
from canyou.plan.asking import answer
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Option, Question
from canyou.plan.verify import verify, verify_answer
from canyou.shop.records import Order, Shop


def orders_for(option: Option, question: Question, name: str) -> list[Order]:
    """The orders that an option's deliveries become."""
    return [
        Order(f"{name}-{x}", question.customer, question.part, d.quantity, question.by_at, promised_at=d.at)
        for x, d in enumerate(option.deliveries, 1)
    ]


def for_somebody(plan: ShopPlan, question: Question) -> Question:
    """The question for a customer: how long it is on the way hangs on whom it is for."""
    return replace(question, customer=question.customer or next(iter(plan.shop.customers)))


def effective(plan: ShopPlan, takes: Takes) -> Shop:
    """The shop of a plan with what was promised in it, as it is written out: reservations and reserved stock."""
    pins = {(r.order, r.part, r.step, r.lot): r for r in plan.shop.reservations if r.pinned}
    rows = tuple(
        pins.get((r.order, r.part, r.step, r.lot), r) for r in standing(plan.operations, stands=True)
    )
    return replace(with_shelf(plan.shop, takes), reservations=rows)


@st.composite
def promised(draw: Any) -> tuple[ShopPlan, ShopPlan, list[Adoption], dict[str, dict[str, int]]]:
    """A plan of a drawn shop, and the same after up to three options were taken in."""
    drawn = draw(shops(max_orders=5, reservations=True))
    steps = [step for routing in drawn.routings.values() for step in routing if not step.is_outside]
    assume(all(step.setup_minutes + step.run_minutes for step in steps))  # no step takes no time at all
    first = make_plan(drawn)
    first = restored(first.shop, first.operations, first.problems, {})
    plan, done = first, []
    takes: dict[str, dict[str, int]] = {}
    for n in range(draw(st.integers(1, 3))):
        question = for_somebody(plan, draw(questions(plan.shop)))
        options = answer(plan, question).options
        if not options:
            continue
        option = draw(st.sampled_from(options))
        what = adoption_of(option_from(option_body(option)), orders_for(option, question, f"CY-{n}"))
        try:
            plan = adopt(plan, what, plan.now_at)
        except Stale:
            # Hours in the hour that comes twice can't be written into a calendar of wall clock times.
            assert option.overtime
            continue
        done.append(what)
        takes |= {name: takes_of(plan, name) for name in what.names}
    return first, plan, done, takes


@tries(60)
@given(promised())
def test_the_plan_after_is_right_for_the_shop_that_is_written_out(case: Any) -> None:
    """The referee finds nothing, and planning that shop anew gives the same steps, finishes and sum."""
    _, plan, _, takes = case
    shop = effective(plan, takes)
    assert verify(shop, replace(plan, shop=shop)) == [], plan_text(plan)
    again = make_plan(shop)
    assert again.operations == plan.operations, plan_text(plan)
    assert again.weighted_tardiness_minutes == plan.weighted_tardiness_minutes
    assert {n: replace(o, why=()) for n, o in again.orders.items()} == {
        n: replace(o, why=()) for n, o in plan.orders.items()
    }


@tries(40)
@given(promised(), st.data())
def test_the_plan_after_answers_further_questions(case: Any, data: Any) -> None:
    """Its answers pass the referee: no capacity and no stock that was promised is offered again."""
    _, plan, _, takes = case
    question = data.draw(questions(plan.shop))
    found = answer(plan, question)
    shop = effective(plan, takes)
    assert verify_answer(shop, replace(plan, shop=shop), found) == [], (
        plan_text(plan),
        answer_text(plan, found),
    )


@tries(30)
@given(promised())
def test_nobody_else_moves_and_what_is_released_leaves_the_plan_as_it_was(case: Any) -> None:
    first, plan, done, _ = case
    names = {name for what in done for name in what.names}
    moved = {name for what in done for name in what.moved()}
    before = [o for o in first.operations if o.order not in moved]
    assert [o for o in plan.operations if o.order not in names | moved] == before
    if not any(what.opened for what in done) and not moved:
        back = released(plan, names)
        assert back.operations == first.operations
        assert back.orders == first.orders
        assert back.weighted_tardiness_minutes == first.weighted_tardiness_minutes


@tries(20)
@given(promised())
def test_what_is_taken_in_twice_is_stale(case: Any) -> None:
    """The same place can't be had again under another name."""
    _, plan, done, _ = case
    for what in done:
        steps = [
            o for o in what.operations if o.order in what.names and o.work_center and o.end_at > o.start_at
        ]
        machines = plan.shop.work_centers
        if not steps or not all(machines[o.work_center or ""].machines for o in steps):
            continue
        twin = {name: f"{name}-again" for name in what.names}
        again = replace(
            what,
            orders=tuple(replace(o, order=twin[o.order]) for o in what.orders),
            operations=tuple(replace(o, order=twin.get(o.order, o.order)) for o in what.operations),
        )
        with pytest.raises(Stale):
            adopt(plan, again, plan.now_at)


@tries(20)
@given(promised())
def test_what_was_promised_is_written_down_and_taken_in_again_to_the_same(case: Any) -> None:
    """Following the entries of the book gives the plan of the process that wrote them."""
    first, plan, done, _ = case
    again = first
    for what in done:
        again = adopt(again, adoption_from(adoption_body(what)))
    assert again.operations == plan.operations
    assert again.orders == plan.orders


@tries(20)
@given(promised(), st.integers(0, 40), st.data())
def test_seen_from_a_later_moment_nothing_moves_and_nothing_new_begins_before_it(
    case: Any, hours: int, data: Any
) -> None:
    _, plan, _, _ = case
    later = seen_from(plan, plan.now_at + hours * 3600)
    assert later.operations == plan.operations
    question = for_somebody(later, data.draw(questions(later.shop)))
    for option in answer(later, question).options:
        mine = [o for o in option.operations if o.order == "ASK"]
        assert all(o.start_at >= later.now_at for o in mine)
        what = adoption_of(option, orders_for(option, question, "CY-9"), asked_at=later.now_at)
        try:
            adopt(plan, what, later.now_at)
        except Stale:
            assert option.overtime
