"""Satisfied or not: the receiver has the last word on a promise."""

from __future__ import annotations

from canyou.desk.actions.stand import stand
from canyou.desk.errors import refused
from canyou.desk.models import Member, Promise


def satisfied(member: Member, number: int, why: str = "") -> Promise:
    """Say that it is well: in time it is kept; overdue it stays missed, and is closed.

    Raises:
        NotThere, NotAllowed, Gone.
    """
    with stand(member, number, "satisfied", why) as at:
        return at.promise


def not_satisfied(member: Member, number: int, why: str = "") -> Promise:
    """Say that it is not well, and why: it is open again, or missed where its date has passed.

    Raises:
        NotThere, NotAllowed, Gone, Refused.
    """
    if not why.strip():
        raise refused("why", "What is not well?")
    with stand(member, number, "not_satisfied", why) as at:
        return at.promise
