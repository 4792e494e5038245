"""The keeper: it says what it is doing, gets ready once, and is not stopped by what cannot be planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from canyou.floor import current as plans
from canyou.floor import keeper
from canyou.plan import compile as kernels

pytestmark = pytest.mark.django_db

SEEN: list[tuple[bool, str]] = []
RUNS: list[Any] = []


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is compiled, no time is waited, and the state of this process is put back."""
    SEEN.clear()
    RUNS.clear()

    def compiled(progress: Callable[[str], None]) -> None:
        progress("Compiling …")
        SEEN.append((keeper.readiness().ready, keeper.readiness().doing))

    monkeypatch.setattr(kernels, "compile_kernels", compiled)
    # To the keeper the transaction of a test looks like a connection gone wrong.
    monkeypatch.setattr(keeper, "close_old_connections", lambda: None)
    monkeypatch.setattr(keeper._stop, "wait", lambda seconds: False)
    monkeypatch.setattr(keeper, "_state", keeper.Readiness(ready=False, doing="starting"))
    yield
    plans.follow(False)


def planning(monkeypatch: pytest.MonkeyPatch, *outcomes: Any) -> None:
    """Let each look at the plan end so: an error is raised, anything else is answered."""
    left = list(outcomes)

    def refresh(*args: object) -> Any:
        SEEN.append((keeper.readiness().ready, keeper.readiness().doing))
        if not left:
            pytest.fail("the keeper looked at the plan once more than it should have")
        outcome = left.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(plans, "refresh", refresh)
    monkeypatch.setattr(keeper, "warmed", RUNS.append)


def test_it_says_what_it_is_doing_until_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not ready while compiling, not ready while planning, then ready."""
    planning(monkeypatch, "a plan")
    lines: list[str] = []
    keeper._become_ready(lines.append)
    assert SEEN == [(False, "Compiling"), (False, "the plan is being made")]
    assert keeper.readiness() == keeper.Readiness(ready=True)
    assert RUNS == ["a plan"], "what questions rest on is worked out before the first one"
    assert lines == ["Compiling …"]


@pytest.mark.parametrize("error", [plans.NoShop(), plans.CannotPlan("Import 1 cannot be read.")])
def test_what_waiting_does_not_mend_is_left_to_the_pages(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty database and rows that cannot be planned leave it ready: each page says what to do."""
    planning(monkeypatch, error)
    lines: list[str] = []
    keeper._become_ready(lines.append)
    assert keeper.readiness().ready
    assert len(lines) == 2


def test_a_failure_is_named_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first try that fails is told with its reason, and the second try makes the process ready."""
    planning(monkeypatch, RuntimeError("no memory"), "a plan")
    lines: list[str] = []
    keeper._become_ready(lines.append)
    assert any("no memory" in line for line in lines)
    assert SEEN[2] == (False, "Compiling")
    assert keeper.readiness().ready


def test_a_plan_that_cannot_be_renewed_leaves_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A look that fails, as when the database is away, is survived; the next look comes."""
    planning(monkeypatch, RuntimeError("database away"), "a plan")
    keeper._look()
    keeper._look()
    assert len(SEEN) == 2
