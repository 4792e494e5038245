"""How many examples a property is tried on: few and the same ones each time, or many new ones.

`CANYOU_EFFORT=20 pytest tests/plan` tries twenty times as many, drawn afresh. What hypothesis finds then belongs
into the tests as an example of its own.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

EFFORT = int(os.environ.get("CANYOU_EFFORT", "1"))
"""1: quick and repeatable; more: so many times the examples, and others in each run."""


def tries(examples: int) -> settings:
    """Settings of a property that is tried on so many examples at the least. No time limits: machines differ."""
    return settings(
        max_examples=examples * EFFORT,
        derandomize=EFFORT == 1,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    )
