"""What the desk's answers look like, for the OpenAPI description; `canyou.desk.queries` writes them."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from canyou.faces.api.schemas import FieldProblem, Moment, Number, OptionOut

QuestionState = Literal["asked", "offered", "countered", "promised", "declined", "withdrawn"]
ConsentState = Literal["asked", "yes", "no", "lapsed", "moot"]
PromiseState = Literal["open", "done", "kept", "missed", "reneged", "cancelled"]


class PersonOut(Schema):
    """Somebody, and how to reach them."""

    name: str
    side: str
    role: str
    extension: str


class KeptOptionOut(OptionOut):
    """An option kept with its question."""

    id: str = Field(description="Names the option in a move, as `12-3`.")
    at_once: bool = Field(description="Whether operations' rules let whoever asked promise it at once.")
    why_not_at_once: str | None = Field(description="If not: why, in a sentence.")
    costs_someone: bool = Field(description="Whether an order moves, hours open, or money is spent for it.")
    against: str | None = Field(description="Why the agreement is against it, in a sentence.")
    agreement_line: str | None = Field(
        description="The line of the agreement that decides: `/agreement#line`."
    )
    fee: Number = Field(description="What the agreement asks for such a rush.")
    unvouched: list[str] = Field(description="Orders it moves whose imported date nobody stands by yet.")


class GoneOut(Schema):
    """Why it can't be done any more, and the options that there are now."""

    errors: list[FieldProblem]
    state: str = Field(description="The state that the question or promise is in.")
    options: list[KeptOptionOut]


class QuestionRowOut(Schema):
    """A question."""

    id: int
    kind: Literal["order", "thing"]
    state: QuestionState
    waits_for: str | None = Field(
        description="Whose move it is: `asker`, `answerer` or `others`: whoever was asked because of it."
    )
    asker: PersonOut
    to: PersonOut | None = Field(description="Whom it is addressed to, where to one person.")
    instead_of: PersonOut | None = Field(description="Whom it was meant for, where their cover was asked.")
    about: int | None = Field(description="The question because of which it was asked, which waits for it.")
    word_by: PersonOut | None = Field(
        description="Who has promised it, as soon as those who would pay let it be."
    )
    answer_side: str
    part: str | None
    customer: str | None
    order: str | None
    quantity: Number | None
    by: Moment | None
    what: str | None = Field(description="What is asked for, where it is a thing.")
    issue: str
    expectation: str
    asked_customer: str | None
    picked: str | None = Field(description="The option that the asker would have, or that was promised.")
    offered: str | None = Field(description="The option that is offered.")
    offered_due: Moment | None
    said_back: str = Field(description="What the last answer understood.")
    note: str
    bounces: int = Field(description="How often an answer was not to what was meant.")
    talk: bool = Field(description="Whether the two should speak.")
    agreed: str = Field(description="What was agreed in talking.")
    asked_at: Moment
    changed_at: Moment


class AskedOut(QuestionRowOut):
    """A question with the options that were found for it, best first."""

    options: list[KeptOptionOut]


class HoldOut(Schema):
    """Capacity kept for an option."""

    option: str
    until: Moment
    by: PersonOut


class ConsentOut(Schema):
    """What the owner of an order was asked before it moves."""

    id: int
    question: int
    option: str
    order: str
    words: str = Field(description="The question, as one says it.")
    slip: str = Field(description="How much later it would finish, in words.")
    consequence: str
    owner: PersonOut
    asked: PersonOut = Field(description="Who is asked: the owner, or their cover.")
    instead: str | None = Field(description="Why it is not the owner.")
    by: PersonOut
    from_: Moment = Field(alias="from")
    to: Moment
    promised: Moment | None
    breaks_promise: bool
    state: ConsentState
    asked_at: Moment
    answer_by: Moment = Field(description="When silence decides, as the two sides have settled it.")
    said_by: PersonOut | None
    said_at: Moment | None
    note: str
    moves: list[str] = Field(description="What the caller can say.")


class ConsentsOut(Schema):
    """A page of them, newest first."""

    items: list[ConsentOut]
    total: int
    next: int | None


class WholeQuestionOut(AskedOut):
    """A question with all that belongs to it."""

    promises: list[int]
    waits_on: list[str] = Field(description="Whom it waits for beside the two sides, in words.")
    consents: list[ConsentOut] = Field(description="What owners of orders that would move were asked.")
    sub_questions: list[int] = Field(description="Questions that were asked because of it.")
    hold: HoldOut | None
    moves: list[str] = Field(description="What the caller can do next.")


class MovedOut(QuestionRowOut):
    """A question after a move."""

    promise: int | None = Field(
        None,
        description="The promise that was made; null, with 202, where its owners are asked first; else left out.",
    )


class QuestionsOut(Schema):
    """A page of questions, newest first."""

    items: list[QuestionRowOut]
    total: int
    next: int | None = Field(description="Give it as `before` for the next page; null: there is none.")


class PromisedOrderOut(Schema):
    """One delivery of a promise."""

    order: str
    quantity: Number
    due: Moment


class TollOut(Schema):
    """What a rush cost, and whom."""

    moved: list[tuple[str, int]] = Field(
        description="Orders that made room, with the minutes they are later."
    )
    minutes: int
    opened_hours: Number
    extra_cost: Number
    fee: Number


class PromiseOut(Schema):
    """A promise: who to whom, what, by when; its first date and its current one."""

    id: int
    state: PromiseState
    kind: Literal["order", "answer", "thing"]
    how: Literal["rule", "person", "phone", "vouched"]
    by: PersonOut
    by_side: str
    to: PersonOut | None
    to_side: str
    what: str
    question: int | None
    customer: str | None
    part: str | None
    quantity: Number | None
    orders: list[PromisedOrderOut]
    made: Moment
    first_due: Moment
    due: Moment
    done: Moment | None
    closed: Moment | None
    missed: bool = Field(description="Whether it was ever overdue: that is never taken back.")
    renegotiated: int = Field(description="How often its date was changed.")
    why: str
    rush: bool = Field(description="Whether somebody paid for it.")
    toll: TollOut | None = Field(description="What a rush cost.")
    agreement: int | None = Field(description="The version of the agreement that was in force.")
    moves: list[str] = Field(description="What the caller can say of it now.")


class PromisesOut(Schema):
    """A page of promises, newest first."""

    items: list[PromiseOut]
    total: int
    next: int | None


class NotedOut(PromiseOut):
    """A promise that was given by phone, and what the plan makes of it."""

    promise: int
    order: str
    fits: bool = Field(description="Whether the plan has it there in time.")
    there: Moment = Field(description="When the plan has it there.")


class EntryOut(Schema):
    """One entry of the record."""

    id: int
    at: Moment
    who: str | None = Field(description="Null: the program by itself.")
    verb: str
    about: str
    body: dict[str, Any]
    digest: str


class RecordOut(Schema):
    """A page of the record, newest first."""

    items: list[EntryOut]
    total: int
    next: int | None


class EmergencyOut(Schema):
    """An emergency and what led to it."""

    id: int
    declared: Moment
    by: PersonOut
    order: str | None
    cause: str
    cause_ref: str | None
    note: str
    closed: Moment | None


class EmergenciesOut(Schema):
    """A page of emergencies, newest first."""

    items: list[EmergencyOut]
    total: int
    next: int | None


class MistakeOut(Schema):
    """A mistake and the emergency under which it was made."""

    id: int
    found: Moment
    by: PersonOut
    order: str | None
    step: int | None
    what: str
    cause_ref: str | None
    cost: float | None


class MistakesOut(Schema):
    """A page of mistakes, newest first."""

    items: list[MistakeOut]
    total: int
    next: int | None


class NoticeOut(Schema):
    """Something that the caller was told."""

    id: int
    about: str
    text: str
    at: Moment
    seen: bool


class WaitingOut(Schema):
    """What waits for the caller."""

    count: int
    consents: list[ConsentOut]
    questions: list[QuestionRowOut]
    promises: list[PromiseOut]
    notices: list[NoticeOut]


class ChangedOut(Schema):
    """An order after a change."""

    order: str
    change: str
    book: int = Field(description="The version of the promise book.")


class RuleOut(Schema):
    """What sales may promise at once."""

    id: int
    name: str
    parts: list[str]
    customers: list[str]
    least_chance: float
    least_slack_minutes: int
    outside_fence: bool
    most_hours_a_week: float | None
    is_on: bool


class RulesOut(Schema):
    """All rules; none: the usual one holds."""

    items: list[RuleOut]
    holds_at_once: int
    hold_hours: int


class RiskOut(Schema):
    """A promised order that the plan does not have there in time."""

    id: int
    order: str
    promise: int
    customer: str | None
    part: str | None
    cause: int | None = Field(description="Names the cause, which may put several at risk.")
    because: str
    due: Moment
    there: Moment = Field(description="When the plan had it there.")
    since: Moment
    ended: Moment | None
    is_open: bool
    words: str = Field(description="To be read out to the customer.")


class RisksOut(Schema):
    """A page of them, newest first."""

    items: list[RiskOut]
    total: int
    next: int | None


class RiskWithWaysOut(RiskOut):
    """With what the shop could do about it."""

    ways: list[str] = Field(description="Best first; looked for with the most pressing ones alone.")


class CauseOut(Schema):
    """What puts promises at risk, and which."""

    id: int
    because: str
    at: Moment
    items: list[RiskWithWaysOut]
