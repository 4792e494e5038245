"""What a promise brings into a plan, as plain data that can be written down and read back to the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from canyou.plan.result import Opened, Operation, Option
from canyou.plan.subject import ASK
from canyou.shop.records import Instant, Order


class Stale(Exception):
    """An option doesn't fit the plan as it stands now; the message says what is in the way, in a sentence."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """Orders that come into a plan (or in the place of one that is there), with where their steps stand."""

    orders: tuple[Order, ...]
    """As they are to stand in orders.csv. One whose name the plan knows takes that order's place."""
    operations: tuple[Operation, ...] = ()
    """Of the orders, and of those that are moved."""
    opened: tuple[Opened, ...] = ()
    """Hours opened for it."""
    by_at: tuple[Instant, ...] = ()
    """When each order is to be there by promise_basis, as the option said; it may be sooner, never later."""
    asked_at: Instant | None = None
    """The moment at which it was promised: what had come by then lay on the shelf. Without it: the plan's."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(order.order for order in self.orders)

    def moved(self) -> tuple[str, ...]:
        """Names of the orders whose steps are put elsewhere for this one."""
        mine = set(self.names)
        return tuple(dict.fromkeys(o.order for o in self.operations if o.order not in mine))


def adoption_of(
    option: Option, orders: Sequence[Order], subject: str = ASK, asked_at: Instant | None = None
) -> Adoption:
    """An option with the orders that its deliveries become, one each, in their turn.

    `subject` is the order under which the option's own operations go: ASK, or an existing order asked about.

    Raises:
        ValueError: there are not as many orders as deliveries.
    """
    if len(orders) != len(option.deliveries):
        raise ValueError(f"{len(option.deliveries)} deliveries need as many orders (found {len(orders)})")
    own = [o for o in option.operations if o.order == subject]
    rest = tuple(o for o in option.operations if o.order != subject)
    part = orders[0].part
    named: list[Operation] = []
    takes = component_lots(own, part, len(orders))
    for o in own:
        if o.part == part:
            number, lot = o.lot, 1
        else:
            number, lot = takes[o.part, o.lot]
        named.append(replace(o, order=orders[number - 1].order, lot=lot))
    return Adoption(
        tuple(orders),
        (*named, *rest),
        tuple(option.overtime),
        tuple(d.at for d in option.deliveries),
        asked_at,
    )


def component_lots(
    own: Sequence[Operation], part: str, deliveries: int
) -> dict[tuple[str, int], tuple[int, int]]:
    """The delivery that each lot of a made component goes into, and its number within it.

    Components are numbered over all deliveries. A lot goes into the delivery whose own steps begin first after its
    end, each delivery taking them in the order of their numbers.
    """
    ends: dict[tuple[str, int], Instant] = {}
    last: dict[int, Instant] = {}
    for o in own:
        if o.part == part:
            last[o.lot] = max(last.get(o.lot, 0), o.start_at)
        else:
            ends[o.part, o.lot] = max(ends.get((o.part, o.lot), 0), o.end_at)
    makes = sorted(last) or [1]
    count: dict[str, int] = {}
    for name, _ in ends:
        count[name] = count.get(name, 0) + 1
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for name in count:
        lots = sorted(lot for other, lot in ends if other == name)
        share = len(lots) // len(makes)
        groups = [lots[x * share : (x + 1) * share] for x in range(len(makes))]
        groups[-1] += lots[len(makes) * share :]
        # Whichever delivery was placed first has the lower numbers: both ways are tried where there are two.
        order = makes
        if len(makes) == 2 and any(ends[name, lot] > last[makes[0]] for lot in groups[0]):
            order = makes[::-1]
        for number, group in zip(order, groups, strict=True):
            for x, lot in enumerate(group, 1):
                found[name, lot] = (number, x)
    return found


def option_body(option: Option) -> dict[str, Any]:
    """What a promise needs of an option, as JSON that loses nothing: instants are seconds, quantities text."""
    return {
        "kind": option.kind,
        "deliveries": [[text(d.quantity), d.at] for d in option.deliveries],
        "operations": [operation_body(o) for o in option.operations],
        "opened": [opened_body(o) for o in option.overtime],
        "moves": [[m.order, m.from_at, m.to_at, m.promised_at, m.breaks_promise] for m in option.moves],
    }


def option_from(body: Mapping[str, Any]) -> Option:
    """The option that `option_body` wrote, without its words."""
    from canyou.plan.result import Delivery, Move

    return Option(
        kind=body["kind"],
        deliveries=tuple(Delivery(Decimal(quantity), at) for quantity, at in body["deliveries"]),
        operations=tuple(operation_from(row) for row in body["operations"]),
        words="",
        moves=tuple(Move(*row) for row in body["moves"]),
        overtime=tuple(Opened(*row) for row in body["opened"]),
    )


def text(quantity: Decimal) -> str:
    """A number without exponent or zeros at its end."""
    plain = f"{quantity:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def operation_body(o: Operation) -> list[Any]:
    return [o.order, o.part, o.step, o.lot, o.work_center, o.machine, o.start_at, o.end_at, text(o.quantity)]


def operation_from(row: Sequence[Any]) -> Operation:
    order, part, step, lot, center, machine, start, end, quantity = row
    return Operation(order, part, step, center, machine, start, end, Decimal(quantity), lot)


def opened_body(o: Opened) -> list[Any]:
    return [o.work_center, o.machine, o.crew, o.start_at, o.end_at]


def adoption_body(what: Adoption) -> dict[str, Any]:
    """An adoption as JSON that loses nothing."""
    return {
        "orders": [order_body(order) for order in what.orders],
        "operations": [operation_body(o) for o in what.operations],
        "opened": [opened_body(o) for o in what.opened],
        "by": list(what.by_at),
        "at": what.asked_at,
    }


def adoption_from(body: Mapping[str, Any]) -> Adoption:
    """The adoption that `adoption_body` wrote."""
    return Adoption(
        orders=tuple(order_from(row) for row in body["orders"]),
        operations=tuple(operation_from(row) for row in body["operations"]),
        opened=tuple(Opened(*row) for row in body["opened"]),
        by_at=tuple(body["by"]),
        asked_at=body.get("at"),
    )


def order_body(order: Order) -> dict[str, Any]:
    """What an order says, without what is as it is by default."""
    found: dict[str, Any] = {}
    for field in fields(Order):
        value = getattr(order, field.name)
        if value != field.default:
            found[field.name] = text(value) if isinstance(value, Decimal) else value
    return found


def order_from(body: Mapping[str, Any]) -> Order:
    """The order that `order_body` wrote."""
    numbers = {"quantity", "value", "shipped_quantity"}
    cells: dict[str, Any] = {name: Decimal(v) if name in numbers else v for name, v in body.items()}
    return Order(**cells)
