"""Two kinds of chart as SVG: lines over two logarithmic axes, and horizontal bars.

Each is a page's width, reads in light and dark, and has its figures in the words of the page beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 34, 46
ROW = 26

STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.quiet { fill: #59636e; font-size: 12px }
.grid { stroke: #d1d9e0; stroke-width: 1 }
.line { fill: none; stroke-width: 2 }
.c0 { stroke: #0b5cad; fill: #0b5cad } .c1 { stroke: #b35900; fill: #b35900 } .c2 { stroke: #59636e; fill: #59636e }
.line.c0, .line.c1, .line.c2 { fill: none }
.paper { fill: #ffffff }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f3f6 } .quiet { fill: #adb5bd } .grid { stroke: #3d444d } .paper { fill: #0d1117 }
  .c0 { stroke: #6cb6ff; fill: #6cb6ff } .c1 { stroke: #ffb366; fill: #ffb366 } .c2 { stroke: #adb5bd; fill: #adb5bd }
}
</style>"""

Points = Sequence[tuple[float, float]]


def log_lines(title: str, across: str, up: str, lines: Mapping[str, Points]) -> str:
    """Lines over two logarithmic axes; each line is named at its end, and its dash and mark differ too.

    Raises:
        ValueError: there is nothing to draw, or a value is not above 0.
    """
    points = [point for line in lines.values() for point in line]
    if not points or min(min(point) for point in points) <= 0:
        raise ValueError(f"a logarithmic chart needs points above 0 (found {points})")
    x = LogAxis([p[0] for p in points], LEFT, WIDTH - RIGHT)
    y = LogAxis([p[1] for p in points], HEIGHT - BOTTOM, TOP)
    drawn = [f'<text x="{LEFT}" y="18">{escape(title)}</text>']
    for value in x.ticks:
        at = x.place(value)
        drawn.append(f'<path class="grid" d="M{at:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        drawn.append(
            f'<text class="quiet" x="{at:.1f}" y="{HEIGHT - 26}" text-anchor="middle">{value:,g}</text>'
        )
    for value in y.ticks:
        at = y.place(value)
        drawn.append(f'<path class="grid" d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}"/>')
        drawn.append(
            f'<text class="quiet" x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
    drawn.append(
        f'<text class="quiet" x="{WIDTH - RIGHT}" y="{HEIGHT - 8}" text-anchor="end">{escape(across)}</text>'
    )
    drawn.append(f'<text class="quiet" x="{WIDTH - 8}" y="18" text-anchor="end">{escape(up)}</text>')
    ends = apart([y.place(line[-1][1]) + 4 for line in lines.values()])
    for number, (name, line) in enumerate(lines.items()):
        colour, dash = (
            f"c{number % 3}",
            ("", ' stroke-dasharray="6 4"', ' stroke-dasharray="2 3"')[number % 3],
        )
        path = "L".join(f"{x.place(a):.1f} {y.place(b):.1f}" for a, b in line)
        drawn.append(f'<path class="line {colour}"{dash} d="M{path}"/>')
        drawn += [
            f'<circle class="{colour}" cx="{x.place(a):.1f}" cy="{y.place(b):.1f}" r="3"/>' for a, b in line
        ]
        drawn.append(f'<text x="{x.place(line[-1][0]) + 8:.1f}" y="{ends[number]:.1f}">{escape(name)}</text>')
    return svg(title, HEIGHT, drawn)


class LogAxis:
    """A logarithmic axis from whole power to whole power of ten (or a third of one)."""

    def __init__(self, values: Sequence[float], at_least: float, at_most: float) -> None:
        low, high = math.log10(min(values)), math.log10(max(values))
        self.low, self.high = math.floor(low * 3 + 1e-9) / 3, math.ceil(high * 3 - 1e-9) / 3
        if self.high <= self.low:
            self.high = self.low + 1 / 3
        self.at_least, self.at_most = at_least, at_most
        tens = range(math.floor(self.low), math.ceil(self.high) + 1)
        steps = [digit * 10.0**ten for ten in tens for digit in (1, 2, 5)]
        inside = [v for v in steps if self.low - 1e-9 <= math.log10(v) <= self.high + 1e-9]
        self.ticks = inside if len(inside) <= 8 else [v for v in inside if f"{v:e}"[0] == "1"]

    def place(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.at_least + share * (self.at_most - self.at_least)


def apart(places: Sequence[float], least: float = 15.0) -> list[float]:
    """The same places, pushed down where two would lie on one another."""
    out = list(places)
    below = -math.inf
    for number in sorted(range(len(out)), key=lambda n: out[n]):
        out[number] = below = max(out[number], below + least)
    return out


def bars(title: str, unit: str, values: Sequence[tuple[str, float]], marked: str = "") -> str:
    """Horizontal bars from 0, each with its value; the one called `marked` stands out.

    Raises:
        ValueError: there is nothing to draw, or a value is below 0.
    """
    if not values or min(value for _, value in values) < 0:
        raise ValueError(f"bars need values of 0 or more (found {list(values)})")
    left, most = 190, max(max(value for _, value in values), 1e-9)
    drawn = [f'<text x="8" y="18">{escape(title)}</text>']
    drawn.append(f'<text class="quiet" x="{WIDTH - 8}" y="18" text-anchor="end">{escape(unit)}</text>')
    for number, (name, value) in enumerate(values):
        y = TOP + number * ROW
        wide = (WIDTH - left - 90) * value / most
        colour = "c0" if name == marked else "c2"
        drawn.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>')
        drawn.append(
            f'<rect class="{colour}" stroke="none" x="{left}" y="{y + 2}" width="{wide:.1f}" height="16"/>'
        )
        drawn.append(f'<text x="{left + wide + 6:.1f}" y="{y + 14}">{value:,.3g}</text>')
    return svg(title, TOP + len(values) * ROW + 8, drawn)


def diagonal(title: str, across: str, up: str, points: Points) -> str:
    """Shares beside shares, both from 0 to 1; on the diagonal they are the same.

    Raises:
        ValueError: there is nothing to draw, or a share is not between 0 and 1.
    """
    if not points or not all(0 <= value <= 1 for point in points for value in point):
        raise ValueError(f"shares are from 0 to 1 (found {list(points)})")
    side = HEIGHT - TOP - BOTTOM
    drawn = [f'<text x="{LEFT}" y="18">{escape(title)}</text>']
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        x, y = LEFT + side * tick, HEIGHT - BOTTOM - side * tick
        drawn.append(
            f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}M{LEFT} {y:.1f}H{LEFT + side}"/>'
        )
        drawn.append(
            f'<text class="quiet" x="{x:.1f}" y="{HEIGHT - 26}" text-anchor="middle">{tick:.0%}</text>'
        )
        drawn.append(
            f'<text class="quiet" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:.0%}</text>'
        )
    drawn.append(
        f'<path class="line c2" stroke-dasharray="6 4" d="M{LEFT} {HEIGHT - BOTTOM}L{LEFT + side} {TOP}"/>'
    )
    places = [(LEFT + side * a, HEIGHT - BOTTOM - side * b) for a, b in points]
    drawn.append(f'<path class="line c0" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in places)}"/>')
    drawn += [f'<circle class="c0" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places]
    right = LEFT + side
    drawn.append(
        f'<text class="quiet" x="{right}" y="{HEIGHT - 8}" text-anchor="end">{escape(across)}</text>'
    )
    drawn.append(f'<text class="quiet" x="{right + 8}" y="{TOP + 4}">{escape(up)}</text>')
    return svg(title, HEIGHT, drawn)


def svg(title: str, height: int, drawn: Sequence[str]) -> str:
    """The whole picture, with its title for those who hear it."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
    ground = f'<rect class="paper" width="{WIDTH}" height="{height}"/>'
    return "\n".join([f'{head} aria-label="{escape(title)}">', STYLE, ground, *drawn, "</svg>\n"])
