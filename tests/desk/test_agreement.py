"""The agreement: proposed, its effect seen, signed by both sides, in force in the plan, exports and decisions."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.desk.conftest import SETTINGS, TABLES

from canyou.desk.actions.ask import ask, look
from canyou.desk.actions.hold import hold
from canyou.desk.actions.moves import make
from canyou.desk.actions.propose_agreement import propose_agreement, terms_now, withdraw_agreement
from canyou.desk.actions.set_rules import set_rule
from canyou.desk.actions.sign_agreement import agreed_of, sign_agreement
from canyou.desk.actions.turn import Given, fresh_options
from canyou.desk.agreed import agreement_in_force, toll_words
from canyou.desk.errors import Gone, NotAllowed, Refused
from canyou.desk.models import Agreement, Member, OptionRow, Promise, Question, Record, Rule
from canyou.desk.options import option_of
from canyou.desk.queries.at_once import judged_for
from canyou.desk.queries.questions import whole_question
from canyou.desk.terms import Terms, body_of, differing, terms_from, troubles_of
from canyou.floor.agreeing import effect
from canyou.floor.current import current, forget
from canyou.floor.export import exported
from canyou.floor.imports import import_shop
from canyou.floor.lapsing import lapse
from canyou.plan.planner import make_plan
from canyou.shop.read import read_folder
from canyou.shop.write import write_folder

Make = Callable[..., Member]
PRESSING = {"part": "P-2", "quantity": "220", "by": "2026-11-25", "customer": "BOLT"}
AT = datetime(2026, 11, 24, 6, tzinfo=UTC)


@pytest.fixture
def sales(member: Make) -> Member:
    return member("sales", "manager")


@pytest.fixture
def operations(member: Make) -> Member:
    return member("operations", "manager")


def signed(sales: Member, operations: Member, **terms: Any) -> Agreement:
    """A version that both have signed."""
    found = propose_agreement(operations, terms, "settled")
    sign_agreement(sales, found.number)
    return sign_agreement(operations, found.number)


def asked(who: Member, fields: dict[str, str]) -> Question:
    return ask(who, look(who, fields))[0]


def costly(question: Question, what: str) -> OptionRow:
    return next(row for row in fresh_options(question) if getattr(option_of(row), what))


def test_it_holds_only_once_a_manager_of_each_side_has_signed(
    sales: Member, operations: Member, member: Make
) -> None:
    """One signature changes nothing; a planner signs for nobody; the second signature brings it into force."""
    found = propose_agreement(
        member("operations", "planner"), {"fence_days": 3, "importance": {"BOLT": 5}}, "so"
    )
    for nobody in (member("operations", "planner"), member("sales", "seller")):
        with pytest.raises(NotAllowed):
            sign_agreement(nobody, found.number)
    sign_agreement(sales, found.number)
    assert agreement_in_force(sales.shop_id) is None
    assert current().shop.fence_days == 2
    with pytest.raises(Gone, match="signed it for sales already"):
        sign_agreement(sales, found.number)
    sign_agreement(operations, found.number)
    now = current().shop
    assert (now.fence_days, now.customers["BOLT"].importance) == (3, 5)
    assert Record.objects.filter(about=f"agreement/{found.number}").count() == 3


def test_earlier_versions_stay_readable_and_a_new_proposal_takes_the_place_of_an_unsigned_one(
    sales: Member, operations: Member
) -> None:
    """What a version says is kept; the newest that both signed holds, the others are past or withdrawn."""
    signed(sales, operations, fence_days=3)
    propose_agreement(sales, {"fence_days": 9})
    signed(sales, operations, fence_days=4, silence_hours=8)
    last = propose_agreement(sales, {"fence_days": 1})
    withdraw_agreement(operations, last.number)
    rows = sorted(Agreement.objects.filter(shop_id=sales.shop_id), key=lambda one: one.number)
    assert [(one.state, one.said.fence_days) for one in rows] == [
        ("past", 3), ("withdrawn", 9), ("in force", 4), ("withdrawn", 1),
    ]  # fmt: skip
    with pytest.raises(Refused, match="holds already"):
        propose_agreement(sales, {})


def test_what_both_could_not_mean_is_refused_by_field(sales: Member) -> None:
    """Too many customers at 5, a fence below nothing, customers that are not here, hours that have lapsed."""
    wrong: dict[str, Any] = {
        "importance": {"ACME": 5, "BOLT": 5},
        "fence_days": -1,
        "bumping": "whoever shouts",
        "never": ["NOBODY"],
        "rushes": [{"team": "x", "a_week": -2}],
        "kept": [{"customer": "ACME", "part": "P-2", "quantity": 5, "due_at": 2**33, "lapses_at": 5}],
        "silence_hours": 0,
    }
    with pytest.raises(Refused) as refusal:
        propose_agreement(sales, wrong)
    assert {trouble.field for trouble in refusal.value.troubles} == set(wrong)
    for name, value in (
        ("importance", [1]),
        ("fees", {"each_order": "much"}),
        ("at_once", [{}]),
        ("color", 1),
    ):
        with pytest.raises(Refused) as refusal:
            propose_agreement(sales, {name: value})
        assert [trouble.field for trouble in refusal.value.troubles] == [name]
    assert not Agreement.objects.exists()


@pytest.mark.parametrize(
    ("customers", "at_five", "well"), [(5, 1, True), (5, 2, False), (40, 4, True), (40, 5, False)]
)
def test_at_most_a_tenth_stands_at_five(customers: int, at_five: int, well: bool) -> None:
    """If all are first, none is: one customer in ten may stand at 5, and one at the least."""
    names = [f"C-{n}" for n in range(customers)]
    terms = Terms(importance={name: Decimal(5) for name in names[:at_five]})
    assert (troubles_of(terms, names, [], 0) == []) == well


def test_the_effect_shown_is_what_signing_brings(sales: Member, operations: Member) -> None:
    """The plan after the signatures is the one that was shown before, to the second."""
    importance = {"BOLT": Decimal(5)}
    found = propose_agreement(sales, {"importance": importance, "fence_days": 0})
    shown, _ = effect(current().standing, agreed_of(found.said))
    sign_agreement(sales, found.number)
    sign_agreement(operations, found.number)
    forget()
    now = current()
    assert {n: o.finish_at for n, o in now.standing.orders.items()} == {
        n: o.finish_at for n, o in shown.plan.orders.items()
    }
    assert now.shop.customers == shown.plan.shop.customers


def test_it_outlives_imports_and_travels_with_an_export(
    sales: Member, operations: Member, tmp_path: Path
) -> None:
    """An import that says otherwise does not undo what both have signed; export, read and plan give the same plan."""
    kept = {
        "customer": "ACME",
        "part": "P-2",
        "quantity": 10,
        "due_at": 1765000000 + 31536000,
        "lapses_at": 1796000000,
    }
    signed(sales, operations, importance={"ACME": 4}, fence_days=1, move_cap_days=7, kept=[kept])
    customers = [{**row, "importance": "2"} for row in TABLES["customers"]]
    import_shop("main", SETTINGS, {**TABLES, "customers": customers}, "the ERP", AT)
    now = current()
    assert (now.shop.customers["ACME"].importance, now.shop.fence_days, now.shop.move_cap_days) == (4, 1, 7)
    assert now.shop.orders["KEPT-1"].kind == "forecast"
    assert now.plan.orders["KEPT-1"].finish_at > now.plan.now_at
    write_folder(exported(), tmp_path / "out")
    reading = read_folder(tmp_path / "out")
    assert reading.shop is not None, reading.problems
    again = make_plan(reading.shop)
    assert {n: o.finish_at for n, o in again.orders.items()} == {
        n: o.finish_at for n, o in now.standing.orders.items()
    }


def test_a_refused_bump_names_the_line(sales: Member, operations: Member, member: Make) -> None:
    """Whose orders never make room is settled: not even a planner moves one of them, and the refusal says by what."""
    planner = member("operations", "planner")
    question = asked(member("sales", "seller"), PRESSING)
    row = costly(question, "moves")
    signed(sales, operations, never=["ACME"])
    with pytest.raises(NotAllowed, match="never make room") as refusal:
        make(planner, question.number, "promise", Given(option=row.number))
    assert refusal.value.line == "bumping"
    own = asked(planner, PRESSING)
    with pytest.raises(NotAllowed, match="never make room"):
        hold(planner, own.number, costly(own, "moves").number)
    signed(sales, operations, never=[], bumping="more")
    with pytest.raises(NotAllowed, match="counts no less"):
        make(planner, question.number, "offer", Given(option=row.number))
    signed(sales, operations, bumping="more", importance={"BOLT": 2})
    make(planner, question.number, "offer", Given(option=row.number))


def test_a_rush_has_a_toll_and_a_budget(sales: Member, operations: Member, member: Make) -> None:
    """What a rush cost stands with its promise; a team that has had its rushes of the week hears so, by the line."""
    signed(
        sales, operations, rushes=[{"team": "", "a_week": 1}],
        fees={"inside_fence": 100, "each_order": 50, "each_hour": 10},
    )  # fmt: skip
    seller, planner = member("sales", "seller"), member("operations", "planner")
    question = asked(seller, PRESSING)
    row = costly(question, "overtime")
    promise = make(planner, question.number, "promise", Given(option=row.number))
    assert promise is not None
    assert promise.is_rush
    toll = json.loads(Promise.objects.get(pk=promise.pk).toll)
    hours = sum(o.end_at - o.start_at for o in option_of(row).overtime) / 3600
    later = [m.order for m in option_of(row).moves if m.to_at > m.from_at]
    assert toll["opened_hours"] == pytest.approx(hours, abs=0.01)
    assert toll["fee"] == pytest.approx(100 + 50 * len(later) + 10 * hours, abs=0.1)
    assert "hours opened" in toll_words(toll)
    again = asked(seller, {**PRESSING, "by": "2026-11-26", "quantity": "260"})
    rush = next(r for r in fresh_options(again) if option_of(r).overtime or option_of(r).moves)
    given = Given(option=rush.number, issue="line down", expectation="all of it")
    with pytest.raises(NotAllowed, match="1 of its 1 rushes") as refusal:
        make(seller, again.number, "request", given)
    assert refusal.value.line == "rush"
    make(sales, again.number, "request", given)


def test_what_is_promised_at_once_is_the_agreements_to_say(
    sales: Member, operations: Member, member: Make
) -> None:
    """Its rules take the place of those that operations had set, which it then can't change alone."""
    set_rule(member("operations", "planner"), "as it was")
    found = propose_agreement(sales, {"at_once": [{"name": "only valve bodies", "parts": ["P-204"]}]})
    assert [one.name for one in terms_now(sales.shop_id, current().shop).at_once] == ["as it was"]
    sign_agreement(sales, found.number)
    sign_agreement(operations, found.number)
    assert [rule.name for rule in Rule.objects.filter(is_on=True)] == ["only valve bodies"]
    with pytest.raises(NotAllowed, match="stands in the agreement"):
        set_rule(operations, "another")
    seller = member("sales", "seller")
    question = asked(seller, {"part": "P-204", "quantity": "5", "by": "2026-12-15", "customer": "ACME"})
    promise = make(seller, question.number, "promise", Given(option=1))
    assert promise is not None
    assert (promise.how, promise.agreement_id) == ("rule", agreement_in_force(sales.shop_id).pk)  # type: ignore[union-attr]
    other = asked(seller, {"part": "P-2", "quantity": "5", "by": "2026-12-15", "customer": "ACME"})
    with pytest.raises(NotAllowed, match="No rule for promising at once names P-2"):
        hold(seller, other.number, 1)


def test_what_the_agreement_says_of_a_way_is_known_before_it_is_asked(
    sales: Member, operations: Member, member: Make, visitor: Client
) -> None:
    """While the question is typed each way has the line and the fee that it has once it is asked."""
    seller = member("sales", "seller")
    signed(
        sales, operations, at_once=[{"name": "only valve bodies", "parts": ["P-204"]}], never=["ACME"],
        fees={"inside_fence": 100},
    )  # fmt: skip
    valves = {"part": "P-204", "quantity": "5", "by": "2026-12-15", "customer": "ACME"}
    for fields in (PRESSING, valves):
        found = look(seller, fields)
        before = judged_for(seller, found.asked, found.answer.options, found.now.shop)
        question, _ = ask(seller, found)
        after = whole_question(seller.shop_id, "main", question.number, seller)["options"]
        assert [(one.at_once, one.against or None, one.line, float(one.fee)) for one in before] == [
            (one["at_once"], one["against"], one["agreement_line"], one["fee"]) for one in after
        ]
    visitor.force_login(seller.user, "allauth.account.auth_backends.AuthenticationBackend")
    assert "/agreement#bumping" in visitor.get("/", PRESSING).content.decode()
    assert "/agreement#at-once" in visitor.get("/", valves).content.decode()


def test_kept_hours_are_used_up_by_their_own_and_lapse(
    sales: Member, operations: Member, member: Make
) -> None:
    """The customer's own order draws on what is kept for it; what is left is let go when its date has passed."""
    due = int(datetime(2026, 12, 10, tzinfo=UTC).timestamp())
    kept = {"customer": "ACME", "part": "P-204", "quantity": 50, "due_at": due, "lapses_at": due - 86_400}
    signed(sales, operations, kept=[kept])
    seller = member("sales", "seller")
    question = asked(seller, {"part": "P-204", "quantity": "20", "by": "2026-12-11", "customer": "ACME"})
    make(seller, question.number, "promise", Given(option=1))
    now = current().shop
    assert now.orders["CY-1"].blanket == "KEPT-1"
    signed(sales, operations, fence_days=1)  # the plan is made anew
    left = current().shop.orders["KEPT-1"]
    assert left.quantity - left.shipped_quantity == 30
    assert not lapse("main", due - 86_401)
    before = {n: o.finish_at for n, o in current().standing.orders.items() if n != "KEPT-1"}
    assert lapse("main", due - 86_400) == ["KEPT-1"]
    assert {n: o.finish_at for n, o in current().standing.orders.items()} == before


def test_terms_are_written_down_and_read_back_whole() -> None:
    """Nothing of a version is lost in the database, and each line knows whether it differs."""
    from canyou.desk.terms import LINES, AtOnce, Fees, Kept, Rushes

    terms = Terms(
        {"A": Decimal("1.5")}, Decimal("0.5"), Decimal(9), (Rushes("x", 3),), Fees(Decimal("1.25")), "more", ("A",),
        (Kept("A", "P", Decimal(3), 5, 4),), (AtOnce("r", ("P",), (), 0.9, 5, True, Decimal("7.5")),), 5, True,
    )  # fmt: skip
    assert terms_from(json.loads(json.dumps(body_of(terms)))) == terms
    assert differing(terms, Terms()) == list(LINES)
    assert differing(terms, terms) == []
