"""Putting operations down where they are to stand, with a verdict on each, and lifting them again, compiled."""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import Ints, Records, Timeline, Uses, Work
from canyou.plan.kernels.placing import hand_on, lift
from canyou.plan.kernels.standing import STANDS, enter, judge

# mypy: disable-error-code="untyped-decorator"


@njit(nogil=True, cache=True)
def lift_all(work: Work, uses: Uses, line: Timeline, placed: Records, which: Ints) -> None:
    """Take operations off their machines and people and give back what they take; they stand nowhere then."""
    for x in range(len(which)):
        i = which[x]
        lift(work, uses, line, placed, i)
        placed[i].start = -1
        placed[i].ready = work.ops[i].release
        placed[i].cause = 0


@njit(nogil=True, cache=True)
def hand_on_all(work: Work, placed: Records, which: Ints) -> None:
    """Tell the successors of operations that stand when their inputs are there."""
    for x in range(len(which)):
        hand_on(work, placed, which[x])


@njit(nogil=True, cache=True)
def stand_all(work: Work, uses: Uses, line: Timeline, placed: Records, order: Ints, verdicts: Ints) -> None:
    """Put operations down at `at` on `machine`, in the order given; the verdict on each beside."""
    for x in range(len(order)):
        i = order[x]
        verdicts[x] = judge(work, uses, line, placed, i)
        if verdicts[x] == STANDS:
            enter(work, uses, line, placed, i, work.ops[i].at)
