"""The plan, where an order is, and whether the program is ready, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from canyou.faces.api.schemas import FoundOut, HealthOut, PlanOut
from canyou.floor import keeper
from canyou.floor.current import current
from canyou.plan.document import plan_document


@pytest.mark.usefixtures("shop")
def test_the_plan_is_the_document_of_plan(api: Client) -> None:
    """GET /api/plan gives the document that `canyou plan --json` prints, in the shape described."""
    response = api.get("/api/plan")
    assert response.status_code == 200
    assert response.json() == json.loads(json.dumps(plan_document(current().plan)))
    PlanOut.model_validate(response.json())


@pytest.mark.usefixtures("shop")
def test_a_plan_that_stands_is_not_sent_again(api: Client) -> None:
    """With the plan's ETag the answer is 304 without a body; with another one it is the plan."""
    etag = api.get("/api/plan")["ETag"]
    again = api.get("/api/plan", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert api.get("/api/plan", headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("text", ["SO-1", "4500"])
def test_an_order_is_found_by_its_name_and_by_its_purchase_order(api: Client, text: str) -> None:
    """Both names of the order lead to it, with a sentence to read out."""
    response = api.get("/api/where", {"text": text})
    assert response.status_code == 200
    (found,) = response.json()
    assert found["order"] == "SO-1"
    assert found["sentence"].endswith(".")
    assert set(found) == set(FoundOut.model_fields)
    FoundOut.model_validate(found)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("text", ["", "   ", "x" * 201])
def test_nothing_to_look_for_is_a_sentence(api: Client, text: str) -> None:
    """No text, or too long a one, is a 422 about the field text."""
    response = api.get("/api/where", {"text": text})
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "text"


@pytest.mark.usefixtures("shop")
def test_health_names_what_it_answers_from(api: Client) -> None:
    """Ready, with the import's number, moment and source and the plan's own moment."""
    response = api.get("/api/health")
    assert response.status_code == 200
    health = HealthOut.model_validate(response.json())
    assert (health.state, health.version, health.source) == ("ready", 1, "the ERP")
    assert health.now == "2026-11-23T07:00:00+01:00"
    assert health.imported_at == "2026-11-23T07:00:00+01:00"


@pytest.mark.django_db
@pytest.mark.parametrize("call", ["/api/plan", "/api/where?text=SO-1"])
def test_without_a_shop_the_answer_says_what_to_do(api: Client, call: str) -> None:
    """An empty database is a 404 that names the command; the program is ready all the same."""
    response = api.get(call)
    assert response.status_code == 404
    assert "canyou import" in response.json()["errors"][0]["text"]
    assert api.get("/api/health").json()["state"] == "empty"


@pytest.mark.parametrize("call", ["/api/plan", "/api/where?text=SO-1", "/"])
def test_until_it_is_ready_requests_are_sent_back_to_wait(
    api: Client, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While kernels compile a call gets 503 with Retry-After and what is being done; health says so too."""
    monkeypatch.setattr(keeper, "_state", keeper.Readiness(ready=False, doing="compiling"))
    response = api.get(call)
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert b"compiling" in response.content
    health = api.get("/api/health")
    assert health.status_code == 503
    assert health.json() == {"ready": False, "state": "starting", "doing": "compiling"}


def test_a_host_that_is_not_ours_is_refused() -> None:
    """A name that merely points to this machine (DNS rebinding) gets no answer."""
    response: Any = Client(SERVER_NAME="evil.example", raise_request_exception=False).get("/api/health")
    assert response.status_code == 400
