"""Moving others: who would finish later so that this question is met by its date."""

from __future__ import annotations

from canyou.plan.answering.asked import Asked
from canyou.plan.result import Option


def move_others(asked: Asked) -> list[Option]:
    """The whole quantity by the date asked, with the least harm to those who finish later for it.

    The door to `canyou.plan.moving`: it is given what the question needs (`asked.subject`, `asked.ground`,
    `asked.quantity` less `asked.whole.ready`, `asked.latest_finish`) and answers operations and moves.
    """
    return []
