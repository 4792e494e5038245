"""Ask owners: those whose orders would finish later are asked before anything moves."""

from __future__ import annotations

import json
from dataclasses import fields

from canyou.desk import record
from canyou.desk.actions.others import drop, is_waiting, wait_for_others
from canyou.desk.actions.tell import tell
from canyou.desk.actions.turn import Given, Turn, need, turn
from canyou.desk.consent import question as in_words
from canyou.desk.conversation import Move
from canyou.desk.cover import SAID
from canyou.desk.errors import NotAllowed, refused
from canyou.desk.hours import hours_of
from canyou.desk.models import Consent, Member, OptionRow, Question
from canyou.desk.options import option_of, the_option
from canyou.desk.owners import asked_for, payers
from canyou.desk.rights import may
from canyou.desk.silence import silence_of
from canyou.floor.current import current
from canyou.floor.rows import canonical
from canyou.shop.records import Shop

KEPT = ("note", "said_back", "po", "linked_to", "over")
"""What of a word is kept until it can be made true."""


def ask_owners(member: Member, number: int, given: Given, word: Move | None = None) -> Question:
    """Ask the owners of the orders that an option would move. With `word` the move is made when all let it.

    Raises:
        NotThere, NotAllowed, Gone, Refused.
    """
    shop = current(member.shop.slug).shop
    with turn(member, number, "ask_owners") as at:
        question = at.question
        need(member, "ask" if at.party == "asker" else "answer")
        row = the_option(question, given.option)
        assert row is not None
        if word is None and at.party == "answerer" and not may(member.side, member.role, "commit"):
            raise NotAllowed("Those whose orders would move are asked by whoever may let them be moved.")
        ask_each(at, row, shop)
        if not is_waiting(question):
            raise refused("option", "Nobody is to be asked for this way.")
        if word is not None:
            said = {name: getattr(given, name) for name in KEPT}
            question.word_by, question.word = member, canonical({"move": word, "option": row.number, **said})
        wait_for_others(question, "answerer")
        at.told |= {"option": row.number, "word": word or "", "note": given.note.strip()}
    return question


def word_of(question: Question) -> tuple[Move, Given] | None:
    """The move that somebody has given their word for, and what came with it."""
    if question.word_by_id is None or not question.word:
        return None
    found = json.loads(question.word)
    known = {field.name for field in fields(Given)}
    given = Given(**{name: value for name, value in found.items() if name in known})
    return found["move"], given


def ask_each(at: Turn, row: OptionRow, shop: Shop) -> list[Consent]:
    """Ask everybody who would pay for an option and was not asked yet; the desk is locked."""
    question, made = at.question, []
    silence = silence_of(question.shop_id)
    found = payers(question, option_of(row), shop, at.member if at.party == "answerer" else None)
    wanted = {payer.slip.order for payer in found if payer.standing == "asked"}
    for old in Consent.objects.filter(shop_id=question.shop_id, question=question, state="asked"):
        if old.order not in wanted:
            drop(at.desk, old, at.now_at)
    for payer in found:
        if payer.standing != "not_asked":
            continue
        whom, why = asked_for(payer.owner, at.now_at, shop.timezone)
        if whom is None:
            continue
        slip = payer.slip
        by_at = silence.counts_from(at.now_at, hours_of(whom.hours), shop.timezone)
        made.append(
            Consent.objects.create(
                shop_id=question.shop_id,
                number=record.next_number(at.desk, "consents"),
                question=question,
                option=row.number,
                order=slip.order,
                owner=payer.owner,
                asked=whom,
                why_asked=why,
                by=at.member,
                from_at=slip.from_at,
                to_at=slip.to_at,
                promised_at=slip.promised_at,
                breaks=slip.breaks,
                asked_at=at.now_at,
                answer_by_at=by_at,
            )
        )
        if whom.pk != payer.owner.pk:
            said = f"{whom.called} was asked in your place: {in_words(slip)}"
            tell(at.desk, payer.owner, f"consent/{made[-1].number}", said, at.now_at)
    if made:
        at.told["asked"] = [f"{one.asked.called} about {one.order}{_instead(one)}" for one in made]
    return made


def _instead(row: Consent) -> str:
    if row.asked_id == row.owner_id:
        return ""
    return f", since {row.owner.called} {SAID[row.why_asked]}"  # type: ignore[index]
