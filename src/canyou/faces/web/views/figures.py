"""Did we keep it? What was kept, by the first date and the current one, beside what that was bought with."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from canyou.desk.figures import Figures, Share
from canyou.desk.models import Member
from canyou.desk.queries.figures import figures_of
from canyou.faces.web.shell import page
from canyou.faces.web.svg.share import share_line
from canyou.faces.web.views.desk import with_member
from canyou.floor.current import Current

__all__ = ["figures"]

WEEKS = (4, 13, 26, 52)


@dataclass(frozen=True, slots=True)
class ShareLine:
    name: str
    meaning: str
    drawing: SafeString
    share: str
    """`86 %`; empty where there are too few."""
    count: str
    note: str


@with_member
@require_GET
def figures(request: HttpRequest, now: Current, member: Member) -> HttpResponse:
    """Of both sides together; nobody is named."""
    asked = request.GET.get("weeks", "")
    weeks = int(asked) if asked in map(str, WEEKS) else 13
    found = figures_of(member.shop_id, member.shop.slug, weeks)
    context = {
        "weeks": weeks,
        "week_choices": WEEKS,
        "lead": _lead(found.to_customers),
        "groups": [
            ("To customers", [*_kept(found.to_customers), *_bought(found.to_customers)],
             _timing(found.to_customers)),
            ("To each other", _kept(found.to_each_other), _timing(found.to_each_other)),
        ],
        "declined": found.to_customers.declined,
        "withdrawn": found.to_customers.withdrawn,
    }  # fmt: skip
    return page(request, "canyou/figures.html", context, here="figures", now=now)


def _lead(one: Figures) -> str:
    first = one.by_first_date
    if first.share is None:
        return (
            "Nothing that we promised here has been due yet."
            if not first.of
            else f"Only {first.of} of our promises {'was' if first.of == 1 else 'were'} due: too few to judge by."
        )
    said = f"We kept {first.count} of {first.of} promises to customers by the date first given."
    return f"{said} That rests on little." if first.rests_on_little else said


def _kept(one: Figures) -> list[ShareLine]:
    return [
        _line("Kept by the first date", "whatever was agreed later", one.by_first_date),
        _line("Kept by the current date", "a date changed before it was due counts as given", one.by_current_date),
        _line("Date changed", "of the promises that were due", one.renegotiated),
    ]  # fmt: skip


def _bought(one: Figures) -> list[ShareLine]:
    return [
        _line("Promised of what could have been",
              "questions whose date could be met disturbing nobody, promised by it", one.promised_as_could),
        _line("Promised of what was asked", "of the questions that came to an end", one.promised),
        _line("Rushes", "of the promises made: somebody paid for it", one.rushes),
    ]  # fmt: skip


def _line(name: str, meaning: str, share: Share) -> ShareLine:
    if share.share is None or share.interval is None:
        words = f"{name}: {share.of}, too few to judge by"
        return ShareLine(name, meaning, share_line(share, words), "", "", f"{share.of}: too few to judge by")
    low, high = (round(100 * end) for end in share.interval)
    percent = f"{round(100 * share.share)} %"
    words = f"{name}: {percent}, {share.count} of {share.of}; known to between {low} and {high} %"
    note = f"{low} to {high} %" + (", rests on little" if share.rests_on_little else "")
    return ShareLine(name, meaning, share_line(share, words), percent, f"{share.count} of {share.of}", note)


def _timing(one: Figures) -> str:
    timing = one.timing
    if not one.by_first_date.is_told:
        return ""
    said = f"{timing.early} a day or more early, {timing.on_the_day} on the day, {timing.late} late"
    if timing.median_late_days is not None:
        said += f", half of those by {timing.median_late_days:g} days or more"
    return f"{said}."
