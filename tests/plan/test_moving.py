"""Moving others for a question: feasible, no promise broken unless asked for, nobody slips past the cap, and no harm
that could be helped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.plan.effort import tries
from tests.strategies import shops

from canyou.plan.adopting.adopt import seen_from
from canyou.plan.answering.asked import asked_of
from canyou.plan.answering.moving import told
from canyou.plan.ground import without
from canyou.plan.kernels.arrays import RUNNING
from canyou.plan.moving.move import Moved, resequence
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Answer, Question
from canyou.plan.verify_answer import Ledger, about, check_option
from canyou.plan.verify_case import calendar_for
from canyou.plan.verify_orders import bought
from canyou.plan.verify_rules import check_moves, check_rules
from canyou.shop.opentime import DAY
from canyou.shop.records import Shop
from canyou.shop.synthetic import synthetic_shop

D = Decimal
HOUR = 3600


def breaches(plan: ShopPlan, question: Question, found: Moved) -> list[str]:
    """What the referee finds against a re-sequencing, taken into the plan."""
    shop, out = plan.shop, list[str]()
    one = told(asked_of(plan, question), found)
    ledger = Ledger(shop)
    answer = Answer(question, plan.now_at, (one,), False, "moved")
    asked = about(shop, plan, answer, ledger)
    calendar = calendar_for(shop, [*plan.operations, *one.operations])
    takings = bought(asked.shop, plan, asked.need)
    finish = check_option(asked, plan, one, ledger, calendar, takings, out, "moved")
    check_moves(shop, plan, one, finish, calendar, asked.name, out, "moved")
    check_rules(shop, answer, one, out, "moved")
    return out


@st.composite
def rushes(draw: Any) -> tuple[ShopPlan, Question]:
    """A plan of a crowded drawn shop and a question that comes sooner than its gaps allow."""
    shop: Shop = draw(shops(max_orders=draw(st.sampled_from([3, 6, 10])), reservations=draw(st.booleans())))
    plan = make_plan(replace(shop, move_cap_days=D(draw(st.sampled_from([5, 1, 30])))))
    part = draw(st.sampled_from([p for p in shop.parts if p in shop.routings]))
    by_at = plan.now_at + draw(st.integers(0, 200)) * HOUR
    quantity = D(draw(st.sampled_from(["3", "1", "10", "2.75"])))
    return plan, Question(quantity, by_at, part=part, break_promises=draw(st.booleans()))


def moved(plan: ShopPlan, question: Question, **more: Any) -> Moved | None:
    asked = asked_of(plan, question)
    if asked.never or asked.whole.lot is None:
        return None
    return resequence(asked.whole.trial, [asked.whole.lot], asked.latest_finish, **more)


@tries(250)
@given(rushes())
def test_what_moves_is_feasible_and_named_and_breaks_no_promise_unless_asked_for(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    found = moved(plan, question, break_promises=question.break_promises)
    if found is None:
        return
    assert breaches(plan, question, found) == []
    assert question.break_promises or not found.broken
    for move in found.moves:
        assert move.to_at - move.from_at <= plan.shop.move_cap_days * DAY


@tries(120)
@given(rushes())
def test_what_runs_is_pinned_or_held_stays_and_so_do_all_orders_that_are_not_named(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    found = moved(plan, question)
    if found is None:
        return
    ops, model = plan.model.work.ops, plan.model
    for i in found.changed.tolist():
        assert ops["fixed"][i] != RUNNING
        assert i not in model.reserved or not model.reserved[i].pinned
        assert model.demands[ops["order"][i]].order.state != "hold"
    named = {move.order for move in found.moves}
    assert {model.demands[n].order.order for n in ops["order"][found.changed]} == named
    assert {o.order for o in found.operations} <= named | {"ASK"}


@tries(60)
@given(rushes())
def test_moving_leaves_plan_and_board_as_they_were_so_that_the_same_question_moves_the_same(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    arrays = [*plan.line, *plan.uses, plan.placed, *plan.model.work]
    before = [array.copy() for array in arrays]
    first = moved(plan, question)
    moved(plan, replace(question, quantity=question.quantity + 5), break_promises=True)
    again = moved(plan, question)
    assert all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))
    assert (first is None) == (again is None)
    if first is not None and again is not None:
        assert (first.moves, first.operations) == (again.moves, again.operations)


def test_a_rush_on_a_loaded_shop_comes_sooner_than_the_gaps_have_it_and_hardly_anybody_slips() -> None:
    plan = make_plan(synthetic_shop(120, 8, 0.9, 3))
    sooner = slipped = 0
    for part in list(plan.shop.routings)[:8]:
        asked = asked_of(plan, Question(D(20), plan.now_at, part=part))
        assert asked.whole.lot is not None
        target = plan.now_at + (asked.whole.finish_at - plan.now_at) * 3 // 4
        found = resequence(asked.whole.trial, [asked.whole.lot], target)
        if found is not None and found.finish_at <= target:
            sooner += 1
            slipped += found.slipped == 0
    assert sooner >= 6
    assert slipped >= 3


@tries(60)
@given(rushes(), st.integers(0, 60))
def test_what_has_begun_by_the_moment_of_the_question_stays_and_nothing_begins_before_it(
    case: tuple[ShopPlan, Question], hours: int
) -> None:
    plan, question = case
    seen = seen_from(plan, plan.now_at + hours * HOUR)
    found = moved(seen, question)
    if found is None:
        return
    assert (plan.placed["start"][found.changed] >= seen.now_at).all()
    assert (found.places["start"] >= seen.now_at).all()
    assert all((lot.placed["start"] >= seen.now_at).all() for lot in found.lots)


@tries(60)
@given(rushes())
def test_an_order_that_is_taken_out_gives_its_place_and_is_moved_by_nobody(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    names = [name for name in plan.orders if not any(order == name for order, _ in plan.shop.progress)]
    assume(names)
    asked = replace(asked_of(plan, question), ground=without(plan, names[:1]))
    assume(not asked.never and asked.whole.lot is not None)
    assert asked.whole.lot is not None
    found = resequence(asked.whole.trial, [asked.whole.lot], asked.latest_finish)
    assert found is None or names[0] not in {move.order for move in found.moves}
    again = resequence(asked.whole.trial, [asked.whole.lot], asked.latest_finish)
    assert (found is None) == (again is None)
    if found is not None and again is not None:
        assert found.operations == again.operations


def test_questions_asked_at_once_in_several_threads_move_the_same_as_one_after_the_other() -> None:
    plan = make_plan(synthetic_shop(150, 8, 1.0, 5, rich=True, materials=True))

    def operations(part: str) -> object:
        found = moved(plan, Question(D(15), plan.now_at + 4 * DAY, part=part))
        return None if found is None else found.operations

    parts = list(plan.shop.routings)[:24]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(operations, parts))
    assert at_once == [operations(part) for part in parts]
    assert sum(one is not None for one in at_once) > 12
