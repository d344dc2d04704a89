"""The audit chain: nothing shown without its record, and no record changed, swapped, cut out or forged unnoticed."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, text

from data_access.accounts import sessions
from data_access.audit import chain as audit
from data_access.audit.verification import Verification, verify
from data_access.errors import NotSignedIn, Unavailable
from data_access.people import person_page, services
from data_access.people.search import search_people
from data_access.storage import database
from data_access.storage.app_tables import audit_event
from data_access.values import SearchTerms
from tests.data_access.audit_chains import append, tamper
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_a_fork_is_impossible",
    "test_many_writers_make_one_unbroken_chain",
    "test_seven_actions_on_four_levels",
    "test_what_cannot_be_recorded_is_not_shown",
    "test_a_database_error_carries_no_personal_data",
)


@pytest.fixture
def chain(stockport):
    """A council with five records, and its database."""
    append(stockport, "a", "b", "c", "d", "e")
    return stockport


def broken_at(council):
    return verify(council).first_broken


def test_a_chain_rewritten_with_another_key_is_found(chain, monkeypatch):
    tamper(chain, delete(audit_event))
    monkeypatch.setenv("FAMILY_CONTEXT_AUDIT_KEY", "k" * 40)
    database.close_databases()
    append(chain, "forged", "forged")
    monkeypatch.delenv("FAMILY_CONTEXT_AUDIT_KEY")
    database.close_databases()
    assert broken_at(chain) == 1


def test_a_fork_is_impossible(chain):
    head = audit_rows(chain)[-1]
    row = {column.name: getattr(head, column.name) for column in audit_event.columns} | {"seq": 6}
    with pytest.raises(Exception, match="(?i)unique"):
        tamper(chain, audit_event.insert().values(row))


def test_many_writers_make_one_unbroken_chain(stockport):
    database.database_of(stockport)
    writers = [threading.Thread(target=append, args=(stockport, *[f"w{n}"] * 10)) for n in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert verify(stockport) == Verification(120)


def test_seven_actions_on_four_levels(helen):
    """Searched, shown, viewed, and the details of each of the four services."""
    search_people(helen, SearchTerms(family_name="Pierce"), grounds=STOCKPORT_GROUNDS)
    dominic = person_id(helen.council, "dominic")
    person_page.get_person(helen, dominic, grounds=STOCKPORT_GROUNDS)
    for service in helen.council.services:
        services.get_service(helen, dominic, service.id, grounds=STOCKPORT_GROUNDS)
    recorded = [(row.action, row.service_id) for row in audit_rows(helen.council)[-7:]]
    assert recorded == [
        ("searched", None),
        ("shown_individuals", None),
        ("viewed_person", None),
        ("viewed_service", "school"),
        ("viewed_service", "adult_social_care"),
        ("viewed_service", "housing"),
        ("viewed_service", "police"),
    ]


@pytest.mark.parametrize("verb", ["search", "person", "service"])
def test_what_cannot_be_recorded_is_not_shown(helen, verb):
    """The table is gone for writing: no verb may return anything."""
    calls = {
        "search": lambda: search_people(helen, SearchTerms(family_name="Pierce"), grounds=STOCKPORT_GROUNDS),
        "person": lambda: person_page.get_person(helen, person_id(helen.council, "kate"), grounds=STOCKPORT_GROUNDS),
        "service": lambda: services.get_service(
            helen, person_id(helen.council, "kate"), "housing", grounds=STOCKPORT_GROUNDS
        ),
    }
    assert calls[verb]() is not None
    tamper(helen.council, text("ALTER TABLE audit_event RENAME TO audit_event_gone"))
    with pytest.raises(Unavailable):
        calls[verb]()


def test_a_database_error_carries_no_personal_data(helen):
    tamper(helen.council, text("ALTER TABLE audit_event RENAME TO audit_event_gone"))
    with pytest.raises(Unavailable) as raised:
        search_people(helen, SearchTerms(family_name="Pierce"), grounds=STOCKPORT_GROUNDS)
    chain = [str(raised.value), repr(raised.value.__cause__), str(raised.value.__suppress_context__)]
    assert "Pierce" not in "".join(chain) and raised.value.__cause__ is None


def test_every_record_names_its_extract(helen):
    person_page.get_person(helen, person_id(helen.council, "kate"), grounds=STOCKPORT_GROUNDS)
    assert '"extract":1' in audit_rows(helen.council)[-1].record


def test_an_ended_session_reads_nothing(helen):
    sessions.end_session(helen)
    with pytest.raises(NotSignedIn):
        search_people(helen, SearchTerms(family_name="Pierce"), grounds=STOCKPORT_GROUNDS)


def test_a_worker_of_one_council_cannot_read_another(helen, leeds, load):
    """Each council has its own database; a Stockport session means nothing in Leeds'."""
    load(leeds)
    stray = type(helen)(**{**vars(helen), "council": leeds})
    with pytest.raises(NotSignedIn):
        search_people(stray, SearchTerms(family_name="Williams"), grounds=STOCKPORT_GROUNDS)


def test_whoever_asks_first_makes_the_key_and_all_get_that_one_whole(tmp_path, monkeypatch):
    monkeypatch.delenv("FAMILY_CONTEXT_AUDIT_KEY", raising=False)
    monkeypatch.setenv("FAMILY_CONTEXT_DATA", str(tmp_path / "data"))
    together = threading.Barrier(8)

    def ask(_: int) -> bytes:
        together.wait()
        return audit.signing_key()

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(ask, range(8)))
    [key] = keys
    [file] = (tmp_path / "data").iterdir()
    assert len(key) == 64 and file.name == "audit.key" and file.stat().st_mode & 0o777 == 0o600
