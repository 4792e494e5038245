"""What is written out comes back: the shop as a folder that plans the same, everything as one file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from canyou.floor import backup
from canyou.floor import current as plans
from canyou.floor.backup import BadBackup, back_up, restore
from canyou.floor.book import Wanted, booked
from canyou.floor.current import current
from canyou.floor.entries import broken_chain
from canyou.floor.export import exported
from canyou.floor.following import settle
from canyou.floor.imports import import_folder, import_shop
from canyou.floor.models import Book, BookEntry, FloorShop, Overlay
from canyou.floor.overlays import NOBODY, row_of
from canyou.floor.pins import costs
from canyou.plan.asking import answer
from canyou.plan.document import plan_document
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Question
from canyou.plan.verify import verify
from canyou.shop.read import read_folder
from canyou.shop.synthetic import synthetic_shop
from canyou.shop.write import rows_of, write_folder

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def promised() -> list[str]:
    """A rich shop with some options promised; the names of their orders."""
    shop = synthetic_shop(orders=20, centers=5, seed=4, rich=True, materials=True)
    settings, tables = rows_of(shop)
    import_shop("main", settings, tables, "ERP", AT)
    names: list[str] = []
    for n, part in enumerate(list(shop.routings)[:6]):
        with booked() as book:
            now = book.current
            # One was promised without saying to whom: it is read back all the same.
            customer = list(shop.customers)[n % len(shop.customers)] if n != 2 else ""
            by_at = now.plan.now_at + (2 + 5 * n) * 86_400
            quiet = [
                o
                for o in answer(
                    now.plan, Question(Decimal(5 + n), by_at, part=part, customer=customer)
                ).options
                if not o.moves
            ]
            if quiet:
                names += book.promise(Wanted(customer, part, by_at), quiet[0]).orders
    assert len(names) >= 4
    return names


def told(plan: ShopPlan) -> str:
    """A plan's document, but for what was said of reservations that could not stay: what is written out stands."""
    document = plan_document(plan)
    document["problems"] = [line for line in document["problems"] if not line.startswith("reservations.csv:")]
    return json.dumps(document)


def test_an_export_plans_to_the_same_plan(promised: list[str], tmp_path: Path) -> None:
    """Written as a folder, read and planned; imported again: one document, to the byte; the referee is content."""
    write_folder(exported(), tmp_path)
    shop = read_folder(tmp_path).shop
    assert shop is not None
    plan = make_plan(shop)
    document = told(current().standing)
    assert told(plan) == document
    assert verify(shop, plan) == []
    assert [name for name in promised if shop.orders[name].customer == NOBODY]
    import_folder(tmp_path)
    assert told(current().standing) == document
    assert not Overlay.objects.filter(
        file="orders.csv", last_version=None
    ).exists()  # the import has them now


def test_a_plan_written_down_as_it_stands_is_the_same_plan(promised: list[str]) -> None:
    """Who starts after many promises reads where all stand instead of taking each in."""
    before = json.dumps(plan_document(current().standing))
    assert not settle("main", plans.kept_base("main"), after=1000)
    assert settle("main", plans.kept_base("main"), after=1)
    assert json.dumps(plan_document(current().standing)) == before
    plans.forget()
    assert json.dumps(plan_document(current().standing)) == before


def test_a_backup_restores_everything(promised: list[str], tmp_path: Path) -> None:
    """What happened after it is gone, what was there before is back, and the plan with it."""
    document = json.dumps(plan_document(current().standing))
    file = tmp_path / "all.gz"
    saved = back_up(file)
    assert file.stat().st_mode & 0o077 == 0
    with booked() as book:
        book.release(promised[:1], "cancelled")
    rows = BookEntry.objects.count()
    assert restore(file) == saved
    assert BookEntry.objects.count() == rows - 1
    assert broken_chain(Book.objects.get().shop_id) is None
    assert json.dumps(plan_document(current().standing)) == document
    with booked() as book:  # the numbers of rows go on where they were
        book.release(promised[:1], "cancelled")


def test_a_damaged_backup_changes_nothing(promised: list[str], tmp_path: Path, monkeypatch: Any) -> None:
    file = tmp_path / "all.gz"
    back_up(file)
    whole = file.read_bytes()
    for spoilt in (whole[: len(whole) // 2], b"something else", whole[:-30] + bytes(30)):
        file.write_bytes(spoilt)
        with pytest.raises(BadBackup):
            restore(file)
    file.write_bytes(whole)
    monkeypatch.setattr(backup, "_migrations", lambda: [["floor", "0999_later"]])
    with pytest.raises(BadBackup, match="another version"):
        restore(file)
    assert FloorShop.objects.count() == 1
    assert promised[0] in current().plan.orders


def test_what_the_source_says_itself_goes_first(settings_rows: Any, tables: Any) -> None:
    """A report holds until the import says something else; an order promised here, until the import has it."""
    import_shop("main", settings_rows, tables, "ERP", AT)
    now = current()
    by_at = now.plan.now_at + 20 * 86_400
    option = answer(now.plan, Question(Decimal(9), by_at, part="P-2", customer="ACME")).options[0]
    with booked() as book:
        book.promise(Wanted("ACME", "P-2", by_at, linked_to="SO-77"), option)
        book.change("SO-2", {"promised": "2026-12-03"}, "renegotiated")
        book.report(
            [row_of("gates.csv", {"order": "SO-1", "step": 10, "what": "drawing", "due": "2026-11-25"})]
        )
    import_shop("main", settings_rows, tables, "ERP", AT)  # the same again: all holds
    assert current().plan.orders["SO-2"].promised_at is not None
    assert len(current().shop.gates) == 1
    tables["orders.csv"][1]["promised"] = "2026-12-09"
    tables["orders.csv"].append(
        {"order": "SO-77", "customer": "ACME", "part": "P-2", "quantity": "9", "due": "2026-12-13"}
    )
    import_shop("main", settings_rows, tables, "ERP", AT)
    after = current()
    assert "CY-1" not in after.plan.orders
    assert after.plan.orders["SO-77"].promised_at == option.deliveries[0].at  # the date stays
    assert {o.start_at for o in after.plan.operations if o.order == "SO-77"} == {
        o.start_at for o in option.operations
    }  # and so does the place
    with booked() as book:
        assert book.current.shop.orders["SO-2"].promised_at != now.plan.now_at
    assert str(after.plan.orders["SO-2"].promised_at) != ""


def test_a_pin_stays_through_an_import_and_its_cost_is_told(settings_rows: Any, tables: Any) -> None:
    """A step pinned late stays there whatever comes, until it is freed; what waits for it is named."""
    import_shop("main", settings_rows, tables, "ERP", AT)
    now = current()
    late = now.plan.now_at + 10 * 86_400
    with booked() as book:
        book.pin("SO-2", "P-2", 10, "the customer brings the fixture", place={"start": late})
    tables["orders.csv"][2]["quantity"] = "6"
    import_shop("main", settings_rows, tables, "ERP", AT)
    stood = next(o for o in current().plan.operations if o.order == "SO-2")
    assert stood.start_at == late
    (cost,) = costs()
    assert (cost.order, cost.reason) == ("SO-2", "the customer brings the fixture")
    assert cost.weighted_minutes > 0
    assert cost.later == ("SO-2",)
    with booked() as book:
        book.unpin("SO-2", "P-2", 10)
    assert costs() == ()
