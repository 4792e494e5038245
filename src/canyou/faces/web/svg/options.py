"""The options of an answer on one shared time axis: deliveries as blocks, the date asked as one line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from canyou.faces.web import when
from canyou.faces.web.read.quantity import number
from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.svg.dots import likely_dots
from canyou.faces.web.svg.draw import at, attribute, line, percent, rect, svg, text
from canyou.faces.web.svg.glyphs import flag
from canyou.faces.web.when import Span
from canyou.plan.result import Option
from canyou.shop.records import Instant

__all__ = ["HEAD_HEIGHT", "ROW_HEIGHT", "axis_head", "option_timeline"]

HEAD_HEIGHT, ROW_HEIGHT = 40, 64
BASE = 34
"""Where the line of time runs in a row; deliveries stand on it."""
NEAR = 12.0
"""Deliveries closer than this, in per cent, write their quantities on opposite sides."""
LABEL = 5.0
"""A day's name is about so wide, in per cent."""


def axis_head(axis: Axis, closed: Sequence[Span], asked_at: Instant) -> SafeString:
    """Days above the rows (weeks and months where days would be too narrow), and the date asked for."""
    drawn = _bands(axis, closed, HEAD_HEIGHT)
    for begin, _, upper, lower, is_weekend in _ticks(axis):
        if axis.place(begin) > 95:
            continue
        look = "t-3" if is_weekend else ""
        short, rest = (upper[:2], upper[2:]) if len(upper) == 3 else (upper, "")
        drawn += line(axis.x(begin), 12, axis.x(begin), HEAD_HEIGHT, "s-line")
        if 0 <= axis.place(asked_at) - axis.place(begin) < LABEL:
            continue  # the line of the date asked would go through it
        drawn += f'<text x="{axis.x(begin)}" y="21" dx="4" class="{look}">{attribute(short)}'
        drawn += f'<tspan class="wd">{attribute(rest)}</tspan></text>' if rest else "</text>"
        drawn += text(axis.x(begin), 35, lower, "t-3", 4)
    place = axis.place(asked_at)
    anchor = "end" if place > 94 else "mid" if place > 5 else ""
    drawn += line(percent(place), 6, percent(place), HEAD_HEIGHT, "s-accent", 1.5)
    drawn += text(percent(place), 6, "asked for", f"{anchor} t-accent t-halo t-b")
    return svg(HEAD_HEIGHT, drawn, "axis")


def option_timeline(
    option: Option, axis: Axis, closed: Sequence[Span], asked_at: Instant, now_at: Instant, label: str
) -> SafeString:
    """One option's row: opened hours, deliveries with their quantities and likely moments, and moved orders."""
    height = ROW_HEIGHT + 18 * len(option.moves[:3])
    drawn = _bands(axis, closed, height)
    drawn += rect("0%", 0, axis.width(axis.start, now_at), height, "f-night")
    drawn += line("0%", BASE, "100%", BASE, "s-line2")
    drawn += line(axis.x(asked_at), 0, axis.x(asked_at), height, "s-accent", 1.5)
    drawn += _opened(option, axis)
    drawn += _deliveries(option, axis)
    drawn += likely_dots(option.deliveries, axis, asked_at, BASE)
    for place, move in enumerate(option.moves[:3]):
        y = height - 10 - 18 * (min(3, len(option.moves)) - 1 - place)
        drawn += _move(axis, move.from_at, move.to_at, move.promised_at, move.order, y)
    ticks = [tick for tick in _ticks(axis) if axis.place(tick[0]) < 94]
    every = max(1, -(-len(ticks) // 6))
    labels = "".join(
        text(axis.x(begin), height + 13, _phone_tick(upper, lower), "t-3")
        for begin, _, upper, lower, _ in ticks[::every]
    )
    return svg(height, f'{drawn}<g class="ph">{labels}</g>', "tl", label)


def _phone_tick(upper: str, lower: str) -> str:
    """`Sa 21`, `23 Nov`, `Nov 2026`."""
    if upper in when.DAYS:
        return f"{upper[:2]} {lower}"
    return f"{lower} {upper}" if len(lower) <= 2 else f"{upper} {lower}"


def _opened(option: Option, axis: Axis) -> str:
    """Opened hours as boxes on the line; those that lie together are added up in one label."""
    drawn, groups = "", list[tuple[float, int]]()
    for opened in sorted(option.overtime, key=lambda one: one.start_at):
        left, wide = axis.clipped(opened.start_at, opened.end_at)
        drawn += rect(percent(left), BASE - 9, percent(max(wide, 1.2)), 9, "f-wash s-accent")
        seconds = opened.end_at - opened.start_at
        if groups and left - groups[-1][0] < NEAR:
            groups[-1] = groups[-1][0], groups[-1][1] + seconds
        else:
            groups.append((left, seconds))
    for left, seconds in groups:
        label = (
            f'<text x="3" y="-14" class="mid t-accent t-b t-halo">+{attribute(when.length(seconds))}</text>'
        )
        drawn += at(percent(left), BASE, label)
    return drawn


def _deliveries(option: Option, axis: Axis) -> str:
    total = sum((delivery.quantity for delivery in option.deliveries), Decimal(0)) or Decimal(1)
    places = [axis.place(delivery.at) for delivery in option.deliveries]
    drawn = ""
    for i, delivery in enumerate(option.deliveries):
        high = 8 + 16 * float(delivery.quantity / total)
        next_is_near = i + 1 < len(places) and places[i + 1] - places[i] < NEAR
        before = (next_is_near or places[i] > 90) and places[i] > NEAR
        words = attribute(number(delivery.quantity))
        label = (
            f'<text x="{-10 if before else 10}" y="{-high / 2 + 4:.1f}" '
            f'class="t-ink t-b t-halo{" end" if before else ""}">{words}</text>'
        )
        block = f'<rect x="-5" y="{-high:.1f}" width="10" height="{high:.1f}" class="f-ink"/>'
        drawn += at(percent(places[i]), BASE, block + label)
    return drawn


def _move(
    axis: Axis, from_at: Instant, to_at: Instant, promised_at: Instant | None, order: str, y: float
) -> str:
    """An order that finishes elsewhere: a ring where it was, a disc where it goes, its promise a flag."""
    arrow = '<path d="M-5 -3.5L0 0L-5 3.5" class="f-none s-ink2" stroke-width="1.5"/>'
    drawn = at(axis.x(from_at), y, '<circle r="4" class="f-paper s-ink3 dash" stroke-width="1.5"/>')
    drawn += line(axis.x(from_at), y, axis.x(to_at), y, "s-ink2", 1.5)
    drawn += at(axis.x(to_at), y, f'{arrow}<circle cx="5" r="4" class="f-ink2"/>')
    drawn += at(axis.x(to_at), y, f'<text x="14" y="4" class="t-halo">{attribute(order)}</text>')
    if promised_at is not None and axis.start <= promised_at <= axis.end:
        drawn += at(axis.x(promised_at), y, flag("ink2"))
    return drawn


def _bands(axis: Axis, closed: Sequence[Span], height: float) -> str:
    return "".join(
        rect(percent(axis.clipped(a, b)[0]), 0, axis.width(a, b), height, "f-closed")
        for a, b in closed
        if b > axis.start and a < axis.end
    )


def _ticks(axis: Axis) -> list[tuple[Instant, Instant, str, str, bool]]:
    """(from, to, upper label, lower label, whether it is a weekend): days, else Mondays, else months."""
    days = list(axis.days())
    if len(days) <= 16:
        return [(a, b, when.DAYS[d.weekday()], str(d.day), d.weekday() >= 5) for a, b, d in days]
    if len(days) <= 84:
        mondays = [(a, b, d) for a, b, d in days if d.weekday() == 0]
        every = 1 if len(mondays) <= 7 else 2
        return [(a, b, when.MONTHS[d.month - 1], str(d.day), False) for a, b, d in mondays[::every]]
    firsts = [(a, b, d) for a, b, d in days if d.day == 1]
    every = max(1, -(-len(firsts) // 9))
    return [(a, b, when.MONTHS[d.month - 1], str(d.year), False) for a, b, d in firsts[::every]]
