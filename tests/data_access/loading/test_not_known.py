"""People whose names, dates, homes or contacts are not known, through a whole load: shown, found and matched."""

import pytest

from data_access.loading.extracts import load_extract
from data_access.people.person_page import get_person
from data_access.people.search import search_people
from data_access.people.services import get_service
from data_access.storage.database import database_of
from data_access.storage.extract_tables import link
from data_access.values import NoRecordsFound, NotChecked, RecordsFound, SearchTerms, WhyNotChecked
from extracts.checks import read_extract
from tests.data_access.conftest import STOCKPORT_GROUNDS, only_sqlite, person_id
from tests.data_access.unkeyed import HOME, UnkeyedExtract, without_shared_key
from tests.small_extract import SmallExtract, born

ELSEWHERE = "44 Pond Lane, Stockport SK5 5YZ"


@pytest.fixture
def unkeyed(stockport):
    return UnkeyedExtract(without_shared_key(stockport))


def answer_on(actor, key, service_id="housing"):
    page = get_person(actor, person_id(actor.council, key), grounds=STOCKPORT_GROUNDS)
    return page.answers[service_id]


def links(council):
    with database_of(council).reading() as (connection, _):
        return [row.source_key for row in connection.execute(link.select())]


def test_placeholders_are_not_shown_and_facts_are(stockport, load, sign_in):
    extract = SmallExtract(stockport)
    extract.line("people", person_key="kate").update(first_name="NULL", address="c/o 3 Mill Road, Stockport SK1 1AA")
    extract.line("people", person_key="dominic").update(date_of_birth="1900-01-01", address="Not known", gender="N/K")
    extract.line("people", person_key="amelia").update(first_name="Mr")
    extract.line("housing", person_key="kate").update(contact_name="#N/A", contact_role="-", contact_number="N/K")
    actor = sign_in(load(stockport, extract))
    kate = get_person(actor, person_id(stockport, "kate"), grounds=STOCKPORT_GROUNDS).details
    assert (kate.first_name, kate.family_name, kate.address) == ("", "Williams", "c/o 3 Mill Road, Stockport SK1 1AA")
    dominic = get_person(actor, person_id(stockport, "dominic"), grounds=STOCKPORT_GROUNDS)
    assert (dominic.details.date_of_birth, dominic.details.address, dominic.details.gender) == (None, "", "Unknown")
    assert dominic.answers["police"].reason is WhyNotChecked.AGE_UNKNOWN
    assert get_person(actor, person_id(stockport, "amelia"), grounds=STOCKPORT_GROUNDS).details.first_name == "Mr"
    housing = get_service(actor, person_id(stockport, "kate"), "housing", grounds=STOCKPORT_GROUNDS)
    [record] = housing.records
    assert [record.values[name] for name in ("contact_name", "contact_role", "contact_number")] == [None] * 3


@only_sqlite
@pytest.mark.parametrize(
    ("said", "answer"),
    [("Unknown", WhyNotChecked.SAID_NOT_KNOWN), ("N/K", WhyNotChecked.SAID_NOT_KNOWN), ("NULL", None), ("", None)],
)
def test_a_source_that_does_not_know_if_there_is_a_record_never_reads_no_records_found(
    stockport, load, sign_in, tmp_path, said, answer
):
    """A No beside it leaves the other question open. An empty field of a database says nothing."""
    extract = SmallExtract(stockport)
    extract.files["police_offences"].clear()
    extract.line("police", person_key="dominic").update(safeguarding_offences=said, non_safeguarding_offences="No")
    council = load(stockport, extract)
    assert getattr(answer_on(sign_in(council), "dominic", "police"), "reason", None) is answer
    for name in ("police", "police_offences"):
        (tmp_path / "incoming" / f"{name}.csv").unlink()
    load_extract(council, read_extract(council, tmp_path / "incoming"), loaded_by="test", accept_fall=True)
    assert getattr(answer_on(sign_in(council), "dominic", "police"), "reason", None) is answer


@only_sqlite
def test_a_question_the_source_cannot_answer_hides_no_record(stockport, load, sign_in):
    extract = SmallExtract(stockport)
    extract.line("police", person_key="dominic")["non_safeguarding_offences"] = "Unknown"
    assert isinstance(answer_on(sign_in(load(stockport, extract)), "dominic", "police"), RecordsFound)


@only_sqlite
def test_a_person_whose_names_are_both_not_known_loads_and_has_no_name(stockport, load, sign_in):
    extract = SmallExtract(stockport)
    extract.line("people", person_key="kate").update(first_name="Not Known", family_name="N/K")
    actor = sign_in(load(stockport, extract))
    details = get_person(actor, person_id(stockport, "kate"), grounds=STOCKPORT_GROUNDS).details
    assert (details.first_name, details.family_name) == ("", "")


def test_a_word_for_not_known_is_not_searched_as_a_name_and_a_real_name_is(stockport, load, sign_in):
    extract = SmallExtract(stockport)
    extract.line("people", person_key="kate")["family_name"] = "Unknown"
    extract.line("people", person_key="dominic")["family_name"] = "Null"
    actor = sign_in(load(stockport, extract))

    def found(family_name):
        answer = search_people(actor, SearchTerms(family_name=family_name), grounds=STOCKPORT_GROUNDS)
        return [one.person_id for one in (*answer.matches, *answer.similar)] + [answer.direct]

    assert person_id(stockport, "kate") not in found("Unknown")
    assert person_id(stockport, "dominic") in found("Null")


@only_sqlite
@pytest.mark.parametrize(("first_name", "family_name"), [
    ("Unknown", "Williams"), ("Mrs", "Williams"), ("Mum", "Williams"), ("N/K", "N/K"), ("Kate", "Not known"),
])  # fmt: skip
def test_nothing_is_linked_by_a_name_that_is_not_known(unkeyed, tmp_path, sign_in, first_name, family_name):
    """The same words on both sides are no agreement, and the person never reads "no records"."""
    names = {"first_name": first_name, "family_name": family_name}
    unkeyed.line("people", person_key="kate").update(names)
    council = unkeyed.tenant("H1", "kate", **names, address=ELSEWHERE).load(tmp_path)
    assert links(council) == []
    assert isinstance(answer_on(sign_in(council), "kate"), NotChecked)


@only_sqlite
@pytest.mark.parametrize(("in_people", "in_housing"), [("1900-01-01", "01/01/1900"), ("1901-01-01", "01/01/1901")])
def test_a_default_date_of_birth_links_nobody(unkeyed, tmp_path, sign_in, in_people, in_housing):
    unkeyed.line("people", person_key="kate")["date_of_birth"] = in_people
    council = unkeyed.tenant("H1", "kate", date_of_birth=in_housing, address=ELSEWHERE).load(tmp_path)
    assert links(council) == []
    assert isinstance(answer_on(sign_in(council), "kate"), NotChecked)


@only_sqlite
def test_a_baby_without_a_name_is_not_linked_to_another_baby(unkeyed, tmp_path, sign_in):
    unkeyed.line("people", person_key="kate").update(first_name="Baby", family_name="Ashby", date_of_birth=born(0))
    baby = {"first_name": "Baby", "family_name": "Ashby", "date_of_birth": born(0), "address": ELSEWHERE}
    council = unkeyed.tenant("H1", "kate", **baby).load(tmp_path)
    assert links(council) == []


@only_sqlite
@pytest.mark.parametrize(
    "address",
    [
        "No fixed abode, ZZ99 3VZ",
        "c/o 3 Mill Road, Stockport SK1 1AA",
        "HMP Styal, SK9 4HR",
        "YMCA, 29 Mill Road, SK1 1AA",
    ],
)
def test_no_fixed_abode_is_shown_and_backs_no_other_family_name(unkeyed, tmp_path, sign_in, address):
    unkeyed.line("people", person_key="kate")["address"] = address
    council = unkeyed.tenant("H1", "kate", family_name="Marsh", address=address).load(tmp_path)
    assert links(council) == []
    page = get_person(sign_in(council), person_id(council, "kate"), grounds=STOCKPORT_GROUNDS)
    assert page.details.address == address


@only_sqlite
def test_a_changed_family_name_at_a_real_home_is_still_backed_by_it(unkeyed, tmp_path):
    """What the test above takes away: without it, that test could not fail."""
    council = unkeyed.tenant("H1", "kate", family_name="Marsh", address=HOME).load(tmp_path)
    assert links(council) == ["H1"]


@only_sqlite
def test_grace_null_is_linked_by_her_name_and_reads_none_where_there_is_none(unkeyed, tmp_path, sign_in):
    unkeyed.line("people", person_key="kate").update(first_name="Grace", family_name="Null")
    council = unkeyed.tenant("H1", "kate", first_name="Grace", family_name="Null").load(tmp_path)
    actor = sign_in(council)
    assert isinstance(answer_on(actor, "kate"), RecordsFound)
    assert isinstance(answer_on(actor, "kate", "police"), NoRecordsFound)
