"""The window of the police: what is too old is neither kept nor shown, and never reads as "no records found"."""

import json
from datetime import date, timedelta

import pytest

from config import clock
from config.service import Agreement
from data_access.loading.extracts import load_extract
from data_access.people.person_page import get_person
from data_access.people.services import answer_words, get_service
from data_access.storage import database
from data_access.storage.extract_tables import involvement
from data_access.values import NoRecordsFound, NotChecked, RecordsFound, WhyNotChecked
from extracts.checks import read_extract
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, person_id
from tests.small_extract import SmallExtract

pytest_generate_tests = only_these_on_both(
    "test_yes_with_only_lapsed_offences_could_not_be_checked_and_none_of_them_is_stored",
    "test_an_offence_that_lapses_after_the_load_is_the_same",
    "test_a_lapsed_yes_outlives_a_file_that_did_not_arrive",
)

LETTER = Agreement(reference="Letter of the police, 3 March 2026", approved=date(2026, 3, 3))


@pytest.fixture
def extract(stockport):
    extract = SmallExtract(stockport)
    extract.files["police_offences"].clear()
    return extract


def with_agreement(council):
    """The council with the written agreement of the police that their "Yes" may rest on lapsed entries alone."""
    services = [
        one.model_copy(update={"group": one.group.model_copy(update={"yes_may_be_lapsed": LETTER})})
        if one.group else one
        for one in council.services
    ]  # fmt: skip
    return council.model_copy(update={"services": tuple(services)})


def police_on(actor, key="dominic"):
    return get_person(actor, person_id(actor.council, key), grounds=STOCKPORT_GROUNDS).answers["police"]


def opened(actor, key="dominic"):
    return get_service(actor, person_id(actor.council, key), "police", grounds=STOCKPORT_GROUNDS)


def test_yes_with_only_lapsed_offences_could_not_be_checked_and_none_of_them_is_stored(extract, load, sign_in):
    extract.add_offence("dominic", days_ago=400, nature="Suspect")
    extract.add_offence("dominic", days_ago=6 * 366, nature="Convicted")
    actor = sign_in(load(extract.council, extract))
    assert police_on(actor).reason is WhyNotChecked.YES_WITHOUT_DETAILS
    with database.database_of(actor.council).reading() as (connection, _):
        stored = connection.execute(involvement.select().where(involvement.c.service_id == "police")).all()
    held = [json.loads(row.record) for row in stored]
    assert [(one["entries"], set(one["values"].values()), one["lapsed"]) for one in held] == [([], {None}, True)]


def test_with_the_written_agreement_there_are_none_in_the_window(extract, load, sign_in):
    extract.add_offence("dominic", days_ago=6 * 366, nature="Convicted")
    actor = sign_in(load(with_agreement(extract.council), extract))
    answer = police_on(actor)
    assert isinstance(answer, NoRecordsFound) and answer.only_in_window
    assert answer_words(answer) == "no records in the window"


def test_a_new_agreement_needs_no_load(extract, load, sign_in):
    extract.add_offence("dominic", days_ago=6 * 366, nature="Convicted")
    load(extract.council, extract)
    assert isinstance(police_on(sign_in(with_agreement(extract.council))), NoRecordsFound)


def test_an_offence_that_lapses_after_the_load_is_the_same(helen, monkeypatch):
    """The offence was inside the window when loaded; a year later it is not, though nothing was loaded since."""
    assert isinstance(police_on(helen), RecordsFound)
    today = clock.today()
    monkeypatch.setattr(clock, "today", lambda: today + timedelta(days=360))
    answer = police_on(helen)
    assert isinstance(answer, NotChecked) and answer.reason is WhyNotChecked.YES_WITHOUT_DETAILS


def test_beside_another_record_the_lapsed_yes_is_neither_yes_nor_no(extract, load, sign_in):
    extract.line("police", person_key="dominic")["non_safeguarding_offences"] = "Yes"
    extract.add_offence("dominic", days_ago=6 * 366, nature="Convicted")
    (record,) = opened(sign_in(load(extract.council, extract))).records
    assert (record.values["safeguarding_offences"], record.lapsed, record.entries) == (None, True, ())


@pytest.mark.parametrize("said", ["", "No"])
def test_an_offence_inside_the_window_is_a_record_whatever_the_yes_or_no_says(extract, load, sign_in, said):
    extract.line("police", person_key="dominic")["safeguarding_offences"] = said
    extract.add_offence("dominic", days_ago=20)
    (record,) = opened(sign_in(load(extract.council, extract))).records
    assert record.values["safeguarding_offences"] is True and len(record.entries) == 1


def test_no_with_lapsed_offences_is_no(extract, load, sign_in):
    extract.line("police", person_key="dominic")["safeguarding_offences"] = "No"
    extract.add_offence("dominic", days_ago=6 * 366, nature="Convicted")
    answer = police_on(sign_in(load(extract.council, extract)))
    assert isinstance(answer, NoRecordsFound) and not answer.only_in_window


def test_a_lapsed_yes_outlives_a_file_that_did_not_arrive(extract, load, sign_in, tmp_path):
    extract.add_offence("dominic", days_ago=6 * 366, nature="Convicted")
    council = load(extract.council, extract)
    for name in ("police", "police_offences"):
        (tmp_path / "incoming" / f"{name}.csv").unlink()
    load_extract(council, read_extract(council, tmp_path / "incoming"), loaded_by="test", accept_fall=True)
    assert police_on(sign_in(council)).reason is WhyNotChecked.YES_WITHOUT_DETAILS


def test_a_line_with_a_key_and_nothing_in_it_is_no_record(extract, load, sign_in):
    for service_id in ("housing", "adult_social_care"):
        extract.add_record(service_id, "dominic", match_status="confirmed", address="14 Hollow Lane")
    extract.add_record("housing", "unlinked", contact_name="#N/A", tenancy_start="01/01/1900", eviction="N/K")
    extract.add_record("housing", "carer", contact_name="Raymond Fenton")
    actor = sign_in(load(extract.council, extract))

    def answer(key, service_id="housing"):
        return get_person(actor, person_id(actor.council, key), grounds=STOCKPORT_GROUNDS).answers[service_id]

    assert isinstance(answer("dominic"), NoRecordsFound)
    assert isinstance(answer("dominic", "adult_social_care"), NoRecordsFound)
    assert isinstance(answer("unlinked"), NoRecordsFound)
    assert isinstance(answer("carer"), RecordsFound)
