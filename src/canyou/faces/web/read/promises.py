"""What did we promise? Rows on one axis: what will break first, then by date; mine before what is owed to me."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from canyou.desk.agreed import toll_words
from canyou.desk.likely import AT_RISK, Likely
from canyou.desk.risk_words import words_for_customer
from canyou.faces.web import when
from canyou.faces.web.read.ask import chance_words
from canyou.faces.web.read.desk import instant
from canyou.faces.web.read.hours import closed_days
from canyou.faces.web.read.names import customer_name, part_label
from canyou.faces.web.read.quantity import number
from canyou.faces.web.svg.axis import Axis
from canyou.faces.web.svg.promises import PromiseDrawing, promise_head, promise_timeline
from canyou.plan.result import Plan
from canyou.shop.records import Instant, Shop

__all__ = ["PromiseRow", "Side", "dates", "lead", "sides"]

RISK_SECONDS = 86_400
"""What is not in the plan is in danger when its date is nearer than this."""
SHOWN = 100
"""So many rows of a side are drawn; what comes after them is in less danger, or later."""
CLOSE_SECONDS = 6 * 3600
"""Where no chance is known, what is planned is in danger when it is there by less than this before its date."""


@dataclass(frozen=True, slots=True)
class PromiseRow:
    number: int
    state: str
    """open, done, kept, missed, reneged, cancelled; late and risk where it is open and in danger."""
    label: str
    what: str
    sub: str
    timeline: SafeString
    said: str
    chance: str
    """That it is there by its date, in twentieths; empty where the runs don't know it."""
    is_urgent: bool
    moves: tuple[str, ...]
    orders: tuple[str, ...]
    due: str
    due_at: Instant
    words: str
    """What to tell the customer where it is in danger."""
    because: str
    """What put it at risk."""
    cause: int
    """The number of that cause."""
    toll: str
    """What a rush cost."""
    by_agreement: bool
    """Whether it was promised at once by the agreement."""


@dataclass(frozen=True, slots=True)
class Side:
    name: str
    hint: str
    head: SafeString
    rows: tuple[PromiseRow, ...]

    @property
    def shown(self) -> tuple[PromiseRow, ...]:
        """Those that are drawn."""
        return self.rows[:SHOWN]

    @property
    def more(self) -> int:
        """How many come after them."""
        return max(0, len(self.rows) - SHOWN)


LABELS = {
    "late": "will be late", "risk": "at risk", "open": "open", "done": "done, not yet confirmed", "kept": "kept",
    "missed": "missed", "reneged": "could not be kept", "cancelled": "no longer wanted",
}  # fmt: skip
ORDER = {"missed": 0, "late": 1, "risk": 2, "done": 3, "open": 4, "kept": 5, "reneged": 6, "cancelled": 7}


def sides(
    shop: Shop,
    plan: Plan,
    documents: Sequence[Mapping[str, Any]],
    side: str,
    now: Instant,
    because: Mapping[str, tuple[str, int]] | None = None,
    likely: Mapping[int, Likely] | None = None,
) -> list[Side]:
    """I owe, owed to me, and what is settled lately.

    `because`: by order at risk, its cause and that one's number. `likely`: by promise, what the plan's runs make of it.
    """
    zone = ZoneInfo(shop.timezone)
    axis = _axis(documents, now, zone)
    closed = closed_days(shop, axis)
    rows = [
        (one, row(shop, plan, one, axis, closed, now, because or {}, (likely or {}).get(one["id"])))
        for one in documents
    ]
    settled = [r for one, r in rows if one["closed"] or r.state in ("reneged", "cancelled")]
    open_ones = [(one, r) for one, r in rows if r not in settled]
    mine = [r for one, r in open_ones if one["by_side"] == side]
    theirs = [r for one, r in open_ones if one["by_side"] != side]
    head = promise_head(axis, closed, now)
    kept = sum(1 for r in settled if r.state == "kept")
    missed = sum(1 for r in settled if r.state == "missed")
    found = []
    for name, hint, those in (
        ("We owe", f"{len(mine)} open, most in danger first", mine),
        ("Owed to us", f"{len(theirs)} open", theirs),
        ("Lately settled", f"{kept} kept, {missed} missed", settled),
    ):
        if those:
            ranked = sorted(those, key=lambda r: (ORDER[r.state], r.due_at, r.number))
            found.append(Side(name, hint, head, tuple(ranked)))
    return found


def dates(documents: Sequence[Mapping[str, Any]]) -> dict[int, tuple[tuple[str, ...], Instant]]:
    """By the number of each open promise its orders and its date."""
    return {
        one["id"]: (tuple(delivery["order"] for delivery in one["orders"]), instant(one["due"]))
        for one in documents
        if one["state"] == "open"
    }


def row(
    shop: Shop,
    plan: Plan,
    one: Mapping[str, Any],
    axis: Axis,
    closed: list[tuple[int, int]],
    now: Instant,
    because: Mapping[str, tuple[str, int]],
    likely: Likely | None = None,
) -> PromiseRow:
    """One promise, with what the plan makes of it now."""
    zone = ZoneInfo(shop.timezone)
    due, first = instant(one["due"]), instant(one["first_due"])
    finish = _finish(shop, plan, one)
    done = instant(one["done"]) if one["done"] else None
    state = one["state"]
    if state == "open" and finish is not None:
        is_close = likely.chance < AT_RISK if likely is not None else due - finish < CLOSE_SECONDS
        state = "late" if finish > due else "risk" if is_close else state
    elif state == "open" and due - now < RISK_SECONDS:
        state = "risk"
    look = {"late": "late", "missed": "missed", "risk": "risk", "kept": "kept"}.get(state, "ink3")
    span = (likely.from_at, likely.until_at) if likely is not None else None
    drawing = PromiseDrawing(instant(one["made"]), first, due, done or finish, span, look)
    causes = [because[d["order"]] for d in one["orders"] if d["order"] in because]
    cause = causes[0] if causes and state in ("late", "risk") else ("", 0)
    by = when.due(due, zone, now)
    label = f"Promised for {by}"
    if first != due:
        label = f"First promised for {when.due(first, zone, now)}, now for {by}"
    if (done or finish) is not None:
        label += f", {'done' if done else 'projected'} {when.day_clock(done or finish or 0, zone, now)}"
    return PromiseRow(
        number=one["id"],
        state=state,
        label=LABELS[state],
        what=_what(shop, one),
        sub=_sub(shop, one, zone, now),
        timeline=promise_timeline(drawing, axis, closed, now, label),
        said=_said(state, one, due, finish, done, now, zone),
        chance=f"{chance_words(likely.chance)} in 20." if likely is not None and state != "late" else "",
        is_urgent=state in ("late", "missed"),
        moves=tuple(one["moves"]),
        orders=tuple(delivery["order"] for delivery in one["orders"]),
        due=by,
        due_at=due,
        because=cause[0],
        cause=cause[1],
        words=_words(shop, one, finish) if state in ("late", "missed") and not done else "",
        toll=toll_words(one["toll"] or {}, shop.currency),
        by_agreement=one["how"] == "rule" and one["agreement"] is not None,
    )


def _finish(shop: Shop, plan: Plan, one: Mapping[str, Any]) -> Instant | None:
    """When the plan has all of it there; None where it is about no order, or its orders are not planned."""
    ends = []
    for delivery in one["orders"]:
        planned = plan.orders.get(delivery["order"])
        if planned is None:
            return None
        ends.append(
            {"finish": planned.finish_at, "ship": planned.ships_at, "dock": planned.docks_at}[
                shop.promise_basis
            ]
        )
    return max(ends, default=None)


def _what(shop: Shop, one: Mapping[str, Any]) -> str:
    if one["kind"] == "order" and one["quantity"] is not None:
        quantity = number(Decimal(str(one["quantity"])))
        return (
            f"{quantity} {part_label(shop, one['part'])}"
            if one["part"] in shop.parts
            else f"{quantity} {one['part']}"
        )
    what = str(one["what"])
    return what[:1].upper() + what[1:]


def _sub(shop: Shop, one: Mapping[str, Any], zone: ZoneInfo, now: Instant) -> str:
    said = [" and ".join(delivery["order"] for delivery in one["orders"])] if one["orders"] else []
    if one["customer"]:
        said.append(customer_name(shop, one["customer"]))
    if one["kind"] != "order":
        giver = one["by"]["name"] if one["by"] else ""
        taker = one["to"]["name"] if one["to"] else ""
        said.append(f"{giver} to {taker}" if taker else giver)
    if one["how"] == "phone":
        said.append("by phone")
    if one["renegotiated"]:
        times = {1: "once", 2: "twice"}.get(one["renegotiated"], f"{one['renegotiated']} times")
        said.append(f"renegotiated {times}")
    return " · ".join(piece for piece in said if piece)


def _said(
    state: str, one: Mapping[str, Any], due: Instant, finish: Instant | None, done: Instant | None, now: Instant,
    zone: ZoneInfo,
) -> str:  # fmt: skip
    if state == "kept":
        return "Kept."
    if state in ("reneged", "cancelled"):
        return f"{LABELS[state].capitalize()}{': ' + one['why'] if one['why'] else '.'}"
    if state == "missed":
        tail = "done since" if done else "still open"
        return f"Missed on {when.due(due, zone, now)}, {tail}."
    if state == "done":
        return "Done; the other side has not said yet that it is well."
    if state == "late" and finish is not None:
        return f"{when.length(finish - due)} late as planned."
    if finish is not None:
        early = due - finish
        return f"{when.length(early)} early as planned." if early else "Just in time as planned."
    return f"Due {when.due(due, zone, now)}."


def _words(shop: Shop, one: Mapping[str, Any], finish: Instant | None) -> str:
    """What to read out to the customer before it breaks: it names nobody inside."""
    if one["kind"] != "order" or finish is None:
        return ""
    return words_for_customer(shop, one["part"], Decimal(str(one["quantity"])), instant(one["due"]), finish)


def _axis(documents: Sequence[Mapping[str, Any]], now: Instant, zone: ZoneInfo) -> Axis:
    start = when.midnight(now - 10 * 86_400, zone)
    ends = [instant(one["due"]) for one in documents if one["closed"] is None]
    end = min(max([now + 16 * 86_400, *(e + 86_400 for e in ends)]), now + 42 * 86_400)
    return Axis(start, when.next_midnight(end, zone), zone)


def lead(found: Sequence[Side]) -> str:
    """The page's one sentence: what will break, what is in danger, and how the others stand."""
    rows = [row for side in found for row in side.rows]
    late = sum(1 for row in rows if row.state == "late")
    risk = sum(1 for row in rows if row.state == "risk")
    missed = sum(1 for row in rows if row.state == "missed" and not row.said.endswith("done since."))
    well = sum(1 for row in rows if row.state in ("open", "done"))
    if not rows:
        return "Nothing has been promised here yet."
    said = []
    if late:
        said.append(f"{'One promise' if late == 1 else f'{late} promises'} will break if nothing is done")
    if risk:
        said.append(f"{'one is' if risk == 1 else f'{risk} are'} in danger")
    if missed:
        said.append(f"{'one is' if missed == 1 else f'{missed} are'} missed and still open")
    rest = "all others stand well" if said else "all stand well"
    head = f"{', '.join(said)}; {rest}" if said and well else ", ".join(said) or f"{well} open, {rest}"
    return f"{head[:1].upper()}{head[1:]}."
