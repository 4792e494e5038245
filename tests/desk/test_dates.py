"""Day one: imported dates count for nothing until somebody stands by them, and late ones get dates to believe."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.desk.conftest import SETTINGS, TABLES

from canyou.desk.actions.ask import ask, look
from canyou.desk.actions.renew import renew
from canyou.desk.actions.vouch import vouch
from canyou.desk.dates import unvouched, vouched
from canyou.desk.errors import Gone, NotAllowed, Refused
from canyou.desk.models import Member, Promise, Record
from canyou.desk.people import add_person, shop_named
from canyou.desk.queries.dates import dates_by_customer, dates_document
from canyou.desk.queries.questions import whole_question
from canyou.desk.queries.waiting import waiting
from canyou.floor.current import current, forget
from canyou.floor.entries import entries_after
from canyou.floor.imports import import_shop
from canyou.floor.rolling import cause_of
from canyou.shop.records import Shop
from canyou.shop.synthetic import synthetic_shop
from canyou.shop.write import rows_of

Make = Callable[..., Member]
DAY = 86_400
ORDERS, LATE = 380, 118


def backlog() -> Shop:
    """What an ERP has on day one: 380 promised orders, 118 of them with a date that has passed."""
    shop = synthetic_shop(ORDERS, 12, load=0.8, seed=5)
    orders = {}
    for n, (name, order) in enumerate(shop.orders.items()):
        past = n * LATE // ORDERS != (n + 1) * LATE // ORDERS
        date = shop.now_at - (1 + n % 9) * DAY if past else order.due_at + 60 * DAY
        orders[name] = replace(order, promised_at=date, created_at=shop.now_at - 90 * DAY)
    return replace(shop, orders=orders, clock_fixed=True)


@pytest.fixture
def planner(db: None) -> Member:
    settings, tables = rows_of(backlog())
    import_shop("main", settings, tables, "the ERP", datetime(2026, 11, 23, 13, tzinfo=UTC))
    return add_person(shop_named(), "ines@example.com", name="Ines", side="operations", role="planner")


def test_a_backlog_of_380_orders_118_of_them_late_is_brought_to_dates_to_believe(planner: Member) -> None:
    """By customer, in bulk: afterwards no promise is late, nothing in the plan has moved, and an import keeps it so."""
    now = current()
    found = dates_document(now, planner.shop_id)
    assert (found["unvouched"], found["late"]) == (ORDERS, LATE)
    assert found["moved"] >= LATE
    assert not Promise.objects.exists()
    before = {name: one.finish_at for name, one in now.standing.orders.items()}
    first, *others = dates_by_customer(now, planner.shop_id)
    for row in (*first.rows, *(row for one in others for row in one.rows)):
        assert row.proposed_at >= max(row.promised_at, row.there_at)
        assert row.proposed_chance >= (0.95 if row.is_moved else 0.8)
    made = vouch(planner, {row.order: row.proposed_at for row in first.rows}, "day one")
    assert {promise.customer for promise in made} == {first.customer}
    vouch(planner, {row.order: row.proposed_at for one in others for row in one.rows}, "day one")
    assert "changed (dates to believe)" in cause_of(entries_after(planner.shop_id, 0))
    forget()
    now = current()
    assert not unvouched(now.shop, planner.shop_id)
    assert not [name for name, one in now.standing.orders.items() if one.late_minutes]
    assert {name: one.finish_at for name, one in now.standing.orders.items()} == before
    rows = list(Promise.objects.all())
    assert len(rows) == ORDERS == Record.objects.filter(verb="vouch").count()
    assert {(row.how, row.first_due_at == row.due_at, row.state) for row in rows} == {
        ("vouched", True, "open")
    }
    assert waiting(planner)["count"] == 0
    settings, tables = rows_of(backlog())
    import_shop("main", settings, tables, "the ERP, again", datetime(2026, 11, 23, 15, tzinfo=UTC))
    forget()
    now = current()
    assert not unvouched(now.shop, planner.shop_id)
    for row in rows:
        ((name, _, due),) = json.loads(row.orders)
        assert now.shop.orders[name].promised_at == due


@pytest.mark.usefixtures("shop")
def test_one_stands_by_a_date_once_and_only_by_one_that_is_ahead(member: Make) -> None:
    """An imported date is confirmed as it is, or another is given; a passed one, a second time, a seller: refused."""
    planner = member("operations", "planner")
    now = current()
    assert list(unvouched(now.shop, planner.shop_id)) == ["SO-1"]
    with pytest.raises(NotAllowed):
        vouch(member("sales", "seller"), {"SO-1": None})
    with pytest.raises(Refused, match="ahead"):
        vouch(planner, {"SO-1": now.shop.now_at - DAY})
    with pytest.raises(Gone, match="no date left"):
        vouch(planner, {"SO-1": None, "SO-2": None})
    assert not Promise.objects.exists()
    (promise,) = vouch(planner, {"SO-1": None})
    assert promise.due_at == now.shop.orders["SO-1"].promised_at
    with pytest.raises(Gone):
        vouch(planner, {"SO-1": None})


@pytest.mark.usefixtures("shop")
def test_an_unvouched_date_may_be_moved_where_one_says_so_and_a_vouched_one_may_not(member: Make) -> None:
    """Ways past SO-1's imported date come on request, with the warning; once somebody stands by it they do not."""
    seller, planner = member("sales", "seller"), member("operations", "planner")
    sooner = [{**TABLES["orders"][0], "promised": "2026-11-24"}, TABLES["orders"][1]]
    import_shop(
        "main", SETTINGS, {**TABLES, "orders": sooner}, "the ERP", datetime(2026, 11, 23, 7, tzinfo=UTC)
    )
    tight = {"part": "P-2", "quantity": "230", "by": "2026-11-25", "customer": "BOLT"}
    question, _ = ask(seller, look(seller, tight))

    def breaking(**how: bool) -> list[str]:
        renew(seller, question.number, **how)
        documents = whole_question(seller.shop_id, "main", question.number)["options"]
        for one in documents:
            promised = {move["order"] for move in one["moves"] if move["promised"]}
            assert set(one["unvouched"]) == promised - vouched(seller.shop_id)
        return [m["order"] for one in documents for m in one["moves"] if m["breaks_promise"]]

    assert breaking() == []
    assert set(breaking(moving_unvouched=True)) == {"SO-1"}
    vouch(planner, {"SO-1": None})
    assert breaking(moving_unvouched=True) == []
