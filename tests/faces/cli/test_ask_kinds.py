"""The other questions from the terminal: about an order, a part never made, a whole purchase order."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.faces.cli.test_commands import SMALL_SHOP, run

__all__ = ["run"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    file = tmp_path / "po.csv"
    file.write_text("part,quantity,by\nP-204,20,2026-03-13\nP-415,10,2026-03-20\n", encoding="utf-8")
    return file


def test_an_order_is_brought_in_under_its_own_name(run: Run) -> None:
    """The order keeps its name in the operations, and what was promised is said."""
    order = order_of_the_small_shop()
    status, out, _ = run("ask", SMALL_SHOP, "--order", order, "--by", "2026-03-03", "--json")
    document = json.loads(out)
    assert status == 0
    assert document["question"]["order"] == order
    assert document["options"]
    for option in document["options"]:
        assert {o["order"] for o in option["operations"]} <= {order, *(m["order"] for m in option["moves"])}
    status, out, _ = run("ask", SMALL_SHOP, "--order", order, "--by", "2026-03-03")
    assert order in out


def test_a_part_never_made_is_marked_as_an_estimate(run: Run) -> None:
    asked = ("--like", "P-204", "--times", "1.5", "--quantity", "30", "--by", "2026-03-20")
    status, out, _ = run("ask", SMALL_SHOP, *asked, "--part", "P-900")
    assert status == 0
    assert "estimate" in out.lower()
    assert "P-900" in out


def test_a_purchase_order_has_a_date_by_line_and_one_for_all(run: Run, lines: Path) -> None:
    status, out, _ = run("ask", SMALL_SHOP, "--lines", lines, "--customer", "ACME", "--json")
    document = json.loads(out)
    assert status == 0
    for option in document["options"]:
        assert {delivery["line"] for delivery in option["deliveries"]} == {1, 2}
    status, out, _ = run("ask", SMALL_SHOP, "--lines", lines, "--customer", "ACME")
    assert "P-204" in out
    assert "P-415" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--order", "SO-99999"), "There is no order"),
        (("--order", "1", "--like", "P-204", "--quantity", "1"), "There is no order"),
        (("--like", "P-2O4", "--quantity", "5", "--by", "2026-03-20"), "P-204"),
        (
            ("--part", "P-204", "--times", "2", "--quantity", "5", "--by", "2026-03-20"),
            "times the work of what",
        ),
        (("--hours", "MILL=2", "--like", "P-204", "--quantity", "5", "--by", "2026-03-20"), "made once"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(run: Run, arguments: tuple[str, ...], words: str) -> None:
    status, out, err = run("ask", SMALL_SHOP, *arguments)
    assert status in (1, 2)
    assert out == ""
    assert words in err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("part,quantity,by\nP-204,x,2026-03-13\n", "po.csv:2: quantity:"),
        ("part,quantity\nP-204,5\n", "by"),
        ("part,quantity,by\nP-2O4,5,2026-03-13\n", "po.csv:2: part:"),
    ],
)
def test_a_purchase_order_that_cannot_be_read_is_refused_whole_by_line_and_column(
    run: Run, tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "po.csv"
    file.write_text(text, encoding="utf-8")
    status, out, err = run("ask", SMALL_SHOP, "--lines", file)
    assert (status, out) == (1, "")
    assert words in err


def order_of_the_small_shop() -> str:
    from canyou.shop.read import read_folder

    shop = read_folder(SMALL_SHOP).shop
    assert shop is not None
    return next(name for name, one in shop.orders.items() if one.is_planned and one.part == "P-204")
