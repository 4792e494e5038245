"""People at work on one shop: each asks twice a minute through the web server, typing first, and promises now and then.

While a question is typed its options are fetched three times (*live*); then it is asked and kept with its options (an
*answer*); one question in four is promised (*promise*), as far as nobody has to be asked. People begin spread over the
half minute. The number of people goes up until it is too many.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canyou.bench.cold import CommandFailed, program
from canyou.bench.served import bodies, server
from canyou.bench.shops import sized
from canyou.bench.stopwatch import quantile
from canyou.shop.write import write_folder

PEOPLE = (30, 60, 120, 240)
"""How many people are tried, one number after the other."""

EVERY_SECONDS = 30.0
"""Each asks so often."""

TYPED = 3
"""So many times the options are fetched while a question is typed, a second apart."""

SHARE_PROMISED = 0.25

MOST_MS = {"live": 250.0, "answer": 400.0}
"""What 99 in 100 should stay within; a number of people for whom they don't is too many."""

KINDS = ("live", "answer", "promise")


@dataclass
class Watch:
    """What all people have seen in one step."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds of each call that succeeded, by kind."""
    statuses: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, status: int, milliseconds: float) -> None:
        with self.lock:
            self.statuses[str(status)] += 1
            if status < 500:
                self.took[kind].append(milliseconds)


@dataclass
class Person:
    """Somebody in a thread of their own, with a connection that stays open."""

    port: int
    token: str
    questions: Sequence[str]
    watch: Watch
    rng: random.Random
    connection: http.client.HTTPConnection | None = None

    def call(self, kind: str, path: str, body: str) -> tuple[int, dict[str, Any]]:
        """The answer to a call; its time is noted from when it was sent to when it is there as a whole."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        since = time.perf_counter()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            self.connection.request("POST", path, body, headers)
            response = self.connection.getresponse()
            text = response.read()
        except (OSError, http.client.HTTPException):
            self.connection = None
            self.watch.note(kind, 599, 0.0)
            return 599, {}
        self.watch.note(kind, response.status, 1000 * (time.perf_counter() - since))
        return response.status, json.loads(text)

    def work(self, until: float) -> None:
        """Ask every half minute, beginning at a moment of one's own."""
        at = time.monotonic() + self.rng.uniform(0.0, EVERY_SECONDS)
        while at < until:
            time.sleep(max(0.0, at - time.monotonic()))
            self.ask(self.rng.choice(self.questions))
            at += EVERY_SECONDS

    def ask(self, question: str) -> None:
        """Type, ask, and promise one in four."""
        for _ in range(TYPED):
            self.call("live", "/api/options", question)
            time.sleep(self.rng.uniform(0.5, 1.5))
        status, asked = self.call("answer", "/api/questions", question)
        if status != 201 or self.rng.random() >= SHARE_PROMISED:
            return
        free = [
            one["id"]
            for one in asked["options"]
            if not (one["moves"] or one["overtime"] or one["extra_cost"])
        ]
        if free:
            time.sleep(self.rng.uniform(1.0, 3.0))
            move = json.dumps({"move": "promise", "option": free[0]})
            self.call("promise", f"/api/questions/{asked['id']}/moves", move)


def load(
    progress: Callable[[str], None] = lambda line: None,
    people: Sequence[int] = PEOPLE,
    seconds: float = 120.0,
    orders: int = 5000,
    servers: int = 1,
) -> list[dict[str, Any]]:
    """For each number of people: how long 99 in 100 calls of each kind took at most, until it is too many.

    With several servers the database is the one that CANYOU_BENCH_DATABASE_URL names: an empty PostgreSQL database.

    Raises:
        CommandFailed: the program did not do what it was asked to.
    """
    shop = sized(orders).shop()
    questions = list(bodies(shop, 400))
    with tempfile.TemporaryDirectory(prefix="canyou-bench-") as folder, contextlib.ExitStack() as running:
        place = Path(folder)
        environment = environment_for(place)
        database = "PostgreSQL" if environment.get("CANYOU_DATABASE_URL") else "SQLite"
        write_folder(shop, place / "shop")
        token = prepared(environment, place / "shop")
        ports = []
        for n in range(servers):
            (place / str(n)).mkdir()
            ports.append(running.enter_context(server(environment, place / str(n))))
        rows = []
        for number in people:
            progress(f"{number} people at {servers} server{'s' if servers > 1 else ''} for {seconds:.0f} s …")
            given = {"servers": servers, "orders": orders, "database": database}
            rows.append(step(ports, token, questions, number, seconds) | given)
            if any(rows[-1][f"{kind}_p99_ms"] > most for kind, most in MOST_MS.items()):
                break
    return rows


def environment_for(place: Path) -> dict[str, str]:
    """The environment of a program with a home of its own, on the database that is given for it."""
    environment = {**os.environ, "CANYOU_HOME": str(place / "home")}
    environment.pop("CANYOU_DATABASE_URL", None)
    if os.environ.get("CANYOU_BENCH_DATABASE_URL"):
        environment["CANYOU_DATABASE_URL"] = os.environ["CANYOU_BENCH_DATABASE_URL"]
    return environment


def prepared(environment: dict[str, str], shop: Path) -> str:
    """Import a shop and add a seller; their token."""
    said = ""
    for command in (
        ["import", str(shop)],
        ["person", "add", "seller@example.com", "--side", "sales"],
        ["token", "seller@example.com"],
    ):
        done = subprocess.run(
            [*program(), *command], capture_output=True, text=True, check=False, env=environment
        )
        if done.returncode:
            raise CommandFailed(f"canyou {command[0]}: {done.stderr.strip()[-300:]}")
        said = done.stdout.strip()
    return said.splitlines()[-1]


def step(
    ports: Sequence[int], token: str, questions: Sequence[str], number: int, seconds: float
) -> dict[str, Any]:
    """So many people for so long."""
    watch = Watch()
    until = time.monotonic() + seconds
    everybody = [
        Person(ports[n % len(ports)], token, questions, watch, random.Random(f"{number}/{n}"))
        for n in range(number)
    ]
    threads = [threading.Thread(target=one.work, args=(until,), daemon=True) for one in everybody]
    before = processor_seconds()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 600)
    used = processor_seconds() - before
    row: dict[str, Any] = {"people": number, "seconds": seconds}
    for kind in KINDS:
        took = watch.took[kind]
        row[f"{kind}_calls"] = len(took)
        row[f"{kind}_median_ms"] = quantile(took, 0.5) if took else 0.0
        row[f"{kind}_p99_ms"] = quantile(took, 0.99) if took else 0.0
    row["failed"] = sum(count for status, count in watch.statuses.items() if status >= "500")
    row["machine_cores_used"] = used / seconds
    return row


def processor_seconds() -> float:
    """Seconds of processor time that the whole machine has spent at work, whoever asked for it (0 where unknown)."""
    try:
        fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    except OSError:
        return 0.0
    busy = sum(int(fields[n]) for n in (0, 1, 2, 5, 6))
    return busy / os.sysconf("SC_CLK_TCK")
