"""What a shop folder may hold: every file, every column, its kind, bounds and meaning.

Reading, writing, checking names across files and the documentation all follow these tables, so that a
column is described once. A record's field is named after its column; instants get `_at`, clock times
`_minute` (see `Column.field`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from canyou.shop import records

Kind = Literal["name", "text", "choice", "number", "whole", "time", "clock", "day", "names", "yes"]
"""name: a key or a reference; names: several of them with `;` between; number: decimal; whole: integer;
time: an instant; clock: minutes after midnight; day: weekday or date; yes: `yes` or nothing."""

PLACES = 6
"""Decimal places that quantities, minutes and money keep."""

BILLION = Decimal(10) ** 9
TRILLION = Decimal(10) ** 12
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CAUSES = (
    "missed_promise", "mistake", "late_request", "customer_change", "machine_down", "material",
    "person_away", "other",
)  # fmt: skip

KINDS = ("firm", "release", "blanket", "forecast", "quote")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `default` is what an empty cell stands for, as it would be written in the file."""

    name: str
    kind: Kind
    meaning: str
    needed: bool = False
    may_be_empty: bool = True
    """A needed column must be there; its cells may be empty only where this says so."""
    default: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    above_low: bool = False
    """Whether `low` itself is refused."""
    choices: tuple[str, ...] = ()
    ends: bool = False
    """Whether a date alone means its end (24:00) instead of its beginning."""
    refers: str = ""
    """The file whose key this column names."""
    lenient: bool = False
    """Whether an unknown name is a warning only."""

    @property
    def field(self) -> str:
        """The field of the record that this column fills."""
        return self.name + {"time": "_at", "clock": "_minute"}.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Table:
    """One file. `key` names a row; `unique` says whether two rows may not share it."""

    file: str
    meaning: str
    record: type
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    unique: bool = True
    needed: bool = False

    @property
    def stem(self) -> str:
        """The file's name without `.csv`: the name of the same rows in a database."""
        return self.file.removesuffix(".csv")

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


def key(name: str, meaning: str) -> Column:
    return Column(name, "name", meaning, needed=True, may_be_empty=False)


def ref(name: str, file: str, meaning: str, *, needed: bool = False, lenient: bool = False) -> Column:
    return Column(name, "name", meaning, needed=needed, may_be_empty=not needed, refers=file, lenient=lenient)


def text(name: str, meaning: str, *, needed: bool = False) -> Column:
    return Column(name, "text", meaning, needed=needed, may_be_empty=not needed)


def choice(
    name: str, choices: tuple[str, ...], meaning: str, *, default: str = "", needed: bool = False
) -> Column:
    return Column(
        name, "choice", meaning, choices=choices, default=default, needed=needed, may_be_empty=not needed
    )


def number(
    name: str,
    meaning: str,
    *,
    low: int | None = 0,
    high: Decimal | int = BILLION,
    default: str = "0",
    above_low: bool = False,
    needed: bool = False,
) -> Column:
    return Column(
        name, "number", meaning, needed=needed, may_be_empty=not needed, default="" if needed else default,
        low=None if low is None else Decimal(low), high=Decimal(high), above_low=above_low,
    )  # fmt: skip


def whole(
    name: str, meaning: str, *, low: int = 0, high: int = 1_000_000, default: str = "", needed: bool = False
) -> Column:
    return Column(
        name, "whole", meaning, needed=needed, may_be_empty=not needed, default=default,
        low=Decimal(low), high=Decimal(high),
    )  # fmt: skip


def time(name: str, meaning: str, *, ends: bool, needed: bool = False) -> Column:
    return Column(name, "time", meaning, needed=needed, may_be_empty=not needed, ends=ends)


MINUTES = 1_000_000
"""Most minutes a set-up, a unit or a wait may take: almost two years."""
DAYS = 3650
MACHINES = 1000
HOUR_COST = 1_000_000

TABLES: tuple[Table, ...] = (
    Table("calendars.csv", "Hours in which machines and people work.", records.Hours, ("calendar", "day"), (
        key("calendar", "Name of the calendar."),
        Column("day", "day", "`mon` … `sun`, or a date, whose rows replace the week's pattern for it.",
               needed=True, may_be_empty=False),
        Column("start", "clock", "Opening, `HH:MM`; empty together with end: closed.", needed=True),
        Column("end", "clock", "Closing, later than start, up to `24:00`; over midnight it is two rows.",
               needed=True, ends=True),
    ), unique=False, needed=True),
    Table("work_centers.csv", "Groups of identical machines.", records.WorkCenter, ("work_center",), (
        key("work_center", "Name of the work center."),
        text("name", "Its name for people; default the work center."),
        ref("calendar", "calendars.csv", "When its machines are open.", needed=True),
        whole("machines", "How many identical machines.", low=1, high=MACHINES, default="1"),
        number("efficiency", "Work done in a minute, 1 = as routed.", high=10, default="1", above_low=True),
        number("hour_cost", "Cost of a machine hour.", high=HOUR_COST),
        ref("overtime_calendar", "calendars.csv", "Hours that can be opened beside the calendar's."),
        number("overtime_hour_cost", "Cost of an opened machine hour.", high=HOUR_COST),
        number("notice_hours", "How long before they start opened hours must be asked for.", high=8760),
    ), needed=True),
    Table("downtime.csv", "When machines are down.", records.Downtime, ("work_center", "machine", "start"), (
        ref("work_center", "work_centers.csv", "Whose machine.", needed=True),
        whole("machine", "1 … n; empty: all of them.", low=1, high=MACHINES),
        time("start", "From when.", ends=False, needed=True),
        time("end", "Until when.", ends=True, needed=True),
        text("reason", "Why."),
    ), unique=False),
    Table("crews.csv", "People shared by machines.", records.Crew, ("crew",), (
        key("crew", "Name of the crew."),
        ref("calendar", "calendars.csv", "When its people work.", needed=True),
        whole("people", "How many people.", low=1, high=10_000, default="1"),
        text("skills", "What they can do."),
        ref("overtime_calendar", "calendars.csv", "Hours that can be opened beside the calendar's."),
        number("overtime_hour_cost", "Cost of an opened person's hour.", high=HOUR_COST),
    )),
    Table("parts.csv", "What is made, bought and sold.", records.Part, ("part",), (
        key("part", "Part number."),
        text("name", "Its name for people; default the part number."),
        text("unit", "Unit of quantities."),
        choice("supply", ("make", "buy"), "`make` or `buy`; default `make` with a routing, else `buy`."),
        number("lead_days", "Days to get it; empty: stock and receipts alone.", high=DAYS, default=""),
        number("buy_cost", "What a unit costs more bought than made, where it can be both."),
    ), needed=True),
    Table("routings.csv", "The steps that make a part.", records.Step, ("part", "step"), (
        ref("part", "parts.csv", "The part made.", needed=True),
        whole("step", "Number of the step, rising.", needed=True),
        text("name", "What is done."),
        ref("work_center", "work_centers.csv", "Where it is done."),
        number("setup_minutes", "Minutes to set up, once a lot.", high=MINUTES),
        number("run_minutes", "Minutes per unit.", high=MINUTES),
        Column("alternates", "names", "Work centers that can do it instead, `;` between them.",
               refers="work_centers.csv"),
        ref("crew", "crews.csv", "Whose person it needs."),
        choice("attended", ("all", "setup"), "What the person is needed for.", default="all"),
        number("outside_days", "Days at a supplier: a step bought outside, no capacity.", high=DAYS),
        number("outside_cost", "Its cost per unit."),
        text("supplier", "Who does it."),
        number("wait_minutes", "Moving, cooling: elapsed time before the next step.", high=MINUTES),
        number("overlap_quantity", "The next step may start when so many units are done."),
    )),
    Table("bom.csv", "What a part is made of.", records.BomLine, ("part", "component"), (
        ref("part", "parts.csv", "The part made.", needed=True),
        ref("component", "parts.csv", "What goes into it.", needed=True),
        number("quantity", "How much per unit.", above_low=True, needed=True),
        whole("step", "The step that needs it; default the first."),
    ), unique=False),
    Table("stock.csv", "What lies in the stores.", records.Stock, ("part", "status", "reserved_for"), (
        ref("part", "parts.csv", "What lies there.", needed=True),
        number("on_hand", "How much.", needed=True),
        text("status", "Empty or `free`: can be used; anything else cannot."),
        text("revision", "Its revision."),
        ref("reserved_for", "orders.csv", "The only order that can use it.", lenient=True),
    ), unique=False),
    Table("receipts.csv", "What suppliers will bring.", records.Receipt, ("receipt", "part", "due"), (
        key("receipt", "Name of the receipt, as the purchase order."),
        ref("part", "parts.csv", "What comes.", needed=True),
        number("quantity", "How much.", needed=True),
        time("due", "When it is there.", ends=True, needed=True),
        text("supplier", "Who sends it."),
    ), unique=False),
    Table("customers.csv", "Who buys.", records.Customer, ("customer",), (
        key("customer", "Short name or number of the customer."),
        text("name", "Name for people; default the short one."),
        number("importance", "1 normal … 5 most.", low=1, high=5, default="1"),
        text("ship_method", "How it is sent."),
        whole("transit_days", "Days on the way.", high=365, default="0"),
        number("min_ship_quantity", "Least quantity of a delivery."),
        Column("ship_complete", "yes", "`yes`: no part deliveries."),
        number("tolerance_percent", "How much more or less is accepted.", high=100),
        whole("early_days", "How many days early is accepted.", high=365, default="0"),
    )),
    Table("carriers.csv", "Quicker ways to send than the usual one.", records.Carrier, ("carrier", "customer"), (
        key("carrier", "Name of the carrier, or of its service."),
        ref("customer", "customers.csv", "To whom; empty: to anybody."),
        whole("transit_days", "Days on the way.", high=365, needed=True),
        number("cost", "What a delivery costs more than the usual way."),
    ), unique=False),
    Table("part_names.csv", "Customers' own part numbers.", records.PartName, ("customer", "their_part"), (
        ref("customer", "customers.csv", "Whose number.", needed=True),
        key("their_part", "The customer's part number."),
        ref("part", "parts.csv", "The part it means.", needed=True),
    )),
    Table("orders.csv", "What customers have ordered.", records.Order, ("order",), (
        key("order", "Name of the order, or of its line."),
        ref("customer", "customers.csv", "Who ordered.", needed=True),
        ref("part", "parts.csv", "What.", needed=True),
        number("quantity", "How many.", needed=True),
        time("due", "What the customer asked for.", ends=True, needed=True),
        time("promised", "What was promised; empty: nothing yet.", ends=True),
        number("value", "What it is worth.", low=-(10**12), high=TRILLION),
        choice("state", ("open", "hold", "shipped", "cancelled"), "Where it stands.", default="open"),
        time("created", "When it came.", ends=False),
        time("shipped", "When it went.", ends=True),
        number("shipped_quantity", "How many have gone."),
        text("po", "The customer's purchase order."),
        text("po_line", "Its line."),
        text("revision", "Revision ordered."),
        text("seller", "Who sold it."),
        choice("kind", KINDS, "How binding it is.", default="firm"),
        time("hold_until", "In hold: not before.", ends=True),
        text("hold_reason", "Why it is in hold."),
        text("blanket", "The forecast or blanket order that it is called off of."),
        time("lapses", "Of a forecast or blanket order: kept until then, and no longer.", ends=True),
    )),
    Table("progress.csv", "How far orders are.", records.Progress, ("order", "step"), (
        ref("order", "orders.csv", "The order.", needed=True),
        whole("step", "Its step.", needed=True),
        choice("state", ("running", "paused", "done"), "Where the step stands.", needed=True),
        number("good_quantity", "Good units so far."),
        number("scrap_quantity", "Units scrapped here."),
        ref("work_center", "work_centers.csv", "Where; empty: the routing's."),
        whole("machine", "On which machine, 1 … n.", low=1, high=MACHINES),
        time("started", "When it began.", ends=False),
        time("finished", "When it ended.", ends=True),
        time("due_back", "When an outside step comes back.", ends=True),
    )),
    Table("gates.csv", "What a step waits for beside all else.", records.Gate, ("order", "step", "what"), (
        ref("order", "orders.csv", "The order.", needed=True),
        whole("step", "The step that waits.", needed=True),
        text("what", "Drawing, first article, certificate, customer's material, credit …", needed=True),
        text("owner", "Who has to clear it."),
        time("due", "When it is expected.", ends=True, needed=True),
        time("cleared", "When it was cleared; empty: open.", ends=True),
    ), unique=False),
    Table("reservations.csv", "Where steps stand.", records.Reservation, ("order", "part", "step", "lot"), (
        ref("order", "orders.csv", "The order.", needed=True),
        ref("part", "parts.csv", "The part made by the step.", needed=True),
        whole("step", "The step.", needed=True),
        whole("lot", "Number of the lot.", low=1, default="1"),
        number("quantity", "How many; empty: what the order needs.", default=""),
        Column("work_center", "name", "Where; empty: outside.", needed=True, refers="work_centers.csv"),
        Column("machine", "whole", "On which machine, 1 … n; empty: outside.", needed=True,
               low=Decimal(1), high=Decimal(MACHINES)),
        time("start", "From when.", ends=False, needed=True),
        time("end", "Until when.", ends=True),
        Column("pinned", "yes", "`yes`: it may not be moved."),
        text("reason", "Why it stands there."),
        Column("stands", "yes", "`yes`: written out of a plan; it stays as long as it is feasible."),
    ), unique=False),
    Table("events.csv", "The shop floor's log.", records.Event, ("order", "step_name", "machine", "start"), (
        Column("order", "name", "The order, as logged.", needed=True),
        Column("part", "name", "The part, as logged.", needed=True),
        Column("step_name", "text", "What was done.", needed=True),
        key("machine", "On which machine, as logged."),
        text("person", "By whom."),
        number("quantity", "How many there were."),
        number("good", "Good ones."),
        number("rejected", "Rejected ones."),
        choice("kind", ("run", "setup", "breakdown", "rework"), "What kind of time it was.", needed=True),
        time("start", "From when.", ends=False, needed=True),
        time("end", "Until when.", ends=True, needed=True),
    ), unique=False),
    Table("people.csv", "Who works with the program.", records.Person, ("person",), (
        key("person", "Short name of the person."),
        text("name", "Name for people.", needed=True),
        text("email", "Where to reach them.", needed=True),
        choice("side", ("sales", "operations"), "Which side they are on.", needed=True),
        text("title", "What they do."),
        text("extension", "Where to call them."),
        text("hours", "When they are in to answer, like `Mon-Fri 07:00-15:30`; empty: always."),
        text("cover", "Who is asked when they are not in: a person of this file, of the same side."),
    )),
    Table("promises.csv", "Promises, old and open.", records.Promise, ("promise",), (
        key("promise", "Name of the promise."),
        text("by", "Who promised.", needed=True),
        text("to", "To whom.", needed=True),
        text("what", "What.", needed=True),
        text("order", "For which order."),
        number("quantity", "How many.", default=""),
        time("made", "When it was made.", ends=False, needed=True),
        time("due", "By when.", ends=True, needed=True),
        time("kept", "When it was kept.", ends=True),
        choice("state", ("open", "kept", "missed", "renegotiated", "withdrawn"), "What became of it."),
    )),
    Table("emergencies.csv", "Emergencies, old and open.", records.Emergency, ("emergency",), (
        key("emergency", "Name of the emergency."),
        time("declared", "Since when.", ends=False, needed=True),
        text("order", "For which order."),
        choice("cause", CAUSES, "What it came from.", needed=True),
        text("cause_ref", "The promise, mistake or emergency that led to it."),
        time("closed", "Until when.", ends=True),
    )),
    Table("mistakes.csv", "Mistakes made.", records.Mistake, ("mistake",), (
        key("mistake", "Name of the mistake."),
        time("found", "When it was found.", ends=False, needed=True),
        text("order", "In which order."),
        whole("step", "At which step."),
        text("what", "What happened.", needed=True),
        text("cause_ref", "The emergency it was made under."),
        number("cost", "What it cost."),
    )),
)  # fmt: skip

BY_FILE: Mapping[str, Table] = {table.file: table for table in TABLES}

SETTINGS_FILE = "shop.toml"
PROMISE_BASES = ("finish", "ship", "dock")
SETTINGS: tuple[Column, ...] = (
    text("name", "Name of the shop.", needed=True),
    text("timezone", "IANA time zone of every wall clock time in the folder.", needed=True),
    time("now", "Fixes the clock; else it is the machine's.", ends=False),
    text("currency", "Currency of all amounts."),
    number("fence_days", "The near days in which moving work costs most.", high=DAYS, default="2"),
    number("move_cap_days", "How many days an order may be moved at most.", high=DAYS, default="5"),
    choice(
        "promise_basis", PROMISE_BASES, "When a promise is kept: finished, shipped, docked.", default="finish"
    ),
    text("ship_days", "Weekdays with a truck, `mon,…`; empty: at once."),
    Column(
        "ship_cutoff",
        "clock",
        "A finish until then still goes with the day's truck.",
        default="15:00",
        ends=True,
    ),
)
