"""The plan's open time as the tables of the chances: from now on, in 32 bits, with a cell for every moment."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from canyou.plan.chance.kernels.arrays import Tables
from canyou.plan.kernels.arrays import Work
from canyou.shop.opentime import Spans
from canyou.shop.records import Instant

WITHOUT_END = 1 << 29
"""Seconds (17 years) of the span behind the last: what is later than all calendars only has to be later."""

MOST_CELLS = 1 << 14


def tables_of(work: Work, now_at: Instant, more: Sequence[Spans] = ()) -> Tables:
    """Every table of a plan from its now on, and more tables behind them."""
    off = work.table_off
    found = [
        np.stack((work.spans["start"][a:b], work.spans["end"][a:b]), axis=1)
        for a, b in itertools.pairwise(off)
    ]
    return tables_from([*found, *more], now_at)


def tables_from(found: Sequence[Spans], now_at: Instant, like: Tables | None = None) -> Tables:
    """Tables of open spans, relative to now, each with a span without end behind it; `like`: in cells as those have."""
    cut = []
    last = max((int(spans[-1, 1]) for spans in found if len(spans)), default=now_at) - now_at
    last = min(max(last, 1), WITHOUT_END)
    for spans in found:
        mine = np.clip(spans - now_at, 0, last)
        mine = mine[mine[:, 1] > mine[:, 0]]
        cut.append(np.concatenate((mine, [[last, last + WITHOUT_END]])))
    shift = 12
    while (last >> shift) + 2 > MOST_CELLS:
        shift += 1
    width = (last >> shift) + 2
    if like is not None:
        shift, width = like.shift, like.width
    first = np.concatenate(([0], np.cumsum([len(spans) for spans in cut]))).astype(np.int64)
    start = np.concatenate([spans[:, 0] for spans in cut]) if cut else np.zeros(0)
    end = np.concatenate([spans[:, 1] for spans in cut]) if cut else np.zeros(0)
    before, cell, back = np.zeros(len(start)), [], []
    moments = np.arange(width) << shift
    for spans, a in zip(cut, first, strict=False):
        length = spans[:, 1] - spans[:, 0]
        done = np.cumsum(length)
        before[a : a + len(spans)] = done - length
        cell.append(a + np.searchsorted(spans[:, 1], moments, "right"))
        back.append(a + np.minimum(np.searchsorted(done, moments, "left"), len(spans) - 1))
    ints = np.int32
    empty = np.zeros((0, width))
    return Tables(
        start.astype(ints), end.astype(ints), before.astype(ints),
        np.array(cell if cell else empty).astype(ints), np.array(back if back else empty).astype(ints), shift, width,
    )  # fmt: skip
