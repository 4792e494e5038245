"""A small shop as rows, and the clock, for the tests of the floor."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from canyou.floor import current as plans

SETTINGS = {"name": "Small shop", "timezone": "Europe/Berlin", "now": "2026-11-23T07:00:00"}
TABLES: dict[str, list[dict[str, str]]] = {
    "calendars.csv": [
        {"calendar": "day", "day": day, "start": "07:00", "end": "15:30"}
        for day in ("mon", "tue", "wed", "thu", "fri")
    ],
    "work_centers.csv": [
        {"work_center": "SAW", "calendar": "day", "machines": "2"},
        {"work_center": "MILL", "calendar": "day", "machines": "1"},
    ],
    "parts.csv": [{"part": "P-1", "name": "Bracket"}, {"part": "P-2", "name": "Flange"}],
    "routings.csv": [
        {"part": "P-1", "step": "10", "work_center": "SAW", "setup_minutes": "20", "run_minutes": "2"},
        {"part": "P-1", "step": "20", "work_center": "MILL", "setup_minutes": "30", "run_minutes": "3.5"},
        {"part": "P-2", "step": "10", "work_center": "MILL", "setup_minutes": "15", "run_minutes": "6"},
    ],
    "stock.csv": [{"part": "P-1", "on_hand": "12"}, {"part": "P-1", "on_hand": "12"}],
    "customers.csv": [{"customer": "ACME", "name": "Acme Hydraulics"}],
    "orders.csv": [
        {"order": "SO-1", "customer": "ACME", "part": "P-1", "quantity": "40", "due": "2026-12-01",
         "promised": "2026-12-02", "po": "4500"},
        {"order": "SO-2", "customer": "ACME", "part": "P-2", "quantity": "10", "due": "2026-11-27"},
        {"order": "SO-3", "customer": "ACME", "part": "P-2", "quantity": "5", "due": "2026-12-04"},
    ],
}  # fmt: skip


@pytest.fixture
def settings_rows() -> dict[str, Any]:
    """The small shop's settings, free to be changed."""
    return dict(SETTINGS)


@pytest.fixture
def tables() -> dict[str, list[dict[str, str]]]:
    """The small shop's rows, free to be changed."""
    return copy.deepcopy(TABLES)


@pytest.fixture
def at() -> Callable[[int], datetime]:
    """`at(n)`: n hours after the first import."""
    return lambda hours: datetime(2026, 11, 23, 6, 0, tzinfo=UTC) + timedelta(hours=hours)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """No plan of another test is in this process's hands."""
    plans.forget()
    yield
    plans.forget()
