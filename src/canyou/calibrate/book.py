"""Reading a file of old promises: `promise,due,kept`, and whatever else was known of each when it was made."""

from __future__ import annotations

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from canyou.shop.decode import decode, raw_table
from canyou.shop.problems import Problem, Problems
from canyou.shop.records import Instant
from canyou.shop.schema import Column, Table
from canyou.shop.sheets import Sheet, sheet_of

OPEN_ENDED = np.inf
"""When a promise was kept that was not kept by the end of the file."""

CHANGED = {"withdrawn": "withdrawn", "renegotiated": "given another date before it was due"}
"""States of promises that were neither kept nor broken as they were given, and how each is said."""

OUTCOMES = {"state", "status", "outcome", "kept_at", "late", "is_late", "late_days", "late_minutes", "on_time",
            "shipped", "shipped_quantity", "closed", "finished", "delivered"}  # fmt: skip
"""Columns that tell how a promise ended. They are never a feature."""


@dataclass(frozen=True, slots=True)
class Promised:
    """One row: what was promised by when, and when it was kept."""

    promise: str
    due_at: Instant
    kept_at: Instant | None
    made_at: Instant | None
    state: str


@dataclass(frozen=True, eq=False)
class Book:
    """All promises of a file that were neither withdrawn nor given another date, by due."""

    zone: ZoneInfo
    name: NDArray[np.object_]
    due: NDArray[np.float64]
    """Seconds; a date alone is its end."""
    kept: NDArray[np.float64]
    """Seconds; `OPEN_ENDED` where the file has no moment."""
    made: NDArray[np.float64]
    """Seconds; not a number where the file has no moment."""
    columns: dict[str, NDArray[np.object_]] = field(default_factory=dict)
    """The texts of further columns that may serve as features."""
    read: int = 0
    """Rows of the file."""
    changed: dict[str, int] = field(default_factory=dict)
    """How many rows were left out because of their state, by how that is said."""

    def __len__(self) -> int:
        return len(self.due)

    @property
    def on_time(self) -> NDArray[np.bool_]:
        """Which were kept by their due."""
        return np.asarray(self.kept <= self.due)

    @property
    def until(self) -> float:
        """The last moment that the file knows of."""
        known = np.concatenate((self.kept[np.isfinite(self.kept)], self.made[np.isfinite(self.made)]))
        return float(known.max()) if len(known) else float(self.due.max())


@dataclass(frozen=True)
class Reading:
    """The promises of a file, or None and at least one problem that is no warning."""

    book: Book | None
    problems: tuple[Problem, ...]


def table_of(file: str) -> Table:
    """What a file of promises may hold."""
    return Table(file, "Old promises.", Promised, ("promise",), (
        Column("promise", "text", "Name of the promise.", needed=True, may_be_empty=False),
        Column("due", "time", "By when.", needed=True, may_be_empty=False, ends=True),
        Column("kept", "time", "When it was kept; empty: not by the end of the file.", needed=True, ends=True),
        Column("made", "time", "When it was made."),
        Column("state", "text", "What became of it."),
    ), unique=False, needed=True)  # fmt: skip


def read_promises(data: bytes, file: str, zone: ZoneInfo) -> Reading:
    """Read a file's bytes: whole, or not at all and every problem of it by line and column."""
    problems = Problems()
    table = table_of(file)
    text = decode(data, file, problems)
    raw = None if text is None else raw_table(text, table, problems)
    sheet: Sheet[Promised] = sheet_of(table, raw, zone, problems)
    if not problems.refuses and not sheet.records:
        problems.error(file, 1, "file", "has no promise in it", "a header alone")
    if not problems.refuses and not any(row.kept_at is not None for row in sheet.records):
        problems.error(file, 2, "kept", "is empty in every row, so that there is nothing to judge by", "")
    if problems.refuses:
        return Reading(None, problems.listed())
    return Reading(book_of(sheet, zone), problems.listed())


def book_of(sheet: Sheet[Promised], zone: ZoneInfo) -> Book:
    """The rows that can be judged at all, by due; rows of the same due in the order of the file."""
    rows = sheet.records
    changed: dict[str, int] = {}
    kept_rows = []
    for i, row in enumerate(rows):
        why = CHANGED.get(row.state.strip().lower())
        if why is None:
            kept_rows.append(i)
        else:
            changed[why] = changed.get(why, 0) + 1
    kept_rows.sort(key=lambda i: rows[i].due_at)
    some = [rows[i] for i in kept_rows]
    columns = {
        name: np.array([cells[i] for i in kept_rows], object)
        for name, cells in sheet.notes.items()
        if "_".join(name.lower().split()) not in OUTCOMES
    }
    return Book(
        zone,
        np.array([row.promise for row in some], object),
        np.array([row.due_at for row in some], np.float64),
        np.array([OPEN_ENDED if row.kept_at is None else row.kept_at for row in some], np.float64),
        np.array([np.nan if row.made_at is None else row.made_at for row in some], np.float64),
        columns,
        len(rows),
        changed,
    )
