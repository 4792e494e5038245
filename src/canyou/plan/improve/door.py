"""Improving a plan for some seconds or so many changes: the best by the aim that was found, never a worse one.

Two searches run side by side, each in a thread with random numbers of its own, and the better result is taken. With
`iterations` what each does hangs on the seed alone, so that the same iterations and seed give the same plan, on
however many processors; with `seconds` it also hangs on how fast the machine is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from canyou.plan.improve.cooling import Search
from canyou.plan.improve.network import EXACT_STEPS, SHIFT_SECONDS, Entangled, Network, network_of, placed_of
from canyou.plan.improve.plainness import is_plain
from canyou.plan.improve.redispatch import WAYS, WORTH, Redispatch, steady
from canyou.plan.kernels.arrays import INSIDE, Records
from canyou.plan.planner import Made, ShopPlan, read_off, settle, uncollected
from canyou.plan.reservations import overtaken
from canyou.plan.run import Dispatched
from canyou.plan.search import Aim

CHAINS = 2
"""Searches side by side, whatever the machine has: so that the same seed gives the same plan everywhere."""

REDISPATCHING = 0.6
"""The share of the time in which large plans are dispatched anew, before their steps are moved one by one."""

NEAR_FIRST = 0.15
"""The share of the time in which a small plan is first improved from where it stands, never far from it."""

STEP_PRICE = 1.0
"""What moving one more step must bring, in importance × minutes, for a plan with more of them moved to be taken."""

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
    broken. Of two that were found the nearer one is taken where the other's further steps bring less than `STEP_PRICE`
    each. At most the share `most_moved` of all steps ends up on another machine or more than an hour away.

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
    began = time.monotonic()
    with uncollected():
        starts, dispatches = [plan], 0
        # Where steps have to stay near their place, dispatching anew is no way.
        if len(plan.placed) > EXACT_STEPS and most == len(plan.placed):
            starts, dispatches = redispatched(plan, seconds, iterations, seed, progress)
        left = None if iterations is None else max(0, iterations - dispatches * WORTH)
        try:
            networks = [network_of(one.model, one.placed, most) for one in starts]
        except Entangled:
            return better(plan, starts, most)
        until = None if seconds is None else began + seconds
        near: list[ShopPlan] = []
        before = dispatches * WORTH

        def told(now: Progress) -> None:
            """What a search says of itself, as a part of the whole."""
            if progress is not None:
                progress(replace(now, seconds=time.monotonic() - began, iterations=before + now.iterations))

        if len(plan.placed) <= EXACT_STEPS and not is_plain(networks[0]):
            first = None if until is None else began + (seconds or 0.0) * NEAR_FIRST
            few = None if left is None else int(left * NEAR_FIRST)
            searches = searched(networks, first, few, seed, told, near=True)
            near = fit(plan, plans_of(plan, searches), most)
            ended = any(search.stopped for search in searches)
            if ended or any(lateness(one) == (0.0, 0.0) for one in near):
                return better(plan, near, most)
            before = sum(search.tried for search in searches)
            left = None if left is None else left - before
        found = plans_of(plan, searched(networks, until, left, seed, told))
        return nearest(plan, better(plan, [*starts, *near, *found], most), near)


def plans_of(plan: ShopPlan, searches: Sequence[Search]) -> list[ShopPlan]:
    """The best of each search as a plan."""
    placed = [placed_of(one.network, one.net) for one in searches]
    return [one for rows in placed if (one := settled(plan, rows)) is not None]


def nearest(plan: ShopPlan, best: ShopPlan, near: Sequence[ShopPlan]) -> ShopPlan:
    """The best by the aim, or one near the plan that is no later past promises, if the rest is not worth the moves."""
    late = lateness(best)[0]
    return min(
        [best, *(one for one in near if lateness(one)[0] <= late)],
        key=lambda one: lateness(one)[1] + STEP_PRICE * elsewhere(plan, one),
    )


def better(plan: ShopPlan, others: Sequence[ShopPlan], most: int) -> ShopPlan:
    """The best of a plan and others by the aim; of equals the nearest."""
    return min([plan, *fit(plan, others, most)], key=lambda one: (*lateness(one), elsewhere(plan, one)))


def fit(plan: ShopPlan, others: Sequence[ShopPlan], most: int) -> list[ShopPlan]:
    """Those that break no promise that the plan kept and move no more steps than `most`.

    A little less past a promise is not worth any lateness of the rest: see `steady`.
    """
    first = steady(lateness(plan))
    return [
        one
        for one in others
        if keeps_promises(plan, one) and elsewhere(plan, one) <= most and steady(lateness(one)) <= first
    ]


def redispatched(
    plan: ShopPlan,
    seconds: float | None,
    iterations: int | None,
    seed: int,
    progress: Callable[[Progress], None] | None,
) -> tuple[list[ShopPlan], int]:
    """Plans to go on from, by dispatching anew for a part of the time; and how many dispatches it took.

    The best one; and, where another is nearer to a good one though it is later past promises, that one too.
    """
    began = time.monotonic()
    until = None if seconds is None else began + seconds * REDISPATCHING
    searches = [
        Redispatch(
            plan.model, plan.placed, seed * CHAINS + chain,
            None if iterations is None else int(iterations * REDISPATCHING / WORTH + chain) // CHAINS, until,
            WAYS[chain % len(WAYS)],
        )
        for chain in range(CHAINS)
    ]  # fmt: skip
    side_by_side(searches, progress, lambda: redispatching(searches, time.monotonic() - began))
    placed = [found.placed for one in searches for found in (one.best, one.near) if found is not None]
    found = [
        plan,
        *(one for rows in placed if (one := settled(plan, rows)) is not None and keeps_promises(plan, one)),
    ]
    best = better(plan, found, len(plan.placed))
    near = min(found, key=lambda one: steady(lateness(one)))
    return [best] if steady(lateness(near)) >= steady(lateness(best)) else [best, near], sum(
        one.tried for one in searches
    )


def redispatching(searches: list[Redispatch], seconds: float) -> Progress:
    """How far dispatching anew has come."""
    return Progress(seconds, sum(one.tried for one in searches) * WORTH, *min(one.least for one in searches))


def searched(
    networks: Sequence[Network],
    until: float | None,
    iterations: int | None,
    seed: int,
    progress: Callable[[Progress], None],
    near: bool = False,
) -> list[Search]:
    """Run searches side by side to their end, until a moment of the monotonic clock, or until Ctrl-C."""
    if not len(networks[0].net.orders):
        return []
    left = None if until is None else until - time.monotonic()
    Search(networks[0], 0, 0, None).anneal(
        0, (1.0, 1.0), (1.0, 1.0)
    )  # compiled or read before the clock runs
    began = time.monotonic()
    searches = [
        Search(
            networks[chain % len(networks)],
            seed * CHAINS + chain,
            None if iterations is None else (iterations + chain) // CHAINS,
            None if left is None else began + left,
            near,
        )
        for chain in range(CHAINS)
    ]
    side_by_side(searches, progress, lambda: progress_of(searches, time.monotonic() - began))
    return searches


def side_by_side(
    searches: Sequence[Search] | Sequence[Redispatch],
    progress: Callable[[Progress], None] | None,
    so_far: Callable[[], Progress],
) -> None:
    """Run searches, each in a thread, and tell how far they are; Ctrl-C ends them early."""
    told = time.monotonic()
    with ThreadPoolExecutor(CHAINS) as pool:
        running = [pool.submit(search.run) for search in searches]
        try:
            while wait(running, timeout=0.1).not_done:
                if progress is not None and time.monotonic() >= told + EVERY_SECONDS:
                    told = time.monotonic()
                    progress(so_far())
        except KeyboardInterrupt:
            for search in searches:
                search.stopped = True
        for one in running:
            one.result()
    if progress is not None:
        progress(so_far())


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


def lateness(plan: ShopPlan) -> Aim:
    """Importance × late minutes as the plan shows them, with its trucks: promised orders, then other firm ones."""
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
    return float(promised), float(rest)


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
