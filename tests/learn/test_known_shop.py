"""A known shop is simulated, its log written, and learned again: what comes out is what went in."""

from __future__ import annotations

import random

import numpy as np
import pytest
from tests.learn.known_shop import known_shop, log_of, text_of

from canyou.learn.learning import learn
from canyou.plan.planner import make_plan
from canyou.plan.verify import verify
from canyou.shop.read import read_folder
from canyou.shop.records import Hours, Shop
from canyou.shop.write import write_folder

SEEDS = (1, 4, 5, 6)


def week(rows: tuple[Hours, ...]) -> np.ndarray:
    """The open quarter hours of a week."""
    slots = np.zeros(7 * 96, np.bool_)
    for row in rows:
        assert isinstance(row.day, int)
        slots[row.day * 96 + row.start_minute // 15 : row.day * 96 + row.end_minute // 15] = True
    return slots


def alike(truth: Shop, learned: Shop, center: str) -> float:
    """How much of the open hours of either are open in both."""
    one, two = (week(shop.calendars[shop.work_centers[center].calendar]) for shop in (truth, learned))
    return float((one & two).sum() / (one | two).sum())


@pytest.mark.parametrize("through_nights", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_learned_is_the_truth(seed: int, through_nights: bool) -> None:
    """Work centers, calendars, routings and minutes come out as they were, one row a shift or one over the nights."""
    truth = known_shop(seed)
    found = learn(text_of(log_of(truth, through_nights=through_nights)), timezone=truth.timezone)
    learned = found.shop
    used = {step.work_center for steps in truth.routings.values() for step in steps}
    assert set(learned.work_centers) == used
    assert found.parts == len(truth.parts) == len(learned.parts)
    for name in used:
        assert learned.work_centers[name].machines <= truth.work_centers[name].machines
        assert alike(truth, learned, name) >= 0.85, name
    same = sum(learned.work_centers[name].machines == truth.work_centers[name].machines for name in used)
    assert same >= len(used) - 1  # a machine that never ran beside all others cannot be seen
    for part, steps in truth.routings.items():
        assert [s.work_center for s in learned.routings[part]] == [s.work_center for s in steps]
        for step, real in zip(learned.routings[part], steps, strict=True):
            assert float(step.setup_minutes) == pytest.approx(float(real.setup_minutes), rel=0.05)
            assert float(step.run_minutes) == pytest.approx(float(real.run_minutes), rel=0.05)


@pytest.mark.parametrize("seed", SEEDS[:2])
def test_dirt_changes_nothing_much(seed: int) -> None:
    """Duplicates, slips of the pen, forgotten clock-outs and made-up overlaps leave the truth as it is, counted."""
    truth = known_shop(seed)
    rng = random.Random(seed)
    rows = log_of(truth)
    clean = learn(text_of(rows), timezone=truth.timezone).shop
    dirt = []
    for row in rng.sample(rows, 60):
        dirt += [
            dict(row),
            {**row, "end": row["start"], "good": "0"},
            {**row, "start": row["end"], "end": row["start"]},
            {**row, "quantity": "-5"},
            {**row, "end": "yesterday"},
        ]
    for row in rng.sample(rows, 30):
        # the same person, and half an hour more that was another order's
        dirt.append({**row, "order": f"{row['order']}", "kind": "rework"})
    slow = {id(row) for row in rng.sample(rows, len(rows) // 20)}
    rows = [{**row, "good": str(int(row["good"]) // 8)} if id(row) in slow else row for row in rows]
    found = learn(text_of([*rows, *dirt]), timezone=truth.timezone)
    reasons = found.rows.dropped
    assert reasons["exact duplicate"] >= 55
    assert reasons["end before start"] >= 55
    assert reasons["negative quantity"] == 60
    assert reasons["unreadable end"] == 60
    assert sum(count for reason, count in reasons.items() if reason.startswith("zero length")) >= 55
    for name, center in clean.work_centers.items():
        assert found.shop.work_centers[name].machines == center.machines
    for part, steps in clean.routings.items():
        for step, before in zip(found.shop.routings[part], steps, strict=True):
            assert float(step.run_minutes) == pytest.approx(float(before.run_minutes), rel=0.15)
            assert float(step.setup_minutes) == pytest.approx(float(before.setup_minutes), rel=0.15)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_log_that_ends_in_the_middle_is_a_shop_that_can_be_planned(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Cut in the middle, the log gives a folder without problems whose plan is right, with what ran as running."""
    truth = known_shop(seed)
    plan = make_plan(truth)
    whole = sorted(op.end_at for op in plan.operations)
    moment = whole[len(whole) // 2] - 1
    found = learn(text_of(log_of(truth, until=moment)), timezone=truth.timezone)
    folder = tmp_path_factory.mktemp("learned")
    write_folder(found.shop, folder)
    reading = read_folder(folder)
    assert reading.shop is not None, [str(p) for p in reading.problems][:3]
    learned = make_plan(reading.shop)
    assert verify(reading.shop, learned) == []
    begun = {op.order for op in plan.operations if op.start_at < moment}
    over = {order for order in begun if plan.orders[order].finish_at <= moment}
    said_over = {name for name, order in found.shop.orders.items() if order.state == "shipped"}
    assert len(over ^ said_over) <= 0.05 * len(begun)
    running = {(op.order, op.step) for op in plan.operations if op.start_at < moment < op.end_at}
    said = {key for key, row in found.shop.progress.items() if row.state == "running"}
    assert said <= running  # what was closed at that moment is not running by its log
    assert {order.customer for order in found.shop.orders.values()} == {"unknown"}


def test_the_same_log_learns_the_same(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither the order of the rows nor learning twice changes a byte."""
    truth = known_shop(2, orders=60)
    rows = log_of(truth)
    folders = []
    for some in (rows, rows[::-1]):
        folders.append(tmp_path_factory.mktemp("same"))
        write_folder(learn(text_of(some), timezone=truth.timezone).shop, folders[-1])
    one, two = ({f.name: f.read_bytes() for f in folder.iterdir()} for folder in folders)
    assert one == two


def test_what_was_written_can_be_learned_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The log in the learned folder holds all that was learned from: the shop comes out the same."""
    truth = known_shop(2, orders=60)
    first = learn(text_of(log_of(truth)), timezone=truth.timezone).shop
    folder = tmp_path_factory.mktemp("again")
    write_folder(first, folder)
    again = learn((folder / "events.csv").read_bytes(), timezone=truth.timezone).shop
    assert again == first
