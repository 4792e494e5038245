"""Each command on a shop folder: what it prints where, and how it ends."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from canyou.faces.cli.app import main

SMALL_SHOP = Path(__file__).resolve().parents[3] / "docs/examples/small-shop"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `canyou …` in this process: exit status, stdout, stderr."""

    def running(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["canyou", *map(str, arguments)])
        status: Any = 0
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
        out, err = capsys.readouterr()
        return int(status), out, err

    return running


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The small shop with two things wrong in its orders."""
    folder = tmp_path / "broken"
    shutil.copytree(SMALL_SHOP, folder)
    orders = folder / "orders.csv"
    text = orders.read_text(encoding="utf-8")
    orders.write_text(text.replace("P-204,80", "P-2O4,80").replace("P-415,90", "P-415,-90"), encoding="utf-8")
    return folder


def test_check_counts_what_a_sound_folder_has(run: Run) -> None:
    """A sound folder ends with 0 and says what was found in it."""
    status, out, err = run("check", SMALL_SHOP)
    assert (status, err) == (0, "")
    assert "6 orders, 4 parts, 3 work centers, 4 machines" in out


def test_check_says_every_problem_on_stderr(run: Run, broken: Path) -> None:
    """Both problems come at once, on stderr, with file, line and column, and the status is 1."""
    status, out, err = run("check", broken)
    assert (status, out) == (1, "")
    problems = [line for line in err.splitlines() if line.startswith("orders.csv:")]
    assert [line.split(": ")[:2] for line in problems] == [
        ["orders.csv:6", "part"],
        ["orders.csv:7", "quantity"],
    ]
    assert "2 problems" in err


def test_check_as_json_has_the_problems_as_rows(run: Run, broken: Path) -> None:
    """With --json stdout is one document, also where the folder is refused."""
    status, out, _ = run("check", broken, "--json")
    document = json.loads(out)
    assert status == 1
    assert document["counts"] is None
    assert [(p["file"], p["line"], p["column"]) for p in document["problems"]] == [
        ("orders.csv", 6, "part"),
        ("orders.csv", 7, "quantity"),
    ]


@pytest.mark.parametrize(
    "command",
    [
        ["plan", "--json"],
        ["ask", "--json", "--part", "P-204", "--quantity", "1", "--by", "2026-03-06"],
        ["where", "x", "--json"],
    ],
    ids=lambda command: command[0],
)
def test_a_folder_with_problems_answers_nothing(run: Run, broken: Path, command: list[str]) -> None:
    """A broken folder ends every command with 1, its problems on stderr and nothing on stdout."""
    status, out, err = run(command[0], broken, *command[1:])
    assert (status, out) == (1, "")
    assert "orders.csv:6: part:" in err


def test_a_folder_that_is_not_there_is_a_sentence(run: Run, tmp_path: Path) -> None:
    """A mistyped folder ends with 1 and one line that names it."""
    status, out, err = run("plan", tmp_path / "nowhere")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "nowhere" in err


def test_plan_as_json_is_one_document_and_the_same_each_time(run: Run) -> None:
    """`plan --json` prints exactly one document with the agreed keys, and the same bytes again."""
    status, out, err = run("plan", SMALL_SHOP, "--json")
    document = json.loads(out)
    assert (status, err, out.count("\n")) == (0, "", 1)
    assert set(document) == {"now", "held", "problems", "orders", "operations", "weighted_tardiness_minutes"}
    assert document["now"] == "2026-03-02T07:00:00-06:00"
    assert [row["order"] for row in document["orders"]] == [f"SO-100{n}" for n in range(1, 7)]
    assert run("plan", SMALL_SHOP, "--json")[1] == out


def test_plan_improved_prints_the_same_kind_of_document_and_how_far_it_came(run: Run) -> None:
    """With --iterations the document has a lateness no greater, and stderr says what it was and what is elsewhere."""
    plain = json.loads(run("plan", SMALL_SHOP, "--json")[1])
    status, out, err = run("plan", SMALL_SHOP, "--json", "--iterations", "2000", "--seed", "7")
    better = json.loads(out)
    assert (status, out.count("\n")) == (0, 1)
    assert set(better) == {*plain, "improved"}
    assert better["weighted_tardiness_minutes"] <= plain["weighted_tardiness_minutes"]
    assert f"{plain['weighted_tardiness_minutes']:,.0f} before" in err
    assert "steps on another machine" in err
    assert run("plan", SMALL_SHOP, "--json", "--iterations", "2000", "--seed", "7")[1] == out


def test_an_improved_plan_says_how_late_it_was_and_how_much_moved(run: Run) -> None:
    """Beside the plan's own document; where nothing may move, nothing does."""
    _, out, err = run("plan", SMALL_SHOP, "--json", "--iterations", 200, "--most-moved", 0)
    found = json.loads(out)
    assert found["improved"] == {
        "weighted_tardiness_minutes_before": found["weighted_tardiness_minutes"],
        "steps": 11, "other_machine": 0, "moved": 0, "orders": 6, "finish_moved": 0, "most_moved_percent": 0,
    }  # fmt: skip
    assert "Elsewhere than before: 0 of 11 steps" in err


def test_plan_refuses_seconds_and_iterations_together(run: Run) -> None:
    """Both would say two ends; that is wrong usage."""
    assert run("plan", SMALL_SHOP, "--seconds", "1", "--iterations", "5")[0] == 2


def test_plan_to_read_names_every_order(run: Run) -> None:
    """Without --json every order stands in a table."""
    status, out, _ = run("plan", SMALL_SHOP)
    assert status == 0
    assert all(f"SO-100{n} " in out for n in range(1, 7))


def test_ask_as_json_is_one_document(run: Run) -> None:
    """`ask --json` prints exactly one document with the question and at least one option."""
    status, out, err = run(
        "ask",
        SMALL_SHOP,
        "--part",
        "P-204",
        "--quantity",
        "100",
        "--by",
        "2026-03-06",
        "--customer",
        "ACME",
        "--json",
    )
    document = json.loads(out)
    assert (status, err, out.count("\n")) == (0, "", 1)
    assert document["question"]["part"] == "P-204"
    assert document["question"]["by"] == "2026-03-07T00:00:00-06:00"
    assert document["options"]
    assert all(sum(d["quantity"] for d in option["deliveries"]) == 100 for option in document["options"])


def test_ask_to_read_numbers_the_options(run: Run) -> None:
    """Without --json the question is said back and the options are numbered, each with its words."""
    status, out, _ = run(
        "ask", SMALL_SHOP, "--part", "VB-7", "--quantity", "100", "--by", "Fri 6 Mar", "--customer", "ACME"
    )
    assert status == 0
    assert out.startswith("Can you ship 100 of P-204 (Valve body) to Acme Pumps by Fri 6 Mar?\n")
    assert "\n  1  " in out
    assert "“" in out


def test_ask_names_the_nearest_parts(run: Run) -> None:
    """An unknown part ends with 1 and a sentence with the names that were probably meant."""
    status, out, err = run("ask", SMALL_SHOP, "--part", "P-240", "--quantity", "10", "--by", "2026-03-06")
    assert (status, out) == (1, "")
    assert err.startswith("--part: ")
    assert "P-204" in err


def test_ask_says_all_that_is_wrong_at_once(run: Run) -> None:
    """A bad quantity, a past date and an unknown customer are said together, each under its option."""
    status, out, err = run(
        "ask", SMALL_SHOP, "--part", "P-204", "--quantity", "0", "--by", "2026-02-01", "--customer", "NOBODY"
    )
    assert (status, out) == (1, "")
    assert {line.split(":")[0] for line in err.splitlines()} == {"--quantity", "--by", "--customer"}


def test_ask_without_a_quantity_is_wrong_usage(run: Run) -> None:
    """A missing option is wrong usage: status 2, and the option is named."""
    status, out, err = run("ask", SMALL_SHOP, "--part", "P-204", "--by", "2026-03-06")
    assert (status, out) == (2, "")
    assert "--quantity" in err


def test_where_says_it_in_a_sentence(run: Run) -> None:
    """A customer's purchase order leads to the order and a sentence about it."""
    status, out, _ = run("where", SMALL_SHOP, "4711")
    assert status == 0
    assert out.startswith("SO-1001, Acme Pumps\n")
    assert len(out.splitlines()) >= 2


def test_where_as_json_is_one_document(run: Run) -> None:
    """`where --json` prints one list, empty where nothing is called so."""
    assert json.loads(run("where", SMALL_SHOP, "SO-1001", "--json")[1])[0]["order"] == "SO-1001"
    status, out, _ = run("where", SMALL_SHOP, "zzzzzz", "--json")
    assert (status, json.loads(out)) == (0, [])


def test_where_with_words_left_over_is_wrong_usage(run: Run) -> None:
    """A text with spaces and no quotes is told so instead of being searched for in pieces."""
    status, out, err = run("where", SMALL_SHOP, "valve", "body")
    assert (status, out) == (2, "")
    assert "quotes" in err


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    """A command that there is not ends with 2."""
    status, out, err = run("plann")
    assert (status, out) == (2, "")
    assert "plann" in err
