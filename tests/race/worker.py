"""One process of a race; started by race.py with the database in its environment.

worker.py prepare                 make the tables and import the raced shop
worker.py people COUNT            add so many sellers; their tokens
worker.py ask NAME QUESTIONS FILE ask and promise; every acknowledged order is written to FILE, on disk
worker.py judge                   what the book holds in the end, as one JSON document
worker.py die STATEMENT           promise once, and be killed right before that statement of it
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from canyou.site import migrate, setup

setup()

from django.db import OperationalError, connection, connections  # noqa: E402
from django.db.utils import InterfaceError  # noqa: E402

from canyou.desk.models import Promise  # noqa: E402
from canyou.desk.record import first_break  # noqa: E402
from canyou.floor.book import Stale, Wanted, booked  # noqa: E402
from canyou.floor.current import refresh  # noqa: E402
from canyou.floor.entries import broken_chain, entries_after  # noqa: E402
from canyou.floor.export import exported  # noqa: E402
from canyou.floor.imports import import_shop  # noqa: E402
from canyou.floor.models import Book, Overlay  # noqa: E402
from canyou.plan.asking import answer  # noqa: E402
from canyou.plan.planner import make_plan  # noqa: E402
from canyou.plan.result import Question  # noqa: E402
from canyou.plan.verify import verify  # noqa: E402

STEPS = bool(os.environ.get("CANYOU_RACE_CLOCK_STEPS"))
"""Whether the clock of each process is set forwards and back meanwhile; the shop goes by it then."""


def next_monday() -> datetime:
    """Six o'clock on the Monday after this week."""
    today = datetime.now(UTC).replace(hour=6, minute=0, second=0, microsecond=0)
    return today + timedelta(days=7 - today.weekday())


MONDAY = next_monday() if STEPS else datetime(2026, 11, 23, 6, tzinfo=UTC)
WEEK_ENDS = int((MONDAY + timedelta(days=4, hours=8)).timestamp())
MINUTES = int(os.environ.get("CANYOU_RACE_MINUTES", "30"))
"""A unit takes so long: with 30 two machines of 40 hours a week make 160."""
PATIENCE = 60
"""A database that is gone is waited for so many seconds."""


def prepare() -> dict[str, Any]:
    """A full week of two machines for one part, and nothing else."""
    migrate()
    week = [
        {"calendar": "day", "day": day, "start": "06:00", "end": "14:00"}
        for day in ("mon", "tue", "wed", "thu", "fri")
    ]
    import_shop(
        "main",
        {"name": "Raced", "timezone": "UTC", **({} if STEPS else {"now": "2026-11-23T06:00:00"})},
        {
            "calendars": week,
            "work_centers": [{"work_center": "MILL", "calendar": "day", "machines": "2"}],
            "parts": [{"part": "P-1"}],
            "routings": [{"part": "P-1", "step": "10", "work_center": "MILL", "run_minutes": str(MINUTES)}],
            "customers": [{"customer": "ACME"}],
            "orders": [
                {"order": "SO-1", "customer": "ACME", "part": "P-1", "quantity": "0.5", "due": "2099-12-31"}
            ],
        },
        "the race",
        datetime.now(UTC) if STEPS else MONDAY,
    )
    refresh()
    return {"prepared": True}


def people(count: int) -> dict[str, Any]:
    """Sellers who may promise at once what disturbs nobody."""
    from canyou.desk.people import add_person, shop_named
    from canyou.desk.tokens import make_token

    shop = shop_named()
    sellers = [add_person(shop, f"seller{n}@example.com", side="sales") for n in range(count)]
    return {"tokens": [make_token(seller) for seller in sellers]}


def ask(name: str, questions: int, acknowledged: Path) -> dict[str, Any]:
    """Ask for one unit of the week, again and again; promise what is offered."""
    seen: Counter[str] = Counter()
    took: list[float] = []
    rng = random.Random(name)
    with acknowledged.open("a", encoding="ascii") as file:
        for _ in range(questions):
            if STEPS and rng.random() < 0.3:
                set_clock(rng.uniform(-7200, 21_600))
            began = time.monotonic()
            outcome = one(rng)
            took.append(time.monotonic() - began)
            seen[outcome.split()[0]] += 1
            if outcome.startswith("promised"):
                file.write(outcome.split()[1] + "\n")
                file.flush()
                os.fsync(file.fileno())
    took.sort()
    return {
        "seen": dict(seen),
        "seconds": {"median": took[len(took) // 2], "p99": took[int(len(took) * 0.99)]},
    }


_clock: list[Any] = []


def set_clock(seconds: float) -> None:
    """Set this process's clock so far from the true one; it goes on from there."""
    import time_machine

    if _clock:
        _clock.pop().stop()
    _clock.append(time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True))
    _clock[0].start()


def one(rng: random.Random) -> str:
    """One question to its end: promised ORDER, full, or failed WHY."""
    quantity = Decimal(rng.choice(["1", "1", "2", "0.5"]))
    give_up = time.monotonic() + PATIENCE
    stale = 0
    while True:
        try:
            now = refresh()
            question = Question(quantity, WEEK_ENDS, part="P-1", customer="ACME")
            options = [o for o in answer(now.plan, question).options if o.kind == "as_asked"]
            if not options:
                return "full"
            with booked() as book:
                stood = book.promise(Wanted("ACME", "P-1", WEEK_ENDS), options[0])
            return f"promised {stood.orders[0]}"
        except Stale:
            stale += 1
            if stale > 500:
                return "failed stale"
        except (OperationalError, InterfaceError) as error:
            if os.environ.get("CANYOU_RACE_TELLS"):
                print(error, file=sys.stderr)
            connections.close_all()
            if time.monotonic() > give_up:
                return f"failed {type(error).__name__}"
            time.sleep(0.1)


def judge() -> dict[str, Any]:
    """What the book holds: its orders, whether it is whole, and what a referee finds in what is written out."""
    shop = exported()
    plan = make_plan(shop)
    standing = refresh().standing
    orders = sorted(name for name in shop.orders if name.startswith("CY"))
    row = Book.objects.get()
    standing_orders: set[str] = set()
    for entry in entries_after(row.shop_id, 0, row.version):
        if entry.kind == "promise":
            standing_orders.update(order["order"] for order in entry.body["adoption"]["orders"])
        elif entry.kind == "release":
            standing_orders.difference_update(entry.body["orders"])
    rows = {
        json.loads(key)[0]
        for key in Overlay.objects.filter(file="orders.csv", last_version=None).values_list("key", flat=True)
    }
    promises = {
        promise.number: {"state": promise.state, "orders": [name for name, *_ in json.loads(promise.orders)]}
        for promise in Promise.objects.all()
    }
    return {
        "promises": promises,
        "broken_record": first_break(row.shop_id),
        "orders": orders,
        "breaches": verify(shop, plan),
        "same_plan": plan.operations == standing.operations,
        "broken_chain": broken_chain(row.shop_id),
        "book_and_rows_agree": standing_orders == set(orders) == rows,
        "all_in_the_week": all(o.end_at <= WEEK_ENDS for o in plan.operations if o.order != "SO-1"),
        "folder": str(written(shop)),
    }


def written(shop: Any) -> Path:
    """The shop and its plan as files for a referee outside."""
    from canyou.plan.document import plan_document
    from canyou.shop.write import write_folder

    folder = Path(os.environ["CANYOU_HOME"]) / "exported"
    write_folder(shop, folder)
    (folder / "plan.json").write_text(json.dumps(plan_document(make_plan(shop))))
    return folder


def die(statement: int) -> dict[str, Any]:
    """Promise one unit; killed before the given statement of the transaction. Through: how many there were."""
    count = 0

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal count
        count += 1
        if count == statement:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    now = refresh()
    option = answer(now.plan, Question(Decimal(1), WEEK_ENDS, part="P-1", customer="ACME")).options[0]
    with connection.execute_wrapper(wrapper):
        with booked() as book:
            book.promise(Wanted("ACME", "P-1", WEEK_ENDS), option)
        if statement == count + 1:
            os.kill(os.getpid(), signal.SIGKILL)  # committed, and nobody told
    return {"statements": count}


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    if what == "ask":
        found = ask(rest[0], int(rest[1]), Path(rest[2]))
    elif what == "people":
        found = people(int(rest[0]))
    elif what == "die":
        found = die(int(rest[0]))
    else:
        found = {"prepare": prepare, "judge": judge}[what]()
    print(json.dumps(found))
