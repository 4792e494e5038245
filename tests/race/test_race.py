"""Races for the same capacity, in processes of their own on a real database; the full size is race.py."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

sys.path.insert(0, str(Path(__file__).parent))
import race

# Not inside a transaction: other processes must see the schema.
pytestmark = pytest.mark.django_db(transaction=True)


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


def test_no_capacity_is_promised_twice_and_no_acknowledgement_is_lost(environment: dict[str, str]) -> None:
    """Three processes race for one week; one is killed, and all their clocks are set to and fro, meanwhile."""
    environment["CANYOU_RACE_CLOCK_STEPS"] = "1"
    saw = race.race(environment, processes=3, questions=8, kills=1)
    assert race.is_right(saw), saw
    assert saw["acknowledged"] >= 16


def test_a_process_killed_between_any_two_steps_leaves_a_book_that_agrees(
    environment: dict[str, str],
) -> None:
    """Killed before each statement of a promise in turn, it has left nothing; after the last, all of it."""
    race.run(environment, "prepare")
    statements = race.run(environment, "die", "0")["statements"]
    assert statements >= 8
    points = [1, statements // 2, statements]
    for point in points:
        with pytest.raises(RuntimeError):
            race.run(environment, "die", str(point))
    saw = race.run(environment, "judge")
    assert saw["orders"] == ["CY-1"]
    assert saw["book_and_rows_agree"]
    assert saw["broken_chain"] is None
    assert saw["breaches"] == []
    with pytest.raises(RuntimeError):
        race.run(environment, "die", str(statements + 1))
    assert len(race.run(environment, "judge")["orders"]) == 2


def test_the_script_says_what_it_wants() -> None:
    done = subprocess.run(
        [sys.executable, str(Path(race.__file__)), "--help"], capture_output=True, text=True, check=True
    )
    assert "--database-kills" in done.stdout
