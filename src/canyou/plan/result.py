"""What the planner answers: a plan, and an answer with its options. Data only.

Instants are whole seconds since 1970-01-01 UTC; `document.py` writes them in the shop's own offset.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from canyou.shop.records import Instant
from canyou.shop.records import Opened as Opened


@dataclass(frozen=True, slots=True)
class Operation:
    """One step of one lot, still to be done: where it stands and when."""

    order: str
    part: str
    step: int
    work_center: str | None
    """None for an outside step."""
    machine: int | None
    start_at: Instant
    end_at: Instant
    quantity: Decimal
    lot: int = 1
    line: int | None = None
    """Of a purchase order's answer: which line it is for."""


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """When one open order will be finished, and what makes it late."""

    order: str
    finish_at: Instant
    ships_at: Instant
    docks_at: Instant
    due_at: Instant
    promised_at: Instant | None
    short: Decimal
    late_minutes: int | float
    """Whole where the seconds are, else to the hundredth; 0 when on time."""
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    quantity: Decimal
    at: Instant
    confidence: float | None = None
    """The chance that it is there by `at`; None where it was not worked out."""
    finish_quantiles: tuple[Instant, ...] = ()
    """Twenty equally likely moments at which it is there, rising."""
    line: int | None = None
    """Of a purchase order's answer: which line it brings."""


@dataclass(frozen=True, slots=True)
class Move:
    order: str
    from_at: Instant
    to_at: Instant
    promised_at: Instant | None
    breaks_promise: bool
    in_fence: bool = False
    """Whether a step that begins inside the fence (fence_days from now) is elsewhere: that carries a toll."""
    slack_minutes: int | None = None
    """How long before its promise (else its due date) the order would still be there; negative: past it."""
    confidence: float | None = None
    """The chance that it is there by its promise, else by its due date, when it has moved."""


@dataclass(frozen=True, slots=True)
class Question:
    """What sales asks: a part or an existing order, how many, by when, and what the customer could live with."""

    quantity: Decimal
    by_at: Instant
    part: str = ""
    order: str = ""
    customer: str = ""
    min_quantity: Decimal | None = None
    latest_at: Instant | None = None
    break_promises: bool = False
    """Whether options that break somebody's promise are wanted too."""
    like: str = ""
    """A part never made, by this other part's routing and materials (`part` is then the same): an estimate."""
    times: Decimal = Decimal(1)
    """With like: how many times the minutes of the other part, set-up and run."""
    hours: tuple[tuple[str, Decimal], ...] = ()
    """A part never made, by hours typed in for each work center in turn, for the whole quantity: an estimate."""
    called: str = ""
    """What a part never made is called; with hours the same as `part`."""
    line: int | None = None
    """Which line of a purchase order this is, from 1."""
    sure: int | None = None
    """The date wanted is the one that is kept with a chance of so many per cent."""

    @property
    def is_estimate(self) -> bool:
        """Whether the part has never been made, so that its work is a guess."""
        return bool(self.like or self.hours)


@dataclass(frozen=True, slots=True)
class Option:
    """One feasible way to answer."""

    kind: str
    deliveries: tuple[Delivery, ...]
    operations: tuple[Operation, ...]
    words: str
    """One or two plain sentences to read out to the customer."""
    title: str = ""
    """The option in a few words: "50 on Tuesday, 50 on Thursday"."""
    consequence: str = ""
    """Who pays for it: "No one is disturbed"."""
    moves: tuple[Move, ...] = ()
    overtime: tuple[Opened, ...] = ()
    extra_cost: Decimal = Decimal(0)
    confidence: float = 0.0
    confidence_basis: str = ""
    """What the confidence rests on, in words."""
    said_confidence: float | None = None
    """The chance of what the customer is told: by the date asked, or by the end of the day said."""
    said_range: tuple[float, float] | None = None
    confidence_range: tuple[float, float] | None = None
    """Where the history is too thin for one figure."""
    sure_at: Instant | None = None
    """The date by which everything is there with a chance of 95 %, or of what the question asks for."""
    finish_quantiles: tuple[Instant, ...] = ()
    """Twenty equally likely moments at which everything is there, rising."""
    why_not_sooner: str = ""
    """What keeps the last delivery from being sooner, in one sentence."""
    toll: str = ""
    """What moving inside the fence costs, in words; empty where nothing there moves."""


@dataclass(frozen=True, slots=True)
class Answer:
    question: Question
    now_at: Instant
    options: tuple[Option, ...]
    as_asked: bool
    """Whether one option meets the question as asked."""
    why_not: str = ""
    """If not: the one reason, in one sentence."""
    hidden: int = 0
    """How many dominated options were left out."""
    notes: tuple[str, ...] = field(default=())
    lines: tuple[Question, ...] = ()
    """Of a purchase order: each of its lines. The question is then the sum of them, by the last of their dates."""


@dataclass(frozen=True)
class Plan:
    """Every open step on a machine at a time, as contract.md section 2 means it.

    `problems` are plain lines: reservations that could not stay, orders that can never be made.
    """

    now_at: Instant
    held: tuple[str, ...]
    problems: tuple[str, ...]
    orders: dict[str, OrderPlan]
    """By order name, in code-point order."""
    operations: tuple[Operation, ...]
    """By start, end, then order, part, step, lot."""
    weighted_tardiness_minutes: int | float
