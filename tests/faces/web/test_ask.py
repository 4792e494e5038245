"""The page of the question: the sentence, its options, and what it says to half a question or a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

ASKED = {"quantity": "20", "part": "P-2041", "customer": "acme", "by": "2026-12-11"}


def options(web: Client, **fields: str) -> str:
    response = web.post("/options", fields, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.content.decode()


def test_a_link_with_a_question_shows_its_options(shop: None, see: Callable[..., Any]) -> None:
    """A shared link works without scripts: sentence filled in, options below, the first one picked."""
    page = see("/", **ASKED)
    assert page.all("input", name="option", value="1")[0].keys() >= {"checked"}
    assert page.all("input", name="quantity")[0]["value"] == "20"
    assert "in 20" in page.text
    assert "As asked: yes." in page.text


def test_the_sentence_composes_itself(shop: None, see: Callable[..., Any]) -> None:
    """What was understood stands in the slots: a code becomes a name, a date gets its weekday."""
    page = see("/", **ASKED)
    assert page.all("input", name="part")[0]["value"] == "P-2041 Valve body"
    assert page.all("input", name="customer")[0]["value"] == "Acme Hydraulics"
    assert page.all("input", name="by")[0]["value"] == "Fri 11 Dec"


def test_the_composed_sentence_asks_the_same(shop: None, see: Callable[..., Any]) -> None:
    """Asking again with the slots as composed gives the very same options."""
    first = see("/", **ASKED)
    again = {
        name: first.all("input", name=name)[0]["value"] for name in ("quantity", "part", "customer", "by")
    }
    assert see("/", **again).text == first.text


def test_the_customers_own_part_number_is_understood(shop: None, see: Callable[..., Any]) -> None:
    """Sales reads the number off the customer's order: it finds our part."""
    page = see("/", **{**ASKED, "part": "77-1"})
    assert page.all("input", name="part")[0]["value"] == "P-2041 Valve body"


def test_as_asked_no_gives_one_reason(shop: None, see: Callable[..., Any]) -> None:
    """Where the date cannot be had, one line says so and why, and other ways follow."""
    page = see("/", quantity="300", part="P-2041", by="2026-11-27")
    assert "As asked: no." in page.text
    assert page.all("input", name="option", value="1")


def test_two_ways_or_more_stand_in_a_table_too(shop: None, see: Callable[..., Any]) -> None:
    """The same ways in figures, each with its key; a single way needs none."""
    page = see("/", quantity="300", part="P-2041", by="2026-11-27")
    keys = len(page.all("input", name="option"))
    assert keys > 1
    assert "Side by side, as a table" in page.text
    assert len(page.all("th", scope="row")) == keys
    assert "Side by side" not in see("/", **ASKED).text


def test_half_a_question_says_what_is_open(shop: None, web: Client) -> None:
    """With only a part the page says what is missing, without calling it wrong."""
    html = options(web, part="P-2041")
    assert "Still open: how many and by when." in html
    assert 'class="trouble"' not in html


def test_wrong_slots_are_told_each_in_a_sentence(shop: None, see: Callable[..., Any]) -> None:
    """All that is wrong is said at once, beside its line, with the nearest known names to choose from."""
    page = see("/", quantity="0", part="P-204", by="2020-01-01", min_quantity="ten")
    fields = {line["data-field"] for line in page.all("p", **{"class": "trouble"})}
    assert fields == {"quantity", "part", "by", "min_quantity"}
    choices = [link["data-value"] for link in page.all("a", **{"class": "choice"})]
    assert any("P-2041" in str(choice) for choice in choices)
    invalid = {field["name"] for field in page.all("input", **{"aria-invalid": "true"})}
    assert invalid == fields


def test_a_choice_is_a_link_that_mends_the_question(shop: None, see: Callable[..., Any]) -> None:
    """One click on a near name asks again with it: the link keeps the other slots."""
    page = see("/", quantity="20", part="P-20411", by="2026-12-11")
    href = str(page.all("a", **{"class": "choice"})[0]["href"])
    assert see(href).all("input", name="option", value="1")


def test_a_slot_that_is_being_written_is_not_yet_wrong(shop: None, web: Client) -> None:
    """Half a word in the slot at hand is met with a hint; the same word, left behind, with its trouble."""
    while_typing = options(web, **{**ASKED, "part": "P-20", "typing": "part"})
    left_behind = options(web, **{**ASKED, "part": "P-20"})
    assert 'class="trouble"' not in while_typing
    assert 'class="trouble"' in left_behind


@pytest.mark.parametrize("quantity", ["1e12", "-5", "nan", "lots", "0", "9" * 500])
def test_an_absurd_quantity_is_answered_in_a_sentence(shop: None, web: Client, quantity: str) -> None:
    """No number makes the page fail."""
    assert 'data-field="quantity"' in options(web, **{**ASKED, "quantity": quantity})


def test_the_address_follows_the_question(shop: None, web: Client) -> None:
    """While it is typed the address becomes the link that can be shared."""
    response = web.post("/options", {"quantity": "20", "part": "P-2041 Valve body"})
    assert response["HX-Replace-Url"] == "/?quantity=20&part=P-2041+Valve+body"


@pytest.mark.parametrize(
    ("slot", "typed", "first"),
    [
        ("part", "val", "P-2041 Valve body"),
        ("part", "2041", "P-2041 Valve body"),
        ("part", "77", "P-2041 Valve body"),
        ("customer", "hydr", "Acme Hydraulics"),
        ("by", "tom", "Tue 24 Nov"),
        ("by", "friday", "Fri 27 Nov"),
        ("by", "", "Mon 23 Nov"),
    ],
)
def test_completion_knows_numbers_names_and_dates(
    shop: None, web: Client, slot: str, typed: str, first: str
) -> None:
    """The first choice is the one meant: by beginning, by a word within, by their number, by a weekday."""
    customer = "Acme Hydraulics" if typed == "77" else ""
    answer = web.get(f"/complete/{slot}", {"q": typed, "customer": customer}).json()
    assert answer["choices"][0]["value"] == first


def test_what_completion_offers_is_understood(shop: None, web: Client, see: Callable[..., Any]) -> None:
    """Every date that is offered can be asked for as it is written."""
    for choice in web.get("/complete/by", {"q": ""}).json()["choices"]:
        assert not see("/", quantity="1", part="P-2041", by=choice["value"]).all("p", **{"class": "trouble"})


def test_the_example_can_be_asked(shop: None, see: Callable[..., Any]) -> None:
    """The first page's example is a real question of this shop with real options."""
    links = [link["href"] for link in see("/").all("a") if str(link["href"]).startswith("/?quantity")]
    assert see(str(links[0])).all("input", name="option", value="1")


def test_an_order_that_is_there_is_asked_about_in_a_sentence_of_its_own(
    shop: None, see: Callable[..., Any]
) -> None:
    """Only the order is needed: its quantity and date are its own, and what it is stands below."""
    page = see("/", order="so-1")
    assert page.all("input", name="order")[0]["value"] == "SO-1"
    assert not page.all("input", name="part")
    assert page.all("input", name="option", value="1")
    assert "P-2041" in page.text


def test_a_part_never_made_is_asked_about_by_another_s_routing(shop: None, see: Callable[..., Any]) -> None:
    """The words for the customer call it an estimate; leaving the other part out is asked back."""
    page = see("/", like="P-2041", times="1.5", quantity="10", by="2026-12-18")
    assert page.all("input", name="like")[0]["value"] == "P-2041 Valve body"
    assert "As an estimate" in page.text
    assert "Still open: which part it is like" in see("/", like="", quantity="10", by="2026-12-18").text


def test_what_is_typed_into_another_sentence_keeps_its_kind(shop: None, web: Client) -> None:
    """The address that comes back with the options says which sentence it is, even with its slot still empty."""
    answer = web.post("/options", {"order": "", "quantity": "5"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Replace-Url"] == "/?quantity=5&order="
    assert "Still open: which order" in answer.content.decode()
    wrong = options(web, order="SO-99999")
    assert "There is no order" in wrong


def test_the_order_s_page_leads_to_the_question_about_it(shop: None, see: Callable[..., Any]) -> None:
    """One key from an order to asking for it sooner."""
    assert see("/order/SO-1").all("a", href="/?order=SO-1")


@pytest.mark.parametrize(("slot", "typed", "first"), [("order", "so-", "SO-"), ("like", "valve", "P-2041")])
def test_orders_and_parts_with_a_routing_complete_themselves(
    shop: None, web: Client, slot: str, typed: str, first: str
) -> None:
    """The slots of the other sentences complete like those of the first."""
    choices = web.get(f"/complete/{slot}", {"q": typed}).json()["choices"]
    assert choices[0]["value"].startswith(first)


def test_each_delivery_hangs_twenty_dots_on_the_line_of_time(shop: None, web: Client) -> None:
    """A row shows its twenty likely moments."""
    text = options(web, **ASKED)
    row = text[text.index('class="tl"') :]
    row = row[: row.index("</label>")]
    assert row.count("<circle") == 20
