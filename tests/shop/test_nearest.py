"""The nearest known names, few or a hundred thousand."""

from __future__ import annotations

from canyou.shop.nearest import Names, nearest


def test_the_most_alike_comes_first_and_capitals_do_not_count() -> None:
    assert nearest("p-2004", ["P-104", "P-204", "Q-9", "P-205"]) == ["P-204", "P-104", "P-205"]


def test_nothing_alike_is_no_suggestion() -> None:
    assert nearest("zebra", ["P-204", "Q-9"]) == []
    assert nearest("", ["P-204"]) == []


def test_equally_alike_names_come_in_code_point_order() -> None:
    assert nearest("SO9", ["SO3", "SO1", "SO2"]) == ["SO1", "SO2", "SO3"]


def test_among_many_names_one_slip_is_found() -> None:
    names = Names(f"SO{n:05d}" for n in range(100_000))
    assert names.nearest("SO-12345", count=1) == ["SO12345"]
    assert Names([f"part {n}" for n in range(2000)] + ["Angle bracket"]).nearest("angel bracket")[0] == (
        "Angle bracket"
    )
