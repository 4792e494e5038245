"""The chart's first row: of each order the projected finish ◆ and the date due ▽."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.svg.draw import at, attribute, line, percent, rect
from canyou.faces.web.svg.glyphs import diamond, triangle
from canyou.shop.records import Instant

__all__ = ["MARK_LANES", "Mark", "marks", "packed"]

MARK_LANES = 3
FAR = 16.0
"""In per cent of the width."""
PIXEL = 100 / 1240
"""One pixel in per cent of the width that labels are fitted to."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One order's finish and due date; `late_words` says by how much, and is empty where it is on time."""

    order: str
    finish_at: Instant
    due_at: Instant
    late_words: str
    title: str
    is_picked: bool = False


def packed(axis: Axis, found: Sequence[Mark]) -> list[tuple[int, Mark]]:
    """As many marks as have room, the first ones first, each with its lane."""
    taken: list[list[tuple[float, float]]] = [[] for _ in range(MARK_LANES)]
    out = []
    for mark in found:
        finish, due = axis.place(mark.finish_at), axis.place(mark.due_at)
        label = _label_width(mark)
        left = max(0.0, min(finish, due) if shows_due(axis, mark) else finish) - 8 * PIXEL
        right = min(finish, 100.0) + label
        if _is_flipped(finish, label):
            left, right = min(left, finish - label), finish + 8 * PIXEL
        if shows_due(axis, mark):
            right = max(right, min(due, 100.0) + 8 * PIXEL)
        lane = next(
            (i for i, spans in enumerate(taken) if all(right < a or left > b for a, b in spans)), None
        )
        if lane is None:
            continue
        taken[lane].append((left, right))
        out.append((lane, mark))
    return out


def _label_width(mark: Mark) -> float:
    """In per cent, with the diamond."""
    return (16 + 6.3 * len(f"{mark.order} {mark.late_words}")) * PIXEL


def _is_flipped(finish: float, label: float) -> bool:
    """At the right edge the words go to the other side, where they are not cut off."""
    return finish <= 100 < finish + label - 0.5


def shows_due(axis: Axis, mark: Mark) -> bool:
    """A due date far to the right of a finish in time says only that there is room: it is left out."""
    gap = axis.place(mark.due_at) - axis.place(mark.finish_at)
    return bool(mark.late_words) or mark.is_picked or gap < FAR


def marks(axis: Axis, found: Sequence[Mark], top: float, lane_height: float) -> str:
    return "".join(_mark(axis, mark, top + 10 + lane * lane_height) for lane, mark in packed(axis, found))


def _mark(axis: Axis, mark: Mark, y: float) -> str:
    late = bool(mark.late_words)
    first, last = sorted((mark.finish_at, mark.due_at))
    left, wide = axis.clipped(first, last)
    look = "mark" + (" late" if late else "") + (" sel" if mark.is_picked else "")
    out = f'<g class="{look}" data-o="{attribute(mark.order)}"><title>{attribute(mark.title)}</title>'
    if late:
        out += rect(percent(left), y - 2.5, percent(wide), 5, "", fill="hatch")
    elif shows_due(axis, mark):
        out += line(percent(left), y, percent(left + wide), y, "s-line2")
    if axis.start <= mark.due_at <= axis.end and shows_due(axis, mark):
        out += at(axis.x(mark.due_at), y, triangle("s-late" if late else "s-ink2"))
    finish = axis.place(mark.finish_at)
    if late and finish > 100 and 0 <= axis.place(mark.due_at) < 88:
        label = f'<text x="9" y="4" class="t-halo t-late t-b">{attribute(mark.order)}</text>'
        out += at(axis.x(mark.due_at), y, label)
    if 0 <= finish <= 100:
        words = f"{mark.order} {mark.late_words}".strip()
        flipped = _is_flipped(finish, _label_width(mark))
        label = (
            f'<text x="{-9 if flipped else 9}" y="4" class="t-halo{" end" if flipped else ""}'
            f'{" t-late t-b" if late else ""}">{attribute(words)}</text>'
        )
        out += at(percent(finish), y, diamond("d") + label)
    return out + "</g>"
