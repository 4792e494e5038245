"""The figures that `canyou bench` gives: their sizes, their parts, and what it says when it can't."""

from __future__ import annotations

import pytest

import canyou.bench
from canyou.bench import load as load_bench
from canyou.bench import one_shop
from canyou.bench.cold import CommandFailed, times
from canyou.bench.machine import machine
from canyou.bench.one_shop import Failed, measure, measured, random_questions
from canyou.bench.planning import planning
from canyou.bench.served import served
from canyou.bench.shops import Case, sized
from canyou.faces.cli.bench import lines
from canyou.plan import planner
from canyou.plan.planner import make_plan


def test_a_shop_is_measured_with_its_size_and_all_stages() -> None:
    """Orders, steps, memory, reading and the stages of the plan are there; the stages add up to the plan's time."""
    found = measure(orders=40, repeats=1, questions=6, reading=True)
    assert found["orders"] == 40
    assert found["steps"] > 40
    assert found["read_seconds"] > 0
    parts = sum(found[f"{short}_seconds"] for short in [*one_shop.STAGES.values(), "rest"])
    assert parts == pytest.approx(found["plan_seconds"])
    assert found["rest_seconds"] < found["plan_seconds"] / 2
    assert found["memory_megabytes"] >= found["memory_before_megabytes"] > 10
    asked = found["questions"]
    assert asked["count"] == 6
    assert 0 < asked["median_ms"] <= asked["p99_ms"] <= asked["worst_ms"]
    assert asked["options_mean"] >= 1


def test_the_stages_are_functions_the_planner_goes_through() -> None:
    """Each stage is a function of the planner's module, and planning spends time in each of them."""
    _, found = one_shop.planned(Case(40, 6).shop(), 1)
    assert all(hasattr(planner, name) for name in one_shop.STAGES)
    assert all(found[f"{short}_seconds"] > 0 for short in one_shop.STAGES.values())


def test_a_measurement_that_fails_says_why() -> None:
    """The error of the process that measures comes back as a sentence."""
    with pytest.raises(Failed, match="a synthetic shop needs 1 order"):
        measured(orders=0)


def test_sizes_are_in_the_answer() -> None:
    """Planning is measured for each size, plain and rich."""
    rows = planning(sizes=(30,))
    assert [(row["orders"], row["rich"]) for row in rows] == [(30, False), (30, True)]


def test_questions_are_the_same_again_and_about_parts_that_are_made() -> None:
    """Questions come from a seed, ask for made parts, and for days from tomorrow on."""
    plan = make_plan(sized(40, rich=True).shop())
    questions = random_questions(plan, 50)
    assert questions == random_questions(plan, 50) != random_questions(plan, 50, seed=2)
    assert all(q.part in plan.shop.routings and q.quantity >= 1 for q in questions)
    assert min(q.by_at for q in questions) >= plan.now_at + 86_400


def test_the_web_server_is_asked_over_a_connection() -> None:
    """A synthetic shop is imported into a database of its own, served, and answers every question with 200."""
    found = served(orders=30, questions=5)
    assert found["count"] == 5
    assert 0 < found["median_ms"] <= found["p99_ms"]
    assert found["median_bytes"] > 100


def test_a_command_that_fails_is_no_measurement() -> None:
    """A command that ends with another status than 0 is an error with what it said."""
    import sys

    with pytest.raises(CommandFailed, match="no such thing"):
        times([sys.executable, "-c", "raise SystemExit('no such thing')"], 1)


def test_there_is_no_measurement_of_another_name() -> None:
    """An unknown name is refused with the names there are."""
    with pytest.raises(ValueError, match="plan, ask, move, improve, compare, load, confidence, all"):
        canyou.bench.run("speed")


def test_the_machine_is_named() -> None:
    """Cores, processor and versions stand beside the figures."""
    found = machine()
    assert found["cores"] >= 1
    assert all(found[name] for name in ("processor", "python", "numba", "numpy"))


def test_figures_are_shown_as_tables() -> None:
    """A list of records becomes a table with a line for each, below its name."""
    shown = lines({"plan": [{"orders": 500, "seconds": 0.25}, {"orders": 2000, "seconds": 1.5}]})
    assert shown[0] == "plan:"
    assert "orders" in shown[1]
    assert any("2,000" in line and "1.5" in line for line in shown)


def test_people_at_work_are_timed_by_what_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Live options, answers and promises each have their calls and times; nothing fails."""
    monkeypatch.setattr(load_bench, "EVERY_SECONDS", 2.0)
    monkeypatch.setattr(load_bench, "SHARE_PROMISED", 1.0)
    (row,) = load_bench.load(people=(2,), seconds=4.0, orders=40)
    assert (row["people"], row["servers"], row["orders"], row["failed"]) == (2, 1, 40, 0)
    assert row["live_calls"] == 3 * row["answer_calls"] > 0
    assert row["live_p99_ms"] >= row["live_median_ms"] > 0
    assert row["promise_calls"] <= row["answer_calls"]
