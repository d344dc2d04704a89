"""Half a second of the first page, and 45 MB: Streamlit loads pandas when a list is given to a component."""

import pytest
from streamlit import dataframe_util
from streamlit.components.v2.bidi_component.serialization import is_dataframe_like

from data_access.values import SearchTerms
from pages.visit import memory
from tests.data_access.conftest import person_id
from tests.pages.conftest import PAGES, Visit


@pytest.fixture
def asked(monkeypatch) -> list[object]:
    """What Streamlit looked at, with pandas, to see whether it is a table."""
    seen: list[object] = []

    def determine_data_format(value: object) -> dataframe_util.DataFormat:
        seen.append(value)
        return dataframe_util.DataFormat.UNKNOWN

    monkeypatch.setattr(dataframe_util, "determine_data_format", determine_data_format)
    return seen


def test_a_list_is_looked_at_and_a_tuple_is_not(asked):
    assert not is_dataframe_like(["a"]) and not is_dataframe_like(("b",))
    assert asked == [["a"]]


@pytest.mark.parametrize("council", ["stockport", "leeds"])
def test_no_screen_on_the_way_to_a_number_waits_for_pandas(visit, asked, council):
    worker = visit(council)
    Visit(worker.council, None).run()
    worker.run()
    for page in PAGES:
        worker.put(memory.SEARCH, SearchTerms(family_name="Pierce"))
        worker.put(memory.PERSON, (person_id(worker.council, "dominic"), None))
        worker.open(page)
    assert asked == []
