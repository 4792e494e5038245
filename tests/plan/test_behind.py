"""What is worked out behind the answers: the newest plan's, one piece at a time, and the same as worked out at once."""

from __future__ import annotations

import threading
from decimal import Decimal
from functools import partial

import numpy as np
import pytest

from canyou.plan import behind
from canyou.plan.adopting.adopt import adopt, released
from canyou.plan.adopting.adoption import adoption_of
from canyou.plan.answering.asked import asked_of
from canyou.plan.asking import answer
from canyou.plan.moving import boards, carried
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Question
from canyou.shop.opentime import DAY
from canyou.shop.records import Order
from canyou.shop.synthetic import synthetic_shop

D = Decimal


def promised(plan: ShopPlan, part: str, name: str) -> ShopPlan:
    """The plan with a few pieces promised for as soon as the gaps allow."""
    asked = asked_of(plan, Question(D(5), plan.now_at + 300 * DAY, part=part))
    option = answer(plan, Question(D(5), asked.whole.finish_at, part=part)).options[0]
    delivery = option.deliveries[0]
    order = Order(name, "", part, delivery.quantity, delivery.at, promised_at=delivery.at)
    return adopt(plan, adoption_of(option, [order], "ASK", plan.now_at), plan.now_at)


def prices(plan: ShopPlan) -> np.ndarray:
    """What questions of this plan reckon that moving each of its operations costs."""
    with boards.board_of(plan, 0) as ground:
        ground.limited(False)
        return np.array(ground.worth[: ground.steps])


def test_only_the_newest_of_a_kind_is_worked_out_and_a_failure_stops_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """While one piece is at work others of its kind replace each other; another kind is done after one has failed."""
    done: list[str] = []
    at_work, go_on = threading.Event(), threading.Event()

    def first() -> None:
        at_work.set()
        assert go_on.wait(30), "the test did not let the first piece go on"
        raise ValueError("gone wrong")

    behind.later("runs", first)
    assert at_work.wait(30), "the thread did not begin"
    for name in ("old", "older", "new"):
        behind.later("runs", partial(done.append, name))
    behind.later("worths", partial(done.append, "other"))
    assert not behind.finish(0.0)
    go_on.set()
    assert behind.finish(30)
    assert done == ["new", "other"]
    assert "gone wrong" in caplog.text


def test_prices_carried_over_a_promise_are_those_of_the_plan_itself_once_worked_out_behind() -> None:
    """At once: the plan's before, with what is new. Behind: exactly what a plan without a predecessor has."""
    plan = make_plan(synthetic_shop(150, 8, 0.9, 3))
    before = prices(plan)
    after = promised(plan, next(iter(plan.shop.routings)), "CY-1")
    at_once = prices(after)
    assert len(at_once) > len(before)
    assert (at_once[: len(before)] == before).mean() > 0.7
    assert behind.finish(60)
    there = prices(after)
    carried._last.clear()
    alone = boards.PlanBoard(after)
    alone.limited(False)
    assert np.array_equal(there, alone.worth[: alone.steps])


def test_prices_are_carried_by_what_the_step_is_not_by_where_it_stands_in_the_arrays() -> None:
    """An order that is taken out leaves the others their prices."""
    plan = make_plan(synthetic_shop(60, 8, 0.8, 4))
    plan = promised(plan, next(iter(plan.shop.routings)), "CY-1")
    gone = min(plan.orders)
    kept = [x for x, row in enumerate(plan.model.rows) if row.order != gone]
    before = prices(plan)
    assert behind.finish(60)
    before = prices(plan)
    after = released(plan, [gone])
    known = carried.carry(after.model.rows, after.model.work.ops, after.placed, False)
    assert known is not None
    assert np.array_equal(known[0], before[kept])
    assert len(known[1]) == 0


def test_a_plan_of_another_shop_carries_nothing() -> None:
    prices(make_plan(synthetic_shop(30, 8, 0.8, 4)))
    other = make_plan(synthetic_shop(30, 8, 0.8, 5))
    assert carried.carry(other.model.rows, other.model.work.ops, other.placed, False) is None
