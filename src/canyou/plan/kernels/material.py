"""Stock, receipts and lead times against the moments at which operations take from them, compiled.

Each unit serves once: at every moment before a part's lead time has passed, what was taken may not exceed what
has come. Uses are kept per part, sorted by time, in slices as large as the part will ever need.
"""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import FAR, Uses, Work

# mypy: disable-error-code="untyped-decorator"


@njit(nogil=True, cache=True)
def material_ready(work: Work, uses: Uses, p: int, quantity: int, when: int) -> int:
    """The earliest moment from `when` on at which a quantity can be taken with every later use still served.

    Walks back from the lead time: the answer is the end of the last stretch in which too little is left over.
    """
    lead = work.parts[p].lead
    if quantity <= 0 or when >= lead:
        return when
    s0, s = work.parts[p].first, work.parts[p].end - 1
    u0, u = uses.parts[p].first, uses.parts[p].first + uses.parts[p].count - 1
    used = 0
    for x in range(u0, u + 1):
        used += uses.rows[x].quantity
    while u >= u0 and uses.rows[u].at >= lead:
        used -= uses.rows[u].quantity
        u -= 1
    while s >= s0 and work.supplies[s].at >= lead:
        s -= 1
    good = lead
    while True:
        have = work.supplies[s].total if s >= s0 else 0
        if have - used < quantity:
            return good
        came = work.supplies[s].at if s >= s0 else -FAR
        took = uses.rows[u].at if u >= u0 else -FAR
        good = max(came, took)
        if good <= when:
            return when
        if took >= came:
            used -= uses.rows[u].quantity
            u -= 1
        else:
            s -= 1


@njit(nogil=True, cache=True)
def take(uses: Uses, p: int, when: int, quantity: int) -> None:
    """Enter a use, keeping the part's slice sorted by time."""
    n = uses.parts[p].first + uses.parts[p].count
    while n > uses.parts[p].first and uses.rows[n - 1].at > when:
        uses.rows[n].at = uses.rows[n - 1].at
        uses.rows[n].quantity = uses.rows[n - 1].quantity
        n -= 1
    uses.rows[n].at = when
    uses.rows[n].quantity = quantity
    uses.parts[p].count += 1


@njit(nogil=True, cache=True)
def put_back(uses: Uses, p: int, when: int, quantity: int) -> None:
    """Strike a use that was entered with exactly this moment and quantity."""
    last = uses.parts[p].first + uses.parts[p].count
    for x in range(uses.parts[p].first, last):
        if uses.rows[x].at == when and uses.rows[x].quantity == quantity:
            for y in range(x, last - 1):
                uses.rows[y].at = uses.rows[y + 1].at
                uses.rows[y].quantity = uses.rows[y + 1].quantity
            uses.parts[p].count -= 1
            return
