"""Vouch: stand by imported dates, as they are or by dates that can be believed, in bulk; each becomes a promise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from canyou.desk import record
from canyou.desk.actions.turn import LONGEST_NOTE, need
from canyou.desk.clock import now_in
from canyou.desk.dates import unvouched
from canyou.desk.errors import Gone, Refused, Trouble, refused
from canyou.desk.models import Desk, Member, Promise
from canyou.floor.book import booked
from canyou.floor.entries import CHANGE
from canyou.floor.wanted import order_row
from canyou.shop.records import Instant, Order
from canyou.shop.times import wall

FARTHEST = 3 * 366 * 86_400


def vouch(member: Member, dates: Mapping[str, Instant | None], why: str = "") -> list[Promise]:
    """Stand by a date for each order named; None: by the one that was imported. All of them or none.

    An order that has another date from now on keeps it over later imports, until the source itself says another.

    Raises:
        NotAllowed.
        Gone: somebody stands by one of them already, or it is done.
        Refused: a date that has passed, or is too far away.
    """
    need(member, "vouch")
    if not dates:
        raise refused("orders", "Which orders? None of these has a date left to confirm.")
    if len(why) > LONGEST_NOTE:
        raise refused("why", f"At most {LONGEST_NOTE:,} characters go in here.")
    with booked(member.shop.slug) as book:
        shop = book.plan.shop
        at = now_in(shop)
        desk = record.lock(member.shop_id)
        waiting = unvouched(shop, member.shop_id)
        gone = sorted(set(dates) - set(waiting))
        if gone:
            more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
            raise Gone(f"{gone[0]}{more}: there is no date left to confirm.")
        chosen: dict[str, Instant] = {}
        troubles = []
        zone = ZoneInfo(shop.timezone)
        for name, date in sorted(dates.items()):
            imported = waiting[name].promised_at
            assert imported is not None
            chosen[name] = imported if date is None else date
            if not at < chosen[name] < at + FARTHEST:
                said = wall(chosen[name], zone)[:10]
                troubles.append(
                    Trouble(name, f"{name}: {said} can't be promised any more: give a date ahead.")
                )
        if troubles:
            raise Refused(troubles[:20])
        moved = {name: date for name, date in chosen.items() if date != waiting[name].promised_at}
        if moved:
            rows = [order_row(shop, waiting[name], {"promised": date}) for name, date in moved.items()]
            book.lay(CHANGE, rows, {"orders": sorted(moved), "why": "dates to believe"})
        return _promised(member, desk, waiting, chosen, why.strip(), at)


def _promised(
    member: Member,
    desk: Desk,
    waiting: Mapping[str, Order],
    chosen: Mapping[str, Instant],
    why: str,
    at: Instant,
) -> list[Promise]:
    """The promises, each with its entry in the record; nobody is told one by one."""
    sellers = {
        one.person: one
        for one in Member.objects.filter(shop_id=member.shop_id, is_active=True, side="sales").exclude(
            person=""
        )
    }
    made = []
    for name, date in chosen.items():
        order = waiting[name]
        imported = order.promised_at
        promise = Promise(
            shop_id=member.shop_id,
            number=record.next_number(desk, "promises"),
            kind=Promise.ORDER,
            how=Promise.VOUCHED,
            by=member,
            by_side="operations",
            to=sellers.get(order.seller),
            to_side="sales",
            what=f"{order.quantity.normalize():f} of {order.part}",
            customer=order.customer,
            part=order.part,
            quantity=order.quantity,
            orders=json.dumps([[name, str(order.quantity), date]]),
            why=why,
            made_at=at,
            first_due_at=date,
            due_at=date,
        )
        made.append(promise)
        told = {"order": name, "due": date, "imported": imported if imported != date else None, "why": why}
        record.add(desk, member, "vouch", f"promise/{promise.number}", told)
    return Promise.objects.bulk_create(made)
