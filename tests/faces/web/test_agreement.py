"""The page of the agreement: read by line, proposed by form, its effect seen, signed by both."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from tests.faces.web.test_desk import signed_in

from canyou.desk.models import Agreement
from canyou.desk.queries import effect
from canyou.desk.terms import LINES

pytestmark = pytest.mark.usefixtures("shop")


def form(client: Client, **changed: Any) -> dict[str, Any]:
    """What the page's form would send as it stands, with some fields changed."""
    html = client.get("/agreement").content.decode().partition('class="aform"')[2]
    fields: dict[str, Any] = {}
    for name, value in re.findall(r'<input class="in[^"]*" name="([^"]*)" value="([^"]*)"', html):
        fields.setdefault(name, []).append(value)
    for name in re.findall(r'<select class="in" name="([^"]*)"', html):
        fields.setdefault(name, []).append("")
    fields["bumping"] = re.findall(r'name="bumping" value="([^"]*)" checked', html)
    return {**fields, **changed}


def test_proposed_by_form_seen_in_its_effect_and_signed_by_both() -> None:
    """Nothing is signed at first; a proposal stands beside what holds; two signatures bring it into force."""
    effect.forget()
    sales, operations = signed_in("sales", "manager"), signed_in("operations", "manager")
    assert "Nothing is signed yet" in sales.get("/agreement").content.decode()
    fields = form(sales, fence_days="1", fee_inside_fence="250", rush_a_week=["3", ""], why="at the summit")
    assert sales.post("/agreement/propose", fields)["Location"] == "/agreement#proposed"
    page = sales.get("/agreement").content.decode()
    assert "What begins within 1 day stays" in page
    assert "€ 250 where it begins inside the fence" in page
    assert "would change" in page or "would break" in page
    assert "Sign it for sales" in page
    sales.post("/agreement/1/move", {"move": "sign"})
    operations.post("/agreement/1/move", {"move": "sign"})
    page = sales.get("/agreement").content.decode()
    assert "Version 1 holds since" in page
    for line in LINES:
        assert f'id="{line}"' in page
    sales.post("/agreement/propose", form(sales, fence_days="4"))
    old = sales.get("/agreement", {"version": "1"}).content.decode()
    assert "What begins within 1 day stays" in old
    assert "within 4 days" not in old


def test_what_is_wrong_is_said_and_what_was_typed_stays() -> None:
    """Both customers at 5 is refused; the form is open with what was typed in it."""
    sales = signed_in("sales", "manager")
    answer = sales.post(
        "/agreement/propose", form(sales, **{"imp:ACME": "5", "imp:NASTY": "5", "why": "so be it"})
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "At most 1 of 2 customers may stand at 5" in page
    assert 'value="so be it"' in page
    for name, value in (("rule_chance", ["much", ""]), ("kept_customer", ["ACME", ""])):
        fields = form(sales, **{name: value, "rule_name": ["r", ""]})
        assert sales.post("/agreement/propose", fields).status_code == 422
    assert not Agreement.objects.exists()


def test_whoever_may_not_propose_sees_it_without_the_form() -> None:
    """A reader reads; a post is refused."""
    reader = signed_in("sales", "reader")
    assert "aform" not in reader.get("/agreement").content.decode()
    assert reader.post("/agreement/propose", {"fence_days": "1"}).status_code in (403, 422)
    assert not Agreement.objects.exists()
