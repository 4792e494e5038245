"""Moving others: who would finish later so that this question is met by its date."""

from __future__ import annotations

from dataclasses import replace

from canyou.plan.answering.asked import Asked
from canyou.plan.answering.option import NO_ONE, option
from canyou.plan.moving.move import ATTEMPTS, Moved, resequence
from canyou.plan.result import Move, Option
from canyou.plan.wording import joined, short_day
from canyou.shop.opentime import DAY
from canyou.shop.records import Instant

NAMED = 3
"""So many of those who finish later are named in the sentence; the option lists them all."""


def move_others(asked: Asked) -> list[Option]:
    """The whole quantity by the date asked, with the least harm to those who finish later for it.

    Where the date can't be met by moving either: by the end of the day on which it could be there.
    """
    if not asked.is_made or asked.never or asked.on_time or asked.whole.lot is None:
        return []
    if len(asked.whole.trial.done) > 1:  # an order raised while it runs: its two lots don't move as one
        return []
    found = by_moving(asked, break_promises=False)
    if asked.question.break_promises and (found is None or found.finish_at > asked.latest_finish):
        harder = by_moving(asked, break_promises=True)
        if harder is not None and (found is None or harder.finish_at < found.finish_at):
            return [told(asked, one) for one in (found, harder) if one is not None]
    return [] if found is None else [told(asked, found)]


def by_moving(asked: Asked, break_promises: bool) -> Moved | None:
    """What moving others brings by the date, else sooner than the gaps do; None if nothing."""
    one, lot = asked.whole, asked.whole.lot
    assert lot is not None
    found = resequence(one.trial, [lot], asked.latest_finish, break_promises=break_promises)
    if found is None or found.finish_at <= asked.latest_finish:
        return found
    tz = asked.plan.model.calendars.tz
    target = min(tz.instant((tz.local(found.finish_at - 1) // DAY + 1) * DAY), one.finish_at - 1)
    easier = resequence(one.trial, [lot], target, break_promises=break_promises, attempts=ATTEMPTS // 2)
    if easier is not None and easier.finish_at <= target and easier.slipped < found.slipped:
        found = easier
    return found if asked.there(found.finish_at) < asked.there(one.finish_at) else None


def told(asked: Asked, found: Moved) -> Option:
    """The option of a re-sequencing, with who pays for it."""
    plain = option(
        asked,
        "move_others",
        [(asked.quantity, found.finish_at)],
        found.operations,
        pays=who_pays(asked, found.moves),
    )
    return replace(plain, moves=found.moves, toll=toll(asked, found.moves))


def who_pays(asked: Asked, moves: tuple[Move, ...]) -> str:
    """`SO-7 finishes 4 h later, 2 days before its promise; 5 more are re-sequenced and finish no later`."""
    late = [move for move in moves if move.to_at > move.from_at]
    rest = len(moves) - len(late)
    if not moves:
        return NO_ONE
    parts = [one_pays(asked, move) for move in late[:NAMED]]
    if more := len(late) - NAMED if len(late) > NAMED else 0:
        parts.append(f"{more} more {'finishes' if more == 1 else 'finish'} later")
    if rest:
        others = f"{rest} more" if late else f"{rest} other{'s' if rest > 1 else ''}"
        parts.append(
            f"{others} {'is' if rest == 1 else 'are'} re-sequenced and {'finishes' if rest == 1 else 'finish'} no later"
        )
    return "; ".join(parts)


def one_pays(asked: Asked, move: Move) -> str:
    said = f"{move.order} finishes {how_long(move.to_at - move.from_at)} later"
    if move.breaks_promise:
        return f"{said} and breaks its promise of {short_day(move.promised_at or 0, asked.plan.shop)}"
    if move.slack_minutes is not None and move.slack_minutes > 0:
        date = "promise" if move.promised_at is not None else "due date"
        return f"{said}, {how_long(60 * move.slack_minutes)} before its {date}"
    return said


def toll(asked: Asked, moves: tuple[Move, ...]) -> str:
    """Whose steps in the fence move; empty if none do."""
    names = [move.order for move in moves if move.in_fence]
    if not names:
        return ""
    shop = asked.plan.shop
    until: Instant = asked.plan.now_at + int(shop.fence_days * DAY)
    shown = names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED} more"]
    return f"Inside the fence, until {short_day(until, shop)}, the run list changes for {joined(shown)}."


def how_long(seconds: int) -> str:
    """`25 min`, `4 h`, `2 days`."""
    if seconds < 3600:
        return f"{max(seconds // 60, 1)} min"
    if seconds < 36 * 3600:
        return f"{round(seconds / 3600)} h"
    return f"{round(seconds / DAY)} days"
