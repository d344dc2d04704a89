"""What a search says it understood is what it searched for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.name_parts import parts
from matching.typed_names import TypedName
from matching.understood import Understood, understood


@pytest.mark.parametrize(
    ("first", "family", "read"),
    [
        ("", "SMITH, John", Understood("John", "Smith", False)),
        ("SMITH, John", "", Understood("John", "Smith", False)),
        ("", "O'BRIEN, Siobhán Mary", Understood("Siobhán Mary", "O'Brien", False)),
        ("", "de Silva, Mrs Maria", Understood("Maria", "de Silva", False)),
        ("", "John Smith", Understood("", "John Smith", True)),
        ("Mr John", "Smith", Understood("John", "Smith", False)),
        ("Dr", "Smith", Understood("", "Smith", False)),
        ("Tommy", "Tommy Williams", Understood("Tommy", "Williams", False)),
        ("", "Will*", Understood("", "Will", False, begins=("Will",))),
        ("", "%son", Understood("", "son", False, ends=("son",))),
    ],
)
def test_what_is_read_otherwise_than_it_stands_is_said(first: str, family: str, read: Understood) -> None:
    assert understood(first, family) == read


@pytest.mark.parametrize(
    ("first", "family"),
    [("John", "Smith"), ("JOHN", "SMITH"), ("John", "van der Berg"), ("", "Smith-Jones"), ("Zoë", "O’Neill"),
     ("", "Wi*"), ("", "Smith,"), ("", "Mr"), ("J. R.", "Smith"), ("", "")],
)  # fmt: skip
def test_of_what_is_read_as_it_stands_nothing_is_said(first: str, family: str) -> None:
    assert understood(first, family) is None


WORDS = st.sampled_from(
    ["Mr", "SMITH", "John", "van", "der", "Berg", "O'Brien", "Ann-Marie", "Zoë", ",", "Will*", "*son"]
)
BOXES = st.lists(WORDS, max_size=4).map(" ".join)


@given(BOXES, BOXES)
def test_the_words_said_have_every_part_that_is_searched_for(first: str, family: str) -> None:
    """A word of which one half was read (Ann-Marie, where Marie was typed before) is said whole."""
    read, typed = understood(first, family), TypedName.of(first, family)
    if read is not None:
        assert {one.text for one in typed.first} <= set(parts(read.first))
        assert {one.text for one in typed.family} <= set(parts(read.family))
