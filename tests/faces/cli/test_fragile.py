"""`canyou fragile` on the small shop: what a manager reads, and the document."""

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


def test_the_document_has_the_three_lists(run: Run) -> None:
    """Every machine of the shop, its people and its suppliers, each with the orders at risk."""
    status, out, _ = run("fragile", SMALL_SHOP, "--json")
    found = json.loads(out)
    assert status == 0
    assert set(found) == {"days", "machines", "people", "suppliers"}
    assert len(found["machines"]) == 4
    assert {one["supplier"] for one in found["suppliers"]} == {"Heat treater", "Steel merchant"}
    saw = next(one for one in found["machines"] if one["work_center"] == "SAW")
    assert saw["promises_at_risk"] == [one["order"] for one in saw["orders"]] != []
    assert all(one["late_minutes"] > 0 for one in saw["orders"])


def test_a_manager_can_read_it(run: Run, tmp_path: Path) -> None:
    """The worst machine stands first; who alone ran a machine is named with what would be late."""
    folder = tmp_path / "shop"
    shutil.copytree(SMALL_SHOP, folder)
    (folder / "events.csv").write_text(
        "order,part,step_name,machine,person,kind,start,end\n"
        "OLD,P-204,Saw,SAW,Ada,run,2026-02-27T08:00,2026-02-27T09:00\n"
    )
    status, out, _ = run("fragile", folder, "--days", "7")
    assert status == 0
    lines = out.splitlines()
    assert lines[lines.index("Machines, the worst first") + 2].startswith("SAW")
    assert "Only Ada has run SAW. Late without: SO-1004" in out
    assert "Heat treater: 2 steps to come." in out


@pytest.mark.parametrize("days", ["0", "-1", "1000"])
def test_days_that_make_no_sense_are_wrong_usage(run: Run, days: str) -> None:
    """Status 2, with a sentence."""
    status, _, err = run("fragile", SMALL_SHOP, "--days", days)
    assert status == 2
    assert "--days" in err
