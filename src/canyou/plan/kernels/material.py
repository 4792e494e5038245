"""Stock, receipts and lead times against the moments at which operations take from them, compiled.

Each unit serves once: at every moment before a part's lead time has passed, what was taken may not exceed what
has come. Uses are kept per part, sorted by time, in slices as large as the part will ever need.
"""

from __future__ import annotations

from typing import NamedTuple

from numba import njit

from canyou.plan.kernels.arrays import FAR, Ints, Supply

# mypy: disable-error-code="untyped-decorator"


class Uses(NamedTuple):
    off: Ints
    at: Ints
    quantity: Ints
    count: Ints


@njit(nogil=True, cache=True)
def material_ready(supply: Supply, uses: Uses, p: int, quantity: int, when: int) -> int:
    """The earliest moment from `when` on at which a quantity can be taken with every later use still served.

    Walks back from the lead time: the answer is the end of the last stretch in which too little is left over.
    """
    lead = supply.lead[p]
    if quantity <= 0 or when >= lead:
        return when
    s0, s = supply.off[p], supply.off[p + 1] - 1
    u0, u = uses.off[p], uses.off[p] + uses.count[p] - 1
    used = 0
    for x in range(u0, u + 1):
        used += uses.quantity[x]
    while u >= u0 and uses.at[u] >= lead:
        used -= uses.quantity[u]
        u -= 1
    while s >= s0 and supply.at[s] >= lead:
        s -= 1
    good = lead
    while True:
        have = supply.total[s] if s >= s0 else 0
        if have - used < quantity:
            return good
        came = supply.at[s] if s >= s0 else -FAR
        took = uses.at[u] if u >= u0 else -FAR
        good = max(came, took)
        if good <= when:
            return when
        if took >= came:
            used -= uses.quantity[u]
            u -= 1
        else:
            s -= 1


@njit(nogil=True, cache=True)
def take(uses: Uses, p: int, when: int, quantity: int) -> None:
    """Enter a use, keeping the part's slice sorted by time."""
    n = uses.off[p] + uses.count[p]
    while n > uses.off[p] and uses.at[n - 1] > when:
        uses.at[n] = uses.at[n - 1]
        uses.quantity[n] = uses.quantity[n - 1]
        n -= 1
    uses.at[n] = when
    uses.quantity[n] = quantity
    uses.count[p] += 1


@njit(nogil=True, cache=True)
def put_back(uses: Uses, p: int, when: int, quantity: int) -> None:
    """Strike a use that was entered with exactly this moment and quantity."""
    last = uses.off[p] + uses.count[p]
    for x in range(uses.off[p], last):
        if uses.at[x] == when and uses.quantity[x] == quantity:
            for y in range(x, last - 1):
                uses.at[y] = uses.at[y + 1]
                uses.quantity[y] = uses.quantity[y + 1]
            uses.count[p] -= 1
            return
