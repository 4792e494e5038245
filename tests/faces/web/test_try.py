"""Try it yourself: what is tried stands in the link, its effect on the page, and nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from canyou.floor.current import current

DOWN = '["down","MILL",null,"2026-11-24T06:00","2026-11-27T00:00"]'


@pytest.mark.usefixtures("shop")
def test_without_anything_tried_the_page_shows_the_plan_and_what_can_be_tried(
    see: Callable[..., Any],
) -> None:
    page = see("/try")
    assert "Drag a step" in page.text
    assert "A machine down" in page.text
    assert not page.inline_code


@pytest.mark.usefixtures("shop")
def test_a_machine_down_says_who_is_later_and_leaves_the_plan_alone(see: Callable[..., Any]) -> None:
    before = current().plan.orders
    text = see("/try", e=DOWN).text
    assert "1 order later" in text
    assert "5-axis mill down Tue 24 Nov 06:00 to Fri 27 Nov 00:00" in text
    assert "down: as tried" in text  # in the chart, under the machine's own lane
    assert "SO-1" in text
    assert current().plan.orders == before


@pytest.mark.usefixtures("shop")
def test_a_form_adds_one_thing_to_the_link_and_keeps_the_others(web: Client) -> None:
    answer = web.get(
        "/try", {"e": DOWN, "add": "new", "quantity": "5", "part": "P-2042", "due": "2026-12-01"}
    )
    assert answer.status_code == 302
    tried = parse_qs(urlsplit(answer["Location"]).query)["e"]
    assert tried[0] == DOWN
    assert json.loads(tried[1])[:3] == ["new", "P-2042", "5"]


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"add": "drop", "order": "SO-99"}, "There is no order SO-99."),
        ({"add": "down", "machine": "LASER/1", "start": "x", "end": "y"}, "There is no work center LASER."),
        (
            {"add": "move", "order": "SO-2", "step": "10", "machine": "MILL/1", "start": "2026-11-24T06:00"},
            "",
        ),
        ({"e": "[1,2"}, "cannot be tried"),
        ({"e": '["move","SO-2","P-2042",10,1,"MILL",1,"2026-11-24T06:00"]'}, "is running"),
    ],
)
def test_what_cannot_be_tried_is_said_in_a_sentence(web: Client, fields: dict[str, str], words: str) -> None:
    answer = web.get("/try", fields, follow=True)
    assert answer.status_code == 200
    assert words in answer.content.decode()
