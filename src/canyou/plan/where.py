"""Where is it? Orders found by what people call them, each told in one sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from canyou.plan.result import Operation, Plan
from canyou.plan.where_sentence import tell, through
from canyou.plan.where_waits import Material
from canyou.plan.wording import iso, json_number, place, step_name
from canyou.shop.nearest import nearest
from canyou.shop.records import ZERO, Instant, Order, Shop

MOST = 50
"""So many orders are told of at most: nobody reads out more."""


class FoundStep(TypedDict):
    """One step of the order's own routing, ready for a page or a document."""

    step: int
    name: str
    quantity_through: int | float
    state: str
    """done, running, paused, outside (out there now), or planned."""
    where: str
    start: str | None
    end: str | None


@dataclass(frozen=True)
class Found:
    """An order that was found. Its values can be written as JSON; times are ISO 8601 in the shop's offset."""

    order: str
    sentence: str
    customer: str
    customer_name: str
    part: str
    part_name: str
    po: str
    quantity: int | float
    state: str
    finish: str | None
    """When it is finished by the plan, or when it was shipped."""
    ships: str | None
    late_minutes: int | float
    sure: str
    """What the sentence's words on how sure it is rest on: a note beside it, not to be read out."""
    matched: str
    """By what it was found: order, PO, part, customer's part, part name, customer, words, or nearly (a guess)."""
    steps: list[FoundStep] = field(default_factory=list)


def where(plan: Plan, text: str) -> list[Found]:
    """The orders that a text names, open ones first, each with its sentence.

    A text is an order, the customer's PO, a part number of ours or theirs, or a name. What it is exactly
    comes before what begins with it, then what contains it, then what has all its words, then what is nearly
    it; only the best of these is answered. At most `MOST` orders.
    """
    shop: Shop = plan.shop  # type: ignore[attr-defined]
    hits = find(shop, text)
    hits.sort(key=lambda hit: _turn(plan, shop.orders[hit[0]]))
    rows: dict[str, list[Operation]] = defaultdict(list)
    names = {order for order, _ in hits[:MOST]}
    for op in plan.operations:
        if op.order in names:
            rows[op.order].append(op)
    material = Material(shop, plan)
    return [_found(plan, shop, shop.orders[name], by, rows[name], material) for name, by in hits[:MOST]]


def where_document(found: Iterable[Found]) -> list[dict[str, Any]]:
    """The answer as JSON is written."""
    return [dict(vars(one)) for one in found]


def find(shop: Shop, text: str) -> list[tuple[str, str]]:
    """The orders that a text names and by what, in the order of the file."""
    if text.strip() in shop.orders:
        return [(text.strip(), "order")]
    wanted = " ".join(text.split()).strip("?!.,;:\"'“”").casefold()
    if not wanted:
        return []
    called = _called(shop)
    words = wanted.split()
    tests: list[Callable[[str], bool]] = [
        lambda name: name == wanted,
        lambda name: name.startswith(wanted),
        lambda name: wanted in name,
    ]
    for test in tests:
        hits = [(o, by) for o, names in called.items() if (by := _first(names, test))]
        if hits:
            exact = [hit for hit in hits if hit[1] == "order"] if test is tests[0] else []
            return exact or hits
    hits = [
        (o, "words") for o, names in called.items() if all(any(w in name for _, name in names) for w in words)
    ]
    if hits:
        return hits
    everything = dict.fromkeys(name for names in called.values() for _, name in names)
    near = set(nearest(wanted, everything, 1))
    return [(o, "nearly") for o, names in called.items() if _first(names, lambda name: name in near)]


def _names(shop: Shop, row: Order, theirs: Sequence[str]) -> list[tuple[str, str]]:
    """What an order goes by, as (by what, name in small letters)."""
    part, customer = shop.parts.get(row.part), shop.customers.get(row.customer)
    names = [
        ("order", row.order),
        ("PO", row.po),
        ("PO", f"PO {row.po}" if row.po else ""),
        *(("customer's part", name) for name in theirs),
        ("part", row.part),
        ("part name", part.name if part else ""),
        ("customer", row.customer),
        ("customer", customer.name if customer else ""),
    ]
    return [(by, name.casefold()) for by, name in names if name]


_kept: list[tuple[Shop, dict[str, list[tuple[str, str]]]]] = []


def _called(shop: Shop) -> dict[str, list[tuple[str, str]]]:
    """What every order goes by; kept for the last shop asked about, for it takes a while with many orders."""
    if _kept and _kept[0][0] is shop:
        return _kept[0][1]
    theirs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in shop.part_names:
        theirs[(row.customer, row.part)].append(row.their_part)
    called = {
        name: _names(shop, order, theirs.get((order.customer, order.part), []))
        for name, order in shop.orders.items()
    }
    _kept[:] = [(shop, called)]
    return called


def _first(names: Sequence[tuple[str, str]], test: Callable[[str], bool]) -> str:
    return next((by for by, name in names if test(name)), "")


def _turn(plan: Plan, row: Order) -> tuple[int, int, str]:
    """Open orders by finish, then those without a date, then shipped ones, the latest first."""
    line = plan.orders.get(row.order)
    if line is not None:
        return (0, line.finish_at, row.order)
    if row.state == "shipped":
        return (2, -(row.shipped_at or 0), row.order)
    return (3 if row.state == "cancelled" else 1, 0, row.order)


def _found(
    plan: Plan, shop: Shop, row: Order, by: str, operations: Sequence[Operation], material: Material
) -> Found:
    told = tell(plan, shop, row, operations, material)
    line = plan.orders.get(row.order)
    part, customer = shop.parts.get(row.part), shop.customers.get(row.customer)
    return Found(
        order=row.order,
        sentence=told.sentence,
        customer=row.customer,
        customer_name=customer.name if customer else "",
        part=row.part,
        part_name=part.name if part else "",
        po=row.po,
        quantity=json_number(row.quantity),
        state=told.state,
        finish=iso(line.finish_at if line else row.shipped_at, shop),
        ships=iso(line.ships_at if line else row.shipped_at, shop),
        late_minutes=line.late_minutes if line else 0,
        sure=told.sure,
        matched=by,
        steps=_steps(shop, row, operations),
    )


def _steps(shop: Shop, row: Order, operations: Sequence[Operation]) -> list[FoundStep]:
    out: list[FoundStep] = []
    lost = ZERO
    for step in shop.routings.get(row.part, ()):
        done = shop.progress.get((row.order, step.step))
        lost += done.scrap_quantity if done else ZERO
        ops = [op for op in operations if op.part == row.part and op.step == step.step]
        if not ops and done is None:
            continue
        starts: list[Instant] = [op.start_at for op in ops]
        ends: list[Instant] = [op.end_at for op in ops]
        state = "planned" if done is None else "done" if not ops else done.state
        if state == "running" and step.is_outside:
            state = "outside"
        if done is not None and done.started_at is not None:
            starts = [done.started_at]
        if not ops and done is not None and done.finished_at is not None:
            ends = [done.finished_at]
        places = [place(shop, op.work_center, op.machine) for op in ops]
        if not places and done is not None:
            places = [place(shop, done.work_center or step.work_center, done.machine)]
        out.append(
            {
                "step": step.step,
                "name": step_name(shop, step),
                "quantity_through": json_number(through(row, done, lost)),
                "state": state,
                "where": ", ".join(dict.fromkeys(p for p in places if p)) or step.supplier,
                "start": iso(min(starts, default=None), shop),
                "end": iso(max(ends, default=None), shop),
            }
        )
    return out
