"""How time is taken."""

from __future__ import annotations

import types

import pytest

from canyou.bench.stopwatch import quantile, stages, took


def test_a_stage_is_measured_and_left_as_it_was() -> None:
    """Inside the block the function still answers and its time is noted; afterwards it is the very same one."""
    module = types.ModuleType("some")
    module.work = lambda n: sum(range(n))  # type: ignore[attr-defined]
    before = module.work
    with stages(module, ["work"]) as spent:
        assert module.work(100_000) == sum(range(100_000))
    assert spent["work"] > 0
    assert module.work is before


def test_a_stage_that_raises_is_left_as_it_was_too() -> None:
    """An error inside a measured block does not leave the module changed."""
    module = types.ModuleType("some")
    module.work = lambda: 1 / 0  # type: ignore[attr-defined]
    before = module.work
    with pytest.raises(ZeroDivisionError), stages(module, ["work"]):
        module.work()
    assert module.work is before


def test_a_stage_that_is_not_there_is_an_error() -> None:
    """A stage that has been renamed is not silently measured as nothing."""
    with pytest.raises(AttributeError), stages(types.ModuleType("some"), ["work"]):
        pass


def test_processor_time_is_time_worked() -> None:
    """Waiting takes time on the wall and hardly any of the processor."""
    import time

    taken = took(lambda: time.sleep(0.05))
    assert taken.wall >= 0.05
    assert taken.cpu < taken.wall


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_quantiles_of_one_to_a_hundred(share: float, expected: int) -> None:
    """Of 1 … 100 the 99 % quantile is 99: so many are no greater."""
    assert quantile([float(n) for n in range(100, 0, -1)], share) == expected


def test_no_quantile_of_nothing() -> None:
    """Nothing measured is an error, not a zero."""
    with pytest.raises(ValueError, match="at least one"):
        quantile([], 0.5)
