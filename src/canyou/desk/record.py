"""The record: added to in the transaction of what it tells of, read back, and checked from its beginning."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from canyou.desk.models import Desk, Member, Record
from canyou.floor.rows import canonical, digest


def lock(shop_id: int) -> Desk:
    """The desk of a shop, locked until the transaction ends: an UPDATE comes first, on either database."""
    changed = Desk.objects.filter(shop_id=shop_id).update(records=F("records"))
    if not changed:
        Desk.objects.get_or_create(shop_id=shop_id)
        Desk.objects.filter(shop_id=shop_id).update(records=F("records"))
    return Desk.objects.get(shop_id=shop_id)


def next_number(desk: Desk, what: str) -> int:
    """The next number of `questions`, `promises`, `emergencies` or `mistakes`; the desk is locked."""
    number = int(getattr(desk, what)) + 1
    setattr(desk, what, number)
    Desk.objects.filter(shop_id=desk.shop_id).update(**{what: number})
    return number


def add(desk: Desk, who: Member | None, verb: str, about: str, body: Mapping[str, Any]) -> Record:
    """Add to the record; the desk is locked."""
    entry = Record(
        shop_id=desk.shop_id,
        number=desk.records + 1,
        at=int(time.time()),
        who=who,
        called=who.called if who else "",
        verb=verb,
        about=about,
        body=canonical({name: value for name, value in body.items() if value not in (None, "", [], {})}),
    )
    entry.digest = _digest(desk.head, entry)
    entry.save(force_insert=True)
    desk.records, desk.head = entry.number, entry.digest
    Desk.objects.filter(shop_id=desk.shop_id).update(records=desk.records, head=desk.head)
    return entry


def first_break(shop_id: int) -> int | None:
    """The number of the first entry that does not follow from the one before; None: the record is whole."""
    head, number = "", 0
    found = Record.objects.filter(shop_id=shop_id).order_by("number")
    for entry in found.iterator(chunk_size=2000):
        number += 1
        if entry.number != number or entry.digest != _digest(head, entry):
            return number
        head = entry.digest
    desk = Desk.objects.filter(shop_id=shop_id).first()
    return None if desk is None or (desk.records, desk.head) == (number, head) else number + 1


def _digest(before: str, entry: Record) -> str:
    told = [entry.shop_id, entry.number, entry.at, entry.who_id, entry.called, entry.verb, entry.about]
    return digest(canonical([before, *told, entry.body]))
