"""Somebody is out, in two taps: what only they ever ran stands until they are back, and their cover is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.desk.conftest import AT, SETTINGS, TABLES
from tests.desk.test_owners_are_asked import rush

from canyou.desk.actions.moves import make
from canyou.desk.actions.person_out import machines_alone, person_in, person_out
from canyou.desk.actions.turn import Given
from canyou.desk.errors import Gone, NotAllowed, NotThere, Refused
from canyou.desk.models import Consent, Member, Notice, Record
from canyou.desk.people import member_by_email, set_hours, shop_named
from canyou.floor.current import current
from canyou.floor.imports import import_shop

DAY = 86_400


def run_by(*people: str, machine: str) -> list[dict[str, str]]:
    """Rows of the log: each of these people has run the machine once."""
    return [
        {"order": "SO-0", "part": "P-2", "step_name": "10", "machine": machine, "person": person,
         "quantity": "1", "kind": "run", "start": "2026-11-20T08:00", "end": "2026-11-20T09:00"}
        for person in people
    ]  # fmt: skip


@pytest.fixture
def supervisor(db: None, member: Callable[..., Member]) -> Member:
    """Of a shop in which Pete alone ran the mill, and he and Ines one of the saws."""
    events = run_by("pete", machine="MILL") + run_by("pete", "ines", machine="SAW 1")
    import_shop("main", SETTINGS, {**TABLES, "events": events}, "the ERP", AT)
    return member("operations", "supervisor")


def test_what_only_they_ever_ran_stands_until_then_and_works_when_they_are_back(supervisor: Member) -> None:
    """The mill stands, the saw goes on; the plan goes round it; who plans is told, once."""
    now = current()
    until = now.shop.now_at + 2 * DAY
    assert machines_alone(now.shop, "pete") == (("MILL", None),)
    out = person_out(supervisor, "pete", until)
    assert (out.called, out.stands) == ("Pete Lindgren", (("MILL", None),))
    mill = [o.start_at for o in current().plan.operations if o.work_center == "MILL"]
    assert min(mill) >= until
    assert any(o.start_at < until for o in current().plan.operations if o.work_center == "SAW") or mill
    planner = member_by_email(shop_named(), "ines@example.com")
    (told,) = Notice.objects.filter(to=planner)
    assert told.text == "Pete Lindgren is out. MILL stands meanwhile."
    assert person_out(supervisor, "pete", until).stands == ()  # it stands already
    person_in(supervisor, "pete")
    assert min(o.start_at for o in current().plan.operations if o.work_center == "MILL") < until
    with pytest.raises(Gone):
        person_in(supervisor, "pete")
    assert list(Record.objects.order_by("number").values_list("verb", flat=True)) == [
        "person_out", "person_out", "person_in",
    ]  # fmt: skip


def test_whoever_runs_nothing_alone_is_out_and_the_plan_stays_as_it_is(supervisor: Member) -> None:
    """Ines shares her saw: nothing stands, but she is away to whoever would ask her."""
    before = current().plan.operations
    assert person_out(supervisor, "ines", current().shop.now_at + DAY).stands == ()
    assert current().plan.operations == before
    ines = member_by_email(shop_named(), "ines@example.com")
    assert ines is not None
    assert ines.away_until_at == current().shop.now_at + DAY


def test_what_they_were_asked_their_cover_is_asked(shop: None, member: Callable[..., Member]) -> None:
    """An order of the planner's own is to make room, and he is out before he answers: his cover has it on the desk."""
    owner, cover = member("operations", "planner"), member("operations", "manager")
    set_hours(owner, cover=cover)
    Member.objects.filter(pk=owner.pk).update(person="paul")
    nora = member_by_email(shop_named(), "nora@example.com")
    assert nora is not None
    Member.objects.filter(pk=nora.pk).update(person="")
    Member.objects.filter(pk=owner.pk).update(person="nora")
    question, row = rush(member("sales", "seller"))
    make(member("sales", "seller"), question.number, "request", Given(option=row.number))
    assert Consent.objects.get().asked == owner
    person_out(member("operations", "supervisor"), "nora", current().shop.now_at + DAY)
    consent = Consent.objects.get()
    assert (consent.owner, consent.asked, consent.why_asked) == (owner, cover, "away")
    assert Notice.objects.filter(to=cover, text__contains="you are asked in their place").exists()


def test_who_is_not_there_and_when_that_ends_has_to_be_known(
    supervisor: Member, member: Callable[..., Member]
) -> None:
    """No such person, no moment, a moment past; and a seller reports nobody."""
    at = current().shop.now_at
    with pytest.raises(NotThere):
        person_out(supervisor, "nobody", at + DAY)
    for until in (None, at):
        with pytest.raises(Refused):
            person_out(supervisor, "pete", until)
    with pytest.raises(NotAllowed):
        person_out(member("sales", "seller"), "pete", at + DAY)


def test_it_takes_two_taps(supervisor: Member, visitor: Client) -> None:
    """The person, then the moment; the page says what stands, and who is out stands first in the list."""
    visitor.force_login(supervisor.user, "allauth.account.auth_backends.AuthenticationBackend")
    people = visitor.get("/report/people").content.decode()
    assert "/report/people?person=pete" in people
    assert "without them MILL stands" in people
    assert "in two days" in visitor.get("/report/people?person=pete").content.decode()
    tapped = visitor.post("/report/people", {"person": "pete", "until": "in 2 days"})
    assert tapped.status_code == 302
    assert "out until Wed 25 Nov" in visitor.get("/report/people").content.decode()
    assert "Pete Lindgren is out" in visitor.get("/morning").content.decode()
    assert visitor.post("/report/people", {"person": "pete", "until": "someday"}).status_code == 422
    back = visitor.post("/report/people", {"person": "pete", "what": "in"})
    assert back.status_code == 302
    assert "Noted: back again." in visitor.get(back["Location"]).content.decode()
