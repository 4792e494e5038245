"""What the demo shop remembers: promises, emergencies, mistakes, and how they led to each other."""

from __future__ import annotations

import random

from canyou.shop.demo_book import PART, DemoOrder
from canyou.shop.demo_days import Days, Minute, stamp
from canyou.shop.demo_floor import Past

Row = dict[str, str]

SLIPS = (
    # what went wrong, what it cost, at a step of which kind
    ("set up from an old drawing revision", 640),
    ("wrong bore offset after a hurried tool change", 380),
    ("parts went to finishing without their threads masked", 910),
    ("two orders' parts mixed in one tote", 220),
    ("first piece not measured before the run", 530),
    ("packed one layer short", 140),
    ("wrong bar loaded, same diameter", 760),
    ("label with the last order's PO", 60),
    ("a burr left in a cross hole", 310),
    ("fixture clamp left loose", 450),
)


def promises(days: Days, rng: random.Random, book: list[DemoOrder], past: Past) -> list[Row]:
    """Rows of promises.csv: sales to customers by order, and what both sides owed each other inside."""
    rows: list[Row] = []

    def add(by: str, to: str, what: str, made: Minute, due: int, **more: str) -> None:
        row = {"promise": f"PR-{len(rows) + 1:04d}", "by": by, "to": to, "what": what}
        rows.append({**row, "made": stamp(made), "due": days.day(due).isoformat(), **more})

    for order in book:
        if order.promised is None or order.first_promised is None:
            continue
        what = f"Ship {order.quantity} × {order.part} {PART[order.part].name}"
        shipped = past.shipped.get(order.order)
        common = {"order": order.order, "quantity": str(order.quantity)}
        made = days.minute(order.created, 15.5)
        if order.first_promised != order.promised:
            add(
                order.seller, order.customer, what, made, order.first_promised, state="renegotiated", **common
            )
            again = days.minute(min(-1, max(order.created + 1, order.first_promised - 4)), 10.25)
            made = again if shipped is None else min(again, shipped - 600)
        if shipped is None:
            over = days.minute(order.promised, 24) <= past.now
            add(
                order.seller,
                order.customer,
                what,
                made,
                order.promised,
                state="missed" if over else "open",
                **common,
            )
            continue
        state = "kept" if shipped <= days.minute(order.promised, 24) else "missed"
        add(
            order.seller,
            order.customer,
            what,
            made,
            order.promised,
            state=state,
            kept=stamp(shipped),
            **common,
        )
    for k in range(26):
        order = rng.choice(book)
        made_on = rng.randint(-45, -4)
        due = made_on + rng.randint(1, 4)
        if rng.random() < 0.6:
            by, to = order.seller, "ines"
            what = rng.choice(
                ["Drawing, current revision", "Signed purchase order", "Answer on the tolerance"]
            )
        else:
            by, to = rng.choice(["ines", "marcus", "hana"]), order.seller
            what = rng.choice(["Date for the second half", "First-article report", "Material certificate"])
        state = rng.choices(["kept", "missed", "withdrawn"], [76, 18, 6])[0]
        done = min(-1, due + rng.choice([-1, 0, 0]) if state == "kept" else due + rng.randint(1, 3))
        kept = {} if state == "withdrawn" else {"kept": stamp(days.minute(done, 11 + k % 5))}
        add(
            by,
            to,
            f"{what} for {order.order}",
            days.minute(made_on, 9.5),
            due,
            order=order.order,
            state=state,
            **kept,
        )
    return rows


def loop(
    days: Days, rng: random.Random, book: list[DemoOrder], past: Past, promised: list[Row]
) -> tuple[list[Row], list[Row]]:
    """Rows of emergencies.csv and mistakes.csv; causes form chains, some three or four links long."""
    seeds: list[tuple[Minute, str, str, str]] = []
    for row in promised:
        if row["state"] == "missed" and row["to"].isupper() and rng.random() < 0.7:
            number = days.number(_minute(days, row["due"]))
            seeds.append((days.minute(number + 1, 9), "missed_promise", row["order"], row["promise"]))
    begun = [order for order in book if order.order in past.begun]
    for day in range(-56, -1):
        if rng.random() < 0.22:
            order = rng.choice([o for o in begun if abs(o.release - day) < 12] or begun)
            cause = rng.choices(
                ["late_request", "customer_change", "machine_down", "material", "person_away", "other"],
                [6, 3, 4, 3, 2, 1],
            )[0]
            seeds.append((days.minute(day, rng.choice([7.5, 9.25, 11, 14.5])), cause, order.order, ""))
    emergencies: list[Row] = []
    mistakes: list[Row] = []
    waiting = sorted(seeds)
    while waiting:
        at, cause, order_name, ref = waiting.pop(0)
        if at >= past.now:
            continue
        name = f"E-{len(emergencies) + 1:03d}"
        number = days.number(at)
        closed = days.minute(number + rng.randint(1, 4), 15)
        emergencies.append(
            {
                "emergency": name,
                "declared": stamp(at),
                "order": order_name,
                "cause": cause,
                "cause_ref": ref,
                "closed": stamp(closed) if closed < past.now else "",
            }
        )
        if rng.random() < 0.36:
            found = days.minute(number + rng.randint(1, 3), rng.choice([8, 10.5, 13]))
            if found >= past.now:
                continue
            what, cost = SLIPS[len(mistakes) % len(SLIPS)]
            victim = rng.choice([o for o in begun if abs(o.release - number) < 10] or begun).order
            work = rng.choice(past.begun[victim])
            mistakes.append(
                {
                    "mistake": f"M-{len(mistakes) + 1:03d}",
                    "found": stamp(found),
                    "order": victim,
                    "step": str(work.step.number),
                    "what": what,
                    "cause_ref": name,
                    "cost": str(cost + rng.randint(0, 90)),
                }
            )
            if rng.random() < 0.75:
                again = days.minute(days.number(found) + rng.randint(0, 2), 15.25)
                waiting.append((again, "mistake", victim, mistakes[-1]["mistake"]))
        elif rng.random() < 0.14:
            other = rng.choice([o for o in begun if abs(o.release - number) < 10] or begun).order
            waiting.append((days.minute(number + rng.randint(1, 3), 10), "other", other, name))
        waiting.sort()
    return emergencies, mistakes


def _minute(days: Days, date: str) -> Minute:
    return next(d for d in days.span if d.isoformat() == date).toordinal() * 1440
