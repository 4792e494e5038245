"""Done: what was promised is there."""

from __future__ import annotations

from canyou.desk.actions.stand import stand
from canyou.desk.models import Member, Promise


def done(member: Member, number: int, why: str = "") -> Promise:
    """Say that it is done. It is kept when the receiver says that it is well; overdue, it stays missed.

    Raises:
        NotThere, NotAllowed, Gone.
    """
    with stand(member, number, "done", why) as at:
        return at.promise
