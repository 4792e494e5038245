"""The agreement in sentences, line by line; and as the form in which another one is proposed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from canyou.desk.terms import LINES, TITLES, WHO_WORDS, AtOnce, Line, Terms, differing
from canyou.faces.web import when
from canyou.faces.web.read.names import customer_name, part_label
from canyou.faces.web.read.quantity import money, number
from canyou.shop.records import Shop
from canyou.shop.times import wall

if TYPE_CHECKING:
    from canyou.plan.whatif.difference import Difference

__all__ = ["LineView", "form_of", "given_of", "lead_of_effect", "lines_of", "posted_form"]

EMPTY_ROWS = 2


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as it holds, and what a proposal would put in its place."""

    line: Line
    title: str
    says: tuple[str, ...]
    would_say: tuple[str, ...]
    """Empty where the proposal leaves it as it is."""


def lines_of(holds: Terms, proposed: Terms | None, shop: Shop) -> list[LineView]:
    """Every line."""
    changed = differing(holds, proposed) if proposed is not None else []
    return [
        LineView(
            line,
            TITLES[line],
            words(line, holds, shop),
            words(line, proposed, shop) if proposed is not None and line in changed else (),
        )
        for line in LINES
    ]


def words(line: Line, terms: Terms, shop: Shop) -> tuple[str, ...]:
    """What a line says, in sentences."""
    return tuple(_WORDS[line](terms, shop))


def _importance(terms: Terms, shop: Shop) -> list[str]:
    levels: dict[Decimal, list[str]] = {}
    for name, value in terms.importance.items():
        levels.setdefault(value.normalize() + 0, []).append(customer_name(shop, name) or name)
    said = []
    for level in sorted(levels, reverse=True):
        names = sorted(levels[level])
        if level == 1 and len(levels) > 1:
            said.append(f"1: {'the other one' if len(names) == 1 else f'all {len(names)} others'}.")
        elif level == 1:
            said.append("All customers count alike.")
        else:
            shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
            said.append(f"{number(level)}: {shown}.")
    return said or ["No customer is named."]


def _fence(terms: Terms, shop: Shop) -> list[str]:
    days = number(terms.fence_days)
    if not terms.fence_days:
        return ["There is none: the plan may change up to the last moment."]
    return [
        f"What begins within {days} day{'' if terms.fence_days == 1 else 's'} stays, unless somebody agrees to move it."
    ]


def _rush(terms: Terms, shop: Shop) -> list[str]:
    if not terms.rushes:
        return ["As many as operations says yes to."]
    said = [
        f"{one.team or 'Each team of sales'}{'' if one.team else ' that is not named'}: {one.a_week} within seven days."
        for one in terms.rushes
    ]
    return [*said, "Beyond that a manager asks."]


def _fees(terms: Terms, shop: Shop) -> list[str]:
    fees = terms.fees
    said = [
        f"{money(value, shop.currency)} {what}"
        for value, what in (
            (fees.inside_fence, "where it begins inside the fence"),
            (fees.each_order, "for each order that makes room"),
            (fees.each_hour, "for each hour opened, beside what the hour costs"),
        )
        if value
    ]
    return [f"{', '.join(said)}."] if said else ["No fee."]


def _bumping(terms: Terms, shop: Shop) -> list[str]:
    said = WHO_WORDS[terms.bumping]
    found = [f"{said[:1].upper()}{said[1:]}; by {number(terms.move_cap_days)} days at the most."]
    if terms.never:
        names = ", ".join(customer_name(shop, name) or name for name in terms.never)
        found.append(f"Orders of {names} never make room.")
    return found


def _kept(terms: Terms, shop: Shop) -> list[str]:
    zone = ZoneInfo(shop.timezone)
    return [
        f"{number(one.quantity)} of {part_label(shop, one.part) if one.part in shop.parts else one.part} for "
        f"{customer_name(shop, one.customer) or one.customer}, due {when.due(one.due_at, zone)}, "
        f"kept until {when.due(one.lapses_at, zone)}."
        for one in terms.kept
    ] or ["None."]


def _at_once(terms: Terms, shop: Shop) -> list[str]:
    if not terms.at_once:
        return ["What moves nobody, opens no hours and costs nothing extra."]
    return [
        "What moves nobody, opens no hours and costs nothing extra, by one of these:",
        *(_rule(one) for one in terms.at_once),
    ]


def _rule(one: AtOnce) -> str:
    limits = []
    if one.parts:
        limits.append(f"parts {', '.join(one.parts)}")
    if one.customers:
        limits.append(f"customers {', '.join(one.customers)}")
    if one.least_chance:
        limits.append(f"a chance of {one.least_chance * 100:.0f} % or more")
    if one.least_slack_minutes:
        limits.append(f"{when.length(one.least_slack_minutes * 60)} of slack")
    if one.outside_fence:
        limits.append("outside the fence")
    if one.most_hours_a_week is not None:
        limits.append(f"up to {number(one.most_hours_a_week)} machine hours a week")
    return f"{one.name}: {'; '.join(limits) if limits else 'without a limit'}."


def _undecided(terms: Terms, shop: Shop) -> list[str]:
    hours = f"{terms.silence_hours} hour{'' if terms.silence_hours == 1 else 's'}"
    if terms.silence_is_yes:
        return [
            f"Who would pay has {hours} to answer. Silence then lets the order move, if it keeps its promise."
        ]
    return [f"Who would pay has {hours} to answer. Silence then means no: what was promised stands."]


_WORDS = {
    "importance": _importance, "fence": _fence, "rush": _rush, "fees": _fees, "bumping": _bumping, "kept": _kept,
    "at-once": _at_once, "undecided": _undecided,
}  # fmt: skip


def lead_of_effect(changes: Difference) -> str:
    """What it would change, in one sentence that says promises first."""
    promised_later = sum(1 for one in changes.later if one.promised_at is not None)
    promised_earlier = sum(1 for one in changes.earlier if one.promised_at is not None)
    if changes.nothing:
        return "Nothing in the present plan would change; what comes later goes by it."
    broken, again = len(changes.broken), sum(one.keeps_again for one in changes.earlier)
    head = f"{broken} promise{'' if broken == 1 else 's'} would break" if broken else "No promise would break"
    if again:
        head += f", {again} would be kept again"
    return (
        f"{head}. {len(changes.later):,} orders would be there later ({promised_later:,} of them promised), "
        f"{len(changes.earlier):,} earlier ({promised_earlier:,} promised)."
    )


# -- the form


def form_of(terms: Terms, shop: Shop) -> dict[str, Any]:
    """Terms as what stands in the fields."""
    zone = ZoneInfo(shop.timezone)
    return {
        "importance": [
            (name, customer_name(shop, name) or name, number(value))
            for name, value in sorted(terms.importance.items(), key=lambda one: (-one[1], one[0]))
        ],
        "fence_days": number(terms.fence_days),
        "move_cap_days": number(terms.move_cap_days),
        "rushes": _padded([{"team": one.team, "a_week": str(one.a_week)} for one in terms.rushes], RUSH),
        "fees": {name: number(getattr(terms.fees, name)).replace(",", "") for name in FEES},
        "bumping": terms.bumping,
        "never": "; ".join(terms.never),
        "kept": _padded(
            [
                {"customer": one.customer, "part": one.part, "quantity": number(one.quantity).replace(",", ""),
                 "due": wall(one.due_at, zone)[:16], "lapses": wall(one.lapses_at, zone)[:16]}
                for one in terms.kept
            ],
            KEPT,
        ),
        "at_once": _padded(
            [
                {"name": one.name, "parts": "; ".join(one.parts), "customers": "; ".join(one.customers),
                 "chance": f"{one.least_chance * 100:g}" if one.least_chance else "",
                 "slack": str(one.least_slack_minutes or ""), "fence": "yes" if one.outside_fence else "",
                 "hours": "" if one.most_hours_a_week is None else number(one.most_hours_a_week)}
                for one in terms.at_once
            ],
            RULE,
        ),
        "silence_hours": str(terms.silence_hours),
        "silence_is_yes": "yes" if terms.silence_is_yes else "",
        "why": "",
    }  # fmt: skip


RUSH, FEES = ("team", "a_week"), ("inside_fence", "each_order", "each_hour")
KEPT = ("customer", "part", "quantity", "due", "lapses")
RULE = ("name", "parts", "customers", "chance", "slack", "fence", "hours")


def _padded(rows: list[dict[str, str]], columns: Sequence[str]) -> list[dict[str, str]]:
    return [*rows, *(dict.fromkeys(columns, "") for _ in range(EMPTY_ROWS))]


def posted_form(post: Any, shop: Shop) -> dict[str, Any]:
    """What was typed, so that it stands there again."""

    def rows(prefix: str, columns: Sequence[str]) -> list[dict[str, str]]:
        lists = [post.getlist(f"{prefix}_{name}") for name in columns]
        return [dict(zip(columns, cells, strict=True)) for cells in zip(*lists, strict=False)]

    return {
        "importance": [
            (key[4:], customer_name(shop, key[4:]) or key[4:], post[key]) for key in post if key.startswith("imp:")
        ],
        **{name: post.get(name, "") for name in SINGLE},
        "rushes": rows("rush", RUSH),
        "fees": {name: post.get(f"fee_{name}", "") for name in FEES},
        "kept": rows("kept", KEPT),
        "at_once": rows("rule", RULE),
    }  # fmt: skip


SINGLE = ("fence_days", "move_cap_days", "bumping", "never", "silence_hours", "silence_is_yes", "why")


def given_of(form: Mapping[str, Any], moment: Any) -> dict[str, Any]:
    """What the form proposes, for `propose_agreement`; `moment(text)` reads a date or raises."""

    def names(text: str) -> list[str]:
        return [one.strip() for one in text.replace(",", ";").split(";") if one.strip()]

    return {
        "importance": {name: value.strip() or "1" for name, _, value in form["importance"]},
        "fence_days": form["fence_days"].strip(),
        "move_cap_days": form["move_cap_days"].strip(),
        "rushes": [
            {"team": one["team"], "a_week": one["a_week"]} for one in form["rushes"] if one["a_week"].strip()
        ],
        "fees": {name: value.strip() or "0" for name, value in form["fees"].items()},
        "bumping": form["bumping"],
        "never": names(form["never"]),
        "kept": [
            {"customer": one["customer"], "part": one["part"], "quantity": one["quantity"],
             "due_at": moment(one["due"]), "lapses_at": moment(one["lapses"])}
            for one in form["kept"] if any(one.values())
        ],
        "at_once": [
            {"name": one["name"], "parts": names(one["parts"]), "customers": names(one["customers"]),
             "least_chance": float(one["chance"].strip().rstrip("% ") or 0) / 100,
             "least_slack_minutes": one["slack"].strip() or 0, "outside_fence": one["fence"] == "yes",
             "most_hours_a_week": one["hours"].strip() or None}
            for one in form["at_once"] if any(one.values())
        ],
        "silence_hours": form["silence_hours"].strip(),
        "silence_is_yes": form["silence_is_yes"] == "yes",
    }  # fmt: skip
