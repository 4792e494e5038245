"""Runs imports in processes of their own, on a real database; started by test_processes.py.

    drive.py race WRITERS IMPORTS    so many processes import so many variants each, at once
    drive.py kill                    an import is killed before each of its statements in turn

Writes one JSON document about what it saw to stdout.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from canyou.site import migrate, setup

setup()

from django.db import connection, connections  # noqa: E402

from canyou.floor.imports import import_shop  # noqa: E402
from canyou.floor.models import FloorShop, Record, Snapshot  # noqa: E402
from canyou.floor.snapshots import rows_at, snapshots  # noqa: E402

SETTINGS = {"name": "Raced", "timezone": "UTC", "now": "2026-11-23T07:00:00"}
AT = datetime(2026, 11, 23, 7, tzinfo=UTC)


def tables(quantity: int) -> dict[str, list[dict[str, str]]]:
    """A shop whose every order has this quantity, so that a mixture of two imports can be told."""
    return {
        "calendars": [{"calendar": "day", "day": "mon", "start": "07:00", "end": "15:30"}],
        "work_centers": [{"work_center": "SAW", "calendar": "day"}],
        "parts": [{"part": "P-1"}],
        "routings": [{"part": "P-1", "step": "10", "work_center": "SAW", "run_minutes": "2"}],
        "customers": [{"customer": "ACME"}],
        "orders": [
            {
                "order": f"SO-{n}",
                "customer": "ACME",
                "part": "P-1",
                "quantity": str(quantity),
                "due": "2026-12-01",
            }
            for n in range(quantity % 7, 40)
        ],
    }


def is_whole(snapshot: Snapshot) -> bool:
    """Whether a snapshot has exactly the orders that its import brought (its source says which)."""
    quantity = int(snapshot.source)
    kept = rows_at(snapshot)[1]["orders.csv"]
    came = tables(quantity)["orders"]
    return [(row["order"], row["quantity"]) for row in kept] == [
        (row["order"], row["quantity"]) for row in came
    ]


def forked(work: Callable[[], None]) -> int:
    """Do it in another process; its process id. No connection may be shared with it."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        work()
        connections.close_all()
    except BaseException as error:
        print(error, file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def race(writers: int, imports: int) -> dict[str, Any]:
    """What the database holds after all have imported at once."""

    def work(writer: int) -> None:
        for turn in range(imports):
            quantity = 1 + writer * imports + turn
            import_shop("main", SETTINGS, tables(quantity), str(quantity), AT)

    children = [forked(lambda writer=writer: work(writer)) for writer in range(writers)]  # type: ignore[misc]
    failed = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    wrong = [snapshot.number for snapshot in snapshots(limit=1000) if not is_whole(snapshot)]
    numbers = [snapshot.number for snapshot in reversed(snapshots(limit=1000))]
    return {"failed": failed, "numbers": numbers, "wrong": wrong}


def kill() -> dict[str, Any]:
    """For each statement of an import: what the database held after a kill right before it."""
    import_shop("main", SETTINGS, tables(1), "1", AT)

    def dying(before: int) -> None:
        count = 0

        def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal count
            count += 1
            if count == before:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(wrapper):
            import_shop("main", SETTINGS, tables(2), "2", AT)

    seen = []
    for before in range(1, 100):
        status = os.waitpid(forked(lambda before=before: dying(before)), 0)[1]  # type: ignore[misc]
        newest = snapshots(limit=1)[0]
        seen.append(
            {
                "killed": os.WIFSIGNALED(status),
                "snapshots": Snapshot.objects.count(),
                "counted": FloorShop.objects.get().snapshots_taken,
                "versions_ahead": Record.objects.filter(first_snapshot__gt=newest.number).count(),
                "reads_back": is_whole(newest),
            }
        )
        if not os.WIFSIGNALED(status):
            return {"seen": seen, "exit": os.WEXITSTATUS(status)}
    raise AssertionError("an import takes more than a hundred statements")


if __name__ == "__main__":
    migrate()
    print(json.dumps(race(int(sys.argv[2]), int(sys.argv[3])) if sys.argv[1] == "race" else kill()))
