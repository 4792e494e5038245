"""The shop and its plan as they are now: made once, made anew when data or clock have moved."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from canyou.floor import current as plans
from canyou.floor.current import CannotPlan, NoShop, current
from canyou.floor.imports import import_folder, import_shop
from canyou.floor.models import Book, Record
from canyou.floor.queries import changes
from canyou.plan.document import plan_document
from canyou.plan.planner import make_plan
from canyou.shop.read import read_folder
from canyou.shop.synthetic import synthetic_shop
from canyou.shop.write import write_folder

pytestmark = pytest.mark.django_db

Rows = dict[str, list[dict[str, str]]]
At = Callable[[int], datetime]
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def test_without_an_import_the_error_says_what_to_do() -> None:
    """An empty database is no plan but a sentence that names the command."""
    with pytest.raises(NoShop, match="canyou import DIR"):
        current()


def test_what_is_current_names_its_import(settings_rows: Any, tables: Rows, at: At) -> None:
    """Shop, plan, number, moment and source of the newest import."""
    import_shop("main", settings_rows, tables, "ERP, 07:00", at(0))
    now = current()
    assert now.shop.name == "Small shop"
    assert sorted(now.plan.orders) == ["SO-1", "SO-2", "SO-3"]
    assert (now.version, now.source) == (1, "ERP, 07:00")
    assert now.imported_at == int(at(0).timestamp())


def test_a_plan_is_made_once_for_each_import(settings_rows: Any, tables: Rows, at: At) -> None:
    """Asked twice it is the same; after another import it is another, after the same again the same plan."""
    import_shop("main", settings_rows, tables, "ERP", at(0))
    first = current()
    assert current() is first
    tables["orders.csv"].pop()
    import_shop("main", settings_rows, tables, "ERP", at(1))
    second = current()
    assert "SO-3" not in second.plan.orders
    import_shop("main", settings_rows, tables, "ERP", at(2))
    third = current()
    assert third.plan is second.plan
    assert (third.version, third.imported_at) == (3, int(at(2).timestamp()))


def test_a_clock_that_is_not_fixed_rolls_on(settings_rows: Any, tables: Rows) -> None:
    """Within a stride the plan stays; in a later one it starts at the later moment, from the same rows."""
    del settings_rows["now"]
    with time_machine.travel(MONDAY, tick=False) as clock:
        import_shop("main", settings_rows, tables, "ERP", MONDAY)
        first = current()
        assert first.shop.now_at == int(MONDAY.timestamp())
        clock.shift(299)
        assert current() is first
        clock.shift(1)
        second = current()
        assert second.shop.now_at == first.shop.now_at + 300
        assert second.plan.now_at == second.shop.now_at
        assert second.shop.orders is first.shop.orders


def test_a_plan_never_starts_before_its_import(settings_rows: Any, tables: Rows) -> None:
    """An import in the middle of a stride is planned from its own moment on."""
    del settings_rows["now"]
    taken = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
    with time_machine.travel(taken, tick=False):
        import_shop("main", settings_rows, tables, "ERP", taken)
        assert current().shop.now_at == int(taken.timestamp())


def test_a_fixed_clock_stays(settings_rows: Any, tables: Rows, at: At) -> None:
    """Where the shop fixes its clock, the machine's does not matter."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        import_shop("main", settings_rows, tables, "ERP", at(0))
        first = current()
        clock.shift(86400)
        assert current() is first


def test_rows_that_no_longer_read_are_a_sentence(settings_rows: Any, tables: Rows, at: At) -> None:
    """A row spoilt in the database is named, with the import it is in, instead of a traceback."""
    import_shop("main", settings_rows, tables, "ERP", at(0))
    Record.objects.filter(key='["SO-2"]').update(body='{"order":"SO-2","quantity":"many"}')
    with pytest.raises(CannotPlan, match=r"Import 1 \(ERP\) cannot be read: orders.csv:"):
        current()


def test_a_finish_that_moves_is_news(settings_rows: Any, tables: Rows, at: At) -> None:
    """Ten times the quantity of one order: that order's finish moves, and so does the one behind it."""
    before = import_shop("main", settings_rows, tables, "ERP", at(0))
    tables["orders.csv"][1]["quantity"] = "200"
    after = import_shop("main", settings_rows, tables, "ERP", at(1))
    found = changes(after, before, with_finishes=True)
    moved = {change.order: change for change in found.moved}
    assert moved["SO-2"].finish_moved
    assert not moved["SO-2"].due_moved
    assert moved["SO-2"].finish_after_at is not None
    assert moved["SO-2"].finish_before_at is not None
    assert moved["SO-2"].finish_after_at > moved["SO-2"].finish_before_at


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_at_once_get_one_plan(
    settings_rows: Any, tables: Rows, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four threads that ask for a plan that is not there make it once and all get it."""
    from canyou.floor import following

    import_shop("main", settings_rows, tables, "ERP", at(0))
    base = following.roll("main")
    plans.forget()
    made = []

    def counted(book: Any, kept: Any) -> Any:
        made.append(1)
        return base

    book = Book.objects.select_related("shop").get()
    monkeypatch.setattr(following, "at_version", counted)
    monkeypatch.setattr(plans, "_book", lambda slug: book)
    got: list[Any] = []
    threads = [threading.Thread(target=lambda: got.append(current())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(got) == 4
    assert all(one.plan is got[0].plan for one in got)


def test_folder_and_database_plan_to_the_same_bytes(tmp_path: Path) -> None:
    """A rich shop planned from its folder and from the database gives one document, to the byte."""
    write_folder(synthetic_shop(orders=25, centers=6, seed=3, rich=True, materials=True), tmp_path)
    import_folder(tmp_path)
    shop = read_folder(tmp_path).shop
    assert shop is not None
    from_folder = json.dumps(plan_document(make_plan(shop)))
    assert json.dumps(plan_document(current().plan)) == from_folder
