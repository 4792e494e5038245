"""What is known at a moment that moves on: the share kept of all, lately, and by what sets promises apart."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from canyou.calibrate.book import Book
from canyou.calibrate.features import Features
from canyou.shop.opentime import DAY

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

HALF_LIVES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 128.0, 100_000.0)
"""Days after which what happened counts half; which of them foretold best so far is used."""

LEAN = 20.0
"""Some promises' own share weighs as much as that of all once there are so many of them."""

ONE_DAY = 30.0
"""However many are due on a day, they tell of it no more than so many: what goes wrong then goes wrong for all."""

FADING_DAYS = 14.0
"""Half-life of the promises on which the level is balanced."""


class Known:
    """Shares kept, as they are known at a moment."""

    def __init__(self, book: Book, features: Features, rows: Rows) -> None:
        self.features, self.rows = features, rows
        self.due, self.kept = book.due, book.on_time.astype(np.float64)
        lines = np.unique(book.name.astype(str), return_inverse=True, return_counts=True)
        self.weight: Floats = 1.0 / lines[2][lines[1]]
        """Of each row: the lines of one promise are kept or broken together."""
        self.next = 0
        self.at = float(book.due[0]) if len(book) else 0.0
        self.count = self.hits = 0.0
        self.late_count, self.late_hits = np.zeros(len(HALF_LIVES)), np.zeros(len(HALF_LIVES))
        self.wrong = np.zeros(len(HALF_LIVES))
        """How far each half-life was off so far."""
        self.then: Floats = np.full(len(book), np.nan)
        """The share kept among those that were due with each row, known since they are over."""
        sizes = {name: int(codes.max()) + 1 for name, codes in features.groups.items()}
        self.group_count = {name: np.zeros(size) for name, size in sizes.items()}
        self.group_more = {name: np.zeros(size) for name, size in sizes.items()}

    def move(self, at: float) -> None:
        """Take in what was due by a moment."""
        end = self.next + int(np.searchsorted(self.due[self.rows[self.next :]], at, "right"))
        new, self.next = self.rows[self.next : end], end
        if not len(new):
            return
        kept, n = self.kept[new], len(new)
        share = float(kept.mean())
        told = n / (n + ONE_DAY)
        if self.count:
            self.wrong += told * (self.shares() - share) ** 2
        usual = self.recent()
        smooth = (kept.sum() + LEAN * usual) / (n + LEAN)
        self.then[new] = smooth
        when = float(self.due[new].mean())
        fade = 0.5 ** (max(when - self.at, 0.0) / DAY / np.array(HALF_LIVES))
        self.at = max(when, self.at)
        effective = n / (1 + (n - 1) / ONE_DAY)
        self.late_count = self.late_count * fade + effective
        self.late_hits = self.late_hits * fade + effective * share
        self.count += n
        self.hits += float(kept.sum())
        for name, codes in self.features.groups.items():
            np.add.at(self.group_count[name], codes[new], self.weight[new])
            np.add.at(self.group_more[name], codes[new], self.weight[new] * (kept - smooth))

    @property
    def base(self) -> float:
        """The share kept of all that are over."""
        return self.hits / self.count if self.count else 0.5

    def shares(self) -> Floats:
        """The share kept lately, by each half-life, drawn a little towards that of all."""
        found: Floats = (self.late_hits + (self.hits + 1) / (self.count + 2)) / (self.late_count + 1)
        return found

    def recent(self) -> float:
        """The share kept lately, by the half-life that was least wrong."""
        if not self.count:
            return 0.5
        best = len(HALF_LIVES) - 1 - int(np.argmin(self.wrong[::-1]))
        return float(np.clip(self.shares()[best], 0.5 / (self.count + 1), 1 - 0.5 / (self.count + 1)))

    def past(self) -> Rows:
        """The rows that are over."""
        return self.rows[: self.next]

    def fading(self, rows: Rows) -> Floats:
        """Weights of rows that are over: less the longer ago they were due."""
        found: Floats = 0.5 ** (np.maximum(self.at - self.due[rows], 0) / DAY / FADING_DAYS)
        return found

    def figures(self, rows: Rows) -> Floats:
        """[row, feature]: by how many log-odds each group is usually better, and the measures as they are."""
        usual = self.recent()
        columns = []
        for name, codes in self.features.groups.items():
            more = self.group_more[name][codes[rows]] / (self.group_count[name][codes[rows]] + LEAN)
            columns.append(more / max(usual * (1 - usual), 0.02))
        columns += [values[rows] for values in self.features.measures.values()]
        return np.stack(columns, axis=1) if columns else np.zeros((len(rows), 0))


def log_odds(share: Any) -> Any:
    return np.log(share / (1 - share))


def from_odds(odds: Any) -> Any:
    return 1 / (1 + np.exp(-odds))
