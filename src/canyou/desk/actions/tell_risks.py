"""Tell risks: promises that the plan no longer keeps are told to both sides before they break, once for one cause.

Done by the clock, after each change of the plan. The first look at a shop tells nobody. Imported dates that nobody has
confirmed are not promises yet: they are for bringing to dates one believes, not for alarm.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from canyou.desk import record
from canyou.desk.at_risk import Cause, Known, Letter, Looked, Seen, cause_of, in_words, letters, look
from canyou.desk.clock import now_in
from canyou.desk.models import AtRisk, Desk, Member, Notice, Promise, RiskCause
from canyou.desk.rights import may
from canyou.desk.risk_causes import causes_between
from canyou.floor.current import Current, current
from canyou.floor.models import FloorShop
from canyou.plan.adopting.adopt import there


def tell_risks(shop: FloorShop) -> int:
    """Look whether promises came to be at risk or are safe again, and tell; how many began."""
    now = current(shop.slug)
    last = Desk.objects.filter(shop_id=shop.pk).values_list("risk_version", flat=True).first()
    if last is not None and last >= now.book:
        return 0
    promises = standing_promises(shop.pk)
    seen = seen_in(now, promises)
    with transaction.atomic():
        desk = record.lock(shop.pk)
        if desk.risk_version is not None and desk.risk_version >= now.book:
            return 0
        is_first = desk.risk_version is None
        causes = () if is_first else causes_between(shop.pk, desk.risk_version or 0, now)
        at = now_in(now.shop)
        rows = {row.order: row for row in AtRisk.objects.filter(shop_id=shop.pk, ended_at=None)}
        known = {row.order: Known(row.order, row.due_at, row.since_at, row.version) for row in rows.values()}
        real = max((cause.version for cause in causes), default=0)
        found = look(known, seen, real, now.book, at)
        _end(rows, found, at)
        if is_first:
            _begin(desk, found.begun, {}, promises, now, at)
        else:
            _tell(desk, found.begun, causes, promises, now, at)
        Desk.objects.filter(shop_id=shop.pk).update(risk_version=now.book)
        return len(found.begun)


def standing_promises(shop_id: int) -> dict[str, Promise]:
    """The open promise of each order that has one."""
    found: dict[str, Promise] = {}
    rows = Promise.objects.filter(shop_id=shop_id, kind=Promise.ORDER, state="open")
    for promise in sorted(rows.select_related("by__user", "to__user"), key=lambda one: one.number):
        for name, *_ in json.loads(promise.orders):
            found[name] = promise
    return found


def seen_in(now: Current, promises: dict[str, Promise]) -> list[Seen]:
    """Every order that somebody stands by, as the plan has it. An imported date that nobody has confirmed is none."""
    found = []
    for promise in {one.pk: one for one in promises.values()}.values():
        for name, _, due in json.loads(promise.orders):
            order, planned = now.shop.orders.get(name), now.plan.orders.get(name)
            if order is not None and order.state in ("open", "hold"):
                found.append(Seen(name, int(due), None if planned is None else there(planned, now.shop)))
    return found


def _end(rows: dict[str, AtRisk], found: Looked, at: int) -> None:
    for names, how in ((found.over, "over"), (found.gone, "gone")):
        for name in names:
            row = rows[name]
            row.ended_at, row.ended = at, how
            row.save(update_fields=["ended_at", "ended"])


def _tell(
    desk: Desk,
    begun: Iterable[Seen],
    causes: tuple[Cause, ...],
    promises: dict[str, Promise],
    now: Current,
    at: int,
) -> None:
    """Keep what began under its causes, and write each person's letters."""
    begun = tuple(begun)
    if not begun:
        return
    places: dict[str, set[str]] = defaultdict(set)
    for o in now.plan.operations:
        if o.work_center:
            places[o.order].add(o.work_center)
    by_order = {one.order: cause_of(one.order, frozenset(places[one.order]), causes) for one in begun}
    rows = {cause.key: _cause_row(desk, cause, now, at) for cause in by_order.values()}
    _begin(desk, begun, {name: rows[cause.key] for name, cause in by_order.items()}, promises, now, at)
    people = {member.pk: member for member in _members(desk.shop_id)}
    planners = _planners(people.values())
    told = [
        (one.order, by_order[one.order].key, _who(promises[one.order], people, planners))
        for one in begun
        if not (by_order[one.order].is_told and one.order in by_order[one.order].orders)
    ]
    before = {
        (notice.to_id, row.key): notice
        for row in rows.values()
        for notice in Notice.objects.filter(shop_id=desk.shop_id, cause=row)
    }
    for letter in letters(told, before):
        _write(desk, letter, rows[letter.cause], people[letter.person], before, at)


def _begin(
    desk: Desk,
    begun: Iterable[Seen],
    causes: dict[str, RiskCause],
    promises: dict[str, Promise],
    now: Current,
    at: int,
) -> None:
    for one in begun:
        assert one.there_at is not None
        row = AtRisk.objects.create(
            shop_id=desk.shop_id,
            number=record.next_number(desk, "risks"),
            order=one.order,
            promise=promises[one.order],
            cause=causes.get(one.order),
            due_at=one.due_at,
            there_at=one.there_at,
            since_at=at,
            version=now.book,
        )
        told = {"order": one.order, "there": one.there_at, "why": row.cause.words if row.cause else ""}
        record.add(desk, None, "at_risk", f"promise/{row.promise.number}", told)


def _cause_row(desk: Desk, cause: Cause, now: Current, at: int) -> RiskCause:
    day = datetime.fromtimestamp(at, ZoneInfo(now.shop.timezone)).date().isoformat()
    row = RiskCause.objects.filter(shop_id=desk.shop_id, key=cause.key, day=day).first()
    if row is not None:
        if row.words != cause.words:
            row.words = cause.words
            row.save(update_fields=["words"])
        return row
    return RiskCause.objects.create(
        shop_id=desk.shop_id,
        number=record.next_number(desk, "causes"),
        key=cause.key,
        day=day,
        words=cause.words,
        at=at,
        version=cause.version,
    )


def _write(
    desk: Desk, letter: Letter, cause: RiskCause, to: Member, before: dict[tuple[int, str], Notice], at: int
) -> None:
    """A notice, or the one of today with more in its list."""
    known = before.get((letter.person, letter.cause))
    if known is None:
        Notice.objects.create(
            shop_id=desk.shop_id,
            to=to,
            about=f"risk/{cause.number}",
            text=in_words(cause.words, letter.orders),
            at=at,
            cause=cause,
            orders=json.dumps(letter.orders),
        )
        return
    orders = json.loads(known.orders)
    orders += [order for order in letter.orders if order not in orders]
    known.text, known.orders, known.seen_at = in_words(cause.words, orders), json.dumps(orders), None
    known.save(update_fields=["text", "orders", "seen_at"])


def _who(promise: Promise, people: dict[int, Member], planners: list[int]) -> list[int]:
    """Both sides of a promise: who was promised it, and who gave it, or who plans where a rule or the phone did."""
    found = [] if promise.to_id is None else [promise.to_id]
    found += [promise.by_id] if promise.by.side == promise.by_side else planners
    return [key for key in dict.fromkeys(found) if key in people]


def _members(shop_id: int) -> list[Member]:
    rows = Member.objects.filter(shop_id=shop_id, is_active=True).select_related("user")
    return sorted(rows, key=lambda member: member.pk)


def _planners(people: Iterable[Member]) -> list[int]:
    """Those who plan; where nobody has that role, whoever may commit the shop's capacity."""
    able = [member for member in people if may(member.side, member.role, "commit")]
    return [member.pk for member in able if member.role == "planner"] or [member.pk for member in able]
