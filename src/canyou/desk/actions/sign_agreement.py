"""Sign the agreement for one's side; with both signatures it is in force, in the plan and for every decision."""

from __future__ import annotations

import json
import time
from decimal import Decimal

from canyou.desk import record
from canyou.desk.actions.propose_agreement import find_agreement, tell_signers
from canyou.desk.actions.turn import need
from canyou.desk.clock import now_in
from canyou.desk.errors import Gone, Refused
from canyou.desk.models import Agreement, Member, Rule
from canyou.desk.terms import Terms, troubles_of
from canyou.floor.book import booked
from canyou.shop.agreed import KEPT, Agreed, KeptHours


def agreed_of(terms: Terms) -> Agreed:
    """What of the terms changes the plan."""
    return Agreed(
        {name: Decimal(value) for name, value in terms.importance.items()},
        terms.fence_days,
        terms.move_cap_days,
        tuple(
            KeptHours(f"{KEPT}{n}", one.customer, one.part, one.quantity, one.due_at, one.lapses_at)
            for n, one in enumerate(terms.kept, start=1)
        ),
    )


def sign_agreement(member: Member, number: int) -> Agreement:
    """Sign for one's side. The second signature brings it into force and ends the version before.

    Raises:
        NotAllowed: only a manager of a side signs for it.
        NotThere.
        Gone: it is no longer proposed, or the side has signed it already.
        Refused: it speaks of what the shop no longer has; propose it anew.
    """
    need(member, "sign_agreement")
    from canyou.floor.agreeing import agree

    with booked(member.shop.slug) as book:
        desk = record.lock(member.shop_id)
        found = find_agreement(member.shop_id, number)
        if found.state != "proposed":
            raise Gone(f"Version {number} is {found.state}.", found.state)
        before = found.signed_by(member.side)
        if before is not None:
            raise Gone(f"{before.called} has signed it for {member.side} already.", found.state)
        shop, terms, at = book.current.shop, found.said, int(time.time())
        troubles = troubles_of(terms, list(shop.customers), list(shop.parts), now_in(shop))
        if troubles:
            raise Refused(troubles)
        if member.side == "sales":
            found.sales_by, found.sales_at = member, at
        else:
            found.operations_by, found.operations_at = member, at
        told: dict[str, object] = {"for": member.side}
        if found.sales_by is not None and found.operations_by is not None:
            Agreement.objects.filter(shop_id=member.shop_id, begun_at__isnull=False, ended_at=None).update(
                ended_at=at
            )
            found.begun_at = at
            _rules(found, terms, at)
            told |= {"in_force": at, "book": agree(book, agreed_of(terms))}
        found.save()
        record.add(desk, member, "sign_agreement", f"agreement/{number}", told)
        done = "is in force: both sides have signed it" if found.begun_at else f"is signed for {member.side}"
        tell_signers(desk, found, f"Version {number} of the agreement {done}.", member)
    return found


def _rules(agreement: Agreement, terms: Terms, at: int) -> None:
    """What may be promised at once from now on; the rules before are switched off and stay readable."""
    Rule.objects.filter(shop_id=agreement.shop_id, is_on=True).update(is_on=False)
    for one in terms.at_once:
        Rule.objects.create(
            shop_id=agreement.shop_id,
            name=one.name,
            parts=json.dumps(sorted(one.parts)),
            customers=json.dumps(sorted(one.customers)),
            least_chance=one.least_chance,
            least_slack_minutes=one.least_slack_minutes,
            outside_fence=one.outside_fence,
            most_hours_a_week=one.most_hours_a_week,
            set_by=agreement.operations_by,
            set_at=at,
            agreement=agreement,
        )
