"""What holds on every page: accessible, no sideways scroll on a phone, light and dark, keys, print."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import QUESTION

ORDER = "/order/SO-4303"
PAGES = [
    "/",
    QUESTION,
    "/?quantity=0&part=P-204&by=last+week",
    "/floor",
    "/floor?zoom=month&order=SO-4303",
    "/floor?view=table&center=TURN",
    "/try?e=%5B%22drop%22%2C%22SO-4303%22%5D",
    "/run?center=TURN",
    "/run/hand",
    "/?order=SO-4303",
    "/?like=",
    ORDER,
    "/order/none",
    "/search?q=valve",
    "/changes",
    "/fragile",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("kind", ["light", "dark", "phone"])
def test_no_page_breaks_a_rule_of_accessibility(
    browser: Browser, base_url: str, path: str, kind: str
) -> None:
    """axe finds nothing against WCAG 2.2 AA or good practice, in light, in dark, and on a phone."""
    size = {"width": 390, "height": 844} if kind == "phone" else {"width": 1440, "height": 900}
    context = browser.new_context(
        base_url=base_url,
        viewport=size,  # type: ignore[arg-type]
        color_scheme="dark" if kind == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(path)
    # The chart is one image to those who hear it, and axe cannot judge the text inside a drawing.
    found: Any = Axe().run(page, context={"exclude": [[".gb g"]]}, options={"runOnly": RULES}).response
    said = [
        f"{rule['id']}: {rule['help']}: {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
    assert not said, "\n".join(said)
    context.close()


def test_an_open_list_of_choices_and_the_keys_are_accessible(page: Page) -> None:
    """What opens on a page is held to the same rules."""
    page.goto("/")
    page.locator("#part").press_sequentially("valve", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    assert not Axe().run(page, options={"runOnly": RULES}).response["violations"]
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert not Axe().run(page, options={"runOnly": RULES}).response["violations"]


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_never_scrolls_sideways(phone: Page, path: str) -> None:
    """At 390 pixels the page is as wide as the screen; only marked regions scroll inside."""
    phone.goto(path)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", [QUESTION, "/floor", "/run", ORDER, "/search?q=valve", "/changes"])
def test_what_a_thumb_meets_is_large_enough(phone: Page, path: str) -> None:
    """Buttons, fields and the bar's links are at least 44 pixels high on a phone."""
    phone.goto(path)
    small = phone.evaluate(
        """() => [...document.querySelectorAll('.btn, .in, .nav a, .choice')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


def test_slash_goes_to_the_search_on_each_page(page: Page) -> None:
    """Half of all calls are "where is it?": one key from anywhere."""
    for path in (QUESTION, "/floor", "/run", ORDER, "/changes"):
        page.goto(path)
        page.keyboard.press("/")
        expect(page.locator("#find")).to_be_focused()
        expect(page.locator("#find")).to_have_value("")


def test_a_search_for_one_order_opens_it(page: Page) -> None:
    """The order's number and Enter, and its sentence is there to be read out."""
    page.goto("/floor")
    page.keyboard.press("/")
    page.keyboard.type("SO-4303")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/order/SO-4303$"))
    expect(page.locator(".said")).not_to_be_empty()


def test_single_keys_can_be_turned_off(page: Page) -> None:
    """Those who speak to their computer turn single keys off, and they stay off (WCAG 2.1.4)."""
    page.goto("/floor")
    page.keyboard.press("?")
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.reload()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/floor$"))


def test_dark_is_remembered(page: Page) -> None:
    """The theme chosen holds on the next page, before anything is painted."""
    page.goto("/")
    page.get_by_role("button", name="Switch to dark colours").first.click()
    page.goto("/floor")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(19, 21, 23)"


def test_a_phone_can_choose_dark_and_sees_how_old_the_data_is(phone: Page) -> None:
    """What the strip at the foot of a desk's screen says ends the page on a phone."""
    phone.goto("/run?center=TURN")
    expect(phone.locator(".status")).to_contain_text("data")
    phone.locator(".status").get_by_role("button", name="Switch to dark colours").click()
    assert phone.evaluate("document.documentElement.dataset.theme") == "dark"


def test_what_runs_next_prints_a_sheet_a_machine(page: Page) -> None:
    """On paper each machine begins a new sheet, and nothing of the screen around it is printed."""
    page.goto("/run?center=TURN")
    page.emulate_media(media="print")
    assert page.locator(".sheet1").count() >= 2
    breaks = page.evaluate(
        "[...document.querySelectorAll('.sheet1')].map(e => getComputedStyle(e).breakAfter)"
    )
    assert set(breaks[:-1]) == {"page"}
    for part in (".top", ".status", ".btns"):
        expect(page.locator(part).first).to_be_hidden()
