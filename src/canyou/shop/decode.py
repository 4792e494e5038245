"""From the bytes of one file to rows of text: encodings, separators, quotes, what spreadsheets do."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from canyou.shop.nearest import nearest
from canyou.shop.problems import Problems
from canyou.shop.schema import Table

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LONGEST_CELL = 131_072


@dataclass(slots=True)
class Raw:
    """The cells of a file by column, blanks cut off; every column is as long as `lines`."""

    lines: Sequence[int]
    """The line of the file in which each row begins."""
    columns: dict[str, list[str]]
    """Columns of the schema that are there."""
    notes: dict[str, list[str]]
    """Columns that the schema does not know."""
    torn: set[int]
    """Rows with more cells than columns: their cells may stand in wrong ones."""


def decode(data: bytes, file: str, problems: Problems) -> str | None:
    """The text of a file, without a byte order mark; None, with a problem, if it is not UTF-8."""
    if data.startswith(UTF_16):
        problems.error(file, 1, "encoding", "is UTF-16; save the file as UTF-8 (“CSV UTF-8”)", "UTF-16 mark")
        return None
    at = data.find(b"\0")
    if at >= 0:
        line = data.count(b"\n", 0, at) + 1
        problems.error(
            file, line, "encoding", "is no text in UTF-8; save the file as “CSV UTF-8”", "a zero byte"
        )
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        # a byte order mark is not counted in the positions of the error
        body = data.removeprefix(codecs.BOM_UTF8)
        line = body.count(b"\n", 0, wrong.start) + 1
        begin = max(body.rfind(b"\n", 0, wrong.start) + 1, wrong.start - 20)
        around = body[begin : wrong.start + 12].splitlines()[0].decode("cp1252", "replace")
        problems.error(
            file,
            line,
            "encoding",
            "is not UTF-8; save the file as “CSV UTF-8”",
            f"byte 0x{body[wrong.start]:02X} in “{around.strip()}”",
        )
        return None


def raw_table(text: str, table: Table, problems: Problems) -> Raw | None:
    """The rows of a file's text; None, with a problem, where they cannot be told apart."""
    file, skipped = table.file, 0
    first, _, rest = text.partition("\n")
    separator = None
    if first.strip().lower().startswith("sep=") and len(first.strip()) <= 5:
        separator = first.rstrip("\r\n").lstrip()[4:5] or "\t"
        text, skipped = rest, 1
    if separator is None:
        separator = _separator(text, table)
    try:
        rows, lines = _rows(text, separator)
    except csv.Error as wrong:
        line = _line_of_error(text, separator) + skipped
        problems.error(
            file, line, "row", "has quotation marks that do not close, or a cell without end", wrong
        )
        return None
    if skipped:
        lines = [line + skipped for line in lines]
    if separator != ",":
        name = SEPARATORS.get(separator, "other marks")
        problems.warn(
            file, 1 + skipped, "separator", f"is read with {name} between the columns", repr(separator)
        )
    if not rows:
        if table.needed:
            problems.error(file, 1, "header", "is missing; the first line names the columns", "an empty file")
            return None
        problems.warn(file, 1, "header", "is missing; the file is taken as empty", "an empty file")
        return Raw([], {}, {}, set())
    return _by_column(rows, lines, table, problems)


def _rows(text: str, separator: str) -> tuple[list[list[str]], Sequence[int]]:
    """The rows that have any text, and the line in which each begins."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows = list(reader)
    lines: Sequence[int]
    if reader.line_num == len(rows):
        lines = range(1, len(rows) + 1)
    else:  # some cells have line breaks
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        starts, before = [], 0
        for _ in reader:
            starts.append(before + 1)
            before = reader.line_num
        lines = starts
    if all(map(any, rows)):
        return rows, lines
    kept = [i for i, row in enumerate(rows) if any(cell.strip() for cell in row)]
    return [rows[i] for i in kept], [lines[i] for i in kept]


def _line_of_error(text: str, separator: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for _ in reader:
            before = reader.line_num
    except csv.Error:
        pass
    return before + 1


def _separator(text: str, table: Table) -> str:
    """The separator that makes most of the first line's cells columns of the schema."""
    header = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")
    known = {column.name for column in table.columns}

    def score(separator: str) -> int:
        return sum(_plain(cell.strip(' "')) in known for cell in header.split(separator))

    best = max(SEPARATORS, key=score)  # a tie goes to the comma, which comes first
    return best if score(best) > score(",") else ","


def _plain(name: str) -> str:
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())


def _by_column(rows: list[list[str]], lines: Sequence[int], table: Table, problems: Problems) -> Raw | None:
    file, header, header_line = table.file, [name.strip() for name in rows[0]], lines[0]
    rows, lines = rows[1:], lines[1:]
    width, broken = len(header), set[int]()
    if any(len(row) != width for row in rows):
        broken = _even_out(rows, lines, width, file, problems)
    columns = [list(map(str.strip, column)) for column in zip(*rows, strict=True)] or [[] for _ in header]
    known = {column.name for column in table.columns}
    taken: dict[str, list[str]] = {}
    notes: dict[str, list[str]] = {}
    for at, (written, cells) in enumerate(zip(header, columns, strict=True), start=1):
        name = written if written in known else _plain(written)
        if not written:
            if any(cells):
                problems.warn(
                    file,
                    header_line,
                    "header",
                    f"has no name for column {at}; it is kept as a note",
                    next(filter(None, cells)),
                )
                notes[f"column {at}"] = cells
        elif name in known:
            if name in taken:
                problems.error(file, header_line, name, "is a column that is there twice", ", ".join(header))
                continue
            if written != name:
                problems.warn(
                    file, header_line, name, f"is read from a column of another spelling, not {name}", written
                )
            taken[name] = cells
        else:
            unique = written
            while unique in notes:
                unique += "'"
            notes[unique] = cells
    _missing(taken, notes, table, header_line, problems)
    return Raw(lines, taken, notes, broken)


def _even_out(
    rows: list[list[str]], lines: Sequence[int], width: int, file: str, problems: Problems
) -> set[int]:
    """Makes every row as wide as the header; answers which rows have more cells than columns."""
    broken: set[int] = set()
    short: Counter[int] = Counter()
    first_short = 0
    for i, row in enumerate(rows):
        if len(row) < width:
            short[len(row)] += 1
            first_short = first_short or lines[i]
            rows[i] = row + [""] * (width - len(row))
        elif len(row) > width:
            if any(cell.strip() for cell in row[width:]):
                broken.add(i)
                problems.error(
                    file,
                    lines[i],
                    "row",
                    f"has {len(row)} cells, the header {width}; quote a text that has commas",
                    ",".join(row[width:]),
                )
            rows[i] = row[:width]
    if short:
        more = f", as have {short.total() - 1} more rows" if short.total() > 1 else ""
        problems.warn(
            file,
            first_short,
            "row",
            f"has fewer cells than the header{more}; the rest is taken as empty",
            f"{min(short)} of {width}",
        )
    return broken


def _missing(
    taken: dict[str, list[str]], notes: dict[str, list[str]], table: Table, line: int, problems: Problems
) -> None:
    """Names needed columns that are not there, and unknown ones that look like a slip for one of ours."""
    absent = [column.name for column in table.columns if column.name not in taken]
    meant = {name: _meant(_plain(name), absent) for name in notes}
    for column in table.columns:
        if column.needed and column.name not in taken:
            there = ", ".join([*taken, *notes]) or "no column"
            problems.error(table.file, line, column.name, "is a needed column that is missing", there)
    for name, other in meant.items():
        if other:
            what = f"is no known column and kept as a note; is {other} meant?"
            problems.warn(table.file, line, name, what, name)


def _meant(name: str, absent: list[str]) -> str:
    """The column that is absent and looks meant: `due_date` for due, `quantty` for quantity."""
    for other in absent:
        if name.startswith(f"{other}_") or name.endswith(f"_{other}"):
            return other
    return next(iter(nearest(name, absent, count=1)), "")
