"""What is promised beside the option, and how it is written as a row of orders.csv."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from canyou.floor import overlays
from canyou.floor.models import Overlay
from canyou.floor.overlays import Row
from canyou.shop.records import Instant, Order, Shop
from canyou.shop.schema import BY_FILE

ORDERS = "orders.csv"


class NoSuchOrder(LookupError):
    """The book knows no such order; the message names it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a promise or a hold is for, beside the option."""

    customer: str
    part: str
    due_at: Instant
    """What the customer asked for."""
    order: str = ""
    """The existing order that the question was about; empty: a new one, named CY-1, CY-2 …"""
    promised_at: tuple[Instant, ...] = ()
    """By delivery: what is promised, where it is later than what the option says."""
    po: str = ""
    po_line: str = ""
    revision: str = ""
    seller: str = ""
    value: Decimal = Decimal(0)
    linked_to: str = ""
    """What the order is called in the source, where that is known: an import that brings it takes its place."""


@dataclass(frozen=True, slots=True)
class Stood:
    """What a promise or a hold did."""

    version: int
    """The book's version after it."""
    orders: tuple[str, ...]
    """The order of each delivery in turn."""
    at: tuple[Instant, ...]
    """When each is there, by promise_basis: as the option said or sooner."""
    moved: tuple[str, ...]
    """The orders that stand elsewhere because of it."""


def name_of(row: Overlay) -> str:
    """The order that a row of orders.csv is about."""
    return str(json.loads(row.key)[0])


def row_for(shop: Shop, order: Order, was: Order | None) -> Row:
    """An order as a row of orders.csv; of one that is there already only the columns that differ."""
    cells = overlays.cells_of(shop, "orders", orders={order.order: order})[0]
    if was is not None:
        before = overlays.cells_of(shop, "orders", orders={was.order: was})[0]
        columns = before.keys() | cells.keys()
        cells = {name: cells.get(name, "") for name in columns if cells.get(name, "") != before.get(name, "")}
    return Row(ORDERS, (order.order,), {"order": order.order, **cells})


def drawn_on(shop: Shop, wanted: Wanted) -> str:
    """The forecast or blanket order of the same customer and part that a new order uses up, the soonest due."""
    found = [
        order
        for order in shop.orders.values()
        if not order.is_firm and order.is_planned and wanted.customer
        and (order.customer, order.part) == (wanted.customer, wanted.part)
    ]  # fmt: skip
    return min(found, key=lambda order: (order.due_at, order.order)).order if found else ""


def order_of(
    shop: Shop, wanted: Wanted, name: str, quantity: Decimal, promised_at: Instant, now_at: Instant
) -> Order:
    """The order that a delivery becomes."""
    return Order(
        order=name, customer=wanted.customer, part=wanted.part, quantity=quantity, due_at=wanted.due_at,
        promised_at=promised_at, value=wanted.value, created_at=now_at, po=wanted.po, po_line=wanted.po_line,
        revision=wanted.revision, seller=wanted.seller, blanket=drawn_on(shop, wanted) if not wanted.order else "",
    )  # fmt: skip


def order_row(shop: Shop, order: Order, cells: Mapping[str, Any]) -> Row:
    """Changed columns of an order as a row of orders.csv, from text or from what `Order` has."""
    columns = {column.name: column for column in BY_FILE[ORDERS].columns}
    found: dict[str, str] = {}
    typed: dict[str, Any] = {}
    for name, value in cells.items():
        if name not in columns or name == "order":
            raise ValueError(f"orders.csv has no column {name!r} to change; it has {', '.join(columns)}")
        if isinstance(value, str):
            found[name] = value
        else:
            typed[columns[name].field] = value
    if typed:
        changed = replace(order, **typed)
        row = overlays.cells_of(shop, "orders", orders={order.order: changed})[0]
        found.update({name: row.get(name, "") for name in cells if name not in found})
    return Row(ORDERS, (order.order,), {"order": order.order, **found})
