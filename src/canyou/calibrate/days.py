"""Moments as days of the calendar: outcomes come in by the day, and files are cut by the day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from canyou.shop.opentime import DAY


def day_numbers(moments: NDArray[np.float64], zone: ZoneInfo) -> NDArray[np.float64]:
    """The proleptic day number of the date on which each moment lies, its own end (24:00) included."""
    found = np.full(len(moments), np.inf)
    some = np.isfinite(moments)
    distinct, place = np.unique(moments[some], return_inverse=True)
    days = [datetime.fromtimestamp(at - 1, zone).toordinal() for at in distinct.tolist()]
    found[some] = np.array(days, np.float64)[place] if len(days) else 0.0
    return found


def written(at: float, zone: ZoneInfo, date_alone: bool, end: bool) -> str:
    """A moment in ISO 8601; where the file has dates alone, a date: the one that ends, or begins, then."""
    if date_alone:
        return datetime.fromtimestamp(at - (1 if end else DAY // 2), zone).date().isoformat()
    return datetime.fromtimestamp(at, zone).isoformat(timespec="seconds")


def dates_alone(moments: NDArray[np.float64], zone: ZoneInfo) -> bool:
    """Whether every moment is the end of a day."""
    return all(
        (local.hour, local.minute, local.second) == (0, 0, 0)
        for local in (datetime.fromtimestamp(at, zone) for at in np.unique(moments).tolist())
    )
