"""How sure each option is: asked once for all options of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from canyou.plan.answering.asked import Asked
from canyou.plan.confidence import confidence
from canyou.plan.result import Option


def with_chances(asked: Asked, found: Sequence[Option]) -> list[Option]:
    """The same options with `confidence`, its basis, its range where history is thin, and `sure_at`."""
    chance, basis = confidence(asked.plan.shop)
    return [replace(one, confidence=chance, confidence_basis=basis) for one in found]
