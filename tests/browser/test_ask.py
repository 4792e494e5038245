"""The question in a browser: options while it is typed, keys, completion, and the words for the customer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.conftest import QUESTION


def test_typing_a_question_shows_options_without_a_reload(page: Page) -> None:
    """The answer is there before the sentence is finished, and the address can be shared."""
    page.goto("/")
    page.evaluate("window.stayed = true")
    page.fill("#quantity", "100")
    expect(page.locator(".hint")).to_contain_text("Still open: which part and by when.")
    page.fill("#part", "P-2041")
    page.fill("#by", "30 nov")
    expect(page.locator(".opt").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"quantity=100&part=P-2041&by=30\+nov"))
    assert page.evaluate("window.stayed")


def test_the_sentence_composes_itself_once_a_slot_is_left(page: Page) -> None:
    """What was typed short is written out as it was understood, in the slots left behind."""
    page.goto("/")
    page.fill("#quantity", "100")
    page.fill("#part", "P-2041")
    page.fill("#by", "30 nov")
    page.locator("#latest").focus()
    expect(page.locator("#part")).to_have_value("P-2041 Valve body")
    expect(page.locator("#by")).to_have_value("Mon 30 Nov")


def test_the_summary_is_spoken(page: Page) -> None:
    """Those who hear the page are told in one line what came."""
    page.goto("/")
    page.fill("#quantity", "100")
    page.fill("#part", "P-2041")
    page.fill("#by", "30 nov")
    expect(page.locator("#said")).to_contain_text("As asked:")


def test_keys_pick_options(page: Page) -> None:
    """A digit picks the option of that number and opens its words; no mouse is needed."""
    page.goto(QUESTION)
    count = page.locator(".opt").count()
    assert count >= 2, "the demo's question should have several ways"
    page.keyboard.press("2")
    expect(page.locator("#option2")).to_be_checked()
    expect(page.locator(".opt:has(#option2) .words")).to_be_visible()
    expect(page.locator(".opt:has(#option1) .words")).to_be_hidden()


def test_w_copies_the_words_for_the_customer(page: Page, context: BrowserContext) -> None:
    """One key, and the sentence of the picked option is on the clipboard, without quotation marks."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(QUESTION)
    page.keyboard.press("w")
    expect(page.locator("#said")).to_have_text("The words are copied.")
    words = page.locator(".opt:has(:checked) [data-words]").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == words
    assert words


def test_one_click_copies_the_words(page: Page, context: BrowserContext) -> None:
    """The button does what the key does."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(QUESTION)
    page.get_by_role("button", name="Copy the words").first.click()
    expect(page.locator("#said")).to_have_text("The words are copied.")


def test_completion_by_keyboard(page: Page) -> None:
    """Type a few letters, go down, take it with Enter: the slot is filled and the next one has the cursor."""
    page.goto("/")
    part = page.locator("#part")
    part.click()
    part.press_sequentially("valve b", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_have_text(re.compile(r"^P-\d+ Valve body"))
    expect(part).to_have_attribute("aria-expanded", "true")
    part.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert part.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    meant = options.first.get_attribute("data-value") or ""
    part.press("Enter")
    expect(part).to_have_value(meant)
    expect(part).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#customer")).to_be_focused()


def test_escape_closes_the_choices_and_keeps_what_was_typed(page: Page) -> None:
    """The first Escape closes the list, the second leaves the field, so that keys work again."""
    page.goto("/")
    customer = page.locator("#customer")
    customer.click()
    customer.press_sequentially("har", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    customer.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    expect(customer).to_have_value("har")
    customer.press("Escape")
    expect(customer).not_to_be_focused()


def test_a_slip_is_met_with_near_names_and_one_click_mends_it(page: Page) -> None:
    """An unknown part is said beside the sentence once the slot is left; a near name is taken by a click."""
    page.goto("/?quantity=100&by=2026-11-30")
    page.fill("#part", "P-20411")
    page.locator("#customer").focus()
    trouble = page.locator(".trouble")
    expect(trouble).to_contain_text("P-20411")
    expect(page.locator("#part")).to_have_attribute("aria-describedby", "trouble-part")
    trouble.locator(".choice").first.click()
    expect(page.locator(".opt").first).to_be_visible()
    expect(page.locator(".trouble")).to_have_count(0)


def test_n_begins_a_new_question(page: Page) -> None:
    """All slots are empty again and the cursor is in the first."""
    page.goto(QUESTION)
    page.keyboard.press("n")
    expect(page.locator("#quantity")).to_be_focused()
    expect(page.locator("#part")).to_have_value("")
    expect(page.locator(".opt")).to_have_count(0)


def test_letters_typed_into_a_slot_are_no_keys(page: Page) -> None:
    """Writing a name with n, w and digits in it neither clears nor copies anything."""
    page.goto(QUESTION)
    page.locator("#customer").fill("")
    page.locator("#customer").press_sequentially("nw2/?")
    expect(page.locator("#customer")).to_have_value("nw2/?")
    expect(page.locator("#quantity")).to_have_value("60")
    expect(page.locator("#keys")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_a_shared_link_shows_the_same_with_and_without_scripts(
    page: Page, browser: object, base_url: str, script: bool
) -> None:
    """The options of a link do not hang on scripts."""
    context = browser.new_context(base_url=base_url, java_script_enabled=script)  # type: ignore[attr-defined]
    other = context.new_page()
    other.goto(QUESTION)
    assert other.locator(".opt").count() >= 2
    if not script:
        assert other.get_by_role("button", name="See the options").is_visible()
    context.close()
