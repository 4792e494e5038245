"""A share and the interval that it is known to, on a line from nothing to all."""

from __future__ import annotations

from django.utils.safestring import SafeString

from canyou.desk.figures import Share
from canyou.faces.web.svg.draw import at, line, percent, rect, svg

__all__ = ["share_line"]

HEIGHT, MIDDLE = 22.0, 11.0


def share_line(share: Share, words: str) -> SafeString:
    """A dot on its interval; the interval alone is wide where little is known."""
    drawn = line("0%", MIDDLE, "100%", MIDDLE, "s-line2")
    for part in range(0, 101, 25):
        drawn += line(percent(part), MIDDLE - 3, percent(part), MIDDLE + 3, "s-line2")
    found, span = share.share, share.interval
    if found is not None and span is not None:
        low, high = span
        drawn += rect(percent(100 * low), MIDDLE - 4, percent(100 * (high - low)), 8, "f-bar")
        drawn += at(percent(100 * found), MIDDLE, '<circle r="4.5" class="f-ink"/>')
    return svg(HEIGHT, drawn, "share", words)
