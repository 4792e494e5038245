"""Several lines at once: a purchase order planned on one copy of the gaps, each taking its room from the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from canyou.plan.answering.asked import Asked, asked_of
from canyou.plan.answering.chances import with_chances_of_lines
from canyou.plan.answering.lines_words import (
    consequence_of,
    title_of,
    why_not_all,
    words_of,
)
from canyou.plan.planner import ShopPlan, operations_of
from canyou.plan.purchase import all_lines
from canyou.plan.quantity import quantity_of
from canyou.plan.result import Answer, Delivery, Operation, Option, Question
from canyou.plan.trial import NoRoom, Placement, Trial
from canyou.shop.records import Instant

MOST_TRIES = 24
"""So many other turns of the lines are tried where some are late."""


@dataclass
class Bit:
    """One delivery of one line: so many millionths, finished when, with the lot that makes what the shelf has not."""

    line: int
    """Index of the line."""
    quantity: int
    finish_at: Instant
    lot: Placement | None = None


@dataclass
class Filled:
    """All lines on one trial."""

    trial: Trial
    bits: list[Bit] = field(default_factory=list)


def answer_lines(plan: ShopPlan, lines: Sequence[Question]) -> Answer:
    """The options for all lines together; each delivery and operation says which line it is for."""
    question = all_lines(lines)
    asked = [asked_of(plan, line) for line in lines]
    for n, one in enumerate(asked, 1):
        if one.never is not None:
            why = f"Line {n}, {why_not_all(one, None)}"
            return Answer(question, plan.now_at, (), False, why, lines=tuple(lines))
    try:
        best, turn = each_soonest(plan, asked)
    except NoRoom as problem:
        never = (
            f"The lines can't all come: {problem.part} runs out."
            if problem.part
            else "There is no room for all."
        )
        return Answer(question, plan.now_at, (), False, never, lines=tuple(lines))
    on_time = not late_lines(asked, best.bits)
    found = [option_of(asked, "as_asked" if on_time else "later", best)]
    if not on_time:
        together = one_date(plan, asked, best)
        if together is not None:
            found.append(option_of(asked, "one_date", together))
        split = most_in_time(plan, asked, turn)
        if split is not None:
            found.append(option_of(asked, "partial", split))
    shown = undominated(found)
    shown.sort(key=lambda o: (o.kind != "as_asked", -by_dates(lines, o), max(d.at for d in o.deliveries)))
    why = "" if on_time else why_not_all(*worst(asked, best.bits))
    options = tuple(with_chances_of_lines(asked, shown))
    return Answer(question, plan.now_at, options, on_time, why, len(found) - len(shown), lines=tuple(lines))


def each_soonest(plan: ShopPlan, asked: Sequence[Asked]) -> tuple[Filled, list[int]]:
    """Each line in one delivery as soon as it can be, in the turn that keeps most dates; and that turn."""
    alone = [one.there(one.whole.finish_at) for one in asked]
    by = [one.question.by_at for one in asked]
    everyone = range(len(asked))
    turns: list[list[int]] = []
    for key in (lambda n: (by[n], n), lambda n: (by[n] - alone[n], n), lambda n: (alone[n], n), lambda n: n):
        turn = sorted(everyone, key=key)
        if turn not in turns:
            turns.append(turn)
    best, best_turn, score = chosen(plan, asked, turns)
    tries = 0
    while score[0] and tries < MOST_TRIES:  # a late line goes before the others, as long as that helps
        late = late_lines(asked, best.bits)
        others = [[n, *(m for m in best_turn if m != n)] for n in late if best_turn[0] != n][
            : MOST_TRIES - tries
        ]
        tries += len(others)
        if not others:
            break
        found, turn, other = chosen(plan, asked, others)
        if other >= score:
            break
        best, best_turn, score = found, turn, other
    return best, best_turn


def chosen(
    plan: ShopPlan, asked: Sequence[Asked], turns: Sequence[list[int]]
) -> tuple[Filled, list[int], tuple[int, int, Instant]]:
    """The turn that leaves fewest lines late, then least time late, then the soonest last delivery."""
    best: tuple[tuple[int, int, Instant], int, Filled] | None = None
    problem = NoRoom()
    for n, turn in enumerate(turns):
        try:
            filled = soonest(plan, asked, turn)
        except NoRoom as wrong:
            problem = wrong
            continue
        score = (*lateness(asked, filled.bits), max(b.finish_at for b in filled.bits))
        if best is None or (score, n) < best[:2]:
            best = (score, n, filled)
    if best is None:
        raise problem
    return best[2], turns[best[1]], best[0]


def soonest(plan: ShopPlan, asked: Sequence[Asked], turn: Sequence[int]) -> Filled:
    """Each line in one delivery, one after the other into what the lines before it leave. Raises NoRoom."""
    filled = Filled(Trial(asked[0].ground, asked[turn[0]].subject))
    for n in turn:
        filled.bits.append(one_delivery(filled.trial, asked[n], n, asked[n].quantity))
    return filled


def one_delivery(trial: Trial, one: Asked, n: int, quantity: int, shelf: bool = True) -> Bit:
    """So many of a line: what is on the shelf and a lot of the rest, or from stock, receipts and lead time."""
    trial.turn_to(one.subject)
    if not one.is_made:
        at = trial.bought(quantity, one.start_at)
        trial.take(quantity, at)
        return Bit(n, quantity, at)
    ready = min(trial.on_shelf(one.start_at), quantity) if shelf else 0
    if ready:
        trial.take(ready, one.start_at)
    if ready == quantity:
        return Bit(n, quantity, one.start_at)
    lot = trial.place(quantity - ready, len(trial.done) + 1, keep=True)
    return Bit(n, quantity, lot.finish_at, lot)


def one_date(plan: ShopPlan, asked: Sequence[Asked], best: Filled) -> Filled | None:
    """The turn that has everything there soonest, if that is sooner than when each line is there as soon as it can."""
    last = max(asked[b.line].there(b.finish_at) for b in best.bits)
    longest = sorted(range(len(asked)), key=lambda n: (-asked[n].whole.finish_at, n))
    try:
        filled = soonest(plan, asked, longest)
    except NoRoom:
        return None
    return filled if max(asked[b.line].there(b.finish_at) for b in filled.bits) < last else None


def most_in_time(plan: ShopPlan, asked: Sequence[Asked], turn: Sequence[int]) -> Filled | None:
    """Of each line the most by its date, then the rest of those that have some, as early as it can be."""
    if any(one.whole_only for one in asked):
        return None
    filled = Filled(Trial(asked[0].ground, asked[turn[0]].subject))
    trial = filled.trial
    rests: list[tuple[int, int]] = []
    try:
        for n in turn:
            one = asked[n]
            trial.turn_to(one.subject)
            most = most_of(trial, one)
            if most:
                filled.bits.append(one_delivery(trial, one, n, most))
            if most < one.quantity:
                rests.append((n, one.quantity - most))
        for n, rest in rests:
            filled.bits.append(one_delivery(trial, asked[n], n, rest))
    except NoRoom:
        return None
    return filled if len(filled.bits) > len(asked) else None


def most_of(trial: Trial, one: Asked) -> int:
    """How many of a line can be there by its date in one delivery beside what is placed; 0 for fewer than help."""
    if one.latest_finish < one.start_at:
        return 0
    shelf = min(trial.on_shelf(one.start_at if one.is_made else one.latest_finish), one.quantity)

    def in_time(steps: int) -> bool:
        lot = steps * one.step - shelf
        if lot <= 0:
            return True
        if not one.is_made:
            return False
        try:
            return trial.place(lot, len(trial.done) + 1, keep=False).finish_at <= one.latest_finish
        except NoRoom:
            return False

    whole = -(-one.quantity // one.step)
    if in_time(whole):
        return one.quantity
    low, high = 0, min(whole, (one.quantity - one.least_rest) // one.step + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if in_time(middle) else (low, middle)
    most = low * one.step
    return most if most >= one.least else 0


def lateness(asked: Sequence[Asked], bits: Sequence[Bit]) -> tuple[int, int]:
    """(lines that are late, seconds late in sum)."""
    late = [max(asked[b.line].there(b.finish_at) - asked[b.line].question.by_at, 0) for b in bits]
    return sum(1 for seconds in late if seconds), sum(late)


def late_lines(asked: Sequence[Asked], bits: Sequence[Bit]) -> list[int]:
    """The lines that are late, the latest first."""
    late = [(asked[b.line].there(b.finish_at) - asked[b.line].question.by_at, b.line) for b in bits]
    return [n for seconds, n in sorted(late, key=lambda x: (-x[0], x[1])) if seconds > 0]


def worst(asked: Sequence[Asked], bits: Sequence[Bit]) -> tuple[Asked, Bit]:
    n = late_lines(asked, bits)[0]
    return asked[n], next(b for b in bits if b.line == n)


def option_of(asked: Sequence[Asked], kind: str, filled: Filled) -> Option:
    """The deliveries in the order of their dates, their lots numbered like them, and the words for all lines."""
    there: Callable[[Bit], Instant] = lambda bit: asked[bit.line].there(bit.finish_at)  # noqa: E731
    bits = sorted(filled.bits, key=lambda bit: (there(bit), bit.line, bit.finish_at))
    deliveries = tuple(Delivery(quantity_of(b.quantity), there(b), line=b.line + 1) for b in bits)
    parts = {one.part for one in asked}
    operations: list[Operation] = []
    for number, bit in enumerate(bits, 1):
        if bit.lot is None:
            continue
        own = asked[bit.line].part
        for o in operations_of(filled.trial.plan.model, bit.lot.placed, bit.lot.rows, bit.lot.work.ops):
            # a component that is asked for as well counts its lots behind the deliveries
            lot = number if o.part == own else o.lot + len(bits) if o.part in parts else o.lot
            operations.append(replace(o, lot=lot, line=bit.line + 1))
    operations.sort(key=lambda o: (o.start_at, o.end_at, o.part, o.step, o.lot))
    return Option(
        kind=kind,
        deliveries=deliveries,
        operations=tuple(operations),
        words=words_of(asked, deliveries),
        title=title_of(asked, deliveries),
        consequence=consequence_of(asked, deliveries),
    )


def by_dates(lines: Sequence[Question], one: Option) -> int:
    """How many pieces are there by their own line's date, in millionths."""
    soon = [d.quantity for d in one.deliveries if d.line and d.at <= lines[d.line - 1].by_at]
    return sum(int(q.scaleb(6)) for q in soon)


def undominated(found: list[Option]) -> list[Option]:
    """Without what another option brings as soon or sooner in every line: one delivery of it for each."""

    def no_later(a: Option, b: Option) -> bool:
        lines = {d.line for d in a.deliveries}
        return all(
            [(d.at, d.quantity) for d in a.deliveries if d.line == n]
            == [(d.at, d.quantity) for d in b.deliveries if d.line == n]
            or max(d.at for d in a.deliveries if d.line == n)
            <= min(d.at for d in b.deliveries if d.line == n)
            for n in lines
        )

    return [
        one
        for x, one in enumerate(found)
        if not any(
            y != x and no_later(other, one) and (y < x or not no_later(one, other))
            for y, other in enumerate(found)
        )
    ]
