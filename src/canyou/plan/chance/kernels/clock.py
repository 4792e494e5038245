"""Moving along open time for many runs of the same step: they lie close together, so a cell finds the span at once.

Put into the code that calls them: what is passed from function to function is counted, and that takes longer
than the work.
"""

from __future__ import annotations

from numba import njit

from canyou.plan.chance.kernels.arrays import Ints

# mypy: disable-error-code="untyped-decorator"


@njit(nogil=True, cache=True, inline="always")
def span_of(ends: Ints, cell: Ints, shift: int, width: int, t: int, when: int) -> int:
    """The first span of a table that ends after a moment."""
    x = when >> shift
    if x >= width:
        x = width - 1
    i = cell[t, x]
    while ends[i] <= when:
        i += 1
    return i


@njit(nogil=True, cache=True, inline="always")
def run_on(
    starts: Ints, ends: Ints, before: Ints, back: Ints, shift: int, width: int, t: int, i: int, when: int, seconds: int
) -> int:  # fmt: skip
    """The moment by which so many open seconds from `when` in span i on have passed."""
    done = before[i] + max(when - starts[i], 0) + seconds
    if done > before[i] + ends[i] - starts[i]:
        x = done >> shift
        if x >= width:
            x = width - 1
        i = max(back[t, x], i)
        while before[i] + ends[i] - starts[i] < done:
            i += 1
    return starts[i] + done - before[i]
