"""Write and send e-mails: what waits for somebody who is not looking, gathered, with links that only open a page.

Written in the transaction that marks what is in them; sent after it, by whichever process claims one first. What
cannot be sent is tried again, later each time, and given up after a week.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q

from canyou.desk import record
from canyou.desk.consent import question as in_words
from canyou.desk.mailing import Item, is_due, letter, subject
from canyou.desk.models import Consent, Desk, Mail, Member, Notice
from canyou.desk.places import path_of
from canyou.desk.queries.people import zone_of
from canyou.floor.models import FloorShop

CLAIM_SECONDS = 300
MOST_TRIES = 12
FIRST_WAIT_SECONDS = 60
"""Twice as long after each try that failed, so that the last comes days later."""
AT_ONCE = 20
"""So many are sent in one round."""

_log = structlog.get_logger("canyou.mail")


def write_mails(shop: FloorShop, at: int | None = None) -> int:
    """Write what is due; how many. A look without a lock says whether there is anything."""
    moment = int(time.time()) if at is None else at
    waiting = _gathered(shop.pk, zone_of(shop.slug))
    if not waiting or Desk.objects.filter(shop_id=shop.pk, is_demo=True).exists():
        return 0
    zone = zone_of(shop.slug)
    if not any(_is_due(member, rows, moment, zone) for member, rows in _members(shop.pk, waiting)):
        return 0
    written = 0
    with transaction.atomic():
        record.lock(shop.pk)
        waiting = _gathered(shop.pk, zone)
        for member, rows in _members(shop.pk, waiting):
            if not _is_due(member, rows, moment, zone):
                continue
            items = [item for _, item in rows]
            Mail.objects.create(
                shop_id=shop.pk,
                to=member,
                subject=subject(items),
                text=letter(items, member.called, base_url()),
                message_id=f"<{uuid4().hex}@{sender().rpartition('@')[2].strip('> ')}>",
                at=moment,
            )
            Member.objects.filter(shop_id=shop.pk, pk=member.pk).update(mailed_at=moment)
            for kind in (Consent, Notice):
                told = [row.pk for row, _ in rows if isinstance(row, kind)]
                kind.objects.filter(shop_id=shop.pk, pk__in=told).update(mailed_at=moment)
            written += 1
    return written


def send_mails(shop: FloorShop, at: int | None = None) -> int:
    """Send what was written; how many went out."""
    moment = int(time.time()) if at is None else at
    free = Q(claimed_at=None) | Q(claimed_at__lt=moment - CLAIM_SECONDS)
    waiting = Mail.objects.filter(free, shop_id=shop.pk, sent_at=None, tries__lt=MOST_TRIES)
    sent = 0
    for mail in sorted(waiting.select_related("to__user"), key=lambda one: one.pk)[:AT_ONCE]:
        if mail.claimed_at is not None and moment < mail.claimed_at + _wait(mail.tries):
            continue
        mine = Mail.objects.filter(free, shop_id=shop.pk, pk=mail.pk, sent_at=None)
        if not mine.update(claimed_at=moment, tries=mail.tries + 1):
            continue  # another process has it
        try:
            _send(mail)
        except Exception as problem:  # whatever a mail server does: the desk goes on, and it is tried again
            _log.warning(
                "an e-mail could not be sent", mail=mail.pk, tries=mail.tries + 1, problem=str(problem)
            )
            continue
        Mail.objects.filter(shop_id=shop.pk, pk=mail.pk).update(sent_at=moment)
        sent += 1
    return sent


def base_url() -> str:
    """Under which address people reach the program."""
    return str(settings.CONFIG.public_url).rstrip("/")


def sender() -> str:
    """From whom e-mails come."""
    return str(settings.DEFAULT_FROM_EMAIL)


def _send(mail: Mail) -> None:
    headers = {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    EmailMessage(mail.subject, mail.text, sender(), [mail.to.user.email], headers=headers).send()


def _wait(tries: int) -> int:
    return int(min(FIRST_WAIT_SECONDS * 2**tries, 3 * 86_400))


def _gathered(shop_id: int, timezone: str) -> dict[int, list[tuple[Consent | Notice, Item]]]:
    """By person: what they were not told by e-mail yet and have not read on the page."""
    found: dict[int, list[tuple[Consent | Notice, Item]]] = {}
    asked = Consent.objects.filter(shop_id=shop_id, state="asked", mailed_at=None).select_related("question")
    for row in sorted(asked, key=lambda row: row.pk):
        until = datetime.fromtimestamp(row.answer_by_at, ZoneInfo(timezone))
        words = f"{until:%a} {until.day} {until:%b %H:%M}"
        item = Item(in_words(row.slip), path_of(f"consent/{row.number}"), row.asked_at, True, words)
        found.setdefault(row.asked_id, []).append((row, item))
    told = Notice.objects.filter(shop_id=shop_id, seen_at=None, mailed_at=None)
    for notice in sorted(told, key=lambda notice: notice.pk):
        pressing = notice.cause_id is not None
        item = Item(notice.text, path_of(notice.about), notice.at, pressing)
        found.setdefault(notice.to_id, []).append((notice, item))
    return found


def _members(
    shop_id: int, waiting: dict[int, list[tuple[Consent | Notice, Item]]]
) -> Iterable[tuple[Member, list[tuple[Consent | Notice, Item]]]]:
    """Those who want e-mails and can sign in, each with what they want of it."""
    rows = Member.objects.filter(shop_id=shop_id, pk__in=list(waiting), is_active=True)
    for member in sorted(rows.select_related("user"), key=lambda member: member.pk):
        if member.wants_mail == "none" or not _can_sign_in(member):
            continue
        wanted = [row for row in waiting[member.pk] if member.wants_mail == "all" or row[1].is_pressing]
        if wanted:
            yield member, wanted


def _can_sign_in(member: Member) -> bool:
    """Whoever has no way in yet has never heard of this program: they are invited first."""
    return member.user.is_active and (member.user.has_usable_password() or bool(settings.CONFIG.oidc))


def _is_due(member: Member, rows: list[tuple[Consent | Notice, Item]], at: int, timezone: str) -> bool:
    return is_due([item for _, item in rows], member.mailed_at, at, timezone)
