"""What is worked out behind the answers: by one thread of this process, for the newest plan alone.

A plan that has just taken in a promise answers from what was worked out for the plan before it, until its own is
made here. The thread holds no lock and no connection while it works, gives way to those who answer, rests after each
piece as long as it worked, and is gone when nothing is left to do.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import suppress

LOWER = 10
"""By so much its priority is below that of the threads that answer (Linux: nice)."""

_log = logging.getLogger("canyou.behind")
_condition = threading.Condition()
_wanted: dict[Hashable, Callable[[], None]] = {}
_thread: threading.Thread | None = None
_ending = threading.Event()


def later(key: Hashable, work: Callable[[], None]) -> None:
    """Have something worked out soon; what was wanted under the same key and has not begun is dropped."""
    global _thread
    with _condition:
        if _ending.is_set():
            return
        _wanted.pop(key, None)
        _wanted[key] = work
        if _thread is None:
            _thread = threading.Thread(target=_run, name="canyou-behind", daemon=True)
            _thread.start()


def ending() -> bool:
    """Whether the process is about to end: a long piece of work looks now and then, and stops."""
    return _ending.is_set()


def finish(seconds: float = 60.0) -> bool:
    """Wait until nothing is left to do; False if it took longer than that. For tests and measurements."""
    until = time.monotonic() + seconds
    with _condition:
        return _condition.wait_for(lambda: _thread is None, max(0.0, until - time.monotonic()))


def _run() -> None:
    global _thread
    _give_way()
    while True:
        with _condition:
            if not _wanted or _ending.is_set():
                _thread = None
                _wanted.clear()
                _condition.notify_all()
                return
            key = next(iter(_wanted))
            work = _wanted.pop(key)
        began = time.monotonic()
        try:
            work()
        except Exception:
            # What was there before goes on serving.
            _log.exception("working out %r behind the answers failed", key)
        del work  # and the plan with it
        with _condition:
            more = bool(_wanted)
        if more:
            _ending.wait(time.monotonic() - began)


def _give_way() -> None:
    """Lower this thread's priority, where the system has one for each thread."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWER)


def _end() -> None:
    """Before the interpreter ends: no thread of it is in compiled code then."""
    _ending.set()
    thread = _thread
    if thread is not None and thread is not threading.current_thread():
        thread.join(5.0)


atexit.register(_end)
