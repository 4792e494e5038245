"""Several shops in one installation share nothing: every table names the shop, and nobody sees another's."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk.conftest import SETTINGS, TABLES

from canyou.desk.models import Member
from canyou.desk.people import add_person, shop_named
from canyou.floor.imports import import_shop
from canyou.floor.models import FloorShop

SHARED = {"FloorShop", "User"}
"""What is above shops: the shops themselves, and people, who may belong to several."""


def own_models() -> list[type[models.Model]]:
    """The tables of the program itself."""
    return [model for app in ("floor", "desk") for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model.__name__)
def test_every_row_belongs_to_a_shop(model: type[models.Model]) -> None:
    """Each table has the shop, children too, so that a database can be spread by it."""
    if model.__name__ in SHARED:
        return
    field = model._meta.get_field("shop")
    assert field.is_relation
    assert field.related_model is FloorShop
    assert not field.null
    assert field.column == "shop_id"


@pytest.fixture
def two(db: None) -> tuple[Member, Member]:
    """The same small shop twice, under two names, each with a seller of its own."""
    at = datetime(2026, 11, 23, 6, tzinfo=UTC)
    made = []
    for slug in ("main", "east"):
        import_shop(slug, {**SETTINGS, "name": slug}, TABLES, "the ERP", at)
        made.append(
            add_person(shop_named(slug), f"{slug}@example.com", side="sales", role="seller", name=slug)
        )
    return made[0], made[1]


QUESTION = {"part": "P-204", "quantity": 20, "by": "2026-12-11", "customer": "ACME"}


def post(client: Client, path: str, **fields: Any) -> Any:
    return client.post(f"/api/{path}", json.dumps(fields), content_type="application/json")


def test_nobody_sees_or_touches_another_shop(
    two: tuple[Member, Member], calls_as: Callable[[Member], Client]
) -> None:
    """What main asks and is promised is not in east's lists, not under its numbers, and not in its plan."""
    main, east = (calls_as(member) for member in two)
    assert post(main, "questions", **QUESTION).status_code == 201
    assert post(main, "questions/1/moves", move="promise", option="1-1").status_code == 200
    assert post(main, "emergencies", cause="other").status_code == 201
    for path in ("questions", "promises", "emergencies", "mistakes", "record"):
        assert east.get(f"/api/{path}").json()["items"] == [], path
    for path in ("questions/1", "promises/1"):
        assert east.get(f"/api/{path}").status_code == 404
    assert post(east, "questions/1/moves", move="withdraw").status_code == 404
    assert post(east, "promises/1/moves", move="cancel").status_code == 404
    assert post(east, "mistakes", what="x", cause_ref="emergency/1").status_code == 422
    names = {order["order"] for order in east.get("/api/plan").json()["orders"]}
    assert names == {"SO-1", "SO-2"}
    assert "CY-1" in {order["order"] for order in main.get("/api/plan").json()["orders"]}


def test_numbers_begin_anew_in_each_shop(
    two: tuple[Member, Member], calls_as: Callable[[Member], Client]
) -> None:
    """Each shop counts its own questions and promises."""
    for member in two:
        client = calls_as(member)
        assert post(client, "questions", **QUESTION).json()["id"] == 1
        assert post(client, "questions/1/moves", move="promise", option=1).json()["promise"] == 1


def test_a_person_of_two_shops_chooses(two: tuple[Member, Member]) -> None:
    """The page's shop is the one chosen; a header names another for a call; a third shop is refused."""
    main, _ = two
    add_person(shop_named("east"), main.user.email, side="operations", role="reader")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(main.user, "allauth.account.auth_backends.AuthenticationBackend")
    assert "Take another seat" not in browser.get("/account/").content.decode()
    browser.post("/account/shop", {"shop": "main"})
    assert "main" in browser.get("/").content.decode()
    browser.post("/account/shop", {"shop": "east"})
    assert "reader" in browser.get("/account/").content.decode()
    assert browser.get("/api/questions", headers={"X-Canyou-Shop": "main"}).status_code == 200
    assert browser.get("/api/questions", headers={"X-Canyou-Shop": "west"}).status_code == 401


READS = [
    "questions",
    "questions/1",
    "promises",
    "promises/1",
    "record",
    "emergencies",
    "mistakes",
    "rules",
    "waiting",
]


@pytest.mark.parametrize("path", READS)
def test_every_query_names_its_shop(
    two: tuple[Member, Member], calls_as: Callable[[Member], Client], path: str
) -> None:
    """No statement of a read goes to a table of the program without the shop in its conditions."""
    main = calls_as(two[0])
    post(main, "questions", **QUESTION)
    post(main, "questions/1/moves", move="promise", option="1-1")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert main.get(f"/api/{path}").status_code == 200
    tables = {model._meta.db_table for model in own_models() if model.__name__ not in SHARED}
    loose = []
    for query in seen.captured_queries:
        sql = query["sql"]
        named = [table for table in tables if f'FROM "{table}"' in sql]
        # A token is found by its digest alone: it says which shop it is for.
        if named and named != ["desk_token"] and "shop_id" not in sql.partition("WHERE")[2]:
            joined = '"floor_floorshop"."slug" =' in sql
            if not joined:
                loose.append(sql)
    assert loose == []
