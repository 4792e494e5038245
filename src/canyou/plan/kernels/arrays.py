"""The arrays the kernels share: records by index, so that what belongs together lies together.

Indices: i operation, k mode (one work center that can do an operation), m machine, c work center, w crew,
p part, t table of open time. Times are whole seconds UTC; quantities millionths of a unit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

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

INPUT_NONE, INPUT_STEP, INPUT_FEED, INPUT_MATERIAL, INPUT_OVERLAP = 0, 1, 2, 3, 4
"""Which input of an operation came last: nothing but its release, the step before, a component, material."""

Ints = NDArray[np.int64]
Records = NDArray[np.void]


def record(ints: str, floats: str = "") -> np.dtype[Any]:
    """A record of whole numbers, then of floating ones, by their names."""
    return np.dtype([(n, np.int64) for n in ints.split()] + [(n, np.float64) for n in floats.split()])


OP = record(
    "kind fixed order pred succ preds pred_wait overlap release outside crew attended mode mode_end mat mat_end "
    "machine at due",
    "weight processing tail",
)
"""An operation still to be done; predecessors come before successors.

pred: the step before it in the same lot, -1 for none; succ: the one operation that waits for it (its next step, or
the step its component goes into); preds: how many it waits for; overlap: 1 where it may start before its predecessor
has ended; release: the earliest start whatever the plan (now, hold, gates); outside: wall-clock seconds; mode …
mode_end: its modes; mat … mat_end: its materials; machine: where a fixed one stands; at: start of a reserved one,
end of an outside step under way, started of a running one; due: the latest finish of its order that is on time;
processing: seconds on its first mode; tail: estimated elapsed seconds from its start to its order's finish.
"""

MODE = record("op center total setup first last")
"""One work center that can do an operation, in open seconds there: total; set-up; first: after the set-up until as
many units are done as its successor's overlap asks (-1: they are there); last: its own last units, which may not be
done before its predecessor has ended."""

MATERIAL = record("part quantity")
SPAN = record("start end before")
"""Open time, with the open seconds of its table before it."""
OFFSET = record("at offset")
MACHINE = record("table center")
CENTER = record("first end")
PART = record("first end lead")
"""A part's slice of supplies, and the moment from which its lead time brings as much as one likes."""
COMING = record("at total")
"""Supply, cumulated: stock at the beginning of time, then receipts."""

PLACED = record("start end machine until ready cause left mode")
"""Where an operation stands (start -1: nowhere yet); until: end of its attended part; ready: when its inputs are
there; cause: which came last; left: predecessors not placed yet; mode: the one it runs in."""

USED = record("first count")
USE = record("at quantity")
LANE = record("first size")
BUSY = record("start end")
MANNED = record("at busy")
"""So many of a crew are busy from this moment on."""

MACHINE_STATE = record("free wake retry block_next block_end best best_mode best_slot", "best_index")
SLOT = record("op mode again crew many late_at", "pull")
"""One that waits in a queue: again: not worth trying before; crew: -1 for none; many: 1 with several work centers;
late_at: from then on it is as urgent as it gets; pull: logarithm of weight / processing."""
QUEUE = record("first waiting coming")
CREW_STATE = record("person person_end stand stand_size full_until")

NOW, LOOSE, RELEASE = 0, 1, 2
"""Places of the single numbers of a run."""


class Work(NamedTuple):
    """Everything about the work and the shop that a plan doesn't change."""

    ops: Records
    modes: Records
    mats: Records
    spans: Records
    table_off: Ints
    """Table t is the spans `[table_off[t], table_off[t + 1])`."""
    machines: Records
    centers: Records
    joint: Ints
    """[table of a machine, crew] → table of the time open to both, -1 where no operation needs it."""
    people: Ints
    """People of each crew."""
    zone: Records
    parts: Records
    supplies: Records


class Uses(NamedTuple):
    """What is taken of each part, sorted by time, in slices as large as the part will ever need."""

    parts: Records
    rows: Records


class Timeline(NamedTuple):
    """What is taken: per machine the busy stretches, per crew the number of people busy from each moment on."""

    machines: Records
    busy: Records
    crews: Records
    manned: Records


class State(NamedTuple):
    """What changes while the shop runs."""

    scalar: Ints
    machines: Records
    """free: when it has ended what it took, FAR while a running step holds it; wake: its next decision;
    retry: when something that waits may begin."""
    blocks: Records
    """Reserved stretches of machines."""
    queues: Records
    waiting: Records
    coming_at: Ints
    coming: Ints
    loose_at: Ints
    loose: Ints
    """Outside steps and takings, which need no machine, by the moment their inputs are there."""
    release: Ints
    """Running steps that held their machine for the step before them, which is placed now."""
    crews: Records
    person_free: Ints
    stands: Records
    """Attended parts of running and reserved steps, per crew, sorted by start."""
