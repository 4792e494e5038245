"""Anything the desk can do, in any order, beside a model of a few dictionaries: they never disagree.

The model knows who holds which minutes of the one machine, and where each question and promise stands. It is told
what was answered, and checks the plan, the lists and the record after every step.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from canyou.desk import record
from canyou.desk.actions.ask import ask, look
from canyou.desk.actions.done import done
from canyou.desk.actions.hold import hold, release
from canyou.desk.actions.moves import make
from canyou.desk.actions.renege import cancel, renege
from canyou.desk.actions.renegotiate import renegotiate
from canyou.desk.actions.satisfied import not_satisfied, satisfied
from canyou.desk.actions.turn import Given, find_question, fresh_options
from canyou.desk.errors import DeskError, Gone, NotAllowed, NotThere
from canyou.desk.models import Hold, OptionRow, Promise, Question, Record
from canyou.desk.options import option_of
from canyou.desk.people import add_person, shop_named
from canyou.floor import current as plans
from canyou.floor.imports import import_shop

AT = datetime(2026, 11, 23, 6, tzinfo=UTC)
SETTINGS = {"name": "One machine", "timezone": "UTC", "now": "2026-11-23T06:00:00"}
DAY = 86_400
OPEN_HOURS = 8


def tables(extra: int) -> dict[str, list[dict[str, str]]]:
    """One saw, eight hours a day, one order imported with a promise; `extra` makes imports differ."""
    return {
        "calendars": [
            {"calendar": "day", "day": day, "start": "06:00", "end": "14:00"}
            for day in ("mon", "tue", "wed", "thu", "fri")
        ],
        "work_centers": [{"work_center": "SAW", "calendar": "day"}],
        "parts": [{"part": "P"}],
        "routings": [{"part": "P", "step": "10", "work_center": "SAW", "run_minutes": "10"}],
        "customers": [{"customer": "ACME"}],
        "orders": [
            {"order": "SO-1", "customer": "ACME", "part": "P", "quantity": "12", "due": "2026-11-24",
             "promised": "2026-11-24", "value": str(extra)},
        ],
    }  # fmt: skip


class Desk(RuleBasedStateMachine):
    """The desk and its plain model."""

    asked = Bundle("asked")
    given = Bundle("given")

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.states: dict[int, str] = {}
        self.promises: dict[int, str] = {}
        self.dates: dict[int, tuple[int, int]] = {}
        self.places: dict[str, list[tuple[int, int]]] = {}
        """Where each order promised or held here was put down: (start, end) on the one machine."""
        self.held: dict[int, list[str]] = {}
        self.imports = 0

    @initialize()
    def begin(self) -> None:
        self.bring(0)
        self.seller = add_person(shop_named(), "seller@example.com", side="sales", role="seller")
        self.planner = add_person(shop_named(), "planner@example.com", side="operations", role="planner")

    def bring(self, extra: int) -> None:
        self.imports += 1
        at = AT + timedelta(minutes=self.imports)
        import_shop("main", SETTINGS, tables(extra), "the ERP", at)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        plans.forget()

    # -- what people do

    @rule(target=asked, quantity=st.integers(1, 60), days=st.integers(1, 10))
    def question_asked(self, quantity: int, days: int) -> int:
        return self.ask(quantity, days)

    def ask(self, quantity: int, days: int) -> int:
        fields = {
            "part": "P",
            "quantity": quantity,
            "by": (AT + timedelta(days=days)).isoformat(),
            "customer": "ACME",
        }
        question, rows = ask(self.seller, look(self.seller, fields))
        assert rows
        self.states[question.number] = "asked"
        return question.number

    @rule(target=given, number=asked, pick=st.integers(0, 2), by_planner=st.booleans())
    def promised(self, number: int, pick: int, by_planner: bool) -> Any:
        return self.promise(number, pick, by_planner)

    def promise(self, number: int, pick: int, by_planner: bool) -> Any:
        rows = fresh_options(self.question(number))
        row = rows[pick % len(rows)]
        who = self.planner if by_planner else self.seller
        try:
            promise = make(who, number, "promise", Given(option=row.number))
        except Gone:
            assert self.states[number] in ("promised", "withdrawn") or self.is_taken(row)
            return multiple()
        except NotAllowed:
            assert not by_planner
            assert option_of(row).moves, "a seller may promise what moves nobody"
            return multiple()
        assert promise is not None
        assert self.states[number] not in ("promised", "withdrawn")
        self.states[number] = "promised"
        return self.took(promise)

    @rule(target=given, quantity=st.integers(1, 60), days=st.integers(1, 10))
    def ask_and_promise(self, quantity: int, days: int) -> Any:
        return self.promise(self.ask(quantity, days), 0, False)

    @rule(target=given, number=asked)
    def offer_and_accept(self, number: int) -> Any:
        try:
            make(self.planner, number, "offer", Given(option=fresh_options(self.question(number))[0].number))
        except (Gone, NotAllowed):
            assert self.states[number] in ("promised", "withdrawn")
            return multiple()
        self.states[number] = "offered"
        try:
            promise = make(self.seller, number, "accept", Given())
        except Gone:
            return multiple()
        assert promise is not None
        self.states[number] = "promised"
        return self.took(promise)

    @rule(number=asked, withdraws=st.booleans())
    def say_no(self, number: int, withdraws: bool) -> None:
        who, move = (self.seller, "withdraw") if withdraws else (self.planner, "decline")
        ends = ("promised", "withdrawn") if withdraws else ("promised", "withdrawn", "declined")
        try:
            make(who, number, move, Given(note="no"))  # type: ignore[arg-type]
        except Gone:
            assert self.states[number] in ends
            return
        except NotAllowed:
            assert self.states[number] == "declined"
            return
        assert self.states[number] not in ends
        self.states[number] = "withdrawn" if withdraws else "declined"

    @rule(number=asked)
    def hold(self, number: int) -> None:
        row = fresh_options(self.question(number))[0]
        try:
            made = hold(self.seller, number, row.number, 4)
        except (Gone, NotAllowed):
            full = len(self.held.keys() - {number}) >= 3
            assert full or self.states[number] in ("promised", "withdrawn") or self.is_taken(row)
            return
        for name in self.held.get(number, ()):
            self.places.pop(name)
        self.held[number] = json.loads(made.orders)
        self.put_down(self.held[number])

    @rule(number=asked)
    def let_go(self, number: int) -> None:
        try:
            release(self.seller, number)
        except NotThere:
            assert number not in self.held
            return
        for name in self.held.pop(number):
            self.places.pop(name)

    @rule(number=given, move=st.sampled_from(["done", "satisfied", "not_satisfied", "renegotiate"]))
    def follow_up(self, number: int, move: str) -> None:
        state, due = self.promises[number], self.dates[number][1]
        to = {
            "done": {"open": "done"},
            "satisfied": {"open": "kept", "done": "kept"},
            "not_satisfied": {"done": "open", "kept": "open"},
            "renegotiate": {"open": "open"},
        }[move].get(state)
        try:
            if move == "renegotiate":
                renegotiate(self.planner, number, due + DAY, "the saw is slow")
            elif move == "done":
                done(self.planner, number)
            elif move == "satisfied":
                satisfied(self.seller, number)
            else:
                not_satisfied(self.seller, number, "scratched")
        except DeskError:
            assert to is None
            return
        assert to is not None
        self.promises[number] = to
        if move == "renegotiate":
            self.dates[number] = (self.dates[number][0], due + DAY)

    @rule(number=consumes(given), reneges=st.booleans())
    def give_up(self, number: int, reneges: bool) -> None:
        try:
            if reneges:
                renege(self.planner, number, "the saw is broken")
            else:
                cancel(self.seller, number)
        except DeskError:
            assert self.promises[number] != "open"
            return
        assert self.promises[number] == "open"
        self.promises[number] = "reneged" if reneges else "cancelled"
        for name, *_ in json.loads(Promise.objects.get(number=number).orders):
            self.places.pop(name)

    @rule(extra=st.integers(0, 3))
    def import_again(self, extra: int) -> None:
        """The plan is made anew: what was promised keeps its place."""
        self.bring(extra)

    # -- what the model is told

    def question(self, number: int) -> Question:
        return find_question(self.seller.shop_id, number)

    def is_taken(self, row: Any) -> bool:
        """Whether something stands where the option was to stand, or its part of the machine."""
        wanted = [(o.start_at, o.end_at) for o in option_of(row).operations]
        plan = plans.refresh().plan
        return any(o.start_at < end and start < o.end_at for o in plan.operations for start, end in wanted)

    def took(self, promise: Promise) -> int:
        number = promise.question.number if promise.question is not None else 0
        for name in self.held.pop(number, ()):
            self.places.pop(name, None)
        self.promises[promise.number] = "open"
        self.dates[promise.number] = (promise.first_due_at, promise.due_at)
        self.put_down([name for name, *_ in json.loads(promise.orders)])
        self.put_down([name for name in self.moved_for(promise) if name in self.places])
        return promise.number

    def moved_for(self, promise: Promise) -> list[str]:
        """The orders that make room for it, as its option said when it was taken."""
        question = promise.question
        rows = OptionRow.objects.filter(question=question, number=question.picked) if question else []
        return [move.order for row in rows for move in option_of(row).moves]

    def put_down(self, names: list[str]) -> None:
        plan = plans.refresh().plan
        for name in names:
            self.places[name] = [(o.start_at, o.end_at) for o in plan.operations if o.order == name]

    # -- what always holds

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        if not self.imports:
            return
        plan = plans.refresh().plan
        spans = sorted((o.start_at, o.end_at) for o in plan.operations)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
        for name, places in self.places.items():
            assert [(o.start_at, o.end_at) for o in plan.operations if o.order == name] == places, name
        ours = {name for name in plan.orders if name.startswith("CY-")}
        assert ours == set(self.places)

    @invariant()
    def promises_are_within_their_dates(self) -> None:
        if not self.imports:
            return
        plan = plans.refresh().plan
        for promise in Promise.objects.exclude(state__in=["reneged", "cancelled"]):
            for name, _, due in json.loads(promise.orders):
                with suppress(KeyError):
                    assert plan.orders[name].finish_at <= due

    @invariant()
    def everything_stands_as_the_model_has_it(self) -> None:
        if not self.imports:
            return
        assert dict(Question.objects.values_list("number", "state")) == self.states
        rows = Promise.objects.values_list("number", "state", "first_due_at", "due_at")
        assert {number: state for number, state, *_ in rows} == self.promises
        assert {number: (first, due) for number, _, first, due in rows} == self.dates
        open_holds = Hold.objects.filter(ended_at=None).values_list("question__number", flat=True)
        assert set(open_holds) == set(self.held)

    @invariant()
    def the_record_is_whole(self) -> None:
        if not self.imports:
            return
        shop = shop_named()
        assert record.first_break(shop.pk) is None
        assert Record.objects.filter(verb="ask").count() == len(self.states)


@pytest.mark.django_db
def test_the_desk_never_disagrees_with_a_plain_model() -> None:
    """Asking, promising, holding, giving up and importing in any order."""
    plans.forget()
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=20, stateful_step_count=24, deadline=None, derandomize=True, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
