"""E-mails: soon for a question or a danger, once a morning for the rest, never a flood; links only open a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as outbox
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from canyou.desk.actions.see import see
from canyou.desk.actions.tell import tell
from canyou.desk.actions.write_mail import send_mails, write_mails
from canyou.desk.mailing import GAP_SECONDS, Item, is_due, last_morning, letter, subject
from canyou.desk.models import Desk, Mail, Member, Notice
from canyou.site.config import BadConfig, Config, mail_settings

BERLIN = "Europe/Berlin"
DAY = 86_400
NOON = int(datetime(2026, 11, 23, 12, tzinfo=ZoneInfo(BERLIN)).timestamp())


@given(st.lists(st.tuples(st.integers(1, 600), st.booleans()), max_size=60))
@settings(max_examples=60, deadline=None)
def test_a_month_of_telling_is_no_flood(told: list[tuple[int, bool]]) -> None:
    """E-mails are half an hour apart; without anything pressing one a day; and all is sent within a day."""
    at, last, waiting, sent = NOON, None, [], []
    arrivals = []
    for minutes, pressing in told:
        at += minutes * 60
        arrivals.append((at, pressing))
    moment, end = NOON, at + DAY
    while moment <= end:
        while arrivals and arrivals[0][0] <= moment:
            when, pressing = arrivals.pop(0)
            waiting.append(Item("x", "/desk", when, pressing))
        if is_due(waiting, last, moment, BERLIN):
            sent.append((moment, list(waiting)))
            last, waiting = moment, []
        moment += 600
    assert not waiting
    assert all(later[0] - earlier[0] >= GAP_SECONDS for earlier, later in pairwise(sent))
    plain = [last_morning(moment, BERLIN) for moment, items in sent if not any(i.is_pressing for i in items)]
    assert len(plain) == len(set(plain))
    for moment, items in sent:
        for item in items:
            assert moment - item.at <= (GAP_SECONDS + 600 if item.is_pressing else DAY + GAP_SECONDS + 600)


def test_what_an_e_mail_says() -> None:
    """What presses is its subject and comes first; a line break in a text ends no header; the rest is counted."""
    items = [
        Item("SO-2 makes room.", "/promises#p2", 1),
        Item("Can you let\nSO-1 slip?", "/desk/let/1", 2, True, "Mon 12:00"),
    ]
    assert subject(items) == "Can you let SO-1 slip?"
    text = letter(items, "Nora", "https://canyou.example")
    assert text.index("SO-1") < text.index("SO-2")
    assert "https://canyou.example/desk/let/1" in text
    assert "until Mon 12:00" in text
    many = [Item(f"n {k}", "/desk", k) for k in range(40)]
    assert subject(many) == "40 things to read"
    assert "And 10 more" in letter(many, "Nora", "")
    assert len(subject([Item("x" * 500, "/desk", 1)])) == 120


@pytest.fixture
def nora(member: Callable[..., Member]) -> Member:
    """Somebody who can sign in."""
    found = member("sales", "seller", "nora@example.com")
    found.user.set_password("a long enough one")
    found.user.save()
    return found


def told(to: Member, text: str, at: int) -> None:
    tell(Desk.objects.get(shop_id=to.shop_id), to, "question/1", text, at)


def test_it_goes_out_once_to_whoever_can_sign_in_and_has_not_read_it(
    nora: Member, member: Callable[..., Member]
) -> None:
    """Gathered until the morning, written and sent once; what was read, and who was never invited, is left out."""
    stranger = member("sales", "seller", "new@example.com")
    for who in (nora, stranger):
        told(who, "Capacity has come free: ask again?", NOON)
    told(nora, "SO-2 makes room.", NOON + 1)
    assert write_mails(nora.shop, NOON + 60) == 0
    assert write_mails(nora.shop, NOON + DAY) == 1
    assert write_mails(nora.shop, NOON + DAY + 60) == 0
    assert send_mails(nora.shop, NOON + DAY) == 1
    assert send_mails(nora.shop, NOON + 2 * DAY) == 0
    (sent,) = outbox.outbox
    assert sent.to == ["nora@example.com"]
    assert sent.subject == "2 things to read"
    assert sent.extra_headers["Message-ID"] == Mail.objects.get().message_id
    told(nora, "SO-3 makes room.", NOON + 2 * DAY)
    see(nora, Notice.objects.latest("pk").pk)
    assert write_mails(nora.shop, NOON + 4 * DAY) == 0


def test_people_choose_and_a_demo_writes_to_nobody(nora: Member) -> None:
    """Who wants nothing gets nothing; nothing leaves a demo."""
    told(nora, "SO-2 makes room.", NOON)
    Member.objects.filter(pk=nora.pk).update(wants_mail="pressing")
    assert write_mails(nora.shop, NOON + DAY) == 0
    Member.objects.filter(pk=nora.pk).update(wants_mail="all")
    Desk.objects.update(is_demo=True)
    assert write_mails(nora.shop, NOON + DAY) == 0
    Desk.objects.update(is_demo=False)
    assert write_mails(nora.shop, NOON + DAY) == 1


def test_what_cannot_be_sent_is_tried_again_later(nora: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mail server that is down costs nothing but time: the same e-mail, under the same Message-ID."""
    told(nora, "SO-2 makes room.", NOON)
    write_mails(nora.shop, NOON + DAY)

    def down(*_: Any) -> None:
        raise OSError("no route to host")

    with monkeypatch.context() as patch:
        patch.setattr("canyou.desk.actions.write_mail._send", down)
        assert send_mails(nora.shop, NOON + DAY) == 0
    assert send_mails(nora.shop, NOON + DAY + 60) == 0, "another process may be at it"
    assert send_mails(nora.shop, NOON + DAY + 3600) == 1
    assert (Mail.objects.get().tries, len(outbox.outbox)) == (2, 1)


def test_a_link_in_an_e_mail_leads_to_signing_in_and_acts_on_no_get(nora: Member, visitor: Client) -> None:
    """Opened by whoever is not signed in, it leads to the way in and back to the page."""
    answer = visitor.get("/desk/let/1", REMOTE_ADDR="192.0.2.7")
    assert answer.status_code == 302
    assert "next=/desk/let/1" in answer["Location"]


def test_how_e_mails_go_out_is_one_setting(tmp_path: Any) -> None:
    """Into a folder by default; never in the clear to another machine; what is none of them is refused."""
    kept = mail_settings(Config(home=tmp_path))
    assert kept["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
    smtp = mail_settings(Config(home=tmp_path, mail_url="smtp://me%40x:secret@mail.example"))
    assert (smtp["EMAIL_HOST_USER"], smtp["EMAIL_PORT"], smtp["EMAIL_USE_TLS"]) == ("me@x", 587, True)
    smtps = mail_settings(Config(home=tmp_path, mail_url="smtps://mail.example"))
    assert (smtps["EMAIL_PORT"], smtps["EMAIL_USE_SSL"], smtps["EMAIL_USE_TLS"]) == (465, True, False)
    assert mail_settings(Config(home=tmp_path, mail_url="smtp://localhost"))["EMAIL_USE_TLS"] is False
    with pytest.raises(BadConfig, match="mail_url is"):
        mail_settings(Config(home=tmp_path, mail_url="pop3://x"))
