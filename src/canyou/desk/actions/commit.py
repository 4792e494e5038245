"""What promising an option means, whoever's word it is: capacity taken in the book, the promise made, owners told.

The capacity is verified under the book's lock where it was offered. What no longer fits is looked for again outside
the lock; where the same comes out no later and at nobody's greater expense, that is promised instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.know_by import answered
from canyou.desk.actions.renew import renew
from canyou.desk.actions.turn import Given, Turn, tell
from canyou.desk.agreed import agreement_in_force, hold_to, toll_of
from canyou.desk.errors import Gone, refused
from canyou.desk.idempotency import Run
from canyou.desk.models import Hold, Member, OptionRow, Promise, Question
from canyou.desk.options import facts_of, option_of, promised_dates
from canyou.floor.book import NoSuchOrder, OpenBook, Stale, Wanted

if TYPE_CHECKING:
    from canyou.desk.at_once import Limits
    from canyou.plan.result import Option
    from canyou.shop.records import Shop

TRIES = 3
"""So often an option that has gone stale is looked for again before the person has to choose anew."""

T = TypeVar("T")


def plainly(work: Callable[[], T]) -> T:
    """In a transaction, and nothing more."""
    with transaction.atomic():
        return work()


class StaleOption(Exception):
    """An option does not fit the plan as it is now."""

    def __init__(self, row: OptionRow, text: str) -> None:
        self.row, self.text = row, text
        super().__init__(text)


def until_it_stands(
    member: Member, number: int, first: str | int | None, run: Run, work: Callable[[str | int | None], T]
) -> T:
    """Do `work(option)`; where the option has gone stale, with one that is no worse for anybody.

    Raises:
        Gone: there is none; with the options that there are now.
    """
    option = first
    for left in range(TRIES - 1, -1, -1):
        try:
            return run(partial(work, option))
        except StaleOption as stale:
            question, rows = renew(member, number)
            again = next((row for row in rows if left and no_worse(question, row, stale.row, member)), None)
            if again is None:
                raise Gone(f"It is no longer free: {stale.text}", question.state, rows) from None
            option = again.number
    raise AssertionError("the last try either stands or is gone")


def no_worse(question: Question, row: OptionRow, than: OptionRow, member: Member) -> bool:
    """Whether an option brings the same no later, at no greater expense to anybody."""
    from canyou.floor.current import current

    shop = current(member.shop.slug).shop
    new, old = option_of(row), option_of(than)
    assert question.by_at is not None
    dates, were = promised_dates(new, question.by_at, shop), promised_dates(old, question.by_at, shop)
    return (
        [d.quantity for d in new.deliveries] == [d.quantity for d in old.deliveries]
        and all(now <= was for now, was in zip(dates, were, strict=True))
        and _moves(new) <= _moves(old)
        and not any(move.breaks_promise for move in new.moves)
        and (not new.overtime or bool(old.overtime))
        and _cost(row) <= _cost(than)
    )


def _moves(option: Option) -> set[str]:
    return {move.order for move in option.moves}


def _cost(row: OptionRow) -> Decimal:
    return Decimal(str(json.loads(row.document)["extra_cost"]))


def take(book: OpenBook, at: Turn, row: OptionRow, given: Given, *, rule: Limits | None) -> Promise:
    """Take an option's capacity and make the promise; the book and the desk are locked.

    Raises:
        StaleOption: it does not fit any more.
        Refused: it cannot be promised as it is.
    """
    question, shop = at.question, book.current.shop
    option = option_of(row)
    assert question.by_at is not None
    dates = promised_dates(option, question.by_at, shop)
    facts, signed = facts_of(question, row, shop), agreement_in_force(question.shop_id)
    terms = None if signed is None else signed.said
    hold_to(terms, shop, facts, option, question.asker, at.member, at.now_at)
    holds = Hold.objects.filter(
        shop_id=question.shop_id, question=question, ended_at=None, until_at__gt=book.clock_at
    )
    held = [name for hold in holds for name in json.loads(hold.orders)]
    wanted = Wanted(
        customer=question.customer,
        part=question.part,
        due_at=question.by_at,
        order=question.order,
        promised_at=dates,
        seller=question.asker.person or question.asker.called,
        po=given.po.strip(),
        linked_to=given.linked_to.strip(),
    )
    try:
        stood = book.promise(wanted, option, holding=held)
    except Stale as stale:
        raise StaleOption(row, str(stale)) from None
    except (NoSuchOrder, ValueError) as problem:
        raise refused("option", _sentence(problem)) from None
    holds.update(ended_at=at.now_at)
    toll = toll_of(terms, facts, option)
    deliveries = [
        [name, str(delivery.quantity), due]
        for name, delivery, due in zip(stood.orders, option.deliveries, dates, strict=True)
    ]
    promise = _promise(at, deliveries, max(dates), rule, facts.machine_minutes)
    promise.is_rush, promise.toll, promise.agreement = facts.costs_someone, json.dumps(toll), signed
    promise.save(update_fields=["is_rush", "toll", "agreement"])
    question.picked = row.number
    at.told |= {"option": row.number, "promise": promise.number, "orders": list(stood.orders)}
    moves = {move.order: move for move in option.moves}
    told = {
        "due": promise.due_at,
        "first_due": promise.first_due_at,
        "orders": deliveries,
        "book": stood.version,
        "moved": list(stood.moved),
        "rule": rule.name if rule is not None else "",
        "how": promise.how,
        "toll": toll,
        "agreement": None if signed is None else signed.number,
    }
    record.add(at.desk, at.member, "promise", f"promise/{promise.number}", told)
    for owner, name in owners(question.shop_id, shop, stood.moved):
        by_words = (
            "and its promise breaks" if name in moves and moves[name].breaks_promise else "within its promise"
        )
        tell(at.desk, owner, f"promise/{promise.number}",
             f"{name} makes room for {stood.orders[0]}: it finishes at another time, {by_words}.",
             at.now_at, at.member)  # fmt: skip
    answered(at.desk, question, at.now_at)
    if question.asker.pk != at.member.pk:
        at.tell(question.asker, f"{at.member.called} promises {stood.orders[0]}.")
    return promise


def _promise(
    at: Turn, deliveries: list[list[Any]], due_at: int, rule: Limits | None, minutes: int
) -> Promise:
    """The promise of an order: a new one, or another date and quantity of the one that stands for it."""
    question = at.question
    how = Promise.BY_RULE if rule is not None else Promise.BY_PERSON
    standing = standing_promise(question.shop_id, question.order) if question.order else None
    if standing is not None:
        standing.due_at, standing.orders = due_at, json.dumps(deliveries)
        standing.quantity = question.quantity
        standing.renegotiated += 1
        standing.question = question
        standing.save()
        return standing
    return Promise.objects.create(
        shop_id=question.shop_id,
        number=record.next_number(at.desk, "promises"),
        kind=Promise.ORDER,
        how=how,
        by=at.member,
        by_side=question.answer_side,
        to=question.asker,
        to_side=question.asker_side,
        what=_what(question),
        question=question,
        rule_id=rule.number if rule is not None else None,
        customer=question.customer,
        part=question.part,
        quantity=question.quantity,
        orders=json.dumps(deliveries),
        machine_minutes=minutes,
        made_at=at.now_at,
        first_due_at=due_at,
        due_at=due_at,
    )


def promise_thing(at: Turn, due_at: int) -> Promise:
    """The promise of a thing, or of a word; the desk is locked."""
    question = at.question
    if due_at <= at.now_at:
        raise refused("due", "By when? A moment that is still ahead.")
    promise = Promise.objects.create(
        shop_id=question.shop_id,
        number=record.next_number(at.desk, "promises"),
        kind=Promise.THING,
        how=Promise.BY_PERSON,
        by=at.member if at.party == "answerer" else (question.to or at.member),
        by_side=question.answer_side,
        to=question.asker,
        to_side=question.asker_side,
        what=question.what,
        question=question,
        made_at=at.now_at,
        first_due_at=due_at,
        due_at=due_at,
    )
    at.told |= {"promise": promise.number, "due": due_at}
    record.add(
        at.desk, at.member, "promise", f"promise/{promise.number}", {"due": due_at, "what": question.what}
    )
    answered(at.desk, question, at.now_at)
    at.tell(
        question.asker if at.party == "answerer" else question.to,
        f"{at.member.called} promises: {question.what}.",
    )
    return promise


def standing_promise(shop_id: int, order: str) -> Promise | None:
    """The promise that stands for an order, if one was made here."""
    found = Promise.objects.filter(
        shop_id=shop_id, kind=Promise.ORDER, state="open", orders__contains=json.dumps(order)
    )
    return next((one for one in found if any(name == order for name, *_ in json.loads(one.orders))), None)


def owners(shop_id: int, shop: Shop, names: Iterable[str]) -> list[tuple[Member, str]]:
    """Whose orders these are: who was promised them, else the seller that the order names."""
    found = []
    for name in names:
        promise = standing_promise(shop_id, name)
        order = shop.orders.get(name)
        owner = promise.to if promise is not None else None
        if owner is None and order is not None and order.seller:
            rows = Member.objects.filter(shop_id=shop_id, is_active=True).select_related("user")
            owner = rows.filter(person=order.seller).first()
        if owner is not None:
            found.append((owner, name))
    return found


def _what(question: Question) -> str:
    quantity = f"{question.quantity:f}".rstrip("0").rstrip(".") if question.quantity is not None else ""
    return f"{quantity} of {question.part}"


def _sentence(problem: Exception) -> str:
    text = str(problem)
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
