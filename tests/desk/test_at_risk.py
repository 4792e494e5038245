"""Promises at risk: told once for one cause, to both sides, before they break; nothing flips, no notice takes itself
back. The rules over a drawn month, and the desk over a small shop."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.desk.conftest import AT, SETTINGS, TABLES

from canyou.desk.actions.ask import ask, look
from canyou.desk.actions.moves import make
from canyou.desk.actions.renegotiate import renegotiate
from canyou.desk.actions.report import machine_down, machine_up
from canyou.desk.actions.tell_risks import tell_risks
from canyou.desk.actions.turn import Given
from canyou.desk.at_risk import DAY, SPARE_SECONDS, Cause, Known, Seen, cause_of, in_words, letters
from canyou.desk.at_risk import look as compare
from canyou.desk.models import AtRisk, Desk, Member, Notice, Promise, RiskCause
from canyou.floor.current import current
from canyou.floor.imports import import_shop

Make = Callable[..., Member]
HOUR = 3600
NAMES = ("SO-1", "SO-2", "SO-3", "SO-4")
PEOPLE = {"SO-1": [1, 9], "SO-2": [1, 9], "SO-3": [2, 9], "SO-4": [3, 9]}
KINDS = ("import", "down/MILL/1", "down/SAW/", "floor")

happenings = st.lists(
    st.tuples(
        st.integers(1, 40),  # hours until it happens
        st.sampled_from([*KINDS, "roll", ""]),  # what happens; a roll: the plan is made anew without news
        st.lists(st.integers(-30, 30), min_size=4, max_size=4),  # by how many hours each order is then early
    ),
    min_size=1,
    max_size=60,
)


@given(happenings)
@settings(max_examples=150, deadline=None)
def test_a_month_has_no_storm_of_notices(month: list[tuple[int, str, list[int]]]) -> None:
    """At most one notice a cause, person and day; at risk and back within a day only after a real change."""
    at, version, real = 0, 1, 0
    due = {name: 40 * DAY + n * HOUR for n, name in enumerate(NAMES)}
    there = dict(due)
    known: dict[str, Known] = {}
    told: set[tuple[int, str, int]] = set()
    new: Counter[tuple[int, str, int]] = Counter()
    began: dict[str, tuple[int, int]] = {}
    for hours, kind, early in month:
        at += hours * HOUR
        if kind:
            version += 1
            real = real if kind == "roll" else version
            there = {name: due[name] - spare * HOUR for name, spare in zip(NAMES, early, strict=True)}
        found = compare(known, [Seen(name, due[name], there[name]) for name in NAMES], real, version, at)
        for name in (*found.over, *found.gone):
            since, since_version = began.pop(name)
            assert real > since_version or at - since >= DAY
            assert due[name] - there[name] >= SPARE_SECONDS
            known.pop(name)
        for one in found.begun:
            assert one.order not in known
            known[one.order] = Known(one.order, one.due_at, at, version)
            began[one.order] = (at, version)
        assert all(there[name] <= due[name] or name in known for name in NAMES)
        cause = Cause(kind or "clock", "It", version)
        today = at // DAY
        before = [(person, key) for person, key, day in told if day == today]
        for letter in letters([(one.order, cause.key, PEOPLE[one.order]) for one in found.begun], before):
            if letter.is_new:
                new[letter.person, letter.cause, today] += 1
                told.add((letter.person, letter.cause, today))
    assert all(count == 1 for count in new.values())


def test_a_look_without_a_change_finds_nothing_new() -> None:
    """The same plan looked at again, even hours later, begins nothing and ends nothing."""
    seen = [Seen("SO-1", 10 * DAY, 11 * DAY), Seen("SO-2", 10 * DAY, 9 * DAY)]
    first = compare({}, seen, 1, 1, 0)
    assert [one.order for one in first.begun] == ["SO-1"]
    known = {"SO-1": Known("SO-1", 10 * DAY, 0, 1)}
    assert compare(known, seen, 1, 1, 5 * HOUR) == compare(known, seen, 1, 1, 20 * HOUR)
    assert not compare(known, seen, 1, 1, 5 * HOUR).over


def test_a_little_time_to_spare_is_not_safe_yet() -> None:
    """After a real change two hours to spare are; a minute is not; another date is taken at its word."""
    known = {"SO-1": Known("SO-1", 10 * DAY, 0, 1)}
    assert not compare(known, [Seen("SO-1", 10 * DAY, 10 * DAY - 60)], 2, 2, HOUR).over
    assert compare(known, [Seen("SO-1", 10 * DAY, 10 * DAY - SPARE_SECONDS)], 2, 2, HOUR).over
    assert compare(known, [Seen("SO-1", 11 * DAY, 11 * DAY)], 1, 2, HOUR).over
    assert compare(known, [Seen("SO-1", 10 * DAY, None)], 2, 2, HOUR).over == ()
    assert compare(known, [], 2, 2, HOUR).gone == ("SO-1",)


def test_the_cause_is_what_an_order_has_to_do_with() -> None:
    """Of several changes: the one about the order, else where it has work, else the last."""
    down = Cause("down/MILL/1", "Mill 1 is down", 3, work_center="MILL")
    push = Cause("order/SO-2", "SO-2 was changed", 4, orders=frozenset({"SO-2"}))
    news = Cause("import", "The import", 5)
    assert cause_of("SO-2", frozenset({"MILL"}), [down, push, news]) is push
    assert cause_of("SO-1", frozenset({"MILL"}), [down, push, news]) is down
    assert cause_of("SO-1", frozenset({"SAW"}), [down, push, news]) is news
    phoned = Cause("order/CY-1", "CY-1 was promised by phone", 2, orders=frozenset({"CY-1"}), is_told=True)
    assert cause_of("CY-1", frozenset({"MILL"}), [phoned, down]) is down  # it fitted when it was promised
    assert cause_of("CY-1", frozenset({"SAW"}), [phoned, down]) is phoned
    assert cause_of("CY-1", frozenset({"MILL"}), [down, phoned]) is phoned
    assert cause_of("CY-1", frozenset({"MILL"}), [phoned, push, news]) is news
    assert in_words("Mill 1 is down", ["SO-1"]) == "Mill 1 is down: one promise at risk, SO-1."


@pytest.fixture
def planner(member: Make) -> Member:
    return member("operations", "planner")


@pytest.fixture
def seller(member: Make) -> Member:
    return member("sales", "seller")


def promised(seller: Member, by: str, count: int, quantity: int = 10) -> list[Promise]:
    """Some promises of flanges, which need the mill."""
    found = []
    for _ in range(count):
        fields = {"part": "P-2", "quantity": str(quantity), "by": by, "customer": "BOLT"}
        question, _ = ask(seller, look(seller, fields))
        promise = make(seller, question.number, "promise", Given(option=1))
        assert promise is not None
        found.append(promise)
    return found


def at_risk(to: Member) -> list[Notice]:
    return list(Notice.objects.filter(to=to, cause__isnull=False))


def test_a_machine_down_is_told_once_with_its_list(seller: Member, planner: Member) -> None:
    """Five promises at risk: one notice each to who was promised them and to who plans; down again adds nothing."""
    promises = promised(seller, "2026-11-26", 5)
    tell_risks(seller.shop)
    assert not Notice.objects.filter(cause__isnull=False).exists()
    machine_down(planner, "MILL", None, current().shop.now_at + 9 * DAY, "the spindle")
    assert tell_risks(seller.shop) >= 5
    assert tell_risks(seller.shop) == 0
    (notice,) = at_risk(seller)
    orders = [name for promise in promises for name, *_ in json.loads(promise.orders)]
    assert sorted(json.loads(notice.orders)) == sorted(orders)
    assert notice.text.startswith(
        "MILL is down until Wed 2 Dec 07:00 (the spindle): five promises at risk, CY-"
    )
    (planned,) = at_risk(planner)
    assert sorted(json.loads(planned.orders)) == sorted(orders)
    machine_down(planner, "MILL", None, current().shop.now_at + 10 * DAY, "the spindle")
    tell_risks(seller.shop)
    assert len(at_risk(seller)) == len(at_risk(planner)) == 1
    machine_up(planner, "MILL", None)
    tell_risks(seller.shop)
    assert not AtRisk.objects.filter(ended_at=None).exists()
    assert len(at_risk(seller)) == 1, "nobody is told that it was nothing"


def test_the_first_look_and_imported_dates_alarm_nobody(seller: Member, planner: Member) -> None:
    """What is at risk when the program first looks is kept so, told to nobody; a date that nobody confirmed is none."""
    (promise,) = promised(seller, "2026-11-26", 1)
    machine_down(planner, "MILL", None, current().shop.now_at + 20 * DAY)
    tell_risks(seller.shop)
    (row,) = AtRisk.objects.all()
    assert (row.promise, row.cause, row.ended_at) == (promise, None, None)
    assert current().plan.orders["SO-1"].late_minutes > 0
    assert not Notice.objects.filter(cause__isnull=False).exists()
    assert Desk.objects.get().risk_version == current().book


def test_an_import_that_makes_things_late_is_one_cause(seller: Member, planner: Member) -> None:
    """A bigger order in the source pushes promises out: named as the import, to the minute it came."""
    promised(seller, "2026-11-26", 2)
    tell_risks(seller.shop)
    down = [{"work_center": "MILL", "machine": "", "start": "2026-11-23T07:00", "end": "2026-12-01T07:00"}]
    import_shop("main", SETTINGS, {**TABLES, "downtime": down}, "the ERP", AT + timedelta(minutes=41))
    tell_risks(seller.shop)
    assert RiskCause.objects.get().words == "The import of 07:41 brought changes"
    assert len(at_risk(seller)) == 1


def test_another_date_ends_it(seller: Member, planner: Member) -> None:
    """Renegotiated to a date that the plan keeps, it is at risk no more."""
    (promise,) = promised(seller, "2026-11-26", 1)
    tell_risks(seller.shop)
    machine_down(planner, "MILL", None, current().shop.now_at + 5 * DAY)
    tell_risks(seller.shop)
    assert AtRisk.objects.filter(promise=promise, ended_at=None).exists()
    renegotiate(planner, promise.number, current().shop.now_at + 30 * DAY, "the mill is down")
    tell_risks(seller.shop)
    assert AtRisk.objects.get(promise=promise).ended == "over"


def test_what_is_at_risk_has_words_and_ways(
    seller: Member, planner: Member, calls_as: Callable[[Member], Client], visitor: Client
) -> None:
    """Over HTTP and on the page: because of what, words that blame nobody, and what would be there sooner."""
    (promise,) = promised(seller, "2026-11-26", 1, quantity=40)
    tell_risks(seller.shop)
    machine_down(planner, "MILL", None, current().shop.now_at + 3 * DAY + 5 * HOUR, "the spindle")
    tell_risks(seller.shop)
    client = calls_as(seller)
    (found,) = client.get("/api/risks?mine=true").json()["items"]
    assert (found["promise"], found["because"]) == (promise.number, RiskCause.objects.get().words)
    assert found["words"].startswith("We promised you 40 flanges for Thursday 26 November. It will be ")
    assert "spindle" not in found["words"]
    cause = client.get(f"/api/risks/causes/{found['cause']}").json()
    (way, *_) = cause["items"][0]["ways"]
    assert re.match(r"\d+ on Thu 26 Nov", way)
    assert client.get("/api/risks/causes/99").status_code == 404
    visitor.force_login(seller.user, "allauth.account.auth_backends.AuthenticationBackend")
    page = visitor.get(f"/promises/risk/{found['cause']}").content.decode()
    assert "We promised you 40 flanges" in page
    assert way in page
    assert "At risk" in visitor.get("/desk").content.decode()
    assert "all that is at risk because of it" in visitor.get("/promises").content.decode()
    assert visitor.get("/promises/risk/99").status_code == 404
    machine_down(planner, "MILL", None, current().shop.now_at + 9 * DAY, "the spindle")
    later = visitor.get(f"/promises/risk/{found['cause']}").content.decode()
    assert "No way was found to have it there sooner." in later
