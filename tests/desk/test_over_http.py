"""The desk over HTTP: the contract's calls, who may make which, refusals by field, and keys that make once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.desk.conftest import SETTINGS, TABLES

from canyou.desk.clockwork import one_round
from canyou.desk.models import Idempotency, Member, Promise, Question, Record
from canyou.floor.current import current
from canyou.floor.imports import import_shop

Make = Callable[..., Member]
ROUTINE = {"part": "P-204", "quantity": 20, "by": "2026-12-11", "customer": "ACME"}
PRESSING = {"part": "P-2", "quantity": 220, "by": "2026-11-25", "customer": "BOLT"}


class Caller:
    """Somebody who calls the API."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def post(self, path: str, key: str = "", **fields: Any) -> tuple[int, Any]:
        headers = {"Idempotency-Key": key} if key else {}
        response = self.client.post(
            f"/api/{path}", json.dumps(fields), content_type="application/json", headers=headers
        )
        return response.status_code, response.json()

    def get(self, path: str, **query: Any) -> Any:
        response = self.client.get(f"/api/{path}", query)
        assert response.status_code == 200, response.content
        return response.json()


@pytest.fixture
def seller(member: Make, calls_as: Callable[[Member], Client]) -> Caller:
    return Caller(calls_as(member("sales", "seller")))


@pytest.fixture
def planner(member: Make, calls_as: Callable[[Member], Client]) -> Caller:
    return Caller(calls_as(member("operations", "planner")))


@pytest.fixture
def reader(member: Make, calls_as: Callable[[Member], Client]) -> Caller:
    return Caller(calls_as(member("operations", "reader")))


def test_from_a_question_to_a_kept_promise(seller: Caller, planner: Caller) -> None:
    """Asked with 201 and options; promised with its number; done, and satisfied: kept. All of it in the record."""
    status, question = seller.post("questions", **ROUTINE)
    assert status == 201
    assert (question["id"], question["state"]) == (1, "asked")
    first = question["options"][0]
    assert (first["id"], first["kind"], first["at_once"]) == ("1-1", "as_asked", True)
    status, moved = seller.post("questions/1/moves", move="promise", option=first["id"])
    assert (status, moved["state"], moved["promise"]) == (200, "promised", 1)
    promise = planner.get("promises/1")
    assert (promise["state"], promise["due"], promise["first_due"]) == (
        "open",
        question["by"],
        question["by"],
    )
    assert promise["orders"][0]["order"] in current().plan.orders
    assert planner.post("promises/1/moves", move="done")[1]["state"] == "done"
    assert seller.post("promises/1/moves", move="satisfied")[1]["state"] == "kept"
    verbs = [entry["verb"] for entry in seller.get("record")["items"]]
    assert verbs == ["satisfied", "done", "promise", "promise", "ask"]


def test_the_option_can_be_named_by_its_number_alone(seller: Caller) -> None:
    """As `1-1`, as 1, or as "1"."""
    for option in ("1-1", 1, "1"):
        number = seller.post("questions", **ROUTINE)[1]["id"]
        named = option if option != "1-1" else f"{number}-1"
        assert seller.post(f"questions/{number}/moves", move="promise", option=named)[0] == 200


def test_who_may_not_gets_403(seller: Caller, planner: Caller, reader: Caller) -> None:
    """A seller does not answer for operations, nor operations for sales; a reader does nothing."""
    assert reader.post("questions", **ROUTINE)[0] == 403
    number = seller.post("questions", **PRESSING)[1]["id"]
    path = f"questions/{number}/moves"
    ways = seller.get(f"questions/{number}")["options"]
    costly = next(o["id"] for o in ways if o["costs_someone"] and not o["moves"])
    assert seller.post(path, move="promise", option=costly)[0] == 403
    assert seller.post(path, move="offer", option=costly)[0] == 403
    assert seller.post(path, move="decline", note="no")[0] == 403
    assert planner.post(path, move="withdraw")[0] == 403
    assert reader.post(path, move="promise", option=costly)[0] == 403
    assert planner.post(path, move="promise", option=costly)[0] == 200
    assert seller.post("promises/1/moves", move="done")[0] == 403
    assert planner.post("promises/1/moves", move="satisfied")[0] == 403
    assert seller.post("rules", name="all")[0] == 403


def test_nobody_writes_without_a_name(shop: None) -> None:
    """In a database where nobody can sign in this machine may look and ask; nothing is kept."""
    anybody = Caller(Client(SERVER_NAME="localhost"))
    assert anybody.post("options", **ROUTINE)[0] == 200
    assert anybody.post("questions", **ROUTINE)[0] == 403
    assert anybody.get("questions") == {"items": [], "total": 0, "next": None}
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("path", "fields", "field"),
    [
        ("questions", {**ROUTINE, "part": "P-205"}, "part"),
        ("questions", {**ROUTINE, "quantity": -1}, "quantity"),
        ("questions", {**ROUTINE, "isue": "x"}, "isue"),
        ("questions", {**ROUTINE, "asked_customer": "perhaps"}, "asked_customer"),
        ("questions", {"what": "send the drawing"}, "by"),
        ("questions", {"what": " ", "by": "2026-12-01"}, "what"),
        ("questions", {"what": "x", "by": "2026-12-01", "to": "nobody@example.com"}, "to"),
        ("questions/1/moves", {"move": "promise"}, "option"),
        ("questions/1/moves", {"move": "promise", "option": "1-99"}, "option"),
        ("questions/1/moves", {"move": "jump"}, "move"),
        ("questions/1/moves", {}, "move"),
        ("promises", {**ROUTINE, "quantity": "a few"}, "quantity"),
        ("promises/1/moves", {"move": "renegotiate", "why": "x"}, "due"),
        ("promises/1/moves", {"move": "renegotiate", "due": "2026-12-20"}, "why"),
        ("promises/1/moves", {"move": "renegotiate", "due": "soonish", "why": "x"}, "due"),
        ("emergencies", {"cause": "weather"}, "cause"),
        ("emergencies", {"cause": "other", "order": "SO-99"}, "order"),
        ("emergencies", {"cause": "mistake", "cause_ref": "mistake/9"}, "cause_ref"),
        ("mistakes", {"what": ""}, "what"),
        ("mistakes", {"what": "x", "cost": "dear"}, "cost"),
        ("orders/SO-1/changes", {"change": "push_out"}, "until"),
        ("orders/SO-1/changes", {"change": "paint"}, "change"),
        ("questions/1/hold", {"option": 1, "hours": 1000}, "hours"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(
    seller: Caller, planner: Caller, path: str, fields: dict[str, Any], field: str
) -> None:
    """422, the field, and a sentence."""
    seller.post("questions", **ROUTINE)
    if path.startswith("promises/"):
        seller.post("questions/1/moves", move="promise", option=1)
    who = seller if path != "promises/1/moves" else planner
    status, document = who.post(path, **fields)
    assert status == 422, document
    error = document["errors"][0]
    assert error["field"] == field
    assert error["text"].endswith((".", "?"))


def test_what_is_not_there_is_404(seller: Caller) -> None:
    """Questions, promises and orders that there are not."""
    for path in ("questions/7/moves", "promises/7/moves"):
        assert seller.post(path, move="withdraw" if "q" in path else "done")[0] == 404
    assert seller.post("orders/SO-99/changes", change="stop")[0] == 404
    assert seller.client.get("/api/questions/7").status_code == 404


def test_taken_meanwhile_is_409_with_fresh_options(seller: Caller) -> None:
    """Two ask for the last gap; one is promised, the other gets what there is now, and can promise that."""
    fields = {"part": "P-2", "quantity": 120, "by": "2026-11-25", "customer": "ACME"}
    one, two = (seller.post("questions", **fields)[1] for _ in range(2))
    assert (
        seller.post(f"questions/{one['id']}/moves", move="promise", option=one["options"][0]["id"])[0] == 200
    )
    path = f"questions/{two['id']}/moves"
    status, gone = seller.post(path, "k-1", move="promise", option=two["options"][0]["id"])
    assert status == 409
    assert gone["state"] == "asked"
    fresh = next(option for option in gone["options"] if option["at_once"])
    status, moved = seller.post(path, "k-1", move="promise", option=two["options"][0]["id"])
    assert status == 409, "a 409 is not kept, and it is still gone"
    status, moved = seller.post(path, "k-2", move="promise", option=fresh["id"])
    assert (status, moved["state"]) == (200, "promised")
    assert seller.post(path, move="withdraw")[0] == 409


def test_one_key_has_one_effect_and_one_answer(seller: Caller, planner: Caller) -> None:
    """The same key and body: the same answer, once. Another body: 422. Another person or route: another call."""
    first = seller.post("questions", "key-1", **ROUTINE)
    again = seller.post("questions", "key-1", **ROUTINE)
    assert first == again
    assert Question.objects.count() == 1
    status, refusal = seller.post("questions", "key-1", **{**ROUTINE, "quantity": 21})
    assert (status, refusal["errors"][0]["field"]) == (422, "Idempotency-Key")
    assert planner.post("questions", "key-1", **ROUTINE)[1]["id"] == 2
    moved = seller.post("questions/1/moves", "key-1", move="promise", option="1-1")
    assert moved[1]["promise"] == 1
    assert seller.post("questions/1/moves", "key-1", move="promise", option="1-1") == moved
    assert Promise.objects.count() == 1
    assert seller.post("questions/1/moves", move="promise", option="1-1")[0] == 409


def test_a_refusal_is_kept_too_and_nothing_else_of_it(seller: Caller, planner: Caller) -> None:
    """403 and 422 come again as they were, even where the call would go through by now."""
    seller.post("questions", **ROUTINE)
    refused = planner.post("questions/1/moves", "k", move="decline")
    assert refused[0] == 422
    before = Record.objects.count()
    assert planner.post("questions/1/moves", "k", move="decline") == refused
    assert planner.post("questions/1/moves", "w", move="withdraw")[0] == 403
    assert planner.post("questions/1/moves", "w", move="withdraw")[0] == 403
    assert Record.objects.count() == before
    assert Idempotency.objects.filter(key__in=["k", "w"]).count() == 2


def test_a_key_is_good_for_seven_days(seller: Caller) -> None:
    """After that the same key is a new call."""
    seller.post("questions", "key", **ROUTINE)
    Idempotency.objects.update(at=datetime.now(UTC) - timedelta(days=7, minutes=1))
    assert seller.post("questions", "key", **ROUTINE)[1]["id"] == 2


def test_a_failure_is_not_kept(seller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A 500 leaves neither effect nor answer; the same call again goes through."""
    from canyou.faces.api import questions as calls

    real = calls.ask
    monkeypatch.setattr(calls, "ask", lambda *args, **more: (_ for _ in ()).throw(RuntimeError("disk full")))
    response = seller.client.post(
        "/api/questions",
        json.dumps(ROUTINE),
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )
    assert response.status_code == 500
    assert not Idempotency.objects.exists()
    monkeypatch.setattr(calls, "ask", real)
    assert seller.post("questions", "k", **ROUTINE)[0] == 201


def test_lists_go_in_pages_by_filters(seller: Caller, planner: Caller) -> None:
    """Newest first, `next` leads on, and each filter keeps what fits."""
    for quantity in range(1, 6):
        seller.post("questions", **{**ROUTINE, "quantity": quantity})
    planner.post("questions", what="send the drawing", by="2026-12-01")
    seller.post("questions/5/moves", move="promise", option=1)
    first = seller.get("questions", limit=4)
    assert ([row["id"] for row in first["items"]], first["total"]) == ([6, 5, 4, 3], 6)
    rest = seller.get("questions", limit=4, before=first["next"])
    assert ([row["id"] for row in rest["items"]], rest["next"]) == ([2, 1], None)
    assert [row["id"] for row in seller.get("questions", state="promised")["items"]] == [5]
    assert [row["id"] for row in seller.get("questions", kind="thing")["items"]] == [6]
    assert [row["id"] for row in planner.get("questions", mine=True)["items"]] == [6]
    assert [row["id"] for row in seller.get("questions", waits_for="sales")["items"]] == [6, 4, 3, 2, 1]
    assert seller.get("questions", customer="BOLT")["total"] == 0
    order = seller.get("promises")["items"][0]["orders"][0]["order"]
    assert seller.get("promises", order=order, state="open", due_before="2026-12-12")["total"] == 1
    assert seller.get("promises", due_after="2026-12-12")["total"] == 0
    assert seller.get("promises", state="missed")["total"] == 0
    about = seller.get("record", about="question/5")
    assert [entry["verb"] for entry in about["items"]] == ["promise", "ask"]


def test_a_promise_is_renegotiated_with_both_dates(seller: Caller, planner: Caller) -> None:
    """The new date stands in the promise and in the plan's order; the first one stays."""
    question = seller.post("questions", **ROUTINE)[1]
    seller.post("questions/1/moves", move="promise", option=1)
    status, moved = planner.post(
        "promises/1/moves", move="renegotiate", due="2026-12-18", why="the mill is down"
    )
    assert (status, moved["first_due"], moved["renegotiated"]) == (200, question["by"], 1)
    assert moved["due"].startswith("2026-12-19T00:00")
    order = current().shop.orders[moved["orders"][0]["order"]]
    assert moved["due"] == seller.get("promises/1")["due"]
    assert order.promised_at == int(datetime.fromisoformat(moved["due"]).timestamp())


def test_a_promise_that_is_given_up_frees_its_capacity(seller: Caller, planner: Caller) -> None:
    """Reneged with a reason or cancelled: its order is out of the plan."""
    for number, (who, move) in enumerate(((planner, "renege"), (seller, "cancel")), start=1):
        seller.post("questions", **ROUTINE)
        seller.post(f"questions/{number}/moves", move="promise", option=1)
        order = seller.get(f"promises/{number}")["orders"][0]["order"]
        assert order in current().plan.orders
        assert who.post(f"promises/{number}/moves", move=move, why="the customer went elsewhere")[0] == 200
        assert order not in current().plan.orders


def test_a_promise_given_by_phone_is_noted_and_checked(seller: Caller, planner: Caller) -> None:
    """What fits is said to fit; what does not stands all the same, and the planner is told."""
    status, noted = seller.post("promises", **ROUTINE)
    assert (status, noted["how"], noted["fits"]) == (201, "phone", True)
    assert current().shop.orders[noted["order"]].promised_at is not None
    status, late = seller.post("promises", part="P-2", quantity=900, by="2026-11-24", customer="ACME")
    assert (status, late["fits"], late["state"]) == (201, False, "open")
    assert "promised by phone" in planner.get("waiting")["notices"][0]["text"]


def test_capacity_is_held_within_a_budget(seller: Caller, planner: Caller) -> None:
    """Three options at once and no more; a hold becomes the promise, or is let go of."""
    for number in range(1, 5):
        seller.post("questions", **{**ROUTINE, "quantity": number})
        status, _ = seller.post(f"questions/{number}/hold", option=1, hours=4)
        assert status == (200 if number < 4 else 403), _
    assert seller.get("questions/1")["hold"]["option"] == "1-1"
    assert seller.post("questions/1/moves", move="promise", option=1)[0] == 200
    assert seller.get("questions/1")["hold"] is None
    assert seller.post("questions/2/hold", hours=0)[0] == 200
    assert seller.post("questions/4/hold", option=1, hours=4)[0] == 200
    names = {name for name in current().plan.orders if name.startswith("CY-")}
    assert len(names) == 3


def test_an_order_is_stopped_pushed_out_and_cancelled_in_one_call(seller: Caller, planner: Caller) -> None:
    """Each reaches the plan; who lately got a no hears that capacity has come free."""
    seller.post("questions", **PRESSING)
    planner.post("questions/1/moves", move="decline", note="no room")
    assert seller.post("orders/SO-2/changes", change="push_out", until="2026-12-20")[0] == 200
    assert current().shop.orders["SO-2"].due_at > int(datetime(2026, 12, 20, tzinfo=UTC).timestamp())
    assert seller.post("orders/SO-1/changes", change="stop", why="their line is down")[0] == 200
    assert "SO-1" in current().plan.held
    assert seller.post("orders/SO-2/changes", change="cancel")[0] == 200
    assert "SO-2" not in current().plan.orders
    assert any("come free" in notice["text"] for notice in seller.get("waiting")["notices"])


def test_emergencies_and_mistakes_with_what_led_to_them(seller: Caller, planner: Caller) -> None:
    """A mistake under an emergency, an emergency from that mistake; closed by word."""
    assert planner.post("emergencies", cause="machine_down", order="SO-1", note="spindle")[0] == 201
    status, mistake = planner.post(
        "mistakes", what="bored twice", cause_ref="emergency/1", cost=180.5, step=10
    )
    assert (status, mistake["cost"], mistake["cause_ref"]) == (201, 180.5, "emergency/1")
    assert seller.post("emergencies", cause="mistake", cause_ref="mistake/1")[1]["id"] == 2
    assert planner.post("emergencies/1/close")[0] == 200
    assert [row["id"] for row in seller.get("emergencies", open=True)["items"]] == [2]
    assert [row["id"] for row in seller.get("emergencies", cause="machine_down")["items"]] == [1]
    assert seller.get("mistakes")["total"] == 1


def test_what_waits_for_me(seller: Caller, planner: Caller) -> None:
    """A pressing question that was sent over waits for operations; what is done waits for the receiver."""
    seller.post("questions", **ROUTINE)
    assert [row["id"] for row in seller.get("waiting")["questions"]] == [1]
    assert planner.get("waiting")["questions"] == []
    seller.post("questions/1/moves", move="request", option=1)
    assert [row["id"] for row in planner.get("waiting")["questions"]] == [1]
    planner.post("questions/1/moves", move="promise", option=1)
    assert [row["id"] for row in planner.get("waiting")["promises"]] == [1]
    planner.post("promises/1/moves", move="done")
    assert [row["id"] for row in seller.get("waiting")["promises"]] == [1]


def test_a_shipment_that_is_imported_closes_the_promise(seller: Caller, planner: Caller) -> None:
    """Shipped in time, under the name it was linked to: kept, whenever the news comes. A complaint reopens it."""
    seller.post("questions", **ROUTINE)
    seller.post("questions/1/moves", move="promise", option=1, linked_to="SO-77", po="4711")
    row = {"order": "SO-77", "customer": "ACME", "part": "P-204", "quantity": "20", "due": "2026-12-11"}
    shipped = {**row, "state": "shipped", "shipped": "2026-12-10", "shipped_quantity": "20"}
    later = {**SETTINGS, "now": "2026-12-14T07:00:00"}
    import_shop(
        "main", later, {**TABLES, "orders": [*TABLES["orders"], shipped]}, "the ERP", datetime.now(UTC)
    )
    promise = seller.get("promises/1")
    assert (promise["state"], promise["orders"][0]["order"]) == ("kept", "SO-77")
    complained = seller.post("promises/1/moves", move="not_satisfied", why="scratched")
    assert complained[1]["state"] == "missed"


def test_what_is_overdue_is_missed_and_told(seller: Caller, planner: Caller) -> None:
    """When the shop's clock has passed the date, lists say missed, and the clock's round records it and tells both."""
    seller.post("questions", **ROUTINE)
    seller.post("questions/1/moves", move="promise", option=1)
    import_shop("main", {**SETTINGS, "now": "2026-12-14T07:00:00"}, TABLES, "the ERP", datetime.now(UTC))
    assert [row["id"] for row in seller.get("promises", state="missed")["items"]] == [1]
    assert Promise.objects.get().state == "open"
    one_round()
    assert Promise.objects.get().was_missed
    assert any("Overdue" in notice["text"] for notice in seller.get("waiting")["notices"])
    assert planner.post("promises/1/moves", move="renegotiate", due="2026-12-20", why="late")[0] == 409
    assert planner.post("promises/1/moves", move="done")[1]["state"] == "missed"
    assert seller.post("promises/1/moves", move="satisfied")[1]["state"] == "missed"
