"""The few primitives that every chart is drawn with."""

from __future__ import annotations

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

__all__ = ["at", "attribute", "line", "percent", "rect", "svg", "text"]


def percent(value: float) -> str:
    """A position or width across, in per cent of the chart."""
    return f"{value:.2f}%"


def attribute(value: object) -> str:
    """Text that may stand between the quotes of an attribute."""
    return str(escape(str(value)))


def line(x1: str, y1: float, x2: str, y2: float, look: str, width: float = 1) -> str:
    return f'<line x1="{x1}" y1="{y1:g}" x2="{x2}" y2="{y2:g}" class="{look}" stroke-width="{width:g}"/>'


def rect(x: str, y: float, width: str, height: float, look: str, fill: str = "", title: str = "") -> str:
    """A rectangle; `fill` names a pattern of the page (`hatch`, `fence`), `title` is shown on hover."""
    pattern = f' fill="url(#{fill})"' if fill else ""
    head = f'<rect x="{x}" y="{y:g}" width="{width}" height="{height:g}" class="{look}"{pattern}'
    return f"{head}><title>{attribute(title)}</title></rect>" if title else f"{head}/>"


def text(x: str, y: float, words: object, look: str = "", dx: float = 0) -> str:
    shift = f' dx="{dx:g}"' if dx else ""
    return f'<text x="{x}" y="{y:g}"{shift} class="{look}">{attribute(words)}</text>'


def at(x: str, y: float, inner: str) -> str:
    """Puts a drawing made in pixels around 0,0 at a place given in per cent."""
    return f'<svg x="{x}" y="{y:g}" width="1" height="1" overflow="visible">{inner}</svg>'


def svg(height: float, inner: str, look: str = "", label: str = "") -> SafeString:
    """A whole chart. With a label it is an image with that sentence; without one it is decoration."""
    role = f'role="img" aria-label="{attribute(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="{look}" width="100%" height="{height:g}" {role}>{inner}</svg>')
