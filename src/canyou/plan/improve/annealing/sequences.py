"""Taking steps off the sequences of machines and people and putting them in elsewhere, to be undone, compiled."""

from __future__ import annotations

from canyou.plan.improve.annealing.arrays import (
    MACHINE,
    MOVED_MODE,
    MOVES,
    PERSON,
    PUT_ON,
    TAKEN_OFF,
    TOUCHED,
    Net,
)
from canyou.plan.improve.annealing.compiled import kernel
from canyou.plan.kernels.arrays import NOBODY, Work


@kernel
def touch(net: Net, i: int) -> None:
    """Note that an operation's start must be worked out anew."""
    if i >= 0:
        net.touched[net.numbers[TOUCHED]] = i
        net.numbers[TOUCHED] += 1


@kernel
def note(net: Net, kind: int, i: int, resource: int, at: int, machine: int, mode: int) -> None:
    entry = net.moves[net.numbers[MOVES]]
    entry.kind, entry.node, entry.resource, entry.at, entry.machine, entry.mode = (
        kind,
        i,
        resource,
        at,
        machine,
        mode,
    )
    net.numbers[MOVES] += 1


@kernel
def set_at(net: Net, i: int, sort: int, at: int) -> None:
    if sort == MACHINE:
        net.nodes[i].machine_at = at
    else:
        net.nodes[i].person_at = at


@kernel
def remove(net: Net, i: int, sort: int) -> None:
    """Take an operation off its machine or person."""
    r = net.nodes[i].machine if sort == MACHINE else net.nodes[i].person
    at = net.nodes[i].machine_at if sort == MACHINE else net.nodes[i].person_at
    first = net.lanes[r].first
    net.lanes[r].size -= 1
    for x in range(first + at, first + net.lanes[r].size):
        j = net.sequence[x + 1]
        net.sequence[x] = j
        set_at(net, j, sort, x - first)
    set_at(net, i, sort, -1)
    if sort == PERSON:
        net.nodes[i].person = -1


@kernel
def insert(net: Net, i: int, sort: int, r: int, at: int) -> None:
    """Put an operation into the sequence of resource r, as its entry number `at`."""
    first = net.lanes[r].first
    for x in range(first + net.lanes[r].size, first + at, -1):
        j = net.sequence[x - 1]
        net.sequence[x] = j
        set_at(net, j, sort, x - first)
    net.sequence[first + at] = i
    net.lanes[r].size += 1
    if sort == MACHINE:
        net.nodes[i].machine = r
    else:
        net.nodes[i].person = r
    set_at(net, i, sort, at)


@kernel
def take_off(net: Net, i: int, sort: int) -> None:
    """Take an operation off its machine or person, to be undone if need be."""
    r = net.nodes[i].machine if sort == MACHINE else net.nodes[i].person
    at = net.nodes[i].machine_at if sort == MACHINE else net.nodes[i].person_at
    note(net, 2 * TAKEN_OFF + sort, i, r, at, 0, 0)
    if at + 1 < net.lanes[r].size:
        touch(net, net.sequence[net.lanes[r].first + at + 1])
    touch(net, i)
    remove(net, i, sort)


@kernel
def put_on(net: Net, i: int, sort: int, r: int, at: int) -> None:
    """Put an operation into a sequence, to be undone if need be."""
    note(net, 2 * PUT_ON + sort, i, r, at, 0, 0)
    if at < net.lanes[r].size:
        touch(net, net.sequence[net.lanes[r].first + at])
    touch(net, i)
    insert(net, i, sort, r, at)


@kernel
def set_mode(work: Work, net: Net, i: int, k: int, m: int) -> None:
    """Let an operation run in a mode on a machine, as far as its length and hours go."""
    net.nodes[i].machine = m
    net.nodes[i].mode = k
    net.nodes[i].total = work.modes[k].total
    net.nodes[i].table = work.machines[m].table


@kernel
def change_mode(work: Work, net: Net, i: int, k: int, m: int) -> None:
    """Let an operation, taken off its machine, run in another mode on another machine."""
    note(net, 2 * MOVED_MODE, i, 0, 0, net.nodes[i].machine, net.nodes[i].mode)
    set_mode(work, net, i, k, m)


@kernel
def undo_moves(work: Work, net: Net) -> None:
    """Put all sequences back to what they were before the change."""
    for x in range(net.numbers[MOVES] - 1, -1, -1):
        entry = net.moves[x]
        kind, sort = entry.kind >> 1, entry.kind & 1
        if kind == TAKEN_OFF:
            insert(net, entry.node, sort, entry.resource, entry.at)
        elif kind == PUT_ON:
            remove(net, entry.node, sort)
        else:
            set_mode(work, net, entry.node, entry.mode, entry.machine)
    net.numbers[MOVES] = 0
    net.numbers[TOUCHED] = 0


@kernel
def place_from(net: Net, r: int, when: int) -> int:
    """The entry number before which something that begins at a moment belongs in a sequence."""
    first = net.lanes[r].first
    low, high = 0, net.lanes[r].size
    while low < high:
        mid = (low + high) >> 1
        if net.nodes[net.sequence[first + mid]].start < when:
            low = mid + 1
        else:
            high = mid
    return low


@kernel
def is_manned(net: Net, i: int) -> bool:
    return net.nodes[i].attended != NOBODY and net.nodes[i].person >= 0
