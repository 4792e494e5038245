"""The thread that gets the process ready and keeps its plan fresh while it serves.

Requests never compile, read or plan: they take what the keeper has in hand.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db import close_old_connections, connection

from canyou.floor import current as plans
from canyou.floor.models import DEFAULT_SHOP, FloorShop
from canyou.floor.sqlite import checkpoint, has_wal_reset_fault

LOOK_SECONDS = 1.0
"""How often the keeper looks for a new import and at the clock."""
CHECKPOINT_SECONDS = 30.0
"""How often the write-ahead log is copied back, where SQLite must not do it by itself."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether this process can answer, and what it is doing until then."""

    ready: bool
    doing: str = ""


_state = Readiness(ready=True)  # without a keeper the first caller does the work itself
_thread: threading.Thread | None = None
_stop = threading.Event()
_log = structlog.get_logger("canyou.keeper")


def readiness() -> Readiness:
    """The state of this process."""
    return _state


def start_keeper(progress: Callable[[str], None] = lambda line: None) -> None:
    """Start the thread, once in a process. `progress` gets a line for each thing that takes a while."""
    global _thread, _state
    if _thread is not None:
        return
    _state = Readiness(ready=False, doing="the planner is starting")
    _stop.clear()
    _thread = threading.Thread(target=_run, args=(progress,), name="canyou-keeper", daemon=True)
    _thread.start()


def stop_keeper() -> None:
    """Stop the thread and wait for it; for tests and an orderly end."""
    global _thread, _state
    if _thread is not None:
        _stop.set()
        plans.news.set()
        _thread.join()
    _thread = None
    plans.follow(False)
    _state = Readiness(ready=True)


def _run(progress: Callable[[str], None]) -> None:
    global _state
    try:
        _become_ready(progress)
        last_checkpoint = time.monotonic()
        while not _stop.is_set():
            plans.news.wait(LOOK_SECONDS)
            plans.news.clear()
            if _stop.is_set():
                break
            _look()
            if time.monotonic() - last_checkpoint >= CHECKPOINT_SECONDS:
                last_checkpoint = time.monotonic()
                _checkpoint()
    finally:
        connection.close()


def _become_ready(progress: Callable[[str], None]) -> None:
    global _state
    from canyou.plan.compile import compile_kernels

    def tell(line: str) -> None:
        global _state
        _state = Readiness(ready=False, doing=line.rstrip(" .…") or "the planner is starting")
        progress(line)

    while not _stop.is_set():
        try:
            compile_kernels(tell)
            _state = Readiness(ready=False, doing="the plan is being made")
            plans.follow(True)
            try:
                warmed(plans.refresh())
            except plans.NoShop:
                progress("No shop has been imported yet: `canyou import DIR` brings one in.")
            except plans.CannotPlan as error:
                progress(str(error))  # waiting does not mend it, and every page says so; an import does
            _state = Readiness(ready=True)
            return
        except Exception as error:
            # A process that cannot plan says why and tries again: the next import may mend it.
            _log.exception("getting ready failed")
            tell(f"The plan could not be made ({error}); trying again")
            close_old_connections()
            _stop.wait(10)


def warmed(current: plans.Current) -> None:
    """Have what questions rest on worked out here, in the keeper's thread: its runs, and the prices of moving."""
    from canyou.plan.chance.scenarios import scenarios_of  # numba takes a while to load
    from canyou.plan.moving.boards import warm

    scenarios_of(current.plan)
    warm(current.plan)


def _look() -> None:
    from canyou.floor.following import settle  # numba takes a while to load

    try:
        close_old_connections()
        for slug in sorted({DEFAULT_SHOP, *FloorShop.objects.values_list("slug", flat=True)}):
            with suppress(plans.NoShop):
                now = plans.refresh(slug)
                settle(slug, plans.kept_base(slug))
                warmed(now)
    except Exception:
        # The last good plan stays in use; its age is shown beside every answer.
        _log.exception("the plan could not be brought up to date")
        _stop.wait(10)


def _checkpoint() -> None:
    if connection.vendor == "sqlite" and has_wal_reset_fault() and settings.CONFIG.database_file.exists():
        checkpoint(settings.CONFIG.database_file)
