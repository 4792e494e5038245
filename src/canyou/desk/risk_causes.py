"""What changed the plan between two versions of the book, each as a cause that one can name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from canyou.desk.at_risk import Cause
from canyou.floor import entries
from canyou.floor.current import Current
from canyou.floor.models import BookEntry
from canyou.plan.wording import place
from canyou.shop.records import Shop

DOWNTIME = "downtime.csv"


def causes_between(shop_id: int, after: int, now: Current) -> tuple[Cause, ...]:
    """The causes after one version, up to and with that of a plan, oldest first; never empty."""
    rows = BookEntry.objects.filter(shop_id=shop_id, version__gt=after, version__lte=now.book)
    found: list[Cause] = []
    for version, kind, body, at in sorted(rows.values_list("version", "kind", "body", "at")):
        found += _causes(now.shop, version, kind, json.loads(body), at)
    return tuple(found) or (Cause("clock", "The clock has gone on", 0),)


def _causes(shop: Shop, version: int, kind: str, body: Mapping[str, Any], at: datetime) -> list[Cause]:
    if kind == entries.IMPORT:
        clock = at.astimezone(ZoneInfo(shop.timezone)).strftime("%H:%M")
        return [Cause("import", f"The import of {clock} brought changes", version)]
    if kind == entries.REPORT:
        return _reported(shop, version, body)
    if kind in (entries.CHANGE, entries.PIN, entries.UNPIN):
        name = str(body.get("order", ""))
        said = {"change": "was changed", "pin": "was pinned", "unpin": "was freed"}[kind]
        if not name:
            return [Cause("dates", "Other dates were confirmed", version)]
        entered = body.get("why") == "entered"
        said = "was promised by phone" if entered else said
        # Of a promise by phone that does not fit operations is told as it is noted.
        return [Cause(f"order/{name}", f"{name} {said}", version, orders=frozenset({name}), is_told=entered)]
    if kind == entries.PROMISE:
        adoption = body.get("adoption", {})
        moved = frozenset(_moved(adoption))
        names = ", ".join(_names(adoption)) or "A promise"
        return [Cause(f"promise/{names}", f"{names} was promised", version, orders=moved, is_told=True)]
    if kind == entries.AGREE:
        return [Cause("agreement", "Another agreement is in force", version)]
    return []


def _reported(shop: Shop, version: int, body: Mapping[str, Any]) -> list[Cause]:
    """A machine that is down, by its place; other reports together."""
    found, others = [], set()
    for file, _, cells in body.get("rows", ()):
        if file == DOWNTIME:
            center, machine = str(cells["work_center"]), str(cells.get("machine") or "")
            known = shop.work_centers.get(center)
            name = known.name or center if known is not None else center
            if known is not None and machine:
                name = place(shop, center, int(machine))
            at = datetime.fromisoformat(str(cells["end"]))
            end = f"{at:%a} {at.day} {at:%b %H:%M}"
            if (at.hour, at.minute) == (0, 0):
                day = at - timedelta(days=1)
                end = f"the end of {day:%a} {day.day} {day:%b}"
            reason = f" ({cells['reason']})" if cells.get("reason") not in (None, "", "reported") else ""
            words = f"{name} is down until {end}{reason}"
            found.append(Cause(f"down/{center}/{machine}", words, version, work_center=center))
        elif cells.get("order"):
            others.add(str(cells["order"]))
    if others or not found:
        found.insert(0, Cause("floor", "The floor reported progress", version, orders=frozenset(others)))
    return found


def _names(adoption: Mapping[str, Any]) -> list[str]:
    """The orders that a promise made."""
    return [str(one["order"]) for one in adoption.get("orders", ())]


def _moved(adoption: Mapping[str, Any]) -> set[str]:
    """The orders that made room for it: whoever owns them let them, or was told."""
    return {str(one[0]) for one in adoption.get("operations", ())} - set(_names(adoption))
