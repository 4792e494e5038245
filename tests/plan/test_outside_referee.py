"""Plans and answers before a referee that is no part of the project and shares nothing with it.

It lies beside the checkout with shops of its own; where it is missing, these tests are skipped.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.plan.shops import D

from canyou.plan.asking import answer
from canyou.plan.document import answer_document, plan_document
from canyou.plan.improve import improve
from canyou.plan.keeping import reserved_shop
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Question
from canyou.shop.read import read_folder
from canyou.shop.write import write_folder

SHARED = Path(__file__).parents[2].parent / "shared"
CHECK = SHARED / "check"

pytestmark = pytest.mark.skipif(
    not (CHECK / "referee.py").exists(), reason=f"there is no outside referee at {CHECK}"
)


def referee() -> Any:
    spec = importlib.util.spec_from_file_location("outside_referee", CHECK / "referee.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plan_of(folder: Path) -> ShopPlan:
    shop = read_folder(folder).shop
    assert shop is not None
    return make_plan(shop)


def breaches(folder: Path, plan: ShopPlan, questions: list[Question]) -> list[str]:
    """What the referee finds against the plan and each answer."""
    module = referee()
    document = json.loads(json.dumps(plan_document(plan)))
    judge = module.Referee(module.Shop(folder))
    judge.plan(document)
    found = list(judge.breaches)
    for question in questions:
        judge = module.Referee(module.Shop(folder))
        judge.ask(document, json.loads(json.dumps(answer_document(plan, answer(plan, question)))))
        found += [f"{question}: {breach}" for breach in judge.breaches]
    return found


def questions(plan: ShopPlan, count: int) -> list[Question]:
    """Questions about parts spread over the shop's, soon and late, with and without a customer."""
    shop = plan.shop
    parts, customers = list(shop.parts), ["", *shop.customers]
    sizes, days = (D(1), D(40), D(333), D("2.5")), (1, 4, 11, 30)
    return [
        Question(
            sizes[n % 4],
            shop.now_at + days[n // 2 % 4] * 86_400 + 17 * n,
            part=parts[n * 7919 % len(parts)],
            customer=customers[n * 31 % len(customers)],
            min_quantity=D(10) if n % 5 == 1 else None,
        )
        for n in range(count)
    ]


MADE = [
    ["--orders", "40", "--centers", "6", "--seed", "1"],
    ["--orders", "150", "--centers", "12", "--seed", "2", "--materials"],
    ["--orders", "120", "--centers", "10", "--seed", "3", "--rich", "--load", "0.95"],
    ["--orders", "200", "--centers", "16", "--seed", "4", "--rich", "--materials", "--now", "2026-10-30T06:30:00"],
    ["--orders", "80", "--centers", "8", "--seed", "5", "--rich", "--materials", "--now", "2026-03-06T13:00:00"],
    ["--orders", "60", "--centers", "4", "--seed", "6", "--rich", "--materials", "--load", "1.2"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", MADE, ids=lambda a: "-".join(x.strip("-") for x in a))
def test_the_outside_referee_finds_nothing_in_plans_and_answers_of_the_shops_it_makes(
    arguments: list[str], tmp_path: Path
) -> None:
    subprocess.run([sys.executable, str(CHECK / "make_shop.py"), str(tmp_path), *arguments], check=True)
    plan = plan_of(tmp_path)
    assert breaches(tmp_path, plan, questions(plan, 10)) == []


@pytest.mark.parametrize("arguments", MADE[1::2], ids=lambda a: "-".join(x.strip("-") for x in a))
def test_the_outside_referee_finds_nothing_in_improved_plans_and_answers_put_to_them(
    arguments: list[str], tmp_path: Path
) -> None:
    """As dispatched the shops have late orders; improved they have fewer minutes of it, and every rule still holds."""
    subprocess.run([sys.executable, str(CHECK / "make_shop.py"), str(tmp_path), *arguments], check=True)
    plan = plan_of(tmp_path)
    better = improve(plan, iterations=4_000)
    assert better.weighted_tardiness_minutes < plan.weighted_tardiness_minutes
    assert breaches(tmp_path, better, questions(better, 5)) == []


@pytest.mark.parametrize("name", ["levy_dev", "odoo_demo"])
def test_the_outside_referee_finds_nothing_in_plans_and_answers_of_real_shops(name: str) -> None:
    folder = SHARED / "data" / name
    if not folder.exists():
        pytest.skip(f"there is no shop {name} beside the checkout")
    plan = plan_of(folder)
    assert breaches(folder, plan, questions(plan, 10)) == []


def test_the_outside_referee_finds_nothing_in_a_plan_that_was_kept_as_reservations(tmp_path: Path) -> None:
    made, kept = tmp_path / "made", tmp_path / "kept"
    subprocess.run([sys.executable, str(CHECK / "make_shop.py"), str(made), *MADE[4]], check=True)
    write_folder(reserved_shop(plan_of(made)), kept)
    plan = plan_of(kept)
    assert breaches(kept, plan, questions(plan, 4)) == []
