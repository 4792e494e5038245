"""Reports in two taps change the plan at once; the morning's page says what stands at risk and what was said."""

from __future__ import annotations

import re

import pytest
from tests.faces.web.test_desk import ROUTINE, chosen, signed_in

from canyou.floor.current import current


@pytest.mark.usefixtures("shop")
def test_a_machine_reported_down_stops_the_plan_there_and_works_again_on_a_tap() -> None:
    supervisor = signed_in("operations", "supervisor")
    assert "SO-2 runs" in supervisor.get("/report").content.decode()
    down = {"machine": "MILL/1", "what": "down", "until": "2026-11-26 06:00", "reason": "spindle"}
    assert supervisor.post("/report", down).status_code == 302
    rows = [d for d in current().shop.downtime if d.work_center == "MILL"]
    assert [d.reason for d in rows] == ["spindle"]
    starts = [o.start_at for o in current().plan.operations if o.work_center == "MILL" and o.order != "SO-2"]
    assert min(starts) >= rows[0].end_at
    assert "down until" in supervisor.get("/report?machine=MILL/1").content.decode()
    assert supervisor.post("/report", {"machine": "MILL/1", "what": "up"}).status_code == 302
    ends = [d.end_at for d in current().shop.downtime if d.work_center == "MILL"]
    assert max(ends) <= current().shop.now_at + 1
    begin = [o.start_at for o in current().plan.operations if o.work_center == "MILL" and o.order != "SO-2"]
    assert min(begin) < min(starts)  # what waited for it does so no longer


@pytest.mark.usefixtures("shop")
def test_started_done_and_short_reach_the_plan() -> None:
    supervisor = signed_in("operations", "supervisor")
    assert (
        supervisor.post(
            "/report", {"machine": "MILL/1", "what": "done", "order": "SO-2", "step": "10"}
        ).status_code
        == 302
    )
    assert current().shop.progress["SO-2", 10].state == "done"
    begun = {"machine": "SAW/1", "what": "started", "order": "SO-1", "step": "10"}
    assert supervisor.post("/report", begun).status_code == 302
    assert current().shop.progress["SO-1", 10].state == "running"
    short = {"machine": "SAW/1", "what": "short", "order": "SO-1", "step": "10", "pieces": "3"}
    assert supervisor.post("/report", short).status_code == 302
    assert current().plan.orders["SO-1"].short == 3


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"machine": "MILL/1", "what": "down", "until": ""}, 422, "Until when?"),
        ({"machine": "MILL/1", "what": "down", "until": "someday"}, 422, "someday"),
        ({"machine": "MILL/1", "what": "up"}, 409, "It is not down."),
        (
            {"machine": "SAW/1", "what": "started", "order": "SO-99", "step": "10"},
            404,
            "There is no order SO-99.",
        ),
        ({"machine": "SAW/1", "what": "done", "order": "SO-1", "step": "99"}, 409, "Nothing is left to do"),
        (
            {"machine": "SAW/1", "what": "short", "order": "SO-1", "step": "10", "pieces": "many"},
            422,
            "How many?",
        ),
        (
            {"machine": "SAW/1", "what": "short", "order": "SO-1", "step": "10", "pieces": "600"},
            422,
            "How many?",
        ),
        ({"machine": "SAW/1", "what": "dance"}, 422, "What happened?"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(
    fields: dict[str, str], status: int, words: str
) -> None:
    supervisor = signed_in("operations", "supervisor")
    before = current().plan.operations
    answer = supervisor.post("/report", fields)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert current().plan.operations == before


@pytest.mark.usefixtures("shop")
def test_sales_does_not_report_for_the_floor() -> None:
    seller = signed_in("sales", "seller")
    assert (
        seller.post("/report", {"machine": "SAW/1", "what": "down", "until": "tomorrow"}).status_code == 403
    )
    assert "report here" in seller.get("/report?machine=SAW/1").content.decode()


@pytest.mark.usefixtures("shop")
def test_the_morning_says_what_is_late_whose_move_it_is_and_what_was_said() -> None:
    seller = signed_in("sales", "seller")
    seller.post("/questions", {**ROUTINE, "chosen": chosen(seller, ROUTINE), "do": "go"})
    seller.post("/desk/ask", {"what": "say when SO-1 leaves", "by": "2026-11-24"})
    page = seller.get("/morning").content.decode()
    assert "Operations has the move" in page
    assert "SO-2" in page, "its promise has passed"
    assert "promised" in page
    assert "1 question waits for somebody" in page
    assert "Item(" not in page
    signed_in("operations", "planner").post("/dates", {"take": "proposed"})
    page = seller.get("/morning").content.decode()
    assert re.search(r"stood by \d+ imported dates", page)
    assert page.count("stood by") == 1, "one line for all that were stood by in one go"
