"""A shop as it is on its first day: 380 imported promises, 118 of them with a date that has passed, people on both
sides, and beside them a machine for each thing that is played through, so that none disturbs another."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from canyou.shop.synthetic import synthetic_shop
from canyou.shop.write import write_folder

PROMISED, LATE = 380, 118
DAY = 86_400
PEOPLE = (
    ("nora", "Nora Whitfield", "sales", "Inside sales"),
    ("priya", "Priya Raman", "sales", "Account manager"),
    ("ines", "Ines Calder", "operations", "Planner"),
    ("walt", "Walt Brannigan", "operations", "Day shift supervisor"),
    ("abel", "Abel Fontaine", "operations", "Operations manager"),
)
MACHINES = ("YES", "NO", "FREE", "DOWN", "PHONE")
"""Each a work center of one machine, open on weekdays, that makes one part: `P-YES` and so on, 6 minutes a piece."""
STANDING = (("SO-YES", "P-YES"), ("SO-NO", "P-NO"))
"""Orders of Priya's that stand in the way of a rush: 45 pieces on the first day, promised for a week later."""


def write_backlog(folder: Path) -> None:
    """Write its folder; the clock is fixed at a Monday, 23 November 2026, 07:00."""
    shop = synthetic_shop(PROMISED - len(STANDING), 12, load=0.8, seed=5)
    orders = {}
    for n, (name, order) in enumerate(shop.orders.items()):
        past = n * LATE // len(shop.orders) != (n + 1) * LATE // len(shop.orders)
        date = shop.now_at - (1 + n % 9) * DAY if past else order.due_at + 60 * DAY
        orders[name] = replace(order, promised_at=date, created_at=shop.now_at - 90 * DAY)
    write_folder(replace(shop, orders=orders, clock_fixed=True), folder)
    for day in ("mon", "tue", "wed", "thu", "fri"):
        _add(folder, "calendars", calendar="bench", day=day, start="07:00", end="15:30")
    for name in MACHINES:
        _add(folder, "work_centers", work_center=name, name=f"Bench {name.lower()}", calendar="bench")
        _add(folder, "parts", part=f"P-{name}", name="Test plug")
        _add(folder, "routings", part=f"P-{name}", step="10", work_center=name, run_minutes="6")
    for customer, name in (("ACME", "Acme Hydraulics"), ("BOLT", "Bolt & Co")):
        _add(folder, "customers", customer=customer, name=name)
    for order, part in STANDING:
        _add(
            folder, "orders", order=order, customer="ACME", part=part, quantity="45", due="2026-11-30",
            promised="2026-12-01", seller="priya",
        )  # fmt: skip
    for person, name, side, title in PEOPLE:
        email = f"{person}@example.com"
        _add(folder, "people", person=person, name=name, email=email, side=side, title=title)


def _add(folder: Path, stem: str, **cells: str) -> None:
    """A row more at the end of a file, which is made where it is not there."""
    file = folder / f"{stem}.csv"
    columns = list(cells)
    rows: list[dict[str, str]] = []
    if file.exists():
        with file.open(newline="", encoding="utf-8") as known:
            read = csv.DictReader(known)
            columns = list(dict.fromkeys([*(read.fieldnames or ()), *cells]))
            rows = list(read)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, columns, restval="")
        writer.writeheader()
        writer.writerows([*rows, cells])
