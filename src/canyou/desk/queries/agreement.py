"""The agreement as documents: what holds, what is proposed, and every version before."""

from __future__ import annotations

from typing import Any

from canyou.desk.actions.propose_agreement import find_agreement, terms_now
from canyou.desk.models import Agreement, Member
from canyou.desk.queries.questions import person, when
from canyou.desk.rights import may
from canyou.desk.terms import body_of, differing
from canyou.floor.current import current
from canyou.plan.document import iso
from canyou.shop.records import Shop


def agreement_document(found: Agreement, zone: str, reader: Member | None = None) -> dict[str, Any]:
    """One version, with who has signed it and what the reader can do with it."""
    moves = []
    if reader is not None and found.state == "proposed":
        if may(reader.side, reader.role, "sign_agreement") and found.signed_by(reader.side) is None:
            moves.append("sign")
        if may(reader.side, reader.role, "propose_agreement"):
            moves.append("withdraw")
    terms = body_of(found.said)
    for one in terms["kept"]:
        one["due"], one["lapses"] = iso(one.pop("due_at"), zone), iso(one.pop("lapses_at"), zone)
    return {
        "version": found.number,
        "state": found.state,
        "why": found.why,
        "proposed_by": person(found.proposed_by),
        "proposed": when(found.proposed_at, zone),
        "signed": {
            "sales": found.sales_by and {"by": person(found.sales_by), "at": when(found.sales_at, zone)},
            "operations": found.operations_by
            and {"by": person(found.operations_by), "at": when(found.operations_at, zone)},
        },
        "begun": when(found.begun_at, zone),
        "ended": when(found.ended_at, zone),
        "terms": terms,
        "moves": moves,
    }


def versions(shop_id: int) -> list[Agreement]:
    """Every version, newest first."""
    rows = Agreement.objects.filter(shop_id=shop_id).select_related(
        "proposed_by__user", "sales_by__user", "operations_by__user", "shop"
    )
    return sorted(rows, key=lambda found: -found.number)


def whole_agreement(shop_id: int, shop_slug: str, reader: Member | None = None) -> dict[str, Any]:
    """What holds, what is proposed, and the versions there were."""
    zone = current(shop_slug).shop.timezone
    found = versions(shop_id)
    by_state = {one.state: one for one in reversed(found)}
    document = {
        state.replace(" ", "_"): agreement_document(by_state[state], zone, reader)
        if state in by_state
        else None
        for state in ("in force", "proposed")
    }
    return {
        **document,
        "versions": [
            {"version": one.number, "state": one.state, "begun": when(one.begun_at, zone),
             "ended": when(one.ended_at, zone)}
            for one in found
        ],
    }  # fmt: skip


def changed_lines(found: Agreement, shop: Shop) -> list[str]:
    """The lines in which a proposed version says something else than holds now."""
    return [str(line) for line in differing(found.said, terms_now(found.shop_id, shop))]


__all__ = ["agreement_document", "changed_lines", "find_agreement", "versions", "whole_agreement"]
