"""The floor: what is drawn within the window, what is late, and how much is drawn when there is too much."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from canyou.faces.web.read import floor as read
from canyou.faces.web.read.index import index_of
from canyou.faces.web.read.window import window
from canyou.faces.web.when import DAY
from canyou.plan.planner import make_plan
from canyou.shop.synthetic import synthetic_shop


def test_the_lead_names_what_is_late_and_why(shop: None, see: Callable[..., Any]) -> None:
    """The one promise that breaks is named with by how much, before any chart."""
    text = see("/floor").text
    assert "One order ends past its promise" in text
    assert "SO-2" in text


def test_late_is_told_by_shape(shop: None, web: Client) -> None:
    """A late order's bars carry a hatch, not only a colour."""
    html = web.get("/floor").content.decode()
    late = re.findall(r'<g class="bar late" data-o="([^"]+)".*?</g>', html)
    assert late
    assert set(late) == {"SO-2"}
    assert "url(#hatch)" in html


def test_the_running_step_is_underlined_and_down_machines_say_why(shop: None, web: Client) -> None:
    """What runs now is marked up to now, and a machine that is down is drawn with its reason."""
    html = web.get("/floor?zoom=day").content.decode()
    assert "down: blade &amp; &lt;guide&gt;" in html
    assert 'height="2" class="f-ink3"' in html.split('class="gb"')[1]


def test_outside_steps_have_a_row_of_their_own(shop: None, see: Callable[..., Any]) -> None:
    """Work at a supplier is seen although it takes no machine of ours."""
    page = see("/floor", zoom="month")
    assert page.all("span", title="Clearfield")


def test_only_its_rows(shop: None, see: Callable[..., Any]) -> None:
    """An order can be followed alone: the rows that it passes, nothing else."""
    page = see("/floor", order="SO-2", only="1")
    assert page.all("span", title="5-axis mill")
    assert not page.all("span", title="Band saws")


def test_the_table_holds_what_the_chart_shows(shop: None, see: Callable[..., Any]) -> None:
    """For those who cannot see the chart: the same steps as rows, with links to their orders."""
    page = see("/floor", view="table", zoom="month")
    links = {link["href"] for link in page.all("a")}
    assert {"/order/SO-1", "/order/SO-2"} <= links
    assert "5-axis mill" in page.text


def test_links_go_on_from_where_one_is(shop: None, see: Callable[..., Any]) -> None:
    """Later, zoomed and back keep the chosen work center."""
    page = see("/floor", center="MILL", zoom="day")
    on = page.all("a", **{"data-key": "ArrowRight"})[0]["href"]
    assert on == "/floor?zoom=day&center=MILL&from=2026-11-24"
    assert page.all("a", **{"data-key": "-"})[0]["href"] == "/floor?center=MILL"


def test_five_thousand_steps_in_a_window_become_how_full_the_lanes_are() -> None:
    """A crowded month is drawn as one stretch a day and lane, and no lane draws more bars than it may."""
    shop = synthetic_shop(orders=600, centers=6, load=1.2, seed=2)
    plan = make_plan(shop)
    index = index_of(plan, shop)
    seen = window("month", "", plan.now_at, _zone(shop))
    rows = read.rows(plan, index, seen)
    lanes = [lane for row in rows if not row.is_outside for lane in row.lanes]
    assert any(lane.dense for lane in lanes)
    assert all(len(lane.bars) <= read.BARS_PER_LANE for lane in lanes)
    assert all(len(lane.dense) <= 36 for lane in lanes)
    assert all(0 < part.share <= 1 or part.share == 0 for lane in lanes for part in lane.dense)


def test_only_the_window_is_drawn() -> None:
    """Nothing that ends before the window or begins after it is drawn, and nothing within it is left out."""
    shop = synthetic_shop(orders=40, centers=5, seed=4)
    plan = make_plan(shop)
    index = index_of(plan, shop)
    first = plan.now_at + 5 * DAY
    seen = window("week", _date(first), plan.now_at, _zone(shop))
    drawn = {
        (row.key, lane.machine, bar.order, bar.start)
        for row in read.rows(plan, index, seen)
        if not row.is_outside
        for lane in row.lanes
        for bar in lane.bars
    }
    wanted = {
        (operation.work_center, operation.machine, operation.order, operation.start_at)
        for operation in plan.operations
        if operation.work_center and operation.start_at <= seen.end and operation.end_at > seen.start
    }
    assert {entry[:3] for entry in drawn} == {entry[:3] for entry in wanted}
    assert drawn >= wanted


def test_pieces_of_a_bar_lie_in_open_time() -> None:
    """A step is drawn where it is worked on: cut at closed hours, and never beyond its start and end."""
    shop = synthetic_shop(orders=60, centers=5, seed=6)
    plan = make_plan(shop)
    seen = window("week", "", plan.now_at, _zone(shop))
    for row in read.rows(plan, index_of(plan, shop), seen):
        for lane in row.lanes:
            for bar in lane.bars:
                for a, b in bar.pieces:
                    assert a < b or a == b == bar.start
                    for c, d in row.closed:
                        assert b <= c or a >= d or len(bar.pieces) == 1


def _zone(shop: Any) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(shop.timezone)


def _date(instant: int) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(instant, UTC).date().isoformat()


@pytest.mark.usefixtures("shop")
def test_the_ways_to_answer_a_question_stand_on_the_floor_as_outlines(see: Callable[..., Any]) -> None:
    page = see("/floor", ask="1", part="P-2042", quantity="10", by="2026-12-04")
    assert "where it would stand" in page.text
    ghosts = [a for a in page.all("g") if "ghost" in str(a.get("class"))]
    assert {a["data-o"] for a in ghosts} == {"ASK"}
    assert any("o1" in str(a["class"]).split() for a in ghosts)


@pytest.mark.usefixtures("shop")
def test_a_question_that_cannot_be_asked_leaves_the_floor_as_it_is(see: Callable[..., Any]) -> None:
    page = see("/floor", ask="1", part="NONE", quantity="10", by="2026-12-04", option="7")
    assert not [a for a in page.all("g") if "ghost" in str(a.get("class"))]
