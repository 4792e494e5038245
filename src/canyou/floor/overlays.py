"""Rows beside the imported ones: what was promised, reported or pinned here, laid over the newest snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from canyou.floor.models import Overlay
from canyou.floor.rows import canonical, digest, file_rows
from canyou.shop.records import Instant, Shop
from canyou.shop.schema import BY_FILE
from canyou.shop.write import rows_of

OPENED = "+opened"
"""Hours opened beside the calendars. Not a file: they become calendars and downtime of the shop."""
SHELF = "+shelf"
"""What an order promised here takes from the shelf, in millionths. It becomes stock reserved for it."""
AGREED = "+agreed"
"""What the two sides have agreed, one row: see `canyou.shop.agreed`. No import takes its place."""

Tables = dict[str, list[dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Row:
    """A row to be laid over the imported ones: cells by column, under the key that names it in its file."""

    file: str
    key: tuple[str, ...]
    body: Mapping[str, Any]
    linked_to: str = ""
    until_at: Instant | None = None

    @property
    def key_text(self) -> str:
        """The key as the database has it."""
        return canonical(list(self.key))


@dataclass(frozen=True, slots=True)
class Laid:
    """A row as it lies over the imported ones."""

    file: str
    key: str
    body: dict[str, Any]
    base: str
    linked_to: str
    until_at: Instant | None
    version: int


def key_of(file: str, body: Mapping[str, Any]) -> tuple[str, ...]:
    """The values that name a row in its file."""
    return tuple(str(body.get(column, "")) for column in BY_FILE[file].key)


def row_of(file: str, body: Mapping[str, Any], **more: Any) -> Row:
    """A row of a shop file from its cells; raises ValueError where there is no such file or column."""
    if file not in BY_FILE:
        raise ValueError(f"a shop has no file {file!r}")
    known = {column.name for column in BY_FILE[file].columns}
    if unknown := sorted(set(body) - known):
        raise ValueError(f"{file} has no column {unknown[0]!r}; it has {', '.join(sorted(known))}")
    cells = {name: str(value) for name, value in body.items() if value is not None}
    return Row(file, key_of(file, cells), cells, **more)


def cells_of(shop: Shop, table: str, **records: Any) -> list[dict[str, str]]:
    """Records as the rows of their file, in the shop's own zone: `cells_of(shop, "orders", orders={…})`."""
    small = Shop(name=shop.name, timezone=shop.timezone, now_at=shop.now_at, **records)
    return rows_of(small)[1][table]


def laid_at(shop_id: int, version: int) -> list[Laid]:
    """The rows that lay over the imported ones at a version of the book, in the order in which they came."""
    found = (
        Overlay.objects.filter(shop_id=shop_id, first_version__lte=version)
        .filter(Q(last_version=None) | Q(last_version__gt=version))
        .values_list("file", "key", "body", "base", "linked_to", "until_at", "first_version")
    )
    rows = [
        Laid(file, key, json.loads(body), base, linked, until, first)
        for file, key, body, base, linked, until, first in found.iterator(chunk_size=5000)
    ]
    return sorted(rows, key=lambda row: (row.version, row.file, row.key))


def write(shop_id: int, version: int, rows: Iterable[Row], tables: Tables | None = None) -> None:
    """Let rows hold from an entry on, in the place of those with the same key.

    `tables` are the imported rows where they matter: a row of theirs with the same key is remembered as the base.
    """
    bases = {file: by_key(file, some) for file, some in (tables or {}).items()}
    for row in rows:
        key = row.key_text
        body = dict(row.body)
        base = bases.get(row.file, {}).get(key)
        standing = Overlay.objects.filter(
            shop_id=shop_id, file=row.file, key_digest=digest(key), last_version=None
        )
        old = standing.first()
        if old is not None:
            body = {**json.loads(old.body), **body}
            standing.update(last_version=version)
        Overlay.objects.create(
            shop_id=shop_id,
            file=row.file,
            key=key,
            key_digest=digest(key),
            body=canonical(body),
            base=old.base if old is not None else ("" if base is None else canonical(base)),
            linked_to=row.linked_to or (old.linked_to if old is not None else ""),
            until_at=row.until_at,
            first_version=version,
        )


def end(shop_id: int, version: int, keys: Iterable[tuple[str, str]]) -> int:
    """End rows by (file, key text); how many held."""
    return sum(
        Overlay.objects.filter(shop_id=shop_id, file=file, key_digest=digest(key), last_version=None).update(
            last_version=version
        )
        for file, key in keys
    )


def by_key(file: str, rows: Sequence[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Imported rows by the text of their key."""
    return {made.key: json.loads(made.body) for made in file_rows(file, rows)}


def overlaid(tables: Tables, rows: Sequence[Laid]) -> tuple[Tables, list[Laid]]:
    """The imported rows with others laid over them, and those that no longer have what they speak of."""
    merged = {file: list(some) for file, some in tables.items()}
    lost: list[Laid] = []
    for file in (*_FIRST, *sorted({row.file for row in rows} - set(_FIRST))):
        mine = [row for row in rows if row.file == file]
        if not mine or file not in BY_FILE:
            continue
        keys = by_key(file, merged.get(file, []))
        place = {key: x for x, key in enumerate(keys)}
        table = merged.setdefault(file, [])
        empty = {column.name: "" for column in BY_FILE[file].columns if column.needed}
        for row in mine:
            if not _known(merged, file, row.body):
                lost.append(row)
            elif row.key in place:
                table[place[row.key]] = {**table[place[row.key]], **row.body}
            elif row.base:
                lost.append(row)  # it was laid over a row that is gone
            else:
                table.append({**empty, **row.body})
                if file == "orders.csv" and not table[-1]["customer"]:
                    table[-1]["customer"] = _nobody(merged)
    return merged, lost


NOBODY = "unknown"
"""The customer of what was promised without saying to whom: an order has one, in a shop folder too."""


def _nobody(merged: dict[str, list[Any]]) -> str:
    """The customer who was not named, made known where customers are listed at all."""
    known = merged.get("customers.csv") or []
    if known and all(row.get("customer") != NOBODY for row in known):
        known.append({"customer": NOBODY, "name": "customer not named"})
    return NOBODY


_FIRST = ("work_centers.csv", "parts.csv", "customers.csv", "orders.csv")
_REFERS = {
    "order": "orders.csv",
    "work_center": "work_centers.csv",
    "part": "parts.csv",
    "customer": "customers.csv",
}


def _known(tables: Tables, file: str, body: Mapping[str, Any]) -> bool:
    """Whether what a row speaks of is there."""
    for column, other in _REFERS.items():
        name = body.get(column)
        if name and other != file and not any(row.get(column) == name for row in tables.get(other, ())):
            return False
    return True
