"""Large plans: dispatched again and again with orders' weights changed a little, going on from what is no worse.

The dispatcher is quick and what it makes is whole; what it lacks is foresight, which these weights stand for (search
in problem space; Storer, Wu and Vaccari, Management Science 38, 1992). Two ways, since neither wins everywhere. The
steady one first mends what breaks a promise that the plan kept, and never breaks one again. The other presses on
promises harder from round to round, so that it may pass through plans that break one; it finds more, or nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from canyou.plan.kernels.arrays import Records
from canyou.plan.model import PROMISE_WEIGHT, Model
from canyou.plan.run import Dispatched, dispatch
from canyou.plan.search import Aim, aim

_Reached = tuple[float, float, float]
"""Lateness past promises that the plan kept, then the aim: past all promises, and of the rest."""

Floats = npt.NDArray[np.float64]

LOOK_AHEADS = (0.5, 0.8, 1.2, 1.8, 2.7, 4.0, 6.0)
"""ATC's k of the dispatches that the search begins with."""

LOUDER = 1.5
"""Orders that end late get so much more weight, some of them at a time."""

STEADY = 100.0
"""How much a minute past a promise counts beside one past another date: with the steady way."""

PRESS, PRESS_END = 5.0, 500.0
"""How much a minute past a promise counts with the pressed way, at first and in the end."""

WORTH = 30
"""A dispatch takes about as long as so many changes of the search that follows."""


@dataclass(frozen=True)
class _Way:
    """How a search goes on; the figures are those that did best on shops of 2,000 orders."""

    pressed: bool
    """Whether a promise that the plan kept may be broken on the way."""
    louder: float
    """The share of the late orders that get more weight at a time."""
    shaken: float
    """The share of all orders whose weight is changed at random."""
    shake: float
    """The standard deviation of the logarithm of that change."""


WAYS = (
    _Way(pressed=False, louder=0.3, shaken=0.1, shake=0.15),
    _Way(pressed=True, louder=0.1, shaken=0.02, shake=0.4),
)
"""Taken in turn by the searches side by side."""


@dataclass
class Redispatch:
    """One search with random numbers of its own, for so many dispatches, or until a moment of the monotonic clock."""

    model: Model
    placed: Records
    """The plan to be better than."""
    seed: int
    rounds: int | None
    until: float | None
    way: _Way = WAYS[0]
    stopped: bool = False
    """Set from outside to end it soon."""
    tried: int = 0
    best: Dispatched | None = None
    """The best so far that is better than the plan by the aim and by `steady`, and breaks no promise that it kept."""
    near: Dispatched | None = None
    """The best by the steady way's sum that breaks none either: past its promise may be more than in the plan."""
    least: Aim = field(init=False)

    def __post_init__(self) -> None:
        ops = self.model.work.ops
        self.least = aim(self.model, self.placed)
        self._first = self._nearest = steady(self.least)
        self._ends = np.array(self.model.last, np.int64)[ops["order"]]
        self._is_last = self._ends == np.arange(len(ops))
        self._promised = ops["weight"] >= PROMISE_WEIGHT
        self._kept = self._promised & (self.placed["end"][self._ends] <= ops["due"][self._ends])

    def run(self) -> None:
        """Search until the end, the clock or somebody stops it, or nothing is late any more."""
        random, began = np.random.default_rng(self.seed), time.monotonic()
        weight = self.model.work.ops["weight"].copy()
        here: tuple[_Reached, Dispatched] | None = None
        look_ahead = 0.0
        for k in LOOK_AHEADS:
            if not self._goes_on():
                break
            found = self._try(weight, k)
            if here is None or self._no_worse(found[0], here[0], PRESS):
                here, look_ahead = found, k
        while here is not None and self._goes_on() and self.least != (0.0, 0.0):
            press = PRESS * (PRESS_END / PRESS) ** self._share(began)
            other = self._changed(weight, here[1].placed, random)
            k = look_ahead * float(np.exp(random.normal(0, 0.1)))
            found = self._try(other, k)
            if self._no_worse(found[0], here[0], press):
                here, weight, look_ahead = found, other, k

    def _changed(self, weight: Floats, placed: Records, random: np.random.Generator) -> Floats:
        """Other weights near these, that mind what ended late: past a promise, if anything did."""
        ops, way, count = self.model.work.ops, self.way, len(self.model.last)
        late = placed["end"][self._ends] > ops["due"][self._ends]
        if not way.pressed:
            late = next((one for one in (late & self._kept, late & self._promised) if one.any()), late)
        louder = np.where(random.random(count) < way.louder, LOUDER, 1.0)
        shaken = np.where(random.random(count) < way.shaken, np.exp(random.normal(0, way.shake, count)), 1.0)
        changed: Floats = np.where(late, weight * louder[ops["order"]], weight) * shaken[ops["order"]]
        return changed

    def _no_worse(self, one: _Reached, other: _Reached, press: float) -> bool:
        if self.way.pressed:
            return press * one[1] + one[2] <= press * other[1] + other[2]
        return (one[0], steady(one[1:])) <= (other[0], steady(other[1:]))

    def _goes_on(self) -> bool:
        if self.stopped:
            return False
        if self.rounds is not None:
            return self.tried < self.rounds
        return time.monotonic() < (self.until or 0.0)

    def _share(self, began: float) -> float:
        """How much of the search is over, from 0 to 1."""
        if self.rounds is not None:
            return self.tried / max(1, self.rounds)
        return min(1.0, (time.monotonic() - began) / max(1e-3, (self.until or 0.0) - began))

    def _try(self, weight: Floats, look_ahead: float) -> tuple[_Reached, Dispatched]:
        ops = self.model.work.ops
        told = ops.copy()
        told["weight"] = weight
        found = dispatch(replace(self.model, work=self.model.work._replace(ops=told)), look_ahead)
        self.tried += 1
        if not found.complete:
            return (float("inf"), float("inf"), float("inf")), found
        reached = aim(self.model, found.placed)
        broken = self._broken(found.placed)
        if not broken and reached < self.least and steady(reached) <= self._first:
            self.least, self.best = reached, found
        if not broken and steady(reached) < self._nearest:
            self._nearest, self.near = steady(reached), found
        return (broken, *reached), found

    def _broken(self, placed: Records) -> float:
        """Importance × minutes past those promises that the plan kept."""
        ops = self.model.work.ops
        late = np.maximum(placed["end"][self._ends] - ops["due"][self._ends], 0)
        return float((late * ops["weight"])[self._kept & self._is_last].sum())


def steady(reached: Aim) -> float:
    """What the steady way goes by, once no promise that the plan kept is broken."""
    return STEADY * reached[0] + reached[1]
