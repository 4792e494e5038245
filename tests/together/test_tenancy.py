"""Precautions belong to a shop."""

from __future__ import annotations

import datetime as dt

import pytest

from canyou.desk.people import add_person
from canyou.floor.models import FloorShop
from canyou.together.precautions import keep_precaution, precautions_of

TODAY = dt.date(2026, 11, 24)


@pytest.mark.django_db
def test_two_shops_do_not_see_each_others_plans() -> None:
    """The same machine's name in two shops has two plans, and each shop reads its own."""
    for slug in ("one", "two"):
        shop = FloorShop.objects.create(slug=slug, name=slug)
        member = add_person(shop, f"{slug}@example.com", name=slug, side="operations", role="planner")
        keep_precaution(member, "machine", "MILL", f"plan of {slug}", None, TODAY)
    assert {key: row.plan for key, row in precautions_of("one").items()} == {
        ("machine", "MILL"): "plan of one"
    }
    assert precautions_of("none") == {}
