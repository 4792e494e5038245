"""Routings: steps with no place, with two, and values that cannot take effect."""

from __future__ import annotations

from decimal import Decimal

from canyou.shop.problems import Problems
from canyou.shop.settings import Settings
from canyou.shop.sheets import Sheets


def check(sheets: Sheets, settings: Settings, problems: Problems) -> None:
    """Checks each step, and each part that is to be made without any."""
    most = _most_ordered(sheets)
    for line, step in sheets.routings.sound():
        if not step.work_center and not step.is_outside:
            problems.error(
                "routings.csv",
                line,
                "work_center",
                "is empty, and outside_days too; a step is done at a work center or outside",
                f"{step.part} step {step.step}",
            )
        elif step.work_center and step.is_outside:
            problems.warn(
                "routings.csv",
                line,
                "outside_days",
                f"is given beside work_center {step.work_center}; the step is planned outside",
                f"{step.outside_days:f}",
            )
        if step.work_center in step.alternates:
            problems.warn(
                "routings.csv",
                line,
                "alternates",
                "has the step's own work center; it is left out",
                step.work_center,
            )
        if len(set(step.alternates)) < len(step.alternates):
            problems.warn(
                "routings.csv",
                line,
                "alternates",
                "has a work center twice; one is left out",
                ";".join(step.alternates),
            )
        if step.overlap_quantity and 0 < most.get(step.part, Decimal(0)) < step.overlap_quantity:
            problems.warn(
                "routings.csv",
                line,
                "overlap_quantity",
                f"is more than any order has, at most {most[step.part]:f}; it takes no effect",
                f"{step.overlap_quantity:f}",
            )
    _check_supply(sheets, problems)


def _most_ordered(sheets: Sheets) -> dict[str, Decimal]:
    """The largest quantity ordered of each part; parts that go into others are left out, their lots vary."""
    most: dict[str, Decimal] = {}
    for _, order in sheets.orders.sound():
        if order.quantity > most.get(order.part, 0):
            most[order.part] = order.quantity
    for line in sheets.bom.records:
        most.pop(line.component, None)
    return most


def _check_supply(sheets: Sheets, problems: Problems) -> None:
    if not sheets.routings.readable:
        return
    routed = set(sheets.routings.values("part"))
    for line, part in sheets.parts.sound():
        if part.supply == "make" and part.part not in routed:
            problems.warn(
                "parts.csv",
                line,
                "supply",
                "is make, but the part has no routing; it comes from stock and receipts alone",
                part.part,
            )
        elif part.supply == "buy" and part.part in routed:
            problems.warn("parts.csv", line, "supply", "is buy, but the part has a routing", part.part)
