"""The page of what hangs on one thing alone: the lists, the plans kept for them, and who may keep one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from tests.faces.web.conftest import NASTY

from canyou.desk.models import Member, Record
from canyou.desk.people import add_person, shop_named
from canyou.faces.web.read import fragile as read
from canyou.together.models import Precaution

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _nothing_found() -> Iterator[None]:
    """Nothing that another test found is shown."""
    read.forget()
    yield
    read.forget()


@pytest.fixture
def signed_in(shop: None, web: Client) -> Callable[..., Member]:
    """`signed_in(side, role)`: whoever looks at the pages is a member with that role."""

    def made(side: str = "operations", role: str = "planner") -> Member:
        member = add_person(shop_named(), f"{role}@example.com", name=role.title(), side=side, role=role)
        web.force_login(member.user, BACKEND)
        return member

    return made


@pytest.fixture
def with_log(tables: dict[str, list[dict[str, str]]], take_in: Callable[..., None]) -> None:
    """The small shop with a log in which one person alone ran the mill."""
    row = {"order": "OLD", "part": "P-2041", "step_name": "Mill", "kind": "run", "start": "2026-11-20T08:00",
           "end": "2026-11-20T09:00"}  # fmt: skip
    tables["events"] = [
        {**row, "machine": "MILL", "person": NASTY},
        {**row, "machine": "SAW", "person": "Ann"},
        {**row, "machine": "SAW", "person": "Bob"},
    ]
    take_in(tables)


def test_machines_people_and_suppliers_are_listed(with_log: None, see: Callable[..., Any]) -> None:
    """Each with what would be late; who alone ran a machine is named, whoever shares one is not."""
    page = see("/fragile")
    assert re.search(r"(\d+) of \1 things that much hangs on have no plan", page.text)
    assert "5-axis mill" in page.text
    assert "promise broken" in page.text
    assert page.all("a", href="/order/SO-1")
    assert f"{NASTY} alone has run MILL" in page.text
    assert "Ann" not in page.text
    assert "Clearfield" in page.text
    assert page.inline_code == ""


def test_without_a_log_nobody_is_listed(shop: None, see: Callable[..., Any]) -> None:
    """The page says that it knows nothing of people, and why."""
    assert "Nobody is named in the shop's log" in see("/fragile").text


def test_other_days_can_be_asked(shop: None, see: Callable[..., Any]) -> None:
    """The days of the choice are taken; anything else is a week."""
    assert "lost for 1 day," in see("/fragile", days="1").text
    assert "lost for 7 days," in see("/fragile", days="x").text


def keep(web: Client, **fields: str) -> Any:
    usual = {"kind": "machine", "name": "MILL", "plan": "Send it to Clearfield", "tried_on": "2026-10-01",
             "anchor": "machine-mill", "days": "7"}  # fmt: skip
    return web.post("/fragile", {**usual, **fields})


def test_a_plan_is_kept_with_the_day_it_was_tried(
    signed_in: Callable[..., Member], web: Client, see: Callable[..., Any]
) -> None:
    """It stands under the name of whoever wrote it, in the record too; empty, it is taken away."""
    member = signed_in()
    response = keep(web)
    assert response.status_code == 302
    assert response["Location"] == "/fragile#machine-mill"
    text = see("/fragile").text
    assert "Send it to Clearfield" in text
    assert "Last tried 1 Oct 2026" in text or "Last tried Thu 1 Oct 2026" in text
    assert "by Planner" in text
    assert list(Record.objects.values_list("verb", "about", "who")) == [
        ("set_precaution", "precaution/machine/MILL", member.pk)
    ]
    keep(web, tried_on="")
    assert "Never tried" in see("/fragile").text
    keep(web, plan="", tried_on="")
    assert not Precaution.objects.exists()


def test_a_precaution_is_shown_as_text(
    signed_in: Callable[..., Member], web: Client, see: Callable[..., Any]
) -> None:
    """Whatever somebody writes is text on the page."""
    signed_in()
    keep(web, plan=NASTY)
    page = see("/fragile")
    assert NASTY in page.text
    assert page.inline_code == ""


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"tried_on": "2199-01-01"}, "only have been tried today or before"),
        ({"tried_on": "soon"}, "A day like 2026-11-24 is wanted"),
        ({"plan": ""}, "What was tried?"),
        ({"plan": "x" * 2001}, "At most 2,000 characters"),
        ({"kind": "cat"}, "What is the plan for?"),
        ({"name": " "}, "What is the plan for?"),
    ],
)
def test_what_cannot_be_kept_is_said(
    signed_in: Callable[..., Member], web: Client, fields: dict[str, str], said: str
) -> None:
    """Status 422, a sentence, and nothing is kept."""
    signed_in()
    response = keep(web, **fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Precaution.objects.exists()


def test_who_only_reads_keeps_nothing(
    signed_in: Callable[..., Member], web: Client, see: Callable[..., Any]
) -> None:
    """A reader sees no form, and a post of theirs is refused; so is one by nobody."""
    member = signed_in(role="reader")
    assert not see("/fragile").all("textarea")
    response = keep(web)
    assert response.status_code == 403
    assert f"A {member.role} of operations may not" in response.content.decode()
    web.logout()
    assert keep(web).status_code in (401, 403)
    assert not Precaution.objects.exists()


def test_no_post_without_its_token(signed_in: Callable[..., Member]) -> None:
    """A form of another site can't keep anything."""
    member = signed_in()
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    strict.force_login(member.user, BACKEND)
    assert keep(strict).status_code == 403
    assert not Precaution.objects.exists()


def test_a_large_shop_is_worked_out_beside_the_requests(
    shop: None, see: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says how far it is, and shows what was found when it is done."""
    monkeypatch.setattr(read, "SMALL", 0)
    started: list[Callable[[], None]] = []
    monkeypatch.setattr(read, "beside", lambda task, *given: started.append(lambda: task(*given)))
    page = see("/fragile")
    assert "Being worked out" in page.text
    assert any("data-working" in attributes for _, attributes in page.elements)
    see("/fragile")
    assert len(started) == 1  # whoever looks again does not start it again
    started[0]()
    assert "5-axis mill" in see("/fragile").text
    assert len(started) == 1
