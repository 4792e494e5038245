"""The page of figures: shares with their intervals, or the plain word that there are too few."""

from __future__ import annotations

import pytest
from tests.faces.web.test_desk import signed_in

from canyou.desk.models import Member, Promise
from canyou.desk.people import shop_named

pytestmark = pytest.mark.usefixtures("shop")


def test_few_promises_say_so_and_many_have_a_share() -> None:
    """Nobody is named; the share stands with its interval once there is enough to tell one."""
    reader = signed_in("sales", "reader")
    page = reader.get("/figures").content.decode()
    assert "Nothing that we promised here has been due yet" in page
    assert "too few to judge by" in page
    somebody = Member.objects.get()
    now = 1_795_413_600  # the small shop's moment
    for number in range(8):
        due = now - (number + 1) * 86_400
        done = due - 60 if number else due + 3 * 86_400
        Promise.objects.create(
            shop=shop_named(), number=number + 1, kind="order", how="person", by=somebody, by_side="operations",
            to_side="sales", what="x", made_at=due - 5 * 86_400, first_due_at=due, due_at=due, done_at=done,
            closed_at=done, state="kept" if number else "missed",
        )  # fmt: skip
    page = reader.get("/figures", {"weeks": "4"}).content.decode()
    assert "We kept 7 of 8 promises to customers by the date first given. That rests on little." in page
    assert "88 %" in page
    assert "53 to 98 %, rests on little" in page
    assert somebody.called not in page.partition("<main")[2].partition("</main>")[0]
