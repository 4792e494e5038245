"""Positions of rows: they rise, and as many as possible stay."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from canyou.floor.places import GAP, new_positions


@given(
    st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40)), unique_by=lambda value: value or object())
)
def test_positions_rise_strictly_whatever_was_kept(kept: list[int | None]) -> None:
    """New positions are strictly rising for any mix of kept, moved and new rows."""
    positions = new_positions(kept)
    assert all(before < after for before, after in pairwise(positions))


def test_rows_in_their_old_order_keep_their_positions() -> None:
    """A row that goes and one that comes between leave the others where they are."""
    assert new_positions([GAP, None, 3 * GAP]) == [GAP, 2 * GAP, 3 * GAP]


def test_one_row_moved_moves_alone() -> None:
    """Taking the last row to the front gives that row alone another position."""
    positions = new_positions([4 * GAP, GAP, 2 * GAP, 3 * GAP])
    assert positions[1:] == [GAP, 2 * GAP, 3 * GAP]
    assert positions[0] < GAP


def test_a_gap_that_is_too_narrow_numbers_the_file_anew() -> None:
    """Three rows that come where two positions are left give all rows new positions."""
    assert new_positions([10, None, None, None, 12]) == [GAP * n for n in range(1, 6)]
