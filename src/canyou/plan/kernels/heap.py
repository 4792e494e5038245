"""A binary heap of (key, item) in a slice of two arrays, smallest key first, ties by item, compiled."""

from __future__ import annotations

from numba import njit

from canyou.plan.kernels.arrays import Ints

# mypy: disable-error-code="untyped-decorator"


@njit(nogil=True, cache=True)
def less(keys: Ints, items: Ints, a: int, b: int) -> bool:
    return keys[a] < keys[b] or (keys[a] == keys[b] and items[a] < items[b])


@njit(nogil=True, cache=True)
def push(keys: Ints, items: Ints, base: int, size: int, key: int, item: int) -> None:
    """Put an item into the heap of `size` items that begins at `base`; the caller raises the size."""
    x = size
    keys[base + x] = key
    items[base + x] = item
    while x > 0:
        up = (x - 1) >> 1
        if not less(keys, items, base + x, base + up):
            break
        a, b = base + x, base + up
        keys[a], keys[b] = keys[b], keys[a]
        items[a], items[b] = items[b], items[a]
        x = up


@njit(nogil=True, cache=True)
def pop(keys: Ints, items: Ints, base: int, size: int) -> None:
    """Take the smallest away; the caller has read it at `base` and lowers the size."""
    keys[base] = keys[base + size - 1]
    items[base] = items[base + size - 1]
    size -= 1
    x = 0
    while True:
        small = x
        for child in (2 * x + 1, 2 * x + 2):
            if child < size and less(keys, items, base + child, base + small):
                small = child
        if small == x:
            return
        a, b = base + x, base + small
        keys[a], keys[b] = keys[b], keys[a]
        items[a], items[b] = items[b], items[a]
        x = small
