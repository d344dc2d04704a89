"""Which pairs of similar names are on record: found without making every combination, and the same as if one did."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.people.finding import held_pairs, name_index
from data_access.people.finding.name_index import NameIndex

TOKENS = st.integers(min_value=1, max_value=5)
PEOPLE = st.lists(st.tuples(st.lists(TOKENS, max_size=3, unique=True), st.lists(TOKENS, max_size=3, unique=True)))
COSTS = st.sampled_from([0.0, 0.05, 0.14, 0.28])
NEAR = st.dictionaries(TOKENS, COSTS).map(
    lambda near: (np.array([near[one] for one in sorted(near)], float), np.array(sorted(near), np.int64))
)
FARTHEST = 0.28


def on_record(people: list[tuple[list[int], list[int]]]) -> np.ndarray:
    """Every pair of these people, each with the numbers of their first and family names, as in an extract."""
    held = {name_index.pair(family, first) for firsts, families in people for family in families or [0]
            for first in firsts or [0]}  # fmt: skip
    for firsts, families in people:
        held |= {name_index.given(*two) for two in permutations(firsts, 2)}
        held |= {name_index.halves(*two) for two in permutations(families, 2)}
    return np.array(sorted(held), dtype=np.int64)


@pytest.mark.parametrize(
    ("find", "number_of"),
    [
        (held_pairs.family_and_first, name_index.pair),
        (held_pairs.two_first_names, name_index.given),
        (held_pairs.two_family_names, name_index.halves),
    ],
)
@given(people=PEOPLE, one=NEAR, other=NEAR)
def test_every_combination_on_record_is_found_and_no_other(find, number_of, people, one, other) -> None:
    held = on_record(people)

    costs, pairs = held_pairs.find_pairs(held, [find(one, other, 0.0)], FARTHEST)

    wanted = {
        number_of(first, second): cost + other_cost
        for cost, first in zip(*map(np.ndarray.tolist, one), strict=True)
        for other_cost, second in zip(*map(np.ndarray.tolist, other), strict=True)
        if cost + other_cost <= FARTHEST and number_of(first, second) in held
    }
    assert dict(zip(pairs.tolist(), costs.tolist(), strict=True)) == pytest.approx(wanted)
    assert len(pairs) == len(wanted)


@given(people=PEOPLE, asked=st.lists(st.integers(-3, 3)))
def test_only_what_is_on_record_is_said_to_be_there(people, asked) -> None:
    held = on_record(people)

    found = held_pairs.on_record(held, np.array(asked, dtype=np.int64))

    assert found.tolist() == [one in held.tolist() for one in asked]


def test_several_first_names_as_one_word_have_no_key_with_a_letter_missing_and_do_not_begin_with_what_was_typed():
    index = NameIndex(np.array([1]), [("Mary Ann", "Smith-Jones")])
    keys = dict(index.keys())
    assert {"=maryann", "=mry", "=an", "=smithjones", "=smthjones"} <= keys.keys()
    assert "=mryann" not in keys

    lines = {token: line for _, token, line in index.tokens()}
    assert [token for token, line in lines.items() if not line] == ["ma", "maryann", "sj"]
    assert lines["smithjones"] in keys["=smithjones"].split("\n")


def test_no_one_at_all_has_no_pairs():
    """A load in journey 2 that keeps no child. Seen to fail: it ended in an error."""
    index = NameIndex(np.array([], dtype=np.int64), [])
    assert [*index.tokens(), *index.keys(), *index.pairs()] == [] and list(index.all_pairs()) == [(1, b"")]


def test_everyone_stands_under_each_pair_of_their_names_once():
    people = [
        (1, "Mary Ann", "Smith-Jones"),
        (2, "", "Cole"),
        (3, "Baby", "Cole"),
        (4, "Adam", ""),
        (1, "Mary", "Cole"),
    ]
    index = NameIndex(np.array([number for number, *_ in people]), [(first, family) for _, first, family in people])
    of = {token: number for number, token, _ in index.tokens()} | {"": 0}
    pairs = [("smith", "mary"), ("smith", "ann"), ("smith", "maryann"), ("smith", "ma"), ("jones", "mary")]
    pairs += [("jones", "ann"), ("jones", "maryann"), ("jones", "ma"), ("smithjones", "mary"), ("smithjones", "ann")]
    pairs += [("smithjones", "maryann"), ("smithjones", "ma"), ("cole", "mary")]
    wanted = {(name_index.pair(of[family], of[first]), 1) for family, first in pairs}
    wanted |= {(name_index.given(of[one], of[other]), 1) for one, other in permutations(("mary", "ann"))}
    wanted |= {(name_index.halves(of[one], of[other]), 1) for one, other in permutations(("smith", "jones"))}
    others = [("cole", "", 2), ("cole", "baby", 3), ("cole", "", 3), ("", "adam", 4)]
    wanted |= {(name_index.pair(of[family], of[first]), number) for family, first, number in others}
    assert list(index.pairs()) == sorted(wanted)
