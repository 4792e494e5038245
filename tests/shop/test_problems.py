"""Each kind of problem with its exact line, from the table in problems.txt."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.shop.folders import lines, read_changed, read_small


def _cases() -> list[tuple[str, str, str, list[str]]]:
    cases: list[tuple[str, str, str, list[str]]] = []
    for line in (Path(__file__).parent / "problems.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            cases[-1][3].append(line[4:])
        elif line and not line.startswith("#"):
            file, _, change = line.partition(" | ")
            old, _, new = change.replace("\\n", "\n").partition(" -> ")
            cases.append((file, old, new, []))
    return cases


def test_the_small_shop_itself_has_no_problem_and_no_warning(tmp_path: Path) -> None:
    reading = read_small(tmp_path / "shop")
    assert lines(reading) == []
    assert reading.shop is not None


@pytest.mark.parametrize(("file", "old", "new", "expected"), _cases())
def test_a_change_gives_exactly_these_lines(
    tmp_path: Path, file: str, old: str, new: str, expected: list[str]
) -> None:
    """What is wrong is said with file, line, column and what was found; nothing else is said."""
    reading = read_changed(tmp_path / "shop", file, old, new)
    assert lines(reading) == expected
    refused = any(not line.startswith("warning: ") for line in expected)
    assert (reading.shop is None) == refused


def test_all_problems_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    reading = read_small(
        tmp_path / "shop",
        {
            "parts.csv": "part,supply\nA,mkae\nB,\nSTEEL,\n",
            "stock.csv": "part,on_hand\nSTEEL,-1\nSTEAL,x\n",
            "crews.csv": "crew,calendar\nCNC,nigth\n",
        },
    )
    assert lines(reading) == [
        "crews.csv:2: calendar: is not in calendars.csv; the nearest is night (nigth)",
        "parts.csv:2: supply: is none of make, buy; is make meant? (mkae)",
        "stock.csv:2: on_hand: is negative (-1)",
        "stock.csv:3: on_hand: is not a number like 12.5 (x)",
        "stock.csv:3: part: is not in parts.csv; the nearest is STEEL (STEAL)",
    ]
    assert reading.shop is None


def test_a_habit_of_a_whole_column_is_one_warning(tmp_path: Path) -> None:
    text = "order,customer,part,quantity,due,state\n" + "".join(
        f"SO{n},ACME,B,1,2026-12-01,Open\n" for n in range(1, 5)
    )
    reading = read_small(tmp_path / "shop", {"orders.csv": text, "progress.csv": None, "gates.csv": None})
    assert lines(reading) == [
        "warning: orders.csv:2: state: is read as open, all in small letters, as in 3 more rows (Open)"
    ]


@pytest.mark.parametrize("file", ["shop.toml", "calendars.csv", "work_centers.csv", "parts.csv"])
def test_a_needed_file_that_is_missing_is_a_sentence(tmp_path: Path, file: str) -> None:
    reading = read_small(tmp_path / "shop", {file: None})
    assert reading.shop is None
    assert f"{file}:1: file: is missing from the folder, and is needed (shop)" in lines(reading)


def test_a_missing_optional_file_is_an_empty_one(tmp_path: Path) -> None:
    optional = ("downtime", "bom", "stock", "receipts", "part_names", "gates", "progress", "reservations",
                "events", "people", "promises", "emergencies", "mistakes")  # fmt: skip
    reading = read_small(tmp_path / "shop", {f"{name}.csv": None for name in optional})
    assert lines(reading) == []
    assert reading.shop is not None
    assert reading.shop.stock == ()


def test_a_file_with_almost_the_right_name_is_asked_after(tmp_path: Path) -> None:
    """It is left alone, as every file that the contract does not name; but nobody would see that."""
    files: dict[str, str | bytes | None] = {"gates.csv": None, "Gates.csv": "order\n", "notes.csv": "what\n"}
    assert lines(read_small(tmp_path / "shop", files)) == [
        "warning: gates.csv:1: file: is not there and taken as empty; is another file meant? (Gates.csv)"
    ]


def test_without_a_customers_file_the_customers_of_the_orders_are_normal_ones(tmp_path: Path) -> None:
    reading = read_small(tmp_path / "shop", {"customers.csv": None, "part_names.csv": None})
    (line,) = lines(reading)
    assert line.startswith("warning: customers.csv:1: customer: has no rows; the customers of the orders are")
    assert line.endswith("taken with importance 1 (1 of them)")
    assert reading.shop is not None
    assert reading.shop.customers["ACME"].importance == 1


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    from canyou.shop.read import read_folder

    (line,) = map(str, read_folder(tmp_path / "nowhere").problems)
    assert line.startswith("nowhere:1: folder: is not there; name a folder with a shop.toml (")


def test_a_folder_in_place_of_a_file_is_a_sentence(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "stock.csv").mkdir()
    reading = read_small(folder, {"stock.csv": None})
    assert lines(reading) == ["stock.csv:1: file: cannot be read (Is a directory)"]
