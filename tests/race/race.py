"""Many processes ask for the same full week of two machines at once, on a real database; some are killed.

    python tests/race/race.py --processes 8 --questions 200
    python tests/race/race.py --database postgres --processes 8 --questions 200 --kills 50 --database-kills 5
    python tests/race/race.py --clock-steps

PostgreSQL is started in a folder that goes away afterwards. One JSON document on stdout; exit 1 if anything was
promised twice, or anything acknowledged was lost.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

WORKER = Path(__file__).with_name("worker.py")
STEP_SECONDS = 600
"""Preparing and judging are given so long."""
RACE_SECONDS = 3600
"""A race that takes longer hangs, and is ended with a sentence."""


def run(environment: dict[str, str], *arguments: str) -> Any:
    """What a worker says; raises RuntimeError with what it complained of."""
    done = subprocess.run(
        [sys.executable, str(WORKER), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=STEP_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(done.stderr or f"ended with {done.returncode}")
    return json.loads(done.stdout)


def _lives(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def has_postgres() -> bool:
    """Whether PostgreSQL's server is installed where Debian puts it."""
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


class Postgres:
    """A PostgreSQL of one's own, that can be killed and started again."""

    def __init__(self, place: Path) -> None:
        self.place = place
        tools = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not tools:
            raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
        self.tools = tools[-1]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.user: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(place, "postgres")
            self.user = ["runuser", "-u", "postgres", "--"]
        self.call(
            "initdb",
            "-D",
            str(place / "data"),
            "-U",
            "canyou",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        self.start()
        self.call("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "canyou", "canyou")

    def call(self, tool: str, *arguments: str) -> None:
        subprocess.run(
            [*self.user, str(self.tools / tool), *arguments],
            cwd=self.place, check=True, timeout=STEP_SECONDS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.place}"
        log = str(self.place / "log")
        self.call(
            "pg_ctl", "-D", str(self.place / "data"), "-w", "-t", "120", "-l", log, "-o", options, "start"
        )

    def pids(self) -> list[int]:
        """The postmaster and its children."""
        file = self.place / "data" / "postmaster.pid"
        head = int(file.read_text().splitlines()[0])
        found = [head]
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError):
                if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == head:
                    found.append(int(entry.name))
        return found

    def kill(self) -> None:
        """kill -9 of all its processes, and a start: it recovers from its log."""
        killed = self.pids()
        for pid in killed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(_lives(pid) for pid in killed):
            time.sleep(0.05)
        (self.place / "data" / "postmaster.pid").unlink(missing_ok=True)
        for attempt in range(20):
            try:
                self.start()
                return
            except subprocess.CalledProcessError:  # its shared memory may be in use for a moment longer
                if attempt == 19:
                    raise
                time.sleep(0.5)

    def stop(self) -> None:
        with suppress(subprocess.CalledProcessError):
            self.call("pg_ctl", "-D", str(self.place / "data"), "-m", "immediate", "stop")


@contextmanager
def database(kind: str) -> Iterator[tuple[dict[str, str], Postgres | None]]:
    """The environment of a process with a new database of its own."""
    place = Path(tempfile.mkdtemp(prefix="canyou-race-"))
    home = place / "home"
    home.mkdir()
    environment = {**os.environ, "CANYOU_HOME": str(home)}
    environment.pop("CANYOU_DATABASE_URL", None)
    server: Postgres | None = None
    try:
        if kind == "postgres":
            (place / "pg").mkdir()
            os.chmod(place, 0o755)
            server = Postgres(place / "pg")
            environment["CANYOU_DATABASE_URL"] = f"postgresql://canyou@127.0.0.1:{server.port}/canyou"
        yield environment, server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(place, ignore_errors=True)


def race(
    environment: dict[str, str],
    processes: int,
    questions: int,
    kills: int = 0,
    server: Postgres | None = None,
    database_kills: int = 0,
    every: float = 0.7,
) -> dict[str, Any]:
    """Let processes ask at once; kill some, start others in their place, and judge what is there in the end."""
    run(environment, "prepare")
    home = Path(environment["CANYOU_HOME"])
    rng = random.Random(1)
    began = time.monotonic()
    names = iter(range(1_000_000))
    working: dict[int, tuple[subprocess.Popen[str], Path]] = {}
    files: list[Path] = []
    complaints: list[str] = []
    seen: Counter[str] = Counter()
    seconds: list[dict[str, float]] = []

    def begin() -> None:
        n = next(names)
        file = home / f"acknowledged-{n}"
        files.append(file)
        child = subprocess.Popen(
            [sys.executable, str(WORKER), "ask", str(n), str(questions), str(file)],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        working[n] = child, file

    def end(n: int) -> None:
        child, _ = working.pop(n)
        out, wrong = child.communicate()
        if child.returncode == 0:
            said = json.loads(out)
            seen.update(said["seen"])
            seconds.append(said["seconds"])
        elif child.returncode != -signal.SIGKILL:
            complaints.append(wrong[-2000:])

    for _ in range(processes):
        begin()
    killed = database_killed = 0
    next_kill = time.monotonic() + every
    while working:
        for n in [n for n, (child, _) in working.items() if child.poll() is not None]:
            end(n)
        if working and time.monotonic() >= next_kill:
            next_kill = time.monotonic() + every * rng.uniform(0.5, 1.5)
            if server is not None and database_killed < database_kills:
                database_killed += 1
                server.kill()
            elif killed < kills:
                n = rng.choice(sorted(working))
                working[n][0].kill()
                end(n)
                killed += 1
                begin()
        if time.monotonic() - began > RACE_SECONDS:
            for child, _ in working.values():
                child.kill()
            raise RuntimeError(f"{len(working)} processes were still asking after {RACE_SECONDS} seconds")
        time.sleep(0.02)
    acknowledged = [line for file in files if file.exists() for line in file.read_text().split()]
    saw = run(environment, "judge")
    lost = sorted(set(acknowledged) - set(saw["orders"]))
    return {
        "processes": processes, "questions": questions, "seconds": round(time.monotonic() - began, 1),
        "answers": dict(seen), "killed": killed, "database_killed": database_killed, "complaints": complaints,
        "acknowledged": len(acknowledged), "acknowledged_twice": len(acknowledged) - len(set(acknowledged)),
        "lost": lost, "in_the_book": len(saw["orders"]),
        "breaches": saw["breaches"], "same_plan": saw["same_plan"], "broken_chain": saw["broken_chain"],
        "book_and_rows_agree": saw["book_and_rows_agree"], "all_in_the_week": saw["all_in_the_week"],
        "outside": outside(Path(saw["folder"])),
        "slowest_median": max((s["median"] for s in seconds), default=0.0),
        "slowest_p99": max((s["p99"] for s in seconds), default=0.0),
    }  # fmt: skip


def outside(folder: Path) -> str:
    """What a referee outside the project says, where CANYOU_REFEREE names one."""
    referee = os.environ.get("CANYOU_REFEREE")
    if not referee:
        return ""
    done = subprocess.run(
        [sys.executable, referee, str(folder), str(folder / "plan.json")],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()


def is_right(saw: dict[str, Any]) -> bool:
    """Nothing promised twice, nothing acknowledged lost, nobody left without an answer."""
    return (
        not saw["lost"] and not saw["acknowledged_twice"] and not saw["breaches"] and not saw["complaints"]
        and saw["same_plan"] and saw["book_and_rows_agree"] and saw["all_in_the_week"]
        and saw["broken_chain"] is None and "failed" not in saw["answers"]
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--kills", type=int, default=0, help="how many of the asking processes to kill")
    parser.add_argument("--database-kills", type=int, default=0, help="how often to kill PostgreSQL")
    parser.add_argument(
        "--clock-steps", action="store_true", help="set each process's clock forwards and back meanwhile"
    )
    given = parser.parse_args()
    with database(given.database) as (environment, server):
        if given.clock_steps:
            environment["CANYOU_RACE_CLOCK_STEPS"] = "1"
        saw = race(environment, given.processes, given.questions, given.kills, server, given.database_kills)
    print(json.dumps({"database": given.database, **saw}, indent=1))
    sys.exit(0 if is_right(saw) else 1)


if __name__ == "__main__":
    main()
