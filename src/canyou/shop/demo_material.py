"""What lies in the demo shop's stores and what is on its way: bars, castings, seals, finished stock."""

from __future__ import annotations

import math
import random

from canyou.shop.demo_book import PART, DemoOrder
from canyou.shop.demo_days import Days, stamp
from canyou.shop.demo_parts import BOUGHT, COMPONENTS, MATERIALS

Row = dict[str, str]

SPARE_LOTS = {"316L-R70": 2.5, "C360-R20": 1.0}
"""How many usual lots of a part that uses it lie there beyond what orders need (others: a tenth)."""

NEVER_ENOUGH = ("IN718-R55",)
"""Bought too late for the last order that needs it: it waits for the lead time."""

SLIPPED = {
    "8620-R90": 10,
    "7075-PL60": 9,
    "4340-R80": 10,
    "6061-PL25": 8,
    "AL-CAST": 9,
    "DI-CAST": 8,
}
"""By how many working days a supplier let the next receipt slip: some orders behind it are late."""

FINISHED = (
    # part, on hand, status
    ("P-2160", 160, ""),
    ("P-5024", 700, ""),
    ("P-5015", 900, ""),
    ("P-3031", 60, ""),
    ("P-2055", 24, "quarantine"),
    ("P-2041", 18, "quarantine"),
    ("P-7015", 14, ""),
    ("P-5011", 250, ""),
    ("C-8110", 6, "rework"),
)


def stores(days: Days, rng: random.Random, waiting: list[DemoOrder]) -> tuple[list[Row], list[Row]]:
    """Rows of stock.csv and receipts.csv that let the waiting orders (not begun) start about on time.

    Material of orders released by tomorrow is there; that of later ones comes when it is needed or a day
    before, two days' needs in one receipt: a shop that had it all would start everything at once.
    """
    stock: list[Row] = []
    receipts: list[Row] = []
    needs = _needs(waiting)
    for item, (_, unit, supplier, lead) in {**MATERIALS, **BOUGHT}.items():
        parts = [p for p in PART.values() if p.material == item]
        spare = SPARE_LOTS.get(item, 0.1) * max((p.lot * float(p.per_piece) for p in parts), default=60)
        wanted = sorted(needs.get(item, []))
        there = sum(quantity for day, quantity in wanted if day <= 1) + spare
        if item in NEVER_ENOUGH:
            there, wanted = sum(quantity for _, quantity in wanted[:1]), []
        stock.append({"part": item, "on_hand": _amount(there, unit)})
        arrivals: dict[int, float] = {}
        for day, quantity in wanted:
            if day > 1:
                on = max(1, day - day % 2)
                arrivals[on] = arrivals.get(on, 0.0) + quantity
        if arrivals and item in SLIPPED:
            first = min(arrivals)
            arrivals[first + SLIPPED[item]] = arrivals.get(first + SLIPPED[item], 0.0) + arrivals.pop(first)
        for on, quantity in sorted(arrivals.items()):
            receipts.append(
                {
                    "receipt": f"B-{7001 + len(receipts)}",
                    "part": item,
                    "quantity": _amount(quantity, unit),
                    "due": stamp(days.minute(on, rng.choice([8.5, 9.5, 11]))),
                    "supplier": supplier,
                }
            )
        if lead > 20 and not arrivals:  # what takes long is always on order
            on = days.minute(rng.randint(6, 12), 9.5)
            receipts.append(
                {
                    "receipt": f"B-{7001 + len(receipts)}",
                    "part": item,
                    "quantity": _amount(spare or 10, unit),
                    "due": stamp(on),
                    "supplier": supplier,
                }
            )
    near: dict[str, float] = {}
    for order in waiting:
        if order.release <= 8:
            for part, component, per, _ in COMPONENTS:
                if part == order.part and component.startswith("C-"):
                    near[component] = near.get(component, 0.0) + order.quantity * float(per)
    for component, quantity in sorted(near.items()):
        stock.append({"part": component, "on_hand": f"{int(quantity) + 4}"})
    for part, on_hand, status in FINISHED:
        stock.append({"part": part, "on_hand": str(on_hand), "status": status})
    kept = next((o for o in waiting if o.part == "P-3040" and o.kind == "firm" and o.state == "open"), None)
    if kept:
        row = {
            "part": "P-3040",
            "on_hand": str(kept.quantity // 2),
            "status": "free",
            "reserved_for": kept.order,
        }
        stock.append(row)
    return stock, receipts


def _needs(waiting: list[DemoOrder]) -> dict[str, list[tuple[int, float]]]:
    """By item: (release day, quantity) of what the orders will draw, through made components too."""
    needs: dict[str, list[tuple[int, float]]] = {}

    def draw(part: str, quantity: float, day: int) -> None:
        made = PART.get(part)
        if made is None:
            needs.setdefault(part, []).append((day, quantity))
            return
        if made.material:
            needs.setdefault(made.material, []).append((day, quantity * float(made.per_piece)))
        for parent, component, per, _ in COMPONENTS:
            if parent == part:
                draw(component, quantity * float(per), day)

    for order in waiting:
        if order.kind != "quote":
            draw(order.part, order.quantity, order.release)
    return needs


def _amount(quantity: float, unit: str) -> str:
    """Rounded up to what a store would count: tenths of a metre, whole kilograms and pieces."""
    return f"{math.ceil(quantity * 10) / 10:g}" if unit == "m" else str(math.ceil(quantity))
