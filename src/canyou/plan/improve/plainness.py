"""Whether a plan is a plain job shop, which is searched many times as fast, and the way there and back."""

from __future__ import annotations

import numpy as np

from canyou.plan.improve.annealing.arrays import MOST_AWAY, WITH_TRUCKS, Net
from canyou.plan.improve.annealing.plain_arrays import Plain
from canyou.plan.improve.network import EXACT_STEPS, Network
from canyou.plan.kernels.arrays import Ints


def is_plain(network: Network) -> bool:
    """All steps free, each on the only machine that can do it, all machines open throughout, nothing else to mind."""
    net, work = network.net, network.model.work
    nodes = net.nodes
    if not 0 < len(nodes) <= EXACT_STEPS or net.limits[MOST_AWAY] < len(nodes) or net.limits[WITH_TRUCKS]:
        return False
    if not nodes["plain"].all() or nodes["frozen"].any() or (nodes["feed_end"] > nodes["feed"]).any():
        return False
    modes = nodes["mode_end"] - nodes["mode_first"]
    centers = work.modes["center"][nodes["mode"]]
    if (modes > 1).any() or (work.centers["end"][centers] - work.centers["first"][centers] > 1).any():
        return False
    first = work.table_off[nodes["table"]]
    spans = work.table_off[nodes["table"] + 1] - first
    if (spans != 1).any() or (work.spans["start"][first] > nodes["release"]).any():
        return False
    longest = int(nodes["release"].max() + nodes["total"].sum() + nodes["wait"].sum())
    return bool((work.spans["end"][first] >= longest).all())


def plain_of(net: Net) -> Plain:
    """A network as a plain job shop; what is found is counted in the network's own numbers."""
    nodes, orders = net.nodes, net.orders
    count = len(nodes)
    before, after = neighbours(net)
    waits = nodes["pred"] >= 0
    end = nodes["end"].copy()
    return Plain(
        length=nodes["total"].copy(), release=nodes["release"].copy(), pred=nodes["pred"].copy(),
        wait=np.where(waits, nodes["wait"], 0), before=before, after=after, end=end, trial=end.copy(),
        order=net.order_of_places.copy(), place=nodes["place"].copy(), window=np.zeros(count, np.int64),
        mark=np.zeros(count, np.int64), late=np.zeros(len(orders), np.int64),
        last=orders["last"].copy(), due=orders["due"].copy(), weight=orders["weight"].copy(),
        promised=orders["promised"].copy(), kept=orders["kept"].copy(), best=end.copy(),
        numbers=net.numbers, random=net.random,
    )  # fmt: skip


def neighbours(net: Net) -> tuple[Ints, Ints]:
    """What stands before and behind each operation on its machine, -1 for nothing."""
    before, after = np.full(len(net.nodes), -1, np.int64), np.full(len(net.nodes), -1, np.int64)
    for first, size in zip(net.lanes["first"].tolist(), net.lanes["size"].tolist(), strict=True):
        lane = net.sequence[first : first + size]
        before[lane[1:]], after[lane[:-1]] = lane[:-1], lane[1:]
    return before, after


def keep_best(net: Net, shop: Plain) -> None:
    """Let the network have saved what is best of the plain job shop."""
    net.saved["end"] = shop.best
    net.saved["start"] = net.saved["until"] = shop.best - shop.length
