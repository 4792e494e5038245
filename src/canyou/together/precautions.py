"""Precautions: kept by whoever is at work, read by everybody of the shop."""

from __future__ import annotations

import datetime as dt
import time

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.turn import need
from canyou.desk.errors import Refused, Trouble
from canyou.desk.models import Member
from canyou.together.models import KINDS, Precaution

LONGEST_PLAN = 2000
LONGEST_NAME = 200


def precautions_of(shop_slug: str) -> dict[tuple[str, str], Precaution]:
    """All precautions of a shop by (kind, name)."""
    rows = Precaution.objects.filter(shop__slug=shop_slug).select_related("set_by__user")
    return {(row.kind, row.name): row for row in rows}


def keep_precaution(
    member: Member, kind: str, name: str, plan: str, tried_on: dt.date | None, today: dt.date
) -> Precaution | None:
    """Keep a plan for what may be lost, with the day it was last tried; without either it is taken away.

    Raises:
        NotAllowed, Refused.
    """
    need(member, "prepare")
    plan, name = plan.replace("\r\n", "\n").strip(), name.strip()
    troubles = []
    if kind not in KINDS or not name or len(name) > LONGEST_NAME:
        troubles.append(Trouble("name", "What is the plan for? A machine, a person or a supplier is wanted."))
    if len(plan) > LONGEST_PLAN:
        troubles.append(
            Trouble("plan", f"At most {LONGEST_PLAN:,} characters go in here (found {len(plan):,}).")
        )
    if tried_on is not None and tried_on > today:
        troubles.append(Trouble("tried_on", "It can only have been tried today or before."))
    if tried_on is not None and not plan:
        troubles.append(Trouble("plan", "What was tried? Write down the plan in a sentence."))
    if troubles:
        raise Refused(troubles)
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        rows = Precaution.objects.filter(shop_id=member.shop_id, kind=kind, name=name)
        found = rows.first()
        same = found is not None and (found.plan, found.tried_on) == (plan, tried_on)
        if same or (found is None and not plan):
            return found
        if not plan:
            rows.delete()
            found = None
        else:
            found = found or Precaution(shop_id=member.shop_id, kind=kind, name=name)
            found.plan, found.tried_on = plan, tried_on
            found.set_by, found.changed_at = member, int(time.time())
            found.save()
        told = {"plan": plan, "tried_on": tried_on.isoformat() if tried_on else None}
        record.add(desk, member, "set_precaution", f"precaution/{kind}/{name}", told)
    return found
