"""Two people in two browsers: a question becomes a promise by keys alone, or waits for the other side, live."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import served
from tests.browser.test_everywhere import RULES


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo as `canyou demo` serves it, with its people."""
    home = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "CANYOU_HOME": str(home)}
    with served(["demo"], environment, home / "server.log") as address:
        yield address


@pytest.fixture
def person(demo: str, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """`person(title)`: a browser of their own, in which somebody of the demo with that title has taken a seat."""
    contexts = []

    def sits(title: str) -> Page:
        context = browser.new_context(base_url=demo, viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto("/")
        page.goto("/account/")
        page.locator(".seats").get_by_role("button", name=re.compile(title, re.IGNORECASE)).first.click()
        page.wait_for_url("**/")
        return page

    yield sits
    for context in contexts:
        context.close()


def in_days(days: int) -> str:
    """A date as one types it."""
    day = datetime.now() + timedelta(days=days)  # noqa: DTZ005 - the shop's own day, near enough
    return f"{day:%Y-%m-%d}"


def test_a_routine_question_from_an_empty_page_to_a_promise_by_keys_alone(
    person: Callable[[str], Page],
) -> None:
    """How many, which part, for whom, by when, one key: the keystrokes are what is typed and five more."""
    seller = person("inside sales")
    seller.goto("/")
    typed = ["20", "P-2041", "MERIDIAN", in_days(40)]
    strokes = 0
    for text in typed:
        seller.keyboard.type(text)
        seller.keyboard.press("Tab")
        strokes += len(text) + 1
    seller.keyboard.press("Escape")
    expect(seller.locator("#answer .opt").first).to_be_visible()
    seller.locator("#answer").click(position={"x": 5, "y": 5})
    seller.keyboard.press("p")
    strokes += 2
    seller.wait_for_url("**/desk/*")
    expect(seller.locator(".steps .on")).to_have_text("promised")
    assert strokes == sum(map(len, typed)) + len(typed) + 2


def test_what_one_side_asks_appears_on_the_other_s_open_desk_by_itself(person: Callable[[str], Page]) -> None:
    """The planner's page is not touched; the seller's question comes to it within a few seconds."""
    seller, planner = person("inside sales"), person("planner")
    planner.goto("/desk")
    seller.goto("/desk/ask")
    seller.locator("[name=what]").fill("tell me why SO-4217 left without its certificate")
    seller.locator("[name=by]").fill(in_days(1))
    seller.get_by_role("button", name="Ask", exact=True).click()
    item = planner.locator("#waiting .item", has_text="certificate")
    expect(item).to_be_visible(timeout=20_000)
    item.click()
    expect(planner.locator(".ask-s")).to_contain_text("certificate")
    planner.keyboard.press("o")
    expect(planner.locator(".steps .on")).to_have_text("promised")


@pytest.mark.parametrize("path", ["/desk", "/promises", "/desk/ask", "/more"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_of_the_desk_have_nothing_that_axe_finds(
    demo: str, browser: Browser, path: str, scheme: str, width: int
) -> None:
    """On a desktop and on a phone, light and dark."""
    context = browser.new_context(
        base_url=demo,
        viewport={"width": width, "height": 844},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto(path)
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_both_managers_settle_priorities_and_bring_the_backlog_to_dates(
    person: Callable[[str], Page],
) -> None:
    """One proposes and sees what it changes, both sign, and every line is there; then all dates stand at once."""
    sales, operations = person("sales manager"), person("operations manager")
    sales.goto("/agreement")
    sales.get_by_text("Propose a change").click()
    sales.get_by_label("Days", exact=True).fill("1")
    sales.get_by_label("Inside the fence").first.fill("250")
    sales.get_by_label("Why").fill("settled at the summit")
    sales.get_by_role("button", name="Propose it").click()
    sales.get_by_role("button", name="Sign it for sales").click(timeout=30_000)
    operations.goto("/agreement")
    expect(operations.get_by_text("has signed for sales")).to_be_visible()
    operations.get_by_role("button", name="Sign it for operations").click(timeout=30_000)
    expect(operations.get_by_text("Version 1 holds since")).to_be_visible()
    operations.goto("/agreement#fees")
    expect(operations.locator("#fees")).to_contain_text("$ 250 where it begins inside the fence")
    operations.goto("/dates")
    found = operations.locator(".lead b").first.inner_text()
    operations.get_by_role("button", name="Stand by all").click()
    expect(operations.locator(".lead")).to_contain_text("That was the last of them", timeout=30_000)
    operations.goto("/promises")
    stand = re.search(r"(\d+) open", operations.locator(".pside").first.inner_text())
    assert stand is not None
    assert int(stand[1]) >= int(found.split()[0])  # beside what was promised here
    for path in ("/agreement", "/dates", "/figures", "/promises"):
        operations.goto(path)
        axe = Axe().run(operations, options={"runOnly": {"type": "tag", "values": RULES}})
        assert axe.violations_count == 0, axe.generate_report()
