"""Trouble: emergencies and mistakes, each with what led to it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, get_args

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.turn import LONGEST_NOTE, need
from canyou.desk.clock import now_at
from canyou.desk.errors import Gone, NotThere, refused
from canyou.desk.models import Emergency, Member, Mistake, Promise
from canyou.floor.current import NoShop, current

Cause = Literal[
    "missed_promise",
    "mistake",
    "late_request",
    "customer_change",
    "machine_down",
    "material",
    "person_away",
    "other",
]
CAUSES: tuple[Cause, ...] = get_args(Cause)
_REF = re.compile(r"(promise|mistake|emergency)/([0-9]{1,12})")
_MODELS: dict[str, type[Promise] | type[Mistake] | type[Emergency]] = {
    "promise": Promise,
    "mistake": Mistake,
    "emergency": Emergency,
}


def declare_emergency(
    member: Member,
    cause: str,
    *,
    order: str = "",
    cause_ref: str = "",
    note: str = "",
    declared_at: int | None = None,
) -> Emergency:
    """Declare an emergency. `cause_ref` is what led to it: `promise/3`, `mistake/5`, `emergency/2`.

    Raises:
        NotAllowed, Refused.
    """
    need(member, "report_trouble")
    if cause not in CAUSES:
        raise refused("cause", f"A cause is one of {', '.join(CAUSES)}.", CAUSES)
    _check(member, order, cause_ref, note, "promise", "mistake", "emergency")
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        made = Emergency.objects.create(
            shop_id=member.shop_id,
            number=record.next_number(desk, "emergencies"),
            by=member,
            declared_at=_moment(member, declared_at, "declared"),
            order=order,
            cause=cause,
            cause_ref=cause_ref,
            note=note.strip(),
        )
        told = {"cause": cause, "cause_ref": cause_ref, "order": order, "note": note.strip()}
        record.add(desk, member, "emergency", f"emergency/{made.number}", told)
    return made


def close_emergency(member: Member, number: int) -> Emergency:
    """Say that it is over.

    Raises:
        NotThere, NotAllowed, Gone.
    """
    need(member, "report_trouble")
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        found = (
            Emergency.objects.filter(shop_id=member.shop_id, number=number).select_related("by__user").first()
        )
        if found is None:
            raise NotThere(f"There is no emergency {number}.")
        if found.closed_at is not None:
            raise Gone("The emergency is over already.", "closed")
        found.closed_at = now_at(member.shop.slug)
        found.save(update_fields=["closed_at"])
        record.add(desk, member, "close", f"emergency/{number}", {})
    return found


def note_mistake(
    member: Member,
    what: str,
    *,
    order: str = "",
    step: int | None = None,
    cause_ref: str = "",
    cost: Decimal | None = None,
    found_at: int | None = None,
) -> Mistake:
    """Note a mistake. `cause_ref` is the emergency under which it was made: `emergency/2`.

    Raises:
        NotAllowed, Refused.
    """
    need(member, "report_trouble")
    if not what.strip():
        raise refused("what", "What went wrong?")
    _check(member, order, cause_ref, what, "emergency")
    if step is not None and not 0 <= step < 10**6:
        raise refused("step", "A step is a number of the routing.")
    if cost is not None and not 0 <= cost < 10**11:
        raise refused("cost", "A cost is 0 or more.")
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        made = Mistake.objects.create(
            shop_id=member.shop_id,
            number=record.next_number(desk, "mistakes"),
            by=member,
            found_at=_moment(member, found_at, "found"),
            order=order,
            step=step,
            what=what.strip(),
            cause_ref=cause_ref,
            cost=cost,
        )
        told = {"what": what.strip(), "cause_ref": cause_ref, "order": order, "step": step}
        record.add(desk, member, "mistake", f"mistake/{made.number}", told)
    return made


def _moment(member: Member, given: int | None, field: str) -> int:
    at = now_at(member.shop.slug)
    if given is not None and given > at:
        raise refused(field, "That moment has not come yet.")
    return at if given is None else given


def _check(member: Member, order: str, cause_ref: str, text: str, *kinds: str) -> None:
    if len(text) > LONGEST_NOTE:
        raise refused("note", f"At most {LONGEST_NOTE:,} characters go in here.")
    if order:
        try:
            known = order in current(member.shop.slug).shop.orders
        except NoShop:
            known = False
        if not known:
            raise refused("order", f"There is no order {order[:80]}.")
    if cause_ref:
        found = _REF.fullmatch(cause_ref)
        if found is None or found[1] not in kinds:
            raise refused("cause_ref", f"What led to it: {' or '.join(f'{kind}/NUMBER' for kind in kinds)}.")
        model = _MODELS[found[1]]
        if not model._default_manager.filter(shop_id=member.shop_id, number=int(found[2])).exists():
            raise refused("cause_ref", f"There is no {found[1]} {found[2]}.")
