"""How much each feature tells of a promise: logistic regression within days, so that a bad day is nobody's mark.

Ridge: S. le Cessie and J. C. van Houwelingen, Applied Statistics 41, 1992, 191–201.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RIDGE = 20.0
"""So many promises' worth of belief in the weights that the regression begins with."""

MOST_STEPS = 12


def fitted_weights(
    figures: Floats, kept: Floats, day: Floats, weight: Floats, start: Floats, weights: Floats
) -> Floats:
    """Weights of the figures, drawn towards `start`; `day` are the log-odds of the day on which each row was due.

    Figures are taken from their mean, and measured by their own width, so that the ridge means the same for each.
    """
    middle = np.average(figures, axis=0, weights=weight)
    width = np.sqrt(np.average((figures - middle) ** 2, axis=0, weights=weight))
    width = np.where(width > 1e-9, width, 1.0)
    z = (figures - middle) / width
    begin, now = start * width, weights * width

    def loss(one: Floats) -> float:
        odds = day + z @ one
        likely = np.logaddexp(0.0, odds) - kept * odds
        return float((weight * likely).sum() + 0.5 * RIDGE * ((one - begin) ** 2).sum())

    best = loss(now)
    for _ in range(MOST_STEPS):
        said = 1 / (1 + np.exp(-(day + z @ now)))
        slope = z.T @ (weight * (said - kept)) + RIDGE * (now - begin)
        bend = (z * (weight * said * (1 - said))[:, None]).T @ z + RIDGE * np.eye(len(now))
        step = np.linalg.solve(bend, slope)
        far = 1.0
        while far > 1e-3 and loss(now - far * step) > best:
            far /= 2
        if far <= 1e-3:
            break
        now = now - far * step
        better = loss(now)
        if best - better < 1e-7 * (1 + best):
            break
        best = better
    return now / width


def balance(odds: Floats, weight: Floats, share: float) -> float:
    """The level that, added to the log-odds of rows, makes their weighted mean chance that share."""
    low, high = -20.0 - float(odds.max()), 20.0 - float(odds.min())
    for _ in range(50):
        level = (low + high) / 2
        mean = float((weight / (1 + np.exp(-(level + odds)))).sum() / weight.sum())
        low, high = (level, high) if mean < share else (low, level)
    return (low + high) / 2
