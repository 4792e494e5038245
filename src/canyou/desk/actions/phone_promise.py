"""Already promised: a promise that was given by phone, noted as it was given and checked against the plan."""

from __future__ import annotations

import json
from dataclasses import dataclass

from canyou.desk import record
from canyou.desk.actions.tell import tell
from canyou.desk.actions.turn import LONGEST_NOTE, need
from canyou.desk.clock import now_in
from canyou.desk.errors import Refused, Trouble, refused
from canyou.desk.models import Member, Promise
from canyou.desk.rights import may
from canyou.floor.book import Wanted, booked


@dataclass(frozen=True, slots=True)
class Noted:
    """The promise, and what the plan makes of it."""

    promise: Promise
    order: str
    fits: bool
    """Whether the plan has it there in time."""
    there_at: int
    """When the plan has it there."""


def phone_promise(member: Member, fields: dict[str, object], note: str = "") -> Noted:
    """Note it: part, quantity, by, customer. Nobody asks why; if it does not fit, both sides are told now.

    Raises:
        NotAllowed, Refused.
    """
    from canyou.plan.question import BadQuestion, parse_question

    need(member, "phone_promise")
    if len(note) > LONGEST_NOTE:
        raise refused("note", f"At most {LONGEST_NOTE:,} characters go in here.")
    with booked(member.shop.slug) as book:
        shop = book.current.shop
        try:
            asked = parse_question(shop, fields)
        except BadQuestion as bad:
            raise Refused(
                Trouble(found.field, found.text, tuple(found.nearest)) for found in bad.errors
            ) from None
        if asked.order or asked.is_estimate:
            raise refused(
                "part",
                "A part that is made or bought here is promised; another date of an order is renegotiated.",
            )
        at = now_in(shop)
        wanted = Wanted(
            customer=asked.customer,
            part=asked.part,
            due_at=asked.by_at,
            seller=member.person or member.called,
        )
        name = book.enter(wanted, asked.quantity, asked.by_at)
        planned = book.plan.orders[name]
        late = planned.late_minutes > 0
        there = {"ship": planned.ships_at, "dock": planned.docks_at}.get(
            shop.promise_basis, planned.finish_at
        )
        desk = record.lock(member.shop_id)
        promise = Promise.objects.create(
            shop_id=member.shop_id,
            number=record.next_number(desk, "promises"),
            kind=Promise.ORDER,
            how=Promise.BY_PHONE,
            by=member,
            by_side="operations",
            to=member,
            to_side=member.side,
            what=f"{asked.quantity.normalize():f} of {asked.part}",
            customer=asked.customer,
            part=asked.part,
            quantity=asked.quantity,
            orders=json.dumps([[name, str(asked.quantity), asked.by_at]]),
            why=note.strip(),
            made_at=at,
            first_due_at=asked.by_at,
            due_at=asked.by_at,
        )
        about = f"promise/{promise.number}"
        told = {"order": name, "due": asked.by_at, "fits": not late, "there": there, "note": note.strip()}
        record.add(desk, member, "phone_promise", about, told)
        if late:
            planners = Member.objects.filter(shop_id=member.shop_id, is_active=True).select_related("user")
            for planner in sorted(planners, key=lambda found: found.pk):
                if may(planner.side, planner.role, "commit"):
                    text = f"{name} was promised by phone, and the plan has it there too late."
                    tell(desk, planner, about, text, at, member)
        return Noted(promise, name, not late, there)
