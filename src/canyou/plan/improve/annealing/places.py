"""A topological order of the network, kept up as steps change places, compiled.

Only the stretch between the two ends of a new arc is looked at (D. J. Pearce and P. H. J. Kelly, A dynamic topological
sort algorithm for directed acyclic graphs, ACM Journal of Experimental Algorithmics 11, 2007). Sets of places are
bits, so that going through them comes out sorted.
"""

from __future__ import annotations

import numpy as np

from canyou.plan.improve.annealing.arrays import PLACES, Net, Words
from canyou.plan.improve.annealing.compiled import kernel
from canyou.plan.improve.annealing.timing import (
    after_on_machine,
    after_on_person,
    before_on_machine,
    before_on_person,
)

ONE = np.uint64(1)
LOW = np.uint64(63)


@kernel
def put_in(bits: Words, place: int) -> None:
    bits[place >> 6] |= ONE << (np.uint64(place) & LOW)


@kernel
def drop(bits: Words, place: int) -> None:
    bits[place >> 6] &= ~(ONE << (np.uint64(place) & LOW))


@kernel
def lowest_bit(word: np.uint64) -> int:
    """Index of the lowest bit that is set."""
    n = 0
    if word & np.uint64(0xFFFFFFFF) == 0:
        n += 32
        word >>= np.uint64(32)
    if word & np.uint64(0xFFFF) == 0:
        n += 16
        word >>= np.uint64(16)
    if word & np.uint64(0xFF) == 0:
        n += 8
        word >>= np.uint64(8)
    if word & np.uint64(0xF) == 0:
        n += 4
        word >>= np.uint64(4)
    if word & np.uint64(0x3) == 0:
        n += 2
        word >>= np.uint64(2)
    if word & np.uint64(0x1) == 0:
        n += 1
    return n


@kernel
def highest_bit(word: np.uint64) -> int:
    """Index of the highest bit that is set."""
    n = 0
    if word >> np.uint64(32) != 0:
        n += 32
        word >>= np.uint64(32)
    if word >> np.uint64(16) != 0:
        n += 16
        word >>= np.uint64(16)
    if word >> np.uint64(8) != 0:
        n += 8
        word >>= np.uint64(8)
    if word >> np.uint64(4) != 0:
        n += 4
        word >>= np.uint64(4)
    if word >> np.uint64(2) != 0:
        n += 2
        word >>= np.uint64(2)
    if word >> np.uint64(1) != 0:
        n += 1
    return n


@kernel
def next_place(bits: Words, place: int, last: int) -> int:
    """The first place from `place` to `last` that is in the set, -1 for none."""
    if place > last:
        return -1
    x = place >> 6
    word = bits[x] & (~np.uint64(0) << (np.uint64(place) & LOW))
    end = last >> 6
    while word == 0:
        x += 1
        if x > end:
            return -1
        word = bits[x]
    found = (x << 6) + lowest_bit(word)
    return found if found <= last else -1


@kernel
def previous_place(bits: Words, place: int, first: int) -> int:
    """The last place from `first` to `place` that is in the set, -1 for none."""
    if place < first:
        return -1
    x = place >> 6
    word = bits[x] & (~np.uint64(0) >> (LOW - (np.uint64(place) & LOW)))
    end = first >> 6
    while word == 0:
        x -= 1
        if x < end:
            return -1
        word = bits[x]
    found = (x << 6) + highest_bit(word)
    return found if found >= first else -1


@kernel
def reach(net: Net, j: int, low: int, high: int) -> None:
    """Put the place of an operation between two bounds into the set ahead."""
    if j >= 0 and low < net.nodes[j].place <= high:
        put_in(net.ahead, net.nodes[j].place)


@kernel
def reach_back(net: Net, j: int, low: int, high: int) -> None:
    if j >= 0 and low <= net.nodes[j].place < high:
        put_in(net.behind, net.nodes[j].place)


@kernel
def let_follow(net: Net, before: int, after: int) -> bool:
    """Change the order so that `after` comes behind `before`; False if it must come before it: a circle."""
    low, high = net.nodes[after].place, net.nodes[before].place
    if high < low:
        return True
    # all that follows `after`, as far as `before`
    put_in(net.ahead, low)
    ahead = 0
    p = low
    circle = False
    while p >= 0:
        if p == high:
            circle = True
            break
        j = net.order_of_places[p]
        ahead += 1
        reach(net, net.nodes[j].succ, p, high)
        reach(net, after_on_machine(net, j), p, high)
        reach(net, after_on_person(net, j), p, high)
        p = next_place(net.ahead, p + 1, high)
    if circle:
        for x in range(low >> 6, (high >> 6) + 1):
            net.ahead[x] = 0
        return False
    # all that comes before `before`, as far back as `after`
    put_in(net.behind, high)
    p = high
    while p >= 0:
        j = net.order_of_places[p]
        reach_back(net, net.nodes[j].pred, low, p)
        for x in range(net.nodes[j].feed, net.nodes[j].feed_end):
            reach_back(net, net.feeds[x], low, p)
        reach_back(net, before_on_machine(net, j), low, p)
        reach_back(net, before_on_person(net, j), low, p)
        p = previous_place(net.behind, p - 1, low)
    # those behind first, then those ahead, on the places that both have
    count = 0
    scratch = net.lists[len(net.orders) :]
    p = next_place(net.behind, low, high)
    while p >= 0:
        scratch[count] = net.order_of_places[p]
        count += 1
        p = next_place(net.behind, p + 1, high)
    p = next_place(net.ahead, low, high)
    while p >= 0:
        scratch[count] = net.order_of_places[p]
        count += 1
        p = next_place(net.ahead, p + 1, high)
    for x in range(low >> 6, (high >> 6) + 1):
        net.ahead[x] |= net.behind[x]
        net.behind[x] = 0
    p = next_place(net.ahead, low, high)
    for x in range(count):
        i = scratch[x]
        if net.nodes[i].place != p:
            entry = net.numbers[PLACES]
            net.places[entry].node = i
            net.places[entry].place = net.nodes[i].place
            net.numbers[PLACES] = entry + 1
            net.nodes[i].place = p
            net.order_of_places[p] = i
        p = next_place(net.ahead, p + 1, high)
    for x in range(low >> 6, (high >> 6) + 1):
        net.ahead[x] = 0
    return True


@kernel
def undo_places(net: Net) -> None:
    """Put everything back to the places it had before the change."""
    for x in range(net.numbers[PLACES] - 1, -1, -1):
        i = net.places[x].node
        net.nodes[i].place = net.places[x].place
        net.order_of_places[net.places[x].place] = i
    net.numbers[PLACES] = 0
