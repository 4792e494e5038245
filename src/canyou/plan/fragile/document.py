"""What hangs on one thing alone, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from canyou.plan.fragile.finding import AtRisk, Fragile


def fragile_document(found: Fragile) -> dict[str, Any]:
    """The document of `canyou fragile --json`."""
    return {
        "days": int(found.days) if found.days == int(found.days) else found.days,
        "machines": [
            {
                "work_center": one.work_center,
                "machine": one.machine,
                "hours": one.hours,
                "alone": one.alone,
                "promises_at_risk": names(one.orders),
                "orders": details(one.orders),
            }
            for one in found.machines
        ],
        "people": [
            {
                "person": one.person,
                "sole_for": list(one.sole_for),
                "share": [
                    {"machine": s.machine, "share": round(s.share, 4), "rows": s.rows} for s in one.shares
                ],
                "promises_at_risk": names(one.orders),
            }
            for one in found.people
        ],
        "suppliers": [
            {
                "supplier": one.supplier,
                "receipts": one.receipts,
                "steps": one.steps,
                "promises_at_risk": names(one.orders),
                "orders": details(one.orders),
            }
            for one in found.suppliers
        ],
    }


def names(orders: Sequence[AtRisk]) -> list[str]:
    return [one.order for one in orders]


def details(orders: Sequence[AtRisk]) -> list[dict[str, Any]]:
    """Each order with how late it would be, and whether that is past a promise or past what was asked."""
    return [
        {"order": one.order, "promised": one.promised, "late_minutes": round(one.late_minutes, 2)}
        for one in orders
    ]
