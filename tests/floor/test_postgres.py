"""The tests of what is kept, on PostgreSQL too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]
TESTS = ["tests/floor", "tests/desk", "tests/faces/api"]
URL = "CANYOU_TEST_DATABASE_URL"


@pytest.mark.skipif(
    not os.environ.get(URL), reason=f"{URL} is not set; it names a PostgreSQL server that tests may use"
)
@pytest.mark.skipif(connection.vendor == "postgresql", reason="these tests already run on PostgreSQL")
@pytest.mark.parametrize("tests", TESTS)
def test_the_same_tests_pass_on_postgresql(tests: str) -> None:
    """The tests of what is kept, run once more in a process whose database is PostgreSQL."""
    environment = {**os.environ, "CANYOU_DATABASE_URL": os.environ[URL]}
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_ADDOPTS"):
        environment.pop(name, None)  # the inner run is no worker of the outer one
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", tests],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=1800,  # one that hangs says so here, and not by silence
    )
    assert done.returncode == 0, done.stdout + done.stderr
