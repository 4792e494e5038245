"""One order's dates on a line: created, first promised, the date that counts, now, projected finish."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from canyou.faces.web import when
from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.svg.draw import at, line, percent, rect, svg, text
from canyou.faces.web.svg.glyphs import diamond
from canyou.shop.records import Instant

__all__ = ["dates_line"]

HEIGHT, BASE = 84, 52


def dates_line(
    created_at: Instant | None,
    first_at: Instant | None,
    counts_at: Instant,
    finish_at: Instant | None,
    now_at: Instant,
    zone: ZoneInfo,
    label: str,
) -> SafeString:
    """The first promise's pin stays, hollow, where there is a later one; late is hatched in red."""
    moments = [m for m in (created_at, first_at, counts_at, finish_at, now_at) if m is not None]
    start = when.midnight(max(min(moments), now_at - 120 * when.DAY), zone)
    end = when.next_midnight(min(max(moments), now_at + 400 * when.DAY), zone, 2)
    axis = Axis(start, max(end, when.next_midnight(start, zone, 9)), zone)
    days = list(axis.days())
    drawn = ""
    for begin, after, day in days:
        if day.weekday() >= 5 and len(days) <= 90:
            drawn += rect(axis.x(begin), 18, axis.width(begin, after), HEIGHT - 18, "f-closed")
    mondays = [begin for begin, _, day in days if day.weekday() == 0]
    for number, begin in enumerate(mondays[:: max(1, -(-len(mondays) // 7))]):
        drawn += line(axis.x(begin), 18, axis.x(begin), 30, "s-line2")
        # Where the line of now would run through its words, a Monday keeps its tick alone.
        if axis.place(begin) < 93 and not 0 <= axis.place(now_at) - axis.place(begin) < 12:
            # A phone has room for every third.
            drawn += text(axis.x(begin), 28, when.day(begin, zone), "wide-only" if number % 3 else "", 4)
    drawn += line("0%", BASE, "100%", BASE, "s-line")
    if created_at is not None:
        left = max(axis.start, created_at)
        drawn += line(axis.x(left), BASE, axis.x(max(left, counts_at)), BASE, "s-ink3")
        drawn += at(axis.x(left), BASE, '<path d="M0 -4V4" class="s-ink3" stroke-width="1.5"/>')
    if finish_at is not None and finish_at > counts_at:
        left_at, wide = axis.clipped(counts_at, finish_at)
        drawn += rect(percent(left_at), BASE - 3, percent(wide), 6, "", fill="hatch")
    if first_at is not None and first_at != counts_at:
        drawn += line(axis.x(first_at), BASE - 18, axis.x(counts_at), BASE - 18, "s-ink2 dot")
        drawn += at(axis.x(first_at), BASE, '<path d="M0 0V-14" class="s-ink2" stroke-width="1.5"/>')
        drawn += at(axis.x(first_at), BASE - 18, '<circle r="4" class="f-paper s-ink2" stroke-width="1.5"/>')
    drawn += at(axis.x(counts_at), BASE, '<path d="M0 0V-14" class="s-ink" stroke-width="1.5"/>')
    drawn += at(axis.x(counts_at), BASE - 18, '<circle r="4.5" class="f-ink"/>')
    drawn += line(axis.x(now_at), 14, axis.x(now_at), HEIGHT, "s-ink", 1.5)
    if finish_at is not None:
        late = finish_at > counts_at
        drawn += at(axis.x(finish_at), BASE + 14, diamond("f-late" if late else "f-ink2", 6))
        near_end = axis.place(finish_at) > 80
        drawn += at(
            axis.x(finish_at),
            BASE + 14,
            f'<text x="{-11 if near_end else 11}" y="4" class="t-halo{" end" if near_end else ""}'
            f'{" t-late t-b" if late else ""}">{when.day_clock(finish_at, zone)}</text>',
        )
    drawn += text(axis.x(now_at), 10, "now", "t-ink t-b t-halo" + (" mid" if axis.place(now_at) > 3 else ""))
    return svg(HEIGHT, drawn, "fig", label)
