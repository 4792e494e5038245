"""Commands from a cold process, as a person at a terminal waits for them."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from canyou.bench.shops import sized
from canyou.plan.compile import compile_kernels
from canyou.shop.opentime import DAY
from canyou.shop.write import write_folder

RUNS = 7
ORDERS = 500


class CommandFailed(RuntimeError):
    """A command that is measured ended with an error; the message has what it said last."""


def program() -> list[str]:
    """The program `canyou` of the same installation, however this process was started."""
    beside = Path(sys.executable).parent / "canyou"
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "canyou.faces.cli.app"]


def cold(runs: int = RUNS, orders: int = ORDERS) -> list[dict[str, Any]]:
    """Least and median seconds of `canyou --help` and of `canyou ask` on a folder, kernels cached."""
    shop = sized(orders).shop()
    part = next(iter(shop.orders.values())).part
    by = datetime.fromtimestamp(shop.now_at + 9 * DAY, ZoneInfo(shop.timezone)).date().isoformat()
    compile_kernels(lambda line: None)
    with tempfile.TemporaryDirectory(prefix="canyou-bench-") as folder:
        place = Path(folder) / "shop"
        write_folder(shop, place)
        question = ["ask", str(place), "--part", part, "--quantity", "40", "--by", by, "--json"]
        empty = [sys.executable, "-c", "pass"]
        return [
            {"command": "python -c pass, to compare with", **times(empty, runs)},
            {"command": "canyou --help", **times([*program(), "--help"], runs)},
            {"command": f"canyou ask, {orders} orders", **times([*program(), *question], runs)},
        ]


def times(command: list[str], runs: int) -> dict[str, Any]:
    """Seconds of a command, run several times after one run that is not counted.

    Raises:
        CommandFailed: it ended with another status than 0.
    """
    # Python keeps what it has compiled of a library, unless told not to: a person's machine is not told.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    seconds, cpu = [], []
    for _ in range(runs + 1):
        since, before = time.perf_counter(), os.times()
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        after = os.times()
        seconds.append(time.perf_counter() - since)
        cpu.append(
            after.children_user - before.children_user + after.children_system - before.children_system
        )
        if done.returncode:
            said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
            raise CommandFailed(f"{' '.join(command[-8:])}: {said[-1]}")
    return {
        "runs": runs,
        "least_seconds": min(seconds[1:]),
        "median_seconds": statistics.median(seconds[1:]),
        "least_cpu_seconds": min(cpu[1:]),
    }
