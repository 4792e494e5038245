"""The desk: from a question on the page to a promise, by people of both sides; what is refused says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from canyou.desk.models import Promise, Question
from canyou.desk.people import add_person, shop_named

ROUTINE = {"part": "P-2042", "quantity": "10", "customer": "ACME", "by": "2026-12-11"}
OVERTIME = {"part": "P-2042", "quantity": "90", "customer": "ACME", "by": "2026-11-24"}


def signed_in(side: str, role: str) -> Client:
    """A browser in which somebody of this side and role has signed in."""
    made = add_person(
        shop_named(), f"{role}.{side}@example.com", name=f"{role.title()} Example", side=side, role=role
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(made.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def shop_with_overtime(take_in: Callable[..., None], tables: dict[str, list[dict[str, str]]]) -> None:
    """The small shop, whose mill may be opened in the evening for money."""
    tables["calendars"] += [
        {"calendar": "evening", "day": day, "start": "14:00", "end": "22:00"}
        for day in ("mon", "tue", "wed", "thu")
    ]
    for row in tables["work_centers"]:
        row |= {"overtime_calendar": "evening", "overtime_hour_cost": "60"}
    take_in(tables)


def chosen(client: Client, fields: dict[str, str], number: int = 0) -> str:
    """What names the n-th way to answer on the page of a question."""
    html = client.get("/", fields).content.decode()
    return re.findall(r'name="chosen" value="([^"]*)"', html)[number].replace("&amp;", "&")


@pytest.mark.usefixtures("shop")
def test_a_routine_question_is_promised_with_one_button_and_nothing_more_is_asked() -> None:
    seller = signed_in("sales", "seller")
    answer = seller.post("/questions", {**ROUTINE, "chosen": chosen(seller, ROUTINE), "do": "go"})
    question = Question.objects.get()
    assert answer["Location"] == f"/desk/{question.number}"
    assert question.state == "promised"
    page = seller.get(answer["Location"]).content.decode()
    assert "Promised: 10 P-2042 Valve stem by Fri 11 Dec" in page
    assert "10 P-2042 Valve stem" in seller.get("/promises").content.decode()


@pytest.mark.usefixtures("shop_with_overtime")
def test_a_way_that_costs_somebody_asks_for_issue_and_expectation_then_waits_for_operations() -> None:
    seller, planner = signed_in("sales", "seller"), signed_in("operations", "planner")
    html = seller.get("/", OVERTIME).content.decode()
    ways = re.findall(r'name="chosen" value="([^"]*)"', html)
    way = next(name for name in ways if name.startswith("overtime"))
    wanting = seller.post("/questions", {**OVERTIME, "chosen": way, "do": "go"})["Location"]
    asked = seller.get(wanting).content.decode()
    assert "Somebody would pay for this way: what is the issue" in asked
    assert re.search(r'id="issue"[^>]* autofocus', asked)
    at = wanting.partition("?")[0]
    number = at.rpartition("/")[2]
    option = next(
        match for match in re.findall(r'value="(\d+)"[^>]* checked data-once="" data-costs="1"', asked)
    )
    refused = seller.post(f"{at}/move", {"move": "request", "option": option})
    assert refused.status_code == 422
    assert "what is the issue?" in refused.content.decode()
    sent = {"move": "request", "option": option, "issue": "Line down", "expectation": "a yes or a no by noon"}
    assert seller.post(f"{at}/move", sent).status_code == 302
    desk = planner.get("/desk").content.decode()
    assert "The issue: Line down." in desk
    assert "a yes or a no by noon" in desk
    offered = planner.post(
        f"{at}/move", {"move": "offer", "option": option, "said_back": "You need all of it by Tuesday."}
    )
    assert offered.status_code == 302
    assert "You need all of it by Tuesday." in seller.get(at).content.decode()
    assert seller.post(f"{at}/move", {"move": "accept"}).status_code == 302
    assert Question.objects.get(number=number).state == "promised"


@pytest.mark.usefixtures("shop_with_overtime")
def test_a_no_needs_its_reason_and_keeps_what_was_typed() -> None:
    seller, planner = signed_in("sales", "seller"), signed_in("operations", "planner")
    at = seller.post("/questions", {**OVERTIME, "chosen": "none of them"})["Location"]
    ids = re.findall(r'\bid="([^"]+)"', planner.get(at).content.decode())
    assert len(ids) == len(set(ids))  # what is announced must not land in a field of the same name
    refused = planner.post(f"{at}/move", {"move": "decline", "said_back": "All thirty, by Tuesday?"})
    assert refused.status_code == 422
    assert "A no has its reason" in refused.content.decode()
    assert "All thirty, by Tuesday?" in refused.content.decode()
    assert planner.post(f"{at}/move", {"move": "decline", "note": "The mill is full."}).status_code == 302


@pytest.mark.usefixtures("shop")
def test_a_seller_cannot_answer_for_operations_and_a_reader_can_do_nothing() -> None:
    seller, reader = signed_in("sales", "seller"), signed_in("operations", "reader")
    at = seller.post("/questions", {**ROUTINE, "chosen": ""})["Location"]
    assert seller.post(f"{at}/move", {"move": "offer", "option": "1"}).status_code == 403
    assert reader.post(f"{at}/move", {"move": "decline", "note": "no"}).status_code == 403
    assert reader.post("/questions", {**ROUTINE, "chosen": ""}).status_code == 403
    assert Question.objects.count() == 1


@pytest.mark.usefixtures("shop")
def test_a_promise_given_by_phone_is_noted_in_one_click_and_said_to_be_late_where_it_is() -> None:
    seller = signed_in("sales", "seller")
    answer = seller.post("/questions", {**ROUTINE, "quantity": "400", "by": "2026-11-24", "do": "phone"})
    promise = Promise.objects.get()
    assert answer["Location"] == f"/promises?noted={promise.number}#p{promise.number}"
    page = seller.get("/promises").content.decode()
    assert "late as planned" in page
    assert "We promised you 400 valve stems" in page


@pytest.mark.usefixtures("shop")
def test_operations_asks_sales_for_a_thing_which_waits_on_their_desk_and_becomes_a_promise() -> None:
    seller, planner = signed_in("sales", "seller"), signed_in("operations", "planner")
    asked = {"what": "send drawing rev C of P-2041", "by": "2026-11-25 12:00", "issue": "SO-1 cannot start"}
    at = planner.post("/desk/ask", asked)["Location"]
    desk = seller.get("/desk").content.decode()
    assert "Can you send drawing rev C of P-2041 by Wed 25 Nov 12:00?" in desk
    assert seller.post(f"{at}/move", {"move": "promise"}).status_code == 302
    assert "Send drawing rev C of P-2041" in planner.get("/promises").content.decode()


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "fields", [{"what": "", "by": "fri"}, {"what": "x", "by": "someday"}, {"what": "x", "by": ""}]
)
def test_a_thing_asked_badly_is_refused_in_words(fields: dict[str, str]) -> None:
    answer = signed_in("operations", "planner").post("/desk/ask", fields)
    assert answer.status_code == 422
    assert 'class="trouble"' in answer.content.decode()


@pytest.mark.usefixtures("shop")
def test_another_date_needs_its_reason_and_leaves_the_first_pin_standing() -> None:
    seller = signed_in("sales", "seller")
    seller.post("/questions", {**ROUTINE, "chosen": chosen(seller, ROUTINE), "do": "go"})
    number = Promise.objects.get().number
    refused = seller.post(f"/promises/{number}/move", {"move": "renegotiate", "due": "2026-12-15"})
    assert refused.status_code == 422
    moved = {"move": "renegotiate", "due": "2026-12-15", "why": "they asked for it"}
    assert seller.post(f"/promises/{number}/move", moved).status_code == 302
    page = seller.get("/promises").content.decode()
    assert "First promised for Fri 11 Dec, now for Tue 15 Dec" in page


@pytest.mark.usefixtures("shop")
def test_an_order_is_stopped_in_one_click_and_leaves_the_plan() -> None:
    planner = signed_in("operations", "planner")
    assert (
        planner.post("/orders/change", {"order": "SO-1", "change": "stop", "why": "credit"}).status_code
        == 302
    )
    assert "credit" in planner.get("/order/SO-1").content.decode()
    assert signed_in("operations", "reader").post(
        "/orders/change", {"order": "SO-1", "change": "go_on"}
    ).status_code == 403  # fmt: skip
    assert planner.post("/orders/change", {"order": "SO-99", "change": "stop"}).status_code == 404


@pytest.mark.usefixtures("shop")
def test_where_nobody_signs_in_yet_the_desk_says_how_the_first_one_is_made(web: Client) -> None:
    answer = web.get("/desk")
    assert answer.status_code == 403
    assert "/setup" in answer.content.decode()


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("path", ["/desk", "/desk/list", "/desk/7", "/promises", "/more", "/desk/ask"])
def test_pages_of_the_desk_have_no_inline_code(path: str) -> None:
    answer: Any = signed_in("sales", "seller").get(path)
    assert answer.status_code == (404 if path == "/desk/7" else 200)
    assert not re.search(r"<script(?![^>]*src)|<style|style=\"|onclick", answer.content.decode())
