"""Imports: whole or not at all, again and again, each a dated snapshot that reads back as it was."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from canyou.floor import imports
from canyou.floor.imports import RefusedImport, import_folder, import_shop
from canyou.floor.models import FloorShop, Record, Snapshot
from canyou.floor.snapshots import latest, rows_at, snapshots
from canyou.shop.read import read_rows

pytestmark = pytest.mark.django_db

Rows = dict[str, list[dict[str, str]]]
At = Callable[[int], datetime]


def test_the_same_import_twice_is_dated_but_writes_no_row(settings_rows: Any, tables: Rows, at: At) -> None:
    """The second import of the same rows has its own snapshot, which says nothing changed, and no record."""
    first = import_shop("main", settings_rows, tables, "ERP", at(0))
    records = Record.objects.count()
    second = import_shop("main", settings_rows, tables, "ERP", at(1))
    assert (first.number, second.number) == (1, 2)
    assert first.changed
    assert not second.changed
    assert second.taken_at == at(1)
    assert second.digest == first.digest
    assert Record.objects.count() == records


def test_the_rows_read_back_to_the_same_shop(settings_rows: Any, tables: Rows, at: At) -> None:
    """A shop read from the database equals the one read from the rows that went in, in the same order."""
    snapshot = import_shop("main", settings_rows, tables, "ERP", at(0))
    kept_settings, kept_tables = rows_at(snapshot)
    came_in = read_rows(settings_rows, tables, machine_now=0).shop
    kept = read_rows(kept_settings, kept_tables, machine_now=0).shop
    assert kept is not None
    assert kept == came_in
    assert list(kept.orders) == ["SO-1", "SO-2", "SO-3"]


def test_only_what_differs_gets_a_new_version(settings_rows: Any, tables: Rows, at: At) -> None:
    """One order changed, one gone, one come: two versions end, two begin, all other rows stay as they are."""
    import_shop("main", settings_rows, tables, "ERP", at(0))
    before = set(Record.objects.values_list("pk", flat=True))
    tables["orders.csv"][0]["due"] = "2026-12-08"
    del tables["orders.csv"][1]
    tables["orders.csv"].append({**tables["orders.csv"][0], "order": "SO-4"})
    import_shop("main", settings_rows, tables, "ERP", at(1))
    ended = sorted(Record.objects.filter(last_snapshot=1).values_list("key", flat=True))
    begun = sorted(Record.objects.filter(first_snapshot=2).values_list("key", flat=True))
    assert ended == ['["SO-1"]', '["SO-2"]']
    assert begun == ['["SO-1"]', '["SO-4"]']
    assert before <= set(Record.objects.values_list("pk", flat=True))


def test_any_snapshot_reads_back_as_it_was(settings_rows: Any, tables: Rows, at: At) -> None:
    """After many imports with rows changed, gone, come and moved, each snapshot still gives its own rows."""
    dice = random.Random(7)
    went_in = []
    for hour in range(12):
        orders = tables["orders.csv"]
        what = dice.randrange(4)
        if what == 0:
            dice.choice(orders)["quantity"] = str(dice.randint(1, 99))
        elif what == 1 and len(orders) > 1:
            orders.pop(dice.randrange(len(orders)))
        elif what == 2:
            orders.insert(dice.randrange(len(orders) + 1), {**orders[0], "order": f"SO-{100 + hour}"})
        else:
            dice.shuffle(orders)
        import_shop("main", settings_rows, tables, "ERP", at(hour))
        went_in.append(read_rows(settings_rows, tables, machine_now=0).shop)
    for snapshot, shop in zip(reversed(snapshots()), went_in, strict=True):
        read = read_rows(*rows_at(snapshot), machine_now=0).shop
        assert read == shop
        assert read is not None
        assert shop is not None
        assert list(read.orders) == list(shop.orders)


def test_an_order_that_comes_back_is_current_again(settings_rows: Any, tables: Rows, at: At) -> None:
    """An order gone in one import and back in the next has two versions with the gap between them."""
    import_shop("main", settings_rows, tables, "ERP", at(0))
    gone = {**tables, "orders.csv": tables["orders.csv"][1:]}
    import_shop("main", settings_rows, gone, "ERP", at(1))
    import_shop("main", settings_rows, tables, "ERP", at(2))
    versions = Record.objects.filter(key='["SO-1"]').order_by("first_snapshot")
    assert list(versions.values_list("first_snapshot", "last_snapshot")) == [(1, 1), (3, None)]


def test_rows_with_problems_change_nothing(settings_rows: Any, tables: Rows, at: At) -> None:
    """Rows that name an unknown part are refused with the line, and the database stays as it was."""
    import_shop("main", settings_rows, tables, "ERP", at(0))
    tables["orders.csv"][1]["part"] = "P-9"
    with pytest.raises(RefusedImport) as refused:
        import_shop("main", settings_rows, tables, "ERP", at(1))
    assert any(str(problem).startswith("orders.csv:3: part: ") for problem in refused.value.problems)
    assert Snapshot.objects.count() == 1
    assert FloorShop.objects.get().snapshots_taken == 1


def test_a_folder_with_problems_changes_nothing(tmp_path: Path) -> None:
    """A folder that cannot be read is refused before anything is written."""
    (tmp_path / "shop.toml").write_text('name = "Broken"\ntimezone = "Mars/Olympus"\n', encoding="utf-8")
    with pytest.raises(RefusedImport):
        import_folder(tmp_path)
    assert latest() is None
    assert FloorShop.objects.count() == 0


def test_a_failure_between_the_steps_leaves_nothing(
    settings_rows: Any, tables: Rows, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where writing fails after versions have ended, the import is undone as a whole."""
    import_shop("main", settings_rows, tables, "ERP", at(0))
    before = sorted(Record.objects.values_list("pk", "last_snapshot"))
    tables["orders.csv"][0]["quantity"] = "41"

    def fails(*args: object, **kwargs: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(imports.Snapshot.objects, "create", fails)
    with pytest.raises(OSError, match="disk full"):
        import_shop("main", settings_rows, tables, "ERP", at(1))
    assert sorted(Record.objects.values_list("pk", "last_snapshot")) == before


def test_two_shops_share_nothing(settings_rows: Any, tables: Rows, at: At) -> None:
    """Each shop counts its own snapshots and has its own rows."""
    import_shop("main", settings_rows, tables, "ERP", at(0))
    import_shop("plant-2", {**settings_rows, "name": "Plant 2"}, tables, "ERP", at(0))
    second = latest("plant-2")
    assert second is not None
    assert second.number == 1
    assert rows_at(second)[0]["name"] == "Plant 2"
    first = latest("main")
    assert first is not None
    assert rows_at(first)[0]["name"] == "Small shop"


def test_names_of_any_kind_are_kept(settings_rows: Any, tables: Rows, at: At) -> None:
    """Chinese, an umlaut, a quote, an emoji and a name as long as names may be come back as they were."""
    names = ["木头", "Übermaß", 'a"b,c', "🙂", "L" * 200]
    tables["orders.csv"] = [{**tables["orders.csv"][0], "order": name} for name in names]
    snapshot = import_shop("main", settings_rows, tables, "ERP", at(0))
    assert [row["order"] for row in rows_at(snapshot)[1]["orders.csv"]] == names


@pytest.mark.parametrize("slug", ["", "Main", "a b", "x" * 65, "../up"])
def test_a_slug_that_is_none_is_refused(slug: str, settings_rows: Any, tables: Rows, at: At) -> None:
    """A shop's short name is made of small letters, digits, - and _."""
    with pytest.raises(ValueError, match="short name of a shop"):
        import_shop(slug, settings_rows, tables, "ERP", at(0))
