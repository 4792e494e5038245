"""From a plan to the network that is searched, and back to where everything stands."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from canyou.plan.improve.annealing.arrays import (
    LANE,
    MOVE_LOG,
    NODE,
    NUMBERS,
    ORDER,
    PLACE_LOG,
    SAVED,
    STRIDE,
    TIME_LOG,
    Net,
)
from canyou.plan.improve.annealing.carrying import come_back, save
from canyou.plan.kernels.arrays import FAR, FREE, INSIDE, NOBODY, RUNNING, Ints, Records, Work
from canyou.plan.model import PROMISE_WEIGHT, Model
from canyou.shop.opentime import DAY

FINENESS = 1000
"""Importance is counted in thousandths, so that sums are whole numbers."""

SHIFT_SECONDS = 3600
"""A step that begins within so many seconds of where it stood is not counted as moved."""

EXACT_STEPS = 1_500
"""In plans with more steps those that are on time anyway stay where they are for a while."""

MODES_AND_PLACES = ("start", "until", "end", "machine", "mode")


class Entangled(ValueError):
    """The plan can't be read as sequences: it has running steps that wait for each other, say."""


@dataclass(frozen=True)
class Network:
    """A plan as a network: the arrays of the search, and what they were made from."""

    model: Model
    placed: Records
    net: Net

    def copy(self, seed: int) -> Net:
        """The arrays for one search of its own, as they were at first."""
        net = Net._make(part.copy() for part in self.net)
        net.random[0] = np.uint64(seed & (2**64 - 1))
        return net


def network_of(model: Model, placed: Records, most_away: int | None = None) -> Network:
    """The network of a settled plan, in which at most so many steps may end up elsewhere.

    Raises:
        Entangled: what is running hangs together in a circle.
    """
    work = model.work
    count = len(work.ops)
    in_it = np.ones(count, bool)
    in_it[model.after_firm] = False
    nodes = np.zeros(count, NODE)
    describe(model, placed, in_it, nodes)
    feeds = feeds_of(work, nodes, in_it)
    machines = len(work.machines)
    people = np.concatenate(([0], np.cumsum(work.people))).astype(np.int64) + machines
    lanes, sequence = lanes_of(work, nodes, in_it, people)
    orders = orders_of(model, nodes, in_it)
    nodes["release"] = np.maximum(work.ops["release"], material_release(work, placed, in_it))
    numbers = np.zeros(NUMBERS, np.int64)
    numbers[STRIDE] = 32
    trucks = trucks_of(model, int(placed["end"].max(initial=0)))
    limits = np.array(
        [
            count if most_away is None else most_away,
            SHIFT_SECONDS,
            int(len(trucks) > 0),
            int(count > EXACT_STEPS),
        ],
        np.int64,
    )
    words = (count >> 6) + 2
    net = Net(
        nodes=nodes, orders=orders, feeds=feeds, lanes=lanes, sequence=sequence,
        order_of_places=np.zeros(count, np.int64), people=people, trucks=trucks,
        dirty=np.zeros(words, np.uint64), ahead=np.zeros(words, np.uint64), behind=np.zeros(words, np.uint64),
        numbers=numbers, limits=limits, times=np.zeros(count + 1, TIME_LOG), stamps=np.zeros(count, np.int64),
        pulled=np.zeros(count, np.int64), places=np.zeros(8 * count + 64, PLACE_LOG), moves=np.zeros(64, MOVE_LOG),
        touched=np.zeros(64, np.int64), lists=np.zeros(len(orders) + count + 1, np.int64),
        saved=np.zeros(count, SAVED), random=np.zeros(1, np.uint64),
    )  # fmt: skip
    in_order(net, in_it)
    save(net)
    come_back(work, net)
    save(net)
    return Network(model, placed, net)


def describe(model: Model, placed: Records, in_it: np.ndarray, nodes: Records) -> None:
    """What is given of every operation, and where it stands."""
    work = model.work
    ops, modes = work.ops, work.modes
    for name in ("kind", "pred", "succ", "overlap", "attended", "crew", "outside"):
        nodes[name] = ops[name]
    nodes["wait"] = ops["pred_wait"]
    nodes["mode_first"], nodes["mode_end"] = ops["mode"], ops["mode_end"]
    nodes["running"] = (ops["fixed"] == RUNNING) & (ops["kind"] == INSIDE)
    nodes["frozen"] = (ops["fixed"] != FREE) | ~in_it
    for i in np.flatnonzero(ops["fixed"] == RUNNING):
        freeze_inputs(work, nodes, int(i))
    nodes["last"] = -1
    nodes["base_start"], nodes["base_machine"] = placed["start"], placed["machine"]
    for name in MODES_AND_PLACES:
        nodes[name] = placed[name]
    for name in ("start", "until", "end"):
        nodes[name][~in_it] = 0  # long past: nothing waits for what is placed into the gaps in the end
    inside = (ops["kind"] == INSIDE) & in_it
    nodes["machine"][~inside] = -1
    nodes["person"] = nodes["machine_at"] = nodes["person_at"] = -1
    nodes["total"][inside] = modes["total"][nodes["mode"][inside]]
    nodes["table"][inside] = work.machines["table"][nodes["machine"][inside]]
    nodes["hint"] = work.table_off[nodes["table"]]
    nodes["plain"] = inside & (ops["attended"] == NOBODY) & (ops["overlap"] == 0)


def freeze_inputs(work: Work, nodes: Records, i: int) -> None:
    """A running step whose inputs are still to be made ends with them: they stay where they are, too."""
    waiting = [i]
    while waiting:
        j = waiting.pop()
        nodes["frozen"][j] = 1
        waiting += [int(x) for x in np.flatnonzero(work.ops["succ"] == j)] if work.ops["preds"][j] else []


def feeds_of(work: Work, nodes: Records, in_it: np.ndarray) -> Ints:
    """The predecessors of each operation that are not the step before it."""
    ops = work.ops
    fed = [int(i) for i in np.flatnonzero((ops["succ"] >= 0) & in_it) if ops["pred"][ops["succ"][i]] != i]
    fed.sort(key=lambda i: (ops["succ"][i], i))
    into = ops["succ"][fed] if fed else np.zeros(0, np.int64)
    ends = np.cumsum(np.bincount(into, minlength=len(ops)))
    nodes["feed_end"] = ends
    nodes["feed"] = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    return np.array([*fed, -1], np.int64)


def lanes_of(work: Work, nodes: Records, in_it: np.ndarray, people: Ints) -> tuple[Records, Ints]:
    """The sequence of each machine and person, with room for all that may come there."""
    machines = len(work.machines)
    room = np.zeros(int(people[-1]), np.int64)
    owner = work.modes["op"]
    per_center = np.bincount(work.modes["center"][in_it[owner]], minlength=len(work.centers))
    room[:machines] = per_center[work.machines["center"]]
    per_crew = np.bincount(nodes["crew"][(nodes["attended"] != NOBODY) & in_it], minlength=len(people) - 1)
    for w in range(len(people) - 1):
        room[people[w] : people[w + 1]] = per_crew[w]
    lanes = np.zeros(len(room), LANE)
    lanes["first"] = np.concatenate(([0], np.cumsum(room + 1)))[:-1] if len(room) else 0
    sequence = np.zeros(int((room + 1).sum()) + 1, np.int64)
    on = np.flatnonzero((nodes["machine"] >= 0) & in_it)
    for i in on[np.lexsort((on, nodes["end"][on], nodes["start"][on], nodes["machine"][on]))]:
        append(nodes, lanes, sequence, int(i), "machine", int(nodes["machine"][i]))
    for w in range(len(people) - 1):
        mine = [int(i) for i in on if nodes["crew"][i] == w and nodes["attended"][i] != NOBODY]
        for i, person in served(nodes, mine, int(people[w]), int(people[w + 1])):
            nodes["person"][i] = person
            append(nodes, lanes, sequence, i, "person", person)
    return lanes, sequence


def append(nodes: Records, lanes: Records, sequence: Ints, i: int, sort: str, r: int) -> None:
    nodes[f"{sort}_at"][i] = lanes["size"][r]
    sequence[lanes["first"][r] + lanes["size"][r]] = i
    lanes["size"][r] += 1


def served(nodes: Records, mine: list[int], first: int, end: int) -> Iterator[tuple[int, int]]:
    """Which person serves each operation of a crew, in order of start; who ended last of those free goes on.

    Where more are running than the crew has people, those that end last hold them: nobody is free before.

    Raises:
        Entangled: somebody would have to do two things at once.
    """
    mine = [i for i in mine if nodes["until"][i] > nodes["start"][i]]
    running = sorted((i for i in mine if nodes["running"][i]), key=lambda i: (-int(nodes["until"][i]), i))
    left_out = set(running[end - first :])
    free = {person: -int(FAR) for person in range(first, end)}
    for i in sorted(
        (i for i in mine if i not in left_out), key=lambda i: (nodes["start"][i], nodes["until"][i], i)
    ):
        idle = [person for person, until in free.items() if until <= nodes["start"][i]]
        if not idle:
            raise Entangled("more of a crew are busy than there are")
        person = max(idle, key=lambda person: (free[person], -person))
        free[person] = int(nodes["until"][i])
        yield i, person


def orders_of(model: Model, nodes: Records, in_it: np.ndarray) -> Records:
    """The orders whose lateness can change, with how much it counts."""
    ops = model.work.ops
    shipping = model.shipping
    rows: list[tuple[int, ...]] = []
    for number, last in enumerate(model.last):
        if last < 0 or not in_it[last] or nodes["frozen"][last]:
            continue
        order = model.demands[number].order
        promised = ops["weight"][last] >= PROMISE_WEIGHT
        weight = float(ops["weight"][last]) / (PROMISE_WEIGHT if promised else 1.0)
        target = order.due_at if order.promised_at is None else order.promised_at
        if shipping.basis == "dock":  # what must leave by truck so many days before
            customer = model.shop.customers.get(order.customer)
            target -= (customer.transit_days if customer else 0) * DAY
        due = int(ops["due"][last])
        on_time = int(nodes["end"][last]) <= due
        nodes["last"][last] = len(rows)
        counted = round(weight * FINENESS) if order.is_firm else 0
        rows.append((last, due, target, counted, int(promised), int(promised and on_time)))
    return np.array(rows, ORDER)


def trucks_of(model: Model, horizon: int) -> Ints:
    """When trucks leave from now on, to well past the plan's end; none where lateness is counted by finish."""
    shipping = model.shipping
    if shipping.basis == "finish" or not shipping.days:
        return np.zeros(0, np.int64)
    found, at = [], model.shop.now_at
    while at <= horizon + 60 * DAY:
        at = shipping.ships(at) + 1
        found.append(at - 1)
    return np.array(found, np.int64)


def material_release(work: Work, placed: Records, in_it: np.ndarray) -> Ints:
    """From when on each operation may take its material, if all take it in the order in which they start now.

    Whoever comes first in that order has a right to what comes first, whenever he starts: so no unit serves twice.
    """
    release = np.full(len(work.ops), -int(FAR), np.int64)
    owner = np.repeat(np.arange(len(work.ops)), work.ops["mat_end"] - work.ops["mat"])
    x = np.flatnonzero(in_it[owner])
    x = x[np.lexsort((owner[x], placed["start"][owner[x]], work.mats["part"][x]))]
    part, taken = -1, 0
    for use in x:
        if work.mats["part"][use] != part:
            part, taken = int(work.mats["part"][use]), 0
            row = work.parts[part]
            supply = work.supplies[int(row["first"]) : int(row["end"])]
        taken += int(work.mats["quantity"][use])
        n = int(np.searchsorted(supply["total"], taken))
        there = int(supply["at"][n]) if n < len(supply) else int(FAR)
        i = int(owner[use])
        release[i] = max(release[i], min(there, int(row["lead"])))
    return release


def in_order(net: Net, in_it: np.ndarray) -> None:
    """Give every operation its place in a topological order, as near to the order of starts as may be.

    Raises:
        Entangled: there is none.
    """
    nodes = net.nodes
    count = len(nodes)
    follow: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    frozen = nodes["frozen"].tolist()

    def arc(i: int, j: int) -> None:
        if not (frozen[i] and frozen[j]):  # two that don't move need no order
            follow[i].append(j)
            waits[j] += 1

    for i, j in enumerate(nodes["succ"].tolist()):
        if j >= 0:
            arc(i, j)
    for first, size in zip(net.lanes["first"].tolist(), net.lanes["size"].tolist(), strict=True):
        lane = net.sequence[first : first + size].tolist()
        for i, j in itertools.pairwise(lane):
            arc(i, j)
    starts = nodes["start"].tolist()
    heap = [(starts[i], i) for i in range(count) if not waits[i]]
    heapq.heapify(heap)
    place = 0
    while heap:
        _, i = heapq.heappop(heap)
        nodes["place"][i], net.order_of_places[place] = place, i
        place += 1
        for j in follow[i]:
            waits[j] -= 1
            if not waits[j]:
                heapq.heappush(heap, (starts[j], j))
    if place < count:
        raise Entangled("what is running waits for each other")


def placed_of(network: Network, net: Net) -> Records:
    """Where the best that a search has kept puts everything, ready to be settled."""
    found = network.placed.copy()
    moved = net.nodes["frozen"] == 0
    for name in MODES_AND_PLACES:
        found[name][moved] = net.saved[name][moved]
    after = network.model.after_firm
    found["start"][after] = found["machine"][after] = found["mode"][after] = -1
    for name in ("end", "until"):
        found[name][after] = 0
    found["ready"][after] = network.model.work.ops["release"][after]
    return found
