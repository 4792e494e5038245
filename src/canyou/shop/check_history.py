"""The log and the histories: ends before starts, references that lead nowhere, addresses that are none."""

from __future__ import annotations

from canyou.shop.problems import Problems
from canyou.shop.settings import Settings
from canyou.shop.sheets import Sheets


def check(sheets: Sheets, settings: Settings, problems: Problems) -> None:
    """Checks events, people, promises, emergencies and mistakes. History is rarely a hindrance."""
    for line, event in sheets.events.sound():
        if event.end_at < event.start_at:
            problems.error("events.csv", line, "end", "is before start", event.order or event.machine)
    _check_people(sheets, problems)
    for line, promise in sheets.promises.sound():
        for name, at in (("due", promise.due_at), ("kept", promise.kept_at)):
            if at is not None and at < promise.made_at:
                problems.warn("promises.csv", line, name, "is before the promise was made", promise.promise)
    emergencies = set(sheets.emergencies.by_key)
    causes = emergencies | set(sheets.promises.by_key) | set(sheets.mistakes.by_key)
    for line, emergency in sheets.emergencies.sound():
        if emergency.closed_at is not None and emergency.closed_at < emergency.declared_at:
            problems.warn("emergencies.csv", line, "closed", "is before it was declared", emergency.emergency)
        if emergency.cause_ref and emergency.cause_ref not in causes:
            problems.warn(
                "emergencies.csv",
                line,
                "cause_ref",
                "is no promise, mistake or emergency of the folder",
                emergency.cause_ref,
            )
        elif emergency.cause_ref == emergency.emergency:
            problems.warn(
                "emergencies.csv", line, "cause_ref", "is the emergency itself", emergency.cause_ref
            )
    for line, mistake in sheets.mistakes.sound():
        if mistake.cause_ref and mistake.cause_ref not in emergencies:
            problems.warn(
                "mistakes.csv", line, "cause_ref", "is no emergency of emergencies.csv", mistake.cause_ref
            )


def _check_people(sheets: Sheets, problems: Problems) -> None:
    first: dict[str, int] = {}
    for line, person in sheets.people.sound():
        if "@" not in person.email.strip("@"):
            problems.error("people.csv", line, "email", "is no e-mail address", person.email)
        same = first.setdefault(person.email.casefold(), line)
        if same != line:
            problems.error("people.csv", line, "email", f"is there already in line {same}", person.email)
