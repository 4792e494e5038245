"""What is worked out once a plan and shown many times, kept for the few plans that were asked for last."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

__all__ = ["forget", "remembered"]

Found = TypeVar("Found")

KEPT = 24

_kept: OrderedDict[Hashable, object] = OrderedDict()
_lock = threading.Lock()


def remembered(key: Hashable, work_out: Callable[[], Found]) -> Found:
    """The value kept under a key; worked out where it is not there. `key` names the plan and the thing."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]  # type: ignore[return-value]
    value = work_out()
    with _lock:
        _kept[key] = value
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return value


def forget() -> None:
    """Drop everything; for tests."""
    with _lock:
        _kept.clear()
