"""What a tried plan changes: which orders are there later or earlier, and whose promise that breaks or saves."""

from __future__ import annotations

from dataclasses import dataclass

from canyou.plan.result import OrderPlan
from canyou.plan.whatif.edits import key_of
from canyou.plan.whatif.trying import Tried
from canyou.shop.records import Instant, Shop


@dataclass(frozen=True, slots=True)
class Changed:
    """One order that is there at another time. `from_at` None: it is new; `to_at` None: it is gone."""

    order: str
    from_at: Instant | None
    to_at: Instant | None
    promised_at: Instant | None
    due_at: Instant
    breaks_promise: bool
    keeps_again: bool
    """It was late by its promise and is no longer."""

    @property
    def slip_seconds(self) -> int:
        return 0 if self.from_at is None or self.to_at is None else self.to_at - self.from_at


@dataclass(frozen=True, slots=True)
class Difference:
    later: tuple[Changed, ...]
    """The broken promises first, then by how much later."""
    earlier: tuple[Changed, ...]
    new: tuple[Changed, ...]
    gone: tuple[str, ...]
    steps_moved: int
    """Steps that stand on another machine or begin at another time, new and gone orders aside."""
    weighted_tardiness_before: int | float
    weighted_tardiness_after: int | float
    problems: tuple[str, ...]
    """What the tried plan could not do and the real one can."""

    @property
    def broken(self) -> tuple[Changed, ...]:
        return tuple(one for one in self.later if one.breaks_promise)

    @property
    def nothing(self) -> bool:
        return not (self.later or self.earlier or self.new or self.gone or self.steps_moved)


def difference(found: Tried) -> Difference:
    """The tried plan against the real one, by the moment at which promises are judged."""
    shop, real, tried = found.plan.shop, found.real.orders, found.plan.orders
    later, earlier, new = [], [], []
    for name, after in tried.items():
        before = real.get(name)
        one = changed(shop, before, after)
        if before is None:
            new.append(one)
        elif one.slip_seconds > 0:
            later.append(one)
        elif one.slip_seconds < 0:
            earlier.append(one)
    was = {key_of(o): (o.work_center, o.machine, o.start_at) for o in found.real.operations}
    now = {key_of(o): (o.work_center, o.machine, o.start_at) for o in found.plan.operations}
    known = set(found.real.problems)
    return Difference(
        later=tuple(sorted(later, key=lambda c: (not c.breaks_promise, -c.slip_seconds, c.order))),
        earlier=tuple(sorted(earlier, key=lambda c: (not c.keeps_again, c.slip_seconds, c.order))),
        new=tuple(new),
        gone=tuple(sorted(real.keys() - tried.keys())),
        steps_moved=sum(1 for key, place in now.items() if key in was and was[key] != place),
        weighted_tardiness_before=found.real.weighted_tardiness_minutes,
        weighted_tardiness_after=found.plan.weighted_tardiness_minutes,
        problems=tuple(line for line in found.plan.problems if line not in known),
    )


def changed(shop: Shop, before: OrderPlan | None, after: OrderPlan) -> Changed:
    promised = after.promised_at
    there = there_at(shop, after)
    was = there_at(shop, before) if before is not None else None
    return Changed(
        order=after.order, from_at=was, to_at=there, promised_at=promised, due_at=after.due_at,
        breaks_promise=promised is not None and there > promised and (was is None or there > was),
        keeps_again=promised is not None and was is not None and was > promised >= there,
    )  # fmt: skip


def there_at(shop: Shop, order: OrderPlan) -> Instant:
    """When an order counts as there, by promise_basis."""
    return {"finish": order.finish_at, "ship": order.ships_at, "dock": order.docks_at}[shop.promise_basis]
