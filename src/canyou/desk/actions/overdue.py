"""Overdue: what is open past its date is missed, and both sides are told. Done by the clock."""

from __future__ import annotations

from django.db import transaction

from canyou.desk import promising, record
from canyou.desk.actions.tell import tell
from canyou.desk.clock import now_at
from canyou.desk.models import Promise
from canyou.floor.models import FloorShop


def mark_overdue(shop: FloorShop) -> int:
    """Mark what has become overdue in a shop; how many. A look without a lock says whether there is anything."""
    at = now_at(shop.slug)
    waiting = Promise.objects.filter(shop_id=shop.pk, state="open", due_at__lt=at)
    if not waiting.exists():
        return 0
    with transaction.atomic():
        desk = record.lock(shop.pk)
        found = sorted(waiting.select_related("by__user", "to__user"), key=lambda promise: promise.number)
        for promise in found:
            promise.stand(promising.at(promise.standing, at))
            promise.save(update_fields=["state", "was_missed"])
            about = f"promise/{promise.number}"
            record.add(
                desk, None, "missed", about, {"due": promise.due_at, "first_due": promise.first_due_at}
            )
            for who in {
                promise.by.pk: promise.by,
                **({promise.to.pk: promise.to} if promise.to else {}),
            }.values():
                tell(desk, who, about, f"Overdue: {promise.what}.", at)
        return len(found)
