"""Files as they really come: encodings, separators, what spreadsheets leave behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.shop.folders import SMALL, lines, read_small

STOCK = "part,on_hand,status\nSTEEL,10,\nA,3,quarantine\n"


def read_stock(tmp_path: Path, stock: str | bytes) -> tuple[list[str], list[tuple[str, str]] | None]:
    """What is said of a stock.csv, and the parts and quantities that it gives."""
    reading = read_small(tmp_path / "shop", {"stock.csv": stock})
    rows = reading.shop and [(row.part, str(row.on_hand)) for row in reading.shop.stock]
    return lines(reading), rows


TWO = [("STEEL", "10"), ("A", "3")]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    assert read_stock(tmp_path, b"\xef\xbb\xbf" + STOCK.encode()) == ([], TWO)


@pytest.mark.parametrize(("mark", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_read_with_a_note(tmp_path: Path, mark: str, name: str) -> None:
    said, rows = read_stock(tmp_path, STOCK.replace(",", mark))
    assert said == [f"warning: stock.csv:1: separator: is read with {name} between the columns ({mark!r})"]
    assert rows == TWO


def test_a_line_that_names_the_separator_is_obeyed_and_counted(tmp_path: Path) -> None:
    said, rows = read_stock(tmp_path, "sep=;\r\n" + STOCK.replace(",", ";"))
    assert said == ["warning: stock.csv:2: separator: is read with semicolons between the columns (';')"]
    assert rows == TWO
    said, _ = read_stock(tmp_path, "sep=;\r\npart;on_hand\r\nSTEEL;x\r\n")
    assert "stock.csv:3: on_hand: is not a number like 12.5 (x)" in said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_is_one(tmp_path: Path, end: str) -> None:
    assert read_stock(tmp_path, STOCK.replace("\n", end)) == ([], TWO)


def test_empty_rows_and_columns_of_spreadsheets_are_nothing(tmp_path: Path) -> None:
    text = "".join(f"{line},,\n" for line in STOCK.splitlines()) + ",,,,\n\n , ,,,\n"
    assert read_stock(tmp_path, text) == ([], TWO)


def test_lines_are_counted_through_empty_ones_and_through_cells_with_line_breaks(tmp_path: Path) -> None:
    text = 'part,on_hand,status\n\nSTEEL,10,"in the\nyard"\n\nA,x,\n'
    said, _ = read_stock(tmp_path, text)
    assert said == ["stock.csv:6: on_hand: is not a number like 12.5 (x)"]


def test_blanks_around_cells_are_cut_off(tmp_path: Path) -> None:
    assert read_stock(tmp_path, "part , on_hand\n STEEL ,\u00a010 \nA,3\n") == ([], TWO)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (STOCK.encode("utf-16"), "stock.csv:1: encoding: is UTF-16; save the file as UTF-8"),
        (STOCK.encode("utf-16-le"), "stock.csv:1: encoding: is no text in UTF-8"),
        (STOCK.replace("quar", "Quärt").encode("cp1252"), "stock.csv:3: encoding: is not UTF-8"),
        (STOCK.replace("A,3", "A\0,3").encode(), "stock.csv:3: encoding: is no text in UTF-8"),
    ],
)
def test_another_encoding_is_refused_with_the_line(tmp_path: Path, data: bytes, line: str) -> None:
    said, rows = read_stock(tmp_path, data)
    assert len(said) == 1
    assert said[0].startswith(line)
    assert rows is None


def test_a_byte_that_is_no_utf_8_is_shown_where_it_stands(tmp_path: Path) -> None:
    (said, *_), _ = read_stock(tmp_path, "part,on_hand,status\nSTEEL,10,geprüft\n".encode("cp1252"))
    assert said.endswith("(byte 0xFC in “STEEL,10,geprüft”)")


def test_quotation_marks_that_do_not_close_are_one_problem(tmp_path: Path) -> None:
    said, rows = read_stock(tmp_path, 'part,on_hand,status\nSTEEL,10,\n"A,3,\nB,1,\n')
    (line,) = said
    assert line.startswith("stock.csv:3: row: has quotation marks that do not close, or a cell without end (")
    assert rows is None


def test_an_inch_mark_within_a_cell_is_text(tmp_path: Path) -> None:
    reading = read_small(tmp_path / "shop", {"stock.csv": 'part,on_hand,status\nSTEEL,10,3/8" bar\n'})
    assert reading.shop is not None
    assert reading.shop.stock[0].status == '3/8" bar'


def test_a_row_with_a_comma_too_many_is_told_of_once(tmp_path: Path) -> None:
    said, _ = read_stock(tmp_path, "part,on_hand,status\nSTEEL,10,,\nSTEEL,1,200,free\n")
    assert said == ["stock.csv:3: row: has 4 cells, the header 3; quote a text that has commas (free)"]


def test_an_empty_optional_file_is_taken_as_empty(tmp_path: Path) -> None:
    said, rows = read_stock(tmp_path, "")
    assert said == ["warning: stock.csv:1: header: is missing; the file is taken as empty (an empty file)"]
    assert rows == []


def test_headers_in_another_spelling_are_read_with_a_note(tmp_path: Path) -> None:
    said, rows = read_stock(tmp_path, STOCK.replace("part,on_hand", "PART,On Hand"))
    assert said == [
        "warning: stock.csv:1: part: is read from a column of another spelling, not part (PART)",
        "warning: stock.csv:1: on_hand: is read from a column of another spelling, not on_hand (On Hand)",
    ]
    assert rows == TWO


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    rows = [line.split(",") for line in STOCK.splitlines()]
    assert read_stock(tmp_path, "".join(",".join(reversed(row)) + "\n" for row in rows)) == ([], TWO)


def test_unknown_columns_are_kept_as_notes_of_their_row(tmp_path: Path) -> None:
    orders = SMALL["orders.csv"].replace("order,", "order,Colour,").replace("SO1,", "SO1,red,")
    orders = orders.replace("SO2,", "SO2,,").replace("SO3,", "SO3,,").replace("SO4,", "SO4,blue,")
    reading = read_small(tmp_path / "shop", {"orders.csv": orders})
    assert lines(reading) == []
    assert reading.shop is not None
    assert reading.shop.notes == {
        ("orders.csv", "SO1"): {"Colour": "red"},
        ("orders.csv", "SO4"): {"Colour": "blue"},
    }


def test_unknown_settings_are_kept_as_notes(tmp_path: Path) -> None:
    toml = SMALL["shop.toml"] + 'site = "North"\n[printer]\nname = "laser"\n'
    reading = read_small(tmp_path / "shop", {"shop.toml": toml})
    assert reading.shop is not None
    assert reading.shop.notes == {("shop.toml", ""): {"site": "North", "printer": '{"name": "laser"}'}}
