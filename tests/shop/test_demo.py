"""The demo shop is a shop, fresh on every date and the same for the same one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from canyou.shop.demo import DEMO_QUESTION, demo_by, demo_rows, demo_shop, write_demo
from canyou.shop.demo_days import Days, holidays
from canyou.shop.demo_tables import TIMEZONE
from canyou.shop.read import read_folder, read_rows
from canyou.shop.records import Shop

ZONE = ZoneInfo(TIMEZONE)

DATES = (
    "2026-01-01T00:00",  # New Year, to the minute
    "2026-03-07T21:30",  # Saturday night, clocks go forward in it
    "2026-03-08T03:10",  # just after
    "2026-07-03T11:00",  # a holiday kept on Friday
    "2026-11-01T01:30",  # the hour that comes twice
    "2026-11-27T09:00",  # the day after Thanksgiving
    "2026-12-31T23:59",
    "2028-02-29T10:00",  # leap day
    "2029-06-13T14:45",  # a Wednesday like any other
    "2031-09-05T02:00",  # in the night shift
    "2034-10-28T06:00",
)


def instant(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


@pytest.fixture(scope="module")
def shop() -> Shop:
    return demo_shop(instant("2029-06-13T14:45"))


@pytest.mark.parametrize("text", DATES)
def test_reads_without_a_problem_or_a_warning_whenever_it_is_loaded(text: str) -> None:
    now = instant(text)
    reading = read_rows(*demo_rows(now), machine_now=now)
    assert [str(problem) for problem in reading.problems] == []
    assert reading.shop is not None
    assert reading.shop.now_at == now
    assert not reading.shop.clock_fixed


def test_the_folder_says_the_same_as_the_rows(tmp_path: Path) -> None:
    now = instant("2028-02-29T10:20")
    write_demo(tmp_path, now, fix_now=True)
    reading = read_folder(tmp_path)
    assert list(map(str, reading.problems)) == []
    assert reading.shop == demo_shop(now)


def test_is_the_same_for_the_same_moment() -> None:
    now = instant("2026-12-31T23:59")
    assert demo_rows(now) == demo_rows(now)


def test_the_order_book_is_the_same_all_day() -> None:
    """Within a day work goes on, but who ordered what by when, and what was promised, stays."""

    def book(text: str) -> list[tuple[str, ...]]:
        names = ("order", "customer", "part", "quantity", "due", "promised", "created", "po")
        return [tuple(row[name] for name in names) for row in demo_rows(instant(text))[1]["orders"]]

    assert book("2029-06-13T00:05") == book("2029-06-13T23:55")


@pytest.mark.parametrize("text", DATES)
def test_has_about_as_many_orders_open_and_shipped_as_promised(text: str) -> None:
    counts = Counter(order.state for order in demo_shop(instant(text)).orders.values())
    assert 135 <= counts["open"] <= 190
    assert 225 <= counts["shipped"] <= 290
    assert counts["hold"] == 4


def test_has_the_size_of_a_contract_machining_company(shop: Shop) -> None:
    assert 20 <= len(shop.work_centers) <= 24
    assert sum(center.machines for center in shop.work_centers.values()) >= 30
    assert 55 <= len(shop.routings) <= 70
    assert len(shop.customers) == 18
    assert len(shop.events) > 2000
    assert {order.kind for order in shop.orders.values()} == {"firm", "blanket", "forecast", "quote"}
    assert {stock.status for stock in shop.stock} >= {"", "quarantine"}
    assert {step.attended for steps in shop.routings.values() for step in steps if step.crew} == {
        "all",
        "setup",
    }


def test_something_runs_and_something_is_paused_outside_and_down_in_the_middle_of_a_shift(shop: Shop) -> None:
    running = [row for row in shop.progress.values() if row.state == "running"]
    assert len([row for row in running if row.machine]) >= 10
    assert [row for row in running if not row.machine]
    assert any(down.start_at <= shop.now_at < down.end_at for down in shop.downtime)
    assert any(down.start_at > shop.now_at for down in shop.downtime)


def test_the_past_is_one_story(shop: Shop) -> None:
    """The log adds up to the progress, nobody made more than was ordered, shipped is made less scrapped."""
    good: Counter[tuple[str, str]] = Counter()
    for event in shop.events:
        good[event.order, event.step_name] += int(event.good)
        assert event.start_at < event.end_at <= shop.now_at
    first = min(event.start_at for event in shop.events)
    compared = 0
    for row in shop.progress.values():
        order = shop.orders[row.order]
        step = next(s for s in shop.routings[order.part] if s.step == row.step)
        names = [s.name for s in shop.routings[order.part]]
        if step.is_outside or row.started_at is None or row.started_at <= first or names.count(step.name) > 1:
            continue
        assert good[row.order, step.name] == row.good_quantity
        compared += 1
    assert compared > 50
    for order in shop.orders.values():
        assert order.shipped_quantity <= order.quantity


def test_no_machine_did_two_things_at_once(shop: Shop) -> None:
    """At no moment does the log show more work at a work center than it has machines."""
    edges: dict[str, list[tuple[int, int]]] = {}
    for event in shop.events:
        edges.setdefault(event.machine, []).extend([(event.end_at, -1), (event.start_at, 1)])
    for center, changes in edges.items():
        busy = 0
        for _, change in sorted(changes):
            busy += change
            assert busy <= shop.work_centers[center].machines


def test_most_promises_were_kept_and_some_were_not(shop: Shop) -> None:
    states = Counter(p.state for p in shop.promises.values() if p.to in shop.customers)
    assert 0 < states["missed"] < 0.15 * states["kept"]
    assert states["renegotiated"] > 0


def test_emergencies_and_mistakes_form_chains(shop: Shop) -> None:
    """Some emergency came from a mistake that was made under an emergency."""
    assert len(shop.emergencies) >= 10
    assert len(shop.mistakes) >= 3
    chained = [
        e
        for e in shop.emergencies.values()
        if e.cause_ref in shop.mistakes and shop.mistakes[e.cause_ref].cause_ref in shop.emergencies
    ]
    assert chained
    for e in shop.emergencies.values():
        assert e.declared_at <= shop.now_at
        assert e.closed_at is None or e.closed_at >= e.declared_at


def test_the_5_axis_mills_are_the_busiest_machines_but_not_overloaded(shop: Shop) -> None:
    """Rough load: minutes of open 5-axis work over the mills' hours in the three weeks it is spread over."""
    capacity = 3 * 80 * 60 * Decimal("0.92") * 3
    work = Decimal(0)
    for order in shop.orders.values():
        if not (order.is_planned and order.is_firm):
            continue
        for step in shop.routings[order.part]:
            row = shop.progress.get((order.order, step.step))
            if step.work_center == "M5" and row is None:
                work += step.setup_minutes + step.run_minutes * order.quantity
    assert Decimal("0.7") < work / capacity < Decimal("1.1")


def test_the_demo_question_asks_about_a_part_and_a_customer_that_are_there(shop: Shop) -> None:
    assert DEMO_QUESTION["part"] in shop.routings
    assert DEMO_QUESTION["customer"] in shop.customers
    by = dt.date.fromisoformat(demo_by(shop.now_at))
    assert by > dt.datetime.fromtimestamp(shop.now_at, ZONE).date()


def test_holidays_of_a_year_are_those_of_its_calendar() -> None:
    """2026: July 4 is a Saturday and kept on Friday; Thanksgiving is November 26."""
    assert holidays(2026) == {
        dt.date(2026, month, day)
        for month, day in ((1, 1), (5, 25), (7, 3), (9, 7), (11, 26), (11, 27), (12, 24), (12, 25))
    }


@pytest.mark.parametrize("year", range(2026, 2040))
def test_christmas_is_two_closed_working_days_whatever_weekday_it_falls_on(year: int) -> None:
    days = [day for day in holidays(year) if day.month == 12 and 20 <= day.day <= 28]
    assert len(days) == 2
    assert all(day.weekday() < 5 for day in days)


def test_working_days_are_counted_from_the_next_one_on_a_weekend() -> None:
    days = Days(dt.date(2026, 11, 28))  # Saturday after Thanksgiving
    assert (days.day(0), days.day(-1)) == (dt.date(2026, 11, 30), dt.date(2026, 11, 25))
