"""What is said where something else than a name or a case ID was typed."""

import pytest

from config.environment import ROOT
from config.reading import read_council
from data_access.values import LooksLike
from pages.components.forms.looks_like import looks_like_words


@pytest.mark.parametrize(
    ("by", "other", "words"),
    [
        ("either", LooksLike("NHS number", "family_name", None),
         "This looks like an NHS number. You cannot search by NHS number. Enter a name here"),
        ("either", LooksLike("case ID", "first_name", "case_id"), "This looks like a case ID. Enter it under Case ID"),
        ("name", LooksLike("case ID", "first_name", "case_id"),
         "This looks like a case ID. You cannot search by case ID. Enter a name here"),
        ("either", LooksLike("date", "first_name", "date_of_birth"),
         "This looks like a date. Enter it under Date of birth"),
        ("either", LooksLike("name", "case_id", "family_name"), "This looks like a name. Enter it under By name"),
        ("case_id", LooksLike("name", "case_id", "family_name"),
         "This looks like a name. You cannot search by name. Enter a case ID here"),
        ("either", LooksLike("address", "family_name", None),
         "This looks like an address. You cannot search by address. Enter a name here"),
    ],
)  # fmt: skip
def test_it_is_named_with_the_box_it_belongs_in_at_this_council(by, other, words):
    council = read_council(ROOT / "config" / "councils" / "stockport.yaml")
    council = council.model_copy(update={"search": council.search.model_copy(update={"by": by})})
    assert looks_like_words(council, other) == words
