"""What both sides agree comes into the plan through the book; and what that would change, seen before it is signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from canyou.floor import rolling
from canyou.floor.book import OpenBook
from canyou.floor.entries import AGREE, Entry
from canyou.floor.models import Overlay
from canyou.floor.overlays import AGREED, Row
from canyou.floor.rows import canonical
from canyou.plan.planner import ShopPlan
from canyou.plan.whatif.difference import Difference, difference
from canyou.plan.whatif.trying import Tried
from canyou.shop.agreed import Agreed, agreed_body, with_agreed

Told = Callable[[str, int, int], None]
"""What is being done, how many of its stages are over, and of how many."""

STAGES = ("laying it over the shop", "planning with it", "comparing")


def agree(book: OpenBook, agreed: Agreed) -> int | None:
    """Let an agreement hold from now on, for every process and export; the version, None where nothing differs.

    The rest of the plan is made anew with it, as after an import: what was promised and what begins inside the
    fence stays.
    """
    body = agreed_body(agreed)
    standing = Overlay.objects.filter(shop_id=book.row.shop_id, file=AGREED, last_version=None).first()
    if standing is not None and standing.body == canonical(body):
        return None
    return book.lay(AGREE, [Row(AGREED, ("agreed",), body)], {})


def tried_agreement(plan: ShopPlan, agreed: Agreed, tell: Told = lambda *_: None) -> Tried:
    """The plan that an agreement would bring: what `agree` leads to, if nothing comes between.

    `plan` is as of its last news (`Current.standing`).
    """
    tell(STAGES[0], 0, len(STAGES))
    shop = with_agreed(plan.shop, agreed)
    tell(STAGES[1], 1, len(STAGES))
    made = plan if shop == plan.shop else rolling.rolled(shop, plan, [Entry(0, AGREE, {}, datetime.now(UTC))])
    tell(STAGES[2], 2, len(STAGES))
    return Tried(plan, made, (), {}, (), ())


def effect(plan: ShopPlan, agreed: Agreed, tell: Told = lambda *_: None) -> tuple[Tried, Difference]:
    """What an agreement would change: whose orders would be there later or earlier, and what breaks."""
    found = tried_agreement(plan, agreed, tell)
    changes = difference(found)
    tell("", len(STAGES), len(STAGES))
    return found, changes
