"""Hours planned against hours open, week by week, for one work center."""

from __future__ import annotations

from django.utils.safestring import SafeString

from canyou.faces.web.read.load import CenterLoad
from canyou.faces.web.svg.draw import attribute, line, percent, rect, svg

__all__ = ["load_chart"]

FOOT, FULL, HEIGHT = 84.0, 55.0, 102.0
"""The foot of the bars, how high a full week is, and the height of the chart, in pixels."""


def load_chart(center: CenterLoad) -> SafeString:
    """A bar a week; the line is all the hours that are open. Bars as high as the line are full weeks."""
    each = 100 / max(1, len(center.weeks))
    drawn = ""
    peak = max(center.weeks, key=lambda week: (round(week.share, 2), week.hours))
    for number, week in enumerate(center.weeks):
        x, wide = number * each + 0.12 * each, 0.7 * each
        high = min(week.share, 1.0) * FULL
        middle = percent(x + wide / 2)
        drawn += rect(percent(x), FOOT - high, percent(wide), high, "f-done" if number == 0 else "f-bar")
        drawn += f'<text x="{middle}" y="98" class="mid t-3">{attribute(week.label)}</text>'
        if week is peak and week.hours >= 1:
            drawn += f'<text x="{middle}" y="{_label(high):.1f}" class="mid t-ink">{week.hours:.0f}</text>'
        full = FOOT - FULL
        drawn += line(percent(number * each), full, percent((number + 1) * each), full, "s-ink")
    drawn += line("0%", FOOT, "100%", FOOT, "s-line2")
    said = ", ".join(f"week {week.label}: {week.hours:.0f} of {week.open_hours:.0f}" for week in center.weeks)
    return svg(HEIGHT, drawn, "fig", f"{center.name}, hours planned of hours open. {said}.")


def _label(high: float) -> float:
    """Above the bar; inside it where the line of the open hours would run through the figure."""
    return FOOT - high + 13 if FULL - 18 < high < FULL - 1 else FOOT - high - 5
