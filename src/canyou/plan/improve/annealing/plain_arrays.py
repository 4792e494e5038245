"""The arrays of a plain job shop, and its random numbers, compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from canyou.plan.improve.annealing.arrays import Words
from canyou.plan.improve.annealing.compiled import kernel
from canyou.plan.kernels.arrays import Ints


class Plain(NamedTuple):
    """A plain job shop: -1 stands for no operation."""

    length: Ints
    """Seconds of each operation."""
    release: Ints
    pred: Ints
    """The operation before it in its lot."""
    wait: Ints
    before: Ints
    """The operation before it on its machine; `after`: the one behind it."""
    after: Ints
    end: Ints
    trial: Ints
    """Its end while a change is tried."""
    order: Ints
    """All operations, each behind those it waits for; `place`: where in it each one is."""
    place: Ints
    window: Ints
    """How a part of the order was before a change; `mark`: which operations of it go behind."""
    mark: Ints
    late: Ints
    """The orders that are late now, as many as `list_late` said."""
    last: Ints
    """The last operation of each order, its latest finish on time, importance, if promised, if kept at first."""
    due: Ints
    weight: Ints
    promised: Ints
    kept: Ints
    best: Ints
    """The end of each operation in the best plan."""
    numbers: Ints
    random: Words


@kernel
def draw_bits(random: Words) -> np.uint64:
    """The next 64 random bits (splitmix64)."""
    random[0] += np.uint64(0x9E3779B97F4A7C15)
    z = random[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def one_below(random: Words, count: int) -> int:
    """A whole number from 0 to count − 1."""
    return np.int64((draw_bits(random) >> np.uint64(32)) * np.uint64(count) >> np.uint64(32))


@kernel
def between_0_and_1(random: Words) -> float:
    """A number from 0 to 1, never 0."""
    return (np.float64(draw_bits(random) >> np.uint64(11)) + 1.0) / 9007199254740993.0
