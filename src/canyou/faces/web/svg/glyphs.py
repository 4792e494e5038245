"""State glyphs on 16 × 16: the shape says the state, colour only repeats it."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

from canyou.faces.web.svg.draw import attribute

__all__ = ["GLYPHS", "diamond", "flag", "glyph", "triangle"]

_RING = '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.75"/>'
_TICK = '<path d="M4.8 8.2l2.3 2.3 4.2-4.6" fill="none" class="s-paper" stroke-width="1.75"/>'

GLYPHS = {
    "open": _RING,
    "kept": f'<circle cx="8" cy="8" r="6.5" fill="currentColor"/>{_TICK}',
    "risk": (
        '<path d="M8 1.8L15 14H1z" fill="none" stroke="currentColor" stroke-width="1.6"/>'
        '<path d="M8 6v4M8 11.4v1.4" stroke="currentColor" stroke-width="1.6"/>'
    ),
    "late": (
        '<path d="M8 .8L15.2 8 8 15.2.8 8z" fill="currentColor"/>'
        '<path d="M8 4.4v4.6M8 10.3v1.5" class="s-paper" stroke-width="1.7"/>'
    ),
    "missed": (
        '<rect x="1.8" y="1.8" width="12.4" height="12.4" fill="currentColor"/>'
        '<path d="M5 5l6 6M11 5l-6 6" class="s-paper" stroke-width="1.75"/>'
    ),
    "moved": (
        '<circle cx="5.4" cy="8" r="4" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<circle cx="11" cy="8" r="4" fill="currentColor"/>'
    ),
    "gone": (
        '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M4.5 8h7" stroke="currentColor" stroke-width="1.5"/>'
    ),
    "new": (
        '<circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M4.8 8h6.4M8 4.8v6.4" stroke="currentColor" stroke-width="1.5"/>'
    ),
    "no": (
        '<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5"/>'
        '<path d="M3.8 12.2l8.4-8.4" stroke="currentColor" stroke-width="1.5"/>'
    ),
    "pinned": (
        '<path d="M5.5 1.8h5M6.5 1.8v4L4 8.6h8L9.5 5.8v-4" fill="none" stroke="currentColor" stroke-width="1.5" '
        'stroke-linejoin="round"/><path d="M8 8.6v5.6" stroke="currentColor" stroke-width="1.5"/>'
    ),
    "mine": '<path d="M3 2.5l10 5.5-10 5.5z" fill="currentColor"/>',
    "theirs": (
        '<path d="M3 2.5l10 5.5-10 5.5z" fill="none" stroke="currentColor" stroke-width="1.5" '
        'stroke-linejoin="round"/>'
    ),
    "told": (
        '<path d="M2 3h12v8H7l-3 3v-3H2z" fill="none" stroke="currentColor" stroke-width="1.5" '
        'stroke-linejoin="round"/>'
    ),
    "running": '<path d="M3 2.5l10 5.5-10 5.5z" fill="currentColor"/>',
    "away": '<path d="M3 13.5V8a5 5 0 0 1 10 0v5.5" fill="none" stroke="currentColor" stroke-width="1.7"/>',
    "down": (
        '<path d="M1.5 3h13L8 14.5z" fill="none" stroke="currentColor" stroke-width="1.6"/>'
        '<path d="M8 5.4v3.4M8 10v1.4" stroke="currentColor" stroke-width="1.5"/>'
    ),
}


def glyph(state: str, label: str = "") -> SafeString:
    """A glyph that stands in a line of text. With a label it is read out, without one it is decoration."""
    role = f'role="img" aria-label="{attribute(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="g g-{state}" viewBox="0 0 16 16" {role}>{GLYPHS[state]}</svg>')


def diamond(look: str, size: float = 5) -> str:
    """The projected finish: a filled diamond around 0,0."""
    return f'<path d="M0 {-size:g}L{size:g} 0L0 {size:g}L{-size:g} 0z" class="{look}"/>'


def triangle(look: str) -> str:
    """The date due: a hollow triangle that points down, around 0,0."""
    return f'<path d="M-4.5 -4H4.5L0 4z" class="f-paper {look}" stroke-width="1.5"/>'


def flag(look: str) -> str:
    """A promise given: a flag whose foot is at 0,0."""
    return (
        f'<path d="M0 -9V7" class="s-{look}" stroke-width="1.5"/>'
        f'<path d="M0 -9h-9l2.5 3.5L-9 -2H0z" class="f-{look}"/>'
    )
