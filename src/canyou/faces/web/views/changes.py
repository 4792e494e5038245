"""What changed since the last import? New, gone, moved and promised otherwise, and the imports there were."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from canyou.faces.web import when
from canyou.faces.web.read.changes import ChangeList, change_lists
from canyou.faces.web.read.remember import remembered
from canyou.faces.web.shell import page, with_shop
from canyou.floor.current import Current
from canyou.floor.models import Snapshot
from canyou.floor.queries import changes as changes_between
from canyou.floor.queries import previous_of
from canyou.floor.snapshots import snapshots

__all__ = ["changes"]


@with_shop
@require_GET
def changes(request: HttpRequest, now: Current) -> HttpResponse:
    """Between the last import and the one before it that differs; `?import=N&since=M` names two others."""
    zone = ZoneInfo(now.shop.timezone)
    imports = snapshots()
    by_number = {snapshot.number: snapshot for snapshot in imports}
    latest = by_number.get(_number(request.GET.get("import", "")), imports[0])
    since = by_number.get(_number(request.GET.get("since", ""))) or previous_of(latest)
    context: dict[str, Any] = {
        "imports": [(_words(snapshot, zone), snapshot == latest, snapshot == since) for snapshot in imports],
    }
    if since is not None and since != latest:
        found = remembered(
            ("changes", latest.number, latest.digest, since.number),
            lambda: changes_between(latest, since, with_finishes=True),
        )
        lists = change_lists(found, now.shop.timezone, now.plan.now_at)
        context |= {
            "lists": lists,
            "lead": _lead(lists),
            "since": _words(since, zone),
            "latest": _words(latest, zone),
            "files": found.files,
            "settings": found.settings,
        }
    return page(request, "canyou/changes.html", context, here="changes", now=now)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _words(snapshot: Snapshot, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "number": snapshot.number,
        "taken": when.day_clock(int(snapshot.taken_at.timestamp()), zone),
        "source": snapshot.source,
        "orders": json.loads(snapshot.counts).get("orders.csv", 0),
    }


def _lead(lists: list[ChangeList]) -> str:
    if not lists:
        return "No order is otherwise than before."
    said = [f"{len({line.order for line in each.lines})} {each.name.lower()}" for each in lists]
    return (", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else said[0]) + "."
