"""Judging chances by a file of old promises. The one door of the room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from canyou.calibrate.book import Book
from canyou.calibrate.days import dates_alone, day_numbers, written
from canyou.calibrate.features import features_of
from canyou.calibrate.forecast import ENOUGH, forecasts
from canyou.calibrate.window import refused_stretches

Floats = NDArray[np.float64]

BINS = 20
"""The chances said are sorted into so many equal parts of 0 to 1; neighbours with few of them are put together."""

LEAST = 30
"""Fewer promises than this make no bin of their own."""

RESAMPLED = 1000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Due dates that can't be judged."""

    first: str
    last: str
    """Both included, in ISO 8601: dates where the file has dates alone."""
    why: str
    n: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Promises of which about the same chance was said."""

    said: float
    was: float
    n: int


@dataclass(frozen=True)
class Calibration:
    """What old promises say of the chances that would have been stated for them."""

    promises: int
    used: int
    refused: tuple[Stretch, ...]
    left_out: dict[str, int]
    """Further promises that were not judged, by reason; with those used and refused they are all."""
    features: tuple[str, ...]
    said: float | None
    """The mean chance said; None where nothing could be judged, as all that follows."""
    was: float | None
    brier: float | None
    brier_base_rate: float | None
    better: tuple[float, float, float] | None
    """By which share the Brier score is less than the base rate's: estimate, low, high (95 %, due days resampled)."""
    bins: tuple[Bin, ...]
    calibration_error: float | None


def calibrate(book: Book, only: list[str] | None = None) -> Calibration:
    """Forecast each promise of a file from those that were over before it, and compare with what happened.

    Args:
        only: columns that may serve as features; None: all that are known before the outcome.

    Raises:
        ValueError: `only` names a column that the file has not.
    """
    features = features_of(book, only)
    stretches = refused_stretches(book) if len(book) else []
    judged = np.ones(len(book), np.bool_)
    alone = dates_alone(book.due, book.zone)
    refused = []
    for one in stretches:
        judged[one.first : one.last] = False
        first = written(float(book.due[one.first]), book.zone, alone, end=True)
        last = written(float(book.due[one.last - 1]), book.zone, alone, end=True)
        refused.append(Stretch(first, last, one.why, one.last - one.first))
    waiting = judged & ~np.isfinite(book.kept) & (book.due > book.until)
    judged &= ~waiting
    found = forecasts(book, features, np.flatnonzero(judged))
    left_out = dict(book.changed)
    if waiting.any():
        left_out["not due yet when the file ends"] = int(waiting.sum())
    if found.early:
        left_out[f"made before {ENOUGH} were over to learn from"] = found.early
    kept = book.on_time[found.row].astype(np.float64)
    if not len(kept):
        return Calibration(
            book.read,
            0,
            tuple(refused),
            left_out,
            tuple(features.names),
            None,
            None,
            None,
            None,
            None,
            (),
            None,
        )
    off, off_base = (found.said - kept) ** 2, (found.base - kept) ** 2
    bins = bins_of(found.said, kept)
    error = sum(one.n * abs(one.said - one.was) for one in bins) / len(kept)
    return Calibration(
        book.read, len(kept), tuple(refused), left_out, tuple(features.names),
        float(found.said.mean()), float(kept.mean()), float(off.mean()), float(off_base.mean()),
        better(off, off_base, day_numbers(book.due[found.row], book.zone)), bins, error,
    )  # fmt: skip


def bins_of(said: Floats, kept: Floats) -> tuple[Bin, ...]:
    """The chances said in steps of 5 points, neighbours put together until each has `LEAST` of them."""
    part = np.minimum((said * BINS).astype(np.int64), BINS - 1)
    groups: list[NDArray[np.int64]] = []
    for k in range(BINS):
        mine = np.flatnonzero(part == k)
        if not len(mine):
            continue
        if groups and len(groups[-1]) < LEAST:
            groups[-1] = np.concatenate((groups[-1], mine))
        else:
            groups.append(mine)
    if len(groups) > 1 and len(groups[-1]) < LEAST:
        last = groups.pop()
        groups[-1] = np.concatenate((groups[-1], last))
    return tuple(Bin(float(said[mine].mean()), float(kept[mine].mean()), len(mine)) for mine in groups)


def better(off: Floats, off_base: Floats, days: Floats) -> tuple[float, float, float] | None:
    """By which share one score is less than another, with the interval that resampling days gives."""
    if not off_base.sum():
        return None
    place = np.unique(days, return_inverse=True)[1]
    mine, base = np.bincount(place, off), np.bincount(place, off_base)
    drawn = np.random.default_rng(1).integers(0, len(mine), (RESAMPLED, len(mine)))
    many_base = base[drawn].sum(axis=1)
    many = 1 - mine[drawn].sum(axis=1)[many_base > 0] / many_base[many_base > 0]
    low, high = np.quantile(many, (0.025, 0.975))
    return float(1 - mine.sum() / base.sum()), float(low), float(high)
