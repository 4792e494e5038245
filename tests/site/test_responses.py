"""What every response carries: only the program's own scripts and styles, from nowhere else."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

from canyou.floor import current as plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    """A client as on this machine, with nothing imported."""
    plans.forget()
    return Client(SERVER_NAME="localhost", raise_request_exception=False)


def test_pages_run_only_the_programs_own_scripts_and_styles(client: Client) -> None:
    """The content security policy allows no inline code and no other origin, and no page may frame ours."""
    policy = dict(
        directive.strip().split(" ", 1) for directive in client.get("/")["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


def test_the_first_visit_to_an_empty_database_says_what_to_do(client: Client) -> None:
    """Without a shop the start page still answers, and names the command."""
    response = client.get("/")
    assert response.status_code in (200, 404)
    assert "canyou import" in response.content.decode()


def test_errors_show_no_insides(client: Client) -> None:
    """A page that does not exist is a plain 404 without settings or source lines."""
    response = client.get("/no-such-page")
    assert response.status_code == 404
    assert b"Traceback" not in response.content
    assert b"INSTALLED_APPS" not in response.content


@pytest.mark.parametrize("path", ["/", "/api/promises"])
def test_a_database_that_is_gone_is_told_and_is_no_bare_500(
    client: Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Pages and the API say 503, that nothing was changed, and when to try again."""

    def gone(request: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("canyou.site.access.who_of", gone)
    monkeypatch.setattr("canyou.faces.api.auth.who_of", gone)
    response = client.get(path)
    assert response.status_code == 503
    assert response["Retry-After"] == "2"
    assert "is its disk full? Nothing was changed." in response.content.decode()


def test_an_error_of_the_program_stays_a_500(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(request: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("canyou.site.access.who_of", wrong)
    assert client.get("/").status_code == 500
