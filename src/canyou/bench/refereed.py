"""Random questions on random shops, every answer refereed: `python -m canyou.bench.refereed --help`.

The project's own referee (`canyou.plan.verify`) judges each answer, and where a file of an outside referee is named,
that one too, in the same process on the same documents. Shops are numbered by their seeds, so that a run can be cut
into pieces and any breach asked again.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canyou.bench.stopwatch import quantile
from canyou.bench.varied import varied_questions, varied_shop
from canyou.plan.asking import answer
from canyou.plan.compile import compile_kernels
from canyou.plan.document import answer_document, plan_document
from canyou.plan.planner import ShopPlan, make_plan
from canyou.plan.result import Answer
from canyou.plan.verify import verify, verify_answer
from canyou.shop.records import Shop
from canyou.shop.write import write_folder

SHOPS = 50
QUESTIONS = 200
"""Of each shop: 10,000 in all."""

Judge = Callable[[Answer], list[str]]


@dataclass
class Tally:
    """What has been asked so far, and what was wrong with it."""

    shops: int = 0
    questions: int = 0
    options: Counter[str] = field(default_factory=Counter)
    own: list[str] = field(default_factory=list)
    """Breaches by the project's own referee, each with shop and question."""
    outside: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        return {
            "shops": self.shops,
            "questions": self.questions,
            "options": dict(self.options.most_common()),
            "own_breaches": len(self.own),
            "outside_breaches": len(self.outside),
            "breaches": (self.own + self.outside)[:50],
            "median_ms": quantile(self.milliseconds, 0.5) if self.milliseconds else 0.0,
            "p99_ms": quantile(self.milliseconds, 0.99) if self.milliseconds else 0.0,
        }


def refereed(
    seeds: range,
    questions: int = QUESTIONS,
    referee: Path | None = None,
    progress: Callable[[str], None] = print,
) -> Tally:
    """Ask so many questions of each shop, and judge every answer."""
    tally = Tally()
    for seed in seeds:
        shop = varied_shop(seed)
        plan = make_plan(shop)
        tally.own += [f"shop {seed}: {breach}" for breach in verify(shop, plan)]
        outside = None if referee is None else outside_judge(referee, shop, plan, tally, seed)
        for number, question in enumerate(varied_questions(plan, questions, seed)):
            since = time.thread_time()
            found = answer(plan, question)
            tally.milliseconds.append(1000 * (time.thread_time() - since))
            tally.questions += 1
            tally.options.update(option.kind for option in found.options)
            where = (
                f"shop {seed}, question {number} ({question.quantity:f} of {question.order or question.part})"
            )
            tally.own += [f"{where}: {breach}" for breach in verify_answer(shop, plan, found)]
            if outside is not None:
                tally.outside += [f"{where}: {breach}" for breach in outside(found)]
        tally.shops += 1
        progress(
            f"shop {seed}: {tally.questions} questions, {len(tally.own)} + {len(tally.outside)} breaches"
        )
    return tally


def outside_judge(path: Path, shop: Shop, plan: ShopPlan, tally: Tally, seed: int) -> Judge:
    """An outside referee's judgement of answers to one plan; its own reading of the folder is made once."""
    spec = importlib.util.spec_from_file_location("outside_referee", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with tempfile.TemporaryDirectory(prefix="canyou-refereed-") as folder:
        write_folder(shop, Path(folder) / "shop")
        read = module.Shop(Path(folder) / "shop")
        document = json.loads(json.dumps(plan_document(plan)))
        first = module.Referee(read)
        first.plan(document)  # reads the rest of the folder
    tally.outside += [f"shop {seed}: {breach}" for breach in first.breaches]
    orders = dict(read.orders)

    def judge(found: Answer) -> list[str]:
        read.orders = dict(orders)  # a question about an order changes it
        one = module.Referee(read)
        one.doc, one.bought = document, list(first.bought)
        one.ask(document, json.loads(json.dumps(answer_document(plan, found))))
        return list(one.breaches)

    return judge


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Ask random questions of random shops and referee every answer."
    )
    parser.add_argument("--shops", type=int, default=SHOPS, help="how many shops")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first shop")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="how many questions of each")
    parser.add_argument(
        "--referee", type=Path, default=None, help="an outside referee's file, to judge as well"
    )
    wanted = parser.parse_args()
    compile_kernels(lambda line: None)
    seeds = range(wanted.first, wanted.first + wanted.shops)
    tally = refereed(
        seeds, wanted.questions, wanted.referee, lambda line: print(line, file=sys.stderr, flush=True)
    )
    print(json.dumps(tally.figures(), indent=1))
    raise SystemExit(bool(tally.own or tally.outside))


if __name__ == "__main__":
    main()
