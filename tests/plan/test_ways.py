"""Ways to say yes beside the gaps: an alternate's overtime, buying, a quicker carrier, and what a customer takes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

from tests.plan.shops import at, order, reserved, said, shop, step

from canyou.plan.asking import answer
from canyou.plan.planner import make_plan
from canyou.plan.result import Answer, Option, Question
from canyou.plan.verify import verify_answer
from canyou.shop.records import Carrier, Customer, Hours, Part, Shop, WorkCenter

EVENING = {"evening": tuple(Hours("evening", d, 840, 1080) for d in range(5))}
SAW = WorkCenter("SAW", "Saw", "day")
OLD = WorkCenter("OLD", "Old saw", "day", overtime_calendar="evening", overtime_hour_cost=D(50))


def asked(one: Shop, quantity: int, by: str, **more: object) -> Answer:
    plan = make_plan(one)
    question = Question(D(quantity), at(by), part="P", **more)  # type: ignore[arg-type]
    found = answer(plan, question)
    assert verify_answer(one, plan, found) == []
    return found


def whole_only(one: Shop) -> Shop:
    """The same for a customer who takes no part deliveries."""
    return replace(one, customers={"ACME": Customer("ACME", "Acme", ship_complete=True)})


def kind(found: Answer, name: str) -> Option | None:
    return next((o for o in found.options if o.kind == name), None)


def kinds(found: Answer) -> list[str]:
    return [o.kind for o in found.options]


def test_hours_on_an_alternate_where_the_own_center_has_none_are_an_option_of_their_own() -> None:
    """The saw closes at two; the old saw may stay open: the step goes there, and the option says so."""
    one = shop([step(10, alternates=("OLD",))], centers=[SAW, OLD], calendars=EVENING)
    option = kind(asked(whole_only(one), 600, "mon 18:00", customer="ACME"), "alternate")
    assert option is not None
    assert option.extra_cost == D(100)
    assert "on Old saw instead of Saw" in option.consequence


def test_hours_on_the_own_center_are_overtime_though_there_is_an_alternate() -> None:
    """Where the step's own work center may stay open, nothing is taken off it."""
    own = replace(SAW, overtime_calendar="evening", overtime_hour_cost=D(80))
    one = shop([step(10, alternates=("OLD",))], centers=[own, OLD], calendars=EVENING)
    found = asked(whole_only(one), 600, "mon 18:00", customer="ACME")
    assert "overtime" in kinds(found)
    assert kind(found, "alternate") is None


def test_a_free_alternate_serves_every_kind() -> None:
    """An alternate without a price is simply used: the answer is as asked."""
    one = shop([step(10, alternates=("OLD",)), step(20, "OLD")], centers=[SAW, OLD])
    assert kinds(asked(one, 60, "mon 14:00")) == ["as_asked"]


def test_what_hours_bring_by_the_date_where_they_cant_bring_it_all() -> None:
    """Of two days' work, what the customer needs by this evening: the day's eight hours and the two opened for it."""
    saw = replace(SAW, overtime_calendar="evening", overtime_hour_cost=D(50))
    found = asked(shop([step(10)], centers=[saw], calendars=EVENING), 1200, "mon 18:00", min_quantity=D(600))
    option = kind(found, "combined")
    assert option is not None
    assert [int(d.quantity) for d in option.deliveries] == [600, 600]
    assert option.deliveries[0].at <= at("mon 18:00")
    assert option.extra_cost == D(100)


def bought(**more: object) -> Shop:
    """A part that is made on the saw and may be bought in two days."""
    part = Part("P", "", "", "buy", D(2), **more)  # type: ignore[arg-type]
    return shop([step(10)], centers=[SAW], parts=[part])


def test_a_part_that_can_be_bought_sooner_than_made_is_bought_outside() -> None:
    """Ten days' work by Wednesday: bought on Wednesday morning at its price, with nothing to make."""
    option = kind(asked(bought(buy_cost=D("0.5")), 4800, "wed 18:00"), "outside")
    assert option is not None
    assert option.extra_cost == D(2400)
    assert option.operations == ()
    assert said(option.deliveries[0].at) == "wed 06:00"


def test_what_can_be_made_by_the_date_need_not_be_bought() -> None:
    """By Tuesday two days' work can be made and the rest is bought; to buy all of it is dearer, and only surer."""
    found = [o for o in asked(bought(buy_cost=D("0.5")), 4800, "tue 18:00").options if o.kind == "outside"]
    assert [[int(d.quantity) for d in o.deliveries] for o in found] == [[960, 3840], [4800]]
    assert [o.extra_cost for o in found] == [D(1920), D(2400)]
    assert found[0].confidence < found[1].confidence


def test_a_price_that_nobody_knows_is_said_to_be_unknown() -> None:
    """Bought outside without a price in the folder is an option still, not a way as asked."""
    found = asked(bought(), 4800, "wed 18:00")
    option = kind(found, "outside")
    assert option is not None
    assert "at a price that is to be asked" in option.consequence
    assert not found.as_asked


def at_the_dock(*carriers: Carrier, **more: object) -> Shop:
    """Three days on the road to ACME; the saw is all there is."""
    acme = Customer("ACME", "Acme", transit_days=3, **more)  # type: ignore[arg-type]
    one = shop([step(10)], centers=[SAW], calendars=EVENING)
    return replace(one, promise_basis="dock", customers={"ACME": acme}, carriers=carriers)


def test_a_quicker_carrier_brings_what_is_ready_too_late_for_the_usual_one() -> None:
    """An hour's work is ready today and there on Thursday; by air, the cheapest that is in time, on Tuesday."""
    air, sled = Carrier("Air", "", 1, D(90)), Carrier("Sled", "", 2, D(40))
    rocket = Carrier("Rocket", "OTHER", 0, D(1))
    found = asked(at_the_dock(air, sled, rocket), 60, "tue 18:00", customer="ACME")
    option = kind(found, "faster_shipping")
    assert option is not None
    assert option.extra_cost == D(90)
    assert said(option.deliveries[0].at) == "tue 07:00"
    assert option.consequence.startswith("Sent by Air, 1 day on the way, instead of 3, for 90")
    later = asked(at_the_dock(air, sled, rocket), 60, "wed 18:00", customer="ACME")
    slower = kind(later, "faster_shipping")
    assert slower is not None
    assert slower.extra_cost == D(40)


def test_no_carrier_is_offered_that_costs_more_than_overtime() -> None:
    """Where two opened hours bring it by the usual road, a courier for more than they cost is not named."""
    saw = replace(SAW, overtime_calendar="evening", overtime_hour_cost=D(50))
    for cost, wanted in ((D(120), []), (D(70), ["faster_shipping"])):
        one = at_the_dock(Carrier("Air", "ACME", 1, cost))
        one = replace(one, work_centers={"SAW": saw})
        found = asked(one, 600, "thu 16:00", customer="ACME")
        assert "overtime" in kinds(found) or wanted
        assert [k for k in kinds(found) if k == "faster_shipping"] == wanted


def test_what_is_near_enough_to_the_whole_and_what_comes_too_early_is_said() -> None:
    """ACME accepts five per cent less, and nothing before two days ahead of its date."""
    one = replace(at_the_dock(tolerance_percent=D(5), early_days=2), promise_basis="finish")
    found = asked(one, 500, "mon 14:00", customer="ACME")
    first = found.options[0]
    assert first.kind == "partial"
    assert "480 of 500 are within the 5 % that they accept" in first.consequence
    early = asked(one, 60, "fri 14:00", customer="ACME")
    assert "They take it from Wed" in early.options[0].consequence


def test_two_lots_where_neither_is_in_time_have_all_of_it_days_sooner_than_one() -> None:
    """Two gaps of five hours each, then a week of other work: 560 in one lot end past that week, in two on Tuesday."""
    orders = [order("A", 360), order("B", 2400)]
    stand = (reserved("A", 10, "mon 11:00", pinned=True), reserved("B", 10, "wed 06:00", pinned=True))
    one = shop([step(10)], orders, reservations=stand)
    found = asked(one, 560, "mon 06:30", min_quantity=D(100))
    first = found.options[0]
    assert kinds(found) == ["later"] * len(found.options)
    assert sum(d.quantity for d in first.deliveries) == 560
    assert [said(d.at) for d in first.deliveries] == ["mon 11:00", "tue 13:20"]
    assert first.words.endswith("Would that help?")
    whole = replace(one, customers={"ACME": Customer("ACME", "Acme", ship_complete=True)})
    assert [len(o.deliveries) for o in asked(whole, 560, "mon 06:30", customer="ACME").options] == [1]
