"""Promises on one axis of time: made, the first date, the date that counts, the likely finish.

A pin that has been set stays: where a promise was renegotiated the first pin turns hollow and the second is black.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from canyou.faces.web import when
from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.svg.draw import at, line, percent, rect, svg, text
from canyou.faces.web.svg.glyphs import diamond
from canyou.faces.web.when import Span
from canyou.shop.records import Instant

__all__ = ["PromiseDrawing", "promise_head", "promise_timeline"]

HEAD_HEIGHT, ROW_HEIGHT = 34, 52
BASE, FINISH = 34, 44
"""Where the promise's line runs, and where its likely finish lies under it."""
APART = 1.5
"""Two pins stand so far apart at the least, in per cent of the axis."""


@dataclass(frozen=True, slots=True)
class PromiseDrawing:
    """What one promise's row shows; moments in seconds UTC."""

    made_at: Instant
    first_at: Instant
    due_at: Instant
    finish_at: Instant | None = None
    """When the plan has it there, or when it was kept."""
    likely: Span | None = None
    """Between which moments 16 of 20 likely finishes lie."""
    look: str = "ink3"
    """`late`, `risk`, `kept` or `ink3`: the colour of the finish; its shape is the same."""


def promise_head(axis: Axis, closed: Sequence[Span], now_at: Instant) -> SafeString:
    """Mondays above the rows, and now."""
    drawn = _bands(axis, closed, HEAD_HEIGHT)
    mondays = [(begin, date) for begin, _, date in axis.days() if date.weekday() == 0]
    for begin, date in mondays[:: max(1, -(-len(mondays) // 6))]:
        if not 0 <= axis.place(begin) <= 94:
            continue
        drawn += line(axis.x(begin), 16, axis.x(begin), HEAD_HEIGHT, "s-line2")
        drawn += (
            f'<text x="{axis.x(begin)}" y="27" dx="5"><tspan class="wide-only">Mon </tspan>'
            f"{date.day} {when.MONTHS[date.month - 1]}</text>"
        )
    drawn += at(axis.x(now_at), 12, '<text class="mid t-ink t-b t-halo">now</text>')
    drawn += line(axis.x(now_at), 16, axis.x(now_at), HEAD_HEIGHT, "s-ink", 1.5)
    return svg(HEAD_HEIGHT, drawn, "axis")


def promise_timeline(
    one: PromiseDrawing, axis: Axis, closed: Sequence[Span], now_at: Instant, label: str
) -> SafeString:
    """One promise's row; what lies beyond the axis is drawn at its edge."""
    drawn = _bands(axis, closed, ROW_HEIGHT)
    drawn += line("0%", BASE, "100%", BASE, "s-line")
    drawn += line(axis.x(now_at), 0, axis.x(now_at), ROW_HEIGHT, "s-ink", 1.5)
    made, due = _inside(axis, one.made_at), _inside(axis, one.due_at)
    drawn += line(percent(made), BASE, percent(due), BASE, "s-edge", 1.5)
    if axis.place(one.made_at) >= 0:
        drawn += line(percent(made), BASE - 4, percent(made), BASE + 4, "s-edge", 1.5)
    if one.first_at != one.due_at:
        first = _inside(axis, one.first_at)
        if axis.place(one.first_at) > 100 and abs(first - due) < APART:  # the first pin stays in sight
            first = due - APART
        drawn += line(
            percent(min(first, due)), BASE - 15, percent(max(first, due)), BASE - 15, "s-ink2 dot", 1.4
        )
        drawn += at(percent(first), BASE, _pin("f-paper s-ink2", "s-ink2"))
    drawn += at(percent(due), BASE, _pin("f-ink", "s-ink"))
    if axis.place(one.due_at) > 100:
        drawn += text("100%", BASE - 22, when.day(one.due_at - 1, axis.zone), "end t-3")
    finish = one.finish_at
    if finish is not None and finish > one.due_at and one.look in ("late", "missed"):
        left, wide = axis.clipped(one.due_at, finish)
        drawn += rect(percent(left), BASE - 3, percent(wide), 6, "", fill="hatch")
    if one.likely is not None:
        left, wide = axis.clipped(*one.likely)
        drawn += line(percent(left), FINISH, percent(left + wide), FINISH, f"s-{_colour(one.look)}", 2.5)
    if finish is not None:
        drawn += at(percent(_inside(axis, finish)), FINISH, diamond(f"f-{_colour(one.look)}"))
    return svg(ROW_HEIGHT, drawn, "tl", label)


def _colour(look: str) -> str:
    return "late" if look == "missed" else look


def _inside(axis: Axis, moment: Instant) -> float:
    return min(100.0, max(0.0, axis.place(moment)))


def _pin(head: str, foot: str) -> str:
    return (
        f'<line y1="-11" y2="0" class="{foot}" stroke-width="1.6"/>'
        f'<circle cy="-15" r="4.5" class="{head}" stroke-width="1.6"/>'
    )


def _bands(axis: Axis, closed: Sequence[Span], height: float) -> str:
    return "".join(
        rect(percent(axis.clipped(a, b)[0]), 0, axis.width(a, b), height, "f-closed")
        for a, b in closed
        if b > axis.start and a < axis.end
    )
