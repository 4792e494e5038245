"""How sure an option is: its own runs agree with those of the whole plan, and dates, ranges and moves go with it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from canyou.bench.confidence import questions_of
from canyou.bench.real_floor import BY_DATE
from canyou.bench.real_shops import RealShop, real_shop
from canyou.plan.answering.asked import asked_of
from canyou.plan.answering.chances import chance_of
from canyou.plan.asking import answer, answer_to
from canyou.plan.chance.asked_steps import asked_steps
from canyou.plan.chance.scenarios import keep, make_scenarios, scenarios_of
from canyou.plan.chance.together import full_finishes
from canyou.plan.chance.wanted import Wanted
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Question
from canyou.shop.habit import habit_of

BY_LIST_SEED, BY_DATE_SEED = 5, 6


@cache
def planned(seed: int) -> tuple[RealShop, ShopPlan]:
    real = real_shop(seed)
    return real, make_plan(real.shop)


@pytest.mark.parametrize("seed", [BY_LIST_SEED, BY_DATE_SEED])
def test_an_option_is_as_sure_as_in_runs_of_the_whole_plan_with_it(seed: int) -> None:
    """Whether it moves others or nobody, an option's chance is that of the plan run with it from the beginning."""
    _, plan = planned(seed)
    kept, moving, off = scenarios_of(plan), 0, []
    for question in questions_of(plan, 2, seed):
        asked = asked_of(plan, question)
        for one in answer_to(asked).options:
            if one.overtime:
                continue
            moving += bool(one.moves)
            latest = plan.model.shipping.latest_finish
            wanted = [
                Wanted(asked.part, n, d.at, latest(d.at, 0), None, "ASK")
                for n, d in enumerate(one.deliveries, 1)
            ]
            steps = asked_steps(plan, plan.shop, kept, one.operations, one.overtime)
            off.append(
                abs(chance_of(asked, kept, one).chance - full_finishes(plan, kept, steps, wanted).chance())
            )
    assert moving
    assert sum(off) / len(off) < 0.02


def test_who_moves_has_a_chance_of_its_own() -> None:
    """Each order that an option names says how likely it still is on time, and none of another option's does."""
    _, plan = planned(BY_LIST_SEED)
    found = [one for q in questions_of(plan, 2, 1) for one in answer(plan, q).options]
    assert any(one.moves for one in found)
    for one in found:
        assert all(move.confidence is not None and 0 <= move.confidence <= 1 for move in one.moves)


def test_who_came_in_after_the_runs_has_no_chance_yet_and_spoils_nobodys() -> None:
    """While the runs of the plan before are taken, an order promised since has no figure; the option's stays near."""
    _, plan = planned(BY_LIST_SEED)
    was = scenarios_of(plan)
    for question in questions_of(plan, 2, 1):
        before = next((one for one in answer(plan, question).options if one.moves), None)
        if before is None:
            continue
        new = before.moves[0].order
        rest = {name: order for name, order in plan.shop.orders.items() if name != new}
        keep(plan, make_scenarios(make_plan(replace(plan.shop, orders=rest))))
        try:
            again = next(
                one
                for one in answer(plan, question).options
                if one.deliveries[0].at == before.deliveries[0].at
            )
        finally:
            keep(plan, was)
        assert {move.order for move in again.moves if move.confidence is None} == {new}
        assert abs(again.confidence - before.confidence) < 0.1
        return
    raise AssertionError("no question moves anybody")


def test_a_surer_date_is_a_later_one() -> None:
    """The date that is kept with 95 % is not before that of 80 %, for every option."""
    _, plan = planned(BY_LIST_SEED)
    question = questions_of(plan, 1, 3)[0]
    dates = []
    for sure in (60, 80, 95):
        dates.append([one.sure_at for one in answer(plan, replace(question, sure=sure)).options])
    assert all(a <= b <= c for a, b, c in zip(*dates, strict=True) if a and b and c)
    assert dates[0] != dates[2]


def test_an_estimate_is_a_range() -> None:
    """Of a part never made the hours are a guess: by its own minute it is never sure, and the range is wide."""
    _, plan = planned(BY_LIST_SEED)
    like = next(iter(plan.shop.routings))
    question = Question(
        Decimal(40), plan.now_at + 40 * 86_400, part=like, like=like, called="NEW", times=Decimal(1)
    )
    for one in answer(plan, question).options:
        assert one.confidence_range is not None
        assert one.confidence_range[0] <= one.confidence <= one.confidence_range[1]
        assert "guess" in one.confidence_basis
    known = answer(plan, Question(Decimal(40), plan.now_at + 40 * 86_400, part=like)).options
    assert known[0].confidence_range is None


@pytest.mark.parametrize("seed", [BY_LIST_SEED, BY_DATE_SEED])
def test_the_log_tells_how_a_floor_picks(seed: int) -> None:
    """A floor that goes by date is told from one that goes by the run list, though lists are made by dates too."""
    real, _ = planned(seed)
    assert habit_of(real.shop).picks_by_date == (real.picks == BY_DATE)
