"""A real server over the demo shop at a fixed moment, and a real browser to look at it."""

from __future__ import annotations

import csv
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from canyou.shop.demo import TIMEZONE, write_demo

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
MONDAY = int(datetime(2026, 11, 23, 9, 40, tzinfo=ZoneInfo(TIMEZONE)).timestamp())
QUESTION = "/?quantity=60&part=T-1&customer=MERIDIAN&by=2026-12-18"
"""Of a part of the tests' own, with stock for half of it: all by then, or the stock now, the rest later."""
OWN_ROWS = {
    "parts.csv": {"part": "T-1", "name": "Test plug", "supply": "make"},
    "routings.csv": {"part": "T-1", "step": "10", "work_center": "PACK", "run_minutes": "1"},
    "stock.csv": {"part": "T-1", "on_hand": "30"},
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(
                    pytest.mark.skip(reason="no chromium here; `apt-get install chromium` mends it")
                )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The program as it is served, with its own database: the demo shop on a Monday morning."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("demo")
    write_demo(folder, MONDAY, fix_now=True)
    for file, row in OWN_ROWS.items():
        _append(folder / file, row)
    environment = {**os.environ, "CANYOU_HOME": str(home)}
    environment.pop("CANYOU_DATABASE_URL", None)
    program = [sys.executable, "-m", "canyou.faces.cli.app"]
    subprocess.run([*program, "import", str(folder)], env=environment, check=True, capture_output=True)
    with served(["serve"], environment, home / "server.log") as address:
        yield address


@contextmanager
def served(command: list[str], environment: dict[str, str], log: Path) -> Iterator[str]:
    """The program at a free port, as soon as its first plan is made; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = [sys.executable, "-m", "canyou.faces.cli.app", *command, "--port", str(port)]
    with log.open("w") as out:
        process = subprocess.Popen(program, env=environment, stdout=out, stderr=out)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_ready(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(30)


def _append(file: Path, row: dict[str, str]) -> None:
    with file.open(newline="", encoding="utf-8") as rows:
        columns = next(csv.reader(rows))
    with file.open("a", newline="", encoding="utf-8") as rows:
        csv.DictWriter(rows, columns).writerow(row)


def wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    while True:
        assert process.poll() is None, f"The server ended at once:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"{address}/floor"):  # its first plan is made
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)


@pytest.fixture(scope="session")
def base_url(server: str) -> str:
    return server


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails its test where the browser complains: of a script, a style or a policy broken."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    assert not [line for line in complaints if "404" not in line]


@pytest.fixture
def phone(browser: Browser, base_url: str) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(
        base_url=base_url, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()
