"""The same shop plans to the same bytes: twice, in another process, with another seed of Python's hashes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from tests.plan.effort import tries
from tests.plan.shops import D, answer_text, plan_text
from tests.strategies import shops

from canyou.plan.asking import answer
from canyou.plan.planner import make_plan
from canyou.plan.result import Question
from canyou.shop.demo import demo_shop
from canyou.shop.read import read_folder
from canyou.shop.records import Shop
from canyou.shop.synthetic import synthetic_shop
from canyou.shop.write import write_folder

DIGESTS = """
import hashlib, json, sys
from decimal import Decimal
from pathlib import Path
from canyou.plan.asking import answer
from canyou.plan.document import answer_document, plan_document
from canyou.plan.planner import make_plan
from canyou.plan.result import Question
from canyou.shop.read import read_folder

for folder in sorted(Path(sys.argv[1]).iterdir()):
    shop = read_folder(folder).shop
    plan = make_plan(shop)
    texts = [json.dumps(plan_document(plan))]
    for part in list(shop.parts)[:5]:
        found = answer(plan, Question(Decimal(12), shop.now_at + 400_000, part=part))
        texts.append(json.dumps(answer_document(plan, found)))
    print(folder.name, hashlib.sha256("\\n".join(texts).encode()).hexdigest())
"""


@tries(30)
@given(shops(reservations=True))
def test_a_shop_planned_twice_gives_the_same_bytes(shop: Shop) -> None:
    assert plan_text(make_plan(shop)) == plan_text(make_plan(shop))


def test_plans_and_answers_are_the_same_in_other_processes_with_other_hash_seeds(tmp_path: Path) -> None:
    """Drawn, rich synthetic and demo shops, written as folders and planned in three processes."""
    count = 0

    @tries(12)
    @given(shops(reservations=True))
    def write(shop: Shop) -> None:
        nonlocal count
        write_folder(shop, tmp_path / f"drawn-{count}")
        count += 1

    write()
    for seed in (1, 2):
        rich = synthetic_shop(orders=60, centers=8, seed=seed, rich=True, materials=True)
        write_folder(rich, tmp_path / f"rich-{seed}")
    write_folder(demo_shop(1_795_000_000), tmp_path / "demo")

    def digests(seed: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", DIGESTS, str(tmp_path)],
            capture_output=True, text=True, check=True, env=os.environ | {"PYTHONHASHSEED": seed},
        )  # fmt: skip
        return done.stdout

    first = digests("0")
    assert len(first.splitlines()) == count + 3
    assert digests("1") == first
    assert digests("4294967295") == first


def test_a_plan_does_not_depend_on_which_shops_were_planned_before_it(tmp_path: Path) -> None:
    """Nothing is left of one shop in the plan of another, nor of one question in the answer to the next."""
    one, other = (
        synthetic_shop(orders=40, centers=6, seed=seed, rich=True, materials=True) for seed in (3, 4)
    )
    fresh = plan_text(make_plan(one))
    plan = make_plan(other)
    question = Question(D(5), other.now_at + 200_000, part=next(iter(other.routings)))
    text = answer_text(plan, answer(plan, question))
    assert plan_text(make_plan(one)) == fresh
    assert answer_text(make_plan(other), answer(plan, question)) == text
    write_folder(one, tmp_path)
    again = read_folder(tmp_path).shop
    assert again is not None
    assert plan_text(make_plan(again)) == fresh
