"""Every page: it renders, keeps the content security policy, escapes names, and says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

PAGES = [
    "/",
    "/?quantity=20&part=P-2041&customer=Acme Hydraulics&by=2026-12-11",
    "/floor",
    "/floor?zoom=day",
    "/floor?zoom=month&order=SO-2",
    "/floor?order=SO-1&only=1&center=MILL",
    "/floor?view=table",
    "/run",
    "/?order=SO-1",
    "/?like=P-2041&quantity=3&by=2026-12-18",
    "/run?center=MILL&jobs=20",
    "/order/SO-1",
    "/order/SO-2",
    "/order/SO%2F3%20%26%20%3Cb%3E",
    "/order/SO-4",
    "/order/SO-5",
    "/search",
    "/search?q=valve",
    "/search?q=nothing at all",
    "/changes",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_without_a_line_of_inline_code_or_style(
    path: str, shop: None, see: Callable[..., Any]
) -> None:
    """A strict content security policy would break a page with inline code: no page has any."""
    page = see(path)
    assert page.inline_code == ""
    for tag, attributes in page.elements:
        assert "style" not in attributes, f"{tag} has an inline style on {path}"
        assert not [name for name in attributes if name.startswith("on")], f"{tag} has a handler on {path}"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_one_title_and_no_name_twice(
    path: str, shop: None, see: Callable[..., Any]
) -> None:
    """One question a page: one h1; and ids are unique, so that labels name what they stand for."""
    page = see(path)
    assert len(page.all("h1")) == 1
    assert len(page.all("title")) >= 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "path", ["/floor", "/floor?view=table", "/run", "/search?q=N-1", "/order/SO%2F3%20%26%20%3Cb%3E"]
)
def test_a_name_with_markup_is_shown_as_text(path: str, shop: None, web: Client) -> None:
    """A part, customer or order called like a script is written out, never run."""
    response = web.get(path, follow=True)
    assert response.status_code == 200
    html = response.content.decode()
    assert "<script>alert" not in html
    assert "SO/3 &amp; &lt;b&gt;" in html


def test_a_typed_question_is_shown_as_text(shop: None, web: Client) -> None:
    """What is typed into the slots comes back escaped, in the slot and in the sentence about it."""
    html = web.get(
        "/", {"part": '"><script>alert(1)</script>', "quantity": "<b>", "by": "'x"}
    ).content.decode()
    assert "<script>alert" not in html
    assert "<b>" not in html.split('id="troubles1"')[1].split("</div>")[0]


@pytest.mark.django_db
def test_an_empty_database_says_what_to_do(see: Callable[..., Any]) -> None:
    """Before anything is imported every page says how to begin, and does not fail."""
    for path in ("/", "/floor", "/run", "/search", "/changes", "/order/X"):
        assert "canyou import DIR" in see(path).text


def test_an_unknown_order_names_those_that_are_near(shop: None, see: Callable[..., Any]) -> None:
    """A slip in an order's name is answered with a sentence and the orders that look like it."""
    page = see("/order/SO-11", status=404)
    assert "There is no order “SO-11”" in page.text
    assert page.all("a", href="/order/SO-1")


def test_a_window_that_cannot_be_read_is_today(shop: None, see: Callable[..., Any]) -> None:
    """A broken link to the floor shows the week from today rather than an error."""
    page = see("/floor", zoom="eon", **{"from": "yesterday-ish", "page": "x", "order": "no such"})
    assert "Mon 23 Nov to Tue 1 Dec" in page.text


def test_the_age_of_the_data_stands_on_every_page(shop: None, see: Callable[..., Any]) -> None:
    """How old the plan is, or that its clock is fixed, is never left out."""
    for path in ("/", "/floor", "/run", "/search", "/changes"):
        assert "Clock fixed at Mon 23 Nov" in see(path).text
