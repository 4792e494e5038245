"""The referee: a sound plan passes, and each planted breach is found by name."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal

import pytest

from canyou.plan.result import Operation, OrderPlan, Plan
from canyou.plan.verify import verify
from canyou.plan.verify_time import Clock, Hours, common, without
from canyou.shop.records import (
    BomLine,
    Crew,
    Customer,
    Downtime,
    Gate,
    Order,
    Part,
    Progress,
    Receipt,
    Reservation,
    Shop,
    Step,
    Stock,
    WorkCenter,
)
from canyou.shop.records import (
    Hours as Shift,
)

D = Decimal
UTC = dt.UTC


def at(text: str, day: int = 23) -> int:
    """`09:30` on Monday 23 November 2026, or on another day of that month."""
    hour, minute = (int(x) for x in text.split(":"))
    return int(dt.datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp())


def shop(**changes: object) -> Shop:
    """Saw, two mills with one setter, deburring on two shifts; bodies of bar, pins that overlap, caps."""
    fields: dict[str, object] = {
        "name": "Small",
        "timezone": "UTC",
        "now_at": at("06:00"),
        "calendars": {
            "day": tuple(Shift("day", d, 360, 840) for d in range(5)),
            "two": tuple(Shift("two", d, 360, 1320) for d in range(5)),
        },
        "work_centers": {
            "SAW": WorkCenter("SAW", "Saw", "day"),
            "MILL": WorkCenter("MILL", "Mill", "day", machines=2),
            "DEBURR": WorkCenter("DEBURR", "Deburring", "two"),
        },
        "crews": {"SET": Crew("SET", "day")},
        "parts": {
            "BODY": Part("BODY", supply="make"),
            "PIN": Part("PIN", supply="make"),
            "BAR": Part("BAR", supply="buy", lead_days=D(10)),
            "CAP": Part("CAP", supply="buy"),
        },
        "routings": {
            "BODY": (
                Step("BODY", 10, "Saw", "SAW", D(30), D(1)),
                Step(
                    "BODY", 20, "Mill", "MILL", D(60), D(3), crew="SET", attended="setup", wait_minutes=D(60)
                ),
                Step("BODY", 30, "Coat", outside_days=D(2)),
            ),
            "PIN": (
                Step("PIN", 10, "Saw", "SAW", D(0), D(1), overlap_quantity=D(60)),
                Step("PIN", 20, "Deburr", "DEBURR", D(0), D("0.5")),
            ),
        },
        "bom": {"BODY": (BomLine("BODY", "BAR", D(1), 10),)},
        "stock": (Stock("BAR", D(150)), Stock("BAR", D(500), "quarantine"), Stock("CAP", D(25))),
        "receipts": (Receipt("R1", "BAR", D(100), at("06:00", 25)),),
        "customers": {"ACME": Customer("ACME", importance=D(3)), "BOLT": Customer("BOLT")},
        "orders": {
            "A": Order("A", "ACME", "BODY", D(60), at("15:00", 26), promised_at=at("12:00", 24)),
            "B": Order("B", "BOLT", "BODY", D(60), at("15:00", 26)),
            "C": Order("C", "BOLT", "BODY", D(90), at("15:00", 30)),
            "D": Order("D", "BOLT", "PIN", D(240), at("12:00")),
            "E": Order("E", "BOLT", "PIN", D(300), at("12:00", 26)),
            "F": Order("F", "ACME", "CAP", D(20), at("12:00", 26)),
            "G": Order("G", "ACME", "CAP", D(20), at("12:00", 26), state="shipped"),
            "H": Order("H", "ACME", "PIN", D(20), at("12:00", 26), state="hold"),
            "Q": Order("Q", "ACME", "PIN", D(20), at("12:00", 26), kind="quote"),
        },
    }
    return Shop(**{**fields, **changes})  # type: ignore[arg-type]


def op(order: str, part: str, step: int, where: str, start: int, end: int, quantity: int) -> Operation:
    center, _, machine = where.partition("/")
    return Operation(
        order, part, step, center or None, int(machine) if machine else None, start, end, D(quantity)
    )


@dataclasses.dataclass(frozen=True)
class KnowingPlan(Plan):
    """A plan that knows its shop, as the planner makes it."""

    shop: Shop


OPERATIONS = (
    op("A", "BODY", 10, "SAW/1", at("06:00"), at("07:30"), 60),
    op("A", "BODY", 20, "MILL/1", at("07:30"), at("11:30"), 60),
    op("A", "BODY", 30, "", at("12:30"), at("12:30", 25), 60),
    op("B", "BODY", 10, "SAW/1", at("07:30"), at("09:00"), 60),
    op("B", "BODY", 20, "MILL/2", at("09:00"), at("13:00"), 60),
    op("B", "BODY", 30, "", at("14:00"), at("14:00", 25), 60),
    op("D", "PIN", 10, "SAW/1", at("09:00"), at("13:00"), 240),
    op("D", "PIN", 20, "DEBURR/1", at("11:30"), at("13:30"), 240),
    op("E", "PIN", 10, "SAW/1", at("13:00"), at("10:00", 24), 300),
    op("E", "PIN", 20, "DEBURR/1", at("08:00", 24), at("10:30", 24), 300),
    op("C", "BODY", 10, "SAW/1", at("06:00", 25), at("08:00", 25), 90),
    op("C", "BODY", 20, "MILL/1", at("08:00", 25), at("13:30", 25), 90),
    op("C", "BODY", 30, "", at("14:30", 25), at("14:30", 27), 90),
)


def plan(of: Shop, operations: tuple[Operation, ...] = OPERATIONS, **changes: object) -> Plan:
    """A plan that says of these operations what they make true, with promise_basis finish."""
    lines: dict[str, OrderPlan] = {}
    total = D(0)
    for name, row in sorted(of.orders.items()):
        if not row.is_planned:
            continue
        ends = [o.end_at for o in operations if o.order == name and o.part == row.part]
        finish = max(ends, default=of.now_at)
        target = row.due_at if row.promised_at is None else row.promised_at
        late = max(0, finish - target) // 60
        short = sum((p.scrap_quantity for (o, _), p in of.progress.items() if o == name), D(0))
        why = ("the mill is full",) if late else ()
        lines[name] = OrderPlan(name, finish, finish, finish, row.due_at, row.promised_at, short, late, why)
        total += late * of.customers[row.customer].importance
    ordered = tuple(sorted(operations, key=lambda o: (o.start_at, o.end_at, o.order, o.part, o.step, o.lot)))
    held = tuple(sorted(n for n, row in of.orders.items() if row.is_held))
    made = KnowingPlan(of.now_at, held, (), lines, ordered, float(total), of)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


def moved(order: str, step: int, **fields: object) -> tuple[Operation, ...]:
    """The sound operations with one of them otherwise."""
    return tuple(
        dataclasses.replace(o, **fields) if (o.order, o.step) == (order, step) else o  # type: ignore[arg-type]
        for o in OPERATIONS
    )


def breaches(of: Shop, made: Plan) -> list[str]:
    """What the referee says, without year and month: all of it happens in November 2026."""
    return [line.replace("2026-11-", "") for line in verify(of, made)]


def test_a_sound_plan_has_no_breach() -> None:
    """Waits, an overlap over closed time, one setter, material by receipt and an outside step pass."""
    assert breaches(shop(), plan(shop())) == []


BREACHES: list[tuple[str, tuple[Operation, ...], str]] = [
    (
        "overlap",
        moved("B", 10, start_at=at("07:00"), end_at=at("08:30")),
        "SAW/1 does A BODY step 10 and B BODY step 10 at once",
    ),
    (
        "closed time",
        moved("E", 10, end_at=at("18:00")),
        "E PIN step 10 ends 23T18:00:00, but its 300 open minutes",
    ),
    (
        "too long",
        moved("A", 10, end_at=at("07:31")),
        "A BODY step 10 ends 23T07:31:00, but its 90 open minutes",
    ),
    (
        "crew twice",
        moved("B", 20, start_at=at("08:29"), end_at=at("12:29")),
        "B BODY step 20 needs one of crew SET when all 1",
    ),
    (
        "material short",
        moved("C", 10, start_at=at("06:00", 24), end_at=at("08:00", 24)),
        "takes BAR at 24T06:00:00, when 60 of it are short",
    ),
    (
        "before the step before",
        moved("A", 20, start_at=at("07:29"), end_at=at("11:29")),
        "A BODY step 20 starts 23T07:29:00, before step 10 has ended",
    ),
    (
        "before the wait",
        moved("A", 30, start_at=at("12:29"), end_at=at("12:29", 25)),
        "A BODY step 30 starts 23T12:29:00, before step 20 has ended and waited",
    ),
    (
        "before the overlap quantity",
        moved("D", 20, start_at=at("09:59"), end_at=at("11:59")),
        "D PIN step 20 starts 23T09:59:00, before 60 units of step 10 are done",
    ),
    (
        "end of the overlap",
        moved("D", 20, start_at=at("11:29"), end_at=at("13:29")),
        "D PIN step 20 ends 23T13:29:00, too soon after the step that feeds it",
    ),
    (
        "before now",
        moved("A", 10, start_at=at("05:59"), end_at=at("07:30")),
        "A BODY step 10 starts 23T05:59:00, before now",
    ),
    (
        "foreign machine",
        moved("A", 20, work_center="DEBURR"),
        "is on DEBURR, neither its work center nor an alternate",
    ),
    ("no such machine", moved("A", 20, machine=3), "is on machine 3 of MILL, which has 2"),
    ("no such work center", moved("A", 20, work_center="LASER"), "A BODY step 20 is on unknown LASER"),
    (
        "outside too short",
        moved("A", 30, end_at=at("12:29", 25)),
        "A BODY step 30 is outside until 25T12:29:00",
    ),
    (
        "outside on a machine",
        moved("A", 30, work_center="SAW", machine=1),
        "A BODY step 30 is outside and stands on SAW/1",
    ),
    ("too few", moved("A", 10, quantity=D(59), end_at=at("07:29")), "A step 10 makes 59, not 60"),
    (
        "missing step",
        tuple(o for o in OPERATIONS if (o.order, o.step) != ("A", 20)),
        "A BODY step 20 is missing",
    ),
    ("twice", (*OPERATIONS, OPERATIONS[0]), "A BODY step 10 is planned twice"),
    ("not planned", tuple(o for o in OPERATIONS if o.order != "D"), "D is open and not planned"),
    (
        "shipped",
        (*OPERATIONS, op("G", "CAP", 10, "SAW/1", at("12:00", 25), at("13:00", 25), 1)),
        "G is planned and is not open",
    ),
    (
        "foreign part",
        (*OPERATIONS, op("A", "PIN", 10, "SAW/1", at("09:00", 25), at("09:10", 25), 10)),
        "A has operations of PIN, which it does not need",
    ),
    (
        "unknown step",
        (*OPERATIONS, op("A", "BODY", 40, "SAW/1", at("09:00", 25), at("09:10", 25), 10)),
        "A BODY step 40 is not in the routing",
    ),
    ("backwards", moved("A", 10, end_at=at("05:00")), "before it starts"),
    (
        "idle machine",
        moved("D", 10, start_at=at("09:01"), end_at=at("13:01")),
        "D PIN step 10 starts 23T09:01:00 and could start 23T09:00:00",
    ),
    (
        "idle crew",
        moved("B", 20, start_at=at("09:01"), end_at=at("13:01")),
        "B BODY step 20 starts 23T09:01:00 and could start 23T09:00:00",
    ),
    (
        "idle material",
        moved("C", 10, start_at=at("06:01", 25), end_at=at("08:01", 25)),
        "C BODY step 10 starts 25T06:01:00 and could start 25T06:00:00",
    ),
    (
        "idle overlap",
        moved("D", 20, start_at=at("11:31"), end_at=at("13:31")),
        "D PIN step 20 starts 23T11:31:00 and could start 23T11:30:00",
    ),
    (
        "idle outside",
        moved("A", 30, start_at=at("12:31"), end_at=at("12:31", 25)),
        "A BODY step 30 starts 23T12:31:00 and could start 23T12:30:00",
    ),
]


@pytest.mark.parametrize(("operations", "expected"), [b[1:] for b in BREACHES], ids=[b[0] for b in BREACHES])
def test_a_breach_among_the_operations_is_found_by_name(
    operations: tuple[Operation, ...], expected: str
) -> None:
    """Each planted breach is named with its order, step and moment."""
    found = breaches(shop(), plan(shop(), operations))
    assert any(expected in line for line in found), found


def line_with(**fields: object) -> Callable[[Plan], Plan]:
    def change(made: Plan) -> Plan:
        line = dataclasses.replace(made.orders["A"], **fields)  # type: ignore[arg-type]
        return dataclasses.replace(made, orders={**made.orders, "A": line})

    return change


SAYINGS: list[tuple[str, Callable[[Plan], Plan], str]] = [
    ("promise broken unsaid", line_with(late_minutes=0, why=()), "A says 0 minutes late, it is 1470"),
    ("late minutes", line_with(late_minutes=1468), "A says 1468 minutes late, it is 1470"),
    ("no reason", line_with(why=()), "A is late and says no reason"),
    ("finish", line_with(finish_at=at("12:00", 25)), "A says it finishes 25T12:00:00, its last step ends"),
    ("promised", line_with(promised_at=None), "A says due 26T15:00:00 and promised nothing"),
    ("short", line_with(short=D(3)), "A says it is 3 short, it is 0"),
    ("truck", line_with(ships_at=at("15:00", 25)), "A says it ships 25T15:00:00"),
    ("held", lambda p: dataclasses.replace(p, held=()), "held is [], not ['H']"),
    ("now", lambda p: dataclasses.replace(p, now_at=at("06:01")), "now is 23T06:01:00"),
    (
        "total",
        lambda p: dataclasses.replace(p, weighted_tardiness_minutes=1),
        "weighted_tardiness_minutes is",
    ),
    (
        "left out",
        lambda p: dataclasses.replace(p, orders={n: o for n, o in p.orders.items() if n != "F"}),
        "F is open, not listed",
    ),
    (
        "order of lines",
        lambda p: dataclasses.replace(p, orders=dict(reversed(p.orders.items()))),
        "code-point order",
    ),
    (
        "order of rows",
        lambda p: dataclasses.replace(p, operations=p.operations[::-1]),
        "not in the order of start",
    ),
]


@pytest.mark.parametrize(("change", "expected"), [s[1:] for s in SAYINGS], ids=[s[0] for s in SAYINGS])
def test_a_plan_that_says_what_is_not_so_is_found_out(change: Callable[[Plan], Plan], expected: str) -> None:
    """What a plan says of its orders is compared with its operations and the shop."""
    found = breaches(shop(), change(plan(shop())))
    assert any(expected in line for line in found), found


def test_an_open_gate_holds_its_step_back_and_a_cleared_one_does_not() -> None:
    """A step starts no earlier than the due of its open gates."""
    gate = Gate("D", 10, "drawing", at("09:30"))
    assert any(
        "D PIN step 10" in b and "before its gate is due" in b
        for b in breaches(shop(gates=(gate,)), plan(shop()))
    )
    cleared = dataclasses.replace(gate, cleared_at=at("05:00"))
    assert breaches(shop(gates=(cleared,)), plan(shop())) == []


def test_downtime_interrupts_a_step_on_that_machine_alone() -> None:
    """Half an hour of downtime on mill 1 makes A's milling end half an hour later, B's on mill 2 does not."""
    down = Downtime("MILL", 1, at("10:00"), at("10:30"))
    found = breaches(shop(downtime=(down,)), plan(shop()))
    assert [b for b in found if "ends" in b and "open minutes" in b and "step 20" in b] == [
        (
            "plan: A BODY step 20 ends 23T11:30:00, but its 240 open minutes on MILL/1 "
            "from 23T07:30:00 end 23T12:00:00"
        )
    ]


def test_efficiency_and_odd_minutes_are_rounded_up_to_the_second() -> None:
    """60 pieces and 30 minutes at 0.7 take 7714.3 seconds: 7715, not 7714."""
    one = shop(
        orders={"A": shop().orders["A"]},
        routings={"BODY": (Step("BODY", 10, "Saw", "SAW", D(30), D(1)),)},
        work_centers={"SAW": WorkCenter("SAW", "Saw", "day", efficiency=D("0.7"))},
    )
    start = at("06:00")
    right = plan(one, (op("A", "BODY", 10, "SAW/1", start, start + 7715, 60),))
    assert breaches(one, right) == []
    wrong = plan(one, (op("A", "BODY", 10, "SAW/1", start, start + 7714, 60),))
    assert any("A BODY step 10 ends" in b for b in breaches(one, wrong))


def test_a_held_order_waits_for_its_date() -> None:
    """A step of an order on hold starts no earlier than hold_until."""
    one = shop()
    orders = {
        **one.orders,
        "D": dataclasses.replace(one.orders["D"], state="hold", hold_until_at=at("10:00")),
    }
    assert any(
        "before its order's hold ends" in b for b in breaches(shop(orders=orders), plan(shop(orders=orders)))
    )


def test_running_steps_keep_their_machine_and_do_the_rest() -> None:
    """60 ordered, 20 good, 5 scrapped: 35 are left, without set-up, from now on; 55 go on."""
    one = shop(
        orders={"A": shop().orders["A"]},
        progress={
            ("A", 10): Progress("A", 10, "done", D(60)),
            ("A", 20): Progress("A", 20, "running", D(20), D(5), "MILL", 2, at("05:00")),
        },
    )
    rows = (
        op("A", "BODY", 20, "MILL/2", at("06:00"), at("07:45"), 35),
        op("A", "BODY", 30, "", at("08:45"), at("08:45", 25), 55),
    )
    assert breaches(one, plan(one, rows)) == []
    on_the_other = (dataclasses.replace(rows[0], machine=1), rows[1])
    assert any(
        "is running on MILL/2 and planned on MILL/1" in b for b in breaches(one, plan(one, on_the_other))
    )
    later = (dataclasses.replace(rows[0], start_at=at("06:10"), end_at=at("07:55")), rows[1])
    assert any("is running and does not go on at once" in b for b in breaches(one, plan(one, later)))
    again = (op("A", "BODY", 10, "SAW/1", at("06:00"), at("07:30"), 60), *rows)
    assert any("step 10 is done and planned again" in b for b in breaches(one, plan(one, again)))
    whole = (dataclasses.replace(rows[0], quantity=D(40), end_at=at("08:00")), rows[1])
    assert any("A step 20 makes 40, not 35" in b for b in breaches(one, plan(one, whole)))


def test_finished_stock_covers_promised_orders_first_and_each_unit_once() -> None:
    """40 pins in stock: promised E takes them all and makes 260, D makes its whole 240."""
    orders = {n: shop().orders[n] for n in ("D", "E")}
    orders["E"] = dataclasses.replace(orders["E"], promised_at=at("12:00", 27))
    one = shop(orders=orders, stock=(Stock("PIN", D(40)),))
    rows = (
        op("D", "PIN", 10, "SAW/1", at("06:00"), at("10:00"), 240),
        op("D", "PIN", 20, "DEBURR/1", at("08:30"), at("10:30"), 240),
        op("E", "PIN", 10, "SAW/1", at("10:00"), at("06:20", 24), 260),
        op("E", "PIN", 20, "DEBURR/1", at("20:40"), at("06:50", 24), 260),
    )
    assert breaches(one, plan(one, rows)) == []
    found = breaches(shop(orders=orders, stock=()), plan(one, rows))
    assert any("E step 10 makes 260, not 300" in b for b in found)


def test_a_component_is_made_for_its_order_before_the_step_that_takes_it() -> None:
    """A body takes two pins at milling: pins made too late are short, more than needed is said."""
    one = shop(
        orders={"A": shop().orders["A"]},
        bom={"BODY": (BomLine("BODY", "PIN", D(2), 20),)},
        routings={**shop().routings, "PIN": (Step("PIN", 10, "Deburr", "DEBURR", D(0), D(1)),)},
    )
    rows = (
        op("A", "PIN", 10, "DEBURR/1", at("06:00"), at("08:00"), 120),
        op("A", "BODY", 10, "SAW/1", at("06:00"), at("07:30"), 60),
        op("A", "BODY", 20, "MILL/1", at("08:00"), at("12:00"), 60),
        op("A", "BODY", 30, "", at("13:00"), at("13:00", 25), 60),
    )
    assert breaches(one, plan(one, rows)) == []
    early = (rows[0], rows[1], op("A", "BODY", 20, "MILL/1", at("07:30"), at("11:30"), 60), rows[3])
    assert any(
        "takes PIN at 23T07:30:00, when 120 of it are short" in b for b in breaches(one, plan(one, early))
    )
    more = (op("A", "PIN", 10, "DEBURR/1", at("06:00"), at("08:10"), 130), *rows[1:])
    assert any("A makes 130 of PIN and takes 120" in b for b in breaches(one, plan(one, more)))


def test_a_reservation_is_kept_or_named() -> None:
    """A step that left its reserved place without a word in problems is a breach."""
    there = Reservation("D", "PIN", 10, "SAW", 1, at("09:00"))
    assert breaches(shop(reservations=(there,)), plan(shop())) == []
    other = Reservation("D", "PIN", 10, "SAW", 1, at("10:00"))
    found = breaches(shop(reservations=(other,)), plan(shop()))
    assert found == [
        (
            "plan: D PIN step 10 is not where it is reserved (SAW/1 from 23T10:00:00) "
            "and problems does not name it"
        )
    ]
    told = plan(shop(), problems=("D step 10 can't stay on SAW 1",))
    assert breaches(shop(reservations=(other,)), told) == []


def test_an_order_that_can_never_come_is_named_and_only_such_a_one_may_be_left_out() -> None:
    """Caps come from stock alone: without stock their order goes to problems; a body's order may not."""
    bare = shop(stock=(Stock("BAR", D(150)),))
    made = plan(bare)
    assert any("takes CAP" in b for b in breaches(bare, made))
    without_f = {n: o for n, o in made.orders.items() if n != "F"}
    assert breaches(bare, dataclasses.replace(made, orders=without_f, problems=("F can never come",))) == []
    lazy = {n: o for n, o in made.orders.items() if n not in ("F", "D")}
    rows = tuple(o for o in made.operations if o.order != "D")
    told = dataclasses.replace(made, orders=lazy, operations=rows, problems=("F and D can never come",))
    assert any(
        "D is open and not listed, though everything it needs can be had" in b for b in breaches(bare, told)
    )


def test_with_trucks_lateness_is_counted_at_the_truck_or_the_dock() -> None:
    """A finish on Wednesday goes with Thursday's truck and docks a day after, where docks are promised."""
    acme = Customer("ACME", importance=D(3), transit_days=1)
    one = shop(
        orders={"A": shop().orders["A"]}, promise_basis="dock", ship_days=(1, 3), customers={"ACME": acme}
    )
    made = plan(one, tuple(o for o in OPERATIONS if o.order == "A"))
    late = (at("15:00", 27) - at("12:00", 24)) // 60
    line = dataclasses.replace(
        made.orders["A"], ships_at=at("15:00", 26), docks_at=at("15:00", 27), late_minutes=late
    )
    right = dataclasses.replace(made, orders={"A": line}, weighted_tardiness_minutes=late * 3)
    assert breaches(one, right) == []
    assert any("it ships" in b for b in breaches(one, made))


def test_an_hour_that_comes_twice_is_the_first_and_one_that_is_skipped_the_moment_after() -> None:
    """Chicago, 2026: 01:30 on 1 November is in daylight time; 02:30 on 8 March is 03:00."""
    clock = Clock("America/Chicago")
    assert clock.instant(dt.datetime.fromisoformat("2026-11-01T01:30")) == int(
        dt.datetime(2026, 11, 1, 6, 30, tzinfo=UTC).timestamp()
    )
    assert clock.instant(dt.datetime.fromisoformat("2026-03-08T02:30")) == int(
        dt.datetime(2026, 3, 8, 8, 0, tzinfo=UTC).timestamp()
    )
    night = clock.minute_of(dt.date(2026, 11, 1), 360) - clock.midnight(dt.date(2026, 11, 1))
    assert night == 7 * 3600


def test_open_seconds_are_counted_over_gaps() -> None:
    """Work laid into open spans ends at a closing, not at the opening after it."""
    hours = Hours(without([(0, 100), (200, 300)], [(40, 50), (290, 1000)]))
    assert hours.spans == [(0, 40), (50, 100), (200, 290)]
    assert hours.reached(0, 90) == 100
    assert hours.reached(0, 91) == 201
    assert hours.reached(45, 181) is None
    assert common([(0, 40), (50, 100)], [(30, 60)]) == [(30, 40), (50, 60)]


OUTSIDE_REFEREE = os.environ.get("CANYOU_REFEREE", "")


if OUTSIDE_REFEREE:
    from canyou.plan.document import plan_document
    from canyou.shop.write import write_folder


@pytest.mark.skipif(
    not OUTSIDE_REFEREE, reason="set CANYOU_REFEREE to the path of an outside referee to compare"
)
@pytest.mark.parametrize("name", [b[0] for b in BREACHES] + ["sound"])
def test_whatever_an_outside_referee_finds_is_found_here(name: str, tmp_path: pathlib.Path) -> None:
    """An independent referee, which is laxer, breaks no plan that this one lets pass."""
    made = plan(shop(), next((b[1] for b in BREACHES if b[0] == name), OPERATIONS))
    write_folder(dataclasses.replace(shop(), clock_fixed=True), tmp_path)
    (tmp_path / "plan.json").write_text(json.dumps(plan_document(made)))
    arguments = [OUTSIDE_REFEREE, str(tmp_path), str(tmp_path / "plan.json")]
    told = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if told.returncode:
        assert name != "sound", told.stdout + told.stderr
        assert breaches(shop(), made), told.stdout
