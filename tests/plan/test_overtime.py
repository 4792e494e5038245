"""Overtime: the least opened hours that bring a question by its date, from the hours a shop may open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest
from tests.plan.shops import at, said, shop, step

from canyou.plan.asking import answer
from canyou.plan.planner import make_plan
from canyou.plan.result import Answer, Option, Question
from canyou.plan.verify import verify_answer
from canyou.shop.records import Crew, Hours, Shop, WorkCenter

EVENING = {"evening": tuple(Hours("evening", d, 840, 1080) for d in range(5))}
"""14:00–18:00 on weekdays can be opened."""


def small(**more: object) -> Shop:
    """A saw from 06:00 to 14:00 that can be opened until 18:00 for 50 an hour; 60 pieces take an hour."""
    saw = WorkCenter("SAW", "", "day", overtime_calendar="evening", overtime_hour_cost=D(50))
    saw = replace(saw, **more)  # type: ignore[arg-type]
    return shop([step(10)], centers=[saw], calendars=EVENING)


def asked(one: Shop, quantity: int, by: str) -> Answer:
    plan = make_plan(one)
    found = answer(plan, Question(D(quantity), at(by), part="P"))
    assert verify_answer(one, plan, found) == []
    return found


def overtime(found: Answer) -> Option | None:
    return next((o for o in found.options if o.kind == "overtime"), None)


def opened(option: Option | None) -> list[str]:
    assert option is not None
    return [
        f"{o.work_center}/{o.machine} {o.crew} {said(o.start_at)} – {said(o.end_at)}" for o in option.overtime
    ]


def test_only_the_hours_that_are_missing_are_opened() -> None:
    """Ten hours by this evening: two are opened behind the day's eight, and their price is said."""
    option = overtime(asked(small(), 600, "mon 18:00"))
    assert opened(option) == ["SAW/1 None mon 14:00 – mon 16:00"]
    assert option is not None
    assert option.extra_cost == D(100)
    assert said(option.deliveries[0].at) == "mon 16:00"


def test_a_whole_evening_stays_closed_where_another_one_will_do() -> None:
    """Seventeen hours by Tuesday evening need one hour: a single evening is opened for it."""
    option = overtime(asked(small(), 1020, "tue 18:00"))
    assert option is not None
    assert option.extra_cost == D(50)
    assert len(option.overtime) == 1


def test_what_cannot_be_by_the_date_is_there_sooner_than_without() -> None:
    """Ten hours by two o'clock can't be; with overtime they are there this evening, not tomorrow."""
    found = asked(small(), 600, "mon 14:00")
    option = overtime(found)
    assert option is not None
    assert option.deliveries[0].at <= at("mon 18:00")


def test_hours_need_their_notice() -> None:
    """What had to be asked for yesterday is not offered for tonight."""
    assert overtime(asked(small(notice_hours=D(24)), 600, "mon 18:00")) is None


def test_nothing_is_opened_that_is_not_needed() -> None:
    """A question that is met as asked opens nothing."""
    assert [o.kind for o in asked(small(), 60, "mon 18:00").options] == ["as_asked"]


def test_hours_without_a_rate_are_not_offered() -> None:
    """Nobody could say what they cost."""
    assert overtime(asked(small(overtime_hour_cost=D(0)), 600, "mon 18:00")) is None


@pytest.mark.parametrize("may", [True, False])
def test_a_crew_has_to_be_able_to_stay_too(may: bool) -> None:
    """With a crew both are opened at both rates; a crew that can't stay keeps the machine closed."""
    crew = Crew("SAWYER", "day", overtime_calendar="evening" if may else "", overtime_hour_cost=D(30))
    saw = WorkCenter("SAW", "", "day", overtime_calendar="evening", overtime_hour_cost=D(50))
    one = shop([step(10, crew="SAWYER")], centers=[saw], crews=[crew], calendars=EVENING)
    option = overtime(asked(one, 600, "mon 18:00"))
    if not may:
        assert option is None
        return
    assert opened(option) == ["SAW/1 SAWYER mon 14:00 – mon 16:00"]
    assert option is not None
    assert option.extra_cost == D(160)
