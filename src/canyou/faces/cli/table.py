"""Plain text for a terminal: tables, wrapped lines, a little emphasis where the terminal shows it."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Sequence
from decimal import Decimal


def width() -> int:
    """How many columns there are to write in; long lines are tiring, so at most 110."""
    return max(40, min(110, shutil.get_terminal_size((100, 24)).columns))


def emphasis(text: str, code: str = "1") -> str:
    """Bold (or another ANSI code) on a terminal with colours; plain in a file, a pipe or with NO_COLOR."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{code}m{text}\x1b[0m"


def cells(text: str) -> int:
    """How many columns a text takes; East Asian wide characters take two."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Lines of a table, columns as wide as they must be; `right` names the columns of numbers.

    A column that is empty in every row is left out.
    """
    used = [column for column in range(len(heads)) if any(row[column] for row in rows)]
    heads = [heads[column] for column in used]
    rows = [[row[column] for column in used] for row in rows]
    right = [place for place, column in enumerate(used) if column in right]
    widths = [max(cells(row[column]) for row in (heads, *rows)) for column in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        parts = []
        for column, text in enumerate(row):
            room = " " * (widths[column] - cells(text))
            parts.append(room + text if column in right else text + room)
        return "  ".join(parts).rstrip()

    return [line(heads), *(line(row) for row in rows)]


def wrapped(text: str, indent: str, first: str | None = None) -> list[str]:
    """A sentence broken at the terminal's width; `first` begins its first line."""
    return textwrap.wrap(
        text,
        width(),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [(indent if first is None else first).rstrip()]


def shortened(text: str, most: int) -> str:
    """A name that fits a column: cut with an ellipsis where it is longer."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def number(value: Decimal) -> str:
    """`1,200` and `0.5`: no zeros behind the point, thousands apart."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
