"""What an agreement says, line by line. Pure: values in, values or sentences out.

Every line has a name, which is where the page has it (`/agreement#fence`) and what every decision points to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, Literal, get_args

from canyou.desk.problems import Trouble

Line = Literal["importance", "fence", "rush", "fees", "bumping", "kept", "at-once", "undecided"]
LINES: Final[tuple[Line, ...]] = get_args(Line)
TITLES: Final[dict[Line, str]] = {
    "importance": "How customers count",
    "fence": "The fence",
    "rush": "Rushes a week",
    "fees": "What a rush costs",
    "bumping": "Who may bump whom",
    "kept": "Hours kept for a customer",
    "at-once": "What is promised without asking",
    "undecided": "When nobody decides",
}
Who = Literal["anyone", "no_less", "more", "nobody"]
WHO_WORDS: Final[dict[Who, str]] = {
    "anyone": "any customer's order may make room for any other's",
    "no_less": "an order makes room only for a customer who counts as much or more",
    "more": "an order makes room only for a customer who counts more",
    "nobody": "no order is moved for another",
}
MOST_AT_FIVE = 10
"""One customer in so many may stand at 5, and one at the least."""
MOST_DAYS = Decimal(60)
MOST_KEPT, MOST_RULES, MOST_TEAMS = 40, 40, 20


@dataclass(frozen=True, slots=True)
class Rushes:
    """How many promises a week that cost somebody a team may ask for. A team is those with the same title."""

    team: str
    """Empty: each team of sales that is not named."""
    a_week: int


@dataclass(frozen=True, slots=True)
class Fees:
    """What a rush costs whoever wants it, in the shop's currency."""

    inside_fence: Decimal = Decimal(0)
    each_order: Decimal = Decimal(0)
    """For each order that makes room."""
    each_hour: Decimal = Decimal(0)
    """For each hour opened, beside what the hour costs."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Hours that so many of a part take, kept for a customer by a moment, until they lapse. Instants, UTC."""

    customer: str
    part: str
    quantity: Decimal
    due_at: int
    lapses_at: int


@dataclass(frozen=True, slots=True)
class AtOnce:
    """One rule by which an option is promised at once: see `at_once.Limits`."""

    name: str
    parts: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    least_chance: float = 0.0
    least_slack_minutes: int = 0
    outside_fence: bool = False
    most_hours_a_week: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """All of an agreement."""

    importance: Mapping[str, Decimal] = field(default_factory=dict)
    fence_days: Decimal = Decimal(2)
    move_cap_days: Decimal = Decimal(5)
    rushes: tuple[Rushes, ...] = ()
    """Empty: as many as operations says yes to."""
    fees: Fees = Fees()
    bumping: Who = "anyone"
    never: tuple[str, ...] = ()
    """Customers whose orders never make room."""
    kept: tuple[Kept, ...] = ()
    at_once: tuple[AtOnce, ...] = ()
    """Empty: what disturbs nobody, opens no hours and costs nothing extra."""
    silence_hours: int = 24
    """For so many hours one who would pay may think about it."""
    silence_is_yes: bool = False
    """What silence means then, where the order would still keep its promise: yes, or what stands stands."""


def body_of(terms: Terms) -> dict[str, Any]:
    """As it is written down: JSON, numbers that are not counts as text."""
    body = asdict(terms)
    body["importance"] = {name: str(value) for name, value in sorted(terms.importance.items())}
    return json.loads(json.dumps(body, default=str))  # type: ignore[no-any-return]


def terms_from(body: Mapping[str, Any]) -> Terms:
    """What was written down by `body_of`."""
    fees = body["fees"]
    return Terms(
        importance={name: Decimal(value) for name, value in body["importance"].items()},
        fence_days=Decimal(body["fence_days"]),
        move_cap_days=Decimal(body["move_cap_days"]),
        rushes=tuple(Rushes(**one) for one in body["rushes"]),
        fees=Fees(**{name: Decimal(value) for name, value in fees.items()}),
        bumping=body["bumping"],
        never=tuple(body["never"]),
        kept=tuple(Kept(**{**one, "quantity": Decimal(one["quantity"])}) for one in body["kept"]),
        at_once=tuple(_at_once(one) for one in body["at_once"]),
        silence_hours=body["silence_hours"],
        silence_is_yes=body["silence_is_yes"],
    )


def _at_once(one: Mapping[str, Any]) -> AtOnce:
    hours = one["most_hours_a_week"]
    return AtOnce(
        **{
            **one,
            "parts": tuple(one["parts"]),
            "customers": tuple(one["customers"]),
            "most_hours_a_week": None if hours is None else Decimal(hours),
        }
    )


def troubles_of(terms: Terms, customers: Sequence[str], parts: Sequence[str], now_at: int) -> list[Trouble]:
    """What both sides could not sign, by field; empty: all is well. `customers` and `parts` are the shop's."""
    found: list[Trouble] = []

    def wrong(name: str, text: str) -> None:
        found.append(Trouble(name, text))

    known, made = set(customers), set(parts)
    for name, value in terms.importance.items():
        if name not in known:
            wrong("importance", f"There is no customer {name}.")
        elif not 1 <= value <= 5:
            wrong("importance", f"Importance goes from 1 to 5 (found {value} for {name}).")
    five = [name for name, value in terms.importance.items() if value == 5]
    most = max(1, len(known) // MOST_AT_FIVE)
    if len(five) > most:
        wrong(
            "importance",
            f"At most {most} of {len(known)} customers may stand at 5 (found {len(five)}): if all are first, none is.",
        )
    if not 0 <= terms.fence_days <= MOST_DAYS:
        wrong("fence_days", f"The fence is 0 to {MOST_DAYS} days (found {terms.fence_days}).")
    if not 0 <= terms.move_cap_days <= MOST_DAYS:
        wrong("move_cap_days", f"An order slips by 0 to {MOST_DAYS} days (found {terms.move_cap_days}).")
    if len({one.team.casefold() for one in terms.rushes}) < len(terms.rushes):
        wrong("rushes", "Each team is named once.")
    if any(not 0 <= one.a_week <= 1000 for one in terms.rushes) or len(terms.rushes) > MOST_TEAMS:
        wrong("rushes", "Rushes a week are a whole number from 0.")
    for name in ("inside_fence", "each_order", "each_hour"):
        if not 0 <= getattr(terms.fees, name) < 10**9:
            wrong("fees", "A fee is 0 or more.")
    if terms.bumping not in WHO_WORDS:
        wrong("bumping", f"Who may bump whom is one of {', '.join(WHO_WORDS)}.")
    for name in terms.never:
        if name not in known:
            wrong("never", f"There is no customer {name}.")
    for one in terms.kept:
        if one.customer not in known or one.part not in made:
            missing = one.customer if one.customer not in known else one.part
            wrong("kept", f"Hours are kept for a customer and a part that are here (found {missing}).")
        elif one.quantity <= 0 or one.quantity >= 10**9:
            wrong("kept", "Hours are kept for more than 0 pieces.")
        elif one.lapses_at <= now_at:
            wrong(
                "kept", f"What is kept for {one.customer} has lapsed: give it a later date, or leave it out."
            )
        elif one.lapses_at > one.due_at:
            wrong("kept", f"What is kept for {one.customer} lapses before it is due, not after.")
    if len(terms.kept) > MOST_KEPT:
        wrong("kept", f"At most {MOST_KEPT} lines of hours are kept.")
    for rule in terms.at_once:
        if not rule.name.strip():
            wrong("at_once", "What is the rule called?")
        if not 0 <= rule.least_chance <= 1:
            wrong("at_once", "A chance is between 0 and 1.")
        if rule.least_slack_minutes < 0 or (rule.most_hours_a_week or 0) < 0:
            wrong("at_once", "Slack and hours are 0 or more.")
        for name in (*rule.parts, *rule.customers):
            if name not in known and name not in made:
                wrong("at_once", f"There is no part or customer {name}.")
    if len(terms.at_once) > MOST_RULES:
        wrong("at_once", f"At most {MOST_RULES} rules.")
    if not 1 <= terms.silence_hours <= 24 * 14:
        wrong("silence_hours", "Hours between 1 and 336.")
    return found


def read_terms(given: Mapping[str, Any], base: Terms) -> tuple[Terms, list[Trouble]]:
    """Terms as they come in JSON, laid over others: what is not named stays as it is. Never raises."""
    terms, troubles = base, []
    for name, value in given.items():
        if name not in READ:
            troubles.append(Trouble(name, f"An agreement has no {name[:40]!r}; it has {', '.join(READ)}."))
            continue
        words, read = READ[name]
        try:
            terms = replace(terms, **{name: read(value, terms)})
        except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
            troubles.append(Trouble(name, f"{words} is wanted here (found {str(value)[:60]!r})."))
    return terms, troubles


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise TypeError
    found = Decimal(str(value).strip())
    if not found.is_finite() or abs(found.adjusted()) > 12:
        raise ValueError
    return found


def _count(value: Any) -> int:
    found = _number(value)
    if found != int(found):
        raise ValueError
    return int(found)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value or len(value) > 300:
        raise TypeError
    return value.strip()


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError
    return tuple(dict.fromkeys(text for one in value if (text := _text(one))))


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _rows(value: Any, columns: Mapping[str, Any], needed: Sequence[str]) -> list[dict[str, Any]]:
    """Objects with these fields alone, each read."""
    if not isinstance(value, list | tuple) or len(value) > 1000:
        raise TypeError
    found = []
    for one in value:
        if set(one) - set(columns) or any(name not in one for name in needed):
            raise ValueError
        found.append({name: columns[name](cell) for name, cell in one.items()})
    return found


READ: Final[dict[str, tuple[str, Any]]] = {
    "importance": ("A number by customer", lambda value, was: {
        **was.importance, **{_text(name): _number(number) for name, number in value.items()}}),
    "fence_days": ("A number of days", lambda value, was: _number(value)),
    "move_cap_days": ("A number of days", lambda value, was: _number(value)),
    "rushes": ("A list of team and a_week", lambda value, was: tuple(
        Rushes(**one) for one in _rows(value, {"team": _text, "a_week": _count}, ("team", "a_week")))),
    "fees": ("Numbers: inside_fence, each_order, each_hour", lambda value, was: replace(
        was.fees, **{name: _number(number) for name, number in value.items()})),
    "bumping": (f"One of {', '.join(WHO_WORDS)}", lambda value, was: _text(value)),
    "never": ("A list of customers", lambda value, was: _texts(value)),
    "kept": ("A list of customer, part, quantity, due_at, lapses_at", lambda value, was: tuple(
        Kept(**one) for one in _rows(value, {
            "customer": _text, "part": _text, "quantity": _number, "due_at": _count, "lapses_at": _count,
        }, ("customer", "part", "quantity", "due_at", "lapses_at")))),
    "at_once": ("A list of rules", lambda value, was: tuple(
        AtOnce(**one) for one in _rows(value, {
            "name": _text, "parts": _texts, "customers": _texts, "least_chance": lambda v: float(_number(v)),
            "least_slack_minutes": _count, "outside_fence": _flag,
            "most_hours_a_week": lambda v: None if v is None else _number(v),
        }, ("name",)))),
    "silence_hours": ("A number of hours", lambda value, was: _count(value)),
    "silence_is_yes": ("True or false", lambda value, was: _flag(value)),
}  # fmt: skip
"""Field → (what is wanted, what reads it)."""


def differing(terms: Terms, other: Terms) -> list[Line]:
    """The lines that say something else."""
    parts: dict[Line, tuple[str, ...]] = {
        "importance": ("importance",),
        "fence": ("fence_days",),
        "rush": ("rushes",),
        "fees": ("fees",),
        "bumping": ("bumping", "never", "move_cap_days"),
        "kept": ("kept",),
        "at-once": ("at_once",),
        "undecided": ("silence_hours", "silence_is_yes"),
    }
    return [
        line for line in LINES if any(getattr(terms, name) != getattr(other, name) for name in parts[line])
    ]
