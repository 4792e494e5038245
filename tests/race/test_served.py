"""What serves is killed, or finds no room on its disk, while people ask over HTTP; the full size is served.py."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import race
import served


def test_killed_twice_while_people_ask_nothing_acknowledged_is_lost_or_promised_twice() -> None:
    """On a PostgreSQL of its own, which is killed too, where the tests run on PostgreSQL; else on SQLite."""
    kind = "postgres" if os.environ.get("CANYOU_TEST_DATABASE_URL") and race.has_postgres() else "sqlite"
    with race.database(kind) as (environment, database):
        saw = served.raced(
            environment, clients=2, kills=2, database=database, database_kills=1 if database else 0, every=1.0
        )
    assert served.is_right(saw), saw
    assert saw["killed"] == 2
    assert saw["acknowledged"] >= 2


def test_a_full_disk_refuses_promises_with_a_sentence_and_loses_none(tmp_path: Path) -> None:
    """Everything can be read meanwhile, and it goes on by itself once there is room."""
    environment = {**os.environ, "CANYOU_HOME": str(tmp_path)}
    environment.pop("CANYOU_DATABASE_URL", None)
    environment.pop("CANYOU_TEST_DATABASE_URL", None)
    saw = served.full_disk(environment)
    assert served.stood_a_full_disk(saw), saw
    assert saw["kept_before"] >= 1
