"""The table of rights: what each role may, read line by line, and titles as a first guess that errs on less."""

from __future__ import annotations

import pytest

from canyou.desk.rights import ACTIONS, MEANS, ROLES, SIDES, TABLE, fits, may, role_from_title


def test_only_operations_commits_capacity() -> None:
    """No role of sales may promise the shop's capacity by itself, or set the rules for it."""
    assert {pair for pair in TABLE if may(*pair, "commit")} == {
        ("operations", "planner"),
        ("operations", "manager"),
        ("operations", "admin"),
    }
    assert not [role for role in ROLES if may("sales", role, "set_rules")]


def test_a_reader_reads_and_nothing_else() -> None:
    """The reader of either side may read; nobody is without that."""
    for side in SIDES:
        assert [action for action in ACTIONS if may(side, "reader", action)] == ["read"]
    assert all(may(side, role, "read") for side, role in TABLE)


def test_admins_alone_manage_people() -> None:
    """Adding people and giving roles is for admins, of either side."""
    assert {role for side, role in TABLE if may(side, role, "manage_people")} == {"admin"}


@pytest.mark.parametrize(
    ("side", "role"), [("sales", "planner"), ("operations", "seller"), ("owners", "admin")]
)
def test_a_role_that_a_side_does_not_have_may_nothing(side: str, role: str) -> None:
    """There is no planner of sales and no seller of operations: such a pair may not even read."""
    assert not fits(side, role)
    assert not [action for action in ACTIONS if may(side, role, action)]


def test_every_action_is_said_in_words() -> None:
    """Each action has its words, which refusals use."""
    assert set(MEANS) == set(ACTIONS)


@pytest.mark.parametrize(
    ("side", "title", "role"),
    [
        ("sales", "Inside sales", "seller"),
        ("sales", "Account manager", "seller"),
        ("sales", "Sales manager", "manager"),
        ("sales", "", "seller"),
        ("operations", "Planner", "planner"),
        ("operations", "", "planner"),
        ("operations", "Production", "planner"),
        ("operations", "Day shift supervisor", "supervisor"),
        ("operations", "Quality manager", "supervisor"),
        ("operations", "Purchasing manager", "purchasing"),
        ("operations", "Operations manager", "manager"),
        ("operations", "Machinist, turning", "reader"),
        ("operations", "Manufacturing engineer", "reader"),
    ],
)
def test_a_title_is_a_first_guess(side: str, title: str, role: str) -> None:
    """Titles of people.csv become roles; who is not known to plan, buy or lead may read."""
    assert role_from_title(side, title) == role
    assert fits(side, role)
