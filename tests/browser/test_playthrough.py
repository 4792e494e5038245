"""Two people in two browsers play a day through: rushes that others pay for, a promise by phone, a machine down, and
a backlog brought to dates one believes. Each has a machine of its own in the shop, so that their order is nobody's
business."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect
from tests.browser.backlog_shop import LATE, PROMISED, write_backlog
from tests.browser.conftest import served
from tests.browser.test_everywhere import RULES

SOON = 25_000
"""Milliseconds: what comes by itself has come by then (the clock's round of ten seconds, the list's of five)."""
KEY_SECONDS = float(os.environ.get("CANYOU_KEY_SECONDS", "0"))
"""How long a key takes whoever types; see docs/benchmarks.md."""
MARK = "from canyou import site; site.setup(); from canyou.desk.demo import mark_as_demo; mark_as_demo()"


@pytest.fixture(scope="module")
def backlog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The shop of the first day, imported and served; anybody of its people can be taken for a seat."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("backlog")
    write_backlog(folder)
    environment = {**os.environ, "CANYOU_HOME": str(home)}
    environment.pop("CANYOU_DATABASE_URL", None)
    program = [sys.executable, "-m", "canyou.faces.cli.app"]
    subprocess.run([*program, "import", str(folder)], env=environment, check=True, capture_output=True)
    subprocess.run([sys.executable, "-c", MARK], env=environment, check=True, capture_output=True)
    with served(["serve"], environment, home / "server.log") as address:
        yield address


@pytest.fixture
def person(backlog: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`person(name)`: a browser of their own in which that person sits; `phone=True`: in their hand."""
    contexts = []

    def sits(name: str, phone: bool = False) -> Page:
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = browser.new_context(
            base_url=backlog,
            viewport=size,  # type: ignore[arg-type]
            is_mobile=phone,
            has_touch=phone,
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/account/")
        page.locator(".seats").get_by_role("button", name=re.compile(name)).click()
        page.wait_for_url("**/")
        return page

    yield sits
    for context in contexts:
        context.close()


class Typist:
    """Somebody at the keys, whose strokes are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.strokes, self.began, self.waited = page, 0, time.perf_counter(), 0.0

    def types(self, text: str) -> Typist:
        """A text, letter by letter."""
        self.page.keyboard.type(text, delay=KEY_SECONDS * 1000)
        self.strokes += len(text)
        return self

    def presses(self, *keys: str) -> Typist:
        """Keys, one after the other."""
        for key in keys:
            self.page.wait_for_timeout(KEY_SECONDS * 1000)  # reached for; what it does begins when it is down
            self.page.keyboard.press(key)
            self.strokes += 1
        return self

    def asks(self, quantity: str, part: str, customer: str, by: str) -> Typist:
        """The four slots of a question, from an empty page to its options."""
        self.page.goto("/")
        expect(self.page.locator("#quantity")).to_be_focused()
        self.strokes, self.began, self.waited = 0, time.perf_counter(), 0.0
        self.types(quantity).presses("Tab").types(part).presses("Tab").types(customer).presses("Tab")
        self.types(by).presses("Enter")
        return self.waits(lambda: expect(self.page.locator("#answer .opt").first).to_be_visible())

    def waits(self, until: Callable[[], object]) -> Typist:
        """Hands off the keys until the program shows what is awaited; these seconds are the program's own."""
        began = time.perf_counter()
        until()
        self.waited += time.perf_counter() - began
        return self

    def tells(self, record_property: Callable[[str, object], None]) -> None:
        """What it took: see docs/benchmarks.md."""
        for name, value in (("keystrokes", self.strokes), ("seconds", self.seconds), ("waited", self.waited)):
            record_property(name, value)
        print(
            f"\n{self.strokes} keystrokes of {KEY_SECONDS} s; {self.seconds:.1f} s in all, "
            f"{self.waited:.2f} s of them waiting for the program"
        )

    @property
    def seconds(self) -> float:
        """Since the question began."""
        return time.perf_counter() - self.began


def moving_way(page: Page, order: str) -> str:
    """The key of the way in which an order makes room."""
    way = page.locator("#answer .opt", has=page.locator(".pays", has_text=order))
    return way.locator(".key").first.inner_text()


def accessible(page: Page) -> None:
    """Nothing that axe finds, and no sideways scrolling."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def standing(page: Page) -> Locator:
    """Where the talk about the open question stands."""
    return page.locator(".steps .on")


def test_a_routine_question_from_an_empty_page_to_a_promise_by_keys_alone(
    person: Callable[..., Page], record_property: Callable[[str, object], None]
) -> None:
    """What is typed, and five keys more: three tabs, Enter, and the one that promises."""
    seller = Typist(person("Nora"))
    typed = ["20", "P-FREE", "BOLT", "4 dec"]
    seller.asks(*typed).presses("p")
    seller.waits(lambda: expect(standing(seller.page)).to_have_text("promised"))
    assert seller.strokes == sum(map(len, typed)) + 5
    seller.tells(record_property)


def rush(seller: Page, part: str, order: str) -> None:
    """Nora asks for what only Priya's order can make room for, and says why."""
    nora = Typist(seller).asks("220", part, "BOLT", "25 nov")
    nora.presses(moving_way(seller, order), "p")
    expect(seller.locator("#issue")).to_be_focused()
    expect(seller.locator("[role=status]", has_text="what is the issue")).to_be_visible()
    nora.types("Line down").presses("Tab")
    seller.locator("#expectation").focus()
    nora.types("220 on Wednesday").presses("Enter")
    expect(seller.locator(".saidback", has_text="Waits for Priya Raman")).to_be_visible()
    assert order in seller.locator(".opt:has(:checked) .moves").inner_text()


def test_a_rush_that_moves_an_order_whose_owner_says_yes(person: Callable[..., Page]) -> None:
    """She is asked first and says yes by one key; the planner promises by one; she is thanked; all of it live."""
    seller, planner, owner = person("Nora"), person("Ines"), person("Priya")
    owner.goto("/desk")
    planner.goto("/desk")
    rush(seller, "P-YES", "SO-YES")
    owner.locator("#waiting .item", has_text="Can you let SO-YES slip").click(timeout=SOON)
    expect(owner.locator(".ask-s")).to_contain_text("Can you let SO-YES slip three days?")
    accessible(owner)
    planner.locator("#waiting .item", has_text="P-YES").click(timeout=SOON)
    expect(planner.locator(".saidback", has_text="Waits for Priya Raman")).to_be_visible()
    owner.keyboard.press("o")
    expect(owner.locator(".saidback", has_text="Priya Raman said yes")).to_be_visible()
    expect(planner.locator(".clock")).to_contain_text("your move", timeout=SOON)
    planner.keyboard.press("o")
    expect(standing(planner)).to_have_text("promised")
    expect(standing(seller)).to_have_text("promised", timeout=SOON)
    thanks = owner.locator("#waiting .item", has_text="Thank you: SO-YES makes room for CY-")
    expect(thanks).to_be_visible(timeout=SOON)


def test_a_rush_that_moves_an_order_whose_owner_says_no(person: Callable[..., Page]) -> None:
    """On her phone; a no wants its reason. The way is closed to the planner, and open to a manager who says why."""
    seller, owner = person("Nora"), person("Priya", phone=True)
    rush(seller, "P-NO", "SO-NO")
    owner.goto("/desk")
    expect(owner.locator(".ask-s")).to_contain_text("Can you let SO-NO slip")
    accessible(owner)
    owner.get_by_role("button", name="No", exact=True).click()
    expect(owner.locator("#note")).to_be_focused()
    expect(owner.locator("#note-why")).to_have_text("A no has its reason.")
    owner.locator("#note").fill("Their audit is on Thursday")
    owner.get_by_role("button", name="No", exact=True).click()
    expect(owner.locator(".saidback", has_text="Priya Raman said no")).to_be_visible()
    told = seller.locator("#waiting .item", has_text="Their audit is on Thursday")
    expect(told).to_be_visible(timeout=SOON)
    planner = person("Ines")
    planner.goto(seller.url.partition("?")[0])
    planner.keyboard.press("o")
    expect(planner.locator("[role=alert]")).to_contain_text("Priya Raman does not let SO-NO make room")
    expect(planner.get_by_role("button", name="over Priya Raman")).to_have_count(0)
    manager = person("Abel")
    manager.goto(seller.url.partition("?")[0])
    manager.locator("#note").fill("Their line stands still")
    manager.get_by_role("button", name="Promise it over Priya Raman").click()
    expect(standing(manager)).to_have_text("promised")
    owner.goto("/desk")
    expect(owner.locator("#waiting .item", has_text="decided over you about SO-NO")).to_be_visible()


def test_a_promise_given_by_phone_is_noted_by_one_key(
    person: Callable[..., Page], record_property: Callable[[str, object], None]
) -> None:
    """The question as it is typed while one speaks, and one key: noted, checked against the plan, nobody scolded."""
    nora = Typist(person("Nora"))
    nora.asks("10", "P-PHONE", "ACME", "27 nov").presses("a")
    row = nora.page.locator(".prow", has=nora.page.locator("details[open]"))
    nora.waits(lambda: expect(row).to_contain_text("10 P-PHONE")).tells(record_property)
    expect(row).to_contain_text("Noted.")
    assert nora.strokes <= 30


def promise_by_phone(page: Page, count: int, part: str, by: str) -> None:
    """So many promises, noted as the page notes them."""
    page.evaluate(
        """async ({count, part, by}) => {
            const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
            const fields = {csrfmiddlewaretoken: token, do: "phone", quantity: "10", part, by, customer: "BOLT"};
            for (let n = 0; n < count; n++) {
                const answer = await fetch("/questions", {method: "POST", body: new URLSearchParams(fields)});
                if (!answer.url.includes("noted=")) throw new Error(answer.url);
            }
        }""",
        {"count": count, "part": part, "by": by},
    )


def test_a_machine_down_that_puts_five_promises_at_risk_is_told_once(person: Callable[..., Page]) -> None:
    """Two taps on a phone; one line on the open desks of both sides, with the list and words for each customer."""
    seller, planner, supervisor = person("Nora"), person("Ines"), person("Walt", phone=True)
    seller.goto("/account/")
    promise_by_phone(seller, 5, "P-DOWN", "2026-11-24")
    seller.goto("/desk")
    planner.goto("/desk")
    supervisor.goto("/report")
    supervisor.get_by_role("link", name=re.compile("Bench down")).click()
    supervisor.get_by_role("button", name="in two days").click()
    expect(supervisor.locator(".lead[role=status]")).to_have_text(
        "Noted: it is down. The plan goes round it."
    )
    for who in (seller, planner):
        told = who.locator("#waiting .item", has_text="Bench down")
        expect(told).to_have_count(1, timeout=SOON)
        expect(told).to_contain_text("five promises at risk")
        told.click()
        expect(who.locator(".lead")).to_contain_text("5 promises will break if nothing is done")
        expect(who.locator(".atrisk > li")).to_have_count(5)
        expect(who.locator(".atrisk .words")).to_have_count(5)
        for words in who.locator(".atrisk .words").all_inner_texts():
            assert "Bench" not in words
    accessible(seller)
    seller.set_viewport_size({"width": 390, "height": 844})
    accessible(seller)
    seller.goto("/desk")
    assert seller.locator("#waiting .item", has_text="at risk").count() == 1


def test_a_backlog_of_380_promises_118_of_them_late_is_brought_to_dates_one_believes(
    person: Callable[..., Page],
) -> None:
    """From the page of promises by two clicks: all of them stand, none is late, and the page is not red."""
    planner, seller = person("Ines"), person("Nora")
    planner.goto("/promises")
    planner.get_by_role("link", name="bring the backlog to dates you believe").click()
    lead = planner.locator(".lead")
    expect(lead).to_contain_text(f"{PROMISED} promised dates came with the import")
    expect(planner.locator(".cap").first).to_contain_text(f"{LATE} are late as planned")
    planner.get_by_role("button", name=f"Stand by all {PROMISED} as proposed").click()
    expect(lead).to_contain_text(f"{PROMISED} dates now stand", timeout=30_000)
    expect(lead).to_contain_text("That was the last of them")
    seller.goto("/promises")
    expect(seller.locator(".lead")).not_to_contain_text("imported date")
    stand = re.search(r"(\d+) open", seller.locator(".pside").first.inner_text())
    assert stand is not None
    assert int(stand[1]) >= PROMISED
    late = seller.locator(".prow", has=seller.locator(".is-late")).all_inner_texts()
    assert all("P-DOWN" in row for row in late)  # of the machine that is down elsewhere in this play
