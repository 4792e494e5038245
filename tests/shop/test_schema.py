"""The schema is about the records: every column fills a field and every field has a column."""

from __future__ import annotations

from dataclasses import fields

import pytest

from canyou.shop.records import Shop
from canyou.shop.schema import BY_FILE, SETTINGS, TABLES, Table

by_file = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.stem)


@by_file
def test_each_column_fills_one_field_and_no_field_is_left_out(table: Table) -> None:
    assert sorted(column.field for column in table.columns) == sorted(f.name for f in fields(table.record))


@by_file
def test_keys_and_references_name_columns_and_files_that_exist(table: Table) -> None:
    for name in table.key:
        assert table.column(name).needed or not table.unique
    for column in table.columns:
        assert column.refers == "" or column.refers in BY_FILE
        assert column.meaning.endswith((".", "…"))


def test_every_file_and_every_setting_has_its_place_in_the_shop() -> None:
    places = {f.name for f in fields(Shop)}
    assert {table.stem for table in TABLES} <= places
    assert {column.field for column in SETTINGS} <= places


def test_dates_alone_end_or_begin_a_day_as_the_contract_says() -> None:
    ends = {c.name for table in TABLES for c in table.columns if c.kind == "time" and c.ends}
    begins = {c.name for table in TABLES for c in table.columns if c.kind == "time" and not c.ends}
    wanted = "due promised end hold_until due_back finished kept cleared shipped closed lapses"
    assert ends == set(wanted.split())
    assert begins == {"start", "created", "made", "started", "found", "declared"}
