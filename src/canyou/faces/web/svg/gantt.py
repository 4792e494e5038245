"""The plan as a Gantt chart: a lane a machine, bars cut at closed time, late in shape and colour."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from canyou.faces.web.read.floor import Bar, Dense, Down, Row
from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.svg.draw import attribute, line, percent, rect, svg, text
from canyou.faces.web.svg.gantt_ground import HEAD, Ground, fence, ground, header
from canyou.faces.web.svg.gantt_marks import MARK_LANES, Mark, marks
from canyou.faces.web.when import Span
from canyou.shop.records import Instant

__all__ = ["BAR", "LANE", "gantt"]

LANE, BAR = 19, 14
WIDE = 1240
"""The width in pixels that labels are fitted to; on a narrower screen the chart scrolls sideways."""


def gantt(
    axis: Axis,
    rows: Sequence[Row],
    order_marks: Sequence[Mark],
    setting: Ground,
    now_at: Instant,
    picked: str,
    label: str,
) -> SafeString:
    """The whole chart. Ground order: closed, fence, rows, bars, marks, date lines."""
    top = HEAD + 2 + MARK_LANES * LANE
    height = top + sum(2 + len(row.lanes) * LANE for row in rows)
    grounds, lines, body = "", "", ""
    y = top
    for row in rows:
        deep = 2 + len(row.lanes) * LANE
        grounds += _row_ground(axis, row, setting.closed, y, deep)
        lines += line("0%", y, "100%", y, "s-line")
        for number, lane in enumerate(row.lanes):
            lane_y = y + 3 + number * LANE
            body += "".join(_down(axis, down, lane_y) for down in lane.down)
            body += "".join(_dense(axis, dense, lane_y) for dense in lane.dense)
            body += "".join(_bar(axis, bar, lane_y, now_at, bar.order == picked) for bar in lane.bars)
        y += deep
    lines += line("0%", top, "100%", top, "s-ink3")
    drawn = ground(axis, setting, height) + grounds + fence(axis, setting, height)
    drawn += lines + header(axis, setting) + body
    drawn += marks(axis, order_marks, HEAD + 2, LANE)
    if axis.start <= now_at <= axis.end:
        drawn += line(axis.x(now_at), 18, axis.x(now_at), height, "s-ink", 1.5)
        drawn += text(axis.x(now_at), 28.5, setting.now_words, "t-ink t-b t-halo", 4)
    return svg(height, drawn, "gb", label)


def _row_ground(axis: Axis, row: Row, shop_closed: Sequence[Span], y: float, deep: float) -> str:
    """Where this row is shut although the shop is open, and open although the shop is closed."""
    if row.is_outside:
        return ""
    out = ""
    for look, spans in (
        ("f-night", _less(row.closed, shop_closed)),
        ("f-paper", _less(shop_closed, row.closed)),
    ):
        for a, b in spans:
            left, wide = axis.clipped(a, b)
            out += rect(percent(left), y, percent(wide), deep, look)
    return out


def _less(spans: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """What of the spans lies in none of the others; both sorted."""
    out = []
    for a, b in spans:
        cursor = a
        for c, d in others:
            if d <= cursor or c >= b:
                continue
            if c > cursor:
                out.append((cursor, c))
            cursor = max(cursor, d)
        if cursor < b:
            out.append((cursor, b))
    return out


def _bar(axis: Axis, bar: Bar, y: float, now_at: Instant, is_picked: bool) -> str:
    pieces = [(a, b) for a, b in bar.pieces if b > axis.start and a < axis.end]
    if not pieces:
        return ""
    look = (
        "bar" + (" ghost" if bar.is_ghost else " late" if bar.is_late else "") + (" sel" if is_picked else "")
    )
    look += f" o{bar.option}" if bar.option else ""
    held = f' data-step="{attribute(bar.step)}"' if bar.step else ""
    out = f'<g class="{look}" data-o="{attribute(bar.order)}"{held}><title>{attribute(bar.title)}</title>'
    if len(pieces) > 1:
        out += line(axis.x(pieces[0][1]), y + BAR / 2, axis.x(pieces[-1][0]), y + BAR / 2, "j", 1.5)
    widest = max(pieces, key=lambda piece: axis.clipped(*piece)[1])
    for piece in pieces:
        left, wide = axis.clipped(*piece)
        across = f'x="{left:.2f}%" y="{y:g}" width="{max(wide, 0.04):.2f}%" height="{BAR}"'
        words = bar.order if piece == widest and wide * WIDE / 100 >= _fits(bar.order) else ""
        if words:
            out += f'<svg {across}><rect width="100%" height="100%" class="b"/>'
            out += _hatched("0", BAR - 4, "100%") if bar.is_late and not bar.is_ghost else ""
            out += f'<text x="4" y="10.7">{attribute(words)}</text></svg>'
        else:
            out += f'<rect {across} class="b"/>'
            if bar.is_late and not bar.is_ghost:
                out += _hatched(f"{left:.2f}%", y + BAR - 4, f"{wide:.2f}%")
        if bar.is_running and piece[0] < now_at:
            left, wide = axis.clipped(piece[0], min(piece[1], now_at))
            out += (
                f'<rect x="{left:.2f}%" y="{y + BAR - 2:g}" width="{wide:.2f}%" height="2" class="f-ink3"/>'
            )
    edge = axis.x(pieces[0][0])
    if axis.place(pieces[0][0]) >= 0:
        out += f'<line x1="{edge}" y1="{y:g}" x2="{edge}" y2="{y + BAR:g}" class="e"/>'
    return out + "</g>"


def _hatched(x: str, y: float, wide: str) -> str:
    return f'<rect x="{x}" y="{y:g}" width="{wide}" height="4" fill="url(#hatch)"/>'


def _fits(words: str) -> float:
    """The pixels that a label of 11 px type needs inside a bar."""
    return 8 + 6.3 * len(words)


def _dense(axis: Axis, dense: Dense, y: float) -> str:
    left, wide = axis.clipped(dense.start, dense.end)
    high = max(1.5, BAR * dense.share)
    many = "1 step" if dense.count == 1 else f"{dense.count} steps"
    words = f"{many}, {dense.share:.0%} of the open time" + (
        ", late orders among them" if dense.has_late else ""
    )
    out = rect(percent(left), y + BAR - high, percent(wide), high, "f-bar", title=words)
    return out + (_hatched(percent(left), y + BAR - 4, percent(wide)) if dense.has_late else "")


def _down(axis: Axis, down: Down, y: float) -> str:
    left, wide = axis.clipped(down.start, down.end)
    why = f"down: {down.reason}" if down.reason else "down"
    words = why if wide * WIDE / 100 >= _fits(why) else "down" if wide * WIDE / 100 >= 38 else ""
    return (
        f'<svg x="{left:.2f}%" y="{y:g}" width="{wide:.2f}%" height="{BAR}"><title>{attribute(why)}</title>'
        '<rect width="100%" height="100%" class="f-paper s-late" stroke-width="2"/>'
        f'<text x="4" y="10.7" class="t-late t-b">{attribute(words)}</text></svg>'
    )
