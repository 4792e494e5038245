"""The arrays of the search: a network of steps, in which each waits for those before it.

A step waits for the step before it in its lot, for components, for the one before it on its machine, and for the one
that its person served before. Index i is an operation of the model, r a resource: machines first, then people.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from canyou.plan.kernels.arrays import Ints, Records, record

MACHINE, PERSON = 0, 1
"""The two resources a step may hold: its machine from start to end, a person from start to `until`."""

NODE = record(
    "kind frozen running pred succ wait overlap fed feed feed_end attended crew outside mode_first mode_end last plain "
    "base_start base_machine "
    "start until end machine mode total table release machine_at person person_at place away hint latest"
)
"""One operation: what is given (first two rows) and where it stands now.

frozen: 1 where it may not be moved; fed: 1 where its successor overlaps it; feed … feed_end: its other predecessors;
last: the order that ends with it, else -1; plain: 1 where it takes only open time of its machine; base_start,
base_machine: where the plan had it at first; release: earliest start by now, hold, gates and material;
machine_at, person_at: its place in the sequences of its resources; person: a resource, -1 for none;
place: its place in an order in which all that it waits for comes before it; away: 1 where it is not where the
plan had it at first; hint: the span of open time it last began in; latest: how late it may start with nothing late,
as things were last looked over.
"""

ORDER = record("last due target weight promised kept")
"""An order: its last operation, the latest finish on time, the date it is measured against, importance in
thousandths, 1 if promised, 1 if the plan kept that promise at first."""

LANE = record("first size")
"""A resource's slice of the sequences."""

SAVED = record("start until end machine mode machine_at person person_at place release")
"""What of a node must be kept to come back to it."""

TIME_LOG = record("node start until end away latest")
PLACE_LOG = record("node place")
MOVE_LOG = record("kind node resource at machine mode")

TAKEN_OFF, PUT_ON, MOVED_MODE = 0, 1, 2
"""Kinds of entries in the log of moves."""

PROMISED, REST, BROKEN, AWAY = 0, 1, 2, 3
"""Places of the sums: importance × seconds late of promised orders and of the rest (in thousandths of importance),
promises broken that were kept at first, steps away from where they were."""
TIMES, PLACES, MOVES, TOUCHED, STAMP, TRIED, ACCEPTED = 4, 5, 6, 7, 8, 9, 10
"""Places of the lengths of the logs, and of counts of changes tried and accepted."""
BEST_PROMISED, BEST_REST, BEST_AWAY, SAVED_AT, UNSAVED, STRIDE, LOOKED_AT = 11, 12, 13, 14, 15, 16, 17
"""Places of the best sums so far, of when it was saved, of how many changes are tried between two looks over all, and
of when the last look was."""
NUMBERS = 18

MOST_AWAY, SHIFT, WITH_TRUCKS, LAZY = 0, 1, 2, 3
"""Places of the limits: most steps away; from how many seconds on a step counts as away; whether trucks count; whether
steps that would be on time anyway stay where they are until all is looked over."""

Words = NDArray[np.uint64]


class Net(NamedTuple):
    """What the search works on: what is given, where everything stands, and room to try and undo."""

    nodes: Records
    orders: Records
    feeds: Ints
    """Other predecessors, in slices."""
    lanes: Records
    sequence: Ints
    order_of_places: Ints
    """The operation at each place of the topological order."""
    people: Ints
    """First person (a resource) of each crew, and the end of the last."""
    trucks: Ints
    """When trucks leave, in rising order; empty where a finish counts by itself."""
    dirty: Words
    ahead: Words
    behind: Words
    """Sets of places, as bits."""
    numbers: Ints
    limits: Ints
    times: Records
    stamps: Ints
    """The change in which an operation's time was last logged."""
    pulled: Ints
    """The change that last moved an operation itself: it begins as early as it can."""
    places: Records
    moves: Records
    touched: Ints
    """Operations whose start must be worked out anew."""
    lists: Ints
    """Late orders: room for as many as there are; then scratch for the topological order."""
    saved: Records
    random: Words
