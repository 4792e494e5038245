"""When a step starts and ends where it stands in its sequences, compiled."""

from __future__ import annotations

from canyou.plan.improve.annealing.arrays import SHIFT, WITH_TRUCKS, Net
from canyou.plan.improve.annealing.compiled import kernel
from canyou.plan.kernels.arrays import ALL, FAR, INSIDE, NOBODY, OUTSIDE, Work
from canyou.plan.kernels.clock import later, opening, run_from, start_after_feeding, units_done


@kernel
def before_on_machine(net: Net, i: int) -> int:
    """The operation before i on its machine, -1 for none."""
    at = net.nodes[i].machine_at
    if at <= 0:
        return -1
    return net.sequence[net.lanes[net.nodes[i].machine].first + at - 1]


@kernel
def after_on_machine(net: Net, i: int) -> int:
    m = net.nodes[i].machine
    at = net.nodes[i].machine_at + 1
    if at <= 0 or at >= net.lanes[m].size:
        return -1
    return net.sequence[net.lanes[m].first + at]


@kernel
def before_on_person(net: Net, i: int) -> int:
    """The operation that i's person serves before it, -1 for none."""
    r = net.nodes[i].person
    if r < 0 or net.nodes[i].person_at == 0:
        return -1
    return net.sequence[net.lanes[r].first + net.nodes[i].person_at - 1]


@kernel
def after_on_person(net: Net, i: int) -> int:
    r = net.nodes[i].person
    if r < 0 or net.nodes[i].person_at + 1 >= net.lanes[r].size:
        return -1
    return net.sequence[net.lanes[r].first + net.nodes[i].person_at + 1]


@kernel
def run_plain(work: Work, net: Net, i: int, when: int) -> tuple[int, int]:
    """(start, end) of an operation that takes only its machine's open time, from `when` on."""
    node = net.nodes[i]
    if node.total == 0:
        return when, when
    low, high = work.table_off[node.table], work.table_off[node.table + 1]
    x = min(max(node.hint, low), high - 1)
    if high - low > 1:
        while x > low and work.spans[x - 1].end > when:
            x -= 1
        while x < high and work.spans[x].end <= when:
            x += 1
    if x >= high or work.spans[x].end <= when:
        return FAR, FAR
    node.hint = x
    start = max(when, work.spans[x].start)
    end = start + node.total
    while end > work.spans[x].end:
        left = end - work.spans[x].end
        x += 1
        if x == high:
            return FAR, FAR
        end = work.spans[x].start + left
    return start, end


@kernel
def inputs_ready(work: Work, net: Net, i: int) -> int:
    """When the inputs of an operation are there, whatever its machine and its person do."""
    node = net.nodes[i]
    ready = node.release
    p = node.pred
    if p >= 0:
        before = net.nodes[p]
        if node.overlap == 0:
            ready = max(ready, before.end + node.wait)
        elif work.modes[before.mode].first >= 0:
            first = units_done(work, p, before.mode, before.machine, before.start)
            ready = max(ready, min(first, before.end) + node.wait)
    for x in range(node.feed, node.feed_end):
        ready = max(ready, net.nodes[net.feeds[x]].end)
    return ready


@kernel
def timed(work: Work, net: Net, i: int) -> tuple[int, int, int]:
    """(start, until, end) of an operation as early as its sequences and inputs allow; FAR past the open-time tables."""
    node = net.nodes[i]
    start = inputs_ready(work, net, i)
    q = before_on_machine(net, i)
    if q >= 0:
        start = max(start, net.nodes[q].end)
    if start >= FAR:
        return FAR, FAR, FAR
    if node.plain == 1:
        start, end = run_plain(work, net, i, start)
        return start, start, end
    if node.kind != INSIDE:
        return start, start, later(work, start, node.outside) if node.kind == OUTSIDE else start
    q = before_on_person(net, i)
    if q >= 0:
        start = max(start, net.nodes[q].until)
    if node.overlap == 1:
        start = max(start, start_after_feeding(work, i, node.mode, node.machine, net.nodes[node.pred].end))
    start = opening(work, i, node.mode, node.machine, start)
    if start >= FAR:
        return FAR, FAR, FAR
    until, end = run_from(work, i, node.mode, node.machine, start)
    return start, until, end


@kernel
def needs_person(work: Work, net: Net, i: int, k: int) -> bool:
    """Whether an operation binds a person in mode k."""
    if net.nodes[i].attended == NOBODY:
        return False
    return work.modes[k].total > 0 if net.nodes[i].attended == ALL else work.modes[k].setup > 0


@kernel
def late_seconds(net: Net, o: int, end: int) -> int:
    """How late an order is there that is finished at `end`."""
    order = net.orders[o]
    if end <= order.due:
        return 0
    if net.limits[WITH_TRUCKS] == 0:
        return end - order.due
    low, high = 0, len(net.trucks)
    while low < high:
        mid = (low + high) >> 1
        if net.trucks[mid] < end:
            low = mid + 1
        else:
            high = mid
    there = net.trucks[low] if low < len(net.trucks) else end
    return max(there - order.target, 1)


@kernel
def is_away(net: Net, i: int) -> int:
    """1 where an operation is on another machine than at first, or moved by more than the limit."""
    node = net.nodes[i]
    if node.frozen == 1:
        return 0
    if node.kind == INSIDE and node.machine != node.base_machine:
        return 1
    return 1 if abs(node.start - node.base_start) > net.limits[SHIFT] else 0
