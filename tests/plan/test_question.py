"""What salespeople type becomes a question, or one sentence for each field that is wrong."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canyou.plan.question import (
    BadQuestion,
    FieldError,
    describe_quantity,
    describe_when,
    parse_question,
    parse_when,
    part_label,
)
from canyou.plan.question_when import BadWhen
from canyou.shop.records import Customer, Order, Part, PartName, Shop

UTC = dt.UTC
D = Decimal


def at(text: str) -> int:
    """An instant of a shop in Berlin (one hour before UTC in winter)."""
    return int(dt.datetime.fromisoformat(text + "+01:00").timestamp())


NOW = at("2026-11-23T07:10")  # a Monday
SHOP = Shop(
    name="Small",
    timezone="Europe/Berlin",
    now_at=NOW,
    parts={
        "P-2041": Part("P-2041", "Valve body", "pcs", "make"),
        "P-2042": Part("P-2042", "Valve seat", "", "make"),
        "P-3000": Part("P-3000", "Bracket", "kg", "make"),
        "P-3001": Part("P-3001", "Bracket", "", "make"),
    },
    customers={"ACME": Customer("ACME", "Acme Pumps"), "C2": Customer("C2", "Bolt & Sons")},
    part_names=(
        PartName("ACME", "77-1", "P-2041"),
        PartName("C2", "77-1", "P-3000"),
        PartName("C2", "88-2", "P-3001"),
    ),
    orders={
        "SO-1": Order("SO-1", "ACME", "P-2041", D(100), NOW),
        "SO-2": Order(
            "SO-2", "ACME", "P-2041", D(100), NOW, state="shipped", shipped_at=at("2026-11-20T15:00")
        ),
        "SO-3": Order("SO-3", "ACME", "P-2041", D(100), NOW, kind="quote"),
        "SO-4": Order("SO-4", "ACME", "P-2041", D(100), NOW, state="hold", hold_reason="credit"),
        "SO-5": Order("SO-5", "ACME", "P-2041", D(100), NOW, state="cancelled"),
    },
)
GOOD = {"part": "P-2041", "quantity": "100", "by": "tomorrow"}


def errors(**fields: object) -> list[FieldError]:
    with pytest.raises(BadQuestion) as caught:
        parse_question(SHOP, {**GOOD, **fields})
    return caught.value.errors


def error(**fields: object) -> FieldError:
    (only,) = errors(**fields)
    return only


@pytest.mark.parametrize(
    ("text", "customer", "part"),
    [
        ("P-2041", "", "P-2041"),
        ("  p-2041 ", "", "P-2041"),
        ("valve BODY", "", "P-2041"),
        ("P-2041 Valve body", "", "P-2041"),
        ("P-2041: valve  body", "", "P-2041"),
        ("Valve body (P-2041)", "", "P-2041"),
        ("P-3001 Bracket", "", "P-3001"),
        ("77-1", "ACME", "P-2041"),
        ("77-1", "bolt & sons", "P-3000"),
        ("88-2", "", "P-3001"),
    ],
)
def test_a_part_is_found_by_what_people_call_it(text: str, customer: str, part: str) -> None:
    """Number, name, both, or the customer's own number, in letters of either case."""
    assert parse_question(SHOP, {**GOOD, "part": text, "customer": customer}).part == part


def test_a_name_of_several_parts_asks_which() -> None:
    """Two parts are called Bracket, two customers say 77-1: both candidates are offered."""
    assert error(part="bracket").nearest == ["P-3000", "P-3001"]
    assert error(part="77-1").nearest == ["P-2041", "P-3000"]


def test_an_unknown_name_comes_with_the_nearest() -> None:
    """Slips of the keys in part, customer and order are answered with the names that may be meant."""
    assert error(part="P-2014").text == "There is no part “P-2014”."
    assert error(part="P-2014").nearest[0] == "P-2041"
    assert error(part="valve boddy").nearest[0] == "P-2041"
    assert error(customer="Akme Pumps").nearest == ["ACME"]
    assert "SO-1" in error(part="", order="SO1").nearest


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("100", 100), ("1,000", 1000), ("1 000", 1000), ("12,345", 12345), ("100 pcs", 100), ("2.50", "2.5"),
     (100, 100), (2.5, "2.5"), (D("1.125"), "1.125"), (1e3, 1000), ("１００", 100)],
)  # fmt: skip
def test_quantities_as_typed(text: object, quantity: object) -> None:
    """Plain numbers, thousands in groups, a unit behind, numbers from a program."""
    asked = parse_question(SHOP, {"part": "P-2042", "quantity": text, "by": "tomorrow"})
    assert asked.quantity == D(str(quantity))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("0", "more than 0"),
        ("-5", "more than 0"),
        (-5, "more than 0"),
        ("1e12", "not a quantity"),
        (1e12, "more than this can plan"),
        ("1000000000000", "more than this can plan"),
        ("nan", "not a quantity"),
        (float("nan"), "not a quantity"),
        (float("inf"), "not a quantity"),
        (True, "not a quantity"),
        ("a hundred", "not a quantity"),
        ("100 apples", "not a quantity"),
        ("1.000", "may be 1000 or 1"),
        ("1,5", "write 1.5"),
        ("1.5", "whole pieces"),
        ("0.0000001", "6 decimals"),
        ("", "How many?"),
        (None, "How many?"),
    ],
)
def test_a_quantity_that_is_none_is_answered_with_a_sentence(value: object, said: str) -> None:
    """0, negative, text, 1e12, nan, a German thousand and half a piece each say what is wrong."""
    found = error(quantity=value)
    assert found.field == "quantity"
    assert said in found.text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-24", "2026-11-25T00:00"),
        ("2026-11-24T16:00", "2026-11-24T16:00"),
        ("2026-11-24 16:00", "2026-11-24T16:00"),
        ("2026-11-24T15:00:00Z", "2026-11-24T16:00"),
        ("today", "2026-11-24T00:00"),
        ("16:00", "2026-11-23T16:00"),
        ("tomorrow", "2026-11-25T00:00"),
        ("Tomorrow noon", "2026-11-24T12:00"),
        ("tomorrow at 4pm", "2026-11-24T16:00"),
        ("day after tomorrow", "2026-11-26T00:00"),
        ("friday", "2026-11-28T00:00"),
        ("by Fri 10:30", "2026-11-27T10:30"),
        ("monday", "2026-11-24T00:00"),
        ("next friday", "2026-12-05T00:00"),
        ("next Mon", "2026-12-01T00:00"),
        ("Tue 24 Nov", "2026-11-25T00:00"),
        ("Tuesday, 24 November 2026", "2026-11-25T00:00"),
        ("Nov 24", "2026-11-25T00:00"),
        ("november 24th, 2026", "2026-11-25T00:00"),
        ("24 Nov 16:00", "2026-11-24T16:00"),
        ("24 nov, 4:30 pm", "2026-11-24T16:30"),
        ("24.11.", "2026-11-25T00:00"),
        ("24.11.2026", "2026-11-25T00:00"),
        ("24.11.26 16:00", "2026-11-24T16:00"),
        ("3 Feb", "2027-02-04T00:00"),
        ("29 Feb", "2028-03-01T00:00"),
        ("in 3 days", "2026-11-27T00:00"),
        ("in a week", "2026-12-01T00:00"),
        ("2 weeks", "2026-12-08T00:00"),
        ("24 Nov 24:00", "2026-11-25T00:00"),
    ],
)
def test_dates_as_people_type_them(text: str, meant: str) -> None:
    """Each way to say a date means one moment; a date alone means its end."""
    assert parse_when(text, SHOP) == at(meant)


@pytest.mark.parametrize(
    ("text", "said", "nearest"),
    [
        ("11/24", "differs by country", ["Tue 24 Nov"]),
        ("5/12", "differs by country", ["Wed 12 May", "Sat 5 Dec"]),
        ("Wed 24 Nov", "is a Tuesday, not a Wednesday", ["Tue 24 Nov", "Wed 25 Nov"]),
        ("20 Nov", "is past", []),
        ("2026-11-20", "is past", []),
        ("yesterday", "not understood", []),
        ("next week", "name the day", []),
        ("31 Nov", "no day of the calendar", []),
        ("2026-02-30", "no day of the calendar", []),
        ("24 Nov 25:00", "not understood", []),
        ("asap", "not understood", []),
        ("2190-01-01", "ten years", []),
        ("in 9999 weeks", "ten years", []),
        ("", "By when?", []),
    ],
)
def test_a_date_that_is_none_or_two_is_answered_with_a_sentence(
    text: str, said: str, nearest: list[str]
) -> None:
    """Ambiguous, impossible, past and missing dates say so, and offer what would be understood."""
    found = error(by=text)
    assert (found.field, found.nearest) == ("by", nearest)
    assert said in found.text


def test_a_number_of_five_thousand_digits_is_a_sentence() -> None:
    """Python itself refuses to write such a number out; the page must not."""
    assert "more than this can plan" in error(quantity=10**5000).text


def test_fields_that_do_not_go_together_are_told() -> None:
    """A latest date before the date asked, a least quantity above the quantity, an order of another part."""
    assert "is before" in error(by="friday", latest="thu").text
    assert "more than the 100 asked for" in error(min_quantity="101").text
    assert "not P-2042" in error(part="P-2042", order="SO-1").text
    assert "not for C2" in error(part="", order="SO-1", customer="C2").text
    asked = parse_question(SHOP, {**GOOD, "latest": "tomorrow", "min_quantity": 100, "issue": "left alone"})
    assert asked.latest_at == asked.by_at
    assert asked.min_quantity == 100


def test_an_order_is_asked_about_by_its_name_and_brings_its_customer() -> None:
    """`so-1` is SO-1 for ACME; what is shipped, cancelled, quoted or held without a date is not."""
    asked = parse_question(SHOP, {"order": "so-1", "quantity": 50, "by": "fri"})
    assert (asked.order, asked.part, asked.customer) == ("SO-1", SHOP.orders["SO-1"].part, "ACME")
    assert "was shipped on Fri 20 Nov, 15:00" in error(part="", order="SO-2").text
    assert "is a quote" in error(part="", order="SO-3").text
    assert "on hold without a date (credit)" in error(part="", order="SO-4").text
    assert "cancelled" in error(part="", order="SO-5").text


def test_all_fields_are_answered_at_once() -> None:
    """One look shows everything that is wrong, in the order of the sentence."""
    found = errors(part="X", customer="Y", quantity="Z", by="W", min_quantity="V", latest="U")
    assert [e.field for e in found] == ["part", "customer", "quantity", "by", "min_quantity", "latest"]
    assert [e.field for e in errors(part=" ", quantity="", by=None)] == ["part", "quantity", "by"]


FIELDS = st.sampled_from(["part", "order", "customer", "quantity", "by", "min_quantity", "latest"])


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(FIELDS, st.text() | st.none() | st.floats() | st.integers() | st.booleans()))
def test_whatever_is_typed_is_a_question_or_a_bad_one(fields: dict[str, object]) -> None:
    """No text and no number raises anything but BadQuestion, and every error is a sentence."""
    found: list[FieldError] | None = None
    try:
        parse_question(SHOP, fields)
    except BadQuestion as bad:
        found = bad.errors
    assert found is None or (found and all(e.text.endswith((".", "?")) for e in found))


WORDS = [
    *(
        "next",
        "fri",
        "monday",
        "24",
        "nov",
        "november",
        "2026",
        "24.11.",
        "11/24",
        "in",
        "3",
        "days",
        "by",
        "feb",
    ),
    *("16:00", "4pm", "tomorrow", "at", ",", ".", "2026-11-24", "T", "noon", "0", "99", "32", "29"),
]


@settings(max_examples=500, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=6), st.sampled_from([" ", ""]))
def test_any_mixture_of_date_words_is_a_date_or_a_sentence(words: list[str], glue: str) -> None:
    """Words of dates in any order never break the reader, and what it understands it can say."""
    try:
        found = parse_when(glue.join(words), SHOP)
    except BadWhen:
        return
    assert parse_when(describe_when(found, SHOP), SHOP) == found


@settings(max_examples=500, deadline=None)
@given(
    st.integers(at("2026-08-30T00:00"), at("2040-01-01T00:00")),
    st.sampled_from(["Europe/Berlin", "America/Havana", "Asia/Beirut", "UTC", "Australia/Lord_Howe"]),
    st.sampled_from([1, 60, 3600, 86_400]),
)
def test_what_is_said_reads_back(moment: int, timezone: str, whole: int) -> None:
    """Any moment from 80 days ago on is printed so that it reads back to the second, in any zone."""
    there = Shop(name="", timezone=timezone, now_at=NOW)
    moment -= moment % whole
    assert parse_when(describe_when(moment, there), there) == moment


@settings(max_examples=200, deadline=None)
@given(st.decimals(min_value=D("0.000001"), max_value=D(10_000_000), places=6))
def test_a_quantity_that_is_said_reads_back(quantity: Decimal) -> None:
    """Thousands in groups and decimals are read as they are written."""
    asked = parse_question(
        SHOP, {"part": "P-3000", "quantity": describe_quantity(quantity), "by": "tomorrow"}
    )
    assert asked.quantity == quantity


def test_a_part_as_it_is_offered_reads_back() -> None:
    """Number and name together, as a completion writes them."""
    for part in SHOP.parts:
        assert parse_question(SHOP, {**GOOD, "part": part_label(SHOP, part)}).part == part


def test_names_are_found_among_twenty_thousand() -> None:
    """A slip in one of 20,000 part numbers still finds it."""
    parts = {f"P-{n:05d}": Part(f"P-{n:05d}", f"Part {n}", "", "make") for n in range(20_000)}
    big = Shop(name="", timezone="UTC", now_at=NOW, parts=parts)
    with pytest.raises(BadQuestion) as caught:
        parse_question(big, {**GOOD, "part": "P-1234S"})
    assert "P-01234" in caught.value.errors[0].nearest
