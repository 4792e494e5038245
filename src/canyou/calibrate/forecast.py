"""Forecasting each old promise from those that were over when it was made.

A promise is forecast at the moment it was made; where the file does not say when, a day before it is due. Known then
is how those ended that were due by then, and nothing else: those that are due later and kept already would make the
shop look better than it is. What is said is the share kept lately, moved by what sets this promise apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canyou.calibrate.book import Book
from canyou.calibrate.days import day_numbers
from canyou.calibrate.features import Features
from canyou.calibrate.known import Known, from_odds, log_odds
from canyou.calibrate.weighing import balance, fitted_weights
from canyou.shop.opentime import DAY

Floats = NDArray[np.float64]

ENOUGH = 20
"""Nothing is forecast before so many promises are over."""

REFIT = 1.03
"""The features are weighed anew when there are so many times as many promises to learn from."""


@dataclass(frozen=True, eq=False)
class Forecasts:
    """What would have been said of each promise."""

    row: NDArray[np.int64]
    """Rows of the book, in the order in which they were forecast."""
    said: Floats
    base: Floats
    """The share known at the time."""
    early: int
    """Rows that could not be forecast, since fewer than `ENOUGH` were over."""


def forecasts(book: Book, features: Features, rows: NDArray[np.int64]) -> Forecasts:
    """Forecast the rows of a book, each from those of them that were over before it; `rows` are by due."""
    asked_at = np.where(np.isfinite(book.made), np.minimum(book.made, book.due), book.due - DAY)
    days = day_numbers(asked_at + 1, book.zone)
    order = rows[np.argsort(days[rows], kind="stable")]
    known = Known(book, features, rows)
    width = len(features.groups) + len(features.measures)
    figures = np.full((len(book), width), np.nan)
    start = weights = np.array([1.0] * len(features.groups) + [0.0] * len(features.measures))
    fitted = early = 0
    row, said, base = [], [], []
    for block in np.split(order, np.flatnonzero(np.diff(days[order])) + 1) if len(order) else []:
        known.move(float(asked_at[block].min()))
        if known.count < ENOUGH:
            early += len(block)
            continue
        recent = known.recent()
        figures[block] = known.figures(block)
        past = known.past()
        past = past[~np.isnan(known.then[past])]
        past = past[~np.isnan(figures[past]).any(axis=1)]
        if width and len(past) >= ENOUGH and len(past) >= REFIT * fitted:
            weights = fitted_weights(
                figures[past],
                known.kept[past],
                log_odds(known.then[past]),
                known.weight[past],
                start,
                weights,
            )
            fitted = len(past)
        level = log_odds(recent)
        if len(past) >= ENOUGH:
            level = balance(figures[past] @ weights, known.fading(past), recent)
        most = 1 - 1 / (known.count + 2)
        row.append(block)
        said.append(np.clip(from_odds(level + figures[block] @ weights), 1 - most, most))
        base.append(np.full(len(block), known.base))
    if not row:
        none = np.zeros(0)
        return Forecasts(np.zeros(0, np.int64), none, none, early)
    return Forecasts(np.concatenate(row), np.concatenate(said), np.concatenate(base), early)
