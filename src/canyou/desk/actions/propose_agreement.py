"""Propose an agreement: another version of what both sides have settled, to be signed by a manager of each."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.tell import tell
from canyou.desk.actions.turn import LONGEST_NOTE, need
from canyou.desk.agreed import agreement_in_force
from canyou.desk.clock import now_in
from canyou.desk.errors import Gone, NotThere, Refused, refused
from canyou.desk.models import Agreement, Desk, Member, Rule
from canyou.desk.rights import may
from canyou.desk.terms import AtOnce, Terms, body_of, differing, read_terms, troubles_of
from canyou.floor.current import current
from canyou.floor.rows import canonical
from canyou.shop.records import Shop


def terms_now(shop_id: int, shop: Shop) -> Terms:
    """What holds now: the agreement in force with the customers that came since, else the shop's own settings."""
    signed = agreement_in_force(shop_id)
    counts = {name: one.importance for name, one in shop.customers.items()}
    if signed is not None:
        from dataclasses import replace

        said = signed.said
        known = {name: value for name, value in said.importance.items() if name in counts}
        return replace(said, importance={**counts, **known})
    rules = sorted(Rule.objects.filter(shop_id=shop_id, is_on=True), key=lambda rule: rule.pk)
    return Terms(
        importance=counts,
        fence_days=shop.fence_days,
        move_cap_days=shop.move_cap_days,
        at_once=tuple(
            AtOnce(
                rule.name,
                tuple(json.loads(rule.parts)),
                tuple(json.loads(rule.customers)),
                rule.least_chance,
                rule.least_slack_minutes,
                rule.outside_fence,
                rule.most_hours_a_week,
            )
            for rule in rules
        ),
    )


def propose_agreement(member: Member, given: Mapping[str, Any], why: str = "") -> Agreement:
    """Propose a version: what is not given stays as it is now. It takes the place of one that is not signed yet.

    Raises:
        NotAllowed, Refused.
    """
    need(member, "propose_agreement")
    if len(why) > LONGEST_NOTE:
        raise refused("why", f"At most {LONGEST_NOTE:,} characters go in here.")
    shop = current(member.shop.slug).shop
    base = terms_now(member.shop_id, shop)
    terms, troubles = read_terms(given, base)
    troubles = troubles or troubles_of(terms, list(shop.customers), list(shop.parts), now_in(shop))
    if troubles:
        raise Refused(troubles)
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        signed = agreement_in_force(member.shop_id)
        if signed is not None and not differing(terms, base):
            raise refused("terms", "It says what holds already: change a line.")
        open_ones = Agreement.objects.filter(shop_id=member.shop_id, begun_at=None, ended_at=None)
        at = int(time.time())
        open_ones.update(ended_at=at)
        found = Agreement.objects.create(
            shop_id=member.shop_id,
            number=Agreement.objects.filter(shop_id=member.shop_id).count() + 1,
            terms=canonical(body_of(terms)),
            why=why.strip(),
            proposed_by=member,
            proposed_at=at,
        )
        told = {"why": found.why, "lines": differing(terms, base), "terms": body_of(terms)}
        record.add(desk, member, "propose_agreement", f"agreement/{found.number}", told)
        tell_signers(desk, found, f"{member.called} proposes another agreement: read and sign it.", member)
    return found


def withdraw_agreement(member: Member, number: int) -> Agreement:
    """Withdraw a version that is not in force yet.

    Raises:
        NotAllowed, NotThere.
        Gone: it is signed, or withdrawn already.
    """
    need(member, "propose_agreement")
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        found = find_agreement(member.shop_id, number)
        if found.state != "proposed":
            raise Gone(f"Version {number} is {found.state}.", found.state)
        found.ended_at = int(time.time())
        found.save(update_fields=["ended_at"])
        record.add(desk, member, "withdraw_agreement", f"agreement/{number}", {})
    return found


def find_agreement(shop_id: int, number: int) -> Agreement:
    """A version.

    Raises:
        NotThere: there is none of that number.
    """
    rows = Agreement.objects.select_related("proposed_by__user", "sales_by__user", "operations_by__user")
    found = rows.filter(shop_id=shop_id, number=number).first()
    if found is None:
        raise NotThere(f"There is no version {number} of the agreement.")
    return found


def tell_signers(desk: Desk, agreement: Agreement, text: str, by: Member) -> None:
    """Let both sides' managers know."""
    members = Member.objects.filter(shop_id=agreement.shop_id, is_active=True).select_related("user")
    for one in sorted(members, key=lambda found: found.pk):
        if may(one.side, one.role, "sign_agreement"):
            tell(desk, one, f"agreement/{agreement.number}", text, int(time.time()), by)
