"""Who is out? Two taps on a phone: the person, then until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from canyou.desk.actions.person_out import in_words, machines_alone, person_in, person_out, reason_of
from canyou.desk.actions.report import is_down
from canyou.desk.clock import now_in
from canyou.desk.errors import DeskError, Refused, Trouble
from canyou.desk.models import Member
from canyou.desk.rights import may
from canyou.faces.web import when
from canyou.faces.web.read.remember import remembered
from canyou.faces.web.shell import page
from canyou.faces.web.views.desk import with_member
from canyou.faces.web.views.report import STATUS, UNTILS
from canyou.floor.current import Current
from canyou.plan.question_when import BadWhen, parse_when

__all__ = ["report_people"]


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody of operations to tap."""

    person: str
    called: str
    says: str
    stands: str
    """What stands without them; empty where others run what they run."""
    out: str
    """Until when they are out; empty: they are not."""

    @property
    def href(self) -> str:
        """Where they are tapped."""
        return "/report/people?" + urlencode({"person": self.person})


@with_member
@require_http_methods(["GET", "POST"])
def report_people(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """Everybody, or one with the moments to tap."""
    given = request.POST if request.method == "POST" else request.GET
    person, problem = given.get("person", ""), None
    if request.method == "POST":
        try:
            told = _tell(now, member, person, given)
            return HttpResponseRedirect("/report/people?" + urlencode({"person": person, "told": told}))
        except DeskError as found:
            problem = found
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 200)
    seats = _seats(now, member)
    seat = next((one for one in seats if one.person == person), None) if person else None
    context: dict[str, Any] = {
        "problem": problem,
        "told": TOLD.get(given.get("told", ""), ""),
        "may_report": may(member.side, member.role, "report_floor"),
        "seat": seat,
        "seats": seats,
        "untils": UNTILS,
    }
    return page(request, "canyou/report_people.html", context, here="report", now=now, status=status)


TOLD = {"out": "Noted: out. Who plans is told.", "in": "Noted: back again."}


def _tell(now: Current, member: Member, person: str, given: Any) -> str:
    if given.get("what") == "in":
        person_in(member, person)
        return "in"
    try:
        until = parse_when(given.get("until", ""), now.shop) if given.get("until", "").strip() else None
    except BadWhen as bad:
        raise Refused([Trouble("until", str(bad), tuple(bad.nearest))]) from None
    person_out(member, person, until)
    return "out"


def _seats(now: Current, member: Member) -> list[Seat]:
    """The people of operations, and whoever alone has run a machine, by name."""
    shop, at = now.shop, now_in(now.shop)
    zone = ZoneInfo(shop.timezone)
    rows = Member.objects.filter(shop_id=member.shop_id, side="operations", is_active=True)
    known = {row.person: row for row in rows.exclude(person="").select_related("user")}
    alone = remembered((now.name, "alone"), lambda: _alone(now))
    seats = []
    for person in {*known, *alone}:
        who = known.get(person)
        listed = shop.people.get(person)
        called = who.called if who is not None else (listed.name if listed and listed.name else person)
        until = [one.end_at for one in shop.downtime if one.reason == reason_of(called) and is_down(one, at)]
        if who is not None and who.away_until_at is not None and who.away_until_at > at:
            until.append(who.away_until_at)
        out = f"out until {when.due(max(until), zone, at)}" if until else ""
        title = who.title if who is not None else (listed.title if listed else "")
        seats.append(Seat(person, called, out or title, alone.get(person, ""), out))
    return sorted(seats, key=lambda one: (not one.out, one.called.casefold(), one.person))


def _alone(now: Current) -> dict[str, str]:
    people = {event.person.strip() for event in now.shop.events if event.kind == "run"} - {""}
    found = {person: machines_alone(now.shop, person) for person in sorted(people)}
    return {person: in_words(now.shop, places) for person, places in found.items() if places}
