"""Where one order is, in one sentence that can be read out to its customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from canyou.plan.chance.orders import OrderChance, order_chance
from canyou.plan.planner import ShopPlan
from canyou.plan.result import Operation, OrderPlan, Plan
from canyou.plan.where_waits import Material, waits
from canyou.plan.wording import (
    day,
    in_twenty,
    joined,
    moment,
    number,
    on_day,
    place,
    reference,
    step_name,
    things,
)
from canyou.shop.records import ZERO, Order, Part, Progress, Shop, Step

DAY = 86_400


@dataclass(frozen=True)
class Told:
    """A sentence, the state in one word or two, and what stands beside the sentence on how sure it is."""

    state: str
    sentence: str
    sure: str = ""


def tell(plan: Plan, shop: Shop, order: Order, operations: Sequence[Operation], material: Material) -> Told:
    """Say where an order is; `operations` are its own rows of the plan."""
    part = shop.parts.get(order.part, Part(order.part))
    them = things(part, order.quantity)
    yours = f"your {number(order.quantity)} {them} ({reference(order)})"
    be = "is" if order.quantity == 1 else "are"
    if order.state == "shipped":
        return Told("shipped", _shipped(shop, order, them))
    if order.state == "cancelled":
        return Told("cancelled", f"The order for {yours} is cancelled; nothing more is made for it.")
    if order.kind == "quote":
        return Told("quote", f"{_upper(yours)} {be} a quote and not an order yet, so no date is planned.")
    if order.is_held:
        why = f" because of {order.hold_reason}" if order.hold_reason else ""
        begun = _through(shop, order, them) or "work has not begun"
        return Told("held", f"{_upper(yours)} {be} on hold{why}, and no date is set for going on; {begun}.")
    line = plan.orders.get(order.order)
    if line is None:
        said = next((text for text in plan.problems if order.order in text), "")
        reason = f": {said.rstrip('.')}" if said else ""
        return Told("not planned", f"No date can be said for {yours}{reason}.")
    missing = waits(shop, order, operations, material)
    state, where = _place(shop, order, part, operations, line, yours)
    if state in ("not begun", "in work") and missing:
        state = "waiting" if state == "not begun" else state
    pieces = [where]
    if order.shipped_quantity > 0:
        gone = order.shipped_quantity
        pieces.append(f"{number(gone)} {'has' if gone == 1 else 'have'} been shipped already")
    pieces += _lost(order, line)
    if missing:
        pieces.append(f"{'they wait' if order.quantity != 1 else 'it waits'} for {joined(missing)}")
    pieces.append(_ships(shop, order, line))
    if not missing and state not in ("finished", "in stock", "bought"):
        them_all = "it" if order.quantity == 1 else "they"
        s = "s" if order.quantity == 1 else ""
        pieces.append(
            f"{them_all} wait{s} for nothing else"
            if state == "outside"
            else f"everything {them_all} need{s} is here"
        )
    chance, note = _sure(plan, shop, line)
    pieces.append(chance)
    return Told(state, "; ".join(piece for piece in pieces if piece) + ".", note)


def through(order: Order, row: Progress | None, scrapped: Decimal) -> Decimal:
    """How many pieces are through a step; a done one without a count has let all through but the scrap."""
    if row is None:
        return ZERO
    if row.state == "done" and row.good_quantity == 0:
        return max(ZERO, order.quantity - scrapped)
    return row.good_quantity


def _shipped(shop: Shop, order: Order, them: str) -> str:
    count = order.shipped_quantity or order.quantity
    be = "was" if count == 1 else "were"
    who = f"your {number(order.quantity)} {them} ({reference(order)})"
    who = _upper(who) if count == order.quantity else f"{number(count)} of {who}"
    when = f" {on_day(order.shipped_at, shop)}" if order.shipped_at is not None else ""
    return f"{who} {be} shipped{when}."


def _place(
    shop: Shop, order: Order, part: Part, operations: Sequence[Operation], line: OrderPlan, yours: str
) -> tuple[str, str]:
    """The state, and the clause about what is done and where the rest is."""
    own = [op for op in operations if op.part == order.part]
    routing = shop.routings.get(order.part, ())
    begun = any((order.order, step.step) in shop.progress for step in routing)
    be, have = ("is", "has") if order.quantity == 1 else ("are", "have")
    if not own and begun:
        return "finished", f"{_upper(yours)} {be} finished"
    if (not own and routing) or (not own and line.finish_at <= shop.now_at):
        return "in stock", f"{_upper(yours)} {be} in stock"
    if not own:
        return "bought", f"{_upper(yours)} {be} bought in and expected {on_day(line.finish_at, shop)}"
    if not begun:
        first = min(operations, key=lambda op: (op.start_at, op.step))
        how = f"{_when(first, shop)}{_first_step(shop, order, first)}"
        made = sum({op.lot: op.quantity for op in own}.values(), ZERO)
        covered = order.quantity - order.shipped_quantity - made
        if covered > 0:
            head = f"{number(covered)} of {yours} {'is' if covered == 1 else 'are'} in stock"
            return "not begun", f"{head}; the other {number(made)} begin {how}"
        return "not begun", f"Work on {yours} has not begun; it begins {how}"
    return _begun(shop, order, routing, own, yours, have)


def _first_step(shop: Shop, order: Order, first: Operation) -> str:
    """` with sawing on Saw 2`; where the place says it already, not twice."""
    step, where = _row(shop, first), place(shop, first.work_center, first.machine)
    what = step_name(shop, step) if step else f"step {first.step}"
    if first.part != order.part:
        what = f"{what} of {things(shop.parts[first.part], first.quantity)}"
    return _at(where) if what.casefold() in where.casefold() else f" with {what}{_at(where)}"


def _begun(
    shop: Shop, order: Order, routing: Sequence[Step], own: Sequence[Operation], yours: str, have: str
) -> tuple[str, str]:
    counts, lost = [], ZERO
    for step in routing:
        row = shop.progress.get((order.order, step.step))
        lost += row.scrap_quantity if row else ZERO
        counts.append(through(order, row, lost))
    open_steps = {op.step for op in own}
    here = next((i for i, step in enumerate(routing) if step.step in open_steps), len(routing) - 1)
    step, row = routing[here], shop.progress.get((order.order, routing[here].step))
    ops = [op for op in own if op.step == step.step]
    first = min(ops, key=lambda op: op.start_at)
    head = _counts(shop, routing, counts, order, yours)
    name = step_name(shop, step)
    at = place(shop, first.work_center, first.machine)
    rest_of = "the rest" if counts[here] > 0 else "they"
    has = "has" if counts[here] > 0 or order.quantity == 1 else "have"
    if order.quantity == 1 and rest_of == "they":
        rest_of = "it"
    since = f" since {moment(row.started_at, shop)}" if row is not None and row.started_at is not None else ""
    subject = rest_of if head else _upper(yours)
    if not head:
        has = have
    lead = f"{head}; " if head else ""
    be = "is" if has == "has" else "are"
    if row is None:
        if step.is_outside:
            return "in work", f"{lead}{subject} {be} to go out for {name} {_when(first, shop)}"
        return "in work", f"{lead}{name}{_at(at)} begins {_when(first, shop)}"
    if step.is_outside:
        by = f" at {step.supplier}" if step.supplier else ""
        out = f"{has} been out for {name}{by}{since}" if since else f"{be} out for {name}{by}"
        back = max(op.end_at for op in ops)
        return "outside", f"{lead}{subject} {out} and {be} due back {on_day(back, shop)}"
    if row.state == "paused":
        return "paused", f"{lead}{name} is paused and goes on {_when(first, shop)}{_at(at)}"
    where = f"on {at}" if at else f"at {name}"
    if not head and at:
        where = f"at {name} on {at}"
    return (
        "in work",
        f"{lead}{subject} {has} been {where}{since}" if since else f"{lead}{subject} {be} {where}",
    )


def _counts(shop: Shop, routing: Sequence[Step], counts: Sequence[Decimal], order: Order, yours: str) -> str:
    """How many pieces are through the furthest step that any is through."""
    furthest = max((i for i, count in enumerate(counts) if count > 0), default=-1)
    if furthest < 0:
        return ""
    count = counts[furthest]
    be = "is" if count == 1 else "are"
    who = _upper(yours) if count == order.quantity else f"{number(count)} of {yours}"
    return f"{who} {be} through {step_name(shop, routing[furthest])}"


def _through(shop: Shop, order: Order, them: str) -> str:
    routing = shop.routings.get(order.part, ())
    lost, counts = ZERO, []
    for step in routing:
        row = shop.progress.get((order.order, step.step))
        lost += row.scrap_quantity if row else ZERO
        counts.append(through(order, row, lost))
    return _counts(shop, routing, counts, order, f"{number(order.quantity)}")


def _lost(order: Order, line: OrderPlan) -> list[str]:
    if line.short <= 0:
        return []
    be = "was" if line.short == 1 else "were"
    left = order.quantity - line.short
    return [f"{number(line.short)} {be} scrapped, so {number(left)} will come"]


def _ships(shop: Shop, order: Order, line: OrderPlan) -> str:
    it = "it" if order.quantity - line.short == 1 else "they"
    s = "s" if it == "it" else ""
    text = f"{it} ship{s} {on_day(line.ships_at, shop)}"
    at = line.ships_at
    if shop.promise_basis == "dock":
        text += f" and {'is' if s else 'are'} with you {on_day(line.docks_at, shop)}"
        at = line.docks_at
    if line.late_minutes <= 0:
        return text + (", as promised" if line.promised_at is not None else "")
    promised = line.promised_at
    target = line.due_at if promised is None else promised
    which = "we promised" if promised is not None else "you asked for"
    days = round((at - target) / DAY)
    if day(at, shop) == day(target, shop) or days == 0:
        return f"{text}, a few hours later than {which}"
    return f"{text}, {days} {'day' if days == 1 else 'days'} later than the {day(target, shop)} {which}"


def _sure(plan: Plan, shop: Shop, line: OrderPlan) -> tuple[str, str]:
    """How sure a date is: in few words to be read out, and what that rests on, to stand beside them."""
    chance = order_chance(plan, line.order) if isinstance(plan, ShopPlan) else None
    if chance is None:
        return "that is our plan, with no record yet to say how sure it is", ""
    note = f"{chance.basis[0].upper()}{chance.basis[1:]}."
    it = "it is" if shop.orders[line.order].quantity == 1 else "they are"
    if line.promised_at is not None and line.late_minutes <= 0:
        return f"we are {_twentieths(chance)} in 20 sure of the date we promised", note
    return f"{it} there {on_day(chance.sure_at, shop)} at the latest, as sure as 19 in 20", note


def _twentieths(chance: OrderChance) -> str:
    """`17`, or `13 to 18` where the log is thin; never a flat certainty."""
    low, high = in_twenty(chance.low), in_twenty(chance.high)
    return in_twenty(chance.chance) if low == high else f"{low} to {high}"


def _row(shop: Shop, op: Operation) -> Step | None:
    return next((step for step in shop.routings.get(op.part, ()) if step.step == op.step), None)


def _when(op: Operation, shop: Shop) -> str:
    return "now" if op.start_at <= shop.now_at else moment(op.start_at, shop)


def _at(where: str) -> str:
    return f" on {where}" if where else ""


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
