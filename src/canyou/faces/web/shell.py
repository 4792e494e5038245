"""What stands around every page: the pages, the shared figures, this page's keys, the age of the data."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from canyou.desk.queries.waiting import waiting_count
from canyou.desk.who import shop_of, who_of
from canyou.faces.web import when
from canyou.faces.web.read.goals import goals_of
from canyou.floor.current import CannotPlan, Current, NothingImported, current

__all__ = ["PAGES", "Key", "data_age", "page", "with_shop"]

Key = tuple[str, str]
"""(key, what it does)."""

PAGES = (
    ("morning", "/morning", "Morning", "far"),
    ("ask", "/", "Ask", ""),
    ("desk", "/desk", "Desk", ""),
    ("promises", "/promises", "Promises", ""),
    ("find", "/search", "Find", "ph-only"),
    ("floor", "/floor", "Floor", "far"),
    ("run", "/run", "Run", "far"),
    ("try", "/try", "Try", "far"),
    ("more", "/more", "More", ""),
)
"""(name, address, words, where it is seen alone): a phone has room for five."""
EVERYWHERE: tuple[Key, ...] = (("n", "new question"), ("/", "search"))


def data_age(now: Current) -> dict[str, str]:
    """How old the plan is, when the shop's data came in, and from where, in words."""
    zone = ZoneInfo(now.shop.timezone)
    if now.shop.clock_fixed:
        plan = f"Clock fixed at {when.day_clock(now.plan.now_at, zone, int(time.time()))}"
    else:
        plan = f"Plan {when.age(time.time() - now.plan.now_at)} old"
    imported = when.age(time.time() - now.imported_at)
    return {
        "plan": plan,
        "imported": f"data {imported} old",
        "imported_at": when.day_clock(now.imported_at, zone),
        "source": now.source,
        "shop": now.shop.name,
    }


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    here: str,
    keys: Sequence[Key] = (),
    now: Current | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render a whole page inside the shell."""
    around = {
        "here": here,
        "pages": PAGES,
        "waits": waits_for(request),
        "keys": [*keys, *(key for key in EVERYWHERE if key not in keys)],
        "age": data_age(now) if now else None,
        "goals": goals_of(now, shop_of(request)) if now else None,
    }
    response = render(request, template, {**around, **context}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def waits_for(request: HttpRequest) -> int:
    """How many questions wait for whoever reads the page."""
    who = who_of(request)
    return waiting_count(who.member) if who is not None and who.member is not None else 0


def with_shop(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the current shop and plan to a view; without one, say what to do instead."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            now = current(shop_of(request))
        except NothingImported:
            return page(request, "canyou/empty.html", {}, here="")
        except CannotPlan as error:
            return page(request, "canyou/trouble.html", {"sentence": str(error)}, here="", status=503)
        return view(request, now, *args, **kwargs)

    return wrapped
