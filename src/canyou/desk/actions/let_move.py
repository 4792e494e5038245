"""Let move: the owner of an order says whether it may finish later, or the clock says it for them.

When all who would pay let it be, the word that was given is made true, if one was given.
"""

from __future__ import annotations

from django.db import transaction

from canyou.desk import record
from canyou.desk.actions.ask_owners import word_of
from canyou.desk.actions.commit import plainly
from canyou.desk.actions.moves import make
from canyou.desk.actions.others import drop, go_on, is_waiting
from canyou.desk.actions.tell import tell
from canyou.desk.actions.turn import LONGEST_NOTE, find_question, need
from canyou.desk.clock import now_at
from canyou.desk.consent import ANSWERS, NotNow, after, length, lets
from canyou.desk.errors import DeskError, Gone, NotAllowed, NotThere, refused
from canyou.desk.idempotency import Run
from canyou.desk.models import Consent, Desk, Member, Promise, Question
from canyou.desk.silence import silence_of
from canyou.floor.models import FloorShop


def let_move(member: Member, number: int, says: str, note: str = "", run: Run = plainly) -> Consent:
    """Say yes, or no with the reason. A yes may be taken back until the order has made room.

    Raises:
        NotThere: there is no such question to an owner.
        NotAllowed: it is somebody else's order.
        Gone: it is no longer asked.
        Refused: a no without its reason.
    """
    need(member, "answer")
    if says not in ANSWERS:
        raise refused("move", f"Say yes or no (found {says[:20]!r}).")
    if len(note) > LONGEST_NOTE:
        raise refused("note", f"At most {LONGEST_NOTE:,} characters go in here.")
    row = run(lambda: _say(member, number, says, note.strip()))
    make_true(member.shop, row.question.number)
    return row


def find_consent(shop_id: int, number: int) -> Consent:
    """What an owner was asked.

    Raises:
        NotThere: there is none of that number.
    """
    rows = Consent.objects.filter(shop_id=shop_id, number=number)
    people = ("owner__user", "asked__user", "by__user", "said_by__user", "question__asker__user")
    found = rows.select_related(*people).first()
    if found is None:
        raise NotThere(f"Nobody was asked under the number {number}.")
    return found


def may_say(member: Member, row: Consent) -> bool:
    """Whether somebody may answer it: who was asked, whose order it is, or a manager of their side."""
    if member.pk in (row.asked_id, row.owner_id):
        return True
    return member.side == row.owner.side and member.role in ("manager", "admin")


def silence_decides(shop: FloorShop) -> int:
    """What silence means once the time is over, and what was left undone by a process that ended; how many."""
    at = now_at(shop.slug)
    late = Consent.objects.filter(shop_id=shop.pk, state="asked", answer_by_at__lte=at)
    done = 0
    if late.exists():
        with transaction.atomic():
            desk = record.lock(shop.pk)
            people = ("owner__user", "asked__user", "by__user", "question__asker__user")
            for row in sorted(late.select_related(*people), key=lambda row: row.number):
                row.state = after("asked", "lapse")
                row.said_at = at
                row.save(update_fields=["state", "said_at"])
                _told(desk, row, None, at)
                _weigh(desk, row, at)
                done += 1
    given = Question.objects.filter(shop_id=shop.pk, word_by__isnull=False).values_list("number", flat=True)
    for number in sorted(given):
        make_true(shop, number)
    return done


def make_true(shop: FloorShop, number: int) -> Promise | None:
    """Make the move for which somebody has given their word, if nobody is waited for; outside any lock."""
    question = find_question(shop.pk, number)
    word = word_of(question)
    if word is None or is_waiting(question):
        return None
    member, (move, given) = question.word_by, word
    assert member is not None
    try:
        return make(member, number, move, given)
    except DeskError as problem:
        with transaction.atomic():
            desk = record.lock(shop.pk)
            question = find_question(shop.pk, number)
            if word_of(question) != word:
                return None
            question.word_by, question.word = None, ""
            question.save(update_fields=["word_by", "word"])
            go_on(question)
            about = f"question/{number}"
            record.add(desk, None, "word_fell", about, {"note": str(problem), "move": move})
            text = f"It could not be done as agreed: {problem} Look again."
            tell(desk, member, about, text, now_at(shop.slug))
        return None


def _say(member: Member, number: int, says: str, note: str) -> Consent:
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        row = find_consent(member.shop_id, number)
        if not may_say(member, row):
            raise NotAllowed(f"It is for {row.asked.called} to say whether {row.order} may move.")
        if says == "no" and not note:
            raise refused("note", "Why not? A no has its reason; whoever asked is told.")
        if row.question.state in ("promised", "withdrawn"):
            raise Gone(f"The question is {row.question.state}: there is nothing left to say.", row.state)
        try:
            row.state = after(row.state, says)  # type: ignore[arg-type]
        except NotNow as late:
            raise Gone(str(late), row.state) from None
        at = now_at(member.shop.slug)
        row.said_by, row.said_at, row.note = member, at, note
        row.save(update_fields=["state", "said_by", "said_at", "note"])
        _told(desk, row, member, at)
        _weigh(desk, row, at)
        return row


def _told(desk: Desk, row: Consent, by: Member | None, at: int) -> None:
    """Record it, and tell those who wait for it."""
    slip = length(row.to_at - row.from_at)
    if by is None:
        goes = lets(row.said, silence_of(desk.shop_id).lets)
        verb = "silence"
        text = f"No answer about {row.order} in time: {'it may move' if goes else 'it stays where it is'}, as agreed."
    elif row.state == "yes":
        verb, text = "let", f"{by.called} lets {row.order} slip {slip}."
    else:
        verb, text = "keep", f"{by.called} does not let {row.order} slip {slip}: {row.note[:300]}"
    about = f"question/{row.question.number}"
    record.add(desk, by, verb, about, {"order": row.order, "consent": row.number, "note": row.note})
    hear = {row.by.pk: row.by, row.question.asker.pk: row.question.asker}
    if by is None or by.pk != row.owner_id:
        hear[row.owner.pk] = row.owner
    for who in hear.values():
        tell(desk, who, about, text, at, by)


def _weigh(desk: Desk, row: Consent, at: int) -> None:
    """What an answer means for the question: a no ends the word given, the last answer gives the move back."""
    question = find_question(desk.shop_id, row.question.number)
    if not lets(row.said, silence_of(desk.shop_id).lets):
        if question.word_by_id is not None:
            question.word_by, question.word = None, ""
            question.save(update_fields=["word_by", "word"])
        waiting = Consent.objects.filter(
            shop_id=desk.shop_id, question=question, state="asked", option=row.option
        )
        for other in waiting.select_related("asked__user", "question"):
            drop(desk, other, at)
    go_on(question)
