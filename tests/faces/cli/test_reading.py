"""What a planner reads in the terminal: tables, lengths of time, the order of what is late."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from canyou.faces.cli import ask, plan
from canyou.faces.cli.moments import deadline, length, moment
from canyou.faces.cli.source import Source
from canyou.faces.cli.table import number, shortened, table
from canyou.plan.planner import make_plan
from canyou.plan.result import Answer, Delivery, Move, Option, Question
from canyou.shop.read import read_folder
from canyou.shop.records import Shop

SMALL_SHOP = Path(__file__).resolve().parents[3] / "docs/examples/small-shop"
CHICAGO = "America/Chicago"
MIDNIGHT = 1772604000  # 2026-03-04T00:00:00-06:00


@pytest.fixture(scope="module")
def shop() -> Shop:
    read = read_folder(SMALL_SHOP).shop
    assert read
    return read


def test_a_deadline_at_midnight_is_the_day_before() -> None:
    """The end of 3 March is written as that day, any other moment with its hour."""
    assert deadline(MIDNIGHT, CHICAGO) == "Tue 3 Mar"
    assert deadline(MIDNIGHT + 8 * 3600, CHICAGO) == "Wed 4 Mar 08:00"
    assert moment(MIDNIGHT, CHICAGO) == "Wed 4 Mar 00:00"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 min"),
        (0.2, "1 min"),
        (59, "59 min"),
        (60, "1 h"),
        (655, "10 h 55 min"),
        (1440, "1 d 0 h"),
        (3000, "2 d 2 h"),
    ],
)
def test_lengths_of_time_are_short(minutes: float, words: str) -> None:
    """Minutes up to an hour, hours up to a day, then days."""
    assert length(minutes) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [("100", "100"), ("1E+3", "1,000"), ("0.50", "0.5"), ("12000.00", "12,000"), ("0", "0")],
)
def test_quantities_have_no_idle_zeros(value: str, words: str) -> None:
    """A quantity is written without exponent and without zeros behind the point."""
    assert number(Decimal(value)) == words


def test_columns_line_up_and_empty_ones_are_left_out() -> None:
    """Numbers stand right, names left, wide characters count twice, and an empty column goes."""
    assert table(["A", "N", "X"], [["機械", "5", ""], ["b", "12", ""]], right=(1,)) == [
        "A      N",
        "機械   5",
        "b     12",
    ]
    assert shortened("a name that is long", 8) == "a name…"


def test_late_orders_come_first_the_dearest_on_top(shop: Shop) -> None:
    """Importance × minutes late decides: an hour of Crane (3) goes before two of Bolt (1); each says why."""
    made = make_plan(shop)
    late = dict(made.orders)
    late["SO-1002"] = replace(late["SO-1002"], late_minutes=120, why=("Milling is full until Tuesday",))
    late["SO-1004"] = replace(late["SO-1004"], late_minutes=60, why=("it waits for Bar 60 mm",))
    text = "\n".join(plan.lines(shop, replace(made, orders=late), "", every=False))
    assert text.index("2 late") < text.index("SO-1004") < text.index("it waits for Bar 60 mm")
    assert (
        text.index("it waits for Bar 60 mm")
        < text.index("SO-1002")
        < text.index("Milling is full until Tuesday")
    )
    assert text.index("Milling is full until Tuesday") < text.index("on time")


def test_held_orders_and_problems_are_said(shop: Shop) -> None:
    """What is not planned, and what stands in the plan's problems, is said at the end."""
    made = replace(make_plan(shop), held=("SO-9",), problems=("SO-8: nothing can ever bring BAR-90",))
    text = "\n".join(plan.lines(shop, made, "as imported from the ERP", every=False))
    assert "(as imported from the ERP)" in text
    assert "Held without a date, so not planned: SO-9." in text
    assert "- SO-8: nothing can ever bring BAR-90" in text


def test_an_option_says_what_when_and_who_pays(shop: Shop) -> None:
    """Deliveries, words, a broken promise, the cost with its currency, and what the chance rests on."""
    option = Option(
        kind="move_others",
        deliveries=(Delivery(Decimal(50), MIDNIGHT), Delivery(Decimal(50), MIDNIGHT + 86400)),
        operations=(),
        words="We can ship half on Wednesday.",
        moves=(Move("SO-1004", MIDNIGHT, MIDNIGHT + 3600, MIDNIGHT, True),),
        extra_cost=Decimal("1250.50"),
        confidence=0.904,
        confidence_basis="of 31 promises",
    )
    question = Question(Decimal(100), MIDNIGHT, part="P-204", customer="ACME")
    answer = Answer(question, shop.now_at, (option,), as_asked=False, why_not="Grinding is full.")
    shown = ask.shown_lines(Source(shop, make_plan(shop)), answer)
    text = " ".join(line.strip() for line in shown)
    assert shown[0] == "Can you ship 100 of P-204 (Valve body) to Acme Pumps by Tue 3 Mar?"
    assert "Not as asked. Grinding is full." in text
    assert "50 on Wed 4 Mar 00:00, 50 on Thu 5 Mar 00:00" in text
    assert "“We can ship half on Wednesday.”" in text
    assert "others move · +1,250.5 USD · 90 % sure" in text
    move = "SO-1004  Crane Works  Wed 4 Mar 00:00  →  Wed 4 Mar 01:00  breaks its promise"
    assert any(line.strip() == move for line in shown)
    assert "How sure rests on of 31 promises" in text


def test_a_chance_says_which_date_it_is_of(shop: Shop) -> None:
    """Planned for Tuesday, asked for Friday, it is that of Friday; of two deliveries it is said when all is there."""
    by_at = MIDNIGHT + 3 * 86400
    question = Question(Decimal(100), by_at, part="P-204", customer="ACME")
    early = Option("as_asked", (Delivery(Decimal(100), MIDNIGHT),), (), "In time.", said_confidence=0.97)
    on_the_day = replace(early, deliveries=(Delivery(Decimal(100), by_at - 3600),), sure_at=by_at - 3600)
    halves = (Delivery(Decimal(50), by_at), Delivery(Decimal(50), by_at + 86400))
    two = replace(early, kind="partial", deliveries=halves, said_confidence=0.4, sure_at=halves[1].at)

    def said(option: Option) -> str:
        found = ask.shown_lines(Source(shop, make_plan(shop)), Answer(question, shop.now_at, (option,), True))
        return "\n".join(found)

    assert "as asked · 97 % sure by Fri 6 Mar" in said(early)
    assert "as asked · 97 % sure\n" in said(on_the_day)
    assert "95 % sure by" not in said(on_the_day)
    assert "in two deliveries · 40 % sure\n" in said(two)
    assert "All of it 95 % sure by Sat 7 Mar 23:59." in said(replace(two, sure_at=by_at + 86400 - 60))


def test_options_stand_side_by_side(shop: Shop) -> None:
    """In the table each option has what is there by the date, when all is, its price, who moves and how sure it is."""
    question = Question(Decimal(100), MIDNIGHT, part="P-204", customer="ACME")
    slow = Option("later", (Delivery(Decimal(100), MIDNIGHT + 7 * 86400),), (), "Later.", confidence=0.9)
    dear = Option(
        "move_others",
        (Delivery(Decimal(100), MIDNIGHT),),
        (),
        "In time.",
        moves=(Move("SO-1004", MIDNIGHT, MIDNIGHT + 3600, MIDNIGHT, True),),
        extra_cost=Decimal(40),
        confidence_range=(0.5, 0.8),
    )
    answer = Answer(question, shop.now_at, (slow, dear), False, "Grinding is full.", hidden=2)
    rows = ask.shown_lines(Source(shop, make_plan(shop)), answer, side_by_side=True)
    assert [line.split() for line in rows if line[:1] in "12" and line[:1]] == [
        ["1", "later", "0", "Wed", "11", "Mar", "01:00", "–", "–", "–", "90", "%", "sure"],
        [
            "2",
            "others",
            "move",
            "100",
            "Wed",
            "4",
            "Mar",
            "00:00",
            "40",
            "1",
            "later",
            "1",
            "50–80",
            "%",
            "sure",
        ],
    ]
    assert rows[-1].strip().startswith("2 more options are left out")


def test_nothing_at_all_is_a_plain_no(shop: Shop) -> None:
    """Without any option the answer is no, with the reason."""
    question = Question(Decimal(1), MIDNIGHT, part="P-204")
    shown = ask.shown_lines(
        Source(shop, make_plan(shop)), Answer(question, shop.now_at, (), False, "No bar ever comes.")
    )
    assert shown[-1] == "No. No bar ever comes."
