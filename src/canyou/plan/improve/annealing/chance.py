"""Random numbers for the search: splitmix64 (G. L. Steele, D. Lea and C. H. Flood, OOPSLA 2014), compiled."""

from __future__ import annotations

import numpy as np

from canyou.plan.improve.annealing.arrays import Net
from canyou.plan.improve.annealing.compiled import kernel


@kernel
def draw(net: Net) -> np.uint64:
    """The next 64 random bits."""
    net.random[0] += np.uint64(0x9E3779B97F4A7C15)
    z = net.random[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@kernel
def below(net: Net, count: int) -> int:
    """A whole number from 0 to count − 1."""
    return np.int64((draw(net) >> np.uint64(32)) * np.uint64(count) >> np.uint64(32))


@kernel
def unit(net: Net) -> float:
    """A number from 0 to 1, never 0."""
    return (np.float64(draw(net) >> np.uint64(11)) + 1.0) / 9007199254740993.0
