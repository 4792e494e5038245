"""The moves of a question and of a promise by their names, for faces that get them as words."""

from __future__ import annotations

from collections.abc import Callable

from canyou.desk.actions.accept import accept
from canyou.desk.actions.ask_owners import ask_owners
from canyou.desk.actions.commit import plainly
from canyou.desk.actions.counter import counter
from canyou.desk.actions.decline import decline
from canyou.desk.actions.know_by import know_by
from canyou.desk.actions.not_what_i_meant import not_what_i_meant
from canyou.desk.actions.offer import offer
from canyou.desk.actions.promise import promise
from canyou.desk.actions.request import request
from canyou.desk.actions.turn import Given
from canyou.desk.actions.withdraw import withdraw
from canyou.desk.conversation import Move
from canyou.desk.idempotency import Run
from canyou.desk.models import Member, Promise, Question

_PLAIN: dict[Move, Callable[[Member, int, Given], Question]] = {
    "offer": offer,
    "counter": counter,
    "decline": decline,
    "withdraw": withdraw,
    "not_what_i_meant": not_what_i_meant,
    "request": request,
    "ask_owners": ask_owners,
}


def make(member: Member, number: int, move: Move, given: Given, run: Run = plainly) -> Promise | None:
    """Make a move in a question; the promise, where one was made and nobody is to be asked before.

    `run` does what it is given in one transaction, and may keep its answer there.

    Raises:
        NotThere, NotAllowed, Refused, Gone: as the move's own file says.
    """
    if move in ("promise", "accept"):
        made = (promise if move == "promise" else accept)(member, number, given, run)
        return made if isinstance(made, Promise) else None
    if move == "know_by":
        return run(lambda: know_by(member, number, given))[1]
    run(lambda: _PLAIN[move](member, number, given))
    return None
