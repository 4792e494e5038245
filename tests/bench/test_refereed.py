"""The refereed questions: the same shop and questions from a seed, and what is wrong is counted by name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from canyou.bench import refereed
from canyou.bench.varied import varied_questions, varied_shop
from canyou.plan.planner import make_plan
from canyou.plan.result import Answer


def test_a_seed_gives_the_same_shop_and_the_same_questions() -> None:
    """Any breach can be asked again by its shop's and its question's number."""
    plan = make_plan(varied_shop(7))
    assert varied_shop(7) == plan.shop
    assert varied_questions(plan, 5, 7) == varied_questions(plan, 5, 7)
    assert varied_shop(8) != plan.shop


def test_a_few_questions_pass_and_every_breach_would_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A true answer has no breach; one that is tampered with is found out, with its shop and question named."""
    good = refereed.refereed(range(3, 4), 3, progress=lambda line: None)
    assert (good.questions, good.own, good.outside) == (3, [], [])
    asked = refereed.answer

    def false(*given: Any) -> Answer:
        found = asked(*given)
        worse = [replace(o, deliveries=o.deliveries[:0]) for o in found.options]
        return replace(found, options=tuple(worse))

    monkeypatch.setattr(refereed, "answer", false)
    bad = refereed.refereed(range(3, 4), 1, progress=lambda line: None)
    assert bad.own
    assert bad.own[0].startswith("shop 3, question 0 (")
