"""Questions about orders that exist, parts never made and several lines at once: what holds, and cases by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.plan.effort import tries
from tests.plan.shops import D, answer_text, line, order, plan_text, progress, said, shop, step
from tests.strategies import shops

from canyou.plan.asking import answer, answer_lines
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.purchase import BadLines, read_lines
from canyou.plan.question import parse_question
from canyou.plan.result import Question
from canyou.plan.verify import verify_answer
from canyou.plan.verify_kinds import verify_estimate, verify_lines
from canyou.shop.records import Shop, Stock

HOUR = 3600


@st.composite
def about_orders(draw: Any) -> tuple[ShopPlan, Question]:
    """A plan and a question about one of its orders: brought in, pushed out, raised, cut, or as it is."""
    drawn = draw(shops(max_orders=5, reservations=True))
    orders = [o for o in drawn.orders.values() if o.is_planned]
    assume(orders)
    one = draw(st.sampled_from(orders))
    sizes = [one.quantity, one.quantity + 3, one.quantity * 10, one.quantity / 2, D(1)]
    quantity = max(draw(st.sampled_from(sizes)), one.shipped_quantity)
    by_at = drawn.now_at + draw(st.integers(0, 300)) * HOUR
    least = draw(st.sampled_from([None, quantity / 2]))
    question = Question(
        quantity, by_at, part=one.part, order=one.order, customer=one.customer, min_quantity=least
    )
    return make_plan(drawn), question


@tries(150)
@given(about_orders())
def test_every_answer_about_an_order_passes_the_referee_and_leaves_the_plan_alone(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    before = plan_text(plan)
    found = answer(plan, question)
    assert verify_answer(plan.shop, plan, found) == []
    assert answer_text(plan, answer(plan, question)) == answer_text(plan, found)
    assert plan_text(plan) == before
    for option in found.options:
        assert question.order not in {move.order for move in option.moves}


@tries(80)
@given(about_orders())
def test_an_order_asked_about_as_it_is_can_be_there_when_the_plan_has_it(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    was = plan.orders.get(question.order)
    assume(was is not None)
    assert was is not None
    same = replace(question, quantity=plan.shop.orders[question.order].quantity, min_quantity=None)
    customer = plan.shop.customers[question.customer]
    planned = plan.model.shipping.there(was.finish_at, customer.transit_days)
    found = answer(plan, replace(same, by_at=planned))
    assert found.as_asked


@st.composite
def estimates(draw: Any) -> tuple[ShopPlan, Question]:
    """A question about a part never made, like another or by hours."""
    drawn = draw(shops(max_orders=4))
    by_at = drawn.now_at + draw(st.integers(0, 300)) * HOUR
    quantity = D(draw(st.sampled_from(["3", "1", "10"])))
    part = draw(st.sampled_from(list(drawn.routings)))
    times = D(draw(st.sampled_from(["1", "2", "0.5"])))
    return make_plan(drawn), Question(quantity, by_at, part=part, like=part, times=times, called="Bracket")


@tries(80)
@given(estimates())
def test_an_estimate_passes_the_referee_as_a_part_of_its_own_without_stock(
    case: tuple[ShopPlan, Question],
) -> None:
    plan, question = case
    found = answer(plan, question)
    assert verify_estimate(plan.shop, plan, found) == []
    for option in found.options:
        assert option.words.startswith("As an estimate")
        assert {o.part for o in option.operations if o.order == "ASK"} <= {
            question.part,
            *(b.component for lines in plan.shop.bom.values() for b in lines),
        }


@st.composite
def purchases(draw: Any) -> tuple[ShopPlan, list[Question]]:
    """One to four lines, some for the same part."""
    drawn: Shop = draw(shops(max_orders=4))
    customer = draw(st.sampled_from(["", *drawn.customers]))
    lines = [
        Question(
            D(draw(st.sampled_from(["3", "1", "10", "2.5"]))),
            drawn.now_at + draw(st.integers(0, 300)) * HOUR,
            part=draw(st.sampled_from(list(drawn.parts))),
            customer=customer,
            line=n,
        )
        for n in range(1, draw(st.integers(1, 4)) + 1)
    ]
    return make_plan(drawn), lines


@tries(120)
@given(purchases())
def test_lines_planned_together_pass_the_referee_each_as_an_order_of_its_own(
    case: tuple[ShopPlan, list[Question]],
) -> None:
    plan, lines = case
    before = plan_text(plan)
    found = answer_lines(plan, lines)
    assert verify_lines(plan.shop, plan, found) == []
    assert bool(found.options) or found.why_not
    assert plan_text(plan) == before


TWO = shop([step(10)], [order("A", 120, "mon 14:00"), order("B", 120, "tue 14:00")])
"""A saws Monday 6:00 to 8:00, B 8:00 to 10:00."""


def ask(one: Shop, **fields: Any) -> Any:
    plan = make_plan(one)
    found = answer(plan, parse_question(one, fields))
    assert verify_answer(one, plan, found) == []
    return found


def test_an_order_raised_takes_the_gap_behind_the_others() -> None:
    """A with twice as many pushes B back; moving nobody, the most in one lot by one is 180 behind B, and 60 before."""
    found = ask(TWO, order="A", quantity=240, by="mon 13:00")
    assert not found.as_asked
    assert [m.order for o in found.options for m in o.moves] == ["B"]
    split = next(option for option in found.options if option.kind == "partial")
    assert [line(o) for o in split.operations] == [
        "A 10 SAW/1 mon 06:00 – mon 07:00",
        "A 10 lot 2 SAW/1 mon 10:00 – mon 13:00",
    ]


def test_an_order_cut_is_done_sooner_at_its_own_place() -> None:
    """Half of A is sawn by seven."""
    found = ask(TWO, order="A", quantity=60, by="mon 07:00")
    assert found.as_asked
    assert [line(o) for o in found.options[0].operations] == ["A 10 SAW/1 mon 06:00 – mon 07:00"]


def test_a_running_order_raised_goes_on_and_makes_the_rest_in_a_second_lot() -> None:
    """A runs until eight and B stands behind it: the 60 more are sawn after B, set up as a lot of their own."""
    begun = replace(TWO, progress={("A", 10): progress("A", 10, "running", 0, started="mon 06:00")})
    found = ask(begun, order="A", quantity=180, by="tue 14:00")
    assert found.as_asked
    assert [line(o) for o in found.options[0].operations] == [
        "A 10 SAW/1 mon 06:00 – mon 08:00",
        "A 10 lot 2 SAW/1 mon 10:00 – mon 11:00",
    ]


def test_what_has_left_counts_in_the_first_delivery() -> None:
    """Of 120 pieces 20 have left: all 120 are there when the other 100 are sawn."""
    shipped = replace(TWO, orders={**TWO.orders, "A": replace(TWO.orders["A"], shipped_quantity=D(20))})
    found = ask(shipped, order="A", by="mon 13:00")
    option = found.options[0]
    assert [(d.quantity, said(d.at)) for d in option.deliveries] == [(D(120), "mon 07:40")]
    assert option.words.startswith("20 have left already.")


def test_an_order_has_its_stock_again_and_what_is_kept_for_it() -> None:
    """50 free and 30 kept for A cover 80 of its 120 whatever it is asked for."""
    stocked = replace(TWO, stock=(Stock("P", D(50)), Stock("P", D(30), reserved_for="A")))
    found = ask(stocked, order="A", quantity=90, by="mon 13:00")
    assert found.as_asked
    assert [o.quantity for o in found.options[0].operations] == [D(10)]


def test_an_order_later_than_its_promise_says_so() -> None:
    """Two days past what was promised stands beside who pays."""
    promised = shop([step(10)], [order("A", 120, "mon 14:00", promised="mon 12:00"), order("B", 120)])
    found = ask(promised, order="A", quantity=120 * 16, by="mon 12:00")
    assert all("past what was promised, Mon 23 Nov 12:00" in option.consequence for option in found.options)
    assert any("was promised" in note for note in found.notes)


def test_a_part_by_hours_takes_its_work_centers_in_turn() -> None:
    """Three hours of saw and one of mill in the gaps behind A and B."""
    plan = make_plan(TWO)
    found = answer(plan, parse_question(TWO, {"hours": "saw=3, mill=1", "quantity": 7, "by": "fri"}))
    assert verify_estimate(TWO, plan, found) == []
    assert [(o.work_center, said(o.start_at), said(o.end_at)) for o in found.options[0].operations] == [
        ("SAW", "mon 10:00", "mon 13:00"),
        ("MILL", "mon 13:00", "mon 14:00"),
    ]


def test_each_line_takes_its_room_from_the_others() -> None:
    """Two lines of two hours each behind A and B: only one can be there by noon, and the other follows it."""
    plan = make_plan(TWO)
    at_noon = {"part": "P", "quantity": 120, "by": "mon 12:00"}
    lines = [replace(parse_question(TWO, at_noon), line=n) for n in (1, 2)]
    found = answer_lines(plan, lines)
    assert not found.as_asked
    assert [(d.line, said(d.at)) for d in found.options[-1].deliveries] == [
        (1, "mon 12:00"),
        (2, "mon 14:00"),
    ]
    assert found.why_not.startswith("Line 2, 120 of P, can be there only on Mon 23 Nov 14:00")


def test_a_bad_file_of_lines_is_refused_whole_with_a_line_for_each_problem(tmp_path: Path) -> None:
    """Unknown part, quantity below 0 and a missing date come at once, by file, line and column."""
    file = tmp_path / "po.csv"
    file.write_text("part,quantity,by\nP,1,fri\nQ,-3,\n", encoding="utf-8")
    with pytest.raises(BadLines) as bad:
        read_lines(file, TWO, {})
    assert [str(problem).split(": ")[:2] for problem in bad.value.problems] == [
        ["po.csv:3", "part"],
        ["po.csv:3", "quantity"],
        ["po.csv:3", "by"],
    ]
    file.write_text("part,qty\nP,1\n", encoding="utf-8")
    with pytest.raises(BadLines, match="quantity: is a needed column that is missing"):
        read_lines(file, TWO, {})
