"""People at several `canyou serve` ask over HTTP for the same full week of two machines; what serves them is killed.

    python tests/race/served.py --clients 8 --questions 200
    python tests/race/served.py --database postgres --servers 3 --clients 8 --questions 200
    python tests/race/served.py --database postgres --servers 3 --kills 50 --database-kills 50
    python tests/race/served.py --full-disk

A server is killed (kill -9) with all its processes and started again on its port; PostgreSQL recovers from its log.
Clients ask again with the same key until they are answered. One JSON document on stdout; exit 1 if anything was
promised twice, anything acknowledged was lost, or a request was answered with a 500. With the path of a referee
outside the project in CANYOU_REFEREE, that one judges what is exported, too.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import resource
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
import race

from canyou.bench.cold import program

CLIENT = Path(__file__).with_name("client.py")
WEEK_ENDS = "2026-11-27T14:00"
START_SECONDS = 300
"""A server is given so long until it is ready."""


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Server:
    """A `canyou serve` with a port of its own, that can be killed and started again."""

    environment: dict[str, str]
    log: Path
    most_bytes: int = 0
    """No file of its own may grow beyond (0: any size)."""
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        def limit() -> None:
            if self.most_bytes:
                resource.setrlimit(resource.RLIMIT_FSIZE, (self.most_bytes, resource.RLIM_INFINITY))

        command = [*program(), "serve", "--port", str(self.port)]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command,
                env=self.environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
                preexec_fn=limit,
            )

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/api/health")
            response = connection.getresponse()
            return response.status == 200 and json.loads(response.read()).get("state") == "ready"
        except (OSError, ValueError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if time.monotonic() > until:
                raise RuntimeError(f"a server did not get ready: {self.log.read_text()[-1000:]}")
            time.sleep(0.1)

    def pids(self) -> list[int]:
        """The processes of its session."""
        if self.process is None:
            return []
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError):
                if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[3]) == self.process.pid:
                    found.append(int(entry.name))
        return found

    def kill(self) -> None:
        """kill -9 of all its processes."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def let_grow(self) -> None:
        """Its files may have any size again."""
        for pid in self.pids():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def serving(environment: dict[str, str], count: int, most_bytes: int = 0) -> Iterator[list[Server]]:
    """So many servers on one database, until the block ends."""
    home = Path(environment["CANYOU_HOME"])
    servers = [Server(environment, home / f"server-{n}.log", most_bytes) for n in range(count)]
    try:
        for server in servers:
            server.start()
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.kill()  # and with them whatever the clients wait for


def raced(
    environment: dict[str, str],
    *,
    servers: int = 1,
    clients: int = 8,
    questions: int = 200,
    kills: int = 0,
    database: race.Postgres | None = None,
    database_kills: int = 0,
    every: float = 4.0,
) -> dict[str, Any]:
    """Let people ask at once; kill what serves them; judge what is there in the end."""
    home, rng = Path(environment["CANYOU_HOME"]), random.Random(1)
    race.run(environment, "prepare")
    tokens = race.run(environment, "people", str(clients))["tokens"]
    faults = kills + database_kills
    began, killed, database_killed = time.monotonic(), 0, 0
    with serving(environment, servers) as running:
        ready = time.monotonic() - began
        stop = home / "stop"
        people = [
            start_client(home, n, token, running, questions, stop if faults else None)
            for n, token in enumerate(tokens)
        ]
        while killed < kills or database_killed < database_kills:
            time.sleep(every * rng.uniform(0.5, 1.5))
            if database is not None and database_killed < database_kills:
                database.kill()
                database_killed += 1
            if killed < kills:
                victim = rng.choice(running)
                victim.kill()
                victim.start()
                victim.wait()
                killed += 1
        if faults:
            time.sleep(every)
            stop.touch()
        said = [finished(one) for one in people]
        seconds = time.monotonic() - began - ready
    return {
        "servers": servers, "clients": clients, "seconds": round(seconds, 1), "killed": killed,
        "database_killed": database_killed, **judged(environment, said),
    }  # fmt: skip


def start_client(
    home: Path, n: int, token: str, running: list[Server], questions: int, stop: Path | None
) -> subprocess.Popen[str]:
    """One person in a process of their own."""
    told = {
        "token": token, "ports": [server.port for server in running], "questions": questions, "until": WEEK_ENDS,
        "churn": stop is not None, "stop": str(stop or ""), "seed": n, "acknowledged": str(home / f"acknowledged-{n}"),
    }  # fmt: skip
    file = home / f"client-{n}.json"
    file.write_text(json.dumps(told))
    return subprocess.Popen(
        [sys.executable, str(CLIENT), str(file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(client: subprocess.Popen[str]) -> dict[str, Any]:
    """What a person has seen."""
    out, wrong = client.communicate(timeout=race.RACE_SECONDS)
    if client.returncode:
        return {"seen": {}, "wrong": [wrong[-2000:]], "median": 0.0, "p99": 0.0, "questions": 0}
    found: dict[str, Any] = json.loads(out)
    return found


def judged(environment: dict[str, str], said: list[dict[str, Any]]) -> dict[str, Any]:
    """What the book holds in the end, beside what people were told."""
    lines = [
        line.split()
        for file in sorted(Path(environment["CANYOU_HOME"]).glob("acknowledged-*"))
        for line in file.read_text().splitlines()
    ]
    promised = [int(number) for verb, number in lines if verb == "promised"]
    begun = {int(number) for verb, number in lines if verb == "cancelling"}
    cancelled = {int(number) for verb, number in lines if verb == "cancelled"}
    saw = race.run(environment, "judge")
    promises = {int(number): one for number, one in saw["promises"].items()}
    standing = {number for number, one in promises.items() if one["state"] == "open"}
    orders = {name for number in standing for name in promises[number]["orders"]}
    seen: Counter[str] = Counter()
    for one in said:
        seen.update(one["seen"])
    return {
        "questions": sum(one["questions"] for one in said), "answers": dict(sorted(seen.items())),
        "complaints": [line for one in said for line in one["wrong"]],
        "acknowledged": len(promised), "acknowledged_twice": len(promised) - len(set(promised)),
        "cancelled": len(cancelled),
        "lost": sorted((set(promised) - standing - begun) | (cancelled & standing)),
        "promised_to_nobody": sorted(set(promises) - set(promised)),
        "in_the_book": len(saw["orders"]), "promises_and_book_agree": orders == set(saw["orders"]),
        "breaches": saw["breaches"], "same_plan": saw["same_plan"], "broken_chain": saw["broken_chain"],
        "broken_record": saw["broken_record"], "book_and_rows_agree": saw["book_and_rows_agree"],
        "all_in_the_week": saw["all_in_the_week"], "outside": race.outside(Path(saw["folder"])),
        "median_seconds": sorted(one["median"] for one in said)[len(said) // 2],
        "slowest_p99_seconds": max(one["p99"] for one in said),
    }  # fmt: skip


def is_right(saw: dict[str, Any]) -> bool:
    """Nothing promised twice, nothing acknowledged lost, no 500, everything agrees with everything else."""
    return (
        not saw["complaints"] and not saw["lost"] and not saw["acknowledged_twice"] and not saw["promised_to_nobody"]
        and not saw["breaches"] and saw["promises_and_book_agree"] and saw["same_plan"] and saw["book_and_rows_agree"]
        and saw["all_in_the_week"] and saw["broken_chain"] is None and saw["broken_record"] is None
    )  # fmt: skip


def full_disk(environment: dict[str, str], room: int = 400_000) -> dict[str, Any]:
    """The embedded database can't grow any more: promises are refused, all can be read, and it goes on with room."""
    home = Path(environment["CANYOU_HOME"])
    race.run(environment, "prepare")
    token = race.run(environment, "people", "1")["tokens"][0]
    size = max(file.stat().st_size for file in home.glob("canyou.sqlite3*"))
    with serving(environment, 1, size + room) as running:
        server = running[0]
        people = Person(server.port, token, home / "acknowledged-0")
        kept = 0
        while (status := people.promise()) == 200 and kept < 500:
            kept += 1
        full = {"status": status, "said": people.said, "read": people.read(), "asked": people.look()}
        again = [people.promise() for _ in range(3)]
        server.let_grow()
        until = time.monotonic() + 60
        while (status := people.promise()) != 200 and time.monotonic() < until:
            time.sleep(0.2)
        after = {"status": status, "promised": sum(people.promise() == 200 for _ in range(3))}
    said = [{"seen": {}, "wrong": [], "median": 0.0, "p99": 0.0, "questions": kept}]
    return {"kept_before": kept, "full": full, "again": again, "after": after, **judged(environment, said)}


def stood_a_full_disk(saw: dict[str, Any]) -> bool:
    """Refused with a sentence while it was full, readable all the time, and as before once there was room."""
    return (
        saw["full"]["status"] == 503 and "full" in saw["full"]["said"] and saw["full"]["read"] == 200
        and saw["full"]["asked"] == 200 and set(saw["again"]) == {503} and saw["after"]["status"] == 200
        and saw["after"]["promised"] == 3 and is_right(saw)
    )  # fmt: skip


@dataclass
class Person:
    """Somebody who asks once and takes what comes."""

    port: int
    token: str
    acknowledged: Path
    said: str = ""

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        self.said = text if response.status >= 500 else self.said
        return response.status, json.loads(text) if text.startswith("{") else {}

    def promise(self) -> int:
        """The first status that is no success, else 200."""
        asked = {"part": "P-1", "quantity": "0.1", "by": WEEK_ENDS, "customer": "ACME"}
        status, question = self.call("POST", "/api/questions", asked)
        if status != 201:
            return status
        found = next(o["id"] for o in question["options"] if o["kind"] == "as_asked")
        move = {"move": "promise", "option": found}
        status, answer = self.call("POST", f"/api/questions/{question['id']}/moves", move)
        if status == 200:
            with self.acknowledged.open("a", encoding="ascii") as file:
                file.write(f"promised {answer['promise']}\n")
        return status

    def read(self) -> int:
        return self.call("GET", "/api/promises")[0]

    def look(self) -> int:
        asked = {"part": "P-1", "quantity": "1", "by": WEEK_ENDS, "customer": "ACME"}
        return self.call("POST", "/api/options", asked)[0]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--servers", type=int, default=1, help="serving processes (SQLite: one)")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument(
        "--questions", type=int, default=200, help="by each; with kills they go on to the end"
    )
    parser.add_argument("--kills", type=int, default=0, help="how often to kill a server")
    parser.add_argument("--database-kills", type=int, default=0, help="how often to kill PostgreSQL")
    parser.add_argument(
        "--every", type=float, default=4.0, help="seconds from one kill to the next, on average"
    )
    parser.add_argument("--full-disk", action="store_true", help="let the embedded database find no room")
    given = parser.parse_args()
    with race.database(given.database) as (environment, database):
        if given.full_disk:
            saw = full_disk(environment)
            right = stood_a_full_disk(saw)
        else:
            saw = raced(
                environment, servers=given.servers, clients=given.clients, questions=given.questions,
                kills=given.kills, database=database, database_kills=given.database_kills, every=given.every,
            )  # fmt: skip
            right = is_right(saw)
    print(json.dumps({"database": given.database, **saw, "right": right}, indent=1))
    sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
