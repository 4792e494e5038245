"""`canyou learn` on small made-up logs, and on a real one where it lies beside the checkout."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.learn.known_shop import known_shop, log_of, text_of

from canyou.bench.learned import figures
from canyou.faces.cli.app import main
from canyou.plan.document import plan_document
from canyou.plan.planner import make_plan
from canyou.shop.read import read_folder

SHARED = Path(__file__).parents[3].parent / "shared"
REAL = SHARED / "data/levy_dev/events.csv"
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
def log(tmp_path: Path) -> Path:
    """The log of a small known shop."""
    file = tmp_path / "log.csv"
    file.write_bytes(text_of(log_of(known_shop(1, orders=40, weeks=4))))
    return file


def test_a_log_becomes_a_folder_that_is_sound(run: Run, log: Path, tmp_path: Path) -> None:
    """The document has what was found; the folder it wrote has no problems and can be planned."""
    status, out, _ = run("learn", log, tmp_path / "shop", "--timezone", "Europe/Berlin", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["rows"]["read"] == found["rows"]["used"] + sum(found["rows"]["dropped"].values())
    assert {"work_centers", "parts", "rows", "spread", "problems"} <= set(found)
    assert all(one["p90_ratio"] >= one["median_ratio"] > 0 for one in found["spread"])
    assert run("check", tmp_path / "shop")[0] == 0
    assert run("plan", tmp_path / "shop")[0] == 0


def test_without_json_it_is_said_in_words(run: Run, log: Path, tmp_path: Path) -> None:
    """Rows, work centers and their spread can be read; what a planner should know stands on stderr."""
    status, out, err = run("learn", log, tmp_path / "shop")
    assert status == 0
    assert "rows" in out.lower()
    assert "WORK CENTER" in out
    assert "no time zone was given" in err
    assert "made up" in err


def test_nothing_that_is_there_is_lost(run: Run, log: Path, tmp_path: Path) -> None:
    """A folder with other files is refused; a learned one is learned again, but not once somebody has changed it."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "orders.csv").write_text("mine")
    status, _, err = run("learn", log, other, "--timezone", "UTC")
    assert status == 1
    assert "name another folder" in err
    assert [f.name for f in other.iterdir()] == ["orders.csv"]
    shop = tmp_path / "shop"
    assert run("learn", log, shop, "--timezone", "UTC")[0] == 0
    assert run("learn", log, shop, "--timezone", "UTC")[0] == 0
    with (shop / "orders.csv").open("a") as file:
        file.write("MINE,unknown,P0,5,2026-05-05,,\r\n")
    status, _, err = run("learn", log, shop, "--timezone", "UTC")
    assert status == 1
    assert "has been changed since" in err
    assert "MINE" in (shop / "orders.csv").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("--timezone", "Mars/Olympus"), "--timezone: is not a time zone"), ((), "no column for machine")],
)
def test_what_is_wrong_is_a_sentence_and_writes_nothing(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    """A zone that is none, and a file that is no log, end with status 1 and leave no folder."""
    file = tmp_path / "log.csv"
    file.write_text("order,part,start,end\nA,P,2026-03-02,2026-03-03\n")
    status, out, err = run("learn", file, tmp_path / "shop", *arguments)
    assert (status, out) == (1, "")
    assert said in err
    assert not (tmp_path / "shop").exists()


def test_plan_and_rule_are_compared_at_several_moments(log: Path) -> None:
    """The benchmark answers for each cut and for all together, with errors in days for plan and rule."""
    found: Any = figures(log, "Europe/Berlin")
    assert len(found["cuts"]) >= 3
    assert found["all"]["orders"] == sum(cut["orders"] for cut in found["cuts"]) > 0
    assert found["all"]["plan"] >= 0
    assert found["all"]["rule"] >= 0


@pytest.mark.skipif(not REAL.exists(), reason=f"there is no log of a real shop at {REAL}")
def test_a_real_log_is_learned(run: Run, tmp_path: Path) -> None:
    """A machining shop that works from Sunday to Thursday: its week, its single machines, and a plan without breach."""
    status, out, _ = run("learn", REAL, tmp_path / "shop", "--timezone", "Asia/Jerusalem", "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["work_centers"], found["parts"], found["rows"]["read"]) == (31, 31, 2537)
    shop = read_folder(tmp_path / "shop").shop
    assert shop is not None
    for rows in shop.calendars.values():
        hours = {day: sum(r.end_minute - r.start_minute for r in rows if r.day == day) for day in range(7)}
        assert min(hours[day] for day in (6, 0, 1, 2, 3)) >= 9 * 60  # Sunday to Thursday
        assert hours[5] <= 4 * 60  # hardly anything on Saturdays
    single = [name for name in shop.work_centers if "Machine" in name]
    assert all(shop.work_centers[name].machines == 1 for name in single)
    assert shop.work_centers["Quality Check 1"].machines > 1
    if (SHARED / "check/referee.py").exists():
        spec = importlib.util.spec_from_file_location("outside_referee", SHARED / "check/referee.py")
        assert spec is not None
        assert spec.loader is not None
        module: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        judge = module.Referee(module.Shop(tmp_path / "shop"))
        judge.plan(json.loads(json.dumps(plan_document(make_plan(shop)))))
        assert judge.breaches == []
