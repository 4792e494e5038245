"""What is wrong with a shop folder: one line a problem, collected until all are known."""

from __future__ import annotations

from dataclasses import dataclass

from canyou.shop.schema import SETTINGS_FILE, TABLES

LONGEST_SHOWN = 80
"""Characters of a cell that a problem repeats."""

RANK = {SETTINGS_FILE: 0} | {table.file: rank for rank, table in enumerate(TABLES, start=1)}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or with `is_warning` odd but no hindrance.

    `line` counts from 1 (the header), `column` is the column's name, or `file`, `header`, `encoding` and
    the like where the whole file is meant. `str()` gives `FILE:LINE: COLUMN: what is wrong (what was found)`.
    """

    file: str
    line: int
    column: str
    text: str
    is_warning: bool = False

    def __str__(self) -> str:
        mark = "warning: " if self.is_warning else ""
        return f"{mark}{self.file}:{self.line}: {self.column}: {self.text}"


def shown(found: object) -> str:
    """What was found, on one line and not too long: control characters escaped, nothing as `empty`."""
    text = str(found)
    if not text:
        return "empty"
    if len(text) > LONGEST_SHOWN:
        text = text[: LONGEST_SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


class Problems:
    """Collects problems; `refuses` once one of them is no mere warning."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}
        self.refuses = False

    def error(self, file: str, line: int, column: str, what: str, found: object) -> None:
        """Something that refuses the folder: what is wrong, and what was found there."""
        self.refuses = True
        self._found[Problem(file, line, column, f"{what} ({shown(found)})")] = None

    def warn(self, file: str, line: int, column: str, what: str, found: object) -> None:
        """Something odd that can be planned all the same."""
        self._found[Problem(file, line, column, f"{what} ({shown(found)})", is_warning=True)] = None

    def listed(self) -> tuple[Problem, ...]:
        """All of them: by file in the order of the contract, then by line."""
        return tuple(sorted(self._found, key=lambda p: (RANK.get(p.file, -1), p.line)))
