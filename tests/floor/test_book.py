"""The promise book: what is promised stands, is not offered again, and is followed by every process."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from canyou.floor import current as plans
from canyou.floor.book import Stale, Wanted, booked, lapsed
from canyou.floor.current import Current, current
from canyou.floor.entries import broken_chain
from canyou.floor.imports import import_shop
from canyou.floor.models import Book, BookEntry
from canyou.plan.asking import answer
from canyou.plan.document import plan_document
from canyou.plan.result import Option, Question
from canyou.shop.opentime import DAY

pytestmark = pytest.mark.django_db

Rows = dict[str, list[dict[str, str]]]
At = Callable[[int], datetime]


@pytest.fixture
def shop(settings_rows: Any, tables: Rows, at: At) -> Current:
    """The small shop, imported and planned."""
    import_shop("main", settings_rows, tables, "ERP", at(0))
    return current()


def asked(now: Current, quantity: int = 20, part: str = "P-2", days: int = 20) -> Option:
    """The first option for so many of a part."""
    return answer(
        now.plan, Question(Decimal(quantity), now.plan.now_at + days * DAY, part=part, customer="ACME")
    ).options[0]


def wanted(now: Current, part: str = "P-2", **more: Any) -> Wanted:
    return Wanted("ACME", part, now.plan.now_at + 20 * DAY, **more)


def anew() -> dict[str, Any]:
    """The plan's document as a process that starts now has it."""
    plans.forget()
    return plan_document(current().standing)


def test_a_promise_stands_where_it_was_offered_and_nobody_else_moves(shop: Current) -> None:
    option = asked(shop)
    with booked() as book:
        stood = book.promise(wanted(shop), option)
    now = current()
    assert stood.orders == ("CY-1",)
    assert now.book == stood.version
    mine = [o for o in now.plan.operations if o.order == "CY-1"]
    assert [(o.step, o.start_at, o.end_at, o.machine) for o in mine] == [
        (o.step, o.start_at, o.end_at, o.machine) for o in option.operations
    ]
    assert [o for o in now.plan.operations if o.order != "CY-1"] == list(shop.plan.operations)
    assert now.plan.orders["CY-1"].promised_at == option.deliveries[0].at


def test_the_same_option_is_promised_once(shop: Current) -> None:
    option = asked(shop)
    with booked() as book:
        book.promise(wanted(shop), option)
    before = (Book.objects.get().version, BookEntry.objects.count())
    with pytest.raises(Stale, match="can't begin"), booked() as book:
        book.promise(wanted(shop), option)
    assert (Book.objects.get().version, BookEntry.objects.count()) == before


def test_a_process_that_starts_later_has_the_same_plan(shop: Current) -> None:
    """Promises of steps, of the shelf and of two deliveries: followed or read anew, one document to the byte."""
    for quantity, part in ((20, "P-2"), (30, "P-1"), (7, "P-1")):
        with booked() as book:
            book.promise(wanted(shop, part), asked(book.current, quantity, part))
    followed = plan_document(current().standing)
    assert {"CY-1", "CY-2", "CY-3"} <= {o["order"] for o in followed["orders"]}
    assert json.dumps(anew()) == json.dumps(followed)


def test_a_promise_is_kept_in_place_by_a_roll(shop: Current) -> None:
    """A report makes the plan anew; what was promised has not moved."""
    from canyou.floor.overlays import row_of

    with booked() as book:
        book.promise(wanted(shop), asked(shop))
    before = [o for o in current().plan.operations if o.order == "CY-1"]
    down = {"work_center": "SAW", "machine": "1", "start": "2026-11-24T07:00", "end": "2026-11-24T12:00"}
    with booked() as book:
        book.report([row_of("downtime.csv", down)])
    now = current()
    assert [o for o in now.plan.operations if o.order == "CY-1"] == before
    assert len(now.shop.downtime) == 1
    assert json.dumps(anew()) == json.dumps(plan_document(now.standing))


def test_what_is_released_is_free_again(shop: Current) -> None:
    option = asked(shop)
    with booked() as book:
        stood = book.promise(wanted(shop), option)
    with booked() as book:
        book.release(stood.orders, "cancelled")
    assert current().plan.operations == shop.plan.operations
    with booked() as book:
        assert book.promise(wanted(shop), option).orders == ("CY-2",)


def test_what_may_begin_at_once_is_promised_while_the_clock_runs(
    settings_rows: Any, tables: Rows, at: At
) -> None:
    """Asked on a working day of an idle machine: the answer begins now, and there is a while to say yes to it."""
    settings_rows.pop("now")
    tables["orders.csv"] = tables["orders.csv"][:1]
    tables["parts.csv"].append({"part": "C-1", "lead_days": "2"})
    tables["parts.csv"].append({"part": "P-3"})
    tables["work_centers.csv"].append({"work_center": "WASH", "calendar": "day", "machines": "1"})
    tables["routings.csv"].append({"part": "P-3", "step": "10", "work_center": "WASH", "run_minutes": "1"})
    tables["bom.csv"] = [{"part": "P-2", "component": "C-1", "quantity": "1", "step": "10"}]
    with time_machine.travel(at(1), tick=False) as clock:
        import_shop("main", settings_rows, tables, "ERP", at(1))
        plans.forget()
        for minutes, part in ((3, "P-1"), (4, "P-2"), (4, "P-1"), (6, "P-2"), (4, "P-1")):
            clock.shift(60)
            option = asked(current(), 30, part)
            clock.shift(60 * minutes)
            with booked() as book:
                book.promise(wanted(current(), part), option)
        begins = [o.start_at for o in current().plan.operations if o.order == "CY-1"]
        assert begins[0] < int(time.time()), "it was to begin when it was asked about"
        option = asked(current(), 10, "P-3")
        assert option.operations[0].start_at <= int(time.time())
        clock.shift(60 * 30)
        with pytest.raises(Stale, match="has passed"), booked() as book:
            book.promise(wanted(current(), "P-3"), option)


def test_a_hold_keeps_its_place_until_it_is_promised(shop: Current) -> None:
    """Nobody else gets the place meanwhile; the promise takes it over under the same name."""
    option = asked(shop)
    with booked() as book:
        held = book.hold(wanted(shop), option, book.clock_at + 3600)
    with pytest.raises(Stale), booked() as book:
        book.promise(wanted(shop), option)
    with booked() as book:
        assert book.promise(wanted(shop), option, holding=held.orders).orders == held.orders
    assert [name for name in current().plan.orders if name.startswith("CY")] == ["CY-1"]


def test_a_hold_lapses_by_itself(shop: Current) -> None:
    """Whoever comes after its end finds the place free; the release is an entry like any other."""
    option = asked(shop)
    with booked(clock_at=1_000_000) as book:
        book.hold(wanted(shop), option, 1_003_600)
    assert not lapsed(clock_at=1_003_599)
    assert lapsed(clock_at=1_003_600)
    assert BookEntry.objects.order_by("version").last().kind == "release"
    with booked() as book:
        assert book.promise(wanted(shop), option).orders == ("CY-2",)


def test_nothing_is_kept_of_a_block_that_fails(shop: Current) -> None:
    """A promise whose conversation can't be written is none, also in this process's own plan."""
    option = asked(shop)

    def fail() -> None:
        with booked() as book:
            book.promise(wanted(shop), option)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert "CY-1" not in current().plan.orders
    with booked() as book:
        assert book.promise(wanted(shop), option).orders == ("CY-1",)


def test_the_book_is_chained(shop: Current) -> None:
    """An entry that is changed behind the program's back is found."""
    with booked() as book:
        book.promise(wanted(shop), asked(shop))
    row = Book.objects.get()
    assert broken_chain(row.shop_id) is None
    super(type(BookEntry.objects.all()), BookEntry.objects.filter(version=2)).update(body="{}")
    assert broken_chain(row.shop_id) == 2
    with pytest.raises(TypeError, match="never"):
        BookEntry.objects.all().delete()
