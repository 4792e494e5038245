"""What happened on the floor? Two taps on a phone: the machine, then what it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from canyou.desk.actions.report import done, is_down, machine_down, machine_up, short_by, started
from canyou.desk.clock import now_in
from canyou.desk.errors import DeskError, Gone, NotAllowed, NotThere, Refused, Trouble
from canyou.desk.models import Member
from canyou.desk.rights import may
from canyou.faces.web import when
from canyou.faces.web.read.index import index_of
from canyou.faces.web.read.names import part_label
from canyou.faces.web.read.quantity import number
from canyou.faces.web.shell import page
from canyou.faces.web.views.desk import with_member
from canyou.floor.current import Current
from canyou.plan.question_when import BadWhen, parse_when
from canyou.plan.wording import place

__all__ = ["report"]

STATUS = {NotAllowed: 403, NotThere: 404, Refused: 422, Gone: 409}
UNTILS = (("today", "the end of today"), ("tomorrow 12:00", "tomorrow noon"), ("in 2 days", "in two days"))
"""(date as it is typed, what the button says)."""
NEXT = 4
"""Jobs shown on a machine: what runs and what comes soon."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A machine to tap."""

    name: str
    href: str
    says: str
    is_down: bool


@dataclass(frozen=True, slots=True)
class JobLine:
    order: str
    step: int
    what: str
    state: str
    times: str
    left: str


@with_member
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """All machines, or one with what runs on it and comes next."""
    given = request.POST if request.method == "POST" else request.GET
    center, _, text = given.get("machine", "").rpartition("/")
    machine = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
    problem: DeskError | None = None
    if request.method == "POST":
        try:
            told = _tell(now, member, center, machine, given)
            return HttpResponseRedirect(
                f"/report?told={told}" + (f"&machine={center}/{machine}" if center else "")
            )
        except DeskError as found:
            problem = found
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 200)
    context: dict[str, Any] = {
        "problem": problem,
        "told": TOLD.get(given.get("told", ""), ""),
        "may_report": may(member.side, member.role, "report_floor"),
    }
    known = now.shop.work_centers.get(center)
    if known is not None and machine is not None and 1 <= machine <= known.machines:
        context |= _one(now, center, machine)
    else:
        context["tiles"] = _tiles(now)
    return page(request, "canyou/report.html", context, here="report", now=now, status=status)


TOLD = {
    "down": "Noted: it is down. The plan goes round it.",
    "up": "Noted: it works again.",
    "started": "Noted: it has begun.",
    "done": "Noted: it is done.",
    "short": "Noted: the order will be short of these.",
}


def _tell(now: Current, member: Member, center: str, machine: int | None, given: Any) -> str:
    """Carry a report out; what it is called on the page that follows.

    Raises:
        DeskError: it cannot be so; nothing is changed.
    """
    what, order = given.get("what", ""), given.get("order", "")
    step = int(given["step"]) if given.get("step", "").isascii() and given.get("step", "").isdigit() else 0
    if what == "down":
        try:
            until = parse_when(given.get("until", ""), now.shop) if given.get("until", "").strip() else None
        except BadWhen as bad:
            raise Refused([Trouble("until", str(bad), tuple(bad.nearest))]) from None
        machine_down(member, center, machine, until, given.get("reason", ""))
    elif what == "up":
        machine_up(member, center, machine)
    elif what == "started":
        started(member, order, step, machine, center)
    elif what == "done":
        done(member, order, step)
    elif what == "short":
        try:
            pieces = Decimal(given.get("pieces", "").strip() or "0")
        except InvalidOperation:
            raise Refused([Trouble("pieces", "How many? A number, like 3.")]) from None
        short_by(member, order, step, pieces)
    else:
        raise Refused([Trouble("what", "What happened? Down, up, started, done or short.")])
    return str(what)


def _tiles(now: Current) -> list[Tile]:
    index = index_of(now.plan, now.shop)
    tiles = []
    for name, center in now.shop.work_centers.items():
        for machine in range(1, center.machines + 1):
            lane = index.lanes.get((name, machine))
            running = next((o for o in lane.operations if index.is_running(o)), None) if lane else None
            first = lane.operations[0] if lane and lane.operations else None
            down = _down(now, name, machine)
            says = down or (
                f"{running.order} runs" if running else f"next {first.order}" if first else "nothing planned"
            )
            tiles.append(
                Tile(place(now.shop, name, machine), f"/report?machine={name}/{machine}", says, bool(down))
            )
    return tiles


def _down(now: Current, center: str, machine: int) -> str:
    zone, at = ZoneInfo(now.shop.timezone), now_in(now.shop)  # the plan's moment may lie before the report's
    for one in now.shop.downtime:
        if one.work_center == center and one.machine in (None, machine) and is_down(one, at):
            return f"down until {when.due(one.end_at, zone, now.plan.now_at)}"
    return ""


def _one(now: Current, center: str, machine: int) -> dict[str, Any]:
    index = index_of(now.plan, now.shop)
    zone = ZoneInfo(now.shop.timezone)
    lane = index.lanes.get((center, machine))
    jobs = []
    for o in (lane.operations if lane else ())[:NEXT]:
        progress = index.progress(o)
        own = o.order in now.shop.orders and now.shop.orders[o.order].part == o.part
        state = (progress.state if progress else "") or "planned"
        times = " to ".join(
            when.day_clock(moment, zone, now.plan.now_at) for moment in (o.start_at, o.end_at)
        )
        what = f"{part_label(now.shop, o.part)}, {index.step_name(o)}"
        jobs.append(
            JobLine(o.order if own else "", o.step, f"{o.order}: {what}", state, times, number(o.quantity))
        )
    return {
        "machine": place(now.shop, center, machine),
        "key": f"{center}/{machine}",
        "jobs": jobs,
        "down": _down(now, center, machine),
        "untils": UNTILS,
    }
