"""What runs next, where an order is, and how it is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client


def test_the_list_says_what_runs_and_why(shop: None, see: Callable[..., Any]) -> None:
    """A machine's sheet has the running job first and the date that puts each job where it stands."""
    page = see("/run", center="MILL")
    assert "running" in page.text
    assert "Promised Fri 20 Nov:" in page.text
    assert "late" in page.text
    assert "Band saws 1" not in page.text


def test_a_set_up_that_is_done_is_not_asked_for_again(shop: None, see: Callable[..., Any]) -> None:
    """The running job is set up; the next one's set-up is said in minutes."""
    text = see("/run", center="MILL").text
    assert "set up" in text
    assert "5 min" in text


def test_a_job_says_where_its_pieces_are(shop: None, see: Callable[..., Any]) -> None:
    """What still stands at another machine is told with where it comes from and when."""
    assert "from Band saw 1" in see("/run", center="MILL").text


def test_a_machine_that_is_down_says_so(shop: None, see: Callable[..., Any]) -> None:
    """Its sheet is headed by until when and why, even with nothing planned on it."""
    assert "Down until Tue 24 Nov 10:00: blade & <guide>" in see("/run", center="SAW").text


def test_an_order_is_told_in_a_sentence_with_its_steps(shop: None, see: Callable[..., Any]) -> None:
    """The sentence to read out, the steps with their places, what it waits for, and the way to the floor."""
    page = see("/order/SO-1")
    said = page.all("span", **{"data-words": None})
    assert said
    assert "drawing" in page.text
    assert "Ann" in page.text
    assert "Clearfield" in page.text
    assert [link for link in page.all("a") if str(link["href"]).startswith("/floor?order=SO-1")]


def test_a_late_order_says_how_late_and_why(shop: None, see: Callable[..., Any]) -> None:
    """Late stands in words, with at least one cause."""
    text = see("/order/SO-2").text
    assert "Why it is" in text
    assert "late" in text


def test_the_first_promise_is_kept_in_sight(
    shop: None,
    take_in: Callable[..., None],
    tables: dict[str, list[dict[str, str]]],
    see: Callable[..., Any],
) -> None:
    """Where the source has overwritten a promise, the first one is still shown beside the one that counts."""
    tables["orders"][0]["promised"] = "2026-12-09"
    take_in(tables)
    text = see("/order/SO-1").text
    assert " promised Wed 9 Dec" in text
    assert "first promised Wed 2 Dec" in text


def test_past_and_held_orders_have_a_page(shop: None, see: Callable[..., Any]) -> None:
    """What is shipped says when, what is held says why."""
    assert "shipped" in see("/order/SO-4").text
    assert "credit" in see("/order/SO-5").text


def test_one_hit_is_gone_to_at_once(shop: None, web: Client) -> None:
    """A PO that names one order leads straight to it."""
    response = web.get("/search", {"q": "4711"})
    assert response.status_code == 302
    assert response["Location"] == "/order/SO-1"


def test_an_order_with_a_slash_is_found_and_opened(shop: None, web: Client) -> None:
    """Names with characters that mean something in addresses lead to their page."""
    response = web.get("/search", {"q": "N-1"}, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain == [("/order/SO%2F3%20%26%20%3Cb%3E", 302)]


def test_several_hits_are_listed_with_their_sentences(shop: None, see: Callable[..., Any]) -> None:
    """A part that several orders have: each with its sentence and its link."""
    page = see("/search", q="P-2041")
    links = {link["href"] for link in page.all("a")}
    assert {"/order/SO-1", "/order/SO-4"} <= links


def test_a_guess_is_shown_as_a_guess_and_not_opened(shop: None, see: Callable[..., Any]) -> None:
    """A mistyped order never leads straight to another one: it would be read out to the wrong customer."""
    page = see("/search", q="SX-1")
    assert "Nothing fits “SX-1”. The nearest that there is:" in page.text
    assert "Where is SO-1?" not in page.text


def test_nothing_found_says_what_else_to_try(shop: None, see: Callable[..., Any]) -> None:
    """No hit is a sentence, not an empty page."""
    assert "Nothing fits “zzzz”" in see("/search", q="zzzz").text
