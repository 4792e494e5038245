"""The one way in: a shop is imported whole or not at all, and what is the same stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import F

from canyou.floor import entries
from canyou.floor.models import DEFAULT_SHOP, FloorShop, Record, Snapshot
from canyou.floor.places import new_positions
from canyou.floor.rows import (
    Row,
    Settings,
    Tables,
    canonical,
    digest_of_all,
    file_name,
    file_rows,
    settings_row,
)
from canyou.floor.signals import shop_imported
from canyou.floor.superseding import supersede, superseded_by
from canyou.shop.read import Problem, Reading, read_folder, read_rows
from canyou.shop.records import Instant, Shop
from canyou.shop.schema import SETTINGS_FILE
from canyou.shop.write import rows_of

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_CHUNK = 900  # ids in one statement: below the least number of parameters any SQLite takes


class RefusedImport(ValueError):
    """The shop has problems and nothing was changed; `problems` has every one of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        errors = [str(problem) for problem in self.problems if not problem.is_warning]
        super().__init__("\n".join(errors) or "the shop could not be read")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: its snapshot, whose `changed` says whether anything differs, and the warnings."""

    snapshot: Snapshot
    warnings: tuple[Problem, ...]


def import_folder(
    path: Path | str, *, shop_slug: str = DEFAULT_SHOP, source: str = "", taken_at: datetime | None = None
) -> Imported:
    """Read a shop folder and import it. `source` is the folder's name, `taken_at` is now, unless given.

    Raises:
        RefusedImport: the folder has problems; nothing is changed.
    """
    at = taken_at or datetime.now(UTC)
    reading = read_folder(Path(path), machine_now=_instant(at))
    name = source or f"the folder {Path(path).resolve().name}"
    return Imported(_keep(shop_slug, _shop_of(reading), name, at), reading.problems)


def import_shop(
    shop_slug: str, settings: Settings, tables: Tables, source: str, taken_at: datetime
) -> Snapshot:
    """Import a shop from its rows as the reader has them: `settings` of shop.toml, `tables` by file name.

    Everything happens in one transaction: after a crash at any moment the shop is as before or as after. The
    snapshot is dated even where nothing differs; then its `changed` is false and no row is written.

    Raises:
        RefusedImport: the rows have problems; nothing is changed.
        ValueError: the slug is not one, or `taken_at` has no time zone.
    """
    reading = read_rows(
        dict(settings),
        {file: [dict(row) for row in rows] for file, rows in tables.items()},
        machine_now=_instant(taken_at),
    )
    return _keep(shop_slug, _shop_of(reading), source, taken_at)


def _shop_of(reading: Reading) -> Shop:
    if reading.shop is None:
        raise RefusedImport(reading.problems)
    return reading.shop


def _instant(moment: datetime) -> Instant:
    if moment.tzinfo is None:
        raise ValueError(f"the moment of an import needs its time zone (found {moment.isoformat()})")
    return int(moment.timestamp())


def _keep(shop_slug: str, read: Shop, source: str, taken_at: datetime) -> Snapshot:
    if not _SLUG.fullmatch(shop_slug):
        raise ValueError(
            f"the short name of a shop is made of a-z, 0-9, - and _, at most 64 of them (found {shop_slug!r})"
        )
    # All that costs time is made before the lock is taken. What is kept is the shop as the program writes it:
    # the same shop is the same rows, however its source spells a time or a number.
    settings, tables = rows_of(read)
    head = settings_row(settings)
    rows = {(file := file_name(name)): file_rows(file, table) for name, table in tables.items()}
    whole = digest_of_all(head, rows)
    counts = canonical({file: len(made) for file, made in rows.items() if made})
    rows[SETTINGS_FILE] = [head]

    with transaction.atomic():
        shop, _ = FloorShop.objects.get_or_create(slug=shop_slug)
        # An UPDATE first: it locks the row on both databases, so that two imports come one after the other.
        FloorShop.objects.filter(pk=shop.pk).update(snapshots_taken=F("snapshots_taken") + 1, name=read.name)
        shop.refresh_from_db()
        number = shop.snapshots_taken
        last = Snapshot.objects.filter(shop=shop, number=number - 1).first()
        changed = last is None or last.digest != whole
        if changed:
            _keep_rows(shop, number, rows)
        snapshot = Snapshot.objects.create(
            shop=shop,
            number=number,
            taken_at=taken_at,
            source=source,
            digest=whole,
            counts=counts,
            changed=changed,
        )
        _tell_the_book(snapshot, rows, rolls=changed or not read.clock_fixed)
        shop_imported.send(Snapshot, shop=shop, snapshot=snapshot, read=read)
        return snapshot


def _tell_the_book(snapshot: Snapshot, rows: dict[str, list[Row]], *, rolls: bool) -> None:
    """Write the import into the book, and end what was entered here and the source now says itself."""
    book = entries.lock(snapshot.shop.slug)
    assert book is not None  # the shop's row is there and locked
    gone = superseded_by(snapshot.shop_id, rows)
    body = {
        "snapshot": snapshot.number,
        "taken_at": _instant(snapshot.taken_at),
        "changed": snapshot.changed,
        "rolls": rolls or bool(gone.ended),
        "linked": dict(gone.linked),
    }
    version = entries.append(book, entries.IMPORT, body, snapshot.taken_at)
    supersede(snapshot.shop_id, version, gone)


def _keep_rows(shop: FloorShop, number: int, rows: dict[str, list[Row]]) -> None:
    """End the versions that are no longer so and begin those that are new."""
    standing: dict[str, dict[str, tuple[int, str, int]]] = {}
    current = Record.objects.filter(shop=shop, last_snapshot=None)
    for pk, file, key, body, position in current.values_list(
        "pk", "file", "key_digest", "digest", "position"
    ).iterator(chunk_size=5000):
        standing.setdefault(file, {})[key] = (pk, body, position)

    ended: list[int] = []
    begun: list[Record] = []
    for file in sorted({*standing, *rows}):
        had = standing.get(file, {})
        now = rows.get(file, [])
        places = new_positions([had[row.key_digest][2] if row.key_digest in had else None for row in now])
        for row, place in zip(now, places, strict=True):
            old = had.pop(row.key_digest, None)
            if old is not None and old[1] == row.digest and old[2] == place:
                continue
            if old is not None:
                ended.append(old[0])
            begun.append(
                Record(
                    shop=shop,
                    file=file,
                    key=row.key,
                    key_digest=row.key_digest,
                    body=row.body,
                    digest=row.digest,
                    position=place,
                    first_snapshot=number,
                )
            )
        ended.extend(pk for pk, _, _ in had.values())

    for some in _chunks(ended, _CHUNK):
        Record.objects.filter(pk__in=some).update(last_snapshot=number - 1)
    Record.objects.bulk_create(begun, batch_size=2000)


def _chunks(items: Iterable[int], size: int) -> Iterable[list[int]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
