"""Chances put to a floor that goes its own way, and how what came of it is summed up."""

from __future__ import annotations

from canyou.bench.confidence import Promise, bins_of, confidence, in_band, promises_of


def test_promises_are_made_of_orders_and_options_and_their_future_is_the_same_again() -> None:
    """Orders, options and those they move are all promised; a shop's promises come from its seed."""
    found = promises_of(5, questions=2)
    assert {"order", "moved for an option"} <= {one.kind for one in found}
    assert any(one.kind.endswith("as sure as asked") for one in found)
    assert all(0 <= one.said <= 1 for one in found)
    summed = confidence([5], questions=2, processes=1)
    assert summed["promises"] == len(found) == sum(row["n"] for row in summed["bins"])
    assert summed["band"]["n"] == in_band(found)["n"]


def test_the_interval_is_of_shops_and_not_of_promises() -> None:
    """Two shops, one keeping everything said at 90 % and one keeping eight of ten: the interval spans both."""
    found = [
        Promise(shop, "order", 0.9, shop == 1 or n % 10 < 8, True) for shop in (1, 2) for n in range(200)
    ]
    found += [Promise(1, "order", 0.5, True, True)]
    band = in_band(found)
    assert band["n"] == 400
    assert abs(band["off"]) < 1e-9
    assert (band["low"], band["high"]) == (-0.1, 0.1)
    assert [row["n"] for row in bins_of(found)] == [1, 400]
