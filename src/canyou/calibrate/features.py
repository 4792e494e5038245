"""What a promise is known by when it is made: columns of texts, of numbers, its length, its weekday."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canyou.calibrate.book import Book
from canyou.shop.opentime import DAY

_TIME = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d\d", re.ASCII)

MOSTLY = 0.95
"""A column is one of numbers, or of times, if so large a part of its filled cells is."""

FEW = 12
"""Up to so many different numbers are taken as names: a class, not a measure."""

OWN = 0.6
"""A column in which more than so large a part of the rows has a text of its own names the rows, and tells nothing."""


@dataclass(frozen=True, eq=False)
class Features:
    """What may tell promises apart; every row of the book has a value in each."""

    groups: dict[str, NDArray[np.int64]]
    """For each column of texts the group of every row."""
    measures: dict[str, NDArray[np.float64]]
    """Numbers on a logarithmic scale; 0 where there is none."""

    @property
    def names(self) -> list[str]:
        return [*self.groups, *self.measures]


def features_of(book: Book, only: list[str] | None = None) -> Features:
    """The features of a book; `only` names the columns that may serve, None: all that were known before the outcome.

    Columns of times are left out: whether such a moment was known before can't be told.

    Raises:
        ValueError: `only` names a column that the file has not.
    """
    groups: dict[str, NDArray[np.int64]] = {}
    measures: dict[str, NDArray[np.float64]] = {}
    wanted = list(book.columns) if only is None else only
    for name in wanted:
        if name not in book.columns:
            there = ", ".join(book.columns) or "none that may serve"
            raise ValueError(f"there is no column called {name}; there are {there}")
        texts = [str(text) for text in book.columns[name]]
        filled = [text for text in texts if text]
        numbers = numbers_of(texts)
        if not filled or np.mean([bool(_TIME.search(text)) for text in filled]) > 1 - MOSTLY:
            continue
        if numbers is not None and len(np.unique(numbers)) > FEW:
            measures[name] = np.sign(numbers) * np.log1p(np.abs(numbers))
            continue
        codes = np.unique(np.array(texts, dtype=object), return_inverse=True)[1].astype(np.int64)
        if 1 < codes.max() + 1 <= OWN * len(texts):
            groups[name] = codes
    if len(book):
        lead = (book.due - book.made) / DAY
        if np.isfinite(lead).mean() > MOSTLY:
            measures["days from made to due"] = np.log1p(np.clip(np.nan_to_num(lead), 0, None))
        lines = np.unique(book.name.astype(str), return_inverse=True, return_counts=True)
        if lines[2].max() > 1:
            measures["lines of the promise"] = np.log1p(lines[2][lines[1]].astype(np.float64))
    return Features(groups, measures)


def numbers_of(texts: list[str]) -> NDArray[np.float64] | None:
    """The numbers of a column, 0 where a cell is empty; None if it is not one of numbers."""
    found = np.zeros(len(texts))
    bad = 0
    for i, text in enumerate(texts):
        if text:
            try:
                found[i] = float(text)
            except ValueError:
                bad += 1
    found[~np.isfinite(found)] = 0.0
    return found if bad <= (1 - MOSTLY) * max(len(texts), 1) else None
