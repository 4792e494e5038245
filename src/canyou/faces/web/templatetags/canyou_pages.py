"""The few tags that the templates need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django import template
from django.utils.safestring import SafeString

from canyou.faces.web.svg.glyphs import glyph as draw_glyph

register = template.Library()


@register.simple_tag
def glyph(state: str, label: str = "") -> SafeString:
    """A state's glyph; with a label it is read out."""
    return draw_glyph(state, label)


@register.simple_tag
def promise_glyph(row: Any) -> SafeString:
    """How a promise stands, as a shape that is read out."""
    state = {"reneged": "gone", "cancelled": "gone", "done": "open"}.get(row.state, row.state)
    return draw_glyph(state, row.label)


MOVES = {
    "done": "It is done",
    "satisfied": "It is well",
    "not_satisfied": "It is not well",
    "renegotiate": "Give that date",
    "renege": "We cannot keep it",
    "cancel": "Not wanted any more",
}


@register.filter
def move_words(move: str) -> str:
    """What a promise's button says."""
    return MOVES[move]


@register.filter
def in_path(name: str) -> str:
    """A name as a part of an address."""
    return quote(str(name), safe="")


@register.filter
def up_to(count: int) -> range:
    """1 … count, to be gone through."""
    return range(1, int(count) + 1)


@register.simple_tag
def pin_cost(costs: Mapping[str, str], pin: Any) -> str:
    """What a pin costs, in words."""
    return costs.get(f"{pin.order}/{pin.step}/{pin.part}/{pin.lot}", "Not known: the plan has no such step.")
