"""The page of imported dates: by customer, in bulk, with a date of one's own where wanted."""

from __future__ import annotations

import pytest
from tests.faces.web.test_desk import signed_in

from canyou.desk.models import Promise

pytestmark = pytest.mark.usefixtures("shop")


def test_the_backlog_is_brought_to_dates_by_customer() -> None:
    """What came with the import is no promise until somebody stands by it; then it is one, and the page is empty."""
    planner = signed_in("operations", "planner")
    assert "2 imported dates are not among them" in planner.get("/promises").content.decode()
    page = planner.get("/dates").content.decode()
    assert "2 promised dates came with the import" in page
    assert "another date for 1" in page  # SO-2 was promised for a date that has passed
    refused = planner.post("/dates", {"customer": "ACME", "take": "imported"})
    assert (refused.status_code, Promise.objects.count()) == (422, 0)
    assert "give a date ahead" in refused.content.decode()
    answer = planner.post("/dates", {"customer": "ACME", "take": "proposed", "date:SO-1": "2026-12-04"})
    assert answer["Location"] == "/dates?kept=2"
    assert "That was the last of them" in planner.get(answer["Location"]).content.decode()
    page = planner.get("/promises").content.decode()
    assert "not among them" not in page
    assert "SO-1" in page


def test_whoever_may_not_stand_by_dates_sees_them_alone() -> None:
    """A seller reads the page; a post is refused."""
    seller = signed_in("sales", "seller")
    page = seller.get("/dates").content.decode()
    assert "2 promised dates" in page
    assert "Stand by" not in page.partition("<main")[2]
    assert seller.post("/dates", {"take": "proposed"}).status_code == 403
