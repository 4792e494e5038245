"""Lists in pages: newest first, from a number backwards, so that what comes in meanwhile shifts nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

MOST = 200
USUAL = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows as documents, how many there are in all, and where the next page begins."""

    items: list[dict[str, Any]]
    total: int
    next: int | None
    """Give it as `before` to go on; None: this was the last page."""

    @property
    def document(self) -> dict[str, Any]:
        return {"items": self.items, "total": self.total, "next": self.next}


def paged(
    rows: QuerySet[M], write: Callable[[M], dict[str, Any]], *, before: int | None = None, limit: int = USUAL
) -> Page:
    """A page of rows that have a `number`."""
    total = rows.count()
    wanted = rows if before is None else rows.filter(number__lt=before)
    found = list(wanted.order_by("-number")[: max(1, min(limit, MOST)) + 1])
    more = len(found) > limit
    shown = found[:limit]
    last = getattr(shown[-1], "number", None) if more and shown else None
    return Page([write(row) for row in shown], total, last)
