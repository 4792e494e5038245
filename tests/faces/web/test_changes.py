"""What changed since the last import, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.faces.web.conftest import AT


def test_the_first_import_has_nothing_to_compare(shop: None, see: Callable[..., Any]) -> None:
    """With one import the page says what it will show from the next one on."""
    assert "This is the first import" in see("/changes").text


def test_new_gone_moved_and_promised_otherwise_are_told_apart(
    shop: None,
    take_in: Callable[..., None],
    tables: dict[str, list[dict[str, str]]],
    see: Callable[..., Any],
) -> None:
    """Each kind of change has its list, with before, now and by how much."""
    orders = tables["orders"]
    orders[0]["promised"] = "2026-12-04"
    orders[1]["due"] = "2026-11-30"
    orders.pop(2)
    orders.append(
        {"order": "SO-9", "customer": "ACME", "part": "P-2042", "quantity": "3", "due": "2026-12-18"}
    )
    take_in(tables, AT + timedelta(hours=2))
    text = see("/changes").text
    assert "Promised otherwise 1" in text
    assert "2 days later" in text
    assert "Asked for otherwise 1" in text
    assert "Mon 30 Nov" in text
    assert "New 1" in text
    assert "SO-9" in text
    assert "Gone 1" in text


def test_the_same_again_is_nothing_new(
    shop: None,
    take_in: Callable[..., None],
    tables: dict[str, list[dict[str, str]]],
    see: Callable[..., Any],
) -> None:
    """Importing the same folder twice says that nothing is otherwise."""
    take_in(tables, AT + timedelta(hours=2))
    assert "No order is otherwise than before." in see("/changes").text


def test_an_import_that_is_not_there_is_not_an_error(shop: None, see: Callable[..., Any]) -> None:
    """A link to an import that has gone falls back to the last ones."""
    see("/changes", **{"import": "99", "since": "x"})
