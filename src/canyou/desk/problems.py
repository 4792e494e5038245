"""What is wrong with one thing that was given. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one field."""

    field: str
    text: str
    nearest: tuple[str, ...] = ()
