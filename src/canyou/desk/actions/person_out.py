"""Person out: somebody is not there until a moment, or is back. The machines that only they ever ran stand meanwhile.

Who has run what is known from the shop's log. A crew of several goes on with the people it has: how many of them are
there at which hour no shop folder can say, so the plan takes no notice of one of them being out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from canyou.desk import record
from canyou.desk.actions.report import LONGEST_DOWN, down_row, is_down
from canyou.desk.actions.tell import tell
from canyou.desk.actions.turn import need
from canyou.desk.clock import now_in
from canyou.desk.errors import Gone, NotThere, refused
from canyou.desk.hours import hours_of
from canyou.desk.models import Consent, Desk, Member
from canyou.desk.owners import asked_for
from canyou.desk.people import set_away
from canyou.desk.silence import silence_of
from canyou.floor.book import booked
from canyou.plan.fragile.people import machines_named, runs_by_person
from canyou.plan.wording import place
from canyou.shop.records import Downtime, Instant, Shop

Place = tuple[str, int | None]


@dataclass(frozen=True, slots=True)
class Out:
    """Who is out, and what stands without them."""

    person: str
    called: str
    stands: tuple[Place, ...]


def person_out(member: Member, person: str, until_at: Instant | None) -> Out:
    """Somebody of operations is out until a moment; by their short name in people.csv or in the log.

    Their machines stand, their cover is asked what they were asked, and who plans is told.

    Raises:
        NotAllowed, NotThere, Refused.
    """
    need(member, "report_floor")
    with booked(member.shop.slug) as book:
        shop = book.current.shop
        who = _member(member.shop_id, person)
        alone = machines_alone(shop, person)
        if who is None and not alone:
            raise NotThere(f"Nobody of operations is called {person[:80]}.")
        at = now_in(shop)
        if until_at is None or not at < until_at <= at + LONGEST_DOWN:
            raise refused("until", "Until when? A moment that is still ahead, within a year.")
        called = _called(shop, who, person)
        stands = tuple(one for one in alone if not _is_down(shop, one, at, until_at))
        desk = record.lock(member.shop_id)
        if stands:
            reason = reason_of(called)
            book.report([down_row(shop, Downtime(*one, at, until_at, reason)) for one in stands])
        told = {"who": called, "due": until_at, "stands": [place(shop, *one) for one in alone]}
        record.add(desk, member, "person_out", f"person/{person}"[:64], told)
        if who is not None:
            set_away(who, until_at)
            _pass_on(desk, who, at, shop.timezone)
            _tell_cover(desk, who, at, member)
        rest = f" {in_words(shop, alone)} meanwhile." if alone else ""
        for planner in Member.objects.filter(shop_id=member.shop_id, role="planner").select_related("user"):
            tell(desk, planner, f"person/{person}"[:64], f"{called} is out.{rest}", at, member)
        return Out(person, called, stands)


def person_in(member: Member, person: str) -> Out:
    """They are back: their machines work again, and they are asked themselves.

    Raises:
        NotAllowed.
        Gone: they are not out.
    """
    need(member, "report_floor")
    with booked(member.shop.slug) as book:
        shop = book.current.shop
        who = _member(member.shop_id, person)
        called = _called(shop, who, person)
        at = now_in(shop)
        down = [one for one in shop.downtime if one.reason == reason_of(called) and is_down(one, at)]
        is_away = who is not None and who.away_until_at is not None and who.away_until_at > at
        if not down and not is_away:
            raise Gone("Nobody said that they are out.")
        desk = record.lock(member.shop_id)
        if down:
            cut = [replace(one, end_at=max(at, one.start_at + 1)) for one in down]
            book.report(
                [down_row(shop, one) for one in cut], freed=[(one.work_center, one.machine) for one in cut]
            )
        if who is not None:
            set_away(who, None)
        record.add(desk, member, "person_in", f"person/{person}"[:64], {"who": called})
        return Out(person, called, tuple((one.work_center, one.machine) for one in down))


def machines_alone(shop: Shop, person: str) -> tuple[Place, ...]:
    """The machines that nobody else ever ran, as far as the shop still has them."""
    runs = next((one for one in runs_by_person(shop) if one.person == person), None)
    found = {machines_named(shop, name) for name in runs.sole_for} if runs is not None else set()
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one[0], one[1] or 0)))


def reason_of(called: str) -> str:
    """Why a machine stands, as its downtime says it."""
    return f"{called} is out"


def in_words(shop: Shop, alone: Sequence[Place]) -> str:
    """`Gear hobber stands`, `Mill 1 and Mill 2 stand`."""
    names = [place(shop, *one) for one in alone]
    said = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{said} stand{'s' if len(names) == 1 else ''}"


def _member(shop_id: int, person: str) -> Member | None:
    rows = Member.objects.filter(shop_id=shop_id, side="operations", is_active=True, person=person)
    return rows.exclude(person="").select_related("user", "shop", "cover__user").first()


def _called(shop: Shop, who: Member | None, person: str) -> str:
    known = shop.people.get(person)
    return who.called if who is not None else (known.name if known is not None and known.name else person)


def _is_down(shop: Shop, one: Place, at: Instant, until_at: Instant) -> bool:
    center, machine = one
    return any(
        down.work_center == center
        and down.machine in (None, machine)
        and down.start_at <= at
        and down.end_at >= until_at
        for down in shop.downtime
    )


def _pass_on(desk: Desk, who: Member, at: Instant, timezone: str) -> None:
    """What they were asked about orders and have not answered is asked of their cover."""
    asked = Consent.objects.filter(shop_id=desk.shop_id, asked=who, state="asked")
    for row in sorted(asked.select_related("owner"), key=lambda row: row.number):
        whom, why = asked_for(row.owner, at, timezone)
        if whom is None or whom.pk == who.pk:
            continue
        row.asked, row.why_asked = whom, why
        counts = silence_of(desk.shop_id).counts_from(at, hours_of(whom.hours), timezone)
        row.answer_by_at = max(row.answer_by_at, counts)
        row.save(update_fields=["asked", "why_asked", "answer_by_at"])


def _tell_cover(desk: Desk, who: Member, at: Instant, by: Member) -> None:
    cover = who.cover
    if cover is not None and cover.is_active:
        tell(desk, cover, "desk", f"{who.called} is out: you are asked in their place.", at, by)


VERBS: Sequence[str] = ("person_out", "person_in")
"""What the record calls it."""
