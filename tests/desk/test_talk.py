"""The conversation as it is led: asked, promised at once by rule, offered, countered, declined, misunderstood."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from canyou.desk import record
from canyou.desk.actions.ask import ask, ask_for, look
from canyou.desk.actions.moves import make
from canyou.desk.actions.set_rules import set_rule
from canyou.desk.actions.turn import Given, find_question, fresh_options
from canyou.desk.errors import Gone, NotAllowed, NotThere, Refused
from canyou.desk.models import Member, Notice, OptionRow, Promise, Question, Record
from canyou.desk.options import option_of
from canyou.desk.queries.record import said_last
from canyou.floor.current import current

Make = Callable[..., Member]
ROUTINE = {"part": "P-204", "quantity": "20", "by": "2026-12-11", "customer": "ACME"}
PRESSING = {"part": "P-2", "quantity": "220", "by": "2026-11-25", "customer": "BOLT"}
"""More than the mill can do by then without overtime or moving others."""


@pytest.fixture
def seller(member: Make) -> Member:
    return member("sales", "seller")


@pytest.fixture
def planner(member: Make) -> Member:
    return member("operations", "planner")


def asked(who: Member, fields: dict[str, str], **more: str) -> Question:
    return ask(who, look(who, fields), **more)[0]


def state(question: Question) -> str:
    return find_question(question.shop_id, question.number).state


def costly(question: Question) -> OptionRow:
    """An option for which operations would pay, and nobody else."""
    return next(
        row for row in fresh_options(question) if option_of(row).overtime and not option_of(row).moves
    )


def test_a_routine_question_is_promised_at_once(seller: Member) -> None:
    """Part, quantity, date, customer: an option that hurts nobody becomes a promise and an order in the plan."""
    question = asked(seller, ROUTINE)
    assert (question.number, question.state, question.waits_for) == (1, "asked", "asker")
    promise = make(seller, 1, "promise", Given(option="1-1"))
    assert promise is not None
    assert (promise.number, promise.how, promise.by_side, promise.to_side) == (
        1,
        "rule",
        "operations",
        "sales",
    )
    assert promise.due_at == promise.first_due_at == question.by_at
    ((name, quantity, due),) = json.loads(promise.orders)
    order = current().shop.orders[name]
    assert (name, quantity, due) == ("CY-1", "20", question.by_at)
    assert (order.part, order.customer, order.promised_at) == ("P-204", "ACME", question.by_at)
    assert current().plan.orders[name].late_minutes == 0
    assert state(question) == "promised"


def test_what_would_cost_somebody_is_not_the_sellers_to_promise(seller: Member, planner: Member) -> None:
    """Overtime and moves go to operations, which needs the issue and the expectation to judge it."""
    question = asked(seller, PRESSING)
    row = costly(question)
    with pytest.raises(NotAllowed, match="operations decides"):
        make(seller, question.number, "promise", Given(option=row.number))
    with pytest.raises(Refused) as refusal:
        make(seller, question.number, "request", Given(option=row.number))
    assert [trouble.field for trouble in refusal.value.troubles] == ["issue", "expectation"]
    make(seller, question.number, "request",
         Given(option=row.number, issue="line down", expectation="220 on Wednesday"))  # fmt: skip
    assert find_question(question.shop_id, question.number).waits_for == "answerer"
    promise = make(planner, question.number, "promise", Given(option=row.number))
    assert promise is not None
    assert promise.how == "person"


def test_a_seller_cannot_answer_for_operations(seller: Member, planner: Member) -> None:
    """Offer, decline and know-by are operations'; withdrawing is the asker's side's."""
    question = asked(seller, ROUTINE)
    for move in ("offer", "decline", "know_by"):
        with pytest.raises(NotAllowed):
            make(seller, question.number, move, Given(option=1, note="no"))
    with pytest.raises(NotAllowed):
        make(planner, question.number, "withdraw", Given())
    assert state(question) == "asked"


def test_offered_and_accepted(seller: Member, planner: Member) -> None:
    """What operations offers, with what it understood on top, becomes a promise when it is accepted."""
    question = asked(seller, PRESSING)
    row = costly(question)
    make(planner, question.number, "offer", Given(option=row.number, said_back="220 flanges by Wednesday"))
    offered = find_question(question.shop_id, question.number)
    assert (offered.state, offered.said_back, offered.waits_for) == (
        "offered",
        "220 flanges by Wednesday",
        "asker",
    )
    assert Notice.objects.filter(to=seller).count() == 1
    promise = make(seller, question.number, "accept", Given())
    assert promise is not None
    assert (promise.how, promise.question_id, state(question)) == ("person", question.pk, "promised")


def test_countered_and_accepted_by_operations(seller: Member, planner: Member) -> None:
    """The asker names another option; operations takes it."""
    question = asked(seller, ROUTINE)
    make(planner, question.number, "offer", Given(option=1))
    make(seller, question.number, "counter", Given(option=1, note="as it was"))
    assert state(question) == "countered"
    assert make(planner, question.number, "accept", Given()) is not None


def test_a_no_has_its_reason_and_is_not_the_end(seller: Member, planner: Member) -> None:
    """Without a reason operations cannot decline; a declined question can still be offered something."""
    question = asked(seller, ROUTINE)
    with pytest.raises(Refused):
        make(planner, question.number, "decline", Given())
    make(planner, question.number, "decline", Given(note="the mill goes to repair"))
    assert state(question) == "declined"
    make(planner, question.number, "offer", Given(option=1))
    assert state(question) == "offered"


def test_i_will_know_by_three_is_itself_a_promise(seller: Member, planner: Member) -> None:
    """Operations promises the answer; it is kept when the answer comes in time."""
    question = asked(seller, ROUTINE)
    with pytest.raises(Refused):
        make(planner, question.number, "know_by", Given())
    promise = make(planner, question.number, "know_by", Given(know_by_at=question.asked_at + 8 * 3600))
    assert promise is not None
    assert (promise.kind, promise.state) == ("answer", "open")
    make(planner, question.number, "promise", Given(option=1))
    assert Promise.objects.get(pk=promise.pk).state == "kept"


@pytest.mark.parametrize(
    ("who", "move", "given", "becomes"),
    [
        ("planner", "offer", Given(option=1), "kept"),
        ("planner", "decline", Given(note="the mill goes to repair"), "kept"),
        ("seller", "withdraw", Given(), "cancelled"),
    ],
)
def test_an_answer_that_was_promised_has_come_with_an_offer_or_a_no(
    who: str, move: str, given: Given, becomes: str, seller: Member, planner: Member
) -> None:
    """Any answer is one; and nobody owes an answer to what is no longer asked."""
    question = asked(seller, ROUTINE)
    promise = make(planner, question.number, "know_by", Given(know_by_at=question.asked_at + 8 * 3600))
    assert promise is not None
    make({"planner": planner, "seller": seller}[who], question.number, move, given)
    assert Promise.objects.get(pk=promise.pk).state == becomes


def test_after_two_misunderstandings_the_record_says_talk(seller: Member, planner: Member) -> None:
    """Not what I meant brings the question back; the second time the two should speak."""
    question = asked(seller, ROUTINE)
    for _ in range(2):
        make(planner, question.number, "offer", Given(option=1, said_back="20 valve stems"))
        make(seller, question.number, "not_what_i_meant", Given(note="bodies, not stems"))
    assert find_question(question.shop_id, question.number).bounces == 2
    last = Record.objects.filter(about=f"question/{question.number}").order_by("-number")[0]
    assert json.loads(last.body)["talk"] is True
    to_call = said_last(seller, question.number)
    assert to_call is not None
    assert to_call["name"] == planner.called


def test_operations_asks_sales_too(seller: Member, planner: Member) -> None:
    """The drawing by Thursday: asked of sales, promised by sales, and the other way round it is refused."""
    question = ask_for(planner, "send the drawing of P-204", 1764255600 + 86400 * 365, to=seller)
    with pytest.raises(NotAllowed):
        make(planner, question.number, "promise", Given())
    promise = make(seller, question.number, "promise", Given(due_at=question.by_at))
    assert promise is not None
    assert (promise.by_side, promise.to_side, promise.kind) == ("sales", "operations", "thing")


def test_an_option_that_was_taken_meanwhile_is_gone_or_placed_again(seller: Member, planner: Member) -> None:
    """Two questions for the same last gap: one is promised, the other gets fresh options and no promise."""
    fields = {"part": "P-2", "quantity": "120", "by": "2026-11-25", "customer": "ACME"}
    first, second = asked(seller, fields), asked(seller, fields)
    rows = [fresh_options(question)[0] for question in (first, second)]
    assert rows[0].body == rows[1].body
    assert make(planner, first.number, "promise", Given(option=rows[0].number)) is not None
    with pytest.raises(Gone) as gone:
        make(planner, second.number, "promise", Given(option=rows[1].number))
    assert gone.value.options
    assert state(second) == "asked"
    assert Promise.objects.count() == 1


def test_what_is_not_there_is_said(seller: Member) -> None:
    """An unknown question or option is named."""
    with pytest.raises(NotThere, match="question 7"):
        make(seller, 7, "promise", Given(option=1))
    question = asked(seller, ROUTINE)
    with pytest.raises(Refused, match="no option 99"):
        make(seller, question.number, "promise", Given(option=99))


def test_rules_say_what_is_promised_at_once(seller: Member, planner: Member) -> None:
    """With a rule for another customer alone, even a harmless option goes to operations."""
    set_rule(planner, "Bolt only", customers=["BOLT"])
    question = asked(seller, ROUTINE)
    assert question.waits_for == "answerer"
    with pytest.raises(NotAllowed, match="No rule"):
        make(seller, question.number, "promise", Given(option=1))
    with pytest.raises(NotAllowed):
        set_rule(seller, "everything")


def test_the_record_tells_all_of_it_in_its_order(seller: Member, planner: Member) -> None:
    """Every move is in the record, chained; nothing in it can be changed by the program or in the database."""
    question = asked(seller, ROUTINE)
    make(planner, question.number, "offer", Given(option=1))
    make(seller, question.number, "accept", Given())
    verbs = [entry.verb for entry in Record.objects.order_by("number")]
    assert verbs == ["ask", "offer", "promise", "accept"]
    assert record.first_break(question.shop_id) is None
