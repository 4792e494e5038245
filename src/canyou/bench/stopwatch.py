"""Time taken, as the clock on the wall has it and as the processor has it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from types import ModuleType
from typing import Any


@dataclass(frozen=True)
class Taken:
    """Seconds on the wall, and of processor time in all threads of this process."""

    wall: float
    cpu: float


def took(work: Callable[[], Any]) -> Taken:
    """How long a piece of work took, once."""
    cpu, wall = time.process_time(), time.perf_counter()
    work()
    return Taken(time.perf_counter() - wall, time.process_time() - cpu)


@contextmanager
def stages(module: ModuleType, names: Sequence[str]) -> Iterator[dict[str, float]]:
    """Seconds spent in some functions of a module, by name, while they are called inside the block.

    The functions stay the very ones that the module calls, so that what is measured is what everybody runs.
    One stage must not call another, or its time counts twice.

    Raises:
        AttributeError: the module has no such function.
    """
    spent = dict.fromkeys(names, 0.0)
    were = {name: getattr(module, name) for name in names}

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def wrapper(*args: Any, **options: Any) -> Any:
            since = time.perf_counter()
            try:
                return function(*args, **options)
            finally:
                spent[name] += time.perf_counter() - since

        return wrapper

    try:
        for name, function in were.items():
            setattr(module, name, timed(name, function))
        yield spent
    finally:
        for name, function in were.items():
            setattr(module, name, function)


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all are no greater than.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("a quantile needs at least one value")
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -int(-share * len(ranked) // 1) - 1))]
