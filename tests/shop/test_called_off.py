"""Forecast and blanket orders: what is called off of them uses them up once, what is left lapses by its date."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests.shop.folders import SMALL

from canyou.shop.called_off import called_off
from canyou.shop.read import read_folder
from canyou.shop.records import Order
from canyou.shop.write import write_folder

NOW = 1_000_000
BLANKET = Order("B", "C", "P", Decimal(100), NOW + 9, kind="blanket")

releases = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from(["open", "shipped", "cancelled"])), max_size=5
)


@given(releases, st.integers(0, 120), st.sampled_from([None, NOW - 1, NOW, NOW + 1]))
def test_what_is_left_is_what_was_not_called_off_and_saying_it_twice_changes_nothing(
    rows: list[tuple[int, str]], shipped: int, lapses: int | None
) -> None:
    """Cancelled releases take nothing; used up it is past; lapsed it is cancelled; firm orders stay as they are."""
    blanket = replace(BLANKET, shipped_quantity=Decimal(min(shipped, 100)), lapses_at=lapses)
    firm = {
        f"R{n}": Order(f"R{n}", "C", "P", Decimal(quantity), NOW, state=state, kind="release", blanket="B")
        for n, (quantity, state) in enumerate(rows)
    }
    left = called_off({"B": blanket, **firm}, NOW)
    taken = sum(quantity for quantity, state in rows if state != "cancelled")
    assert left["B"].shipped_quantity == min(100, max(taken, min(shipped, 100)))
    assert left["B"].is_planned == (
        not (taken and left["B"].shipped_quantity == 100) and (lapses or NOW + 1) > NOW
    )
    assert {name: left[name] for name in firm} == firm
    assert called_off(left, NOW) == left


def test_a_folder_is_read_and_written_with_what_is_left(tmp_path: Path) -> None:
    """The columns `blanket` and `lapses` of orders.csv are read, and written again they mean the same."""
    (tmp_path / "in").mkdir()
    for file, text in SMALL.items():
        (tmp_path / "in" / file).write_text(text, encoding="utf-8")
    reading = read_folder(tmp_path / "in")
    assert reading.shop is not None
    name, first = next(iter(reading.shop.orders.items()))
    orders = {
        **reading.shop.orders,
        "B-1": replace(first, order="B-1", kind="blanket", quantity=Decimal(50), promised_at=None,
                       lapses_at=reading.shop.now_at + 86_400),
        "R-1": replace(first, order="R-1", kind="release", quantity=Decimal(20), blanket="B-1"),
    }  # fmt: skip
    write_folder(replace(reading.shop, orders=orders), tmp_path / "out")
    once = read_folder(tmp_path / "out")
    assert once.shop is not None, once.problems
    assert once.shop.orders["B-1"].shipped_quantity == 20
    assert name in once.shop.orders
    write_folder(once.shop, tmp_path / "again")
    assert read_folder(tmp_path / "again").shop == once.shop
