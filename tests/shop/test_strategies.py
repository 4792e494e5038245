"""The shops that property tests draw are shops: otherwise what those tests show would be worth nothing."""

from __future__ import annotations

from hypothesis import given, settings
from tests.strategies import shops

from canyou.shop.read import read_rows
from canyou.shop.records import Shop
from canyou.shop.write import rows_of


@settings(max_examples=60, deadline=None)
@given(shops(reservations=True))
def test_a_drawn_shop_is_valid_and_survives_being_written_and_read(shop: Shop) -> None:
    reading = read_rows(*rows_of(shop), machine_now=None)
    assert [str(p) for p in reading.problems if not p.is_warning] == []
    assert reading.shop == shop
