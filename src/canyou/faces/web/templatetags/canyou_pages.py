"""The few tags that the templates need."""

from __future__ import annotations

from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString

from canyou.faces.web.svg.glyphs import glyph as draw_glyph

register = template.Library()


@register.simple_tag
def glyph(state: str, label: str = "") -> SafeString:
    """A state's glyph; with a label it is read out."""
    return draw_glyph(state, label)


@register.filter
def in_path(name: str) -> str:
    """A name as a part of an address."""
    return quote(str(name), safe="")


@register.filter
def up_to(count: int) -> range:
    """1 … count, to be gone through."""
    return range(1, int(count) + 1)
