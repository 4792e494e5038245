"""Which stretches of a file of promises can't be judged, because what would show them is not in the file.

A file of promises is often cut by the day on which they were kept: everything shipped in a quarter, say. Then those
due before it are there only if they were late, and those due at its end only if they were not. Neither says anything
of the shop. Both edges are looked for in the file itself: how late promises are elsewhere in it says how many should
have been kept within, or past, an edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from canyou.calibrate.book import Book
from canyou.calibrate.days import day_numbers

Days = NDArray[np.float64]

SEEN = 0.05
"""An edge hides outcomes where no more than so large a part of those expected past it is there."""

EXPECTED = 6.0
"""… and at least so many are expected: that none of six is there by chance happens once in four hundred times."""

HIDDEN = 0.05
"""A day is judged only where no more than so large a part of its late (or early) outcomes is out of sight."""

STRAY = 0.001
"""So large a part of the rows may lie before the first day of which a file tells …"""

TAIL = 0.01
"""… and so large a one past the last."""

LATE_ENOUGH = 6
"""With fewer late ones nothing can be said of how long lateness lasts."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A stretch of due dates that can't be judged."""

    first: int
    """The first row of it, and the one behind the last, by due."""
    last: int
    why: str


def refused_stretches(book: Book) -> list[Refused]:
    """The stretches at both edges of a file that can't be judged, by due."""
    due, kept = day_numbers(book.due, book.zone), day_numbers(book.kept, book.zone)
    found = []
    left = _left(due, kept)
    if left is not None:
        found.append(left)
    first = left.last if left else 0
    right = _right(book, due, kept, first)
    if right is not None:
        found.append(right)
    return found


def said(day: float) -> str:
    """`14 October 2013`."""
    when = date.fromordinal(int(day))
    return f"{when.day} {when:%B %Y}"


def _left(due: Days, kept: Days) -> Refused | None:
    """The days due before the first day of which outcomes are in the file, and those whose early outcomes are not."""
    begin = _first_seen(due, kept)
    if begin is None:
        begin = np.quantile(kept, STRAY, method="lower")
        end = _early_missing(due, kept, begin)
        if not end:
            return None
        return Refused(
            0, end, f"What was kept before {said(begin)} is not in the file, so the early ones are missing."
        )
    end = int(np.searchsorted(due, begin, "left"))
    why = (
        f"All of these were kept on {said(begin)} or later: what was kept before that day, and with it all that "
        "was on time, is not in the file."
    )
    more = _early_missing(due[end:], kept[end:], begin)
    if more:
        why += " Of those due soon after, the early ones are missing."
    return Refused(0, end + more, why)


def _first_seen(due: Days, kept: Days) -> float | None:
    """The last day before which promises were due and next to none was kept, though many should have been.

    What was due before a day T is kept before it with the chance F(T − due), F being how late those are that are
    due from T on. Where a file begins with what was kept on T, none of them is.
    """
    days, counts = np.unique(due, return_counts=True)
    late = np.where(np.isfinite(kept), kept - due, np.inf)
    longest = int(days[-1] - days[0])
    histogram = np.zeros(longest + 2)  # lateness of what is due from T on; all early ones at 0
    place = np.clip(np.where(np.isfinite(late), late, longest + 1), 0, longest + 1).astype(np.int64)
    first = np.searchsorted(due, days, "left")
    last = np.append(first[1:], len(due))
    for k in range(len(days) - 1, 0, -1):
        histogram += np.bincount(place[first[k] : last[k]], minlength=longest + 2)
        seen_late = histogram.sum()
        if seen_late < EXPECTED:
            continue
        share = np.cumsum(histogram) / seen_late
        ahead = (days[k] - 1 - days[:k]).astype(np.int64)
        expected = float((counts[:k] * share[ahead]).sum())
        if expected < EXPECTED:
            break  # still fewer are due before an earlier day
        early = int(np.count_nonzero(kept[: first[k]] < days[k]))
        if early <= SEEN * expected:
            return float(days[k])
    return None


def _early_missing(due: Days, kept: Days, begin: float) -> int:
    """How many of the first rows are due so soon after the file's first day that early outcomes of them are cut off."""
    ahead = (due - kept)[len(due) // 2 :]
    ahead = np.sort(ahead[np.isfinite(ahead)])
    soon = np.maximum(due - begin, 0)
    if len(ahead) < EXPECTED:
        return 0
    cut = 1 - np.searchsorted(ahead, soon, "right") / len(ahead)
    near = (due >= begin) & (cut < 0.95)
    expected = float((cut[near] / (1 - cut[near])).sum())
    there = int(np.count_nonzero(kept < begin))
    if expected < EXPECTED or there > SEEN * expected:
        return 0
    return int(np.searchsorted(-cut, -HIDDEN, "left"))


def _right(book: Book, due: Days, kept: Days, first: int) -> Refused | None:
    """The last days, of which late outcomes are not in yet, and those that were not due when the file ended."""
    due, kept = due[first:], kept[first:]
    if not np.isfinite(kept).any():
        return None
    end = _last_seen(due, kept)
    if end is None:
        until = float(day_numbers(np.array([book.until]), book.zone)[0])
        begin = int(np.searchsorted(due, until, "right"))
        why = f"These were not due yet when the file ended, on {said(until)}."
    else:
        share, _ = _seen_by(due, kept, end)
        begin = int(np.argmax(np.append(share < 1 - HIDDEN, True)))
        why = (
            f"The file ends with what was kept by {said(end)}: more than 1 in {round(1 / HIDDEN)} of those that are "
            "late here, if as late as others were, are not in it."
        )
    return Refused(first + begin, first + len(due), why) if begin < len(due) else None


def _last_seen(due: Days, kept: Days) -> float | None:
    """The first day after which next to nothing of what was due is kept, though much should have been."""
    done = kept[np.isfinite(kept)]
    found = None
    for end in np.unique(done[done >= np.quantile(done, 1 - TAIL, method="lower")])[::-1].tolist():
        share, late = _seen_by(due, kept, end)
        expected = float((1 - share)[due <= end].sum()) * late
        after = int(np.count_nonzero((due <= end) & (kept > end)))
        if expected >= EXPECTED and after <= SEEN * expected:
            found = end
    return found


def _seen_by(due: Days, kept: Days, end: float) -> tuple[Days, float]:
    """For each row the share of its late outcomes that would be in by a day, and the share that is late by then."""
    done = (kept <= end) & (due <= end)
    late = kept[done] - due[done]
    if not len(late):
        return np.where(due <= end, 1.0, 0.0), 0.0
    is_late = late > 0
    share = _late_seen(late[is_late], end - due[done][is_late], end - due)
    return share, float(np.mean(is_late))


def _late_seen(late: Days, room: Days, wanted: Days) -> Days:
    """For each wanted number of days since a due date, the share of its late outcomes that is in by then.

    `late` are the days by which promises were late, each seen because it is no more than its `room`: the days from
    its due date to the file's end. The distribution behind such right-truncated figures is estimated by the product
    limit of D. Lynden-Bell, Monthly Notices of the Royal Astronomical Society 155, 1971, 95–118.
    """
    if len(late) < LATE_ENOUGH:
        return np.where(wanted >= 0, 1.0, 0.0)
    sizes = np.arange(1, int(late.max()) + 1)
    ordered, rooms = np.sort(late), np.sort(room)
    of_size = np.bincount(late.astype(np.int64), minlength=len(sizes) + 1)[1:]
    at_risk = np.searchsorted(ordered, sizes, "right") - np.searchsorted(rooms, sizes, "left")
    enough = at_risk >= max(LATE_ENOUGH, 0.05 * len(late))
    last = int(np.flatnonzero(enough)[-1]) + 1 if enough.any() else 0
    left = 1 - of_size[:last] / np.maximum(at_risk[:last], 1)
    share = np.ones(last + 1)  # share[s]: late by no more than s days, of those late by no more than `last`
    share[:-1] = np.cumprod(left[::-1])[::-1]
    found: Days = np.where(wanted >= 1, share[np.clip(wanted, 0, last).astype(np.int64)], 0.0)
    return found
