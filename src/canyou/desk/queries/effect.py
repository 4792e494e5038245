"""What a proposed agreement would change in the present plan: worked out beside the requests, with how far it is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canyou.desk.models import Agreement
from canyou.floor.current import Current

if TYPE_CHECKING:
    from canyou.plan.whatif.difference import Changed, Difference
    from canyou.plan.whatif.trying import Tried

SMALL = 400
"""With a plan of so many steps it is worked out while somebody waits."""
NAMED = 50
"""So many orders are named each way; how many more there are is said."""
KEPT = 12


@dataclass
class Working:
    """The effect of one version on one plan, or how far that is."""

    found: Tried | None = None
    changes: Difference | None = None
    stage: str = ""
    done: int = 0
    of: int = 0
    busy: bool = False
    failed: bool = False


_kept: dict[tuple[str, int, str], Working] = {}
_lock = threading.Lock()
_one_at_a_time = threading.Lock()  # planning takes the whole machine: the questions of others come first


def effect_for(now: Current, agreement: Agreement) -> Working:
    """What is known of it for the plan as it stands; begun here where nothing is."""
    key = (agreement.shop.slug, agreement.number, f"{now.digest}-{now.book}-{now.head}")
    with _lock:
        work = _kept.get(key)
        if work is not None and not work.failed:
            return work
        work = _kept[key] = Working(busy=True)
        while len(_kept) > KEPT:
            del _kept[next(iter(_kept))]
    if len(now.standing.model.rows) <= SMALL:
        _work_out(work, now, agreement)
    else:
        beside(_work_out, work, now, agreement)
    return work


def beside(task: Callable[..., None], *given: object) -> None:
    """Do it in a thread of its own, which no stop of the program waits for."""
    threading.Thread(target=task, args=given, name="canyou-effect", daemon=True).start()


def _work_out(work: Working, now: Current, agreement: Agreement) -> None:
    from canyou.desk.actions.sign_agreement import agreed_of
    from canyou.floor.agreeing import effect

    def told(stage: str, done: int, of: int) -> None:
        work.stage, work.done, work.of = stage, done, of

    try:
        with _one_at_a_time:
            work.found, work.changes = effect(now.standing, agreed_of(agreement.said), told)
    except Exception:
        work.failed = True
        raise
    finally:
        work.busy = False


def forget() -> None:
    """Drop everything; for tests."""
    with _lock:
        _kept.clear()


def effect_document(work: Working, timezone: str) -> dict[str, Any]:
    """The effect, or how far it is."""
    from canyou.plan.document import iso

    document: dict[str, Any] = {
        "ready": work.changes is not None, "failed": work.failed, "stage": work.stage or None, "done": work.done,
        "of": work.of, "effect": None,
    }  # fmt: skip
    if work.changes is None:
        return document
    changes = work.changes

    def line(one: Changed) -> dict[str, Any]:
        return {
            "order": one.order,
            "from": None if one.from_at is None else iso(one.from_at, timezone),
            "to": None if one.to_at is None else iso(one.to_at, timezone),
            "promised": None if one.promised_at is None else iso(one.promised_at, timezone),
            "breaks_promise": one.breaks_promise,
            "keeps_again": one.keeps_again,
        }

    document["effect"] = {
        "later": len(changes.later),
        "broken": len(changes.broken),
        "earlier": len(changes.earlier),
        "kept_again": sum(one.keeps_again for one in changes.earlier),
        "promises_later": sum(one.promised_at is not None for one in changes.later),
        "promises_earlier": sum(one.promised_at is not None for one in changes.earlier),
        "steps_moved": changes.steps_moved,
        "weighted_tardiness_minutes": {
            "now": float(changes.weighted_tardiness_before),
            "then": float(changes.weighted_tardiness_after),
        },
        "orders_later": [line(one) for one in changes.later[:NAMED]],
        "orders_earlier": [line(one) for one in changes.earlier[:NAMED]],
        "new": [one.order for one in changes.new[:NAMED]],
    }
    return document
