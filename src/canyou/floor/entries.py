"""Writing into the book and reading it: entries in the order of their versions, each chained to the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from canyou.floor.models import Book, BookEntry, FloorShop
from canyou.floor.rows import canonical, digest

IMPORT, ROLL, PROMISE, HOLD, RELEASE = "import", "roll", "promise", "hold", "release"
CHANGE, REPORT, PIN, UNPIN, AGREE = "change", "report", "pin", "unpin", "agree"

ADOPTED = frozenset({PROMISE, HOLD, RELEASE})
"""What a plan takes in without being made anew."""
MOVES_CLOCK = "as_of"
"""In a report's body: the moment from which the plan is made anew."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it was written."""

    version: int
    kind: str
    body: dict[str, Any]
    at: datetime

    @property
    def rolls(self) -> bool:
        """Whether the plan has to be made anew after it."""
        if self.kind == IMPORT:
            return bool(self.body["rolls"])
        return self.kind not in ADOPTED and self.kind != ROLL


def lock(shop_slug: str) -> Book | None:
    """Lock a shop's book until the transaction ends, on both databases; None where there is no such shop.

    The UPDATE comes first: SELECT … FOR UPDATE is silently nothing on SQLite.
    """
    shop_ids = FloorShop.objects.filter(slug=shop_slug).values_list("pk", flat=True)
    shop_id = next(iter(shop_ids), None)
    if shop_id is None:
        return None
    if not Book.objects.filter(shop_id=shop_id).update(version=F("version")):
        Book.objects.get_or_create(shop_id=shop_id)
        Book.objects.filter(shop_id=shop_id).update(version=F("version"))
    return Book.objects.select_related("shop").get(shop_id=shop_id)


def append(book: Book, kind: str, body: Mapping[str, Any], at: datetime) -> int:
    """Write an entry into a locked book; answers its version."""
    text = canonical(body)
    head = chained(book.head, kind, text)
    Book.objects.filter(pk=book.pk).update(version=F("version") + 1, head=head)
    book.refresh_from_db(fields=["version", "head"])
    BookEntry.objects.create(
        shop_id=book.shop_id, version=book.version, kind=kind, body=text, digest=head, at=at
    )
    return book.version


def chained(before: str, kind: str, text: str) -> str:
    """The digest of an entry after another."""
    return digest(f"{before}\n{kind}\n{text}")


def entries_after(shop_id: int, version: int, until: int | None = None) -> list[Entry]:
    """The entries after a version, in their order."""
    found = BookEntry.objects.filter(shop_id=shop_id, version__gt=version)
    if until is not None:
        found = found.filter(version__lte=until)
    rows = found.order_by("version").values_list("version", "kind", "body", "at")
    return [Entry(number, kind, json.loads(body), at) for number, kind, body, at in rows]


def broken_chain(shop_id: int) -> int | None:
    """The first version whose entry is missing or is not what was written; None where the book is whole."""
    before, number = "", 0
    rows = BookEntry.objects.filter(shop_id=shop_id).order_by("version")
    for version, kind, body, kept in rows.values_list("version", "kind", "body", "digest").iterator(
        chunk_size=2000
    ):
        number += 1
        if version != number or kept != chained(before, kind, body):
            return number
        before = kept
    book = Book.objects.filter(shop_id=shop_id).first()
    return None if book is None or (book.version, book.head) == (number, before) else number + 1
