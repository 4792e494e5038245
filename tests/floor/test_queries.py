"""What changed between imports, and what was promised first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from canyou.floor.imports import import_shop
from canyou.floor.queries import FieldChange, FileChange, changes, first_promised, previous_of
from canyou.shop.times import instant

pytestmark = pytest.mark.django_db

Rows = dict[str, list[dict[str, str]]]
At = Callable[[int], datetime]
ZONE = "Europe/Berlin"


def test_each_kind_of_change_is_named(settings_rows: Any, tables: Rows, at: At) -> None:
    """New, gone, due moved, promised otherwise and other fields: each order stands where it belongs."""
    orders = tables["orders.csv"]
    orders.append({**orders[1], "order": "SO-4"})
    orders.append({**orders[1], "order": "SO-5"})
    before = import_shop("main", settings_rows, tables, "ERP", at(0))
    orders[0]["promised"] = "2026-12-09"
    orders[1]["due"] = "2026-11-30"
    orders[2]["quantity"] = "7"
    del orders[3]
    orders.append({**orders[3], "order": "SO-6"})
    tables["stock.csv"][0]["on_hand"] = "13"
    tables["parts.csv"].append({"part": "P-3"})
    after = import_shop("main", {**settings_rows, "fence_days": "3"}, tables, "ERP", at(1))
    found = changes(after, before)
    assert [row.order for row in found.new] == ["SO-6"]
    assert [row.order for row in found.gone] == ["SO-4"]
    assert [change.order for change in found.moved] == ["SO-2"]
    assert found.moved[0].due_after_at == instant("2026-11-30", ZONE, True)
    assert [change.order for change in found.promised_otherwise] == ["SO-1"]
    assert found.promised_otherwise[0].promised_before_at == instant("2026-12-02", ZONE, True)
    assert [change.order for change in found.other] == ["SO-3"]
    assert found.other[0].fields == (FieldChange("quantity", "5", "7"),)
    assert found.files == (FileChange("parts.csv", 1, 0, 0), FileChange("stock.csv", 0, 0, 1))
    assert found.settings == (FieldChange("fence_days", "", "3"),)
    assert not found.nothing


def test_the_same_rows_in_another_order_are_no_change(settings_rows: Any, tables: Rows, at: At) -> None:
    """Rows that only stand elsewhere in their file are no news."""
    before = import_shop("main", settings_rows, tables, "ERP", at(0))
    tables["orders.csv"].reverse()
    tables["parts.csv"].reverse()
    after = import_shop("main", settings_rows, tables, "ERP", at(1))
    assert changes(after, before).nothing


def test_the_other_way_round_new_is_gone(settings_rows: Any, tables: Rows, at: At) -> None:
    """Comparing an older snapshot with a newer one turns the counts around."""
    before = import_shop("main", settings_rows, tables, "ERP", at(0))
    tables["parts.csv"].append({"part": "P-3"})
    tables["orders.csv"].append({**tables["orders.csv"][0], "order": "SO-4"})
    after = import_shop("main", settings_rows, tables, "ERP", at(1))
    back = changes(before, after)
    assert [row.order for row in back.gone] == ["SO-4"]
    assert back.files == (FileChange("parts.csv", 0, 1, 0),)


def test_the_snapshot_to_compare_with_is_the_last_that_differs(
    settings_rows: Any, tables: Rows, at: At
) -> None:
    """An import that changed nothing is passed over when looking for what changed."""
    first = import_shop("main", settings_rows, tables, "ERP", at(0))
    tables["orders.csv"][0]["quantity"] = "41"
    import_shop("main", settings_rows, tables, "ERP", at(1))
    third = import_shop("main", settings_rows, tables, "ERP", at(2))
    assert previous_of(third) == first
    assert previous_of(first) is None


def test_the_first_promised_date_survives_overwriting(settings_rows: Any, tables: Rows, at: At) -> None:
    """The source promises another date, then none: the first date stays known, and which import had it."""
    orders = tables["orders.csv"]
    import_shop("main", settings_rows, tables, "ERP", at(0))
    assert first_promised("SO-2") is None
    orders[1]["promised"] = "2026-11-28T12:00"
    import_shop("main", settings_rows, tables, "ERP", at(1))
    found = first_promised("SO-2")
    assert found is not None
    assert found.is_current
    for hour, promised in ((2, "2026-12-05"), (3, "")):
        orders[1]["promised"] = promised
        import_shop("main", settings_rows, tables, "ERP", at(hour))
        found = first_promised("SO-2")
        assert found is not None
        assert found.promised_at == instant("2026-11-28T12:00", ZONE, True)
        assert (found.snapshot, found.known_at) == (2, at(1))
        assert not found.is_current


def test_an_unknown_order_has_no_first_promise(settings_rows: Any, tables: Rows, at: At) -> None:
    """An order that no import ever had was never promised."""
    import_shop("main", settings_rows, tables, "ERP", at(0))
    assert first_promised("SO-99") is None
