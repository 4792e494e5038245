"""The record is only added to: the program refuses, the database refuses, and what is tampered with is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from canyou.desk import record
from canyou.desk.actions.ask import ask_for
from canyou.desk.actions.turn import Given
from canyou.desk.actions.withdraw import withdraw
from canyou.desk.models import Desk, Member, Record, Unchangeable

Make = Callable[..., Member]
AHEAD = 1_800_000_000


@pytest.fixture
def told(member: Make) -> Member:
    """Somebody who has left four entries."""
    seller = member("sales", "seller")
    for number in (1, 2):
        ask_for(seller, f"send drawing {number}", AHEAD)
        withdraw(seller, number, Given(note="found it"))
    return seller


def test_entries_are_numbered_without_a_gap_and_chained(told: Member) -> None:
    """1, 2, 3, 4, each with a digest of its own; the desk knows the last one."""
    entries = list(Record.objects.order_by("number"))
    assert [entry.number for entry in entries] == [1, 2, 3, 4]
    assert len({entry.digest for entry in entries}) == 4
    desk = Desk.objects.get(shop=told.shop)
    assert (desk.records, desk.head) == (4, entries[-1].digest)
    assert record.first_break(told.shop_id) is None


def test_the_program_refuses_to_change_or_delete(told: Member) -> None:
    """By the row or by the query, it raises."""
    entry = Record.objects.order_by("number")[0]
    entry.body = "{}"
    for act in (
        entry.save,
        entry.delete,
        Record.objects.all().delete,
        lambda: Record.objects.update(verb="x"),
    ):
        with pytest.raises(Unchangeable):
            act()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE desk_record SET verb = 'x' WHERE number = 1", "DELETE FROM desk_record WHERE number = 1"],
)
def test_the_database_refuses_whoever_asks(told: Member, statement: str) -> None:
    """A statement past the program fails, and nothing is changed."""
    with (
        pytest.raises(DatabaseError, match="only added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Record.objects.count() == 4
    assert record.first_break(told.shop_id) is None


def test_what_was_tampered_with_is_found(told: Member) -> None:
    """With the guard taken away by somebody with the database's own keys, the chain says where it breaks."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DROP TRIGGER desk_record_stands ON desk_record")
        else:
            cursor.execute("DROP TRIGGER desk_record_no_update")
        cursor.execute('UPDATE desk_record SET body = \'{"to":"promised"}\' WHERE number = 2')
    assert record.first_break(told.shop_id) == 2
