"""What the API's answers look like, for the OpenAPI description.

The answers themselves are written by `canyou.plan.document`; a test holds them against these.
"""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

Moment = Annotated[
    str,
    Field(
        description="ISO 8601 with the shop's own offset at that moment.",
        examples=["2026-11-24T15:00:00+01:00"],
    ),
]
Number = Annotated[float, Field(description="A quantity, in the part's unit.", examples=[100])]


class FieldProblem(Schema):
    """One thing that is wrong with what came in."""

    field: str = Field(
        description="The field it is about; empty where it is about the whole.", examples=["part"]
    )
    text: str = Field(description="What was found and what is wanted, in one sentence.")
    nearest: list[str] = Field(description="Known names that are close to what was found, nearest first.")


class Problems(Schema):
    """Why there is no answer."""

    errors: list[FieldProblem]
    agreement_line: str | None = Field(
        None, description="The line of the agreement that refuses it: `/agreement#line` has it."
    )


class OperationOut(Schema):
    """One step of one lot on one machine."""

    order: str = Field(description="The order it is for; `ASK` is the order asked about.")
    part: str
    step: int
    work_center: str | None = Field(description="null for a step bought outside.")
    machine: int | None = Field(description="1 … n of the work center; null outside.")
    start: Moment
    end: Moment
    quantity: Number
    lot: int = Field(description="1, 2, … where an order is made in several lots.")


class OrderOut(Schema):
    """When one open order will be there."""

    order: str
    finish: Moment
    ships: Moment
    docks: Moment
    due: Moment
    promised: Moment | None = Field(description="null: nothing has been promised.")
    short: Number = Field(description="How many pieces it will be short, because they were scrapped.")
    late_minutes: float = Field(description="Minutes past the promise, else past due; 0 if on time.")
    why: list[str] = Field(description="One line for each cause of lateness or waiting.")


class PlanOut(Schema):
    """The plan of all open orders."""

    now: Moment
    held: list[str] = Field(description="Orders in hold without a date: they are not in the plan.")
    problems: list[str]
    orders: list[OrderOut]
    operations: list[OperationOut]
    weighted_tardiness_minutes: float = Field(
        description="Sum of importance × late minutes over firm orders."
    )


class HoursOut(Schema):
    work_center: str
    hours: float


class QuestionOut(Schema):
    """The question as it was understood."""

    part: str | None
    order: str | None
    quantity: Number
    by: Moment
    customer: str | None
    min_quantity: Number | None
    latest: Moment | None
    estimate: bool | None = Field(None, description="true: the part has never been made.")
    called: str | None = Field(None, description="Of an estimate: what the new part is called.")
    like: str | None = Field(None, description="Of an estimate: the part whose routing it goes by.")
    times: float | None = Field(None, description="With like: how many times its minutes.")
    hours: list[HoursOut] | None = Field(None, description="Of an estimate: hours on each work center.")
    sure: int | None = Field(None, description="The chance in per cent that `sure_at` has; 95 without it.")
    line: int | None = Field(None, description="Of a purchase order: which line.")
    lines: list[QuestionOut] | None = Field(None, description="Of a purchase order: its lines.")


class DeliveryOut(Schema):
    quantity: Number
    at: Moment
    confidence: float | None = Field(default=None, description="The chance that it is there by `at`.")
    finish_quantiles: list[Moment] = Field(
        default=[], description="Twenty equally likely moments at which it is there, rising."
    )


class MoveOut(Schema):
    """An order any of whose steps is elsewhere than in the plan."""

    order: str
    from_: Moment = Field(alias="from", serialization_alias="from")
    to: Moment
    promised: Moment | None
    breaks_promise: bool
    in_fence: bool = Field(description="Whether a step inside the fence is elsewhere: that carries a toll.")
    slack_minutes: int | None = Field(
        description="How long before its promise (else its due date) it would still be there; negative: past it."
    )
    confidence: float | None = Field(
        None,
        description="The chance that it is there by its promise, else by its due date, when it has moved.",
    )


class OpenedOut(Schema):
    """Hours opened beside the calendar."""

    work_center: str | None
    machine: int | None
    crew: str | None
    start: Moment
    end: Moment


class OptionOut(Schema):
    """One way to answer. Each stands alone."""

    kind: str = Field(
        description="`as_asked`, `later`, `partial`, `stock` move nobody and open no hours; others are `overtime`, "
        "`alternate`, `outside`, `faster_shipping`, `move_others` and `combined`; further kinds may come."
    )
    title: str = Field(description="The option in a few words.")
    consequence: str = Field(description="Who pays for it.")
    deliveries: list[DeliveryOut] = Field(description="Their quantities add up to the quantity asked.")
    moves: list[MoveOut]
    overtime: list[OpenedOut]
    extra_cost: float = Field(description="In the shop's currency.")
    confidence: float = Field(ge=0, le=1, description="The chance that every delivery is on time.")
    said_confidence: float | None = Field(
        description="The chance of what the customer is told: by the date asked, or by the end of the day said."
    )
    said_range: list[float] | None = Field(description="Its range, where the log is too thin for one figure.")
    confidence_basis: str = Field(description="What the chance rests on.")
    confidence_range: list[float] | None = Field(
        description="Where the history is too thin for one figure: the lowest and the highest it could be."
    )
    sure_at: Moment | None = Field(
        description="By then everything is there with a chance of 95 %, or of `sure`."
    )
    finish_quantiles: list[Moment] = Field(
        description="Twenty equally likely moments at which everything is there, rising."
    )
    why_not_sooner: str | None = Field(description="What keeps it from being sooner, in one sentence.")
    toll: str | None = Field(description="What moving inside the fence costs, in words.")
    words: str = Field(description="One or two sentences to read out to the customer.")
    operations: list[OperationOut]


class AnswerOut(Schema):
    """A question with all its options, best first."""

    question: QuestionOut
    now: Moment
    as_asked: bool = Field(description="Whether one option meets the question as asked.")
    why_not: str | None = Field(description="If not: the one reason, in a sentence.")
    options: list[OptionOut]
    hidden: int = Field(description="How many options were left out because another is better in all.")
    notes: list[str]


class LineOut(Schema):
    """When one line of a purchase order is there whole."""

    line: int
    part: str
    quantity: Number
    by: Moment
    at: Moment
    on_time: bool


class LineDeliveryOut(DeliveryOut):
    line: int = Field(description="Which line it brings.")


class LineOperationOut(OperationOut):
    line: int = Field(description="Which line it is for.")


class LinesOptionOut(OptionOut):
    """One way to answer for all lines of a purchase order."""

    deliveries: list[LineDeliveryOut]  # type: ignore[assignment]
    operations: list[LineOperationOut]  # type: ignore[assignment]
    lines: list[LineOut]
    all_at: Moment = Field(description="When all of it is there.")


class LinesAnswerOut(AnswerOut):
    """The options for a whole purchase order."""

    options: list[LinesOptionOut]  # type: ignore[assignment]


class FoundStepOut(Schema):
    """One step of an order's own routing."""

    step: int
    name: str
    quantity_through: float = Field(description="How many pieces are through it.")
    state: str = Field(description="`done`, `running`, `paused`, `outside` or `planned`.")
    where: str
    start: Moment | None
    end: Moment | None


class FoundOut(Schema):
    """An order that was found, and where it is."""

    order: str
    sentence: str = Field(description="Where it is, in one sentence that can be read out.")
    customer: str
    customer_name: str
    part: str
    part_name: str
    po: str
    quantity: float
    state: str
    finish: Moment | None = Field(description="By the plan, or when it was shipped.")
    ships: Moment | None
    late_minutes: float
    matched: str = Field(description="By what it was found.")
    sure: str = Field(description="What the words on how sure it is rest on; not to be read out.")
    steps: list[FoundStepOut]


class HealthOut(Schema):
    """Whether this process can answer, and from what."""

    ready: bool
    doing: str = Field(description="What it is doing until it is ready; else empty.")
    state: Literal["ready", "starting", "empty"] = Field(description="`empty`: no shop has been imported.")
    version: int | None = Field(None, description="Number of the import that the plan rests on.")
    now: Moment | None = Field(None, description="The moment that the plan is made for.")
    imported_at: Moment | None = None
    source: str | None = Field(None, description="Where the import came from.")
