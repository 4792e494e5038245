"""The web server: ready after a while, never silent, fresh after an import, gone when told to go."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SHOP = {
    "shop.toml": 'name = "Served"\ntimezone = "UTC"\nnow = 2026-11-23T07:00:00\n',
    "calendars.csv": "calendar,day,start,end\nday,mon,07:00,15:30\nday,tue,07:00,15:30\n",
    "work_centers.csv": "work_center,calendar\nSAW,day\n",
    "parts.csv": "part\nP-1\n",
    "routings.csv": "part,step,work_center,run_minutes\nP-1,10,SAW,2\n",
    "customers.csv": "customer\nACME\n",
    "orders.csv": "order,customer,part,quantity,due\nSO-1,ACME,P-1,40,2026-12-01\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small shop folder."""
    path = tmp_path / "shop"
    path.mkdir()
    for file, text in SHOP.items():
        (path / file).write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The environment of an installation of its own."""
    surroundings = {**os.environ, "CANYOU_HOME": str(tmp_path / "home")}
    surroundings.pop("CANYOU_DATABASE_URL", None)
    return surroundings


def run(environment: dict[str, str], code: str) -> None:
    """Run a few lines in a process of their own."""
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)


def import_folder(environment: dict[str, str], folder: Path) -> None:
    """As `canyou import` does."""
    run(
        environment,
        "from canyou.site import setup, migrate; setup(); migrate();"
        f"from canyou.floor.imports import import_folder; import_folder({str(folder)!r})",
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(port: int, path: str, **fields: Any) -> tuple[int, Any, bytes]:
    """Status, headers (of any case) and body; a POST where there are fields."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        data=json.dumps(fields).encode() if fields else None,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[int, subprocess.Popen[str], list[int]]]:
    """A running server: its port, its process, and the statuses it answered with until it was ready."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", f"from canyou.site import serve; serve('127.0.0.1', {port})"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    statuses: list[int] = []
    try:
        while not statuses or statuses[-1] != 200:
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
            time.sleep(0.1)
            try:
                statuses.append(get(port, "/api/plan")[0])
            except urllib.error.URLError:
                continue  # not listening yet
            assert statuses[-1] in (200, 503, 404)
            if statuses[-1] == 404:
                break  # ready, and nothing imported
        yield port, process, statuses
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def test_the_server_answers_and_follows_an_import(environment: dict[str, str], folder: Path) -> None:
    """Ready after saying 503 at most; a question has options; another process's import arrives by itself."""
    import_folder(environment, folder)
    with served(environment) as (port, process, statuses):
        assert set(statuses) <= {200, 503}
        status, headers, body = get(port, "/")
        assert status == 200
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        status, _, body = get(port, "/api/options", part="P-1", quantity=10, by="2026-12-08")
        assert status == 200
        assert json.loads(body)["options"]

        orders = SHOP["orders.csv"] + "SO-2,ACME,P-1,5,2026-12-02\n"
        (folder / "orders.csv").write_text(orders, encoding="utf-8")
        import_folder(environment, folder)
        while json.loads(get(port, "/api/health")[2])["version"] != 2:
            time.sleep(0.1)
        plan = json.loads(get(port, "/api/plan")[2])
        assert [order["order"] for order in plan["orders"]] == ["SO-1", "SO-2"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def test_an_empty_installation_serves_a_page_that_says_what_to_do(environment: dict[str, str]) -> None:
    """The first start makes the home folder and the database, and the first page names the command."""
    with served(environment) as (port, _, _):
        assert b"canyou import" in get(port, "/")[2]
        assert json.loads(get(port, "/api/health")[2])["state"] == "empty"
    home = Path(environment["CANYOU_HOME"])
    assert (home / "canyou.sqlite3").exists()
