"""Tokens that speak for a member over HTTP: made, shown once, recognized by their digest."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta

from canyou.desk.models import Member, Token

PREFIX = "cy_"
"""Lets a token be recognized where it should not be: in a mail, in a repository."""
_NOTED_EVERY = timedelta(hours=1)


def make_token(member: Member) -> str:
    """A new token for a member; those that they have stay good."""
    text = PREFIX + secrets.token_urlsafe(32)
    Token.objects.create(shop_id=member.shop_id, member=member, digest=_digest(text))
    return text


def end_tokens(member: Member) -> int:
    """None of the member's tokens is good any more; how many there were."""
    return Token.objects.filter(shop_id=member.shop_id, member=member).delete()[0]


def member_of(text: str) -> Member | None:
    """The active member whom a token speaks for, None where it is not known."""
    found = (
        Token.objects.filter(digest=_digest(text), member__is_active=True, member__user__is_active=True)
        .select_related("member__user", "member__shop")
        .first()
    )
    if found is None:
        return None
    now = datetime.now(UTC)
    if found.used_at is None or now - found.used_at > _NOTED_EVERY:
        Token.objects.filter(pk=found.pk, shop_id=found.shop_id).update(used_at=now)
    return found.member


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
