"""A question with everything its options need to know: of the plan it is put to, and of the customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from canyou.plan import ground as grounds
from canyou.plan.estimate import with_new_part
from canyou.plan.ground import Ground
from canyou.plan.planner import ShopPlan
from canyou.plan.quantity import MICRO, micros
from canyou.plan.result import Operation, Option, Question
from canyou.plan.subject import Subject, existing, fresh
from canyou.plan.trial import NoRoom, Placement, Trial
from canyou.plan.under_way import InTheWay
from canyou.shop.records import Customer, Instant, Order


@dataclass(frozen=True)
class Whole:
    """The whole quantity in one delivery as the gaps have it: what is on the shelf, and one lot of the rest."""

    trial: Trial
    ready: int
    """Millionths that come from the shelf at once."""
    lot: Placement | None
    """The lot of the rest; None where the shelf has all."""
    finish_at: Instant
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Split:
    """Two lots: the most that can be there by the date asked, and the rest as early as it can be."""

    shelf: int
    """Millionths of the first delivery that come from the shelf."""
    most: int
    """Millionths of the first lot; 0 where nothing more can be made by the date."""
    lots: tuple[Placement, Placement] | None
    """First lot and rest; None where nothing can be made by the date or fewer than a delivery must have."""
    operations: tuple[Operation, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question as the ways to answer it see it.

    It is the same for a fresh part, for an order that exists (`ground` is then the plan without it, and `subject`
    has its steps) and for a part by another's routing (`plan` is then a plan whose shop knows that part's routing).
    What several ways need is worked out once, when first asked for.
    """

    plan: ShopPlan
    """The plan as it stands; moves are told against it."""
    question: Question
    subject: Subject
    ground: Ground
    """The gaps that the question is put into."""
    quantity: int
    """Millionths still to be delivered."""
    customer: Customer | None
    gone: int = 0
    """Millionths of an order that have left already: its first delivery counts them in."""

    @property
    def part(self) -> str:
        return self.subject.part

    @property
    def order(self) -> Order | None:
        """The order that is asked about, as it stands; None for a fresh part."""
        return self.plan.shop.orders.get(self.question.order)

    @property
    def start_at(self) -> Instant:
        """When what is there can leave at the earliest: now, or when the order's hold is over."""
        return self.subject.start_at

    @property
    def is_made(self) -> bool:
        """Whether the part has a routing; else it comes from stock, receipts and lead time alone."""
        return self.part in self.plan.shop.routings

    @property
    def transit_days(self) -> int:
        return self.customer.transit_days if self.customer else 0

    @property
    def whole_only(self) -> bool:
        """Whether the customer takes no part deliveries."""
        return bool(self.customer and self.customer.ship_complete)

    @cached_property
    def least(self) -> int:
        """The smallest first delivery the customer can live with."""
        helps = micros(self.question.min_quantity or Decimal(0)) - self.gone
        return min(max(helps, self.least_rest), self.quantity)

    @property
    def least_rest(self) -> int:
        """The smallest delivery of what is left after it: the customer's min_ship_quantity."""
        return micros(self.customer.min_ship_quantity) if self.customer else 0

    @property
    def step(self) -> int:
        """Quantities are split in whole units where whole ones were asked."""
        return MICRO if self.quantity % MICRO == 0 else 1000

    def there(self, finish_at: Instant) -> Instant:
        """When what is finished then is there, by promise_basis."""
        return self.plan.model.shipping.there(finish_at, self.transit_days)

    @cached_property
    def latest_finish(self) -> Instant:
        """The latest finish that is there by the date asked."""
        return self.plan.model.shipping.latest_finish(self.question.by_at, self.transit_days)

    def first(self, ready: int) -> int:
        """How many of those that are ready a first delivery may bring: whole units, and the rest worth shipping."""
        most = max(min(ready, self.quantity - self.least_rest), 0)
        return most - most % self.step

    def trial(self) -> Trial:
        """A fresh copy of the gaps."""
        return Trial(self.ground, self.subject)

    @cached_property
    def whole(self) -> Whole:
        """The placement that decides whether the question is met as asked. Raises NoRoom if it can never come."""
        trial, start_at = self.trial(), self.start_at
        ready = min(trial.on_shelf(start_at), self.quantity)
        trial.take(ready, start_at)
        rest = self.quantity - ready
        if not rest or (self.subject.is_begun and not self.subject.tasks(rest, 1)):
            return Whole(trial, self.quantity, None, start_at, ())
        if not self.is_made:
            trial.clear()
            return Whole(trial, ready, None, trial.bought(self.quantity, start_at), ())
        try:
            lots = [trial.place(rest, 1, keep=True)]
        except InTheWay:
            lots = self.added(trial)
        last = max(lots, key=lambda lot: lot.finish_at)
        found = Whole(trial, ready, last, last.finish_at, trial.operations())
        return self.as_it_stands(found) or found

    def as_it_stands(self, found: Whole) -> Whole | None:
        """An order as the plan has it, where making it anew one step after the other would finish it later."""
        was = self.plan.orders.get(self.subject.name)
        if (
            was is None
            or was.finish_at >= found.finish_at
            or self.question.quantity != self.subject.order.quantity
        ):
            return None
        operations = tuple(o for o in self.plan.operations if o.order == self.subject.name)
        made = self.plan.demands[self.subject.name].make
        return replace(found, ready=self.quantity - made, finish_at=was.finish_at, operations=operations)

    def added(self, trial: Trial) -> list[Placement]:
        """An order raised while a step of it runs that can't run on: what it was goes on, the rest is a second lot.

        Raises NoRoom where it is not raised, or has nothing left to do as it was.
        """
        was = micros(self.subject.order.quantity)
        if self.quantity <= was or was <= self.subject.least_lot:
            raise InTheWay
        return [trial.place(was, 1, keep=True), trial.place(self.quantity - was, 2, keep=True)]

    @cached_property
    def never(self) -> NoRoom | None:
        """Why the whole quantity can never come, if it can't."""
        try:
            _ = self.whole
        except NoRoom as problem:
            return problem
        return None

    @property
    def finished(self) -> int:
        """Millionths of a begun order that are through its last step, and have not all left."""
        order = self.order
        if order is None or not self.subject.is_begun:
            return 0
        row = self.plan.shop.progress.get((order.order, self.plan.shop.routings[self.part][-1].step))
        through = 0 if row is None or row.state == "done" else micros(row.good_quantity)
        return through if through > micros(order.shipped_quantity) else 0

    @cached_property
    def on_time(self) -> bool:
        """Whether the question is met as asked."""
        return self.never is None and self.there(self.whole.finish_at) <= self.question.by_at

    @cached_property
    def split(self) -> Split:
        """The most in time that a made part's gaps give in one lot, found by halving. For questions not on time."""
        trial = self.trial()
        shelf = self.first(self.whole.ready)
        rest = self.quantity - shelf
        if self.latest_finish < self.start_at:
            return Split(shelf, 0, None)
        trial.take(shelf, self.start_at)

        def in_time(quantity: int) -> bool:
            try:
                return trial.place(quantity, 1, keep=False).finish_at <= self.latest_finish
            except NoRoom:
                return False

        none = self.subject.least_lot // self.step  # a first lot is larger than that
        low, high = none, min(rest // self.step, (rest - self.least_rest) // self.step + 1)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if in_time(middle * self.step) else (low, middle)
        most = low * self.step if low > none else 0
        if not most or shelf + most < self.least:
            return Split(shelf, most, None)
        try:
            lots = trial.place(most, 1, keep=True), trial.place(rest - most, 2, keep=True)
        except NoRoom:
            return Split(shelf, most, None)
        return Split(shelf, most, lots, trial.operations())


Way = Callable[[Asked], list[Option]]
"""One way to answer; an empty list where it leads nowhere."""


def asked_of(plan: ShopPlan, question: Question) -> Asked:
    """A question about an order that exists, about a part by its own routing, or about one never made."""
    if question.order:
        return asked_about(plan, question)
    part = question.part
    if question.is_estimate:
        plan, part = with_new_part(plan, question)
    return Asked(
        plan,
        question,
        fresh(plan, part, question.customer),
        grounds.whole(plan),
        micros(question.quantity),
        plan.shop.customers.get(question.customer),
    )


def asked_about(plan: ShopPlan, question: Question) -> Asked:
    """A question about an order: it is made anew in the plan without it, with the quantity and by the date asked."""
    subject = existing(plan, question.order)
    gone = 0 if subject.is_begun else micros(subject.order.shipped_quantity)
    return Asked(
        plan,
        question,
        subject,
        grounds.without(plan, [question.order]),
        max(micros(question.quantity) - gone, 0),
        plan.shop.customers.get(subject.order.customer),
        gone,
    )


def in_turn(operations: tuple[Operation, ...], part: str) -> tuple[Operation, ...]:
    """The same operations with the part's lots 1 and 2 the other way round: the rest is sooner done and goes first."""
    other = {1: 2, 2: 1}
    return tuple(replace(o, lot=other[o.lot]) if o.part == part else o for o in operations)
