"""Kinds of relationship: compared as people write them, and hidden unless the council has said that they are shown."""

import pytest

from config.relationships import Kind, Relationships, family_rank, kind_key

SETTINGS = Relationships(
    ["Mother", "Half sister", "Sibling", "Mother's partner"], ["Foster carer", "Other professional"]
)


@pytest.mark.parametrize(("one", "other"), [
    ("Mother", "mother"), ("Mother", " MOTHER "), ("Half sister", "half-sister"), ("Half sister", "Halfsister"),
    ("Half sister", "Half Sisters"), ("Foster carer", "Foster-Carers"), ("Foster carer", "foster carer(s)"),
    ("Mother's partner", "Mother\u2019s Partner"), ("Grandchild", "Grand children"), ("Family", "families"),
])  # fmt: skip
def test_case_spaces_hyphens_and_plurals_make_no_difference(one, other):
    assert kind_key(one) == kind_key(other)


@pytest.mark.parametrize(("one", "other"), [("Mother", "Stepmother"), ("Sister", "Half sister"), ("Boss", "Bos")])
def test_other_kinds_stay_other_kinds(one, other):
    assert kind_key(one) != kind_key(other)


@pytest.mark.parametrize(("written", "kind"), [
    ("mother", Kind.SHOWN), ("Half-Sisters", Kind.SHOWN), ("FOSTER CARERS", Kind.EXCLUDED),
    ("Stepmother", Kind.NOT_SET_UP), ("Former foster carer", Kind.NOT_SET_UP), ("?", Kind.NOT_SET_UP),
])  # fmt: skip
def test_only_what_is_set_up_is_shown(written, kind):
    assert SETTINGS.kind_of(written) is kind


def test_what_is_in_both_lists_is_not_shown():
    assert Relationships(["Foster carer"], ["foster-carers"]).kind_of("Foster carer") is Kind.EXCLUDED


@pytest.mark.parametrize(("written", "kind"), [
    ("Mother", Kind.SHOWN), ("foster-carers", Kind.EXCLUDED), ("Former foster carer", Kind.EXCLUDED),
    ("Other professionals (health)", Kind.EXCLUDED),
])  # fmt: skip
def test_settings_of_0_3_show_what_has_no_excluded_kind_in_it(written, kind):
    assert Relationships(None, ["Foster carer", "Other professional"]).kind_of(written) is kind


def test_a_kind_is_written_as_the_settings_write_it():
    assert [SETTINGS.label_of(one) for one in ("HALF-SISTERS", "Godparent")] == ["Half sister", "Godparent"]


@pytest.mark.parametrize(
    ("rank", "kinds"),
    [
        (0, ["Mother", "FATHER", "Parent", "parents", "Step-mother", "Step father", "Birth mother", "Adoptive parent",
             "Mum"]),
        (1, ["Brother", "sisters", "Sibling", "Half-sister", "Half brother", "Step sibling", "Twin", "Twin brother"]),
        (2, ["Grandmother", "Great-grandfather", "Grand parent", "Godmother", "Foster mother", "Foster brother",
             "Mother-in-law", "Sister in law", "Mother's partner", "Father’s partner", "Mother's sister",
             "Sister of mother", "Brother's wife", "Parents' friend", "Aunt", "Uncle", "Cousin", "Friend",
             "Neighbour", "", "?"]),
    ],
)  # fmt: skip
def test_parents_come_before_siblings_and_siblings_before_others(rank: int, kinds: list[str]) -> None:
    assert {kind: family_rank(kind) for kind in kinds} == dict.fromkeys(kinds, rank)
