"""`POST /api/options` through the real web server on the loopback address, one client."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from canyou.bench.cold import CommandFailed, program
from canyou.bench.shops import sized
from canyou.bench.stopwatch import quantile
from canyou.shop.opentime import DAY
from canyou.shop.records import Shop
from canyou.shop.write import write_folder

START_SECONDS = 300
"""The server compiles, reads and plans before it is ready; it is given so long."""


def served(orders: int, questions: int) -> dict[str, Any]:
    """Milliseconds from a request to its whole answer, over one connection that stays open."""
    shop = sized(orders).shop()
    with tempfile.TemporaryDirectory(prefix="canyou-bench-") as folder:
        place = Path(folder)
        write_folder(shop, place / "shop")
        environment = {**os.environ, "CANYOU_HOME": str(place / "home")}
        environment.pop("CANYOU_DATABASE_URL", None)
        imported = subprocess.run(
            [*program(), "import", str(place / "shop")],
            capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip
        if imported.returncode:
            raise CommandFailed(f"canyou import: {imported.stderr.strip()[-300:]}")
        with server(environment, place) as port:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            took, size = [], []
            for body in bodies(shop, questions):
                since = time.perf_counter()
                connection.request("POST", "/api/options", body, {"Content-Type": "application/json"})
                response = connection.getresponse()
                answer = response.read()
                took.append(1000 * (time.perf_counter() - since))
                size.append(len(answer))
                if response.status != 200:
                    raise CommandFailed(f"POST /api/options: {response.status} {answer[:300]!r}")
            connection.close()
    return {
        "orders": orders,
        "count": questions,
        "median_ms": quantile(took, 0.5),
        "p99_ms": quantile(took, 0.99),
        "worst_ms": max(took),
        "median_bytes": int(quantile(size, 0.5)),
    }


def bodies(shop: Shop, count: int, seed: int = 1) -> Iterator[str]:
    """Random questions, as a client writes them."""
    rng = random.Random(seed)
    orders = [o for o in shop.orders.values() if o.part in shop.routings]
    zone = ZoneInfo(shop.timezone)
    days = max(2, (max(o.due_at for o in orders) - shop.now_at) // DAY)
    for _ in range(count):
        order = rng.choice(orders)
        by = datetime.fromtimestamp(shop.now_at + rng.randint(1, days) * DAY, zone).date().isoformat()
        quantity = max(1, round(float(order.quantity) * rng.uniform(0.5, 2.0)))
        yield json.dumps({"part": order.part, "quantity": quantity, "by": by, "customer": order.customer})


@contextlib.contextmanager
def server(environment: dict[str, str], place: Path) -> Iterator[int]:
    """The web server on a free port, from when it is ready until the block ends.

    Raises:
        CommandFailed: it ended, or was not ready in time; the message has its last lines.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = place / "server.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*program(), "serve", "--port", str(port)], stdout=out, stderr=subprocess.STDOUT, env=environment
        )
        try:
            until = time.monotonic() + START_SECONDS
            while not ready(port):
                if process.poll() is not None or time.monotonic() > until:
                    said = log.read_text(encoding="utf-8", errors="replace")[-500:]
                    raise CommandFailed(f"canyou serve did not get ready: {said}")
                time.sleep(0.2)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def ready(port: int) -> bool:
    """Whether the server answers that it has a plan in hand."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/health")
        response = connection.getresponse()
        return response.status == 200 and json.loads(response.read()).get("state") == "ready"
    except (OSError, ValueError, http.client.HTTPException):
        return False
    finally:
        connection.close()
