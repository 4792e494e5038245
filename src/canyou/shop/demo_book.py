"""The demo shop's order book: who ordered what and when, what was asked and what was promised."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from canyou.shop.demo_parts import OUTSIDE, PARTS, USUAL, DemoPart
from canyou.shop.demo_tables import CUSTOMERS, PREFERS, SELLERS, WORK_CENTERS

FIRST_DAY = -62
"""The working day of the oldest order."""

STEP_NAMES = {
    "SAW": "Saw blanks",
    "TURN": "Turn",
    "SWISS": "Turn complete, Swiss",
    "TM": "Turn-mill",
    "M3": "Mill, 3-axis",
    "M4": "Mill, 4-axis",
    "M5": "Mill, 5-axis",
    "HOB": "Hob teeth",
    "WEDM": "Wire EDM",
    "SEDM": "Sinker EDM",
    "SGR": "Surface grind",
    "CGR": "Cylindrical grind",
    "HONE": "Hone",
    "DEB": "Deburr",
    "WASH": "Wash",
    "CMM": "CMM inspection",
    "INSP": "Final inspection",
    "LEAK": "Leak test",
    "MARK": "Laser mark",
    "ASSY": "Assemble",
    "PACK": "Pack",
}

HOURS_A_DAY = {"day": 8.0, "two": 15.5, "three": 20.0}
CENTER = {row[0]: row for row in WORK_CENTERS}


@dataclass(frozen=True)
class DemoStep:
    """One step of a demo routing, read from its notation."""

    number: int
    code: str
    name: str
    setup: float = 0.0
    run: float = 0.0
    alternate: str = ""
    overlap: int = 0
    wait: int = 0
    outside_days: int = 0


def routing(part: DemoPart) -> list[DemoStep]:
    steps = []
    for i, text in enumerate(part.routing.split(" | ")):
        code, *rest = text.split()
        flags = {word[0]: word[1:] for word in rest if word[0] in "^~+"}
        numbers = [word for word in rest if word[0] not in "^~+"] or [USUAL.get(code, "")]
        if code in OUTSIDE:
            steps.append(DemoStep(10 * i + 10, code, OUTSIDE[code][0], outside_days=int(numbers[0])))
            continue
        setup, _, run = numbers[0].partition("/")
        steps.append(
            DemoStep(
                10 * i + 10,
                code,
                STEP_NAMES[code],
                float(setup),
                float(run or 0),
                flags.get("^", ""),
                int(flags.get("~", 0)),
                int(flags.get("+", 0)),
            )
        )
    return steps


ROUTINGS = {part.part: routing(part) for part in PARTS}
PART = {part.part: part for part in PARTS}


def flow_days(part: str, quantity: int) -> float:
    """About how many working days such an order needs, with the usual queues."""
    days = 0.0
    for step in ROUTINGS[part]:
        if step.outside_days:
            days += step.outside_days * 5 / 7 + 0.6
        else:
            center = CENTER[step.code]
            days += (step.setup + step.run * quantity) / 60 / float(center[4]) / HOURS_A_DAY[center[2]] + 0.45
    return days


@dataclass
class DemoOrder:
    """One order of the book; days are numbers of working days, 0 is today."""

    order: str
    customer: str
    part: str
    quantity: int
    created: int
    due: int
    promised: int | None
    first_promised: int | None
    release: int
    """The day the floor gets it."""
    value: float
    po: str
    seller: str
    kind: str = "firm"
    state: str = "open"
    hold_until: int | None = None
    hold_reason: str = ""
    notes: dict[str, str] = field(default_factory=dict)


def order_book(rng: random.Random) -> list[DemoOrder]:
    """Firm orders of the last months in the order they came in, all created before today."""
    shares = [row[9] for row in CUSTOMERS]
    book: list[DemoOrder] = []
    for created in range(FIRST_DAY, 0):
        for _ in range(rng.choice([5, 6, 6, 7, 7, 7, 8, 8])):
            customer = rng.choices(CUSTOMERS, shares)[0]
            likes = PREFERS[customer[0]]
            wanted = [p for p in PARTS if p.weight and p.part.startswith(likes)]
            part = rng.choices(wanted, [p.weight for p in wanted])[0]
            book.append(_order(rng, len(book), customer[0], part, created))
    return book


def _order(rng: random.Random, number: int, customer: str, part: DemoPart, created: int) -> DemoOrder:
    quantity = part.lot * rng.choice([0.5, 0.75, 1, 1, 1, 1.25, 1.5, 2])
    quantity = max(2, int(round(quantity / 5) * 5) if quantity >= 20 else int(quantity))
    flow = flow_days(part.part, quantity)
    rush = rng.random() < 0.06
    lead = (
        max(flow + 2, rng.gauss(26 if created > -46 else rng.uniform(10, 26), 5))
        if not rush
        else flow * 0.9 + 1
    )
    due = created + int(lead) + 1
    promised = None
    if rng.random() < (0.84 if created < -4 else 0.3):
        promised = due + (rng.choice([2, 3, 5]) if rush else rng.choices([0, 1, 3, 5], [80, 8, 8, 4])[0])
    first = promised
    if promised is not None and created < -15 and rng.random() < 0.06:  # renegotiated since
        promised += rng.choice([2, 3, 5])
    margin = flow * 1.0 + 0.5
    seller = SELLERS[(sum(map(ord, customer)) + (number % 7 == 0)) % len(SELLERS)]
    price = part.price * (0.9 if quantity >= 2 * part.lot else 1.0)
    return DemoOrder(
        f"SO-{4001 + number}",
        customer,
        part.part,
        quantity,
        created,
        due,
        promised,
        first,
        max(created + 1, int(due - margin)),
        round(price * quantity, 2),
        _purchase_order(rng, customer, number),
        seller,
    )


def _purchase_order(rng: random.Random, customer: str, number: int) -> str:
    """A number in the customer's own manner."""
    style = sum(map(ord, customer)) % 4
    serial = 1000 + number * 3 + rng.randint(0, 2)
    return [f"45000{serial}", f"PO{serial}", f"{customer[:2]}-{serial}", f"{serial}-R{1 + number % 3}"][style]


def special_orders(rng: random.Random) -> list[DemoOrder]:
    """Held orders, forecasts, blanket orders and quotes, none begun."""
    rows = (
        # order, customer, part, quantity, due, kind, state, hold until, reason
        ("SO-4901", "NORFIELD", "P-4025", 12, 24, "firm", "hold", 6, "customer reviews the drawing, rev D"),
        ("SO-4902", "PALISADE", "P-7008", 12, 26, "firm", "hold", 9, "waits for the customer's fixture"),
        ("SO-4903", "COPPER", "P-2140", 20, 18, "firm", "hold", None, "credit limit"),
        ("SO-4904", "QUARRY", "P-3010", 20, 20, "firm", "hold", None, "quantity unclear, customer on leave"),
        ("BL-0101", "REDFERN", "P-3040", 200, 38, "blanket", "open", None, ""),
        ("BL-0102", "BRIGHT", "P-5024", 1000, 40, "blanket", "open", None, ""),
        ("FC-0201", "MERIDIAN", "P-2042", 40, 36, "forecast", "open", None, ""),
        ("FC-0202", "HARROW", "A-9010", 15, 35, "forecast", "open", None, ""),
        ("Q-3301", "TESSELL", "P-4033", 48, 30, "quote", "open", None, ""),
        ("Q-3302", "SABLE", "P-7015", 80, 28, "quote", "open", None, ""),
    )
    out = []
    for i, (name, customer, part, quantity, due, kind, state, until, reason) in enumerate(rows):
        order = _order(rng, 900 + i, customer, PART[part], -6 - i)
        order.order, order.quantity, order.due, order.promised, order.first_promised = (
            name,
            quantity,
            due,
            None,
            None,
        )
        order.value, order.kind, order.state = round(PART[part].price * quantity, 2), kind, state
        order.hold_until, order.hold_reason = until, reason
        order.release = max(1, int(due - flow_days(part, quantity) * 1.1 - 1.5))
        out.append(order)
    return out
