"""One search over a plan: how hot it begins, how it cools, and when it begins anew."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from canyou.plan.improve.annealing.anneal import anneal
from canyou.plan.improve.annealing.arrays import (
    BEST_PROMISED,
    BEST_REST,
    LAZY,
    TRIED,
    Net,
)
from canyou.plan.improve.annealing.plain import anneal_plain
from canyou.plan.improve.annealing.plain_arrays import Plain
from canyou.plan.improve.network import FINENESS, Network
from canyou.plan.improve.plainness import is_plain, keep_best, plain_of
from canyou.plan.kernels.arrays import INSIDE

HOT, COLD = 8.0, 0.05
"""Temperatures of small plans, as multiples of the mean importance × the mean length of a step."""

PLAIN_HOT, PLAIN_COLD = 3.0, 0.6
"""The same of plain job shops: over these few octaves it is decided which hollow a run ends in."""

LARGE_HOT, LARGE_COLD = 0.05, 0.002
"""The same of large plans, and of small ones to stay near: begun from a good plan, hot enough to get out of small
hollows alone."""

PRESS, PRESS_END = 20.0, 1000.0
"""How much more promises weigh, at first and in the end: like in the aim, but not without a way over small hills."""

CLOSENESS, NEAR_CLOSENESS = 1.0, 300_000.0
"""What a step away from where it was costs, in thousandths of importance × seconds: next to nothing, so that it decides
between plans that are as late as each other; and five minutes where the search is to stay near."""

CHUNK, PLAIN_CHUNK, LARGE_CHUNK = 2_000, 20_000, 256
"""Changes between two looks at the clock."""

FIRST_RUN, GROWTH, LONGEST_RUN = 250_000, 1.5, 2_000_000
"""A small plan is cooled again and again from hot, for so many changes at first, each time for more."""

PLAIN_FIRST_RUN, PLAIN_LONGEST_RUN = 400_000, 4_000_000
"""The same of plain job shops, whose changes are tried ten times as fast."""


@dataclass(eq=False)
class Search:
    """One search with random numbers of its own, for so many iterations, or until a moment of the monotonic clock."""

    network: Network
    seed: int
    iterations: int | None
    until: float | None
    near: bool = False
    """Whether to stay near the plan: cold from the beginning, and each step moved has its price."""
    stopped: bool = False
    """Set from outside to end it soon."""
    net: Net = field(init=False)
    pace: float = 0.0
    """Changes a second, as far as known."""

    plain: Plain | None = None
    """Where the plan is a plain job shop: the quick way to search it."""

    def __post_init__(self) -> None:
        self.net = self.network.copy(self.seed)
        if is_plain(self.network):
            self.plain = plain_of(self.net)

    @property
    def is_large(self) -> bool:
        return bool(self.net.limits[LAZY])

    @property
    def tried(self) -> int:
        return int(self.net.numbers[TRIED])

    @property
    def promised_minutes(self) -> float:
        return float(self.net.numbers[BEST_PROMISED]) / FINENESS / 60

    @property
    def rest_minutes(self) -> float:
        return float(self.net.numbers[BEST_REST]) / FINENESS / 60

    def unit(self) -> float:
        """Mean importance × mean length of a step: what a change is about worth."""
        work = self.network.model.work
        inside = work.ops["processing"][work.ops["kind"] == INSIDE]
        weights = self.net.orders["weight"]
        return max(1.0, float(weights.mean())) * max(1.0, float(inside.mean()) if len(inside) else 1.0)

    def run(self) -> None:
        """Search until the end, the clock or somebody stops it, or nothing is late any more."""
        self.get_going()
        length = PLAIN_FIRST_RUN if self.plain else FIRST_RUN
        longest = PLAIN_LONGEST_RUN if self.plain else LONGEST_RUN
        while not self.stopped and (left := self.left()) > 0:
            last = self.is_large or self.near or left < 2 * length
            if not self.cool(left if last else length, self.until if last else None):
                break
            length = min(int(length * GROWTH), longest)
        if self.plain:
            keep_best(self.net, self.plain)

    def get_going(self) -> None:
        """Where a small plan is searched by the clock: a few changes that help at once, to know how fast they go."""
        if self.until is not None and not self.is_large:
            since = time.monotonic()
            cold = self.unit() * self.temperatures()[1]
            self.anneal(self.chunk(), (cold, cold), (PRESS_END, PRESS_END))
            self.pace = self.tried / max(1e-3, time.monotonic() - since)

    def left(self) -> int:
        """How many changes there is time for, about."""
        if self.iterations is not None:
            return self.iterations - self.tried
        seconds = (self.until or 0.0) - time.monotonic()
        return 0 if seconds <= 0 else max(1, int(self.pace * seconds))

    def chunk(self) -> int:
        return LARGE_CHUNK if self.is_large else PLAIN_CHUNK if self.plain else CHUNK

    def temperatures(self) -> tuple[float, float]:
        """Where cooling begins and ends, in `unit`s."""
        if self.plain:
            return PLAIN_HOT, PLAIN_COLD
        return (LARGE_HOT, LARGE_COLD) if self.is_large or self.near else (HOT, COLD)

    def cool(self, run: int, ends_at: float | None) -> bool:
        """Cool once from hot to cold, over so many changes or until a moment; False if nothing is late any more."""
        hot, cold = self.temperatures()
        chunk, unit = self.chunk(), self.unit()
        start, since, share = self.tried, time.monotonic(), 0.0
        while share < 1.0 and not self.stopped:
            if ends_at is None:
                count = min(chunk, start + run - self.tried)
                then = (self.tried + count - start) / run
            else:
                count, now = chunk, time.monotonic()
                if now >= ends_at:
                    break
                ahead = count / self.pace if self.pace else 0.0
                then = min(1.0, (now + ahead - since) / (ends_at - since))
            late = self.anneal(
                count,
                (unit * hot * (cold / hot) ** share, unit * hot * (cold / hot) ** then),
                (PRESS * (PRESS_END / PRESS) ** share, PRESS * (PRESS_END / PRESS) ** then),
            )
            if not late:
                return False
            self.pace = (self.tried - start) / max(1e-3, time.monotonic() - since)
            if self.until is not None and time.monotonic() >= self.until:
                break
            share = then
        return True

    def anneal(self, count: int, heat: tuple[float, float], press: tuple[float, float]) -> int:
        """Try so many changes; 0 if nothing is late any more."""
        if self.plain:
            return int(anneal_plain(self.plain, count, *heat, *press))
        closeness = NEAR_CLOSENESS if self.near else CLOSENESS
        return int(anneal(self.network.model.work, self.net, count, *heat, *press, closeness))
