"""Changes that may make a late order earlier: on its critical path, steps change places, machines or people, compiled.

The way goes back from the order's end to whatever let each step begin. Where that is the step before on the machine
or the person, changing these two may help, and nothing else on that machine does (E. Balas, Operations Research 17,
1969; for weighted tardiness M. Singer and M. Pinedo, IIE Transactions 30, 1998).
"""

from __future__ import annotations

from canyou.plan.improve.annealing.arrays import LAZY, MACHINE, PERSON, Net
from canyou.plan.improve.annealing.chance import below
from canyou.plan.improve.annealing.compiled import kernel
from canyou.plan.improve.annealing.places import let_follow
from canyou.plan.improve.annealing.sequences import change_mode, place_from, put_on, take_off
from canyou.plan.improve.annealing.timing import (
    after_on_machine,
    after_on_person,
    before_on_machine,
    before_on_person,
    inputs_ready,
    needs_person,
)
from canyou.plan.kernels.arrays import FAR, Work
from canyou.plan.kernels.clock import start_after_feeding

LONGEST_WAY = 500
"""So many steps a critical path is followed back."""


@kernel
def latest_input(work: Work, net: Net, i: int) -> tuple[int, int]:
    """(operation, moment) of the input of an operation that comes last, machine and person aside; -1: its release."""
    node = net.nodes[i]
    found, when = -1, node.release
    if node.pred >= 0:
        there = net.nodes[node.pred].end + node.wait
        if node.overlap == 1:
            fed = net.nodes[node.pred].end
            there = max(
                inputs_ready(work, net, i), start_after_feeding(work, i, node.mode, node.machine, fed)
            )
        if there >= when:
            found, when = node.pred, there
    for x in range(node.feed, node.feed_end):
        there = net.nodes[net.feeds[x]].end
        if there > when:
            found, when = net.feeds[x], there
    return found, when


@kernel
def critical_arc(work: Work, net: Net, i: int) -> tuple[int, int]:
    """(operation, MACHINE or PERSON) of an arc on a critical path to operation i, drawn evenly; (-1, 0) for none."""
    found, sort, count = -1, MACHINE, 0
    for _ in range(LONGEST_WAY):
        if net.nodes[i].frozen == 1:
            break
        j, ready = latest_input(work, net, i)
        q, h = before_on_machine(net, i), before_on_person(net, i)
        free = net.nodes[q].end if q >= 0 else -FAR
        manned = net.nodes[h].until if h >= 0 else -FAR
        if max(free, manned) < ready:
            i = j
        elif free >= manned:
            count += 1
            if below(net, count) == 0:
                found, sort = i, MACHINE
            i = q
            if free == ready and j >= 0 and below(net, 2) == 0:
                i = j
        else:
            count += 1
            if below(net, count) == 0:
                found, sort = i, PERSON
            i = h
        if i < 0:
            break
    return found, sort


@kernel
def fits(work: Work, net: Net, i: int, sort: int) -> bool:
    """Let an operation come between its new neighbours in the topological order; False if that is a circle."""
    if sort == MACHINE:
        before, after = before_on_machine(net, i), after_on_machine(net, i)
    else:
        before, after = before_on_person(net, i), after_on_person(net, i)
    if before >= 0 and not let_follow(net, before, i):
        return False
    return after < 0 or let_follow(net, i, after)


@kernel
def give_person(work: Work, net: Net, i: int, when: int) -> bool:
    """Give an operation the person of its crew who is there for it first, from `when` on; False if that is a circle."""
    w = net.nodes[i].crew
    best, best_at = -1, 0
    best_free = int(FAR)
    for r in range(net.people[w], net.people[w + 1]):
        at = place_from(net, r, when)
        free: int = when
        if at > 0:
            free = max(free, net.nodes[net.sequence[net.lanes[r].first + at - 1]].until)
        if free < best_free:
            best, best_at, best_free = r, at, free
    put_on(net, i, PERSON, best, best_at)
    return fits(work, net, i, PERSON)


@kernel
def begins_about(work: Work, net: Net, i: int) -> int:
    """About when an operation can begin behind the one that is before it on its machine now."""
    when = inputs_ready(work, net, i)
    q = before_on_machine(net, i)
    return max(when, net.nodes[q].end) if q >= 0 else when


@kernel
def move_on_machine(work: Work, net: Net, i: int, at: int, earlier: bool) -> bool:
    """Give an operation another place on its machine, and a person for it; False if that is a circle."""
    manned = net.nodes[i].person >= 0
    if manned:
        take_off(net, i, PERSON)
    take_off(net, i, MACHINE)
    put_on(net, i, MACHINE, net.nodes[i].machine, at)
    if not fits(work, net, i, MACHINE):
        return False
    if not manned:
        return True
    when = begins_about(work, net, i)
    after = after_on_machine(net, i)
    if earlier and after >= 0:
        when = min(when, net.nodes[after].start)
    return give_person(work, net, i, when)


@kernel
def choices(work: Work, net: Net, i: int) -> int:
    """On how many machines an operation could run."""
    count = 0
    for k in range(net.nodes[i].mode_first, net.nodes[i].mode_end):
        c = work.modes[k].center
        count += work.centers[c].end - work.centers[c].first
    return count


@kernel
def change_machine(work: Work, net: Net, i: int, count: int) -> bool:
    """Let an operation run on another of its machines, drawn evenly, about when its inputs are there."""
    was = net.nodes[i].machine
    pick = below(net, count - 1)
    mode, machine = -1, -1
    for k in range(net.nodes[i].mode_first, net.nodes[i].mode_end):
        c = work.modes[k].center
        for m in range(work.centers[c].first, work.centers[c].end):
            if m == was:
                continue
            if pick == 0:
                mode, machine = k, m
            pick -= 1
    if mode < 0:
        return False
    when = inputs_ready(work, net, i)
    at = place_from(net, machine, when)
    if at > 0 and below(net, 3) == 0:
        at -= 1
    if net.nodes[i].person >= 0:
        take_off(net, i, PERSON)
    take_off(net, i, MACHINE)
    change_mode(work, net, i, mode, machine)
    put_on(net, i, MACHINE, machine, at)
    if not fits(work, net, i, MACHINE):
        return False
    if not needs_person(work, net, i, mode):
        return True
    when = begins_about(work, net, i)
    after = after_on_machine(net, i)
    if after >= 0:
        when = min(when, net.nodes[after].start)
    return give_person(work, net, i, when)


@kernel
def change_person(work: Work, net: Net, i: int) -> bool:
    """Let an operation's person serve it before the one that came before it, or another person serve it."""
    h = before_on_person(net, i)
    w, r = net.nodes[i].crew, net.nodes[i].person
    people = net.people[w + 1] - net.people[w]
    if people > 1 and below(net, 2) == 0:
        other = net.people[w] + below(net, people - 1)
        if other >= r:
            other += 1
        when = begins_about(work, net, i)
        take_off(net, i, PERSON)
        put_on(net, i, PERSON, other, place_from(net, other, when))
        return fits(work, net, i, PERSON)
    if below(net, 3) == 0 and net.nodes[h].frozen == 0:
        return pass_on_person(work, net, h, net.nodes[i].person_at + jump(net), False)
    return pass_on_person(work, net, i, net.nodes[h].person_at - jump(net), True)


@kernel
def jump(net: Net) -> int:
    """How many more than one are passed: none in small plans, now and then many in large ones with long queues."""
    return below(net, 1 << below(net, 6)) if net.limits[LAZY] == 1 else 0


@kernel
def pass_on_person(work: Work, net: Net, i: int, at: int, earlier: bool) -> bool:
    """Give an operation another place with its person, and on its machine where those it passes run there too."""
    r, machine = net.nodes[i].person, net.nodes[i].machine
    at = max(0, min(at, net.lanes[r].size - 1))
    first, place = net.lanes[r].first, -1
    low, high = (at, net.nodes[i].person_at) if earlier else (net.nodes[i].person_at + 1, at + 1)
    for x in range(low, high):
        j = net.sequence[first + x]
        if net.nodes[j].machine == machine:
            there = net.nodes[j].machine_at
            place = there if place < 0 else min(place, there) if earlier else max(place, there)
    if place >= 0:
        return move_on_machine(work, net, i, place, earlier)
    take_off(net, i, PERSON)
    put_on(net, i, PERSON, r, at)
    return fits(work, net, i, PERSON)


@kernel
def change(work: Work, net: Net, last: int) -> bool:
    """Change something on a critical path to operation `last`; False if nothing was, or a circle came of it."""
    i, sort = critical_arc(work, net, last)
    if i < 0:
        return False
    if sort == PERSON:
        return change_person(work, net, i)
    q = before_on_machine(net, i)
    lot = below(net, 32)
    if lot < 8:
        count = choices(work, net, i)
        if count > 1:
            return change_machine(work, net, i, count)
    elif lot < 12:
        count = choices(work, net, q)
        if count > 1 and net.nodes[q].frozen == 0:
            return change_machine(work, net, q, count)
    elif lot < 15 or (lot < 24 and net.limits[LAZY] == 1):
        at = net.nodes[i].machine_at - 2 - (below(net, 4) if net.limits[LAZY] == 0 else jump(net))
        if at >= 0:
            return move_on_machine(work, net, i, at, True)
    elif lot < 18 or (lot < 27 and net.limits[LAZY] == 1):
        at = net.nodes[q].machine_at + 2 + (below(net, 4) if net.limits[LAZY] == 0 else jump(net))
        if net.nodes[q].frozen == 0 and at < net.lanes[net.nodes[q].machine].size:
            return move_on_machine(work, net, q, at, False)
    if net.nodes[q].frozen == 1:
        return False
    return move_on_machine(work, net, i, net.nodes[q].machine_at, True)
