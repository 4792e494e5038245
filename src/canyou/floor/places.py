"""Where rows stand among the rows of their file: positions with gaps, so that most rows keep theirs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

GAP = 2**32
"""Distance between neighbours at first. Halved 32 times at one spot before the file is numbered anew."""


def new_positions(kept: Sequence[int | None]) -> list[int]:
    """Positions, strictly rising, for rows in their new order; None where a row is new.

    As many rows as possible keep the position they have: those of a longest rising subsequence, found by
    patience sorting (Fredman, "On computing the length of longest increasing subsequences", 1975). Where a
    gap has become too narrow, all rows are numbered anew.
    """
    stays = _longest_rising(kept)
    answer: list[int] = [0] * len(kept)
    index = 0
    before: int | None = None
    while index < len(kept):
        if index in stays:
            position = kept[index]
            assert position is not None
            answer[index] = before = position
            index += 1
            continue
        end = index
        while end < len(kept) and end not in stays:
            end += 1
        count = end - index
        after = kept[end] if end < len(kept) else None
        if after is None:
            first, step = (GAP if before is None else before + GAP), GAP
        elif before is None:
            first, step = after - GAP * count, GAP
        else:
            step = (after - before) // (count + 1)
            if step == 0:
                return [GAP * (place + 1) for place in range(len(kept))]
            first = before + step
        for offset in range(count):
            answer[index + offset] = first + step * offset
        before = answer[end - 1]
        index = end
    return answer


def _longest_rising(values: Sequence[int | None]) -> set[int]:
    """The indexes of a longest strictly rising subsequence, None left out."""
    tails: list[int] = []  # smallest last value of a rising subsequence of each length
    tail_index: list[int] = []
    previous: dict[int, int | None] = {}
    for index, value in enumerate(values):
        if value is None:
            continue
        length = bisect_left(tails, value)
        previous[index] = tail_index[length - 1] if length else None
        if length == len(tails):
            tails.append(value)
            tail_index.append(index)
        else:
            tails[length] = value
            tail_index[length] = index
    chosen: set[int] = set()
    at: int | None = tail_index[-1] if tail_index else None
    while at is not None:
        chosen.add(at)
        at = previous[at]
    return chosen
