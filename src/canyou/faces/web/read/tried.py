"""What a tried plan looks like beside the real one: ghost lanes for the chart, edits and changes in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from canyou.faces.web import when
from canyou.faces.web.read.floor import BARS_PER_LANE, Bar, Down, LaneView, Row, bar_of
from canyou.faces.web.read.hours import calendar_hours
from canyou.faces.web.read.index import PlanIndex
from canyou.faces.web.read.names import customer_name, part_label
from canyou.faces.web.read.quantity import number
from canyou.faces.web.read.window import Window
from canyou.plan.result import Operation, Plan
from canyou.plan.whatif.edits import DropOrder, Edit, MachineDown, MoveStep, NewOrder, OpenHours, key_of
from canyou.plan.wording import place
from canyou.shop.records import Shop
from canyou.shop.times import wall

if TYPE_CHECKING:  # the planner's kernels take a while to load: only who tries something waits for them
    from canyou.plan.whatif.difference import Changed, Difference
    from canyou.plan.whatif.trying import Tried

__all__ = ["ChangeLine", "change_lines", "edit_text", "edit_words", "lead", "moved_steps", "with_ghosts"]


def with_ghosts(
    rows: Sequence[Row],
    real: Plan,
    ghosts: Iterable[tuple[int, Operation]],
    index: PlanIndex,
    window: Window,
    down: Sequence[MachineDown] = (),
) -> list[Row]:
    """The rows with a lane under each machine on which one of these operations would stand elsewhere.

    Each comes with the number of the option that it belongs to (0: none); those of one lane may overlap. A machine that
    is `down` in what is tried says so in its lane.
    """
    stands = {key_of(o): (o.work_center, o.machine, o.start_at, o.end_at) for o in real.operations}
    lanes: dict[tuple[str, int], list[Bar]] = {}
    cut = window.zoom != "month"
    for option, one in ghosts:
        place_of = (one.work_center, one.machine, one.start_at, one.end_at)
        if one.work_center is None or stands.get(key_of(one)) == place_of:
            continue
        if one.end_at <= window.start or one.start_at >= window.end:
            continue
        center = index.shop.work_centers[one.work_center]
        hours = calendar_hours(index.shop, center.calendar, window.start, window.end) if cut else None
        bar = replace(bar_of(index, real, one, hours, []), is_ghost=True, is_running=False, option=option)
        lanes.setdefault((one.work_center, one.machine or 1), []).append(bar)
    out = []
    for row in rows:
        mine: list[LaneView] = []
        for lane in row.lanes:
            mine.append(lane)
            bars = lanes.get((row.key, lane.machine or 0), [])
            shut = tuple(
                Down(max(one.start_at, window.start), min(one.end_at, window.end), "as tried")
                for one in down
                if one.work_center == row.key and one.machine in (None, lane.machine)
                and one.end_at > window.start and one.start_at < window.end
            )  # fmt: skip
            if (bars or shut) and not row.is_outside:
                mine.append(LaneView(lane.machine, tuple(bars[:BARS_PER_LANE]), down=shut, is_ghost=True))
        out.append(replace(row, lanes=tuple(mine)))
    return out


def moved_steps(found: Tried) -> list[Operation]:
    """The steps of the tried plan that stand elsewhere than in the real one."""
    stands = {key_of(o): (o.work_center, o.machine, o.start_at) for o in found.real.operations}
    return [
        o for o in found.plan.operations if stands.get(key_of(o)) != (o.work_center, o.machine, o.start_at)
    ]


def edit_text(edit: Edit, shop: Shop) -> str:
    """An edit as a link carries it; `canyou.plan.whatif.edits` reads it back."""
    zone = ZoneInfo(shop.timezone)
    cells: list[object]
    if isinstance(edit, MoveStep):
        cells = ["move", edit.order, edit.part, edit.step, edit.lot, edit.work_center, edit.machine,
                 wall(edit.start_at, zone)]  # fmt: skip
    elif isinstance(edit, MachineDown):
        cells = ["down", edit.work_center, edit.machine, wall(edit.start_at, zone), wall(edit.end_at, zone)]
    elif isinstance(edit, OpenHours):
        cells = ["open", edit.work_center, edit.machine, edit.crew, wall(edit.start_at, zone),
                 wall(edit.end_at, zone)]  # fmt: skip
    elif isinstance(edit, NewOrder):
        cells = ["new", edit.part, str(edit.quantity), wall(edit.due_at, zone), edit.customer]
    else:
        cells = ["drop", edit.order]
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def edit_words(edit: Edit, found: Tried | None, shop: Shop) -> str:
    """An edit as the planner says it, and where a moved step came to stand."""
    zone = ZoneInfo(shop.timezone)
    if isinstance(edit, MoveStep):
        words = f"{edit.order} step {edit.step} on {place(shop, edit.work_center, edit.machine)}"
        stands = found.stands.get((edit.order, edit.part, edit.step, edit.lot)) if found else None
        if stands is None:
            return f"{words} from {when.day_clock(edit.start_at, zone)}: it cannot stand there"
        return f"{words} from {when.day_clock(stands.start_at, zone)}"
    if isinstance(edit, DropOrder):
        return f"{edit.order} goes"
    if isinstance(edit, NewOrder):
        whom = f" for {customer_name(shop, edit.customer)}" if edit.customer else ""
        return (
            f"{number(edit.quantity)} of {part_label(shop, edit.part)}{whom} by {when.due(edit.due_at, zone)}"
        )
    span = f"{when.day_clock(edit.start_at, zone)} to {when.day_clock(edit.end_at, zone)}"
    if isinstance(edit, OpenHours):
        crew = f" with {edit.crew}" if edit.crew else ""
        return f"{place(shop, edit.work_center, edit.machine)}{crew} open {span}"
    if edit.machine is None:
        center = shop.work_centers[edit.work_center]
        many = f", all {center.machines}" if center.machines > 1 else ""
        return f"{center.name or edit.work_center}{many} down {span}"
    return f"{place(shop, edit.work_center, edit.machine)} down {span}"


@dataclass(frozen=True, slots=True)
class ChangeLine:
    order: str
    what: str
    before: str
    after: str
    by: str
    promised: str
    breaks: bool
    keeps: bool
    is_known: bool


def change_lines(found: Tried, changes: Iterable[Changed]) -> list[ChangeLine]:
    """Orders with another date, as rows of a table."""
    shop = found.plan.shop
    zone = ZoneInfo(shop.timezone)
    lines = []
    for one in changes:
        order = shop.orders[one.order]
        whom = customer_name(shop, order.customer)
        what = f"{number(order.quantity)} of {part_label(shop, order.part)}" + (
            f" for {whom}" if whom else ""
        )
        lines.append(
            ChangeLine(
                order=one.order,
                what=what,
                before=when.day_clock(one.from_at, zone) if one.from_at is not None else "",
                after=when.day_clock(one.to_at, zone) if one.to_at is not None else "",
                by=when.length(abs(one.slip_seconds)) if one.slip_seconds else "",
                promised=when.due(one.promised_at if one.promised_at is not None else one.due_at, zone),
                breaks=one.breaks_promise,
                keeps=one.keeps_again,
                is_known=one.order in found.real.orders,
            )
        )
    return lines


def lead(found: Difference) -> str:
    """The difference in one sentence."""
    if found.nothing:
        return "Nothing changes."
    said = []
    if found.later:
        broken = len(found.broken)
        past = f", {broken} of them past {'its' if broken == 1 else 'their'} promise"
        breaks = past if broken else ", no promise breaks"
        said.append(f"{counted(len(found.later), 'order')} later{breaks}")
    else:
        said.append("No order later")
    if found.earlier:
        again = sum(1 for one in found.earlier if one.keeps_again)
        saved = f", {again} back within {'its' if again == 1 else 'their'} promise" if again else ""
        said.append(f"{counted(len(found.earlier), 'order')} earlier{saved}")
    if found.new:
        said.append(f"{counted(len(found.new), 'new order')} placed")
    return f"{'; '.join(said)}. {counted(found.steps_moved, 'step')} elsewhere."


def counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
