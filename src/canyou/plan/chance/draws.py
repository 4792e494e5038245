"""Drawn lengths of work: for each work center a table of factors whose shares are exactly those of its spread."""

from __future__ import annotations

import math
import zlib
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from canyou.plan.chance.kernels.arrays import DRAWS
from canyou.plan.chance.kernels.arrays import Draws as Drawn
from canyou.shop.records import Shop
from canyou.shop.spread import Spread, Spreads

SEED = 20_260_101
"""Where the random numbers begin: the same shop has the same chances."""

OUTSIDE_SIGMA = 0.15
"""Standard deviation of the logarithm of actual over agreed days of an outside step: a default, no log tells it."""

GUESS_SIGMA = 0.4
"""Standard deviation of the logarithm of real over guessed length where a part was never made: one guess in three is
off by half or more. A default; no log tells how good a shop's guesses are."""

NARROW, WIDE = 0.6, 1.5
"""Where the log is thin, chances are worked out with so much of the default spread and so many times as much too."""


@lru_cache(maxsize=1)
def normal() -> np.ndarray:
    """The middles of as many equal shares of the normal distribution as there are draws."""
    dist = NormalDist()
    return np.array([dist.inv_cdf((k + 0.5) / DRAWS) for k in range(DRAWS)])


@lru_cache(maxsize=1)
def guesses() -> np.ndarray:
    """By run: how many times as long as guessed everything takes of a part that was never made."""
    return np.exp(GUESS_SIGMA * normal()[np.random.default_rng(SEED + 1).permutation(DRAWS)])


def draws_of(shop: Shop, spreads: Spreads, times: float = 1.0) -> Drawn:
    """Tables for each work center in turn, then for outside steps; then all of these for a part never made.

    Spreads are `times` as wide as they are known.
    """
    rng = np.random.default_rng(SEED)
    rows, rates, repairs, shifts = [], [], [], []
    even = (np.arange(DRAWS) + 0.5) / DRAWS
    mixed = rng.permutation(DRAWS)
    for name in shop.work_centers:
        one = spreads.of(name)
        rows.append(factors(one, times)[mixed])
        rates.append(breakdowns_a_second(one) * rng.permutation(rate_shifts(one)))
        shifts.append(np.exp(one.middle_sigma * times * normal()[rng.permutation(DRAWS)]))
        repairs.append(repair_seconds(one)[rng.permutation(DRAWS)])
    rows.append(np.exp(OUTSIDE_SIGMA * times * normal())[mixed])
    rates.append(np.zeros(DRAWS))
    shifts.append(np.ones(DRAWS))
    repairs.append(np.zeros(DRAWS))
    shifts += [one * guesses() for one in shifts]
    rows, rates, repairs = 2 * rows, 2 * rates, 2 * repairs
    return Drawn(
        np.array(rows, np.float32), even[rng.permutation(DRAWS)].astype(np.float32),
        np.array(rates, np.float32), np.array(repairs, np.float32), np.array(shifts, np.float32),
    )  # fmt: skip


def factors(one: Spread, times: float) -> np.ndarray:
    """Actual over typical length, lognormal; an evenly spread share of the steps is worked on again."""
    found = one.median_ratio * np.exp(one.sigma * times * normal())
    again = round(one.rework_share * DRAWS)
    if again and one.rework_ratio > 0:
        found[np.linspace(0, DRAWS - 1, again).round().astype(int)] += one.rework_ratio
    return found


def rate_shifts(one: Spread) -> np.ndarray:
    """How much more or less often it may really break down, by run: as far as so many breakdowns leave it open.

    The posterior of a Poisson rate is a gamma distribution; its quantiles by E. B. Wilson and M. M. Hilferty,
    Proceedings of the National Academy of Sciences 17, 1931, 684–688.
    """
    k = one.breakdowns + 1
    found: np.ndarray = np.maximum(1 - 1 / (9 * k) + normal() / (3 * math.sqrt(k)), 0.0) ** 3
    return found


def breakdowns_a_second(one: Spread) -> float:
    between = one.hours_between_breakdowns
    return 1 / (3600 * between) if math.isfinite(between) and between > 0 else 0.0


def repair_seconds(one: Spread) -> np.ndarray:
    """Lengths of breakdowns, lognormal by their median and 90 % point."""
    if one.repair_minutes <= 0:
        return np.zeros(DRAWS)
    sigma = math.log(max(one.repair_p90_minutes / one.repair_minutes, 1.0)) / NormalDist().inv_cdf(0.9)
    found: np.ndarray = 60 * one.repair_minutes * np.exp(min(sigma, 2.0) * normal())
    return found


def place_of(order: str, part: str, step: int, lot: int) -> int:
    """A number for a step that stays the same from plan to plan, so that its draws do too."""
    return zlib.crc32(f"{order}|{part}|{step}|{lot}".encode())
