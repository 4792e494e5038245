"""A small shop in the database with people on both sides, for the tests of the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from canyou.desk.models import Member
from canyou.desk.people import add_person, shop_named
from canyou.desk.tokens import make_token
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
    ] + [{"calendar": "evening", "day": day, "start": "15:30", "end": "21:00"} for day in ("mon", "tue", "wed")],
    "work_centers": [
        {"work_center": "SAW", "calendar": "day", "machines": "2"},
        {"work_center": "MILL", "calendar": "day", "overtime_calendar": "evening", "overtime_hour_cost": "60"},
    ],
    "parts": [{"part": "P-204", "name": "Valve body", "unit": "ea"}, {"part": "P-2", "name": "Flange"}],
    "routings": [
        {"part": "P-204", "step": "10", "work_center": "SAW", "setup_minutes": "20", "run_minutes": "2"},
        {"part": "P-204", "step": "20", "work_center": "MILL", "setup_minutes": "30", "run_minutes": "3.5"},
        {"part": "P-2", "step": "10", "work_center": "MILL", "setup_minutes": "15", "run_minutes": "6"},
    ],
    "customers": [{"customer": "ACME", "name": "Acme Hydraulics"}, {"customer": "BOLT", "name": "Bolt & Co"}],
    "orders": [
        {"order": "SO-1", "customer": "ACME", "part": "P-2", "quantity": "40", "due": "2026-12-01",
         "promised": "2026-12-02", "po": "4500", "seller": "nora"},
        {"order": "SO-2", "customer": "ACME", "part": "P-2", "quantity": "10", "due": "2026-11-27"},
    ],
    "people": [
        {"person": "nora", "name": "Nora Whitfield", "email": "nora@example.com", "side": "sales",
         "title": "Inside sales"},
        {"person": "ines", "name": "Ines Calder", "email": "Ines@example.com", "side": "operations",
         "title": "Planner"},
        {"person": "pete", "name": "Pete Lindgren", "email": "pete@example.com", "side": "operations",
         "title": "Machinist, turning"},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_kept(settings: Any) -> Iterator[None]:
    """No plan and no count of another test is in this process's hands; passwords are hashed in no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    plans.forget()
    yield
    plans.forget()


@pytest.fixture
def shop(db: None) -> None:
    """The small shop, imported with its people."""
    import_shop("main", SETTINGS, TABLES, "the ERP", AT)


@pytest.fixture
def member(shop: None) -> Callable[..., Member]:
    """`member(side, role)`: somebody of the small shop who may what that role may."""

    def made(side: str, role: str, email: str = "") -> Member:
        address = email or f"{role}.{side}@example.com"
        return add_person(shop_named(), address, name=f"{role} of {side}".title(), side=side, role=role)

    return made


@pytest.fixture
def visitor() -> Client:
    """A browser without scripts, as on this machine."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture
def calls_as() -> Callable[[Member], Client]:
    """`calls_as(member)`: a client of the API with that member's token."""

    def made(member: Member) -> Client:
        bearer = {"authorization": f"Bearer {make_token(member)}"}
        return Client(SERVER_NAME="localhost", headers=bearer, raise_request_exception=False)

    return made
