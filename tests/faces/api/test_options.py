"""POST /api/options: the answer of `canyou ask`, and refusals that say what is wrong with which field."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client

from canyou.faces.api.schemas import AnswerOut, LinesAnswerOut
from canyou.floor.current import current
from canyou.plan.asking import answer
from canyou.plan.document import answer_document
from canyou.plan.question import parse_question
from canyou.plan.result import Question

pytestmark = pytest.mark.usefixtures("shop")

Ask = Callable[..., tuple[int, Any]]
ROUTINE = {"part": "P-204", "quantity": 100, "by": "2026-12-11", "customer": "ACME"}


def test_the_answer_is_the_document_of_ask(ask: Ask) -> None:
    """Over HTTP comes the very document that the command prints for the same question."""
    status, document = ask(**ROUTINE)
    plan = current().plan
    expected = answer_document(plan, answer(plan, parse_question(plan.shop, ROUTINE)))
    assert status == 200
    assert document == json.loads(json.dumps(expected))
    assert document["options"]
    assert document["options"][0]["kind"] == "as_asked"


def test_the_answer_has_the_shape_described(ask: Ask) -> None:
    """The answer passes the schema of the OpenAPI description, and has no field beyond it."""
    _, document = ask(**ROUTINE, min_quantity=50, latest="2026-12-18")
    described = AnswerOut.model_validate(document)
    assert set(document) == set(AnswerOut.model_fields)
    option = described.options[0]
    assert set(document["options"][0]) == set(type(option).model_fields)
    operation = option.operations[0]
    assert set(document["options"][0]["operations"][0]) == set(type(operation).model_fields)


def test_the_customers_own_number_is_understood(ask: Ask) -> None:
    """A part asked for under the customer's number is the shop's part."""
    status, document = ask(**{**ROUTINE, "part": "77-1"})
    assert status == 200
    assert document["question"]["part"] == "P-204"


@pytest.mark.parametrize(
    ("change", "field", "near"),
    [
        ({"part": "P-205"}, "part", "P-204"),
        ({"part": None}, "part", None),
        ({"customer": "ACMEE"}, "customer", "ACME"),
        ({"quantity": 0}, "quantity", None),
        ({"quantity": -5}, "quantity", None),
        ({"quantity": 1e12}, "quantity", None),
        ({"quantity": 10**400}, "quantity", None),
        ({"quantity": "a few"}, "quantity", None),
        ({"quantity": True}, "quantity", None),
        ({"quantity": [100]}, "quantity", None),
        ({"by": "2020-01-01"}, "by", None),
        ({"by": "soonish"}, "by", None),
        ({"by": None}, "by", None),
        ({"min_quantity": 200}, "min_quantity", None),
        ({"latest": "2026-12-01"}, "latest", None),
        ({"quantitty": 5}, "quantitty", "quantity"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(ask: Ask, change: Any, field: str, near: str | None) -> None:
    """Each bad field is a 422 with that field, a sentence, and the nearest known name where there is one."""
    status, document = ask(**{**ROUTINE, **change})
    assert status == 422
    (error,) = [error for error in document["errors"] if error["field"] == field]
    assert error["text"].endswith((".", "?"))
    if near is not None:
        assert any(near in name for name in error["nearest"])


def test_all_that_is_wrong_comes_at_once(ask: Ask) -> None:
    """Three bad fields are three entries of one refusal."""
    status, document = ask(part="X", quantity="many", by="never")
    assert status == 422
    assert [error["field"] for error in document["errors"]] == ["part", "quantity", "by"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"P-204"', b'{"quantity": NaN}', b"\xff", b"[" * 100_000]
)
def test_a_body_that_is_no_question_is_refused(api: Client, body: bytes) -> None:
    """Broken, foreign or endlessly nested JSON is a 422 with a sentence, never a crash."""
    response = api.post("/api/options", body, content_type="application/json")
    assert response.status_code == 422
    assert response.json()["errors"][0]["text"].endswith(".")


def test_a_body_without_end_is_refused(api: Client) -> None:
    """A body of half a megabyte is refused before it is read as JSON."""
    response = api.post("/api/options", b" " * 500_000, content_type="application/json")
    assert 400 <= response.status_code < 500


def test_a_decimal_quantity_is_not_rounded(ask: Ask) -> None:
    """0.1 + 0.2 of a part measured in metres stays 0.3: numbers come in as decimals."""
    status, document = ask(part="P-2", quantity=0.3, by="2026-12-11")
    assert status == 200
    assert document["question"]["quantity"] == 0.3


def test_a_question_keeps_nothing_and_asks_the_database_for_little(
    ask: Ask, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    """Once the plan is there, a question costs one look at the newest import's number, three at who asks, no write."""
    ask(**ROUTINE)
    with django_assert_max_num_queries(4):
        status, _ = ask(**ROUTINE)
    assert status == 200


def test_questions_at_once_are_answered_as_one_after_the_other() -> None:
    """Four threads that ask the same plan get what one thread gets: no question leaves a trace."""
    plan = current().plan
    questions = [
        parse_question(plan.shop, {**ROUTINE, "quantity": quantity, "part": part})
        for quantity in range(1, 40)
        for part in ("P-204", "P-2")
    ]

    def told(question: Question) -> str:
        return json.dumps(answer_document(plan, answer(plan, question)))

    in_turn = [told(question) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(told, questions))
    assert at_once == in_turn


def test_an_order_is_asked_about_by_its_name_alone(ask: Ask) -> None:
    """Quantity and date left out are the order's own; its operations come under its own name."""
    status, document = ask(order="so-1")
    assert status == 200
    question = document["question"]
    assert (question["order"], question["part"], question["quantity"]) == ("SO-1", "P-2", 40)
    assert question["by"] == "2026-12-03T00:00:00+01:00"
    assert {row["order"] for row in document["options"][0]["operations"]} == {"SO-1"}
    assert any("was promised" in note for note in document["notes"])


def test_a_part_never_made_is_an_estimate_by_anothers_routing(ask: Ask) -> None:
    """Its work goes under the other part's number, twice the minutes, and takes nothing of its stock."""
    _, plain = ask(part="P-2", quantity=10, by="2026-12-18")
    status, document = ask(part="Bracket", like="P-2", times=2, quantity=10, by="2026-12-18")
    assert status == 200
    question, option = document["question"], document["options"][0]
    assert (question["part"], question["like"], question["called"]) == ("P-2", "P-2", "Bracket")
    assert question["estimate"] is True
    assert "estimate" in option["words"]
    assert {row["part"] for row in option["operations"]} == {"P-2"}
    assert plain["options"][0]["operations"][0]["quantity"] == option["operations"][0]["quantity"]


def test_hours_by_work_center_are_an_object_or_a_text(ask: Ask) -> None:
    """Both ways of saying the hours get the same answer."""
    fields = {"part": "Bracket", "quantity": 7, "by": "2026-12-18"}
    first = ask(**fields, hours={"SAW": 3, "MILL": 1.5})
    second = ask(**fields, hours="saw=3, mill=1.5 h")
    assert first == second
    assert [row["work_center"] for row in first[1]["options"][0]["operations"]] == ["SAW", "MILL"]


def test_lines_are_planned_together_and_say_which_line_they_are(ask: Ask) -> None:
    """Each delivery and operation has its line; every option has a date by line and one for all."""
    lines = [
        {"part": "P-204", "quantity": 60, "by": "2026-11-27"},
        {"part": "77-1", "quantity": 60, "by": "2026-11-27"},
        {"part": "P-2", "quantity": 30, "by": "2026-12-18"},
    ]
    status, document = ask(customer="ACME", lines=lines)
    assert status == 200
    LinesAnswerOut.model_validate(document)
    assert [line["part"] for line in document["question"]["lines"]] == ["P-204", "P-204", "P-2"]
    for option in document["options"]:
        assert sum(d["quantity"] for d in option["deliveries"]) == 150
        assert {row["line"] for row in option["operations"]} == {1, 2, 3}
        assert [row["line"] for row in option["lines"]] == [1, 2, 3]
        assert option["all_at"] == max(row["at"] for row in option["lines"])


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"order": "SO-9"}, "order", "There is no order"),
        ({"order": "SO-1", "like": "P-2"}, "like", "ask about one of them"),
        ({"order": "SO-1", "quantity": 0}, "quantity", "more than 0"),
        ({"order": "SO-1", "part": "P-204"}, "part", "is about P-2"),
        ({"like": "P-9", "quantity": 1, "by": "2026-12-18"}, "like", "There is no part"),
        ({"like": "P-2", "part": "P-204", "quantity": 1, "by": "2026-12-18"}, "part", "routing of its own"),
        ({"part": "P-2", "times": 2, "quantity": 1, "by": "2026-12-18"}, "times", "of what"),
        ({"hours": {"LATHE": 2}, "quantity": 1, "by": "2026-12-18"}, "hours", "no work center"),
        ({"hours": {"SAW": 0}, "quantity": 1, "by": "2026-12-18"}, "hours", "above 0"),
        ({"hours": {}, "quantity": 1, "by": "2026-12-18"}, "hours", "at least one"),
        ({"hours": {"SAW": 2}, "like": "P-2", "quantity": 1, "by": "2026-12-18"}, "hours", "once"),
        ({"lines": []}, "lines", "at least one line"),
        ({"lines": {"part": "P-2"}}, "lines", "list of lines"),
        ({"lines": [{"part": "P-2"}], "quantity": 5}, "quantity", "leave this out"),
        ({"lines": [{"part": "P-2", "quantity": 1, "by": "2026-12-18"}, {"part": "P-3"}]}, "lines.2.part", "no part"),
        ({"lines": [{"part": "P-2", "quantity": 1, "by": "2026-12-18", "to": "x"}]}, "lines.1.to", "no field of"),
        ({"lines": [{"part": ["P-2"]}]}, "lines", "Text or a number"),
        ({"part": "P-2", "quantity": 1, "by": "2026-12-18", "sure": 100}, "sure", "50 to 99"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_other_questions_is_named_too(
    ask: Ask, fields: Any, field: str, said: str
) -> None:
    """An order, a new part and lines are refused as a whole, with a sentence about the field."""
    status, document = ask(**fields)
    assert status == 422
    found = [error for error in document["errors"] if error["field"] == field]
    assert found, document
    assert said in found[0]["text"]
