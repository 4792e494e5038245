"""Reading a shop floor log: every row is used, or counted under the reason why not."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from canyou.learn.columns import KINDS, NEEDED, YES, mapped, plain
from canyou.learn.moments import is_date_only, moment, way_of
from canyou.shop.cells import LONGEST_NAME
from canyou.shop.decode import LONGEST_CELL, decode
from canyou.shop.nearest import nearest
from canyou.shop.problems import Problems
from canyou.shop.records import ZERO, Instant
from canyou.shop.schema import BILLION, PLACES
from canyou.shop.times import BadTime

LONGEST_DAYS = 31
"""A row that is longer was not clocked out."""

FAR_DAYS = 180
"""A row so far from every other is a year or a month typed wrong."""

DAY = 86_400


class NoLog(Exception):
    """What was given is no log of a shop floor; the message says what is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a log. `end_at` None: it still runs."""

    order: str
    part: str
    step_name: str
    machine: str
    kind: str
    start_at: Instant
    end_at: Instant | None
    person: str = ""
    quantity: Decimal = ZERO
    good: Decimal = ZERO
    rejected: Decimal = ZERO
    date_only: bool = False
    """Its hour is not known: a report of the day."""


@dataclass(slots=True)
class Rows:
    """What became of the rows of a log."""

    read: int = 0
    used: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    """By reason; read = used + all of these."""
    noted: Counter[str] = field(default_factory=Counter)
    """Used, but not for everything, by reason."""


@dataclass(slots=True)
class Log:
    """The entries of a log by start, and what was found while reading."""

    entries: list[Entry]
    counts: list[Entry]
    """Rows without any length: their pieces count, their time does not."""
    rows: Rows
    now_at: Instant
    """The log's last moment."""
    problems: list[str]


def read_log(data: bytes, file: str, zone: ZoneInfo) -> Log:
    """Read a log's bytes.

    Raises:
        NoLog: it is no text, needed columns are missing, or no row can be used.
    """
    problems = Problems()
    text = decode(data, file, problems)
    if text is None:
        raise NoLog(str(problems.listed()[0]))
    table = _rows_of(text, file)
    if not table:
        raise NoLog(f"{file}: the file is empty; a log has a header line and a row for each report.")
    where = mapped(table[0])
    missing = [name for name in NEEDED if name not in where]
    if missing:
        raise NoLog(_missing(file, missing, table[0]))
    reader = _Reader(where, table[1:], zone)
    reader.read()
    if not reader.entries:
        why = ", ".join(f"{count} {reason}" for reason, count in reader.rows.dropped.items())
        raise NoLog(f"{file}: no row can be used ({why or 'there are none below the header'}).")
    lines = _lines(table[0], where, reader)
    return reader.log(lines)


def _rows_of(text: str, file: str) -> list[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    first = text.lstrip("\r\n").partition("\n")[0]
    best = max(
        ",;\t|", key=lambda mark: (len(mapped([c.strip(' "\r') for c in first.split(mark)])), mark == ",")
    )
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=best))
    except csv.Error as wrong:
        raise NoLog(f"{file}: it cannot be told apart into rows: {wrong}.") from None
    return [row for row in rows if any(cell.strip() for cell in row)]


def _missing(file: str, missing: Sequence[str], header: Sequence[str]) -> str:
    names = " and ".join(missing)
    there = ", ".join(cell.strip() for cell in header) or "none"
    hint = ""
    for name in missing:
        close = nearest(name, [plain(cell) for cell in header], count=1)
        hint = hint or (f" Is {close[0]} meant for {name}?" if close else "")
    return (
        f"{file}: no column for {names} is known among: {there}.{hint} "
        "Name the columns order, part, step_name, machine, person, quantity, good, rejected, kind, start, end."
    )


def _lines(header: Sequence[str], where: dict[str, int], reader: _Reader) -> list[str]:
    lines = []
    renamed = [
        f"{header[at].strip()} as {name}" for name, at in where.items() if plain(header[at]) != plain(name)
    ]
    if renamed:
        lines.append("Columns read by another name: " + ", ".join(renamed) + ".")
    without = {
        "part": "all orders are taken as one part, called unknown",
        "step_name": "steps are named by their machine",
        "kind": "every row is taken as run; set-up is guessed from how time grows with quantity",
        "quantity": "an order's quantity is taken as the most pieces any of its steps reports",
        "good": "a step is taken as done when a later one has begun",
        "person": "overlaps of one person cannot be told from machines side by side",
    }
    lines += [f"No column for {name}: {what}." for name, what in without.items() if name not in where]
    if reader.open_dates:
        lines.append(
            "Dates have day and month in an order that no row settles: read with the "
            f"{reader.way.split()[0]} first. Write the year first to be sure."
        )
    return lines


class _Reader:
    """Goes through the rows once and sorts them into entries, counts and reasons."""

    def __init__(self, where: dict[str, int], table: list[list[str]], zone: ZoneInfo) -> None:
        self.where, self.table, self.zone = where, table, zone
        self.rows = Rows(read=len(table))
        self.entries: list[Entry] = []
        self.counts: list[Entry] = []
        self.way, self.open_dates = way_of(self.cell(row, name) for row in table for name in ("start", "end"))
        self.times: dict[tuple[str, bool], Instant | None] = {}

    def cell(self, row: list[str], name: str) -> str:
        at = self.where.get(name, -1)
        return row[at].strip() if 0 <= at < len(row) else ""

    def name(self, row: list[str], name: str) -> str:
        return " ".join(self.cell(row, name).split())[:LONGEST_NAME]

    def read(self) -> None:
        seen: set[tuple[str, ...]] = set()
        found: list[Entry] = []
        for row in self.table:
            cells = tuple(cell.strip() for cell in row)
            if cells in seen:
                self.rows.dropped["exact duplicate"] += 1
                continue
            seen.add(cells)
            entry = self.entry(row)
            if isinstance(entry, str):
                self.rows.dropped[entry] += 1
            else:
                found.append(entry)
        for entry in self.near(found):
            if entry.end_at == entry.start_at:
                self.rows.dropped["zero length (its pieces are counted, its time is not)"] += 1
                self.counts.append(entry)
            else:
                self.entries.append(entry)
                self.rows.used += 1
        self.entries.sort(key=lambda e: (e.start_at, e.end_at or FOREVER, e.order, e.machine))

    def entry(self, row: list[str]) -> Entry | str:
        """The entry of a row, or the reason why there is none."""
        order, machine = self.name(row, "order"), self.name(row, "machine")
        if not order:
            return "no order"
        if not machine:
            return "no machine"
        start_at = self.moment(self.cell(row, "start"), False)
        if start_at is None:
            return "unreadable or empty start"
        text = self.cell(row, "end")
        end_at = self.moment(text, True) if text else None
        if text and end_at is None:
            return "unreadable end"
        if end_at is not None and end_at < start_at:
            return "end before start"
        if end_at is not None and end_at - start_at > LONGEST_DAYS * DAY:
            return f"longer than {LONGEST_DAYS} days"
        numbers = []
        for name in ("quantity", "good", "rejected"):
            value = _number(self.cell(row, name))
            if value is None:
                return "unreadable quantity"
            if value < 0:
                return "negative quantity"
            numbers.append(value)
        quantity, good, rejected = numbers
        kind = self.kind(row)
        if kind is None:
            return "unknown kind"
        step_name = self.name(row, "step_name") or machine
        part = self.name(row, "part") or "unknown"
        date_only = is_date_only(self.cell(row, "start"))
        if date_only:
            self.rows.noted["date without an hour (its length counts, its hour does not)"] += 1
        return Entry(
            order,
            part,
            step_name,
            machine,
            kind,
            start_at,
            end_at,
            self.name(row, "person"),
            quantity,
            good,
            rejected,
            date_only,
        )

    def moment(self, text: str, end: bool) -> Instant | None:
        key = (text, end)
        if key not in self.times:
            try:
                self.times[key] = moment(text, self.way, self.zone, end)
            except BadTime:
                self.times[key] = None
        return self.times[key]

    def kind(self, row: list[str]) -> str | None:
        if plain(self.cell(row, "rework")) in YES:
            return "rework"
        if "kind" not in self.where:
            return "run"
        text = plain(self.cell(row, "kind"))
        return KINDS.get(text) or KINDS.get(text.replace(" ", "")) if text else "run"

    def near(self, found: list[Entry]) -> list[Entry]:
        """Without the few rows that stand far from all others: they would move the log's last moment."""
        in_order = sorted(found, key=lambda e: e.start_at)
        groups: list[list[Entry]] = []
        reach = None
        for entry in in_order:
            if reach is None or entry.start_at > reach + FAR_DAYS * DAY:
                groups.append([])
            groups[-1].append(entry)
            reach = max(reach or 0, entry.end_at or entry.start_at)
        most = max((len(group) for group in groups), default=0)
        kept = [e for group in groups if len(group) * 50 >= most for e in group]
        far = len(found) - len(kept)
        if far:
            self.rows.dropped[f"more than {FAR_DAYS} days from the rest of the log"] += far
        return kept

    def log(self, lines: list[str]) -> Log:
        now = max(e.end_at if e.end_at is not None else e.start_at for e in self.entries)
        now = max([now, *(e.start_at for e in self.counts)])
        runs = [i for i, e in enumerate(self.entries) if e.end_at is None]
        if runs:
            self.settle_open(runs)
        return Log(self.entries, self.counts, self.rows, now, lines)

    def settle_open(self, runs: list[int]) -> None:
        """A row without an end runs still if nothing later is reported of its order; else nobody knows its length."""
        last: dict[str, Instant] = {}
        for entry in self.entries:
            last[entry.order] = max(last.get(entry.order, 0), entry.start_at)
        forgotten = {i for i in runs if self.entries[i].start_at < last[self.entries[i].order]}
        self.rows.noted["no end: still running"] += len(runs) - len(forgotten)
        for i in forgotten:
            entry = self.entries[i]
            self.counts.append(replace(entry, end_at=entry.start_at))
        self.entries = [e for i, e in enumerate(self.entries) if i not in forgotten]
        if forgotten:
            self.rows.used -= len(forgotten)
            self.rows.dropped["no end, although its order went on"] += len(forgotten)


FOREVER = 1 << 60


def _number(text: str) -> Decimal | None:
    """A count of pieces as a log has it: with a point or a comma, empty as none."""
    if not text:
        return ZERO
    plain_text = text.replace(" ", "").replace("'", "")
    if plain_text.count(",") == 1 and "." not in plain_text:
        whole, _, places = plain_text.partition(",")
        plain_text = (
            whole + places if len(places) == 3 and whole.lstrip("-") not in ("", "0") else f"{whole}.{places}"
        )
    else:
        plain_text = plain_text.replace(",", "")
    try:
        value = Decimal(plain_text)
    except ArithmeticError:
        return None
    if not value.is_finite() or abs(value) > BILLION:
        return None
    value = round(value, PLACES)
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
