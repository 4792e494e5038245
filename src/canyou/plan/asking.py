"""Putting a question to a plan: the options the shop really has, best first, each moving nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from canyou.plan.confidence import confidence
from canyou.plan.overtime import with_overtime
from canyou.plan.planner import ShopPlan
from canyou.plan.quantity import MICRO, micros, quantity_of
from canyou.plan.result import Answer, Delivery, Operation, Option, Question
from canyou.plan.trial import NoRoom, Placement, Trial
from canyou.plan.why import what_holds
from canyou.plan.wording import joined, number, place, sentence, short_day, short_due, short_moment, title
from canyou.shop.records import Instant


@dataclass(frozen=True)
class Asked:
    """A question with what its options need to know of plan and customer."""

    plan: ShopPlan
    question: Question
    quantity: int
    transit_days: int
    whole_only: bool
    least: int
    """The smallest first delivery the customer can live with."""
    least_rest: int
    """The smallest delivery of what is left after it: the customer's min_ship_quantity."""
    step: int
    """Quantities are split in whole units where whole ones were asked."""

    def there(self, finish_at: Instant) -> Instant:
        return self.plan.model.shipping.there(finish_at, self.transit_days)

    def first(self, ready: int) -> int:
        """How many of those that are ready a first delivery may bring: whole units, and the rest worth shipping."""
        most = max(min(ready, self.quantity - self.least_rest), 0)
        return most - most % self.step

    @property
    def latest_finish(self) -> Instant:
        return self.plan.model.shipping.latest_finish(self.question.by_at, self.transit_days)


def answer(plan: ShopPlan, question: Question) -> Answer:
    """Every option that is not dominated, best first; nothing is kept and nobody is moved."""
    customer = plan.shop.customers.get(question.customer)
    quantity = micros(question.quantity)
    shipped = customer.min_ship_quantity if customer else Decimal(0)
    least = max(question.min_quantity or Decimal(0), shipped)
    asked = Asked(
        plan, question, quantity, customer.transit_days if customer else 0,
        bool(customer and customer.ship_complete), micros(min(least, question.quantity)), micros(shipped),
        MICRO if quantity % MICRO == 0 else 1000,
    )  # fmt: skip
    made = question.part in plan.shop.routings
    found, reason = made_options(asked) if made else bought_options(asked)
    kept = undominated(asked, found)
    as_asked = any(option.kind == "as_asked" for option in kept)
    return Answer(
        question, plan.now_at, tuple(kept), as_asked, "" if as_asked else reason, len(found) - len(kept)
    )


def made_options(asked: Asked) -> tuple[list[Option], str]:
    """Options for a part with a routing, and why the question can't be met as asked."""
    plan, question = asked.plan, asked.question
    trial = Trial(plan, question.part)
    ready = min(trial.spare(question.part, plan.now_at), asked.quantity)
    shelf = asked.first(ready)
    if ready == asked.quantity:
        return [option(asked, "as_asked" if asked.there(plan.now_at) <= question.by_at else "later",
                       [(asked.quantity, plan.now_at)], ())], "The next truck leaves only after that."  # fmt: skip
    found: list[Option] = []
    try:
        trial.take(ready, plan.now_at)
        one = trial.place(asked.quantity - ready, 1, keep=True)
    except NoRoom as problem:
        return [], never(asked, problem)
    on_time = asked.there(one.finish_at) <= question.by_at
    operations = trial.operations()
    found.append(
        option(asked, "as_asked" if on_time else "later", [(asked.quantity, one.finish_at)], operations)
    )
    if not on_time and (extra := overtime_option(asked, ready, one.finish_at)) is not None:
        found.append(extra)
    if asked.whole_only:
        return found, reason_of(asked, one, 0)
    if shelf and shelf >= asked.least:
        operations = tuple(replace(o, lot=2) if o.part == question.part else o for o in operations)
        found.append(
            option(
                asked, "stock", [(shelf, plan.now_at), (asked.quantity - shelf, one.finish_at)], operations
            )
        )
    if on_time:
        return found, ""
    trial.clear()
    trial.take(shelf, plan.now_at)
    most, split = best_split(asked, trial, shelf, asked.quantity - shelf)
    if split is not None:
        found.append(split)
        if by_date(asked, split) == question.quantity:
            only = short_day(asked.there(one.finish_at), plan.shop)
            return (
                found,
                f"In one lot it would be there only on {only}; in two lots all of it is there in time.",
            )
    return found, reason_of(asked, one, shelf + most)


def best_split(asked: Asked, trial: Trial, shelf: int, rest: int) -> tuple[int, Option | None]:
    """The most that can be made by the date, and the option that brings it with the rest as early as it can."""

    def in_time(quantity: int) -> bool:
        try:
            return trial.place(quantity, 1, keep=False).finish_at <= asked.latest_finish
        except NoRoom:
            return False

    low, high = 0, min(rest // asked.step, (rest - asked.least_rest) // asked.step + 1)
    if asked.latest_finish < asked.plan.now_at:
        return 0, None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if in_time(middle * asked.step) else (low, middle)
    most = low * asked.step
    if not most or shelf + most < asked.least:
        return most, None
    try:
        first = trial.place(most, 1, keep=True)
        second = trial.place(rest - most, 2, keep=True)
    except NoRoom:
        return most, None
    deliveries = [(shelf + most, first.finish_at), (rest - most, second.finish_at)]
    operations = trial.operations()
    if second.finish_at < first.finish_at:  # the rest is the smaller lot and sooner done: it goes first
        deliveries.reverse()
        other = {1: 2, 2: 1}
        operations = tuple(
            replace(o, lot=other[o.lot]) if o.part == asked.question.part else o for o in operations
        )
    return most, option(asked, "partial", deliveries, operations)


def bought_options(asked: Asked) -> tuple[list[Option], str]:
    """Options for a part without a routing: stock, receipts and lead time alone."""
    plan, question = asked.plan, asked.question
    trial = Trial(plan, question.part)
    now_most = min(trial.spare(question.part, plan.now_at), asked.quantity)
    try:
        whole_at = trial.bought(asked.quantity, plan.now_at)
    except NoRoom as problem:
        return [], never(asked, problem)
    on_time = asked.there(whole_at) <= question.by_at
    found = [option(asked, "as_asked" if on_time else "later", [(asked.quantity, whole_at)], ())]
    reason = f"Stock and receipts bring the whole quantity only on {short_moment(whole_at, plan.shop)}."
    if asked.whole_only:
        return found, "" if on_time else reason
    splits = [("stock", now_most, plan.now_at)]
    if not on_time and asked.latest_finish >= plan.now_at:
        splits.append(
            (
                "partial",
                min(trial.spare(question.part, asked.latest_finish), asked.quantity),
                asked.latest_finish,
            )
        )
    for kind, most, by_at in splits:
        most = asked.first(most)
        if not most or most < asked.least or most >= asked.quantity:
            continue
        trial.clear()
        first_at = plan.now_at if kind == "stock" else min(trial.bought(most, plan.now_at), by_at)
        trial.take(most, first_at)
        try:
            rest_at = trial.bought(asked.quantity - most, plan.now_at)
        except NoRoom:
            continue
        found.append(option(asked, kind, [(most, first_at), (asked.quantity - most, rest_at)], ()))
    return found, "" if on_time else reason


def never(asked: Asked, problem: NoRoom) -> str:
    part = problem.part
    if not part:
        return "No machine that can do it is open long enough in the years ahead."
    known = asked.plan.shop.parts.get(part)
    name = f"{part} {known.name}" if known is not None and known.name and known.name != part else part
    return f"{name} can never come: not enough stock and receipts, and no lead_days."


def option(
    asked: Asked, kind: str, finishes: list[tuple[int, Instant]], operations: tuple[Operation, ...]
) -> Option:
    """An option that moves nobody, with its words."""
    shop = asked.plan.shop
    deliveries = tuple(Delivery(quantity_of(q), asked.there(at)) for q, at in finishes)
    chance, basis = confidence(shop)
    latest = asked.question.latest_at
    past = latest is not None and deliveries[-1].at > latest
    return Option(
        kind=kind,
        deliveries=deliveries,
        operations=operations,
        words=sentence(shop, asked.question.part, deliveries),
        title=title(shop, deliveries),
        consequence="No one is disturbed" + (", but past their latest date" if past else ""),
        confidence=chance,
        confidence_basis=basis,
    )


def overtime_option(asked: Asked, ready: int, without_at: Instant) -> Option | None:
    """The whole quantity with the least opened hours, who works when, and what that costs."""
    shop = asked.plan.shop
    extra = with_overtime(
        asked.plan, asked.question.part, ready, asked.quantity - ready, asked.latest_finish, without_at
    )
    if extra is None or not extra.cost:  # hours without a rate: nobody could say what they cost
        return None
    plain = option(asked, "overtime", [(asked.quantity, extra.lot.finish_at)], extra.trial.operations())
    days: dict[str, None] = {}
    for row in extra.opened:
        days[short_day(row.start_at + 1, shop)] = None
    where: dict[str, None] = {}
    for row in extra.opened:
        crew = f"crew {row.crew}"
        where[place(shop, row.work_center, row.machine) if row.work_center else crew] = None
    hours = number(extra.hours.quantize(Decimal("0.01")))
    price = f", {number(extra.cost)} {shop.currency}".rstrip() if extra.cost else ""
    what = f"{hours} h of overtime on {joined(list(where))}, {joined(list(days))}{price}"
    return replace(
        plain,
        overtime=extra.opened,
        extra_cost=extra.cost,
        consequence=f"{what}. {plain.consequence}",
    )


def by_date(asked: Asked, one: Option) -> Decimal:
    """The quantity that is there by the date asked."""
    return sum((d.quantity for d in one.deliveries if d.at <= asked.question.by_at), Decimal(0))


def undominated(asked: Asked, found: list[Option]) -> list[Option]:
    """Best first, without what another option beats: quantity by the date, last delivery, cost, slips, promises."""

    def figures(one: Option) -> tuple[Decimal, Instant, Decimal]:
        return -by_date(asked, one), max(d.at for d in one.deliveries), one.extra_cost

    marks = [figures(one) for one in found]
    kept = [
        one
        for one, mine in zip(found, marks, strict=True)
        if not any(
            other != mine and other[0] <= mine[0] and other[1] <= mine[1] and other[2] <= mine[2]
            for other in marks
        )
    ]
    rank = {"as_asked": 0, "overtime": 1, "partial": 2, "stock": 3, "later": 4}
    latest = asked.question.latest_at
    return sorted(
        kept,
        key=lambda o: (
            rank[o.kind] > 0 and latest is not None and max(d.at for d in o.deliveries) > latest,
            rank[o.kind] > 0,
            -by_date(asked, o),
            max(d.at for d in o.deliveries),
            rank[o.kind],
        ),
    )


def reason_of(asked: Asked, one: Placement, most: int) -> str:
    """Why the question can't be met as asked: how far the gaps reach, and what holds the rest."""
    plan = asked.plan
    by_at = asked.question.by_at
    held = what_holds(plan, one.work, one.rows, one.placed, one.parts, plan.line)
    when = short_due(by_at, plan.shop)
    if most:
        whole = number(asked.question.quantity)
        reach = f"Between the orders already planned, {number(quantity_of(most))} of the {whole} can be there by {when}"
        if most < asked.least:
            reach += f", fewer than the {number(quantity_of(asked.least))} a delivery must have"
    else:
        reach = f"Between the orders already planned, none can be there by {when}"
    return f"{reach}: {held}." if held else f"{reach}."
