"""What the pages around signing in need to know of the desk."""

from __future__ import annotations

from typing import Any

from django import template

from canyou.desk.demo import people_to_be
from canyou.desk.models import Member
from canyou.desk.who import Who, is_at_this_machine, is_demo, who_of

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_seats(context: dict[str, Any]) -> list[Member]:
    """Those whom the reader may be, in a demo at this machine; else nobody."""
    request = context.get("request")
    return people_to_be() if request is not None and is_demo() and is_at_this_machine(request) else []


@register.simple_tag(takes_context=True)
def reader(context: dict[str, Any]) -> Who | None:
    """Who reads the page."""
    request = context.get("request")
    return who_of(request) if request is not None else None
