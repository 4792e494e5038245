"""Carrying a change through the network, compiled: new times as far as they reach, the sums, and undoing it."""

from __future__ import annotations

from canyou.plan.improve.annealing.arrays import (
    AWAY,
    BEST_AWAY,
    BEST_PROMISED,
    BEST_REST,
    BROKEN,
    LAZY,
    MOVES,
    PLACES,
    PROMISED,
    REST,
    SAVED_AT,
    STAMP,
    TIMES,
    TOUCHED,
    TRIED,
    UNSAVED,
    Net,
)  # fmt: skip
from canyou.plan.improve.annealing.compiled import kernel
from canyou.plan.improve.annealing.places import drop, next_place, previous_place, put_in, undo_places
from canyou.plan.improve.annealing.sequences import undo_moves
from canyou.plan.improve.annealing.timing import (
    after_on_machine,
    after_on_person,
    before_on_machine,
    before_on_person,
    is_away,
    late_seconds,
    timed,
)
from canyou.plan.kernels.arrays import FAR, INSIDE, Work
from canyou.plan.kernels.clock import manned, retreat

MARGIN = 4 * 3600
"""A late order counts as this much less late where it is asked what holds it up: near-critical steps move along."""


@kernel
def count_order(net: Net, i: int, end: int, sign: int) -> None:
    """Add (sign 1) or take away (−1) how late the order that ends with operation i is, were it finished at `end`."""
    o = net.nodes[i].last
    late = late_seconds(net, o, end)
    if late > 0:
        order = net.orders[o]
        if order.promised == 1:
            net.numbers[PROMISED] += sign * late * order.weight
            if order.kept == 1:
                net.numbers[BROKEN] += sign
        else:
            net.numbers[REST] += sign * late * order.weight


@kernel
def stands_as_frozen(work: Work, net: Net, i: int) -> bool:
    """Whether a frozen operation can still begin where it stands."""
    node = net.nodes[i]
    if node.running == 1:
        q = before_on_machine(net, i)
        if q >= 0 and net.nodes[q].frozen == 0 and net.nodes[q].end > node.start:
            return False
        q = before_on_person(net, i)
        return not (q >= 0 and net.nodes[q].frozen == 0 and net.nodes[q].until > node.start)
    start = node.start
    return bool(timed(work, net, i)[0] <= start)


@kernel
def mark(net: Net, j: int) -> None:
    if j >= 0:
        put_in(net.dirty, net.nodes[j].place)


@kernel
def latest_start(work: Work, net: Net, i: int) -> int:
    """How late an operation may start with nothing later that counts, by what follows it."""
    node = net.nodes[i]
    by = FAR
    if node.last >= 0 and net.orders[node.last].weight + net.orders[node.last].kept > 0:
        due = net.orders[node.last].due
        by = due if node.end <= due else node.end - MARGIN
    j = node.succ
    if j >= 0:
        by = min(by, net.nodes[j].latest - (net.nodes[j].wait if net.nodes[j].pred == i else 0))
    j = after_on_machine(net, i)
    if j >= 0:
        by = min(by, net.nodes[j].latest)
    j = after_on_person(net, i)
    if j >= 0:
        by = min(by, net.nodes[j].latest + node.end - node.until)
    if by >= FAR:
        return FAR
    if node.kind != INSIDE:
        return by - (node.end - node.start)
    return retreat(work, manned(work, i, node.machine), by, node.total)


@kernel
def stays(net: Net, i: int, start: int) -> bool:
    """Whether an operation that could start sooner is left where it stands, because it is on time anyway."""
    node = net.nodes[i]
    return bool(
        net.limits[LAZY] == 1
        and start <= node.start
        and node.start <= node.latest
        and net.pulled[i] != net.numbers[STAMP]
    )


@kernel
def log_time(net: Net, i: int) -> None:
    """Keep where an operation stands, the first time that a change moves it."""
    if net.stamps[i] != net.numbers[STAMP]:
        net.stamps[i] = net.numbers[STAMP]
        node = net.nodes[i]
        entry = net.times[net.numbers[TIMES]]
        net.numbers[TIMES] += 1
        entry.node, entry.start, entry.until, entry.end, entry.away, entry.latest = (
            i, node.start, node.until, node.end, node.away, node.latest,
        )  # fmt: skip


@kernel
def stand_at(net: Net, i: int, start: int, until: int, end: int) -> bool:
    """Let an operation stand elsewhere in time, in the sums too; whether what follows it must be looked at."""
    node = net.nodes[i]
    changed = start != node.start or end != node.end or until != node.until
    if net.limits[LAZY] == 1 and start <= node.latest and node.start <= node.latest:
        follow = False
    else:
        follow = changed
    was = node.away
    log_time(net, i)
    if node.last >= 0 and end != node.end:
        count_order(net, i, node.end, -1)
        count_order(net, i, end, 1)
    node.start, node.until, node.end = start, until, end
    node.away = is_away(net, i)
    net.numbers[AWAY] += node.away - was
    return bool(follow)


@kernel
def carry_through(work: Work, net: Net) -> bool:
    """Work out the times that a change reaches, in topological order; False where something can't stand any more.

    In a large plan only as far as it counts: a step that moves within the time it has is not followed up, nor is one
    pulled forward that is on time anyway. `look_over` makes that good.
    """
    lazy = net.limits[LAZY] == 1
    for x in range(net.numbers[TOUCHED] - 1, -1, -1):
        i = net.touched[x]
        put_in(net.dirty, net.nodes[i].place)
        net.pulled[i] = net.numbers[STAMP]
        if lazy and net.nodes[i].frozen == 0:
            log_time(net, i)
    last = len(net.nodes) - 1
    if lazy:
        p = previous_place(net.dirty, last, 0)
        while p >= 0:
            i = net.order_of_places[p]
            if net.nodes[i].frozen == 0:
                net.nodes[i].latest = latest_start(work, net, i)
            p = previous_place(net.dirty, p - 1, 0)
    net.numbers[TOUCHED] = 0
    p = next_place(net.dirty, 0, last)
    while p >= 0:
        drop(net.dirty, p)
        i = net.order_of_places[p]
        good = True
        if net.nodes[i].frozen == 1:
            good = stands_as_frozen(work, net, i)
        else:
            start, until, end = timed(work, net, i)
            if end >= FAR:
                good = False
            elif not stays(net, i, start) and stand_at(net, i, start, until, end):
                mark(net, net.nodes[i].succ)
                mark(net, after_on_machine(net, i))
                mark(net, after_on_person(net, i))
        if not good:
            for x in range(p >> 6, len(net.dirty)):
                net.dirty[x] = 0
            return False
        p = next_place(net.dirty, p + 1, last)
    return True


@kernel
def begin_change(net: Net) -> None:
    """Empty the logs: what comes from now on can be undone."""
    net.numbers[TIMES] = 0
    net.numbers[PLACES] = 0
    net.numbers[MOVES] = 0
    net.numbers[TOUCHED] = 0
    net.numbers[STAMP] += 1


@kernel
def undo_change(work: Work, net: Net, promised: int, rest: int, broken: int, away: int) -> None:
    """Everything as it was before the change, the sums too."""
    for x in range(net.numbers[TIMES] - 1, -1, -1):
        entry = net.times[x]
        node = net.nodes[entry.node]
        node.start, node.until, node.end, node.away, node.latest = (
            entry.start, entry.until, entry.end, entry.away, entry.latest,
        )  # fmt: skip
    net.numbers[TIMES] = 0
    undo_moves(work, net)
    undo_places(net)
    net.numbers[PROMISED] = promised
    net.numbers[REST] = rest
    net.numbers[BROKEN] = broken
    net.numbers[AWAY] = away


@kernel
def is_best(net: Net) -> bool:
    """Whether it is better by the aim than the best so far, without a broken promise."""
    if net.numbers[BROKEN] > 0:
        return False
    if net.numbers[PROMISED] != net.numbers[BEST_PROMISED]:
        return bool(net.numbers[PROMISED] < net.numbers[BEST_PROMISED])
    if net.numbers[REST] != net.numbers[BEST_REST]:
        return bool(net.numbers[REST] < net.numbers[BEST_REST])
    return bool(net.numbers[AWAY] < net.numbers[BEST_AWAY])


@kernel
def save(net: Net) -> None:
    """Keep how everything stands."""
    for i in range(len(net.nodes)):
        node, kept = net.nodes[i], net.saved[i]
        kept.start, kept.until, kept.end = node.start, node.until, node.end
        kept.machine, kept.mode, kept.machine_at = node.machine, node.mode, node.machine_at
        kept.person, kept.person_at, kept.place, kept.release = (
            node.person, node.person_at, node.place, node.release,
        )  # fmt: skip
    net.numbers[BEST_PROMISED] = net.numbers[PROMISED]
    net.numbers[BEST_REST] = net.numbers[REST]
    net.numbers[BEST_AWAY] = net.numbers[AWAY]
    net.numbers[SAVED_AT] = net.numbers[TRIED]
    net.numbers[UNSAVED] = 0


@kernel
def come_back(work: Work, net: Net) -> None:
    """Everything as it was kept last, and the sums worked out anew."""
    for r in range(len(net.lanes)):
        net.lanes[r].size = 0
    net.numbers[PROMISED] = net.numbers[REST] = net.numbers[BROKEN] = net.numbers[AWAY] = 0
    for i in range(len(net.nodes)):
        node, kept = net.nodes[i], net.saved[i]
        node.start, node.until, node.end = kept.start, kept.until, kept.end
        node.mode, node.machine_at = kept.mode, kept.machine_at
        node.person, node.person_at, node.place, node.release = (
            kept.person, kept.person_at, kept.place, kept.release,
        )  # fmt: skip
        net.order_of_places[node.place] = i
        node.machine = kept.machine
        if node.machine_at >= 0:
            node.total = work.modes[node.mode].total
            node.table = work.machines[node.machine].table
            net.sequence[net.lanes[node.machine].first + node.machine_at] = i
            net.lanes[node.machine].size += 1
        if node.person >= 0:
            net.sequence[net.lanes[node.person].first + node.person_at] = i
            net.lanes[node.person].size += 1
        node.away = is_away(net, i)
        net.numbers[AWAY] += node.away
        if node.last >= 0:
            count_order(net, i, node.end, 1)


@kernel
def look_over(work: Work, net: Net) -> bool:
    """Let everything begin as early as it may, and work out anew how late each step may start.

    False where something frozen was overrun unnoticed: then only coming back to what was saved helps.
    """
    begin_change(net)
    lazy = net.limits[LAZY]
    net.limits[LAZY] = 0
    for i in range(len(net.nodes)):
        if net.nodes[i].frozen == 0:
            put_in(net.dirty, net.nodes[i].place)
    good = carry_through(work, net)
    net.limits[LAZY] = lazy
    if lazy == 1 and good:
        for p in range(len(net.nodes) - 1, -1, -1):
            i = net.order_of_places[p]
            net.nodes[i].latest = (
                net.nodes[i].start if net.nodes[i].frozen == 1 else latest_start(work, net, i)
            )
    return good
