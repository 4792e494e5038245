"""A backup of everything, taken while the program runs, that either database restores whole or not at all.

One file, compressed: a line about itself, then every table with a line for each row, then how much it was and a
digest of it all. It is no copy of database files: what was taken from SQLite goes into PostgreSQL, and back.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

FORMAT = "canyou backup 1"
BATCH = 500


class BadBackup(ValueError):
    """The file can't be restored; the message says why, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds."""

    tables: int
    rows: int


def tables() -> list[type[models.Model]]:
    """Every table of the program, by name."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def back_up(path: Path) -> Saved:
    """Write everything into a file, as it is at one moment; others go on reading and writing meanwhile.

    The file is there whole or not at all, and its owner alone may read it.

    Raises:
        OSError: it can't be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    whole, rows = hashlib.sha256(), 0
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw, _one_moment():
            with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed:

                def put(value: Any) -> None:
                    line = json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii") + b"\n"
                    whole.update(line)
                    packed.write(line)

                put({"format": FORMAT, "migrations": _migrations()})
                for model in tables():
                    fields = [field.attname for field in model._meta.concrete_fields]
                    put({"table": model._meta.db_table, "columns": fields})
                    found = model._base_manager.order_by("pk").values_list(*fields)
                    for row in found.iterator(chunk_size=2000):
                        put([_plain(value) for value in row])
                        rows += 1
                end = {"rows": rows, "digest": whole.hexdigest()}
                packed.write(json.dumps(end).encode("ascii") + b"\n")
            raw.flush()
            os.fsync(raw.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return Saved(len(tables()), rows)


def restore(path: Path) -> Saved:
    """Put everything back as a backup has it, in the place of all that is there; whole or not at all.

    The program may go on running meanwhile: its processes notice that the book is another one.

    Raises:
        BadBackup: the file is no backup, is damaged, or was made by another version; nothing is changed.
    """
    end = _checked(path)
    with transaction.atomic():
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA defer_foreign_keys = ON")
        with _no_triggers():
            _empty()
            _fill(path)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
                cursor.execute(statement)
    return Saved(len(tables()), end["rows"])


def _fill(path: Path) -> None:
    """Write every row of a backup that has been checked."""
    by_table = {model._meta.db_table: model for model in tables()}
    model: type[models.Model] | None = None
    names: list[str] = []
    waiting: list[models.Model] = []

    def write() -> None:
        if model is not None and waiting:
            with _dates_as_they_were(model):
                model._base_manager.bulk_create(waiting, batch_size=BATCH)
            waiting.clear()

    for line in _lines(path, keep=False):
        value = json.loads(line)
        if isinstance(value, dict):
            write()
            model, names = by_table.get(value.get("table", "")), value.get("columns", [])
        elif model is not None:
            row = {name: _again(cell) for name, cell in zip(names, value, strict=True)}
            waiting.append(model(**row))
            if len(waiting) >= BATCH:
                write()
    write()


@contextmanager
def _dates_as_they_were(model: type[models.Model]) -> Iterator[None]:
    """Fields that date a row by themselves leave the date that the backup has."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
    ]
    were = [(field, field.auto_now, field.auto_now_add) for field in fields]  # type: ignore[attr-defined]
    for field in fields:
        field.auto_now = field.auto_now_add = False  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for field, now, add in were:
            field.auto_now, field.auto_now_add = now, add  # type: ignore[attr-defined]


def _checked(path: Path) -> dict[str, Any]:
    """The last line of a backup that is whole and of this version."""
    whole, last, count = hashlib.sha256(), b"", 0
    try:
        for line in _lines(path, keep=True):
            if not count:
                head = json.loads(line)
                if not isinstance(head, dict) or head.get("format") != FORMAT:
                    raise BadBackup(f"{path.name} is no backup that this version can read.")
                if head["migrations"] != _migrations():
                    raise BadBackup(
                        f"{path.name} was made by another version of Canyou: restore it with that one, then upgrade."
                    )
            if last:
                whole.update(last)
            last, count = line, count + 1
        end = json.loads(last) if last else {}
    except (OSError, EOFError, ValueError) as error:
        if isinstance(error, BadBackup | FileNotFoundError):
            raise
        raise BadBackup(f"{path.name} is no backup, or is damaged: {error}.") from None
    if not isinstance(end, dict) or end.get("digest") != whole.hexdigest():
        raise BadBackup(f"{path.name} is damaged or not whole.")
    return end


def _lines(path: Path, *, keep: bool) -> Iterator[bytes]:
    """The lines of a backup; without `keep` not the one about itself nor the last."""
    with gzip.open(path, "rb") as packed:
        before: bytes | None = None
        for number, line in enumerate(packed):
            if keep:
                yield line
                continue
            if before is not None and number > 1:
                yield before
            before = line


def _migrations() -> list[list[str]]:
    """Which changes of the tables have been made: what names the version of a database."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read everything as it is at one moment, without keeping a writer waiting."""
    if connection.vendor != "sqlite":
        with transaction.atomic(), connection.cursor() as cursor:
            if not connection.savepoint_ids:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # not IMMEDIATE, as atomic() would: readers stand in nobody's way
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


@contextmanager
def _no_triggers() -> Iterator[None]:
    """What guards rows that are written once stands aside while all are put back, within the transaction."""
    if connection.vendor != "sqlite":
        yield  # TRUNCATE asks no trigger of rows, and inserting is what they allow
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
        yield
        for _, sql in triggers:
            cursor.execute(sql)


def _empty() -> None:
    names = [connection.ops.quote_name(model._meta.db_table) for model in tables()]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in names:
                cursor.execute(f"DELETE FROM {name}")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # unchecked rows would stand in its way
            cursor.execute(f"TRUNCATE {', '.join(names)} CASCADE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # rows come back in no particular order


def _plain(value: Any) -> Any:
    """A value as JSON, with its kind where JSON has none of its own."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, dt.time):
        return {"time": value.isoformat()}
    if isinstance(value, dt.timedelta):
        return {"seconds": value / dt.timedelta(seconds=1)}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, uuid.UUID):
        return {"uuid": str(value)}
    if isinstance(value, bytes | bytearray | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode("ascii")}
    return {"json": value}


_KINDS: dict[str, Any] = {
    "datetime": dt.datetime.fromisoformat,
    "date": dt.date.fromisoformat,
    "time": dt.time.fromisoformat,
    "seconds": lambda value: dt.timedelta(seconds=value),
    "decimal": Decimal,
    "uuid": uuid.UUID,
    "bytes": base64.b64decode,
    "json": lambda value: value,
}


def _again(value: Any) -> Any:
    """The value that `_plain` wrote."""
    if not isinstance(value, dict):
        return value
    kind, text = next(iter(value.items()))
    return _KINDS[kind](text)
