"""The floor in a browser: pick an order, page and zoom by keys, table."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_a_click_on_a_bar_picks_its_order_everywhere(page: Page) -> None:
    """All its bars turn blue at once, it is named above the chart, and the address names it too."""
    page.goto("/floor")
    bar = page.locator(".bar", has=page.locator("text")).first
    order = bar.get_attribute("data-o")
    bar.locator("rect").first.click(force=True)
    expect(page.locator("#picked-order")).to_have_text(str(order))
    drawn = page.locator(f'.bar[data-o="{order}"]').count()
    expect(page.locator(f'.bar.sel[data-o="{order}"]')).to_have_count(drawn)
    expect(page).to_have_url(re.compile(f"order={order}"))


def test_arrows_page_and_plus_and_minus_zoom(page: Page) -> None:
    """The window moves and widens by keys, and keeps the order that is picked."""
    page.goto("/floor?order=SO-4303")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("from=2026-11-30"))
    page.keyboard.press("-")
    expect(page).to_have_url(re.compile("zoom=month"))
    page.keyboard.press("+")
    expect(page).not_to_have_url(re.compile("zoom="))
    page.keyboard.press("0")
    expect(page).not_to_have_url(re.compile("from="))
    expect(page).to_have_url(re.compile("order=SO-4303"))


def test_an_order_picked_by_a_click_stays_picked_when_paging(page: Page) -> None:
    """The links of the page know what was picked since it came."""
    page.goto("/floor")
    bar = page.locator(".bar", has=page.locator("text")).first
    order = bar.get_attribute("data-o")
    bar.locator("rect").first.click(force=True)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(f"order={order}"))


def test_t_shows_the_table_and_back(page: Page) -> None:
    """The same window as a table, by one key."""
    page.goto("/floor")
    page.keyboard.press("t")
    expect(page.locator("table.ledger")).to_be_visible()
    page.keyboard.press("t")
    expect(page.locator(".gb")).to_be_visible()


def test_labels_stand_beside_their_lanes(page: Page) -> None:
    """The names at the left and the lanes of the drawing are two things: they end at the same height."""
    page.goto("/floor")
    names = page.locator(".gl").bounding_box()
    last = page.locator(".gl li").last.bounding_box()
    chart = page.locator(".gb").bounding_box()
    assert names
    assert last
    assert chart
    assert abs(last["y"] + last["height"] - chart["y"] - chart["height"]) < 1.5


def test_a_bar_dragged_on_the_copy_of_the_plan_says_what_that_changes(page: Page) -> None:
    """The step is put down a few rows of hours further right, and the page says who is later for it."""
    page.goto("/try")
    bar = page.locator(".bar[data-step]", has=page.locator("text")).nth(6)
    box = bar.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4, box["y"] + 7)
    page.mouse.down()
    page.mouse.move(box["x"] + 90, box["y"] + 7, steps=5)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"e=%5B%22move"))
    expect(page.locator("#lead")).to_contain_text("elsewhere")
    expect(page.locator(".edits li")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.locator(".edits")).to_have_count(0)


def test_the_option_under_the_cursor_is_drawn_and_the_one_picked_comes_back(page: Page) -> None:
    """Each way's own outlines are seen while it is pointed at."""
    page.goto("/floor?ask=1&part=P-2041&quantity=100&by=2026-12-04")
    ways = page.locator("#ways label")
    expect(page.locator(".ghost.o1").first).to_be_visible()
    if ways.count() > 1:
        ways.nth(1).hover()
        expect(page.locator(".ghost.o1").first).to_be_hidden()
        page.mouse.move(700, 5)
    expect(page.locator(".ghost.o1").first).to_be_visible()
