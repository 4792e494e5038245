"""What holds for the answer to any question put to the plan of any shop."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.plan.effort import tries
from tests.plan.shops import answer_text, order, plan_text, said, shop, step
from tests.strategies import WEEKS, shops

from canyou.plan.asking import answer
from canyou.plan.keeping import reserved_shop
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Answer, Option, Question
from canyou.plan.verify import verify, verify_answer
from canyou.shop.records import Carrier, Hours, Order, Reservation, Shop

D = Decimal
HOUR, DAY = 3600, 86_400
FAR = 4_000_000_000
"""A date that every shop of the tests can keep (the year 2096)."""


@st.composite
def questions(draw: Any, shop: Shop) -> Question:
    """A question about any part of a shop: odd and even quantities, soon and late, with and without a customer."""
    quantity = D(draw(st.sampled_from(["3", "1", "10", "0.5", "2.75", "40"])))
    by_at = shop.now_at + draw(st.integers(0, 300)) * HOUR + draw(st.sampled_from([0, 1, 1799]))
    least = draw(st.sampled_from([None, quantity, quantity / 2, D("0.001")]))
    latest = draw(st.sampled_from([None, by_at, by_at + 50 * HOUR]))
    customer = draw(st.sampled_from(["", *shop.customers]))
    part = draw(st.sampled_from(list(shop.parts)))
    return Question(quantity, by_at, part=part, customer=customer, min_quantity=least, latest_at=latest)


@st.composite
def asked(draw: Any, **more: Any) -> tuple[ShopPlan, Question]:
    """A plan of a drawn shop and a question to it; some customers take no part deliveries."""
    drawn = draw(shops(max_orders=5, **more))
    whole = draw(st.booleans())
    customers = {
        name: replace(c, ship_complete=whole and name == "C1") for name, c in drawn.customers.items()
    }
    drawn = replace(drawn, customers=customers)
    return make_plan(drawn), draw(questions(drawn))


def whole_at(found: Answer) -> int:
    """When the whole quantity is there at once, if it can be at all."""
    whole = ("as_asked", "later")
    return next(o.deliveries[0].at for o in found.options if o.kind in whole and len(o.deliveries) == 1)


@st.composite
def wide(draw: Any) -> tuple[ShopPlan, Question]:
    """A plan and a question with every way to say yes open: hours of crews, notice, buying, carriers, terms."""
    drawn = draw(shops(max_orders=5))
    pick = st.sampled_from
    crews = {
        name: replace(
            k, overtime_calendar=draw(pick(["always", ""])), overtime_hour_cost=D(draw(pick([30, 0])))
        )
        for name, k in drawn.crews.items()
    }
    centers = {
        name: replace(
            c, overtime_calendar=draw(pick(["always", "sunday", ""])), notice_hours=D(draw(pick([0, 0, 30])))
        )
        for name, c in drawn.work_centers.items()
    }
    parts = {
        name: replace(p, supply="buy", lead_days=D(draw(pick([2, 9]))), buy_cost=D(draw(pick([0, 3]))))
        if name in drawn.routings and draw(pick([False, False, True]))
        else p
        for name, p in drawn.parts.items()
    }
    customers = {
        name: replace(
            c, ship_complete=draw(pick([False, True])), tolerance_percent=D(draw(pick([0, 20]))), early_days=1
        )
        for name, c in drawn.customers.items()
    }
    carriers = (Carrier("AIR", "", 0, D(60)), Carrier("VAN", "C0", 2, D(20)))
    calendars = {
        **{name: tuple(Hours(name, *row) for row in WEEKS[name]) for name in ("always", "sunday")},
        **drawn.calendars,
    }
    drawn = replace(
        drawn, crews=crews, work_centers=centers, parts=parts, customers=customers, carriers=carriers,
        calendars=calendars,
    )  # fmt: skip
    return make_plan(drawn), draw(questions(drawn))


@tries(120)
@given(asked(reservations=True))
def test_every_answer_passes_the_referee(case: tuple[ShopPlan, Question]) -> None:
    plan, question = case
    assert verify_answer(plan.shop, plan, answer(plan, question)) == []


@tries(200)
@given(wide())
def test_every_way_to_say_yes_passes_the_referee(case: tuple[ShopPlan, Question]) -> None:
    plan, question = case
    assert verify_answer(plan.shop, plan, answer(plan, question)) == []


@tries(80)
@given(wide())
def test_whoever_is_not_as_asked_has_a_plain_way_out_and_at_most_five_cards(
    case: tuple[ShopPlan, Question],
) -> None:
    """Without as_asked something that disturbs nobody brings all as early as one lot in the gaps does."""
    plan, question = case
    found = answer(plan, question)
    assume(found.options)
    assert len(found.options) <= 5
    whole = answer(plan, replace(question, by_at=FAR, latest_at=None, min_quantity=None))
    there = whole_at(whole)
    plain = [o for o in found.options if o.kind in ("as_asked", "later", "partial", "stock")]
    assert any(max(d.at for d in o.deliveries) <= there for o in plain)
    assert found.as_asked == (there <= question.by_at)
    for option in found.options:
        assert option.title
        assert option.consequence
        if option.kind in ("as_asked", "later", "partial", "stock"):
            assert (option.moves, option.overtime, option.extra_cost) == ((), (), 0)


@tries(80)
@given(wide())
def test_no_hour_is_opened_for_nothing(case: tuple[ShopPlan, Question]) -> None:
    """A part of every opened stretch is worked in by the question, with the crew that is asked to come."""
    plan, question = case
    for option in answer(plan, question).options:
        for row in option.overtime:
            assert row.start_at >= plan.now_at
            assert any(
                o.start_at < row.end_at
                and o.end_at > row.start_at
                and (row.work_center is None or (o.work_center, o.machine) == (row.work_center, row.machine))
                for o in option.operations
            )


def test_a_lot_of_years_of_work_is_placed_though_the_plan_itself_needs_open_time_for_days_alone() -> None:
    plan = make_plan(shop([step(10), step(20, "MILL")], [order("A", 60)]))
    question = Question(D(480 * 500), plan.now_at, part="P")
    found = answer(plan, question)
    assert verify_answer(plan.shop, plan, found) == []
    assert [said(whole_at(found))] == ["2030-09-23 07:00"]
    assert answer(plan, replace(question, quantity=D(480 * 20_000))).options == ()


@tries(80)
@given(asked())
def test_deliveries_add_up_to_what_was_asked_in_the_order_of_their_dates(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    for option in answer(plan, question).options:
        assert sum(d.quantity for d in option.deliveries) == question.quantity
        assert all(d.quantity > 0 and d.at >= plan.now_at for d in option.deliveries)
        assert [d.at for d in option.deliveries] == sorted(d.at for d in option.deliveries)


@tries(80)
@given(asked())
def test_a_first_delivery_is_never_less_than_the_least_that_helps(case: tuple[ShopPlan, Question]) -> None:
    plan, question = case
    customer = plan.shop.customers.get(question.customer)
    for option in answer(plan, question).options:
        if len(option.deliveries) > 1:
            assert option.deliveries[0].quantity >= (question.min_quantity or 0)
            assert customer is None or not customer.ship_complete
            assert (
                customer is None or min(d.quantity for d in option.deliveries) >= customer.min_ship_quantity
            )


@tries(40)
@given(asked())
def test_two_lots_past_the_date_are_offered_only_where_all_of_it_is_a_day_sooner_than_in_one(
    case: tuple[ShopPlan, Question],
) -> None:
    """Whatever is asked for the very moment: none of the two is in time, they disturb nobody and are well sooner."""
    plan, question = case
    soon = replace(question, by_at=plan.now_at, latest_at=None, quantity=question.quantity * 40)
    found = answer(plan, soon)
    assert verify_answer(plan.shop, plan, found) == []
    for option in found.options:
        if option.kind != "later" or len(option.deliveries) == 1:
            continue
        one = whole_at(answer(plan, replace(soon, by_at=FAR, min_quantity=None)))
        assert min(d.at for d in option.deliveries) > plan.now_at
        assert one - max(d.at for d in option.deliveries) >= DAY
        assert (option.moves, option.overtime, option.extra_cost) == ((), (), 0)


@tries(60)
@given(asked(reservations=True))
def test_asking_leaves_the_plan_as_it_was_and_the_same_question_gets_the_same_answer(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    arrays = [*plan.line, *plan.uses, plan.placed, *plan.model.work]
    before, text = [array.copy() for array in arrays], plan_text(plan)
    first = answer_text(plan, answer(plan, question))
    answer(plan, replace(question, quantity=question.quantity + 7, by_at=FAR))
    assert answer_text(plan, answer(plan, question)) == first
    assert all(np.array_equal(a, b) for a, b in zip(arrays, before, strict=True))
    assert plan_text(plan) == text


@tries(80)
@given(asked())
def test_a_question_can_be_met_as_asked_from_the_moment_all_is_there_and_not_a_second_sooner(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    free = replace(question, by_at=FAR, latest_at=None)
    found = answer(plan, free)
    assume(found.options)  # else it can never come
    assert found.as_asked
    assert [o.kind for o in found.options if o.kind == "as_asked"] == ["as_asked"]
    there = whole_at(found)
    then = answer(plan, replace(free, by_at=there))
    assert then.as_asked
    assert whole_at(then) == there
    sooner = answer(plan, replace(free, by_at=there - 1))
    assert not sooner.as_asked
    assert all(o.kind != "as_asked" for o in sooner.options)
    assert sooner.why_not


@tries(80)
@given(asked(), st.integers(1, 9))
def test_asking_for_fewer_never_takes_longer(case: tuple[ShopPlan, Question], tenths: int) -> None:
    """Of parts without made components: two of those may trade places in the gaps when there are fewer of them."""
    plan, question = case
    shop = plan.shop
    assume(not any(line.component in shop.routings for line in shop.bom.get(question.part, ())))
    steps = shop.routings.get(question.part, ())
    assume(not any(s.overlap_quantity and s.alternates for s in steps))
    many = answer(plan, replace(question, by_at=FAR, latest_at=None, quantity=D(10)))
    few = answer(plan, replace(question, by_at=FAR, latest_at=None, quantity=D(tenths), min_quantity=None))
    assume(many.options)
    assert few.options
    assert whole_at(few) <= whole_at(many)


@tries(80)
@given(asked())
def test_an_option_taken_into_the_shop_stands_and_everybody_else_is_where_they_were(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    shop = plan.shop
    assume(question.part in shop.routings)
    # What comes of a made part is there for questions alone, and no order takes stock of a part after components do.
    assume(not any(receipt.part in shop.routings for receipt in shop.receipts))
    assume(not any(line.component == question.part for lines in shop.bom.values() for line in lines))
    for option in answer(plan, question).options:
        if option.overtime or option.moves or option.kind in ("outside", "faster_shipping"):
            continue  # the shop does not have the hours that are opened for it, nor are the others where they were
        lots = [o for o in option.operations if o.part == question.part]
        if {o.lot for o in lots} != {1} or lots[0].quantity + on_shelf(
            plan, question.part
        ) < question.quantity:
            continue  # two lots, or a broken unit left on the shelf: no single order would do just that
        taken = make_plan(with_order(plan, question, option))
        assert verify(taken.shop, taken) == []
        named = {"ASK", *(move.order for move in option.moves)}
        stay = [o for o in plan.operations if o.order not in named]
        assert [o for o in taken.operations if o.order not in named] == stay
        assert [o for o in taken.operations if o.order in named] == list(option.operations)
        assert taken.orders["ASK"].finish_at == max(o.end_at for o in option.operations if o.order == "ASK")
        assert taken.problems == plan.problems


def on_shelf(plan: ShopPlan, part: str) -> Decimal:
    return D(plan.pools.free.get(part, 0)).scaleb(-6)


def with_order(plan: ShopPlan, question: Question, option: Option) -> Shop:
    """The shop with every step where it is and a new order, served last, that stands where the option has it."""
    kept = reserved_shop(plan)
    moved = {move.order for move in option.moves}
    stay = [row for row in kept.reservations if row.order not in moved]
    stands = [
        Reservation(
            o.order, o.part, o.step, o.work_center or "", o.machine, o.start_at, o.lot, o.quantity, o.end_at
        )
        for o in option.operations
    ]
    rows = tuple(replace(row, pinned=True) for row in (*stay, *stands))
    new = Order("ASK", question.customer, question.part, question.quantity, FAR, kind="forecast")
    return replace(kept, reservations=rows, orders={**kept.orders, "ASK": new})
