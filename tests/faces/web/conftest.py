"""A small shop with unpleasant names in the database, and a client, for the tests of the pages."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from canyou.faces.web.read import remember
from canyou.floor import current as plans
from canyou.floor.imports import import_shop

AT = datetime(2026, 11, 23, 6, tzinfo=UTC)
NASTY = "<script>alert('x')</script> & \"Sons\""
SETTINGS = {
    "name": "Small shop",
    "timezone": "Europe/Berlin",
    "now": "2026-11-23T08:00:00",
    "currency": "EUR",
}
TABLES: dict[str, list[dict[str, str]]] = {
    "calendars": [
        {"calendar": "day", "day": day, "start": "06:00", "end": "14:00"}
        for day in ("mon", "tue", "wed", "thu", "fri")
    ],
    "work_centers": [
        {"work_center": "SAW", "name": "Band saws", "calendar": "day", "machines": "2"},
        {"work_center": "MILL", "name": "5-axis mill", "calendar": "day"},
    ],
    "downtime": [
        {"work_center": "SAW", "machine": "2", "start": "2026-11-23T06:00", "end": "2026-11-24T10:00",
         "reason": "blade & <guide>"},
    ],
    "parts": [
        {"part": "P-2041", "name": "Valve body"},
        {"part": "P-2042", "name": "Valve stem"},
        {"part": "N-1", "name": NASTY},
    ],
    "routings": [
        {"part": "P-2041", "step": "10", "name": "Saw", "work_center": "SAW", "setup_minutes": "20",
         "run_minutes": "2"},
        {"part": "P-2041", "step": "20", "name": "Mill", "work_center": "MILL", "setup_minutes": "60",
         "run_minutes": "9"},
        {"part": "P-2041", "step": "30", "name": "Anodize", "outside_days": "2", "supplier": "Clearfield"},
        {"part": "P-2042", "step": "10", "name": "Mill", "work_center": "MILL", "setup_minutes": "30",
         "run_minutes": "6"},
        {"part": "N-1", "step": "10", "name": NASTY, "work_center": "MILL", "setup_minutes": "5",
         "run_minutes": "5"},
    ],
    "customers": [
        {"customer": "ACME", "name": "Acme Hydraulics"},
        {"customer": "NASTY", "name": NASTY},
    ],
    "part_names": [{"customer": "ACME", "their_part": "77-1", "part": "P-2041"}],
    "orders": [
        {"order": "SO-1", "customer": "ACME", "part": "P-2041", "quantity": "60", "due": "2026-12-01",
         "promised": "2026-12-02", "po": "4711"},
        {"order": "SO-2", "customer": "ACME", "part": "P-2042", "quantity": "40", "due": "2026-11-24",
         "promised": "2026-11-20"},
        {"order": "SO/3 & <b>", "customer": "NASTY", "part": "N-1", "quantity": "10", "due": "2026-12-04"},
        {"order": "SO-4", "customer": "ACME", "part": "P-2041", "quantity": "5", "due": "2026-11-10",
         "promised": "2026-11-12", "state": "shipped", "shipped": "2026-11-11", "shipped_quantity": "5"},
        {"order": "SO-5", "customer": "ACME", "part": "P-2042", "quantity": "8", "due": "2026-12-10",
         "state": "hold", "hold_reason": "credit"},
    ],
    "progress": [
        {"order": "SO-2", "step": "10", "state": "running", "good_quantity": "4", "machine": "1",
         "started": "2026-11-20T10:00"},
    ],
    "gates": [
        {"order": "SO-1", "step": "20", "what": "drawing", "owner": "Ann", "due": "2026-11-25"},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    """No plan of another test is in this process's hands."""
    plans.forget()
    remember.forget()
    yield
    plans.forget()
    remember.forget()


@pytest.fixture
def tables() -> dict[str, list[dict[str, str]]]:
    """The small shop's rows, free to be changed."""
    return copy.deepcopy(TABLES)


@pytest.fixture
def take_in(db: None) -> Callable[..., None]:
    """`take_in(tables, at=…)`: import rows as the shop."""

    def taken(rows: dict[str, list[dict[str, str]]], at: datetime = AT) -> None:
        import_shop("main", SETTINGS, rows, "the ERP", at)

    return taken


@pytest.fixture
def shop(take_in: Callable[..., None], tables: dict[str, list[dict[str, str]]]) -> None:
    """The small shop, imported."""
    take_in(tables)


@pytest.fixture
def web() -> Client:
    """A browser without scripts, as on this machine."""
    return Client(SERVER_NAME="localhost")


class _Page(HTMLParser):
    """What a browser makes of a page: its elements with attributes, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.inline_code = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside in ("script", "style"):
            self.inline_code += data.strip()
        else:
            self.words += f"{data} "

    @property
    def text(self) -> str:
        return " ".join(self.words.split())

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attributes
            for name, attributes in self.elements
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]


@pytest.fixture
def see(web: Client) -> Callable[..., Any]:
    """`see(path, status=200)`: the page as parsed."""

    def seen(path: str, status: int = 200, **query: str) -> _Page:
        response = web.get(path, query)
        assert response.status_code == status, f"{path} answered {response.status_code}"
        parsed = _Page()
        parsed.feed(response.content.decode())
        return parsed

    return seen
