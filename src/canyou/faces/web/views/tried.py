"""Try it yourself: a copy of the plan with a step dragged, a machine down, hours opened. Nothing is kept."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from canyou.faces.web import when
from canyou.faces.web.read import floor as read
from canyou.faces.web.read import tried as said
from canyou.faces.web.read.hours import calendar_hours, mostly_closed
from canyou.faces.web.read.index import index_of
from canyou.faces.web.read.marks import marks_of
from canyou.faces.web.read.remember import remembered
from canyou.faces.web.read.window import ZOOMS, Window, window
from canyou.faces.web.shell import Key, page, with_shop
from canyou.faces.web.svg.axis import SqueezedAxis
from canyou.faces.web.svg.gantt import gantt
from canyou.faces.web.svg.gantt_ground import Ground
from canyou.faces.web.views.floor import usual_calendar
from canyou.floor.current import Current
from canyou.plan.result import Operation
from canyou.plan.whatif.edits import BadEdit, MachineDown, parse_edits
from canyou.shop.times import wall

__all__ = ["try_it"]

KEYS: tuple[Key, ...] = (
    ("← →", "earlier, later"),
    ("+ −", "zoom"),
    ("0", "now"),
    ("z", "take the last one back"),
)
LANES = 20
"""More machines of one work center than this have no room for a lane of their own under each."""

_one_at_a_time = threading.Lock()  # planning takes both cores: the pages and questions of others come first


@with_shop
@require_GET
def try_it(request: HttpRequest, now: Current) -> HttpResponse:
    """The page. Everything tried stands in its link, so that it can be shared and taken back."""
    texts = [text for text in request.GET.getlist("e") if text.strip()]
    first = request.GET.get("from", "")
    seen = window(request.GET.get("zoom", ""), first, now.plan.now_at, ZoneInfo(now.shop.timezone))
    keep = {"zoom": seen.zoom, "from": "" if seen.is_at_now and not first else seen.first_day.isoformat()}
    trouble = ""
    if request.GET.get("add"):
        added = added_edit(request.GET, now)
        try:
            parse_edits([*texts, added], now.shop)
        except BadEdit as bad:
            trouble = str(bad)
        else:
            return redirect(link([*texts, added], keep))
    found = None
    try:
        edits = parse_edits(texts, now.shop)
        if edits:
            found = remembered((now.name, "tried", tuple(texts)), lambda: _tried(now, edits))
    except BadEdit as bad:
        edits, trouble = [], str(bad)
    from canyou.plan.whatif.difference import difference

    changes = difference(found) if found else None
    shop = now.shop
    zone = ZoneInfo(shop.timezone)
    context: dict[str, Any] = {
        "trouble": trouble,
        "lead": said.lead(changes) if changes else "",
        "edits": [
            (said.edit_words(edit, found, shop), link([t for x, t in enumerate(texts) if x != n], keep))
            for n, edit in enumerate(edits)
        ],
        "texts": texts,
        "back": link(texts[:-1], keep) if texts else "",
        "keep": {name: value for name, value in keep.items() if value},
        "window": seen,
        "span": f"{when.day(seen.start, zone)} to {when.day(seen.end - 1, zone)}",
        "links": {
            "back": link(texts, {**keep, "from": seen.back}),
            "on": link(texts, {**keep, "from": seen.on}),
            "now": link(texts, {**keep, "from": ""}),
            "closer": link(texts, {**keep, "zoom": seen.closer}) if seen.closer else "",
            "wider": link(texts, {**keep, "zoom": seen.wider}) if seen.wider else "",
            "zooms": [(zoom, link(texts, {**keep, "zoom": zoom})) for zoom in ZOOMS],
        },
        "centers": [
            (name, center.name or name, center.machines) for name, center in shop.work_centers.items()
        ],
        "crews": list(shop.crews),
        "from_at": wall(now.plan.now_at, zone)[:16],
    }
    if found and changes:
        context |= {
            "lists": [
                ("late", "Later", said.change_lines(found, changes.later)),
                ("kept", "Earlier", said.change_lines(found, changes.earlier)),
                ("as-asked", "New", said.change_lines(found, changes.new)),
            ],
            "gone": changes.gone,
            "problems": changes.problems,
        }
    context |= _chart(
        now, seen, said.moved_steps(found) if found else [], [e for e in edits if isinstance(e, MachineDown)]
    )
    return page(request, "canyou/try.html", context, here="try", keys=KEYS, now=now)


def _tried(now: Current, edits: Any) -> Any:
    from canyou.plan.whatif.trying import tried

    with _one_at_a_time:
        return tried(now.plan, edits)


def link(texts: list[str], keep: Mapping[str, str]) -> str:
    query = [*(("e", text) for text in texts)]
    query += [(name, value) for name, value in keep.items() if value and (name, value) != ("zoom", "week")]
    return "/try" + (f"?{urlencode(query)}" if query else "")


def added_edit(given: Mapping[str, str], now: Current) -> str:
    """What a form of the page adds, as an edit's text; what is wrong with it is said when that is read."""
    kind = given.get("add", "")
    center, _, machine = given.get("machine", "").rpartition("/")
    number: int | None = int(machine) if machine.isascii() and machine.isdigit() else None
    start, end = given.get("start", ""), given.get("end", "")
    cells: list[Any]
    if kind == "down":
        cells = [kind, center, number, start, end]
    elif kind == "open":
        cells = [kind, center, number, given.get("crew", ""), start, end]
    elif kind == "new":
        cells = [kind, *(given.get(name, "") for name in ("part", "quantity", "due", "customer"))]
    elif kind == "drop":
        cells = [kind, given.get("order", "").strip()]
    else:
        order, step = given.get("order", "").strip(), given.get("step", "").strip()
        part, lot = given.get("part", ""), given.get("lot", "1")
        found = next(
            (o for o in index_of(now.plan, now.shop).by_order.get(order, ()) if str(o.step) == step), None
        )
        if not part and found is not None:
            part, lot = found.part, str(found.lot)
        whole = int(step) if step.isascii() and step.isdigit() else 0
        cells = ["move", order, part or (now.shop.orders[order].part if order in now.shop.orders else ""), whole, lot,
                 center, number, start]  # fmt: skip
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def _chart(now: Current, seen: Window, ghosts: list[Operation], down: list[MachineDown]) -> dict[str, Any]:
    shop, plan = now.shop, now.plan
    zone = ZoneInfo(shop.timezone)
    index = index_of(plan, shop)
    closed = mostly_closed(shop, seen.start, seen.end)
    axis = SqueezedAxis(seen.start, seen.end, zone, closed)
    rows = said.with_ghosts(read.rows(plan, index, seen), plan, ((0, o) for o in ghosts), index, seen, down)
    setting = Ground(
        closed=closed,
        shifts=calendar_hours(shop, usual_calendar(shop), seen.start, seen.end),
        fence_at=plan.now_at + int(shop.fence_days * 86400),
        now_at=plan.now_at,
        now_words=when.clock(plan.now_at, zone),
        zoom=seen.zoom,
    )
    label = f"Plan of {len(rows)} rows; dashed outlines are where steps would stand. The lists under it say the same."
    return {
        "chart": gantt(
            axis, rows, marks_of(plan, index, seen, "", "", zone), setting, plan.now_at, "", label
        ),
        "rows": rows,
        "knots": json.dumps([[place, wall(at, zone)] for place, at in axis.knots()]),
        "lanes": json.dumps([[row.key, lane.machine] for row in rows for lane in row.lanes]),
    }
