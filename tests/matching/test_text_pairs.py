"""The same two names are in many pairs, in every source: they are compared once."""

import numpy as np

from matching.similarity import Names, TextPairs, given_likeness

TEXTS = ["", "kate", "katie", "katherine", "tom"]


def test_two_texts_are_compared_once_in_whatever_part_of_the_pairs_and_order_they_are() -> None:
    asked = []

    def noted(one: str, other: str) -> Names:
        asked.append((one, other))
        return given_likeness(one, other)

    pairs = TextPairs(TEXTS, noted)
    one, other = np.array([4, 1, 3, 0, 2, 1]), np.array([1, 2, 1, 0, 1, 1])
    found = [*pairs.compare(one[:2], other[:2]), *pairs.compare(one[2:], other[2:]), *pairs.compare(other, one)]
    assert sorted(asked) == [("", ""), ("kate", "katherine"), ("kate", "katie"), ("kate", "tom")]
    each = [given_likeness(TEXTS[a], TEXTS[b]) for a, b in zip(one, other, strict=True)]
    assert found == [*each, *each]
