"""Right-shifting as a baseline, and the figures of moving others beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.plan.shops import order, shop, step

from canyou.bench.moving import moving
from canyou.bench.right_shift import right_shifted
from canyou.bench.shops import Case
from canyou.plan.answering.asked import asked_of
from canyou.plan.planner import make_plan
from canyou.plan.result import Question

HOUR = 3600


def test_right_shifting_delays_all_that_stands_behind_by_what_is_put_in() -> None:
    """Three orders of an hour on one saw: a lot of an hour goes in behind the first, the other two slip an hour."""
    plan = make_plan(shop([step(10)], [order(name, 60) for name in ("A", "B", "C")]))
    asked = asked_of(plan, Question(Decimal(60), plan.now_at, part="P"))
    lot = asked.whole.lot
    assert lot is not None
    length = plan.operations[0].end_at - plan.operations[0].start_at
    found = right_shifted(plan, lot, asked.trial())
    first = next(o for o in plan.operations if o.start_at == plan.now_at)
    assert found.finish_at <= first.start_at + length
    assert found.orders == 3
    assert found.slipped == pytest.approx(3 * length / 60)


def test_moving_others_is_compared_with_right_shifting_on_rush_questions() -> None:
    """Every question is a rush, those met are counted, and in sum others slip far less than by right-shifting."""
    found = moving((Case(60, 6, 1.0, 3),), questions=6)
    assert found["rush_questions"] == 6
    assert found["met_by_both"] >= 3
    assert sum(row["questions"] for row in found["by_date"]) == found["met_by_both"]
    assert found["less"] >= 0.8
