"""The arrays that the kernels of the chances share. Moments are seconds from the plan's now, as 32-bit integers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]
Uints = NDArray[np.uint32]
Shorts = NDArray[np.uint16]

NOTHING, AFTER, OVERLAPPED = 0, 1, 2
"""How the one behind a step waits for it: not at all; for its end and a wait; for a part of it."""

DRAWS = 1024
"""Factors drawn for each work center; a power of two."""

GRAIN = 5
"""What is kept of a run is kept in units of 32 seconds …"""

LEVELS = 1024
"""… and with so many levels of urgency, in the lowest ten bits beside the start."""

LEVEL_BITS = 10

(
    POOL,
    RELEASE,
    WAITS,
    TOTAL,
    CREW,
    JOINT,
    ATTENDED,
    SPREAD,
    DRAW,
    LEVEL,
    THEN,
    HOW,
    WAIT,
    SHARE,
    TAIL,
    ORDER,
) = range(16)
"""Columns of a step: its 64 bytes are one line of the processor's cache. Moments and lengths are seconds.

POOL: of machines, −1 outside; RELEASE: not before; WAITS: how many steps it waits for; TOTAL: open seconds,
elapsed ones outside; CREW: −1 for nobody; JOINT: table of the time open to machine and crew; ATTENDED: open
seconds of it with one of the crew; SPREAD: which row of the draws; DRAW: where in that row its draws begin, and
times 1,024 the odd stride in which they go on from run to run; LEVEL: of urgency; THEN: the step behind it, −1
for none; HOW that waits; WAIT: seconds of it; SHARE: of an overlap, how many 1,024ths of its length are over
when the one behind may begin; TAIL: seconds after its end at which that one ends at the earliest; ORDER: whose
finish it counts for.
"""

COLUMNS = 16

AT, END, LEFT, FLOOR, ENDS_NEXT, COMES_NEXT, FREES_NEXT = range(7)
"""What changes of a step in a run: when it may begin; its end; how many it still waits for; when it ends at the
earliest; and the next in the slots in which it ends, comes and frees its person."""

STATE = 8

LONGEST_KEPT = (1 << 22) - 1
"""Starts are kept up to four years from now, lengths up to 24 days."""


class Tables(NamedTuple):
    """Open time; every table ends with one span without end, so that no walk along it can run out."""

    start: Ints
    end: Ints
    before: Ints
    """Open seconds of the table before each span."""
    cell: Ints
    """[table, moment >> shift] → the first span that ends after the beginning of that cell."""
    back: Ints
    """[table, open seconds >> shift] → the first span that reaches as many open seconds."""
    shift: int
    width: int
    """Cells of a table."""


class Pools(NamedTuple):
    """Machines that stand in for each other, and what is done on them.

    The steps of pool c are `first[c]` … `first[c + 1]` − 1, the most urgent first; its machines `machine[c]` …
    `machine[c + 1]` − 1, all with the hours of one table.
    """

    first: Ints
    machine: Ints
    table: Ints
    words: Ints
    """Where the bits of its queue begin, 64 steps a word."""


class Crews(NamedTuple):
    """People who are shared: how many, the pools they serve, and where what they do is kept."""

    people: Ints
    pool_first: Ints
    pools: Ints
    kept_first: Ints
    """Their attended stretches lie behind those of the machines: `kept_first[w]` …"""


class Draws(NamedTuple):
    """What is drawn for a step: by work center and place."""

    factor: Floats
    """Actual over typical length."""
    chance: Floats
    """Numbers evenly spread between 0 and 1."""
    rate: Floats
    """Breakdowns a second of work, by work center and run."""
    repair: Floats
    """Seconds of a breakdown."""
    shift: Floats
    """By work center and run: how far the typical length itself may be off, the same for all steps of the run."""


class Kept(NamedTuple):
    """What is kept of every run, [run, place]: the steps of each pool and crew in the order in which they began."""

    start: Uints
    """Start in units of 32 seconds, and in the lowest ten bits the level of urgency."""
    length: Shorts
    finish: Ints
    """[run, order]: seconds after now."""
