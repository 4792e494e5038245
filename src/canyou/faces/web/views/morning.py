"""What changed since yesterday? One page to read standing: at risk, whose move, what is down, what goes out today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from canyou.desk.actions.report import is_down
from canyou.desk.clock import now_in
from canyou.desk.likely import likely_of
from canyou.desk.models import Member
from canyou.desk.places import path_of
from canyou.desk.queries.promises import promises as listed
from canyou.desk.queries.questions import questions
from canyou.desk.queries.record import entries
from canyou.faces.web import when
from canyou.faces.web.read import desk as desk_read
from canyou.faces.web.read import promises as read
from canyou.faces.web.read.names import customer_name, part_label
from canyou.faces.web.read.quantity import number
from canyou.faces.web.read.unvouched import unvouched_count
from canyou.faces.web.shell import Key, page
from canyou.faces.web.views.desk import with_member
from canyou.floor.current import Current
from canyou.plan.wording import place

__all__ = ["morning"]

KEYS: tuple[Key, ...] = (("p", "print"),)
DAY = 86_400
MOST = 40
LONGEST = 2000
"""So many entries of the record are looked through at most."""
QUIET = ("renew", "hold", "release")
"""What nobody needs to hear about in the morning."""


@with_member
@require_GET
def morning(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """The page; it prints on one sheet where the day is an ordinary one."""
    shop, at = now.shop, now_in(now.shop)
    zone = ZoneInfo(shop.timezone)
    since = when.midnight(at - DAY, zone)
    lately = questions(member.shop_id, member.shop.slug, limit=200).items
    asked = [one for one in lately if one["waits_for"]]
    waits: dict[str, list[Any]] = {"sales": [], "operations": []}
    for one in asked:
        side = one["asker"]["side"] if one["waits_for"] == "asker" and one["asker"] else one["answer_side"]
        waits[side].append(desk_read.item(shop, one, at))
    danger = _danger(now, member, at)
    context = {
        "day": when.long_day(at, zone),
        "danger": danger,
        "unvouched": unvouched_count(now, member),
        "whose": [(side, items) for side, items in waits.items() if items],
        "down": _down(now, at),
        "out": _out_today(now, at),
        "told": _told(now, member, since, at, _names(now, member, lately, at)),
        "lead": _lead(len(danger), sum(map(len, waits.values()))),
    }
    return page(request, "canyou/morning.html", context, here="morning", keys=KEYS, now=now)


def _lead(danger: int, waits: int) -> str:
    said = [
        f"{danger} promise{'' if danger == 1 else 's'} in danger" if danger else "No promise is in danger"
    ]
    said.append(
        f"{waits} question{' waits' if waits == 1 else 's wait'} for somebody"
        if waits
        else "no question waits"
    )
    return f"{', '.join(said)}."


def _danger(now: Current, member: Member, at: int) -> list[Any]:
    """Promises that will be late, are close, or are missed and still open."""
    found = []
    for state in ("open", "missed"):
        found += listed(member.shop_id, member.shop.slug, state=state, limit=200, reader=member).items
    sides = read.sides(
        now.shop, now.plan, found, member.side, at, likely=likely_of(now.plan, read.dates(found))
    )
    rows = [row for side in sides for row in side.rows]
    return sorted(
        (r for r in rows if r.state in ("late", "risk", "missed")),
        key=lambda r: (read.ORDER[r.state], r.number),
    )


def _down(now: Current, at: int) -> list[tuple[str, str, str]]:
    zone = ZoneInfo(now.shop.timezone)
    return [
        (
            place(now.shop, one.work_center, one.machine or 1)
            if one.machine
            else now.shop.work_centers[one.work_center].name or one.work_center,
            when.due(one.end_at, zone, at),
            one.reason if one.reason != "reported" else "",
        )
        for one in now.shop.downtime
        if is_down(one, at)
    ]


def _out_today(now: Current, at: int) -> list[tuple[str, str, str, str]]:
    """What goes out by the end of today: (order, what, for whom, when it is finished)."""
    zone = ZoneInfo(now.shop.timezone)
    end = when.next_midnight(at, zone, 1)
    rows = sorted((o.ships_at, name) for name, o in now.plan.orders.items() if o.ships_at < end)
    found = []
    for _, name in rows[:MOST]:
        order = now.shop.orders[name]
        found.append(
            (
                name,
                f"{number(order.quantity)} {part_label(now.shop, order.part)}",
                customer_name(now.shop, order.customer),
                when.clock(now.plan.orders[name].finish_at, zone),
            )
        )
    return found


def _names(now: Current, member: Member, lately: list[Any], at: int) -> dict[str, str]:
    """What the record calls `question/12` and `promise/3`, as people call it."""
    shop = now.shop
    names = {f"question/{one['id']}": desk_read.asked_words(shop, one, at) for one in lately}
    for one in listed(member.shop_id, member.shop.slug, limit=200).items:
        said = desk_read.promise_item(shop, one, at)
        names[f"promise/{one['id']}"] = f"{said.what} by {said.by}"
    return names


def _told(
    now: Current, member: Member, since: int, at: int, names: Mapping[str, str]
) -> list[tuple[str, str, str, str, str]]:
    """What people said since yesterday, newest last: of each question and promise the last that was said of it.

    Looks for ways anew are left out; dates that somebody stood by in one go are one line.
    """
    lines: list[tuple[str, str, str, str, str]] = []
    stood: dict[tuple[str, str], int] = {}
    found = [entry for entry in _since(member, since) if entry["verb"] not in QUIET]
    last = {str(entry["about"]): entry["id"] for entry in found}
    for entry in found:
        about = str(entry["about"])
        kind, _, name = about.partition("/")
        if (entry["verb"], kind) == ("promise", "question"):  # the promise's own entry says it
            continue
        if kind in ("question", "promise") and last[about] != entry["id"]:
            continue
        _, who, what, _ = desk_read.said_of(entry, now.shop, at)
        said_at = desk_read.lately(desk_read.instant(entry["at"]), now.shop, at)
        if entry["verb"] == "vouch":
            key = (said_at, who)
            stood[key] = stood.get(key, 0) + 1
            many = "an imported date" if stood[key] == 1 else f"{stood[key]} imported dates"
            line = (said_at, who, f"stood by {many}", "promises", "/promises")
            if stood[key] > 1:
                lines[next(i for i in reversed(range(len(lines))) if lines[i][:2] == key)] = line
                continue
        elif kind == "machine" and name in now.shop.work_centers:
            line = (said_at, who, what, now.shop.work_centers[name].name or name, path_of(about))
        else:
            line = (said_at, who, what, names.get(about, about.replace("/", " ")), path_of(about))
        lines.append(line)
    return lines[-MOST:]


def _since(member: Member, since: int) -> list[Any]:
    """The record since a moment, oldest first."""
    found: list[Any] = []
    before: int | None = None
    while len(found) < LONGEST:
        some = entries(member.shop_id, member.shop.slug, before=before, limit=200)
        found += [entry for entry in some.items if desk_read.instant(entry["at"]) >= since]
        before = some.next
        if before is None or desk_read.instant(some.items[-1]["at"]) < since:
            break
    return found[::-1]
