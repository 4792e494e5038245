"""Set-up and run minutes of a step from what it took each time, so that no single slip of the clock decides.

Run minutes per unit are a median weighted by units, set-up the median of the lots that had one. Where a work center
never logs a set-up, both come out of how the time grows with the quantity: the median of all slopes between two lots
(Theil 1950, Sen 1968), and the median of what is left over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

ENOUGH_LOTS = 8
"""So many lots, the largest at least twice the smallest, before a set-up is read out of the quantities."""

MOST_PAIRS = 300
"""More lots than this are thinned out evenly before slopes are taken between each two."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What a step took for one order."""

    setup_minutes: float
    run_minutes: float
    units: float
    has_setup: bool


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a step takes: set-up once a lot, run for each unit."""

    setup: float
    run: float
    lots: int

    def of(self, units: float) -> float:
        return self.setup + units * self.run


def minutes_of(lots: Sequence[Lot], sets_up: bool) -> Minutes:
    """What a step takes, from lots with units; `sets_up`: whether its work center logs set-ups at all."""
    with_setup = [lot.setup_minutes for lot in lots if lot.has_setup]
    setup = median(with_setup) if with_setup else 0.0
    if len(with_setup) * 2 < len(lots):
        setup *= len(with_setup) / len(lots)  # many lots go without: on average they take so much
    rated = [lot for lot in lots if lot.units > 0 and lot.run_minutes > 0]
    if not rated:
        return Minutes(setup, 0.0, len(lots))
    run = weighted_median([lot.run_minutes / lot.units for lot in rated], [lot.units for lot in rated])
    units = [lot.units for lot in rated]
    if not sets_up and len(rated) >= ENOUGH_LOTS and max(units) >= 2 * min(units):
        fixed, slope = line_of([(lot.units, lot.run_minutes) for lot in rated])
        if fixed > 0 and _misfit(rated, fixed, slope) < 0.9 * _misfit(rated, 0.0, run):
            return Minutes(fixed, slope, len(lots))
    return Minutes(setup, run, len(lots))


def _misfit(lots: Sequence[Lot], fixed: float, slope: float) -> float:
    return median(abs(lot.run_minutes - fixed - slope * lot.units) for lot in lots)


def line_of(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Intercept and slope that half of the points lie above: neither is less than nothing."""
    some = list(points[:: -(-len(points) // MOST_PAIRS)])
    slopes = [
        (b[1] - a[1]) / (b[0] - a[0]) for i, a in enumerate(some) for b in some[i + 1 :] if b[0] != a[0]
    ]
    slope = max(0.0, median(slopes)) if slopes else 0.0
    return max(0.0, median(y - slope * x for x, y in points)), slope


def weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    """The value at which half of the weight is reached; between two that share it, their mean."""
    pairs = sorted(zip(values, weights, strict=True))
    half = sum(weights) / 2
    reached = 0.0
    for i, (value, weight) in enumerate(pairs):
        reached += weight
        if reached > half or i == len(pairs) - 1:
            return value
        if reached == half:
            return (value + pairs[i + 1][0]) / 2
    return 0.0
