"""Reading a shop, whole or not at all: from a folder or from the same rows kept in a database."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from canyou.shop import (
    check_calendars,
    check_history,
    check_materials,
    check_names,
    check_open,
    check_orders,
    check_progress,
    check_routings,
)
from canyou.shop.assemble import assemble
from canyou.shop.decode import Raw, decode, raw_table
from canyou.shop.nearest import nearest
from canyou.shop.problems import Problem, Problems
from canyou.shop.records import Instant, Shop
from canyou.shop.schema import SETTINGS_FILE, TABLES, Table
from canyou.shop.settings import Settings, parse_toml, read_settings
from canyou.shop.sheets import Sheets, sheet_of

__all__ = ["Problem", "Reading", "read_folder", "read_rows"]

CHECKS: tuple[Callable[[Sheets, Settings, Problems], None], ...] = (
    check_names.check,
    check_calendars.check,
    check_open.check,
    check_routings.check,
    check_materials.check,
    check_orders.check,
    check_progress.check,
    check_history.check,
)


BY_STEM = {table.stem for table in TABLES}


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading gave: the shop, None where a problem refuses it, and all problems and warnings."""

    shop: Shop | None
    problems: tuple[Problem, ...]


def read_folder(path: str | Path, *, machine_now: Instant | None = None) -> Reading:
    """Reads and checks a shop folder.

    `machine_now` is the clock for a shop whose shop.toml does not fix one. Never raises for what a
    folder holds: everything that is wrong is a `Problem`, all of them at once.
    """
    folder, problems = Path(path), Problems()
    if not folder.is_dir():
        state = "is no folder" if folder.exists() else "is not there"
        problems.error(
            folder.name or str(path), 1, "folder", f"{state}; name a folder with a {SETTINGS_FILE}", path
        )
        return Reading(None, problems.listed())
    text, values = "", None
    data = _bytes(folder, SETTINGS_FILE, True, problems)
    if data is not None:
        text = decode(data, SETTINGS_FILE, problems) or ""
        values = parse_toml(text, problems) if text else ({} if not problems.refuses else None)
    settings = Settings() if values is None else read_settings(values, text, machine_now, problems)

    _warn_of_names(folder, problems)

    def raw(table: Table) -> Raw | None:
        data = _bytes(folder, table.file, table.needed, problems)
        if data is None:
            return None if (folder / table.file).exists() or table.needed else Raw([], {}, {}, set())
        decoded = decode(data, table.file, problems)
        return None if decoded is None else raw_table(decoded, table, problems)

    return _finish(settings, raw, problems)


def read_rows(
    settings: Mapping[str, Any],
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    machine_now: Instant | None = None,
) -> Reading:
    """Reads and checks the same from rows kept in a database.

    `settings` are the keys of shop.toml; `tables` the rows of each file by its name with or without
    `.csv`, as column → text. Lines in problems count as they would in a file, the first row being line 2.
    """
    problems = Problems()

    def raw(table: Table) -> Raw | None:
        rows = tables.get(table.stem, tables.get(table.file, ()))
        names = dict.fromkeys(name for row in rows for name in row)
        cells = {name: [_text(row.get(name)) for row in rows] for name in names}
        known = {column.name for column in table.columns}
        taken = {name: column for name, column in cells.items() if name in known}
        if rows:
            for column in table.columns:
                if column.needed and column.name not in taken:
                    problems.error(
                        table.file, 1, column.name, "is a needed column that is missing", ", ".join(names)
                    )
        else:
            return Raw([], {}, {}, set())
        notes = {name: column for name, column in cells.items() if name not in known}
        return Raw(range(2, len(rows) + 2), taken, notes, set())

    return _finish(read_settings(settings, "", machine_now, problems), raw, problems)


def _finish(settings: Settings, raw: Callable[[Table], Raw | None], problems: Problems) -> Reading:
    """From raw tables to a checked shop."""
    zone: ZoneInfo = settings.zone
    with _no_collector():
        sheets = Sheets(*(_sheet(table, raw(table), zone, problems) for table in TABLES))
        for check in CHECKS:
            check(sheets, settings, problems)
        shop = None if problems.refuses else assemble(settings, sheets)
    return Reading(shop, problems.listed())


@contextmanager
def _no_collector() -> Iterator[None]:
    """Pauses the collector of cyclic garbage: reading makes a million objects and not one cycle.

    With it, a folder with 100,000 orders takes half as long again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _sheet(table: Table, raw: Raw | None, zone: ZoneInfo, problems: Problems) -> Any:
    if raw is not None and not raw.columns and not raw.lines:
        raw = Raw([], {column.name: [] for column in table.columns}, raw.notes, set())
    return sheet_of(table, raw, zone, problems)


def _warn_of_names(folder: Path, problems: Problems) -> None:
    """Other files are left alone; but a name that is almost ours may be a slip that empties a file."""
    try:
        there = sorted(path.name for path in folder.iterdir() if path.suffix.lower() == ".csv")
    except OSError:
        return  # reading the files themselves says why
    absent = {table.stem: table for table in TABLES if table.file not in there and not table.needed}
    for name in there:
        stem = name[: -len(".csv")]
        meant = [] if stem in BY_STEM else nearest(stem, absent, count=1)
        if meant:
            file = absent[meant[0]].file
            problems.warn(file, 1, "file", "is not there and taken as empty; is another file meant?", name)


def _bytes(folder: Path, file: str, needed: bool, problems: Problems) -> bytes | None:
    """A file's bytes; None if it is not there, with a problem if it is needed or cannot be read."""
    try:
        return (folder / file).read_bytes()
    except FileNotFoundError:
        if needed:
            other = next((p.name for p in sorted(folder.iterdir()) if p.name.lower() == file), "")
            hint = f"; is {other} meant? Write it {file}" if other else ""
            problems.error(file, 1, "file", f"is missing from the folder, and is needed{hint}", folder.name)
    except OSError as wrong:
        problems.error(file, 1, "file", "cannot be read", wrong.strerror or type(wrong).__name__)
    return None


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
