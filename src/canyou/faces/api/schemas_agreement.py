"""What the agreement's answers look like, for the OpenAPI description; `canyou.desk.queries.agreement` writes them."""

from __future__ import annotations

from typing import Literal

from ninja import Schema
from pydantic import Field

from canyou.faces.api.schemas import Moment, Number
from canyou.faces.api.schemas_desk import PersonOut

AgreementState = Literal["proposed", "in force", "past", "withdrawn"]


class RushesOut(Schema):
    """How many rushes a team may ask for in seven days."""

    team: str = Field(description="Those with this title; empty: each other team.")
    a_week: int


class FeesOut(Schema):
    """What a rush costs whoever wants it. Money as text, not rounded."""

    inside_fence: str
    each_order: str
    each_hour: str


class KeptHoursOut(Schema):
    """Hours kept for a customer."""

    customer: str
    part: str
    quantity: str
    due: Moment
    lapses: Moment


class AtOnceOut(Schema):
    """A rule by which an option is promised at once."""

    name: str
    parts: list[str]
    customers: list[str]
    least_chance: Number
    least_slack_minutes: int
    outside_fence: bool
    most_hours_a_week: str | None


class TermsOut(Schema):
    """All that an agreement says. Numbers that are not counts come as text, not rounded."""

    importance: dict[str, str] = Field(description="By customer, 1 to 5.")
    fence_days: str
    move_cap_days: str
    rushes: list[RushesOut]
    fees: FeesOut
    bumping: Literal["anyone", "no_less", "more", "nobody"] = Field(
        description="Whose orders make room for whom."
    )
    never: list[str] = Field(description="Customers whose orders never make room.")
    kept: list[KeptHoursOut]
    at_once: list[AtOnceOut]
    silence_hours: int = Field(description="How long one who would pay may think about it.")
    silence_is_yes: bool = Field(description="What silence means then, where the order keeps its promise.")


class SignedOut(Schema):
    """A signature."""

    by: PersonOut
    at: Moment


class SignaturesOut(Schema):
    """By side."""

    sales: SignedOut | None
    operations: SignedOut | None


class AgreementOut(Schema):
    """One version of the agreement."""

    version: int
    state: AgreementState
    why: str
    proposed_by: PersonOut
    proposed: Moment
    signed: SignaturesOut
    begun: Moment | None
    ended: Moment | None
    terms: TermsOut
    moves: list[str] = Field(description="What the caller can do with it.")


class VersionOut(Schema):
    """A version in the list of all."""

    version: int
    state: AgreementState
    begun: Moment | None
    ended: Moment | None


class AgreementsOut(Schema):
    """What holds, what is proposed, and what there was."""

    in_force: AgreementOut | None
    proposed: AgreementOut | None
    versions: list[VersionOut]


class ChangedOrderOut(Schema):
    """An order that would be there at another time."""

    order: str
    from_: Moment | None = Field(alias="from")
    to: Moment | None
    promised: Moment | None
    breaks_promise: bool
    keeps_again: bool


class TardinessOut(Schema):
    """Importance × minutes late, as it counts now and as it would count then."""

    now: Number
    then: Number


class ChangesOut(Schema):
    """What would change; at most 50 orders are named each way."""

    later: int
    broken: int
    earlier: int
    kept_again: int
    promises_later: int
    promises_earlier: int
    steps_moved: int
    weighted_tardiness_minutes: TardinessOut
    orders_later: list[ChangedOrderOut]
    orders_earlier: list[ChangedOrderOut]
    new: list[str] = Field(description="Orders that keep hours.")


class EffectOut(Schema):
    """The effect, or how far it is."""

    ready: bool
    failed: bool
    stage: str | None
    done: int
    of: int
    effect: ChangesOut | None
