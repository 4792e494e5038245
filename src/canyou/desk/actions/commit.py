"""What promising an option means, whoever's word it is: capacity taken in the book, the promise made, owners told.

The capacity is verified under the book's lock where it was offered. What no longer fits is looked for again outside
the lock; where the same comes out no later and at nobody's greater expense, that is promised instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.know_by import answered
from canyou.desk.actions.renew import renew
from canyou.desk.actions.tell import tell
from canyou.desk.actions.turn import Given, Turn, fresh_options
from canyou.desk.agreed import agreement_in_force, hold_to, toll_of
from canyou.desk.errors import Gone, NotAllowed, refused
from canyou.desk.idempotency import Run
from canyou.desk.models import Consent, Hold, Member, OptionRow, Promise, Question
from canyou.desk.options import facts_of, option_of, promised_dates
from canyou.desk.owners import Payer, owners, payers, standing_promise
from canyou.desk.rights import may
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


class Unasked(Exception):
    """Somebody who would pay for an option was not asked yet, or has not answered."""

    def __init__(self, row: OptionRow) -> None:
        self.row = row
        super().__init__("those who would pay are asked first")


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
        and all(order in _moves(old) and to <= _moves(old)[order] for order, to in _moves(new).items())
        and not any(move.breaks_promise for move in new.moves)
        and (not new.overtime or bool(old.overtime))
        and _cost(row) <= _cost(than)
    )


def _moves(option: Option) -> dict[str, int]:
    """When each order that makes room would finish."""
    return {move.order: move.to_at for move in option.moves}


def _cost(row: OptionRow) -> Decimal:
    return Decimal(str(json.loads(row.document)["extra_cost"]))


def take(book: OpenBook, at: Turn, row: OptionRow, given: Given, *, rule: Limits | None) -> Promise:
    """Take an option's capacity and make the promise; the book and the desk are locked.

    Raises:
        StaleOption: it does not fit any more.
        Unasked: an order would move whose owner has not let it.
        Gone: the owner of an order that would move says no.
        Refused: it cannot be promised as it is.
    """
    question, shop = at.question, book.current.shop
    option = option_of(row)
    assert question.by_at is not None
    dates = promised_dates(option, question.by_at, shop)
    facts, signed = facts_of(question, row, shop), agreement_in_force(question.shop_id)
    terms = None if signed is None else signed.said
    hold_to(terms, shop, facts, option, question.asker, at.member, at.now_at)
    check_payers(at, row, option, shop, given)
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
    thanked = {
        consent.order: consent.said_by_id
        for consent in Consent.objects.filter(shop_id=question.shop_id, question=question, state="yes")
    }
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
        thanks = "Thank you: " if thanked.get(name) == owner.pk else ""
        tell(at.desk, owner, f"promise/{promise.number}",
             f"{thanks}{name} makes room for {stood.orders[0]}: it finishes at another time, {by_words}.",
             at.now_at, at.member)  # fmt: skip
        cover_pk = thanked.get(name)
        if cover_pk is not None and cover_pk != owner.pk:
            cover = Member.objects.filter(shop_id=question.shop_id, pk=cover_pk).first()
            tell(at.desk, cover, f"promise/{promise.number}",
                 f"Thank you: {name} makes room for {stood.orders[0]}.", at.now_at, at.member)  # fmt: skip
    answered(at.desk, question, at.now_at)
    if question.asker.pk != at.member.pk:
        at.tell(question.asker, f"{at.member.called} promises {stood.orders[0]}.")
    return promise


def check_payers(at: Turn, row: OptionRow, option: Option, shop: Shop, given: Given) -> None:
    """See that those who would pay for an option let it be.

    Raises:
        Unasked: one was not asked yet, or has not answered.
        Gone: one says no, and nobody with the right to has decided over it.
    """
    found = payers(at.question, option, shop, at.member)
    against = [payer for payer in found if payer.standing == "no"]
    if given.over:
        against += [payer for payer in found if payer.standing == "asked"]
        _decide_over(at, against, given.note.strip())
    elif against:
        first = against[0]
        said = f"{first.owner.called} does not let {first.slip.order} make room."
        raise Gone(
            f"{said} Another way, or a manager decides.", at.question.state, fresh_options(at.question)
        )
    if any(payer not in against and payer.standing in ("asked", "not_asked") for payer in found):
        raise Unasked(row)


def may_decide_over(member: Member) -> bool:
    """Whether somebody may decide over the owner of an order that would make room."""
    return member.role in ("manager", "admin") and may(member.side, member.role, "commit")


def _decide_over(at: Turn, against: list[Payer], why: str) -> None:
    """A manager decides over a no, or does not wait for an answer; the owners are told why."""
    if not against:
        return
    if not may_decide_over(at.member):
        raise NotAllowed("To decide over the owner of an order is for a manager of operations.")
    if not why:
        raise refused("note", f"Why over {against[0].owner.called}? They are told the reason.")
    at.told["over"] = [payer.slip.order for payer in against]
    for payer in against:
        at.tell(payer.owner, f"{at.member.called} decided over you about {payer.slip.order}: {why[:300]}")


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


def _what(question: Question) -> str:
    quantity = f"{question.quantity:f}".rstrip("0").rstrip(".") if question.quantity is not None else ""
    return f"{quantity} of {question.part}"


def _sentence(problem: Exception) -> str:
    text = str(problem)
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."
