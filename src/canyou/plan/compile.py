"""Compiling the kernels once, with a progress line, so that no question ever waits for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import numpy as np

from canyou.plan.adopting.judging import hand_on_all, lift_all, stand_all
from canyou.plan.answering.asked import asked_of
from canyou.plan.asking import answer
from canyou.plan.improve import improve
from canyou.plan.improve.annealing.plain import anneal_plain
from canyou.plan.improve.network import network_of
from canyou.plan.improve.plainness import plain_of
from canyou.plan.keeping import reserved_shop
from canyou.plan.kernels import cache_folder
from canyou.plan.kernels.arrays import INSIDE
from canyou.plan.kernels.clock import first_open, run_from, start_after_feeding
from canyou.plan.kernels.placing import free_before, place_range
from canyou.plan.moving.move import resequence
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Question
from canyou.shop.synthetic import synthetic_shop


def compile_kernels(progress: Callable[[str], None]) -> None:
    """Plan a tiny shop and ask it a question: every kernel is compiled, or read from its cache.

    One process at a time: numba numbers the files of its cache by what it last saw there, so that two which fill it at
    once would write over each other's.
    """
    progress("Preparing the planning engine (about half a minute the first time, then kept) …")
    with alone(cache_folder()):
        compile_all()
    progress("Planning engine ready.")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until no other process is in here with the same folder; where files can't be locked, go on at once."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (folder / "lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, also by a process that dies
        yield


def compile_all() -> None:
    """Call everything once that has kernels."""
    shop = synthetic_shop(orders=12, centers=4, rich=True, materials=True)
    plan = make_plan(shop)
    make_plan(reserved_shop(plan))
    for_reasons(plan)
    for_reservations(plan)
    for_adopting(plan)
    for_moving(plan)
    for_improving(plan)
    part = next(iter(shop.routings))
    answer(plan, Question(Decimal(7), shop.now_at + 86_400, part=part))
    for_orders(plan)


def for_reasons(plan: ShopPlan) -> None:
    """The kernels that only the reasons of late orders need: whether some are late is left to no chance."""
    first_open(plan.model.work, 0, plan.now_at)
    free_before(plan.line, 0, plan.now_at)


def for_reservations(plan: ShopPlan) -> None:
    """The kernel that only a reserved step with an overlap before it needs."""
    work = plan.model.work
    i = next(x for x in range(len(work.ops)) if work.ops[x]["kind"] == INSIDE)
    start_after_feeding(work, i, int(plan.placed[i]["mode"]), int(plan.placed[i]["machine"]), plan.now_at)


def for_adopting(plan: ShopPlan) -> None:
    """The kernels that take an option into a plan: each is called on nothing."""
    work, none = plan.model.work, np.zeros(0, np.int64)
    lift_all(work, plan.uses, plan.line, plan.placed, none)
    hand_on_all(work, plan.placed, none)
    stand_all(work, plan.uses, plan.line, plan.placed, none, none)
    place_range(work, plan.uses, plan.line, plan.placed, 0, 0)
    i = next(x for x in range(len(work.ops)) if work.ops[x]["kind"] == INSIDE)
    run_from(work, i, int(plan.placed[i]["mode"]), int(plan.placed[i]["machine"]), plan.now_at)


def for_orders(plan: ShopPlan) -> None:
    """The kernels that only a question about an order needs: it is taken out of its place first."""
    name, order = next((name, order) for name, order in plan.shop.orders.items() if order.is_planned)
    quantity, customer = order.quantity, order.customer
    answer(plan, Question(quantity, plan.now_at, part=order.part, order=name, customer=customer))


def for_moving(plan: ShopPlan) -> None:
    """The kernels that move others: a question that comes too late asks for it, on a board with everybody on it."""
    part = next(iter(plan.shop.routings))
    one = asked_of(plan, Question(Decimal(7), plan.now_at, part=part)).whole
    if one.lot is not None:
        resequence(one.trial, [one.lot], plan.now_at, attempts=1)


def for_improving(plan: ShopPlan) -> None:
    """The kernels of the local search; what a plan has in it changes nothing in how they are compiled."""
    improve(plan, iterations=20)
    anneal_plain(plain_of(network_of(plan.model, plan.placed).net), 0, 1.0, 1.0, 1.0, 1.0)


if __name__ == "__main__":
    compile_kernels(lambda line: print(line, file=sys.stderr, flush=True))
