"""The referee on answers: sound options pass, each broken rule of an answer is found by name."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from canyou.plan.result import Answer, Delivery, Move, Opened, Operation, Option, OrderPlan, Plan, Question
from canyou.plan.verify import verify, verify_answer
from canyou.shop.records import Customer, Gate, Hours, Order, Part, Shop, Step, Stock, WorkCenter

D = Decimal
UTC = dt.UTC


def at(text: str, day: int = 23) -> int:
    """`09:30` on Monday 23 November 2026, or on another day of that month."""
    hour, minute = (int(x) for x in text.split(":"))
    return int(dt.datetime(2026, 11, day, hour, minute, tzinfo=UTC).timestamp())


SHOP = Shop(
    name="Small",
    timezone="UTC",
    now_at=at("06:00"),
    calendars={
        "day": tuple(Hours("day", d, 360, 840) for d in range(5)),
        "two": tuple(Hours("two", d, 360, 1320) for d in range(5)),
    },
    work_centers={
        "SAW": WorkCenter("SAW", "Saw", "day", overtime_calendar="two", overtime_hour_cost=D(60)),
        "DEBURR": WorkCenter("DEBURR", "Deburring", "two"),
    },
    parts={"PIN": Part("PIN", supply="make"), "CAP": Part("CAP", supply="buy")},
    routings={
        "PIN": (
            Step("PIN", 10, "Saw", "SAW", D(0), D(1)),
            Step("PIN", 20, "Deburr", "DEBURR", D(0), D("0.5")),
        )
    },
    stock=(Stock("CAP", D(25)),),
    customers={"ACME": Customer("ACME"), "ALL": Customer("ALL", ship_complete=True)},
    orders={
        "A": Order("A", "ACME", "PIN", D(240), at("12:00", 24), promised_at=at("12:30")),
        "B": Order("B", "ACME", "PIN", D(120), at("15:30")),
    },
    gates=(Gate("B", 10, "drawing", at("12:00")),),
)


def pin(order: str, step: int, start: int, end: int, quantity: int, lot: int = 1) -> Operation:
    return Operation(order, "PIN", step, "SAW" if step == 10 else "DEBURR", 1, start, end, D(quantity), lot)


A = (pin("A", 10, at("06:00"), at("10:00"), 240), pin("A", 20, at("10:00"), at("12:00"), 240))
B = (pin("B", 10, at("12:00"), at("14:00"), 120), pin("B", 20, at("14:00"), at("15:00"), 120))


def line(name: str, finish: int) -> OrderPlan:
    row = SHOP.orders[name]
    return OrderPlan(name, finish, finish, finish, row.due_at, row.promised_at, D(0), 0)


PLAN = Plan(
    SHOP.now_at,
    (),
    (),
    {"A": line("A", at("12:00")), "B": line("B", at("15:00"))},
    (A[0], A[1], B[0], B[1]),
    0,
)

SIXTY = Option(
    "as_asked",
    (Delivery(D(60), at("12:30")),),
    (pin("ASK", 10, at("10:00"), at("11:00"), 60), pin("ASK", 20, at("12:00"), at("12:30"), 60)),
    "Yes, all 60 by Monday.",
    confidence=0.9,
)
PARTIAL = Option(
    "partial",
    (Delivery(D(60), at("12:30")), Delivery(D(140), at("09:30", 24))),
    (
        *SIXTY.operations,
        pin("ASK", 10, at("06:00", 24), at("08:20", 24), 140, 2),
        pin("ASK", 20, at("08:20", 24), at("09:30", 24), 140, 2),
    ),
    "60 on Monday, the rest on Tuesday.",
    confidence=0.9,
)
LATER = Option(
    "later",
    (Delivery(D(200), at("11:00", 24)),),
    (
        pin("ASK", 10, at("06:00", 24), at("09:20", 24), 200),
        pin("ASK", 20, at("09:20", 24), at("11:00", 24), 200),
    ),
    "All 200 on Tuesday.",
    confidence=0.9,
)


def answer(*options: Option, **question: object) -> Answer:
    fields: dict[str, object] = {"quantity": D(60), "by_at": at("15:00"), "part": "PIN", "customer": "ACME"}
    asked = any(option.kind == "as_asked" for option in options)
    why = "" if asked else "The saw is full."
    return Answer(Question(**{**fields, **question}), SHOP.now_at, options, asked, why)  # type: ignore[arg-type]


def breaches(given: Answer, shop: Shop = SHOP) -> list[str]:
    return [text.replace("2026-11-", "") for text in verify_answer(shop, PLAN, given)]


def test_the_plan_behind_is_sound() -> None:
    """What follows stands on a plan without a breach."""
    assert verify(SHOP, PLAN) == []


def test_sound_answers_pass() -> None:
    """All in the gap as asked; part of it and the rest as soon as can be; from stock at once."""
    assert breaches(answer(SIXTY)) == []
    assert breaches(answer(PARTIAL, quantity=D(200))) == []
    caps = Option("as_asked", (Delivery(D(20), at("06:00")),), (), "Yes, from stock.", confidence=1.0)
    assert breaches(answer(caps, part="CAP", quantity=D(20))) == []


def test_what_nothing_brings_needs_no_option() -> None:
    """30 caps of which 25 are in stock and none can be bought: no option, and a reason."""
    assert breaches(answer(part="CAP", quantity=D(30))) == []
    silent = dataclasses.replace(answer(part="CAP", quantity=D(30)), why_not="")
    assert breaches(silent) == ["answer: it can't be had as asked and no reason is said"]


def changed(option: Option, number: int, **fields: object) -> Option:
    operations = list(option.operations)
    operations[number] = dataclasses.replace(operations[number], **fields)  # type: ignore[arg-type]
    return dataclasses.replace(option, operations=tuple(operations))


def said(option: Option, **fields: object) -> Option:
    return dataclasses.replace(option, **fields)  # type: ignore[arg-type]


MOVED_A = (pin("A", 10, at("07:00"), at("11:00"), 240), pin("A", 20, at("11:00"), at("13:00"), 240))
FIRST = Option(
    "move_others",
    (Delivery(D(60), at("07:30")),),
    (pin("ASK", 10, at("06:00"), at("07:00"), 60), pin("ASK", 20, at("07:00"), at("07:30"), 60), *MOVED_A),
    "All 60 at half past seven, if A may slip.",
    moves=(Move("A", at("12:00"), at("13:00"), at("12:30"), True),),
    confidence=0.9,
)

RULES: list[tuple[str, Answer, str]] = [
    ("moves unnamed", answer(said(SIXTY, operations=(*SIXTY.operations, *A))), "moves A without naming it"),
    (
        "overlaps the plan",
        answer(changed(SIXTY, 0, start_at=at("09:30"), end_at=at("10:30"))),
        "SAW/1 does A PIN step 10 and ASK PIN step 10 at once",
    ),
    (
        "too early",
        answer(said(SIXTY, deliveries=(Delivery(D(60), at("12:29")),))),
        "delivery 1 is said for 23T12:29:00, before its last step's end",
    ),
    (
        "too late",
        answer(said(SIXTY, deliveries=(Delivery(D(60), at("12:31")),))),
        "delivery 1 is said for 23T12:31:00 and can be there 23T12:30:00",
    ),
    (
        "not tight",
        answer(
            said(
                changed(SIXTY, 1, start_at=at("12:10"), end_at=at("12:40")),
                deliveries=(Delivery(D(60), at("12:40")),),
            )
        ),
        "ASK PIN step 20 starts 23T12:10:00 and could start 23T12:00:00",
    ),
    ("does not add up", answer(SIXTY, quantity=D(61)), "deliveries add up to 60, not to the 61 asked"),
    (
        "lot too big",
        answer(changed(changed(SIXTY, 0, quantity=D(61), end_at=at("11:01")), 1, quantity=D(61))),
        "lot 1 makes 61, delivery 1 brings 60",
    ),
    (
        "lot changes",
        answer(changed(SIXTY, 0, quantity=D(59), end_at=at("10:59"))),
        "lot 1 of ASK PIN changes its quantity",
    ),
    (
        "lot without delivery",
        answer(said(PARTIAL, deliveries=(Delivery(D(200), at("09:30", 24)),)), quantity=D(200)),
        "lot 2 has no delivery",
    ),
    (
        "from no stock",
        answer(said(SIXTY, operations=())),
        "delivery 1 takes PIN at 23T12:30:00, when 60 of it are short",
    ),
    ("missing step", answer(said(SIXTY, operations=SIXTY.operations[:1])), "ASK PIN step 20 is missing"),
    ("no words", answer(said(SIXTY, words=" ")), "has no words"),
    ("chance", answer(said(SIXTY, confidence=1.2)), "confidence is 1.2"),
    ("not as asked", answer(SIXTY, by_at=at("12:00")), "is not as asked"),
    (
        "as asked missing",
        answer(said(SIXTY, kind="later")),
        "later brings all by then and moves nobody, and as_asked is missing",
    ),
    (
        "as asked overlooked",
        answer(LATER, quantity=D(200), by_at=at("11:00", 24)),
        "all 200 can be there 24T11:00:00 and as_asked is missing",
    ),
    (
        "nothing free in time",
        answer(FIRST, by_at=at("12:00")),
        "no option that moves nobody brings the whole by 23T12:30:00",
    ),
    (
        "as asked unsaid",
        dataclasses.replace(answer(SIXTY), as_asked=False),
        "as_asked is False, its options are as_asked",
    ),
    (
        "dominated",
        answer(PARTIAL, LATER, quantity=D(200)),
        "option 2 (later) is dominated by option 1 (partial)",
    ),
    (
        "least quantity",
        answer(PARTIAL, quantity=D(200), min_quantity=D(80)),
        "brings 60 by then, less than the least quantity 80",
    ),
    (
        "complete only",
        answer(PARTIAL, quantity=D(200), customer="ALL"),
        "part deliveries to ALL, who takes none",
    ),
    ("partial at once", answer(said(SIXTY, kind="partial")), "is partial and brings all at once"),
    ("quiet kind moves", answer(said(FIRST, kind="later")), "moves somebody or opens hours"),
    (
        "breaks unsaid",
        answer(SIXTY, said(FIRST, moves=(dataclasses.replace(FIRST.moves[0], breaks_promise=False),))),
        "breaks the promise of A without saying so",
    ),
    (
        "moves elsewhere",
        answer(SIXTY, said(FIRST, moves=(dataclasses.replace(FIRST.moves[0], to_at=at("12:59")),))),
        "A moves from or to another time than it says",
    ),
    ("named twice", answer(SIXTY, said(FIRST, moves=FIRST.moves * 2)), "names a move twice"),
    (
        "promised otherwise",
        answer(SIXTY, said(FIRST, moves=(dataclasses.replace(FIRST.moves[0], promised_at=None),))),
        "A is promised otherwise than the move says",
    ),
    (
        "overtime outside",
        answer(SIXTY, said(FIRST, overtime=(Opened("SAW", 1, None, at("22:00"), at("23:00")),))),
        "overtime on SAW outside its overtime_calendar",
    ),
    (
        "overtime unpaid",
        answer(SIXTY, said(FIRST, overtime=(Opened("SAW", 1, None, at("20:00"), at("21:00")),))),
        "extra_cost 0 is less than its opened hours, 60.00",
    ),
    ("another now", dataclasses.replace(answer(SIXTY), now_at=at("06:01")), "answer: now is"),
]


@pytest.mark.parametrize(("given", "expected"), [rule[1:] for rule in RULES], ids=[rule[0] for rule in RULES])
def test_a_broken_rule_of_an_answer_is_found_by_name(given: Answer, expected: str) -> None:
    """Each rule of section 3 is named with its option."""
    found = breaches(given)
    assert any(expected in text for text in found), found


def test_moving_others_passes_when_it_says_so() -> None:
    """An order that finishes later, named with both times and its broken promise, is a fair option."""
    assert breaches(answer(SIXTY, FIRST)) == []


def test_opened_hours_under_an_unnamed_order_would_move_it() -> None:
    """An hour of overtime after two o'clock under B's sawing changes when B would end: B must be named."""
    long = dataclasses.replace(B[0], end_at=at("06:30", 24), quantity=D(150))
    shop = dataclasses.replace(
        SHOP, orders={**SHOP.orders, "B": dataclasses.replace(SHOP.orders["B"], quantity=D(150))}
    )
    made = dataclasses.replace(
        PLAN, operations=(*A, long, pin("B", 20, at("06:30", 24), at("07:45", 24), 150))
    )
    hours = Opened("SAW", 1, None, at("14:00"), at("15:00"))
    option = said(SIXTY, kind="overtime", overtime=(hours,), extra_cost=D(60))
    found = verify_answer(shop, made, answer(SIXTY, option))
    assert any(
        "option 2 (overtime): B PIN step 10 ends 2026-11-24T06:30:00, but its 150 open minutes" in t
        for t in found
    )


def test_an_existing_order_is_the_question_and_no_move() -> None:
    """B with 60 instead of 120: its own steps under its own name, its gate kept, nobody else moved."""
    option = Option(
        "as_asked",
        (Delivery(D(60), at("13:30")),),
        (pin("B", 10, at("12:00"), at("13:00"), 60), pin("B", 20, at("13:00"), at("13:30"), 60)),
        "Yes, 60.",
        confidence=0.9,
    )
    given = answer(option, part="", order="B")
    assert breaches(given) == []
    early = changed(
        changed(option, 0, start_at=at("10:00"), end_at=at("11:00")),
        1,
        start_at=at("12:00"),
        end_at=at("12:30"),
    )
    early = said(early, deliveries=(Delivery(D(60), at("12:30")),))
    assert any("before its gate is due" in text for text in breaches(answer(early, part="", order="B")))


def test_stock_that_an_order_had_is_free_for_it_again() -> None:
    """B of 120 pins took 20 from stock: asked for 100 it needs to make no more than 80."""
    shop = dataclasses.replace(SHOP, stock=(*SHOP.stock, Stock("PIN", D(20), reserved_for="B")))
    option = Option(
        "as_asked",
        (Delivery(D(100), at("14:00")),),
        (pin("B", 10, at("12:00"), at("13:20"), 80), pin("B", 20, at("13:20"), at("14:00"), 80)),
        "Yes, 100.",
        confidence=0.9,
    )
    assert breaches(answer(option, part="", order="B", quantity=D(100)), shop) == []
