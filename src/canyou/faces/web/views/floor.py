"""Where is it in the shop? The plan as a Gantt chart or a table, and how full the weeks are."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from canyou.faces.web import when
from canyou.faces.web.read import floor as read
from canyou.faces.web.read.hours import calendar_hours, mostly_closed
from canyou.faces.web.read.index import PlanIndex, index_of
from canyou.faces.web.read.late import late_lead
from canyou.faces.web.read.load import tightest
from canyou.faces.web.read.marks import marks_of
from canyou.faces.web.read.names import customer_name
from canyou.faces.web.read.remember import remembered
from canyou.faces.web.read.table import table_rows
from canyou.faces.web.read.tried import with_ghosts
from canyou.faces.web.read.window import ZOOMS, Window, window
from canyou.faces.web.shell import Key, page, with_shop
from canyou.faces.web.svg.axis import SqueezedAxis
from canyou.faces.web.svg.gantt import gantt
from canyou.faces.web.svg.gantt_ground import Ground
from canyou.faces.web.svg.load import load_chart
from canyou.floor.current import Current
from canyou.plan.question import BadQuestion, parse_question
from canyou.plan.result import Operation, Option
from canyou.shop.records import Shop

__all__ = ["floor"]

KEYS: tuple[Key, ...] = (
    ("← →", "earlier, later"),
    ("+ −", "zoom"),
    ("0", "now"),
    ("j", "next late order"),
    ("t", "table"),
)
TABLE_ROWS = 200
QUESTION = ("quantity", "part", "customer", "by", "min_quantity", "latest", "about", "like", "times")
"""What a question's link to the floor carries; `about` is the order that it is about."""


@with_shop
@require_GET
def floor(request: HttpRequest, now: Current) -> HttpResponse:
    shop, plan = now.shop, now.plan
    index = index_of(plan, shop)
    zone = ZoneInfo(shop.timezone)
    asked = request.GET
    question = {slot: asked[slot] for slot in QUESTION if asked.get(slot)} if "ask" in asked else {}
    options = _options(now, question) if question else []
    shown = _shown(asked.get("option", ""), options)
    first = asked.get("from", "")
    if shown and not first and options[shown - 1].operations:
        first = when.iso_date(options[shown - 1].operations[0].start_at, zone)
    seen = window(asked.get("zoom", ""), first, plan.now_at, zone)
    picked = asked.get("order", "") if asked.get("order", "") in plan.orders else ""
    only = picked if asked.get("only") else ""
    centers = tuple(name for name in asked.getlist("center") if name in shop.work_centers)
    keep: dict[str, Any] = {"zoom": seen.zoom, "center": centers}
    keep |= {"from": "" if seen.is_at_now and not asked.get("from") else seen.first_day.isoformat()}
    keep |= {
        **question,
        "ask": "1" if question else "",
        "option": str(shown or ""),
        "order": picked,
        "only": "1" if only else "",
        "view": "table" if asked.get("view") == "table" else "",
    }

    def link(**other: Any) -> str:
        return _link({**keep, **other})

    late = remembered((now.name, "late"), lambda: late_lead(plan, index))
    context: dict[str, Any] = {
        "lead": late,
        "window": seen,
        "span": f"{when.day(seen.start, zone)} to {when.day(seen.end - 1, zone)}",
        "picked": _picked(now, picked),
        "only": only,
        "centers": [(name, center.name or name) for name, center in shop.work_centers.items()],
        "chosen": centers,
        "keep": {name: value for name, value in keep.items() if value and name not in ("center", "order")},
        "links": {
            "back": link(**{"from": seen.back}),
            "on": link(**{"from": seen.on}),
            "now": link(**{"from": ""}),
            "closer": link(zoom=seen.closer) if seen.closer else "",
            "wider": link(zoom=seen.wider) if seen.wider else "",
            "zooms": [(zoom, link(zoom=zoom)) for zoom in ZOOMS],
            "table": link(view="table"),
            "plan": link(view=""),
            "unpick": link(order="", only=""),
            "only": link(only="" if only else "1"),
            "late": [link(order=name) for name in late.orders[:50]],
        },
        "problems": plan.problems,
    }
    if keep["view"]:
        rows = table_rows(plan, index, seen, frozenset(centers), only)
        number = asked.get("page", "1")
        paged = Paginator(rows, TABLE_ROWS).get_page(number)
        context |= {
            "table": paged,
            "page_back": link(page=paged.previous_page_number()) if paged.has_previous() else "",
            "page_on": link(page=paged.next_page_number()) if paged.has_next() else "",
        }
    else:
        loads = remembered((now.name, "load"), lambda: tightest(index, plan.now_at))
        tight = frozenset(center.work_center for center in loads[:3] if center.tightness >= 0.85)
        context |= {
            "options": list(enumerate(options, start=1)),
            "option": shown,
            "ask_link": _ask_link(question),
        }
        ghosts = [(n, o) for n, option in enumerate(options, start=1) for o in option.operations]
        context |= _chart(now, index, seen, frozenset(centers), picked, only, tight, ghosts)
        context["loads"] = [
            (center, load_chart(center), f"{100 * center.tightness:.0f}\N{NO-BREAK SPACE}%")
            for center in loads
        ]
        context["weeks"] = f"weeks {loads[0].weeks[0].label} to {loads[0].weeks[-1].label}" if loads else ""
    return page(request, "canyou/floor.html", context, here="floor", keys=KEYS, now=now)


def _chart(
    now: Current,
    index: PlanIndex,
    seen: Window,
    centers: frozenset[str],
    picked: str,
    only: str,
    tight: frozenset[str],
    ghosts: list[tuple[int, Operation]],
) -> dict[str, Any]:
    shop, plan = now.shop, now.plan
    zone = ZoneInfo(shop.timezone)
    closed = mostly_closed(shop, seen.start, seen.end)
    axis = SqueezedAxis(seen.start, seen.end, zone, closed)
    rows = with_ghosts(read.rows(plan, index, seen, centers, only, tight), plan, ghosts, index, seen)
    fence = plan.now_at + int(shop.fence_days * 86400)
    setting = Ground(
        closed=closed,
        shifts=calendar_hours(shop, usual_calendar(shop), seen.start, seen.end),
        fence_at=fence,
        now_at=plan.now_at,
        now_words=when.clock(plan.now_at, zone),
        zoom=seen.zoom,
    )
    marks = marks_of(plan, index, seen, picked, only, zone)
    label = (
        f"Plan of {len(rows)} rows from {when.day(seen.start, zone)} to {when.day(seen.end - 1, zone)}; "
        "the same data is in the table view"
    )
    return {
        "chart": gantt(axis, rows, marks, setting, plan.now_at, picked, label),
        "rows": rows,
        "is_dense": any(lane.dense for row in rows for lane in row.lanes),
        "is_down": any(lane.down for row in rows for lane in row.lanes),
        "is_squeezed": bool(closed),
    }


def _options(now: Current, question: dict[str, str]) -> list[Option]:
    """The ways to answer a question, to be shown where they would stand; none where it cannot be asked."""
    from canyou.plan.asking import answer  # numba: only who asks waits for it

    fields = dict(question)
    if "about" in fields:
        fields["order"] = fields.pop("about")
    try:
        parsed = parse_question(now.shop, fields)
    except BadQuestion:
        return []
    name = (now.name, "answer", tuple(sorted(fields.items())))
    return list(remembered(name, lambda: answer(now.plan, parsed)).options)


def _shown(text: str, options: list[Option]) -> int:
    """Which option is drawn; 0 where there is none."""
    number = int(text) if text.isascii() and text.isdigit() else 1
    return number if 1 <= number <= len(options) else min(1, len(options))


def _ask_link(question: dict[str, str]) -> str:
    fields = dict(question)
    if "about" in fields:
        fields["order"] = fields.pop("about")
    return f"/?{urlencode(fields)}"


def usual_calendar(shop: Shop) -> str:
    """The calendar that most machines work by: its shifts head the chart."""
    machines: dict[str, int] = {}
    for center in shop.work_centers.values():
        machines[center.calendar] = machines.get(center.calendar, 0) + center.machines
    return max(sorted(machines), key=lambda name: machines[name], default="")


def _picked(now: Current, name: str) -> dict[str, str] | None:
    order = now.plan.orders.get(name)
    if order is None:
        return None
    zone = ZoneInfo(now.shop.timezone)
    record = now.shop.orders[name]
    late = f"{when.length(order.late_minutes * 60)} late" if order.late_minutes else "on time"
    return {
        "order": name,
        "part": record.part,
        "customer": customer_name(now.shop, record.customer),
        "finish": when.day_clock(order.finish_at, zone, now.plan.now_at),
        "late": late if order.late_minutes else "",
        "from": when.iso_date(_first_start(now, name), zone),
    }


def _first_start(now: Current, name: str) -> int:
    operations = index_of(now.plan, now.shop).by_order.get(name, ())
    return min((operation.start_at for operation in operations), default=now.plan.now_at)


def _link(query: dict[str, Any]) -> str:
    filled = {name: value for name, value in query.items() if value and (name, value) != ("zoom", "week")}
    return "/floor" + (f"?{urlencode(filled, doseq=True)}" if filled else "")
