"""Whatever is sent by whichever role: no server error, and nothing done that the role may not do."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from canyou.desk.models import Emergency, Idempotency, Member, Mistake, Promise, Question, Record, Rule
from canyou.desk.people import add_person, shop_named
from canyou.desk.rights import TABLE, may
from canyou.desk.tokens import make_token

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
ROLES = sorted(TABLE)
SENDERS = [
    ("operations", "admin"),
    ("operations", "reader"),
    ("operations", "supervisor"),
    ("sales", "seller"),
]
"""Of each kind of rights one: what all roles may not is tried below, role by role."""
ROUTINE = {"part": "P-204", "quantity": 20, "by": "2026-12-11", "customer": "ACME"}


@pytest.fixture
def application() -> Iterator[WSGIHandler]:
    """The program as a server calls it, on the test's own connection: requests here do not close it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(shop: None) -> Any:
    """The description as served, over a shop with a question and a promise."""
    seller = add_person(shop_named(), "first@example.com", side="sales", role="seller")
    client = Client(SERVER_NAME="localhost", headers={"authorization": f"Bearer {make_token(seller)}"})
    for _ in range(2):
        client.post("/api/questions", json.dumps(ROUTINE), content_type="application/json")
    move = {"move": "promise", "option": 1}
    client.post("/api/questions/1/moves", json.dumps(move), content_type="application/json")
    return client.get("/api/openapi.json").json()


def kept() -> dict[str, int]:
    """How much there is of everything that a caller could make."""
    tables = (Question, Promise, Emergency, Mistake, Rule, Record)
    return {table.__name__: table.objects.count() for table in tables}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("side", "role"), SENDERS)
def test_no_input_of_any_role_breaks_the_program(
    described: Any, application: WSGIHandler, side: str, role: str, mode: GenerationMode
) -> None:
    """Every call, as described or not: status, type and shape as described, and a reader changes nothing."""
    who = add_person(shop_named(), f"{role}@{side}.example", side=side, role=role)
    schema = schemathesis.openapi.from_dict(described)
    schema.app = application
    calls = [
        (path, method)
        for path, methods in described["paths"].items()
        for method in methods
        if (method == "post" or role == "reader") and path not in ("/api/plan", "/api/health", "/api/where")
    ]
    headers = {"Host": "localhost", "Authorization": f"Bearer {make_token(who)}"}
    before = kept()
    drawn = st.one_of([schema[path][method].as_strategy(generation_mode=mode) for path, method in calls])

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=drawn)
    def check(case: Any) -> None:
        if case.path_parameters and isinstance(case.path_parameters.get("number"), int):
            case.path_parameters["number"] = 1 + case.path_parameters["number"] % 2
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)

    check()
    if role == "reader":
        assert kept() == before


WRITES: list[tuple[str, dict[str, Any], str]] = [
    ("questions", ROUTINE, "ask"),
    ("questions/2/moves", {"move": "offer", "option": 1}, "answer"),
    ("questions/2/moves", {"move": "decline", "note": "no"}, "answer"),
    ("questions/2/moves", {"move": "withdraw"}, "ask"),
    ("questions/2/moves", {"move": "request", "option": 1}, "ask"),
    ("questions/2/hold", {"option": 1}, "hold"),
    ("promises", ROUTINE, "phone_promise"),
    ("promises/1/moves", {"move": "done"}, "follow_up"),
    ("promises/1/moves", {"move": "cancel"}, "follow_up"),
    ("orders/SO-2/changes", {"change": "stop"}, "change_order"),
    ("rules", {"name": "all"}, "set_rules"),
    ("emergencies", {"cause": "other"}, "report_trouble"),
    ("mistakes", {"what": "x"}, "report_trouble"),
]


@pytest.mark.parametrize(("side", "role"), ROLES)
def test_what_a_role_may_not_do_is_403_and_leaves_nothing(
    described: Any, calls_as: Callable[[Member], Client], side: str, role: str
) -> None:
    """Each write by each role: where the table of rights says no, it is refused and nothing is added."""
    who = add_person(shop_named(), f"{role}@{side}.example", side=side, role=role)
    client = calls_as(who)
    for path, body, action in WRITES:
        if may(side, role, action):  # type: ignore[arg-type]
            continue
        before = kept()
        answer = client.post(f"/api/{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code == 403, (path, body, answer.content)
        assert answer.json()["errors"][0]["text"].endswith(".")
        assert kept() == before
    assert not Idempotency.objects.exists()
