"""Who may do what: one table, role by action. Pure; every action asks `may` before it does anything.

Whether the moment is right for a move is another matter: `conversation` and `promising` say that.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

Side = Literal["sales", "operations"]
Role = Literal["seller", "planner", "supervisor", "purchasing", "manager", "admin", "reader"]
Action = Literal[
    "read",
    "ask",
    "answer",
    "commit",
    "follow_up",
    "hold",
    "phone_promise",
    "change_order",
    "report_trouble",
    "report_floor",
    "pin",
    "prepare",
    "set_rules",
    "propose_agreement",
    "sign_agreement",
    "vouch",
    "manage_people",
]

SIDES: Final[tuple[Side, ...]] = get_args(Side)
ROLES: Final[tuple[Role, ...]] = get_args(Role)
ACTIONS: Final[tuple[Action, ...]] = get_args(Action)

MEANS: Final[dict[Action, str]] = {
    "read": "read what the shop has",
    "ask": "ask the other side, and go on with one's own side's questions",
    "answer": "offer, decline and say what was understood, for one's own side",
    "commit": "promise capacity of the shop, or let an order be moved",
    "follow_up": "say what became of a promise: done, satisfied, renegotiated, withdrawn",
    "hold": "keep capacity for an option for a while",
    "phone_promise": "note a promise that was given by phone",
    "change_order": "stop, cancel, push out or revise an order",
    "report_trouble": "declare emergencies and mistakes",
    "report_floor": "say what happened on the floor: a machine down, a person out, a step started, done, or short",
    "pin": "pin a step to its place in the run list, and free it",
    "prepare": "keep a plan for the day a machine, a person or a supplier is lost",
    "set_rules": "set by which rules an option is promised at once",
    "propose_agreement": "propose another agreement between the two sides",
    "sign_agreement": "sign an agreement for one's own side",
    "vouch": "confirm dates that were promised before, or put dates in their place that can be believed",
    "manage_people": "add people and say what they may do",
}
"""What each action is, in words; the documentation shows this table."""

_EVERYBODY_AT_WORK: Final[frozenset[Action]] = frozenset(
    {"read", "ask", "follow_up", "report_trouble", "prepare"}
)
_SELLING: Final[frozenset[Action]] = _EVERYBODY_AT_WORK | {"answer", "hold", "phone_promise", "change_order"}
_PLANNING: Final[frozenset[Action]] = _EVERYBODY_AT_WORK | {
    "answer", "commit", "hold", "change_order", "report_floor", "pin", "set_rules", "propose_agreement", "vouch",
}  # fmt: skip

TABLE: Final[dict[tuple[str, str], frozenset[Action]]] = {
    ("sales", "seller"): _SELLING,
    ("sales", "manager"): _SELLING | {"propose_agreement", "sign_agreement", "vouch"},
    ("sales", "admin"): _SELLING | {"propose_agreement", "vouch", "manage_people"},
    ("operations", "planner"): _PLANNING,
    ("operations", "supervisor"): _EVERYBODY_AT_WORK | {"answer", "report_floor", "pin"},
    ("operations", "purchasing"): _EVERYBODY_AT_WORK | {"answer"},
    ("operations", "manager"): _PLANNING | {"sign_agreement"},
    ("operations", "admin"): _PLANNING | {"manage_people"},
    ("sales", "reader"): frozenset({"read"}),
    ("operations", "reader"): frozenset({"read"}),
}
"""What each role may on its side. A pair that is missing (a planner of sales) is none: see `fits`."""


def fits(side: str, role: str) -> bool:
    """Whether there is such a role on that side."""
    return (side, role) in TABLE


def may(side: str, role: str, action: Action) -> bool:
    """Whether a person of this side and role may do this at all."""
    return action in TABLE.get((side, role), frozenset())


def role_from_title(side: str, title: str) -> Role:
    """The role that a title in people.csv stands for, as a first guess that an admin can change.

    It errs on the side of less: who is not known to plan, buy, lead or sell may read. Where operations' people
    have no title at all, they answer for operations.
    """
    words = title.casefold()
    leads = any(word in words for word in ("manager", "director", "head of", "owner", "president", "chief"))
    if side == "sales":
        return "manager" if leads and "account" not in words else "seller"
    if any(word in words for word in ("purchas", "buyer", "procure")):
        return "purchasing"
    if any(word in words for word in ("supervisor", "foreman", "lead", "quality")):
        return "supervisor"
    if leads:
        return "manager"
    if not words or any(
        word in words for word in ("plan", "schedul", "dispatch", "production", "operations")
    ):
        return "planner"
    return "reader"
