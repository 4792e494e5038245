"""A small shop in the database, and a client, for the tests of the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from canyou.floor import current as plans
from canyou.floor.imports import import_shop

AT = datetime(2026, 11, 23, 6, tzinfo=UTC)
SETTINGS = {
    "name": "Small shop",
    "timezone": "Europe/Berlin",
    "now": "2026-11-23T07:00:00",
    "currency": "EUR",
}
TABLES: dict[str, list[dict[str, str]]] = {
    "calendars": [
        {"calendar": "day", "day": day, "start": "07:00", "end": "15:30"}
        for day in ("mon", "tue", "wed", "thu", "fri")
    ],
    "work_centers": [
        {"work_center": "SAW", "calendar": "day", "machines": "2"},
        {"work_center": "MILL", "calendar": "day"},
    ],
    "parts": [{"part": "P-204", "name": "Valve body", "unit": "ea"}, {"part": "P-2", "name": "Flange"}],
    "routings": [
        {"part": "P-204", "step": "10", "work_center": "SAW", "setup_minutes": "20", "run_minutes": "2"},
        {"part": "P-204", "step": "20", "work_center": "MILL", "setup_minutes": "30", "run_minutes": "3.5"},
        {"part": "P-2", "step": "10", "work_center": "MILL", "setup_minutes": "15", "run_minutes": "6"},
    ],
    "stock": [{"part": "P-204", "on_hand": "12"}],
    "customers": [{"customer": "ACME", "name": "Acme Hydraulics"}],
    "part_names": [{"customer": "ACME", "their_part": "77-1", "part": "P-204"}],
    "orders": [
        {"order": "SO-1", "customer": "ACME", "part": "P-2", "quantity": "40", "due": "2026-12-01",
         "promised": "2026-12-02", "po": "4500"},
        {"order": "SO-2", "customer": "ACME", "part": "P-2", "quantity": "10.5", "due": "2026-11-27"},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """No plan of another test is in this process's hands."""
    plans.forget()
    yield
    plans.forget()


@pytest.fixture
def shop(db: None) -> None:
    """The small shop, imported."""
    import_shop("main", SETTINGS, TABLES, "the ERP", AT)


@pytest.fixture
def api() -> Client:
    """A client as on this machine."""
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


@pytest.fixture
def ask(api: Client) -> Callable[..., tuple[int, Any]]:
    """`ask(part=…, …)`: status and document of POST /api/options."""

    def asked(**fields: Any) -> tuple[int, Any]:
        response = api.post("/api/options", json.dumps(fields), content_type="application/json")
        return response.status_code, response.json()

    return asked
