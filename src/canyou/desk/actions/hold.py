"""Hold: keep the capacity of an option for a while, within what one person may keep."""

from __future__ import annotations

import json

from canyou.desk import record
from canyou.desk.actions.commit import StaleOption, plainly, until_it_stands
from canyou.desk.actions.turn import find_question, need, parties
from canyou.desk.agreed import hold_to, terms_in_force
from canyou.desk.clock import now_in
from canyou.desk.errors import Gone, NotAllowed, NotThere, refused
from canyou.desk.idempotency import Run
from canyou.desk.models import Hold, Member, Question
from canyou.desk.options import facts_of, option_of, promised_dates, the_option, verdict_of
from canyou.desk.owners import slips
from canyou.desk.rights import may
from canyou.floor.book import NoSuchOrder, Stale, Wanted, booked


def hold(
    member: Member, number: int, option: str | int | None, hours: int | None = None, run: Run = plainly
) -> Hold:
    """Keep an option's capacity for some hours; the book releases it by itself.

    Raises:
        NotThere, NotAllowed, Refused.
        Gone: the option is no longer free; with fresh ones.
    """
    need(member, "hold")
    return until_it_stands(member, number, option, run, lambda chosen: _hold(member, number, chosen, hours))


def _hold(member: Member, number: int, option: str | int | None, hours: int | None) -> Hold:
    with booked(member.shop.slug) as book:
        desk = record.lock(member.shop_id)
        question = find_question(member.shop_id, number)
        if question.kind != Question.ORDER or "asker" not in parties(member, question):
            raise NotAllowed("Capacity is held for one's own side's question, for pieces by a date.")
        if question.state in ("promised", "withdrawn"):
            raise Gone(f"The question is {question.state}: there is nothing to hold.", question.state)
        if question.order:
            raise refused("option", f"{question.order} has its place already: hold is for a new order.")
        row = the_option(question, option)
        assert row is not None
        shop = book.current.shop
        verdict = verdict_of(question, row, shop)
        if verdict.rule is None and not may(member.side, member.role, "commit"):
            raise NotAllowed(verdict.why_not)
        hold_to(
            terms_in_force(member.shop_id), shop, facts_of(question, row, shop), option_of(row),
            question.asker, member, now_in(shop),
        )  # fmt: skip
        if slips(option_of(row)):
            raise refused("option", "Orders would move for it: that waits for their owners, and is not held.")
        at = book.clock_at  # holds lapse by the machine's clock, even where the shop's own stands still
        mine = Hold.objects.filter(shop_id=member.shop_id, member=member, ended_at=None, until_at__gt=at)
        before = mine.filter(question=question).first()
        if mine.count() - (before is not None) >= desk.holds_at_once:
            raise NotAllowed(f"You hold {desk.holds_at_once} options already: release one first.")
        wanted_hours = desk.hold_hours if hours is None else hours
        if not 1 <= wanted_hours <= desk.hold_hours:
            raise refused(
                "hours", f"Capacity is held for 1 to {desk.hold_hours} hours (found {wanted_hours})."
            )
        if before is not None:
            book.release(json.loads(before.orders), "another hold takes its place")
            Hold.objects.filter(pk=before.pk, shop_id=member.shop_id).update(ended_at=at)
        assert question.by_at is not None
        chosen = option_of(row)
        wanted = Wanted(
            customer=question.customer,
            part=question.part,
            due_at=question.by_at,
            promised_at=promised_dates(chosen, question.by_at, shop),
            seller=question.asker.person or question.asker.called,
        )
        until_at = at + wanted_hours * 3600
        try:
            stood = book.hold(wanted, chosen, until_at)
        except Stale as stale:
            raise StaleOption(row, str(stale)) from None
        except (NoSuchOrder, ValueError) as problem:
            raise refused("option", f"{str(problem).capitalize().rstrip('.')}.") from None
        made = Hold.objects.create(
            shop_id=member.shop_id,
            question=question,
            option=row.number,
            member=member,
            orders=json.dumps(list(stood.orders)),
            until_at=until_at,
        )
        told = {"option": row.number, "until": until_at, "orders": list(stood.orders), "book": stood.version}
        record.add(desk, member, "hold", f"question/{number}", told)
        return made


def release(member: Member, number: int) -> Hold:
    """Let go of what is held for a question.

    Raises:
        NotThere: nothing is held for it.
        NotAllowed: it is held by the other side.
    """
    need(member, "hold")
    with booked(member.shop.slug) as book:
        desk = record.lock(member.shop_id)
        question = find_question(member.shop_id, number)
        at = book.clock_at
        held = Hold.objects.filter(
            shop_id=member.shop_id, question=question, ended_at=None, until_at__gt=at
        ).first()
        if held is None:
            raise NotThere(f"Nothing is held for question {number}.")
        if member.side != held.member.side:
            raise NotAllowed("It is for the side that holds it to let go of it.")
        names = json.loads(held.orders)
        book.release(names, "let go")
        held.ended_at = held.until_at = at
        held.save(update_fields=["ended_at", "until_at"])
        record.add(desk, member, "release", f"question/{number}", {"orders": names, "book": book.version})
        return held
