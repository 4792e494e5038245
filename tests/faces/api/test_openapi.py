"""The OpenAPI description names every call, its examples work, and no input breaks the program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def described(api: Client) -> Any:
    """The description as served."""
    return api.get("/api/openapi.json").json()


def test_every_call_is_described(described: Any) -> None:
    """The contract's calls are there; each has a summary, a description, and what it answers when all is well."""
    calls = {(path, method) for path, methods in described["paths"].items() for method in methods}
    assert calls >= {
        ("/api/options", "post"),
        ("/api/questions", "post"),
        ("/api/questions", "get"),
        ("/api/questions/{number}/moves", "post"),
        ("/api/promises", "get"),
        ("/api/promises/{number}/moves", "post"),
        ("/api/plan", "get"),
        ("/api/emergencies", "get"),
        ("/api/emergencies", "post"),
        ("/api/mistakes", "post"),
        ("/api/record", "get"),
        ("/api/where", "get"),
        ("/api/health", "get"),
    }
    for path, method in calls:
        call = described["paths"][path][method]
        assert call["summary"]
        assert call["description"]
        assert {200, 201} & {int(status) for status in call["responses"]}


def test_every_write_takes_a_key(described: Any) -> None:
    """Each POST that keeps something names the header that makes it happen once."""
    keeps = {
        path: {parameter["name"] for parameter in methods["post"].get("parameters", ())}
        for path, methods in described["paths"].items()
        if "post" in methods and path != "/api/options"
    }
    assert [path for path, names in keeps.items() if "Idempotency-Key" not in names] == []


def test_every_field_of_a_question_is_described(described: Any) -> None:
    """Each field of POST /api/options says what it means."""
    body = described["paths"]["/api/options"]["post"]["requestBody"]["content"]["application/json"]
    assert all(field["description"] for field in body["schema"]["properties"].values())


def test_the_examples_work(described: Any, api: Client) -> None:
    """What the description shows as a question is one: here its part and customer are known."""
    body = described["paths"]["/api/options"]["post"]["requestBody"]["content"]["application/json"]
    for example in body["examples"].values():
        response = api.post("/api/options", json.dumps(example["value"]), content_type="application/json")
        assert response.status_code == 200, response.content


@pytest.fixture
def application() -> Iterator[WSGIHandler]:
    """The program as a server calls it, on the test's own connection: requests here do not close it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield WSGIHandler()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [
        ("post", "/api/options", GenerationMode.POSITIVE),
        ("post", "/api/options", GenerationMode.NEGATIVE),
        ("get", "/api/where", GenerationMode.POSITIVE),
        ("get", "/api/where", GenerationMode.NEGATIVE),
        ("get", "/api/plan", GenerationMode.POSITIVE),
        ("get", "/api/health", GenerationMode.POSITIVE),
    ],
)
def test_no_input_breaks_the_program(
    described: Any, application: WSGIHandler, method: str, path: str, mode: GenerationMode
) -> None:
    """Whatever is sent, as described or not: no server error, and status, type and shape as described."""
    schema = schemathesis.openapi.from_dict(described)
    schema.app = application
    cases = schema[path][method].as_strategy(generation_mode=mode)

    @hypothesis_settings(
        max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=cases)
    def check(case: Any) -> None:
        response = case.call(headers={"Host": "localhost"})
        case.validate_response(response, checks=CHECKS)

    check()
