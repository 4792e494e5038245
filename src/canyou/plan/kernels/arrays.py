"""The arrays the kernels share. Named tuples, so that compiled code reads them by name.

Indices: i operation, k mode (one work center that can do an operation), m machine, c work center, w crew,
p part, t table of open time. Times are whole seconds UTC; quantities millionths of a unit.
A field ending in `_off` holds the bounds of each slice: slice x is `[x_off[x], x_off[x + 1])`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FAR = np.int64(1) << np.int64(60)
"""Later than every horizon: no such moment."""

INSIDE, OUTSIDE, TAKE = 0, 1, 2
"""Kinds of operation: on a machine; bought outside for some days; taken from stock and receipts at its finish."""

FREE, RUNNING, RESERVED = 0, 1, 2
"""How far an operation is fixed: not at all; running on a machine now; standing at a reserved place."""

NOBODY, SETUP, ALL = 0, 1, 2
"""What part of an operation needs one of its crew."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class Hours(NamedTuple):
    """Open time: table t is the spans `[off[t], off[t + 1])`, with the open seconds before each span."""

    off: Ints
    start: Ints
    end: Ints
    before: Ints
    machine: Ints
    """Table of each machine."""
    joint: Ints
    """[table of a machine, crew] → table of the time open to both, -1 where no operation needs it."""
    zone_at: Ints
    zone_offset: Ints


class Ops(NamedTuple):
    """Every operation still to be done, predecessors before successors."""

    kind: Ints
    fixed: Ints
    order: Ints
    pred: Ints
    """The step before it in the same lot, -1 for none."""
    succ: Ints
    """The one operation that waits for it: its next step, or the step its component goes into."""
    preds: Ints
    """How many operations it waits for."""
    pred_wait: Ints
    overlap: Ints
    """1 where it may start before its predecessor has ended."""
    release: Ints
    """Now, hold, gates, the wait after a step that is done: the earliest start whatever the plan."""
    outside: Ints
    """Wall-clock seconds outside."""
    crew: Ints
    attended: Ints
    mode_off: Ints
    mat_off: Ints
    mat_part: Ints
    mat_quantity: Ints
    machine: Ints
    """Where a fixed operation stands, else -1."""
    at: Ints
    """Start of a reserved operation; end of an outside step under way; started of a running one."""
    due: Ints
    """The latest finish of its order that is on time."""
    weight: Floats
    processing: Floats
    """Own seconds of work on its first mode."""
    tail: Floats
    """Estimated elapsed seconds from its start to its order's finish, without waiting."""


class Modes(NamedTuple):
    op: Ints
    center: Ints
    total: Ints
    """Open seconds on that work center."""
    setup: Ints
    first: Ints
    """Open seconds after the set-up until as many units are done as its successor's overlap asks."""
    last: Ints
    """Own run seconds of the last units, which may not be done before the predecessor has ended."""


class Centers(NamedTuple):
    machine_off: Ints
    of_machine: Ints
    people: Ints
    """People of each crew."""


class Supply(NamedTuple):
    """Per part: what comes (stock at the beginning of time, then receipts), cumulated, and the lead time's end."""

    off: Ints
    at: Ints
    total: Ints
    lead: Ints


class Placed(NamedTuple):
    """Where each operation stands; and why not sooner: when its inputs were there and which came last."""

    start: Ints
    end: Ints
    machine: Ints
    until: Ints
    """End of the attended part."""
    ready: Ints
    cause: Ints


INPUT_NONE, INPUT_STEP, INPUT_FEED, INPUT_MATERIAL, INPUT_RELEASE, INPUT_OVERLAP = 0, 1, 2, 3, 4, 5
