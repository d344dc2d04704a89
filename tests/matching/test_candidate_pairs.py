"""The pairs of records worth comparing, found by sorting, beside the plain way to find them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.candidate_pairs import _places_of_pairs, count_different, different

NUMBERS = st.lists(st.integers(min_value=-1, max_value=6), max_size=40).map(lambda found: np.array(found, np.int64))
DAYS = st.lists(st.tuples(st.integers(0, 4), st.sampled_from([-1, 0, 19990101, 20121231])), max_size=40)


@given(values=NUMBERS)
def test_each_different_value_is_there_once_in_order(values: np.ndarray) -> None:
    assert different(values).tolist() == sorted(set(values.tolist()))


@given(pairs=DAYS)
def test_each_other_value_is_counted_once(pairs: list[tuple[int, int]]) -> None:
    one, other = (np.array([pair[side] for pair in pairs], dtype=np.int32) for side in (0, 1))

    counted = count_different(one, other, 6)

    assert counted.tolist() == [len({day for number, day in pairs if number == each}) for each in range(6)]


@pytest.mark.parametrize("most", [1, 2, 40])
@given(left=NUMBERS, right=NUMBERS)
def test_pairs_have_equal_keys_and_no_key_that_too_many_share(left: np.ndarray, right: np.ndarray, most: int) -> None:
    found = _places_of_pairs(left, right, most)

    shared = {key for key in right.tolist() if key != -1 and (right == key).sum() <= most}
    wanted = [
        row * len(right) + column
        for row, key in enumerate(left.tolist())
        for column, other in enumerate(right.tolist())
        if key == other and key in shared
    ]
    assert sorted(found.tolist()) == wanted
