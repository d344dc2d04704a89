"""How often a search or a person's page waits for PostgreSQL: on another machine each time is felt."""

import pytest

from data_access.people.person_page import get_person
from data_access.people.search import search_people
from data_access.storage import database
from data_access.values import SearchTerms
from tests.data_access.conftest import STOCKPORT_GROUNDS
from tests.data_access.round_trips import counted
from tests.small_extract import PEOPLE

WARM_UP = 6
"""From then on psycopg has prepared each statement."""


@pytest.mark.parametrize("storage", ["postgresql"], indirect=True)
def test_how_often_a_search_and_a_person_wait_for_the_server(load, stockport, sign_in, postgres_url, monkeypatch):
    helen = sign_in(load(stockport))
    database.close_databases()
    name, case_id = SearchTerms(PEOPLE["kate"][2], PEOPLE["kate"][3]), SearchTerms(case_id=PEOPLE["kate"][1])
    person = search_people(helen, name, grounds=STOCKPORT_GROUNDS).matches[0].person_id
    asked = {
        "search by name": lambda: search_people(helen, name, grounds=STOCKPORT_GROUNDS),
        "search by case ID": lambda: search_people(helen, case_id, grounds=STOCKPORT_GROUNDS),
        "view": lambda: get_person(helen, person, grounds=STOCKPORT_GROUNDS),
    }
    trips = {}
    with counted(postgres_url) as (url, counter):
        monkeypatch.setenv("FAMILY_CONTEXT_DATABASE_URL", url)
        for words, ask in asked.items():
            for _ in range(WARM_UP):
                ask()
            before = counter.trips
            ask()
            trips[words] = counter.trips - before
        database.close_databases()
    assert trips == {"search by name": 12, "search by case ID": 12, "view": 18}
