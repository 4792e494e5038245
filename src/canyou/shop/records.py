"""The records a shop is made of, one class a file of the shop folder.

Instants are whole seconds since 1970-01-01 UTC (`Instant`), named `..._at`. Quantities and minutes are
`Decimal`, so that nothing is lost between the file, the database and the plan. Text that is absent is "".
A record holds what the file says; what follows from it is worked out in the plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

Instant = int
"""Whole seconds since 1970-01-01T00:00:00Z."""

ZERO = Decimal(0)
ONE = Decimal(1)
EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Hours:
    """One row of a calendar: open from start to end, minutes after the day's midnight (end up to 1440).

    `day` is 0 (Monday) … 6 for the week's pattern, or an ISO date, whose rows replace the pattern for
    that date. A closed day has start = end = 0.
    """

    calendar: str
    day: int | str
    start_minute: int
    end_minute: int


@dataclass(frozen=True, slots=True)
class WorkCenter:
    work_center: str
    name: str
    calendar: str
    machines: int = 1
    efficiency: Decimal = ONE
    hour_cost: Decimal = ZERO
    overtime_calendar: str = ""
    overtime_hour_cost: Decimal = ZERO
    notice_hours: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Downtime:
    work_center: str
    machine: int | None
    """1 … n, None for all machines of the work center."""
    start_at: Instant
    end_at: Instant
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Hours opened beside the calendar; work_center and machine None: the crew alone."""

    work_center: str | None
    machine: int | None
    crew: str | None
    start_at: Instant
    end_at: Instant


@dataclass(frozen=True, slots=True)
class Crew:
    crew: str
    calendar: str
    people: int = 1
    skills: str = ""
    overtime_calendar: str = ""
    overtime_hour_cost: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Part:
    part: str
    name: str = ""
    unit: str = ""
    supply: str = ""
    """`make` or `buy`, already resolved: never empty after reading."""
    lead_days: Decimal | None = None
    buy_cost: Decimal = ZERO
    """What a unit costs more bought than made, where a part with a routing may be bought as well."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a routing. Outside when outside_days > 0; then no work center is used."""

    part: str
    step: int
    name: str = ""
    work_center: str = ""
    setup_minutes: Decimal = ZERO
    run_minutes: Decimal = ZERO
    alternates: tuple[str, ...] = ()
    crew: str = ""
    attended: str = "all"
    outside_days: Decimal = ZERO
    outside_cost: Decimal = ZERO
    supplier: str = ""
    wait_minutes: Decimal = ZERO
    overlap_quantity: Decimal = ZERO

    @property
    def is_outside(self) -> bool:
        return self.outside_days > 0


@dataclass(frozen=True, slots=True)
class BomLine:
    part: str
    component: str
    quantity: Decimal
    step: int | None = None
    """The step that needs it, already resolved to the first step where the file leaves it empty."""


@dataclass(frozen=True, slots=True)
class Stock:
    part: str
    on_hand: Decimal
    status: str = ""
    revision: str = ""
    reserved_for: str = ""

    @property
    def is_free(self) -> bool:
        return self.status in ("", "free")


@dataclass(frozen=True, slots=True)
class Receipt:
    receipt: str
    part: str
    quantity: Decimal
    due_at: Instant
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    customer: str
    name: str = ""
    importance: Decimal = ONE
    ship_method: str = ""
    transit_days: int = 0
    min_ship_quantity: Decimal = ZERO
    ship_complete: bool = False
    tolerance_percent: Decimal = ZERO
    early_days: int = 0


@dataclass(frozen=True, slots=True)
class Carrier:
    """Another way to send what a customer buys than the usual one of customers.csv."""

    carrier: str
    customer: str = ""
    """Empty: whoever buys."""
    transit_days: int = 0
    cost: Decimal = ZERO
    """What a delivery costs more than the usual way."""


@dataclass(frozen=True, slots=True)
class PartName:
    customer: str
    their_part: str
    part: str


@dataclass(frozen=True, slots=True)
class Order:
    order: str
    customer: str
    part: str
    quantity: Decimal
    due_at: Instant
    promised_at: Instant | None = None
    value: Decimal = ZERO
    state: str = "open"
    created_at: Instant | None = None
    shipped_at: Instant | None = None
    shipped_quantity: Decimal = ZERO
    po: str = ""
    po_line: str = ""
    revision: str = ""
    seller: str = ""
    kind: str = "firm"
    hold_until_at: Instant | None = None
    hold_reason: str = ""
    blanket: str = ""
    """The forecast or blanket order that it is called off of."""
    lapses_at: Instant | None = None
    """Of a forecast or blanket order: when what is left of it is kept no longer."""

    @property
    def is_planned(self) -> bool:
        """Open, or in hold with a date; quotes are never planned."""
        return self.kind != "quote" and (
            self.state == "open" or (self.state == "hold" and self.hold_until_at is not None)
        )

    @property
    def is_held(self) -> bool:
        """In hold without a date: out of the plan and listed as sold around."""
        return self.kind != "quote" and self.state == "hold" and self.hold_until_at is None

    @property
    def is_firm(self) -> bool:
        return self.kind not in ("forecast", "blanket")


@dataclass(frozen=True, slots=True)
class Progress:
    order: str
    step: int
    state: str
    good_quantity: Decimal = ZERO
    scrap_quantity: Decimal = ZERO
    work_center: str = ""
    machine: int | None = None
    started_at: Instant | None = None
    finished_at: Instant | None = None
    due_back_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    order: str
    step: int
    what: str
    due_at: Instant
    owner: str = ""
    cleared_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Reservation:
    order: str
    part: str
    step: int
    work_center: str
    machine: int | None
    start_at: Instant
    lot: int = 1
    quantity: Decimal | None = None
    end_at: Instant | None = None
    pinned: bool = False
    reason: str = ""
    stands: bool = False
    """As a plan had it: it stays even in the way of a promise, as long as it is feasible."""


@dataclass(frozen=True, slots=True)
class Event:
    order: str
    part: str
    step_name: str
    machine: str
    kind: str
    start_at: Instant
    end_at: Instant
    person: str = ""
    quantity: Decimal = ZERO
    good: Decimal = ZERO
    rejected: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Person:
    person: str
    name: str
    email: str
    side: str
    title: str = ""
    extension: str = ""
    hours: str = ""
    cover: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    promise: str
    by: str
    to: str
    what: str
    made_at: Instant
    due_at: Instant
    order: str = ""
    quantity: Decimal | None = None
    kept_at: Instant | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Emergency:
    emergency: str
    declared_at: Instant
    cause: str
    order: str = ""
    cause_ref: str = ""
    closed_at: Instant | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    mistake: str
    found_at: Instant
    what: str
    order: str = ""
    step: int | None = None
    cause_ref: str = ""
    cost: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Shop:
    """A whole shop at a moment. Mappings keep the order of the file; keys are the records' own names."""

    name: str
    timezone: str
    now_at: Instant
    clock_fixed: bool = False
    """Whether shop.toml fixes `now`."""
    currency: str = ""
    fence_days: Decimal = Decimal(2)
    move_cap_days: Decimal = Decimal(5)
    promise_basis: str = "finish"
    ship_days: tuple[int, ...] = ()
    """Weekdays with a truck, 0 = Monday."""
    ship_cutoff_minute: int = 15 * 60
    calendars: Mapping[str, tuple[Hours, ...]] = field(default_factory=dict)
    work_centers: Mapping[str, WorkCenter] = field(default_factory=dict)
    downtime: tuple[Downtime, ...] = ()
    crews: Mapping[str, Crew] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    routings: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    """By part, steps rising."""
    bom: Mapping[str, tuple[BomLine, ...]] = field(default_factory=dict)
    stock: tuple[Stock, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    customers: Mapping[str, Customer] = field(default_factory=dict)
    carriers: tuple[Carrier, ...] = ()
    part_names: tuple[PartName, ...] = ()
    orders: Mapping[str, Order] = field(default_factory=dict)
    progress: Mapping[tuple[str, int], Progress] = field(default_factory=dict)
    gates: tuple[Gate, ...] = ()
    reservations: tuple[Reservation, ...] = ()
    events: tuple[Event, ...] = ()
    people: Mapping[str, Person] = field(default_factory=dict)
    promises: Mapping[str, Promise] = field(default_factory=dict)
    emergencies: Mapping[str, Emergency] = field(default_factory=dict)
    mistakes: Mapping[str, Mistake] = field(default_factory=dict)
    notes: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    """(file, key) → unknown columns kept as notes, where a row has any."""
