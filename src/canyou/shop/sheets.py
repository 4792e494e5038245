"""The files of a folder as sheets of records, each record with the line it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from canyou.shop.cells import PLACEHOLDERS, Saying, empty_value, read_column
from canyou.shop.decode import Raw
from canyou.shop.problems import Problems
from canyou.shop.records import (
    BomLine,
    Carrier,
    Crew,
    Customer,
    Downtime,
    Emergency,
    Event,
    Gate,
    Hours,
    Mistake,
    Order,
    Part,
    PartName,
    Person,
    Progress,
    Promise,
    Receipt,
    Reservation,
    Step,
    Stock,
    WorkCenter,
)
from canyou.shop.schema import TABLES, Table

R = TypeVar("R")


@dataclass(slots=True)
class Sheet(Generic[R]):
    """The records of one file; where a cell could not be read, a placeholder, and the row is `broken`."""

    table: Table
    lines: Sequence[int]
    records: list[R]
    broken: set[int] = field(default_factory=set)
    torn: set[int] = field(default_factory=set)
    """Rows whose cells may stand in wrong columns."""
    notes: dict[str, list[str]] = field(default_factory=dict)
    readable: bool = True
    """False where the file as a whole could not be read: then nothing is known about its names."""
    _by_key: dict[Any, int] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return self.table.file

    def sound(self) -> Iterator[tuple[int, R]]:
        """Line and record of all rows whose every cell could be read."""
        if not self.broken:
            return zip(self.lines, self.records, strict=True)
        return (
            (line, record)
            for i, (line, record) in enumerate(zip(self.lines, self.records, strict=True))
            if i not in self.broken
        )

    def values(self, name: str) -> list[Any]:
        """The values of one field of all records."""
        return [getattr(record, name) for record in self.records]

    def keys(self) -> list[Any]:
        """The key of each record: its value, or a tuple of them."""
        names = [self.table.column(name).field for name in self.table.key]
        if len(names) == 1:
            return self.values(names[0])
        return list(zip(*(self.values(name) for name in names), strict=True))

    @property
    def by_key(self) -> dict[Any, int]:
        """Where the first record with a key stands in `records`."""
        if not self._by_key:
            for i, found in enumerate(self.keys()):
                self._by_key.setdefault(found, i)
        return self._by_key

    def get(self, key: Any) -> R | None:
        """The first record with that key, None if there is none."""
        at = (self._by_key or self.by_key).get(key)
        return None if at is None else self.records[at]

    def line(self, key: Any) -> int:
        """The line of the first record with that key; KeyError if there is none."""
        return self.lines[self.by_key[key]]

    def is_broken(self, key: Any) -> bool:
        """Whether a cell of the record with that key could not be read."""
        return self.by_key.get(key) in self.broken


@dataclass(slots=True)
class Sheets:
    """All files of a folder."""

    calendars: Sheet[Hours]
    work_centers: Sheet[WorkCenter]
    downtime: Sheet[Downtime]
    crews: Sheet[Crew]
    parts: Sheet[Part]
    routings: Sheet[Step]
    bom: Sheet[BomLine]
    stock: Sheet[Stock]
    receipts: Sheet[Receipt]
    customers: Sheet[Customer]
    carriers: Sheet[Carrier]
    part_names: Sheet[PartName]
    orders: Sheet[Order]
    progress: Sheet[Progress]
    gates: Sheet[Gate]
    reservations: Sheet[Reservation]
    events: Sheet[Event]
    people: Sheet[Person]
    promises: Sheet[Promise]
    emergencies: Sheet[Emergency]
    mistakes: Sheet[Mistake]

    def of(self, file: str) -> Sheet[Any]:
        """The sheet of a file by its name."""
        sheet: Sheet[Any] = getattr(self, file.removesuffix(".csv"))
        return sheet

    def all(self) -> list[Sheet[Any]]:
        """All sheets in the order of the contract."""
        return [self.of(table.file) for table in TABLES]


def sheet_of(table: Table, raw: Raw | None, zone: ZoneInfo, problems: Problems) -> Sheet[Any]:
    """Reads the cells of one file; raw None: the file could not be read, and its sheet is empty."""
    if raw is None:
        return Sheet(table, [], [], readable=False)
    count = len(raw.lines)
    broken = set(raw.torn)
    columns: dict[str, list[Any]] = {}
    readable = True
    for column in table.columns:
        texts = raw.columns.get(column.name)
        if texts is None and column.needed:
            readable = False  # the missing column has been named already
            columns[column.field] = [PLACEHOLDERS[column.kind]] * count
            broken.update(range(count))
            continue
        if texts is None:
            columns[column.field] = [empty_value(column, zone)] * count
            continue
        values, bad = read_column(column, texts, raw.lines, raw.torn, zone, Saying(problems, table.file))
        broken |= bad
        columns[column.field] = values
    if table.record is Hours:
        _close_days(columns, raw, broken, problems)
    in_order = [columns[f.name] for f in fields(table.record)]
    records = list(map(table.record, *in_order))
    return Sheet(table, raw.lines, records, broken, raw.torn, raw.notes, readable)


def _close_days(columns: dict[str, list[Any]], raw: Raw, broken: set[int], problems: Problems) -> None:
    """Rows with both times empty are closed days (0 to 0); rows with one of them are half there."""
    starts, ends = columns["start_minute"], columns["end_minute"]
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if start >= 0 and end >= 0:
            if end <= start and i not in broken:
                broken.add(i)
                problems.error(
                    "calendars.csv",
                    raw.lines[i],
                    "end",
                    "is not later than start; a shift over midnight is two rows, 24:00 ends a day",
                    f"{raw.columns['start'][i]} to {raw.columns['end'][i]}",
                )
            continue
        if start != end and i not in broken:
            broken.add(i)
            name, other = ("start", "end") if start < 0 else ("end", "start")
            problems.error(
                "calendars.csv",
                raw.lines[i],
                name,
                f"is empty although {other} is not; both are needed, or neither for a closed day",
                raw.columns[other][i],
            )
        starts[i] = ends[i] = 0
