"""Where is it? Orders are found by what people call them, and told in one sentence each."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canyou.plan.planner import make_plan
from canyou.plan.result import Operation, OrderPlan, Plan
from canyou.plan.where import Found, where, where_document
from canyou.shop.records import (
    BomLine,
    Customer,
    Gate,
    Order,
    Part,
    PartName,
    Person,
    Progress,
    Receipt,
    Shop,
    Step,
    Stock,
    WorkCenter,
)
from canyou.shop.synthetic import synthetic_shop

D = Decimal


@dataclasses.dataclass(frozen=True)
class KnowingPlan(Plan):
    """A plan that knows its shop."""

    shop: Shop


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text + "+01:00").timestamp())


NOW = at("2026-11-24T09:00")  # a Tuesday
BODY = (
    Step("P-1", 10, "Saw", "SAW", D(10), D(1)),
    Step("P-1", 20, "5-axis milling", "MILL", D(30), D(5)),
    Step("P-1", 30, "Anodizing", outside_days=D(3), supplier="Galvano"),
)
SHOP = Shop(
    name="Small",
    timezone="Europe/Berlin",
    now_at=NOW,
    work_centers={
        "SAW": WorkCenter("SAW", "Saw", "day"),
        "MILL": WorkCenter("MILL", "Mill", "day", machines=3),
    },
    parts={
        "P-1": Part("P-1", "Valve body", "", "make"),
        "BAR": Part("BAR", "Round bar 40", "m", "buy", D(10)),
        "CAP": Part("CAP", "Cap", "pcs", "buy"),
    },
    routings={"P-1": BODY},
    customers={"ACME": Customer("ACME", "Acme Pumps"), "C2": Customer("C2", "Bolt & Sons")},
    part_names=(PartName("ACME", "77-1", "P-1"),),
)
ORDER = Order(
    "SO-1", "ACME", "P-1", D(100), at("2026-11-28T00:00"), promised_at=at("2026-11-28T00:00"), po="4711"
)
SAW = Operation("SO-1", "P-1", 10, "SAW", 1, at("2026-11-24T10:00"), at("2026-11-24T12:00"), D(100))
MILL = Operation("SO-1", "P-1", 20, "MILL", 2, at("2026-11-24T12:00"), at("2026-11-24T16:00"), D(100))
OUT = Operation("SO-1", "P-1", 30, None, None, at("2026-11-24T16:00"), at("2026-11-27T16:00"), D(100))
FRIDAY = at("2026-11-27T16:00")


def told(
    *operations: Operation, order: Order = ORDER, finish: int = FRIDAY, late: int = 0, short: int = 0,
    is_planned: bool = True, problems: tuple[str, ...] = (), **fields: object,
) -> Found:  # fmt: skip
    """What is said of one order whose operations these are."""
    shop = dataclasses.replace(SHOP, orders={order.order: order}, **fields)  # type: ignore[arg-type]
    line = OrderPlan(order.order, finish, finish, finish, order.due_at, order.promised_at, D(short), late)
    lines = {order.order: line} if is_planned else {}
    (found,) = where(KnowingPlan(NOW, (), problems, lines, operations, 0, shop), order.order)
    return found


def progress(*rows: Progress) -> dict[tuple[str, int], Progress]:
    return {(row.order, row.step): row for row in rows}


SURE = "that is our plan, with no record yet to say how sure it is"


def test_a_part_of_the_order_is_through_and_the_rest_is_on_a_machine() -> None:
    """The sentence of the telephone: how many are through, where the rest is since when, when it ships."""
    rows = progress(
        Progress("SO-1", 10, "done", D(100)),
        Progress(
            "SO-1", 20, "running", D(60), work_center="MILL", machine=2, started_at=at("2026-11-23T07:10")
        ),
    )
    found = told(dataclasses.replace(MILL, quantity=D(40)), OUT, progress=rows)
    assert found.sentence == (
        "60 of your 100 valve bodies (PO 4711) are through 5-axis milling; the rest has been on Mill 2 since "
        f"Monday 07:10; they ship on Friday 27 November, as promised; everything they need is here; {SURE}."
    )
    assert found.state == "in work"
    assert found.finish == "2026-11-27T16:00:00+01:00"
    assert [(s["name"], s["quantity_through"], s["state"]) for s in found.steps] == [
        ("saw", 100, "done"),
        ("5-axis milling", 60, "running"),
        ("anodizing", 0, "planned"),
    ]
    assert (found.steps[1]["where"], found.steps[1]["start"]) == ("Mill 2", "2026-11-23T07:10:00+01:00")


def test_an_order_not_begun_says_when_and_where_it_begins() -> None:
    """Before the first chip: the moment and the machine of the first step."""
    found = told(SAW, MILL, OUT)
    assert found.state == "not begun"
    assert found.sentence.startswith(
        "Work on your 100 valve bodies (PO 4711) has not begun; it begins today 10:00 on Saw; they ship"
    )


def test_between_two_steps_the_next_one_is_said() -> None:
    """All are through sawing, milling begins at noon."""
    found = told(MILL, OUT, progress=progress(Progress("SO-1", 10, "done")))
    assert found.sentence.startswith(
        "Your 100 valve bodies (PO 4711) are through saw; "
        "5-axis milling on Mill 2 begins today 12:00; they ship"
    )


def test_nothing_through_yet_says_where_they_are() -> None:
    """Just begun: no count, but the machine and since when."""
    rows = progress(Progress("SO-1", 10, "running", started_at=at("2026-11-24T08:00")))
    found = told(SAW, MILL, OUT, progress=rows)
    assert (
        "Your 100 valve bodies (PO 4711) have been at saw on Saw since today 08:00; they ship"
        in found.sentence
    )


def test_a_paused_step_says_when_it_goes_on() -> None:
    """Paused at 30: the rest goes on at noon."""
    rows = progress(Progress("SO-1", 10, "done", D(100)), Progress("SO-1", 20, "paused", D(30)))
    found = told(dataclasses.replace(MILL, quantity=D(70)), OUT, progress=rows)
    assert found.state == "paused"
    assert (
        "30 of your 100 valve bodies (PO 4711) are through 5-axis milling; 5-axis milling is paused"
        in found.sentence
    )
    assert "goes on today 12:00 on Mill 2" in found.sentence


def test_what_is_out_at_a_supplier_says_when_it_is_back() -> None:
    """Outside: who has it, since when, due back when."""
    rows = progress(
        Progress("SO-1", 10, "done"),
        Progress("SO-1", 20, "done"),
        Progress("SO-1", 30, "running", started_at=at("2026-11-20T15:00")),
    )
    found = told(OUT, progress=rows)
    assert found.state == "outside"
    assert (
        "are through 5-axis milling; they have been out for anodizing at Galvano since Friday 15:00 "
        "and are due back on Friday 27 November"
    ) in found.sentence


def test_missing_material_is_named_with_its_date() -> None:
    """100 m of bar are needed, 40 are here, the rest comes on Thursday."""
    saw = dataclasses.replace(SAW, start_at=at("2026-12-05T12:00"))
    found = told(
        saw, MILL, OUT,
        bom={"P-1": (BomLine("P-1", "BAR", D(1), 10),)},
        stock=(Stock("BAR", D(40)),),
        receipts=(Receipt("R1", "BAR", D(100), at("2026-11-26T12:00")),),
    )  # fmt: skip
    assert found.state == "waiting"
    assert "they wait for 100 m of Round bar 40, expected on Thursday 26 November" in found.sentence
    assert "everything they need is here" not in found.sentence
    lead = told(saw, MILL, OUT, bom={"P-1": (BomLine("P-1", "BAR", D(1), 10),)})
    assert "expected on Friday 4 December" in lead.sentence
    here = told(
        SAW, MILL, OUT, bom={"P-1": (BomLine("P-1", "BAR", D(1), 10),)}, stock=(Stock("BAR", D(100)),)
    )
    assert "everything they need is here" in here.sentence


def test_material_goes_to_those_who_start_first_and_reserved_stock_to_its_order() -> None:
    """SO-0 takes the 100 in stock at nine, SO-1 waits for the receipt; reserved for SO-1 they are its own."""
    other = dataclasses.replace(ORDER, order="SO-0")
    before = dataclasses.replace(
        SAW, order="SO-0", start_at=at("2026-11-24T09:00"), end_at=at("2026-11-24T10:00")
    )
    line = OrderPlan("SO-1", FRIDAY, FRIDAY, FRIDAY, ORDER.due_at, ORDER.promised_at, D(0), 0)
    saw = dataclasses.replace(SAW, start_at=at("2026-11-26T12:00"))
    for stock, said in (
        (Stock("BAR", D(100)), "they wait for 100 m of Round bar 40, expected on Thursday 26 November"),
        (Stock("BAR", D(100), reserved_for="SO-1"), "everything they need is here"),
    ):
        shop = dataclasses.replace(
            SHOP,
            orders={"SO-0": other, "SO-1": ORDER},
            bom={"P-1": (BomLine("P-1", "BAR", D(1), 10),)},
            stock=(stock,),
            receipts=(Receipt("R1", "BAR", D(100), at("2026-11-26T11:00")),),
        )
        plan = KnowingPlan(NOW, (), (), {"SO-1": line}, (before, saw, MILL, OUT), 0, shop)
        assert said in where(plan, "SO-1")[0].sentence


def test_an_open_gate_is_named_with_its_owner() -> None:
    """A drawing that sales owes is said as a fact, and a cleared one not at all."""
    gate = Gate("SO-1", 10, "drawing", at("2026-11-25T12:00"), "sales")
    assert (
        "they wait for the drawing, owed by sales, due on Wednesday 25 November"
        in told(SAW, MILL, OUT, gates=(gate,)).sentence
    )
    cleared = dataclasses.replace(gate, cleared_at=NOW)
    assert "drawing" not in told(SAW, MILL, OUT, gates=(cleared,)).sentence
    owed = dataclasses.replace(gate, owner="maya")
    people = {"maya": Person("maya", "Maya Lind", "", "sales")}
    assert "owed by Maya Lind, due" in told(SAW, MILL, OUT, gates=(owed,), people=people).sentence
    old = dataclasses.replace(gate, due_at=at("2026-11-20T12:00"))
    assert "which was due on Friday 20 November" in told(SAW, MILL, OUT, gates=(old,)).sentence


def test_an_order_on_hold_says_until_when_or_that_no_date_is_set() -> None:
    """With a date it is planned after it; without one no date is said."""
    until = dataclasses.replace(
        ORDER, state="hold", hold_until_at=at("2026-11-26T00:00"), hold_reason="credit"
    )
    assert (
        "they wait for the end of its hold (credit) on Wednesday 25 November"
        in told(SAW, MILL, OUT, order=until).sentence
    )
    without = dataclasses.replace(ORDER, state="hold", hold_reason="credit")
    found = told(order=without, is_planned=False)
    assert found.state == "held"
    assert found.sentence == (
        "Your 100 valve bodies (PO 4711) are on hold because of credit, and no date is set for going on; "
        "work has not begun."
    )


def test_what_is_over_is_said_so() -> None:
    """Shipped with its day, in part, cancelled, a quote."""
    gone = dataclasses.replace(ORDER, state="shipped", shipped_at=at("2026-11-19T15:00"))
    found = told(order=gone, is_planned=False)
    assert found.sentence == "Your 100 valve bodies (PO 4711) were shipped on Thursday 19 November."
    assert (found.state, found.finish) == ("shipped", "2026-11-19T15:00:00+01:00")
    some = told(order=dataclasses.replace(gone, shipped_quantity=D(97)), is_planned=False)
    assert some.sentence.startswith("97 of your 100 valve bodies")
    assert (
        "is cancelled" in told(order=dataclasses.replace(ORDER, state="cancelled"), is_planned=False).sentence
    )
    assert "a quote" in told(order=dataclasses.replace(ORDER, kind="quote"), is_planned=False).sentence


def test_scrap_lateness_and_shortage_are_said_plainly_and_blame_nobody() -> None:
    """Three lost: 97 come, two days later than promised."""
    rows = progress(Progress("SO-1", 10, "done", D(97), D(3)))
    mill = dataclasses.replace(MILL, quantity=D(97))
    found = told(mill, OUT, finish=at("2026-11-29T16:00"), late=2400, short=3, progress=rows)
    assert "97 of your 100 valve bodies (PO 4711) are through saw" in found.sentence
    assert "3 were scrapped, so 97 will come" in found.sentence
    assert (
        "they ship on Sunday 29 November, 2 days later than the Friday 27 November we promised"
        in found.sentence
    )
    unpromised = told(
        SAW,
        MILL,
        OUT,
        order=dataclasses.replace(ORDER, promised_at=None),
        finish=at("2026-11-28T16:00"),
        late=960,
    )
    assert "1 day later than the Friday 27 November you asked for" in unpromised.sentence


def test_what_comes_from_stock_or_is_bought_or_done_says_so() -> None:
    """Covered from stock, bought in, every step done, partly from stock."""
    caps = dataclasses.replace(ORDER, part="CAP", quantity=D(1))
    assert told(order=caps, finish=NOW).sentence.startswith(
        "Your 1 cap (PO 4711) is in stock; it ships today"
    )
    assert "is bought in and expected on Friday 27 November" in told(order=caps).sentence
    done = progress(*(Progress("SO-1", n, "done") for n in (10, 20, 30)))
    assert told(finish=NOW, progress=done).state == "finished"
    sixty = [dataclasses.replace(op, quantity=D(60)) for op in (SAW, MILL, OUT)]
    assert told(*sixty).sentence.startswith(
        "40 of your 100 valve bodies (PO 4711) are in stock; the other 60 begin today 10:00 on Saw"
    )


def test_an_order_that_cannot_be_planned_says_why() -> None:
    """Without a date the plan's own line is the reason."""
    found = told(is_planned=False, problems=("SO-1 needs CAP, which nothing brings.",))
    assert found.sentence == (
        "No date can be said for your 100 valve bodies (PO 4711): SO-1 needs CAP, which nothing brings."
    )


def test_how_sure_is_said_in_few_words_and_what_it_rests_on_stands_beside() -> None:
    """The customer hears twentieths, or the date one can be sure of; the runs and the log they rest on are a note."""
    shop = synthetic_shop(12, 4, 0.5, 1, rich=True, materials=True)
    plan = make_plan(shop)
    said = [found for name in plan.orders for found in where(plan, name)]
    assert any(" in 20 sure of the date we promised." in one.sentence for one in said)
    assert any(" at the latest, as sure as 19 in 20." in one.sentence for one in said)
    assert all(
        "1,000 runs of the plan with the usual spread" in one.sure for one in said if " in 20" in one.sentence
    )


def test_what_was_shipped_of_an_order_is_said() -> None:
    """40 of 100 have left, 60 are still to be made."""
    rows = [dataclasses.replace(op, quantity=D(60)) for op in (SAW, MILL, OUT)]
    found = told(*rows, order=dataclasses.replace(ORDER, shipped_quantity=D(40)))
    assert "; 40 have been shipped already; they ship" in found.sentence


MANY = dataclasses.replace(
    SHOP,
    orders={
        "SO-1": ORDER,
        "SO-10": dataclasses.replace(ORDER, order="SO-10", po="4712", customer="C2"),
        "SO-2": dataclasses.replace(ORDER, order="SO-2", part="CAP", po="4711"),
        "SO-3": dataclasses.replace(ORDER, order="SO-3", part="CAP", po="9", state="shipped", shipped_at=NOW),
        "SO-4": dataclasses.replace(
            ORDER, order="SO-4", part="CAP", po="10", customer="C2", state="cancelled"
        ),
    },
)


def names(text: str) -> list[str]:
    return [found.order for found in where(KnowingPlan(NOW, (), (), {}, (), 0, MANY), text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SO-1", ["SO-1"]),
        (" so-1? ", ["SO-1"]),
        ("4711", ["SO-1", "SO-2"]),
        ("PO 4712", ["SO-10"]),
        ("77-1", ["SO-1"]),
        ("P-1", ["SO-1", "SO-10"]),
        ("valve body", ["SO-1", "SO-10"]),
        ("acme", ["SO-1", "SO-2", "SO-3"]),
        ("bolt", ["SO-10", "SO-4"]),
        ("pumps", ["SO-1", "SO-2", "SO-3"]),
        ("valve bolt", ["SO-10"]),
        ("valve boddy", ["SO-1", "SO-10"]),
        ("SO-", ["SO-1", "SO-10", "SO-2", "SO-3", "SO-4"]),
        ("nothing like it", []),
        ("  ", []),
    ],
)
def test_orders_are_found_by_what_people_call_them(text: str, found: list[str]) -> None:
    """Order, PO, part, their part, names; exactly, from the beginning, inside, by words, nearly."""
    assert names(text) == found


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_gets_an_answer_that_can_be_written_as_json(text: str) -> None:
    """Nothing that is typed breaks the search."""
    found = where(KnowingPlan(NOW, (), (), {}, (), 0, MANY), text)
    assert len(json.loads(json.dumps(where_document(found)))) == len(found)
