"""One person's turn in the talk about a question: locked, checked against rights and the state table, recorded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from canyou.desk import conversation, record
from canyou.desk.actions.others import settle
from canyou.desk.actions.tell import tell
from canyou.desk.clock import now_at
from canyou.desk.conversation import Move, NotNow, NotYours, Party, State
from canyou.desk.errors import Gone, NotAllowed, NotThere, refused
from canyou.desk.models import Desk, Member, OptionRow, Question
from canyou.desk.rights import MEANS, Action, may

LONGEST_NOTE = 4000
LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a move."""

    option: str | int | None = None
    note: str = ""
    said_back: str = ""
    """What was understood: it stands on top of an answer that is no plain yes."""
    due_at: int | None = None
    """A date offered or promised, for a question about a thing."""
    know_by_at: int | None = None
    """When the answer will be known."""
    issue: str = ""
    expectation: str = ""
    asked_customer: str = ""
    po: str = ""
    """The customer's purchase order, where the promise becomes an order."""
    linked_to: str = ""
    """What the source calls the order, where that is known: its import takes this one's place."""
    over: bool = False
    """Whether a manager decides over the no of somebody whose order would move."""

    def __post_init__(self) -> None:
        for name in ("note", "said_back", "issue", "expectation"):
            if len(getattr(self, name)) > LONGEST_NOTE:
                raise refused(name, f"At most {LONGEST_NOTE:,} characters go in here.")
        for name in ("po", "linked_to"):
            if len(getattr(self, name)) > LONGEST_LINE:
                raise refused(name, f"At most {LONGEST_LINE} characters go in here.")


@dataclass
class Turn:
    """A turn that has been found to be in order; what is set on the question is saved and recorded at its end."""

    desk: Desk
    question: Question
    member: Member
    move: Move
    party: Party
    now_at: int
    told: dict[str, Any] = field(default_factory=dict)
    """What the record says of it."""

    def waits_for(self, party: str) -> None:
        """Whose move it is now."""
        self.question.waits_for = party

    def tell(self, to: Member | None, text: str) -> None:
        """Let somebody know, unless it is their own doing."""
        tell(self.desk, to, f"question/{self.question.number}", text, self.now_at, self.member)


def need(member: Member, action: Action) -> None:
    """Refuse whoever may not do this.

    Raises:
        NotAllowed: with who they are and what they may not.
    """
    if not member.is_active or not may(member.side, member.role, action):
        raise NotAllowed(f"A {member.role} of {member.side} may not {MEANS[action]}.")


def parties(member: Member, question: Question) -> tuple[Party, ...]:
    """Which parties somebody speaks for: both, where a side has asked itself.

    A thing that a side asks of its own is answered by whoever did not ask it.
    """
    found: list[Party] = []
    if member.side == question.asker_side:
        found.append("asker")
    if member.side == question.answer_side:
        found.append("answerer")
    if question.kind == Question.THING and member.pk != question.asker_id:
        found.reverse()
    return tuple(found)


def find_question(shop_id: int, number: int) -> Question:
    """A question of this shop.

    Raises:
        NotThere: there is none of that number.
    """
    rows = Question.objects.filter(shop_id=shop_id, number=number)
    found = rows.select_related("asker__user", "to__user").first()
    if found is None:
        raise NotThere(f"There is no question {number}.")
    return found


def fresh_options(question: Question) -> list[OptionRow]:
    """The options found last, best first."""
    rows = OptionRow.objects.filter(shop_id=question.shop_id, question=question, is_fresh=True)
    return sorted(rows, key=lambda row: row.number)


def next_state(member: Member, question: Question, move: Move) -> tuple[State, Party]:
    """The state that a move leads to, and for which party it is made.

    Raises:
        NotAllowed: it is the other side's to make.
        Gone: nobody may make it in this state; with the options as they were found last.
    """
    refusal: Exception | None = None
    for party in parties(member, question):
        try:
            return conversation.after(question.state, move, party), party  # type: ignore[arg-type]
        except (NotYours, NotNow) as problem:
            refusal = problem
    if isinstance(refusal, NotNow):
        raise Gone(str(refusal), question.state, fresh_options(question))
    raise NotAllowed(str(refusal))


@contextmanager
def turn(member: Member, number: int, move: Move) -> Iterator[Turn]:
    """Lock the desk, find the question, see that the move is in order; save and record it at the end.

    Raises:
        NotThere, NotAllowed, Gone: as said there.
    """
    with transaction.atomic():
        desk = record.lock(member.shop_id)
        question = find_question(member.shop_id, number)
        need(member, "read")
        state, party = next_state(member, question, move)
        at = now_at(member.shop.slug)
        taken = Turn(desk, question, member, move, party, at)
        before = question.state
        yield taken
        question.state = state
        question.changed_at = at
        if state in conversation.ENDS:
            question.waits_for = ""
        settle(desk, question, at)
        question.save()
        told = {"from": before, "to": state, "for": party, **taken.told}
        record.add(desk, member, move, f"question/{question.number}", told)
