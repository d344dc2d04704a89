"""The tables of people, and what a browser may answer."""

from dataclasses import replace
from datetime import date

import pytest

from data_access.values import Individual, LinkedIndividual
from pages.components.person_table import clicked_row, individuals_table, linked_table, list_token, view_words

TODAY = date(2026, 11, 23)
SARAH = Individual("p1", "249015", "Sarah", "Murphey", date(2015, 7, 10), "36 Vernon Road")
NOBODY_KNOWS = Individual("p2", None, "Sarah", "Murphey", None, "")


def test_columns_and_rows_in_the_council_s_order_of_names() -> None:
    first = individuals_table([SARAH], cms_name="Mosaic", family_name_first=False, today=TODAY)
    assert first["columns"] == ["Case ID", "First name", "Family name", "Date of birth", "Age", "Address"]
    assert first["rows"] == [["249015", "Sarah", "Murphey", "10/07/2015", "11 years", "36 Vernon Road"]]
    family = individuals_table([SARAH], cms_name="Mosaic", family_name_first=True, today=TODAY)
    assert family["columns"][1:3] == ["Family name", "First name"]
    assert family["rows"][0][1:3] == ["Murphey", "Sarah"]


def test_what_is_not_known_is_said() -> None:
    table = individuals_table([NOBODY_KNOWS], cms_name="LiquidLogic", family_name_first=False, today=TODAY)
    assert table["rows"] == [["Not found in LiquidLogic", "Sarah", "Murphey", "Not known", "Not known", "Not known"]]
    assert table["muted"] == [[0]]


def test_linked_individuals_begin_with_the_relationship() -> None:
    table = linked_table(
        [LinkedIndividual("Half sister", SARAH)], cms_name="Mosaic", family_name_first=False, today=TODAY
    )
    assert table["columns"] == ["Relationship", "Mosaic case ID", "First name", "Family name", "Date of birth", "Age"]
    assert table["rows"] == [["Half sister", "249015", "Sarah", "Murphey", "10/07/2015", "11 years"]]
    # On a narrow page only what could be taken for something else has a label.
    assert table["labels"] == ["", "Case ID", "", "", "Born", ""]


def test_a_button_says_whom_it_opens() -> None:
    assert view_words(SARAH) == "View Sarah Murphey, born 10 July 2015"
    assert view_words(NOBODY_KNOWS) == "View Sarah Murphey, date of birth not known"


def test_a_click_on_a_row_of_this_list_is_that_row() -> None:
    token = list_token([SARAH, NOBODY_KNOWS])
    assert clicked_row({"list": token, "row": 1}, token, 2) == 1


@pytest.mark.parametrize(
    "answer",
    [None, 1, "1", [], {}, {"row": 0}, {"list": "T", "row": 2}, {"list": "T", "row": -1}, {"list": "T", "row": True},
     {"list": "T", "row": "0"}, {"list": "T", "row": 0.0}, {"list": "other", "row": 0}],
)  # fmt: skip
def test_any_other_answer_opens_nobody(answer: object) -> None:
    assert clicked_row(answer, "T", 2) is None


def test_another_list_has_another_token() -> None:
    assert list_token([SARAH]) != list_token([NOBODY_KNOWS])
    assert list_token([SARAH, NOBODY_KNOWS]) != list_token([NOBODY_KNOWS, SARAH])


def test_what_someone_prefers_to_be_called_follows_both_legal_names():
    known = replace(SARAH, known_as="Sal Brown")
    for first in (False, True):
        table = individuals_table([known], cms_name="Mosaic", family_name_first=first, today=TODAY)
        names = [SARAH.first_name, SARAH.family_name]
        one, other = reversed(names) if first else names
        assert table["rows"][0][1:3] == [one, f"{other}, known as Sal Brown"]
    assert "known as Sal Brown, born" in view_words(known)
