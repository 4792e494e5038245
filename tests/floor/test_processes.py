"""Imports by several processes at once, and imports that are killed, on a real database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

# Not inside a transaction: other processes must see the schema.
pytestmark = pytest.mark.django_db(transaction=True)

DRIVER = Path(__file__).parent / "drive.py"


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a process with a database of its own: a new SQLite file or PostgreSQL schema."""
    surroundings = {**os.environ, "CANYOU_HOME": str(tmp_path)}
    surroundings.pop("CANYOU_DATABASE_URL", None)
    if connection.vendor != "postgresql":
        yield surroundings
        return
    schema = f"race_{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
    place = connection.settings_dict
    login = f"{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT'] or 5432}"
    surroundings["CANYOU_DATABASE_URL"] = (
        f"postgresql://{login}/{place['NAME']}?options=-csearch_path%3D{schema}"
    )
    yield surroundings
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")


def drive(environment: dict[str, str], *arguments: str) -> Any:
    """What the driver saw."""
    done = subprocess.run(
        [sys.executable, str(DRIVER), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_imports_at_once_come_one_after_the_other(environment: dict[str, str]) -> None:
    """Four processes with five imports each: twenty snapshots, no number missing, none a mixture."""
    saw = drive(environment, "race", "4", "5")
    assert saw == {"failed": 0, "numbers": list(range(1, 21)), "wrong": []}


def test_a_killed_import_leaves_the_shop_as_it_was_or_as_it_is_to_be(environment: dict[str, str]) -> None:
    """Killed before any of its statements, an import has left nothing; let through, it is there whole."""
    saw = drive(environment, "kill")
    *killed, whole = saw["seen"]
    assert len(killed) >= 5
    assert all(
        after == {"killed": True, "snapshots": 1, "counted": 1, "versions_ahead": 0, "reads_back": True}
        for after in killed
    )
    assert saw["exit"] == 0
    assert whole == {"killed": False, "snapshots": 2, "counted": 2, "versions_ahead": 0, "reads_back": True}
