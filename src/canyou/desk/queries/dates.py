"""The backlog's imported dates, by customer, with what the plan can hold of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from canyou.desk.dates import Proposal, proposals, unvouched
from canyou.floor.current import Current
from canyou.plan.document import iso


@dataclass(frozen=True, slots=True)
class CustomerDates:
    """One customer's orders whose date nobody stands by yet, those that need another date first."""

    customer: str
    rows: tuple[Proposal, ...]

    @property
    def moved(self) -> int:
        """For how many another date is proposed."""
        return sum(row.is_moved for row in self.rows)


def dates_by_customer(now: Current, shop_id: int) -> list[CustomerDates]:
    """Customers with most to change first."""
    orders = unvouched(now.shop, shop_id)
    if not orders:
        return []
    by: dict[str, list[Proposal]] = {}
    for row in proposals(now.plan, orders).values():
        by.setdefault(row.customer, []).append(row)
    found = [
        CustomerDates(name, tuple(sorted(rows, key=lambda r: (not r.is_moved, r.promised_at, r.order))))
        for name, rows in by.items()
    ]
    return sorted(found, key=lambda one: (-one.moved, -len(one.rows), one.customer))


def dates_document(now: Current, shop_id: int, customer: str = "") -> dict[str, Any]:
    """The same as a document."""
    zone = now.shop.timezone
    found = [one for one in dates_by_customer(now, shop_id) if customer in ("", one.customer)]
    return {
        "unvouched": sum(len(one.rows) for one in found),
        "late": sum(row.is_late for one in found for row in one.rows),
        "moved": sum(one.moved for one in found),
        "customers": [
            {
                "customer": one.customer,
                "orders": [
                    {
                        "order": row.order,
                        "promised": iso(row.promised_at, zone),
                        "there": iso(row.there_at, zone),
                        "chance": round(row.chance, 3),
                        "proposed": iso(row.proposed_at, zone),
                        "proposed_chance": round(row.proposed_chance, 3),
                    }
                    for row in one.rows
                ],
            }
            for one in found
        ],
    }
