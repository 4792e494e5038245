"""What happens at the desk by the clock alone: holds and kept hours lapse, what is overdue is missed, silence decides,
promises that came to be at risk are told, and what nobody has read is sent by e-mail.

A thread in each process that serves. Each round first looks without a lock whether there is anything to do, so that
several processes do not stand in each other's way; who comes first does it.
"""

from __future__ import annotations

import threading

import structlog
from django.db import close_old_connections, connection

from canyou.desk.actions.let_move import silence_decides
from canyou.desk.actions.overdue import mark_overdue
from canyou.desk.actions.tell_risks import tell_risks
from canyou.desk.actions.write_mail import send_mails, write_mails
from canyou.desk.clock import now_at
from canyou.floor.book import lapsed
from canyou.floor.current import CannotPlan, NoShop
from canyou.floor.keeper import readiness
from canyou.floor.lapsing import lapse
from canyou.floor.models import FloorShop

ROUND_SECONDS = 10.0
READY_SECONDS = 0.5
"""So often it looks whether the process is ready; what came due meanwhile is done at once then."""

_thread: threading.Thread | None = None
_stop = threading.Event()
_log = structlog.get_logger("canyou.clockwork")


def start_clockwork() -> None:
    """Start the thread, once in a process."""
    global _thread
    if _thread is None:
        _stop.clear()
        _thread = threading.Thread(target=_run, name="canyou-clockwork", daemon=True)
        _thread.start()


def stop_clockwork() -> None:
    """Stop it and wait for it."""
    global _thread
    if _thread is not None:
        _stop.set()
        _thread.join()
    _thread = None


def one_round() -> None:
    """Do what is due in every shop."""
    for shop in sorted(FloorShop.objects.all(), key=lambda found: found.slug):
        try:
            lapsed(shop.slug)
            mark_overdue(shop)
            lapse(shop.slug, now_at(shop.slug))
            silence_decides(shop)
            tell_risks(shop)
            write_mails(shop)
            send_mails(shop)
        except (NoShop, CannotPlan):
            continue


def _run() -> None:
    try:
        pause = READY_SECONDS
        while not _stop.wait(pause):
            if not readiness().ready:
                continue
            pause = ROUND_SECONDS
            try:
                close_old_connections()
                one_round()
            except Exception:
                _log.exception("a round of the clock failed")
    finally:
        connection.close()
