"""The planner's hand: a step is held from the run list with a reason, costs what it costs, and is freed again."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import Any

import pytest
from tests.faces.web.conftest import AT, TABLES
from tests.faces.web.test_desk import signed_in

from canyou.floor.current import current
from canyou.floor.pins import pinned


def step(order: str = "SO-1", number: int = 10, part: str = "P-2041") -> dict[str, str]:
    return {"order": order, "part": part, "step": str(number), "lot": "1"}


@pytest.mark.usefixtures("shop")
def test_a_step_is_held_with_its_reason_and_freed() -> None:
    planner = signed_in("operations", "planner")
    assert "Hold it here" in planner.get("/run").content.decode()
    assert "Nothing is" in planner.get("/run/hand").content.decode()
    held = planner.post("/run/hand", {**step(), "do": "pin", "reason": "the fixture is on", "back": "SAW"})
    assert held.headers["Location"] == "/run?center=SAW"
    assert [(r.order, r.step, r.reason) for r in pinned(current().shop)] == [
        ("SO-1", 10, "the fixture is on")
    ]
    assert "Held by hand: the fixture is on" in planner.get("/run").content.decode()
    assert "the fixture is on" in planner.get("/run/hand").content.decode()
    assert "Nothing: no order is later because of it." in planner.get("/run/hand/costs").content.decode()
    assert planner.post("/run/hand", {**step(), "do": "free"}).status_code == 302
    assert not pinned(current().shop)


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("role", "fields", "status", "words"),
    [
        (("operations", "planner"), {**step(), "do": "pin", "reason": " "}, 422, "Why does it stay there?"),
        (("operations", "planner"), {**step("SO-99"), "do": "pin", "reason": "x"}, 404, "no step 10"),
        (("operations", "planner"), {**step(), "step": "x", "do": "pin", "reason": "x"}, 404, "Which step?"),
        (("operations", "planner"), {**step(), "do": "free"}, 404, "is not pinned here"),
        (("sales", "seller"), {**step(), "do": "pin", "reason": "rush"}, 403, ""),
    ],
)
def test_what_cannot_be_pinned_is_refused_in_words(
    role: tuple[str, str], fields: dict[str, str], status: int, words: str
) -> None:
    answer = signed_in(*role).post("/run/hand", fields)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert not pinned(current().shop)


@pytest.mark.usefixtures("shop")
def test_the_run_list_says_what_changed_and_why() -> None:
    """A machine reported down puts its steps elsewhere in the list, or out of it; each says so, with the reason."""
    supervisor = signed_in("operations", "supervisor")
    assert "Nothing: within the fence" in supervisor.get("/run").content.decode()
    first = min((o for o in current().plan.operations if o.work_center == "SAW"), key=lambda o: o.start_at)
    down = {"machine": f"SAW/{first.machine}", "what": "down", "until": "2026-11-27", "reason": "blade"}
    assert supervisor.post("/report", down).status_code == 302
    page = supervisor.get("/run").content.decode()
    assert f'<a href="/order/{first.order}"><b>{first.order}</b></a> step {first.step}' in page
    assert "is down until" in page


def test_an_import_brings_nothing_into_the_run_list_that_was_in_time(take_in: Any) -> None:
    """What another order leaves free inside the fence stays free for people to use, unless somebody was late."""
    rows = copy.deepcopy(TABLES)
    rows["orders"] = [
        {"order": f"SO-{n}", "customer": "ACME", "part": "P-2041", "quantity": "60", "due": "2027-03-01"}
        for n in range(1, 12)
    ]
    rows["progress"], rows["gates"] = [], []
    take_in(rows)
    before = {(o.order, o.step): o for o in current().plan.operations}
    fence = current().shop.now_at + 2 * 86_400
    rows["orders"] = rows["orders"][3:]
    take_in(rows, AT + timedelta(minutes=1))
    after = {(o.order, o.step): o for o in current().plan.operations}
    assert any(o.start_at < fence for o in before.values())
    assert any(o.start_at >= fence for o in before.values())
    assert not [k for k, o in after.items() if o.start_at < fence <= before[k].start_at]
