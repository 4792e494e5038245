"""Set rules: what sales may promise at once, and how much it may hold. By operations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.turn import LONGEST_LINE, need
from canyou.desk.agreed import agreement_in_force
from canyou.desk.clock import now_at
from canyou.desk.errors import NotAllowed, NotThere, refused
from canyou.desk.models import Desk, Member, Rule


def set_rule(
    member: Member,
    name: str,
    *,
    number: int | None = None,
    parts: Sequence[str] = (),
    customers: Sequence[str] = (),
    least_chance: float = 0.0,
    least_slack_minutes: int = 0,
    outside_fence: bool = False,
    most_hours_a_week: Decimal | None = None,
    is_on: bool = True,
) -> Rule:
    """Make a rule, or change the one of that number. Where there is none, the usual one holds: see `at_once.USUAL`.

    Raises:
        NotAllowed, NotThere, Refused.
    """
    need(member, "set_rules")
    if not name.strip() or len(name) > LONGEST_LINE:
        raise refused("name", "What is the rule called?")
    if not 0 <= least_chance <= 1:
        raise refused("least_chance", "A chance is between 0 and 1.")
    if least_slack_minutes < 0:
        raise refused("least_slack_minutes", "Slack is 0 minutes or more.")
    if most_hours_a_week is not None and not 0 <= most_hours_a_week < 10**6:
        raise refused("most_hours_a_week", "Hours a week are 0 or more.")
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        if agreement_in_force(member.shop_id) is not None:
            no = NotAllowed(
                "What is promised at once stands in the agreement: propose another version of it."
            )
            no.line = "at-once"
            raise no
        rule = Rule(shop_id=member.shop_id)
        if number is not None:
            found = Rule.objects.filter(shop_id=member.shop_id, pk=number).first()
            if found is None:
                raise NotThere(f"There is no rule {number}.")
            rule = found
        rule.name = name.strip()
        rule.parts, rule.customers = json.dumps(sorted(set(parts))), json.dumps(sorted(set(customers)))
        rule.least_chance, rule.least_slack_minutes = least_chance, least_slack_minutes
        rule.outside_fence, rule.most_hours_a_week, rule.is_on = outside_fence, most_hours_a_week, is_on
        rule.set_by, rule.set_at = member, now_at(member.shop.slug)
        rule.save()
        told = {
            "name": rule.name,
            "parts": rule.parts,
            "customers": rule.customers,
            "least_chance": str(least_chance),
            "least_slack_minutes": least_slack_minutes,
            "outside_fence": outside_fence,
            "most_hours_a_week": None if most_hours_a_week is None else str(most_hours_a_week),
            "is_on": is_on,
        }
        record.add(desk, member, "set_rule", f"rule/{rule.pk}", told)
    return rule


def set_hold_budget(member: Member, *, holds_at_once: int, hold_hours: int) -> Desk:
    """How many options one person may hold at the same time, and for how long at most.

    Raises:
        NotAllowed, Refused.
    """
    need(member, "set_rules")
    if not 0 <= holds_at_once <= 100:
        raise refused("holds_at_once", "A number between 0 and 100.")
    if not 1 <= hold_hours <= 24 * 14:
        raise refused("hold_hours", "Hours between 1 and 336.")
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        desk.holds_at_once, desk.hold_hours = holds_at_once, hold_hours
        desk.save(update_fields=["holds_at_once", "hold_hours"])
        told = {"holds_at_once": holds_at_once, "hold_hours": hold_hours}
        record.add(desk, member, "set_hold_budget", "desk", told)
    return desk
