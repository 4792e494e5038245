"""Improving a plan for some seconds or so many changes: the best by the aim that was found, never a worse one.

Two searches run side by side, each in a thread with random numbers of its own, and the better result is taken. With
`iterations` what each does hangs on the seed alone, so that the same iterations and seed give the same plan, on
however many processors; with `seconds` it also hangs on how fast the machine is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from canyou.plan.improve.annealing.arrays import Net
from canyou.plan.improve.cooling import Search
from canyou.plan.improve.network import SHIFT_SECONDS, Entangled, Network, network_of, placed_of
from canyou.plan.kernels.arrays import INSIDE, Records
from canyou.plan.planner import Made, ShopPlan, read_off, settle, uncollected
from canyou.plan.reservations import overtaken
from canyou.plan.run import Dispatched

CHAINS = 2
"""Searches side by side, whatever the machine has: so that the same seed gives the same plan everywhere."""

EVERY_SECONDS = 1.0
"""How often progress is told."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far improving has come."""

    seconds: float
    iterations: int
    """Changes tried so far, in all searches together."""
    promised: float
    """Importance × minutes past promises in the best plan so far, by the latest finish on time."""
    rest: float
    """The same of the other firm orders."""


Lateness = tuple[Decimal, Decimal]
"""(importance × late minutes of promised orders, the same of the rest), as the plan shows them."""


def improve(
    plan: ShopPlan,
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    seed: int = 0,
    most_moved: float = 1.0,
    progress: Callable[[Progress], None] | None = None,
) -> ShopPlan:
    """Go on improving a plan for so many seconds or changes; Ctrl-C ends it early and keeps the best so far.

    The result is less late by the aim, or the plan itself: what stood reserved stays, no promise that was kept is
    broken. At most the share `most_moved` of all steps ends up on another machine or more than an hour away.

    Raises:
        ValueError: neither or both of seconds and iterations, one of them negative, or a share not from 0 to 1.
    """
    if (seconds is None) == (iterations is None):
        raise ValueError("improving needs either seconds or iterations")
    if (seconds or 0) < 0 or (iterations or 0) < 0:
        raise ValueError(
            f"improving can't take less than nothing (found {iterations if seconds is None else seconds})"
        )
    if not 0 <= most_moved <= 1:
        raise ValueError(f"the share of steps that may move goes from 0 to 1 (found {most_moved})")
    most = int(most_moved * len(plan.placed))
    with uncollected():
        try:
            network = network_of(plan.model, plan.placed, most)
        except Entangled:
            return plan
        nets = searched(network, seconds, iterations, seed, progress)
        found = [one for net in nets if (one := settled(plan, placed_of(network, net))) is not None]
        good = [one for one in found if keeps_promises(plan, one) and elsewhere(plan, one) <= most]
        return min([plan, *good], key=lambda one: (*lateness(one), elsewhere(plan, one)))


def searched(
    network: Network,
    seconds: float | None,
    iterations: int | None,
    seed: int,
    progress: Callable[[Progress], None] | None,
) -> list[Net]:
    """Run the searches side by side to their end, or until Ctrl-C."""
    if not len(network.net.orders):
        return []
    Search(network, 0, 0, None).anneal(0, (1.0, 1.0), (1.0, 1.0))  # compiled or read before the clock runs
    began = told = time.monotonic()
    until = None if seconds is None else began + seconds
    searches = [
        Search(
            network,
            seed * CHAINS + chain,
            None if iterations is None else (iterations + chain) // CHAINS,
            until,
        )
        for chain in range(CHAINS)
    ]
    with ThreadPoolExecutor(CHAINS) as pool:
        running = [pool.submit(search.run) for search in searches]
        try:
            while wait(running, timeout=0.1).not_done:
                if progress is not None and time.monotonic() >= told + EVERY_SECONDS:
                    told = time.monotonic()
                    progress(progress_of(searches, told - began))
        except KeyboardInterrupt:
            for search in searches:
                search.stopped = True
        for one in running:
            one.result()
    if progress is not None:
        progress(progress_of(searches, time.monotonic() - began))
    return [search.net for search in searches]


def progress_of(searches: list[Search], seconds: float) -> Progress:
    promised, rest = min((search.promised_minutes, search.rest_minutes) for search in searches)
    return Progress(seconds, sum(search.tried for search in searches), promised, rest)


def settled(plan: ShopPlan, placed: Records) -> ShopPlan | None:
    """The plan in which everything stands as a search has put it, pulled together; None if a reservation can't stay."""
    model = plan.model
    ends = settle(model, Dispatched(placed, True))
    if ends is None or overtaken(model, placed):
        return None
    return read_off(plan.shop, plan.pools, Made(model, placed, *ends), own_lines(plan))


def own_lines(plan: ShopPlan) -> list[str]:
    """The plan's problems but for those that are read off it anew: orders that are out of it."""
    return [line for line in plan.problems if not line.startswith("orders.csv: order:")]


def lateness(plan: ShopPlan) -> Lateness:
    """How late firm orders are as the plan shows them, with its trucks: promised ones, then the rest."""
    promised = rest = Decimal(0)
    for name, one in plan.orders.items():
        order = plan.shop.orders[name]
        if one.late_minutes and order.is_firm:
            customer = plan.shop.customers.get(order.customer)
            late = (customer.importance if customer else 1) * Decimal(str(one.late_minutes))
            if one.promised_at is not None:
                promised += late
            else:
                rest += late
    return promised, rest


def keeps_promises(before: ShopPlan, after: ShopPlan) -> bool:
    """Whether no promise that one plan kept is broken in the other."""
    return not any(
        one.promised_at is not None and one.late_minutes and not before.orders[name].late_minutes
        for name, one in after.orders.items()
    )


def elsewhere(before: ShopPlan, after: ShopPlan) -> int:
    """How many steps stand on another machine, or more than an hour away."""
    was, now = before.placed, after.placed
    there = (was["start"] >= 0) & (now["start"] >= 0) & (before.model.work.ops["kind"] == INSIDE)
    moved = (was["machine"] != now["machine"]) | (np.abs(was["start"] - now["start"]) > SHIFT_SECONDS)
    return int((there & moved).sum())
