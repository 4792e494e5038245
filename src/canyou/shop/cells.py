"""From the text of a column's cells to values, each distinct text read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from canyou.shop.nearest import nearest
from canyou.shop.problems import Problems
from canyou.shop.records import ONE, ZERO
from canyou.shop.schema import PLACES, WEEKDAYS, Column
from canyou.shop.times import BadTime, clock_minute, day_of, instant_and_note

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_EXPONENT = Decimal(1).scaleb(-PLACES)
YES = {"yes", "y", "true", "1"}
NO = {"no", "n", "false", "0"}
LONGEST_NAME = 200

PLACEHOLDERS: dict[str, Any] = {
    "name": "",
    "text": "",
    "choice": "",
    "number": ONE,
    "whole": 1,
    "time": 0,
    "clock": 0,
    "day": 0,
    "names": (),
    "yes": False,
}
"""What stands for a cell that could not be read, so that the checks across files can go on."""


class Saying(NamedTuple):
    """Where problems of a file go."""

    problems: Problems
    file: str


class Cell(NamedTuple):
    """What a text means; with `wrong` it means nothing, with `odd` it is worth a warning."""

    value: Any
    wrong: str = ""
    odd: str = ""


def read_column(
    column: Column,
    texts: Sequence[str],
    lines: Sequence[int],
    torn: set[int],
    zone: ZoneInfo,
    say: Saying,
) -> tuple[list[Any], set[int]]:
    """The values of a column and the rows that could not be read; says what is wrong with each of them.

    Rows in `torn` have been told of as a whole: their cells may stand in wrong columns.
    """
    read = reader_of(column, zone)
    distinct = set(texts)
    cells = {text: read(text) for text in distinct}
    if "" in distinct:
        cells[""] = _empty(column, read)
    broken: set[int] = set()
    if any(cell.wrong for cell in cells.values()):
        broken = {i for i, text in enumerate(texts) if cells[text].wrong}
        for i in sorted(broken - torn):
            say.problems.error(say.file, lines[i], column.name, cells[texts[i]].wrong, texts[i])
    if any(cell.odd for cell in cells.values()):
        # one warning for each kind of oddity: a file with a habit has it in every row
        rows: dict[str, list[int]] = {}
        for i, text in enumerate(texts):
            if cells[text].odd and i not in torn:
                rows.setdefault(cells[text].odd, []).append(i)
        for odd, where in rows.items():
            more = f", as in {len(where) - 1} more rows" if len(where) > 1 else ""
            say.problems.warn(say.file, lines[where[0]], column.name, odd + more, texts[where[0]])
    values = {text: cell.value for text, cell in cells.items()}
    return list(map(values.__getitem__, texts)), broken


def empty_value(column: Column, zone: ZoneInfo) -> Any:
    """What a column stands for that is not in the file at all."""
    return _empty(column, reader_of(column, zone)).value


def _empty(column: Column, read: Callable[[str], Cell]) -> Cell:
    if column.needed and not column.may_be_empty:
        return Cell(PLACEHOLDERS[column.kind], wrong="is empty, and a value is needed")
    if column.default:
        return read(column.default)
    if column.kind in ("name", "text", "choice"):
        return Cell("")
    if column.kind == "names":
        return Cell(())
    if column.kind == "yes":
        return Cell(False)
    if column.kind == "clock":
        return Cell(-1)  # the calendars' check tells a closed day from a row that is half there
    return Cell(None)


def reader_of(column: Column, zone: ZoneInfo) -> Callable[[str], Cell]:
    """What reads one text of that column; empty texts are not its business."""

    def time(text: str) -> Cell:
        try:
            at, note = instant_and_note(text, zone, column.ends)
        except BadTime as bad:
            return Cell(0, wrong=str(bad))
        return Cell(at, odd=note)

    def clock(text: str) -> Cell:
        try:
            return Cell(clock_minute(text, column.ends))
        except BadTime as bad:
            return Cell(0, wrong=str(bad))

    kinds: dict[str, Callable[[str], Cell]] = {
        "name": _name,
        "text": lambda text: Cell(_lines(text)),
        "choice": lambda text: _choice(column, text),
        "number": lambda text: number(column, text),
        "whole": lambda text: whole(column, text),
        "time": time,
        "clock": clock,
        "day": _day,
        "names": lambda text: Cell(tuple(filter(None, (one.strip() for one in text.split(";"))))),
        "yes": _yes,
    }
    return kinds[column.kind]


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _name(text: str) -> Cell:
    if len(text) > LONGEST_NAME:
        return Cell("", wrong=f"is longer than {LONGEST_NAME} characters")
    if _CONTROL.search(text):
        return Cell("", wrong="has a line break or a tab in a name")
    return Cell(text)


def _choice(column: Column, text: str) -> Cell:
    if text in column.choices:
        return Cell(text)
    if text.lower() in column.choices:
        return Cell(text.lower(), odd=f"is read as {text.lower()}, all in small letters")
    meant = nearest(text, column.choices, count=1)
    hint = f"; is {meant[0]} meant?" if meant else ""
    return Cell(column.choices[0], wrong=f"is none of {', '.join(column.choices)}{hint}")


def _yes(text: str) -> Cell:
    if text.lower() in YES:
        return Cell(True)
    if text.lower() in NO:
        return Cell(False)
    return Cell(False, wrong="is neither yes nor no")


def _day(text: str) -> Cell:
    if text in WEEKDAYS:
        return Cell(WEEKDAYS.index(text))
    if text.lower() in WEEKDAYS:
        return Cell(WEEKDAYS.index(text.lower()), odd=f"is read as {text.lower()}, all in small letters")
    if day_of(text):
        return Cell(text)
    start = text[:3].lower()
    hint = f"; is {start} meant?" if start in WEEKDAYS else ""
    return Cell(
        0, wrong=f"is no weekday (mon, tue, wed, thu, fri, sat, sun) and no date like 2026-12-24{hint}"
    )


def number(column: Column, text: str) -> Cell:
    """A decimal number with a point, within the column's bounds, to six places."""
    placeholder = ONE if not column.default else Decimal(column.default)
    if _NUMBER.fullmatch(text) is None:
        return Cell(placeholder, wrong=_no_number(text))
    value = Decimal(text)
    bad = _out_of_bounds(column, value)
    if bad:
        return Cell(placeholder, wrong=bad)
    odd = ""
    rounded = value.quantize(_EXPONENT)
    if rounded != value:
        odd = f"is rounded to {PLACES} places"
        if column.above_low and column.low is not None and rounded <= column.low:
            return Cell(placeholder, wrong=f"is less than the {PLACES} decimal places that are kept can hold")
    return Cell(canonical(rounded), odd=odd)


def whole(column: Column, text: str) -> Cell:
    """A whole number within the column's bounds; 3.0 is one too."""
    placeholder = int(column.default or column.low or 1)
    if _NUMBER.fullmatch(text) is None:
        return Cell(placeholder, wrong=_no_number(text, "a whole number like 10"))
    value = Decimal(text)
    bad = _out_of_bounds(column, value)
    if bad:
        return Cell(placeholder, wrong=bad)
    if value != int(value):
        return Cell(placeholder, wrong="is no whole number")
    return Cell(int(value))


def canonical(value: Decimal) -> Decimal:
    """The same number written in one way only: no zeros at the end, no exponent, no minus zero."""
    if value == 0:
        return ZERO
    if value == value.to_integral_value():
        return value.quantize(ONE)
    return value.normalize()


def _out_of_bounds(column: Column, value: Decimal) -> str:
    low, high = column.low, column.high
    if low is not None and value < 0 <= low:
        return "is negative"
    if low is not None and (value < low or (column.above_low and value == low)):
        return f"is {'not more' if column.above_low else 'less'} than {low:f}"
    if high is not None and value > high:
        return f"is more than {high:f}, the most there can be"
    return ""


def _no_number(text: str, wanted: str = "a number like 12.5") -> str:
    bare = text.strip("'’ ")
    if bare != text and _NUMBER.fullmatch(bare):
        return f"is a number written as text; take the apostrophe away, like {bare}"
    if re.fullmatch(r"[+-]?[\d.,'’   ]+", text, re.ASCII) and any(c.isdigit() for c in text):
        digits = re.sub(r"['’   ]", "", text)
        comma, point = digits.rfind(","), digits.rfind(".")
        if comma > point and digits.count(",") == 1:
            unclear = point < 0 and len(digits) - comma == 4  # 1,234 may be either
            digits = "" if unclear else digits.replace(".", "").replace(",", ".")
        else:
            digits = digits.replace(",", "")
        example = f", like {digits}" if _NUMBER.fullmatch(digits) else ""
        return f"is no number with a point and nothing between the thousands{example}"
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        return "is no finite number"
    return f"is not {wanted}"
