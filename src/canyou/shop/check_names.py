"""Names across files: the same key twice, and names that nothing is known of."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from canyou.shop.nearest import Names
from canyou.shop.problems import Problems
from canyou.shop.schema import BY_FILE, Column
from canyou.shop.settings import Settings
from canyou.shop.sheets import Sheet, Sheets

SUGGESTIONS = 200
"""For so many different unknown names of a column the nearest known one is looked up."""

NAMING = ("calendars.csv", "work_centers.csv", "crews.csv", "parts.csv", "customers.csv", "orders.csv")
"""The files whose names others use."""


def check(sheets: Sheets, settings: Settings, problems: Problems) -> None:
    """Says which keys stand twice and which names are not known."""
    for sheet in sheets.all():
        _check_keys(sheet, problems)
    _check_repeats(sheets, problems)
    known = {file: _known(sheets.of(file)) for file in NAMING}
    if sheets.customers.readable and not sheets.customers.records:
        _take_customers(sheets, problems)
        known["customers.csv"] = None
    index: dict[str, Names] = {}
    for sheet in sheets.all():
        for column in sheet.table.columns:
            names = known.get(column.refers)
            if names is not None:
                _check_references(sheet, column, names, index, problems)


def _known(sheet: Sheet[Any]) -> set[str] | None:
    """The names a file gives; None where the file could not be read."""
    if not sheet.readable:
        return None
    return set(sheet.values(sheet.table.columns[0].field))


def _check_keys(sheet: Sheet[Any], problems: Problems) -> None:
    if not sheet.table.unique or not sheet.readable:
        return
    keys = sheet.keys()
    if len(set(keys)) == len(keys):
        return
    first: dict[Hashable, int] = {}
    for i, found in enumerate(keys):
        if i in sheet.broken or first.setdefault(found, i) == i:
            continue
        shown = ", ".join(map(str, found)) if isinstance(found, tuple) else found
        problems.error(
            sheet.file,
            sheet.lines[i],
            sheet.table.key[-1],
            f"is there already in line {sheet.lines[first[found]]}",
            shown,
        )


def _check_repeats(sheets: Sheets, problems: Problems) -> None:
    """Rows that a file may repeat, but that look like copied ones."""
    for sheet, names in (
        (sheets.bom, ("part", "component", "step")),
        (sheets.receipts, ("receipt", "part", "due_at")),
        (sheets.reservations, ("order", "part", "step", "lot")),
    ):
        keys = list(zip(*(sheet.values(name) for name in names), strict=True))
        if len(set(keys)) == len(keys):
            continue
        first: dict[Hashable, int] = {}
        for i, found in enumerate(keys):
            if i not in sheet.broken and first.setdefault(found, i) != i:
                problems.warn(
                    sheet.file,
                    sheet.lines[i],
                    sheet.table.key[-1],
                    f"repeats line {sheet.lines[first[found]]}; both count",
                    found[0],
                )


def _check_references(
    sheet: Sheet[Any], column: Column, names: set[str], index: dict[str, Names], problems: Problems
) -> None:
    values = sheet.values(column.field)
    several = column.kind == "names"
    used = {name for value in set(values) for name in value} if several else set(values)
    unknown = used - names - {""}
    if not unknown:
        return
    if column.refers not in index:
        index[column.refers] = Names(names)
    nearest = {name: index[column.refers].nearest(name) for name in sorted(unknown)[:SUGGESTIONS]}
    say = problems.warn if column.lenient else problems.error
    for i, (line, value) in enumerate(zip(sheet.lines, values, strict=True)):
        for name in value if several else (value,):
            if name in unknown and i not in sheet.torn:
                hint = _hint(nearest.get(name, []))
                say(
                    sheet.file,
                    line,
                    column.name,
                    f"is not in {column.refers}{hint}",
                    name,
                )


def _hint(like: list[str]) -> str:
    if not like:
        return ""
    return f"; the nearest {'is' if len(like) == 1 else 'are'} {', '.join(like)}"


def _take_customers(sheets: Sheets, problems: Problems) -> None:
    """Without any customers known, those that the orders name are taken as normal ones."""
    orders = sheets.orders
    if orders.records and any(order.customer for order in orders.records):
        problems.warn(
            BY_FILE["customers.csv"].file,
            1,
            "customer",
            "has no rows; the customers of the orders are taken with importance 1",
            f"{len(set(orders.values('customer')))} of them",
        )
