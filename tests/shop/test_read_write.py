"""What is read, written and read again is the same shop; whatever a folder holds, reading never breaks."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.shop.folders import NOW, SMALL, lines, read_small, write_small
from tests.strategies import shops

from canyou.shop.read import read_folder, read_rows
from canyou.shop.records import BomLine, Shop
from canyou.shop.schema import TABLES
from canyou.shop.write import decimal_text, rows_of, write_folder


def small(tmp_path: Path) -> Shop:
    shop = read_small(tmp_path / "shop").shop
    assert shop is not None
    return shop


def written_and_read(shop: Shop, folder: Path) -> Shop | None:
    write_folder(shop, folder)
    reading = read_folder(folder, machine_now=shop.now_at)
    assert [line for line in lines(reading) if not line.startswith("warning: ")] == []
    return reading.shop


def test_the_small_shop_has_every_file_of_the_contract() -> None:
    assert set(SMALL) == {"shop.toml"} | {table.file for table in TABLES}


def test_what_files_leave_empty_is_resolved(tmp_path: Path) -> None:
    shop = small(tmp_path)
    assert {name: part.supply for name, part in shop.parts.items()} == {
        "A": "make",
        "B": "make",
        "STEEL": "buy",
    }
    assert shop.parts["A"].name == "Angle"
    assert shop.bom["A"] == (BomLine("A", "STEEL", Decimal("0.5"), 10), BomLine("A", "B", Decimal(2), 20))
    assert shop.work_centers["MILL"].name == "MILL"
    assert shop.work_centers["DRILL"].machines == 1
    assert shop.orders["SO2"].state == "open"
    assert shop.orders["SO2"].kind == "firm"
    assert shop.clock_fixed
    assert shop.now_at == NOW


def test_steps_are_sorted_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    header, *rows = SMALL["routings.csv"].splitlines(keepends=True)
    shop = read_small(tmp_path / "shop", {"routings.csv": header + "".join(reversed(rows))}).shop
    assert shop is not None
    assert [step.step for step in shop.routings["A"]] == [10, 20, 30]


def test_without_a_fixed_clock_now_is_what_was_passed_in(tmp_path: Path) -> None:
    toml = SMALL["shop.toml"].replace("now", "# now")
    folder = write_small(tmp_path / "shop", {"shop.toml": toml})
    shop = read_folder(folder, machine_now=NOW + 1).shop
    assert shop is not None
    assert (shop.now_at, shop.clock_fixed) == (NOW + 1, False)
    assert "shop.toml:1: now: is missing, and no clock was given to take it from (empty)" in lines(
        read_folder(folder)
    )


def test_the_small_shop_reads_back_from_a_folder_and_from_rows(tmp_path: Path) -> None:
    shop = small(tmp_path)
    assert written_and_read(shop, tmp_path / "copy") == shop
    assert read_rows(*rows_of(shop)).shop == shop


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    shop = small(tmp_path)
    write_folder(shop, tmp_path / "one")
    again = read_folder(tmp_path / "one").shop
    assert again is not None
    write_folder(again, tmp_path / "two")
    for file in sorted(path.name for path in (tmp_path / "one").iterdir()):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_writing_takes_away_files_that_would_be_empty_and_leaves_others_alone(tmp_path: Path) -> None:
    folder = write_small(tmp_path / "shop")
    (folder / "NOTES.md").write_text("ours")
    shop = read_folder(folder).shop
    assert shop is not None
    write_folder(replace(shop, stock=()), folder)
    assert not (folder / "stock.csv").exists()
    assert (folder / "NOTES.md").read_text() == "ours"


def test_notes_and_awkward_texts_survive(tmp_path: Path) -> None:
    stock = (
        'part,on_hand,status,Shelf\nSTEEL,1,"a ""b"", c",7\nSTEEL,2,"two\nlines",8\nSTEEL,3,"a ""b"", c",\n'
    )
    toml = (
        SMALL["shop.toml"].replace("Small", 'Küche \\"3\\" \\u007f') + "odd-key = 1\n\"we'ird key\" = 'x'\n"
    )
    shop = read_small(tmp_path / "shop", {"stock.csv": stock, "shop.toml": toml}).shop
    assert shop is not None
    assert shop.stock[1].status == "two\nlines"
    assert written_and_read(shop, tmp_path / "copy") == shop


def test_rows_of_a_database_are_checked_as_a_file_is(tmp_path: Path) -> None:
    rules, tables = rows_of(small(tmp_path))
    tables["orders"][1]["quantity"] = "-4"
    reading = read_rows(rules, tables)
    assert lines(reading) == ["orders.csv:3: quantity: is negative (-4)"]
    assert reading.shop is None
    del tables["orders"][1]["quantity"]
    assert lines(read_rows(rules, tables)) == [
        "orders.csv:3: quantity: is empty, and a value is needed (empty)"
    ]


def test_notes_of_rows_whose_step_was_left_empty_survive(tmp_path: Path) -> None:
    """The step is resolved on reading; the notes must not hang on the empty one."""
    bom = "part,component,quantity,step,Drawing\nA,STEEL,1,,D1\nB,STEEL,1,,\nA,STEEL,1,20,D2\n"
    shop = read_small(tmp_path / "shop", {"bom.csv": bom}).shop
    assert shop is not None
    assert [note["Drawing"] for note in shop.notes.values()] == ["D1", "D2"]
    assert written_and_read(shop, tmp_path / "copy") == shop


def test_a_needed_column_is_written_even_where_all_its_cells_are_empty(tmp_path: Path) -> None:
    events = SMALL["events.csv"].replace("SO4,A,Saw", ",,")
    shop = read_small(tmp_path / "shop", {"events.csv": events}).shop
    assert shop is not None
    assert written_and_read(shop, tmp_path / "copy") == shop
    assert read_rows(*rows_of(shop)).shop == shop


@settings(max_examples=25, deadline=None)
@given(shops(reservations=True))
def test_any_drawn_shop_reads_back_from_a_folder(shop: Shop) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert written_and_read(shop, Path(folder)) == shop


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_a_number_is_written_without_exponent_and_reads_back(value: Decimal) -> None:
    text = decimal_text(value)
    assert "E" not in text
    assert Decimal(text) == value


AWKWARD = st.one_of(
    st.sampled_from(
        ["", "-1", "nan", "inf", "1e400", "1e-400", "1e9", "9" * 30, "'5", "1,5", "24/11/2026", "2026-11-24",
         "2026-13-01", "24:00", "mon", "yes", "A", "B", "SAW", "SO1", "SO9", '"', "\u202e", "x" * 300, "00",
         "2026-11-01T01:30:00", "2026-03-08T02:30", "9999-12-31", "a;b;;c", "running", "done", "make", "=1+1",
         "\n", "1.0000001", "-0", "+5", "٣", "2026-11-24T10:00+99:00", "0.0000001", "hold", "1970-01-01"]
    ),
    st.text(max_size=8),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from([t.file for t in TABLES]), st.integers(0, 9), st.integers(0, 11), AWKWARD),
        min_size=1,
        max_size=4,
    )
)
def test_any_cells_give_problems_and_never_an_exception(changes: list[tuple[str, int, int, str]]) -> None:
    """Either there is a shop, which reads back the same, or there are problems, each on one line."""
    files: dict[str, str | bytes | None] = dict(SMALL)
    for file, row, column, text in changes:
        rows = list(csv.reader(io.StringIO(str(files[file]), newline="")))
        cells = rows[row % len(rows)]
        if cells:
            cells[column % len(cells)] = text
        out = io.StringIO(newline="")
        csv.writer(out).writerows(rows)
        files[file] = out.getvalue().encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    with tempfile.TemporaryDirectory() as place:
        reading = read_small(Path(place) / "shop", files)
        assert all("\n" not in line and line.endswith(")") for line in lines(reading))
        refused = any(not problem.is_warning for problem in reading.problems)
        assert (reading.shop is None) == refused
        if reading.shop is not None:
            assert written_and_read(reading.shop, Path(place) / "copy") == reading.shop
            assert read_rows(*rows_of(reading.shop), machine_now=NOW).shop == reading.shop


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(SMALL)), st.data())
def test_any_bytes_give_problems_and_never_an_exception(file: str, data: st.DataObject) -> None:
    """A file cut off, or with bytes put in, is read or refused; nothing in between."""
    text = SMALL[file].encode()
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.binary(max_size=5))
    end = data.draw(st.sampled_from([at, len(text)]))
    with tempfile.TemporaryDirectory() as place:
        reading = read_small(Path(place) / "shop", {file: text[:at] + put + text[end:]})
        assert (reading.shop is None) == any(not problem.is_warning for problem in reading.problems)


SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.mark.parametrize(("name", "orders"), [("levy_dev", 104), ("odoo_demo", 106)])
def test_shops_from_elsewhere_read_clean(tmp_path: Path, name: str, orders: int) -> None:
    if not (SHARED / name).is_dir():
        pytest.skip(f"the shop {name} is not beside the checkout; it may not be shipped with the project")
    folder = tmp_path / name
    shutil.copytree(SHARED / name, folder)
    reading = read_folder(folder)
    assert [line for line in lines(reading) if not line.startswith("warning: ")] == []
    assert reading.shop is not None
    assert len(reading.shop.orders) == orders
