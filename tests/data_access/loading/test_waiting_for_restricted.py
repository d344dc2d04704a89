"""A record that waits for a restricted person may show where they live: hidden until the officer answers."""

from datetime import date

import pytest

from data_access.people.restricting import restricted_people, restrictions
from data_access.people.restricting.restricted_people import Why
from data_access.people.search import search_people
from data_access.values import SearchTerms
from tests.data_access.both_databases import first_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS as GROUNDS
from tests.data_access.conftest import only_sqlite
from tests.data_access.loading.test_followed_restrictions import load_it, with_change, without
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key
from tests.small_extract import date_of_birth_of

RECORDS = {
    "an initial": {"first_name": "D", "family_name": "Peirce"},
    "another date of birth": {"date_of_birth": "1971-01-09"},
    "no date of birth, moved": {"date_of_birth": "", "address": "9 Refuge Road, Leeds LS1 1AA"},
}
NEW = {"first_name": "Luke", "family_name": "Archer", "date_of_birth": "1999-09-09", "address": "2 New Life, York"}
CHANGES = {
    "leaves the CMS": lambda extract: without(extract, "dominic"),
    "another identity": lambda extract: with_change(
        extract, "dominic", first_name="Luke", family_name="Archer", date_of_birth="1999-09-09", address="2 New Life"
    ),
    "name corrected, moved": lambda extract: with_change(
        extract, "dominic", first_name="Domenico", family_name="Archer", address="2 New Life, York YO1 1AA"
    ),
}


def is_found(actor, record) -> bool:
    first, family = record.get("first_name", "Dominic"), record.get("family_name", "Pierce")
    born = date.fromisoformat(record.get("date_of_birth") or date_of_birth_of("dominic").isoformat())
    answers = [
        search_people(actor, SearchTerms(first_name=first, family_name=family), grounds=GROUNDS),
        search_people(actor, SearchTerms(first_name=first, date_of_birth=born), grounds=GROUNDS),
    ]
    return any(one.family_name == family for answer in answers for one in (*answer.matches, *answer.similar))


@pytest.fixture
def begin(stockport, tmp_path, sign_in):
    """Helen and a data officer, where a record waits for Dominic, who is restricted; and the extract."""

    def load_and_restrict(record):
        extract = UnkeyedExtract(without_shared_key(stockport)).tenant("T1", "dominic", **record)
        helen = sign_in(extract.load(tmp_path))
        assert is_found(helen, record)
        restrictions.restrict_person(helen.council, "249014", reason="Refuge or a threat to life", by="test")
        assert not is_found(helen, record)
        return helen, sign_in(helen.council, "olive.grant", "data_officer"), extract

    return load_and_restrict


@first_on_both("change, record", [(change, record) for change in CHANGES for record in RECORDS])
def test_a_record_stays_hidden_when_the_person_it_waits_for_is_not_the_same_any_more(begin, tmp_path, change, record):
    """Seen to fail with what waits in the new extract alone."""
    helen, olive, extract = begin(RECORDS[record])
    CHANGES[change](extract)
    load_it(helen.council, extract, tmp_path)
    assert not is_found(helen, RECORDS[record])
    found = [one for one in restricted_people.list_unsettled(helen.council) if one.why is not Why.GONE]
    assert [one.case_id for one in found] == [None] and found[0].why in (Why.RECORD, Why.NEAR)
    restrictions.settle(olive, found[0].restricted_id, found[0].person_id, is_same=False)
    load_it(helen.council, extract, tmp_path)
    assert is_found(helen, RECORDS[record])


@first_on_both("record, is_there", [(record, is_there) for record in RECORDS for is_there in (False, True)])
def test_whoever_a_restricted_record_may_be_about_is_hidden_too(stockport, tmp_path, sign_in, record, is_there):
    """Dominic is known from Housing alone, perhaps: he is in the CMS too, or will be. Seen to fail: he was found."""
    moved = {"address": "1 New Street, York YO1 1AA"}
    extract = UnkeyedExtract(without_shared_key(stockport)).tenant("T1", "dominic", **RECORDS[record] | moved)
    dominic = extract.line("people", person_key="dominic")
    if not is_there:
        without(extract, "dominic")
    helen = sign_in(extract.load(tmp_path))
    restrictions.restrict_person(helen.council, extract.own_id("housing", "T1"), reason="Adoption", by="test")
    if not is_there:
        extract.files["people"].append(dominic)
        extract.load(tmp_path)
    assert not is_found(helen, {})
    extract.load(tmp_path)
    [one] = restricted_people.list_unsettled(helen.council)
    assert (one.why, one.case_id) == (Why.NEAR, "249014")
    olive = sign_in(helen.council, "olive.grant", "data_officer")
    restrictions.settle(olive, one.restricted_id, one.person_id, is_same=False)
    extract.load(tmp_path)
    assert is_found(helen, {})


@only_sqlite
def test_it_stays_hidden_under_another_key_of_its_source_too(begin, tmp_path):
    helen, _, extract = begin(RECORDS["another date of birth"])
    CHANGES["another identity"](extract)
    extract.line("housing", source_key="T1")["source_key"] = "T2"
    load_it(helen.council, extract, tmp_path)
    assert not is_found(helen, RECORDS["another date of birth"])


@only_sqlite
def test_it_is_shown_again_when_the_restriction_ends(begin, tmp_path):
    record = RECORDS["another date of birth"]
    helen, olive, extract = begin(record)
    CHANGES["another identity"](extract)
    load_it(helen.council, extract, tmp_path)
    [one] = restricted_people.list_unsettled(helen.council)
    restrictions.remove_restriction(olive, one.restricted_id, note="")
    assert is_found(helen, record) and restricted_people.list_marks(helen.council) == []


@only_sqlite
def test_a_record_that_goes_on_waiting_is_nothing_to_settle(begin, tmp_path):
    helen, _, extract = begin(RECORDS["another date of birth"])
    load_it(helen.council, with_change(extract, "dominic", cms_id="777001"), tmp_path)
    assert restricted_people.list_unsettled(helen.council) == []
    assert not is_found(helen, RECORDS["another date of birth"])


@only_sqlite
@pytest.mark.parametrize(
    ("record", "key"), [("an initial", "T1"), ("no date of birth, moved", "T1"), ("another date of birth", "T2")]
)
def test_it_is_hidden_when_it_comes_back_to_somebody_who_has_changed_meanwhile(begin, tmp_path, record, key):
    """It is missing in one load, in which, or before which, the person changes. Seen to fail with only those asked
    about that are there."""
    helen, olive, extract = begin(RECORDS[record])
    [tenant] = extract.files["housing"]
    extract.files["housing"] = []
    load_it(helen.council, extract, tmp_path)
    CHANGES["another identity"](extract)
    load_it(helen.council, extract, tmp_path)
    extract.files["housing"] = [tenant | {"source_key": key}]
    load_it(helen.council, extract, tmp_path)
    assert not is_found(helen, RECORDS[record])
    [one] = restricted_people.list_unsettled(helen.council)
    assert one.why is Why.RECORD
    restrictions.settle(olive, one.restricted_id, one.person_id, is_same=False)
    load_it(helen.council, extract, tmp_path)
    assert is_found(helen, RECORDS[record])


@only_sqlite
def test_whoever_it_is_linked_to_later_is_not_hidden_with_it(begin, tmp_path):
    """It is the record of Kate, whose details it has now."""
    helen, _, extract = begin(RECORDS["another date of birth"])
    kate = extract.line("people", person_key="kate")
    details = ("first_name", "family_name", "date_of_birth", "gender", "address")
    extract.files["housing"][0].update({name: kate[name] for name in details})
    load_it(helen.council, extract, tmp_path)
    assert restricted_people.list_unsettled(helen.council) == []
    assert search_people(helen, SearchTerms(case_id="249013"), grounds=GROUNDS).direct


@only_sqlite
@pytest.mark.parametrize("waits", ["housing", "police"])
def test_it_stays_hidden_when_it_and_a_record_of_another_service_are_one_person(begin, tmp_path, waits):
    """Both have the new name and home of whoever is in hiding. Seen to fail while a link alone counted as an answer."""
    helen, _, extract = begin(RECORDS["another date of birth"])
    if waits == "police":
        extract.files["housing"].clear()
        extract.offender("P1", "dominic", **RECORDS["another date of birth"])
        load_it(helen.council, extract, tmp_path)
    for records in (extract.files["housing"], extract.files["police"]):
        records.clear()
    extract.tenant("T1" if waits == "housing" else "T9", "dominic", **NEW)
    extract.offender("P1", "dominic", **NEW)
    load_it(helen.council, extract, tmp_path)
    assert not is_found(helen, NEW)


@only_sqlite
@pytest.mark.parametrize("key", ["P1", "P2"])
def test_it_stays_hidden_when_the_record_between_it_and_the_person_has_left(begin, tmp_path, key):
    """It may be about whoever the tenant is, and he about Dominic. Seen to fail with what waits for Dominic alone."""
    helen, _, extract = begin(RECORDS["no date of birth, moved"])
    offender = {"date_of_birth": "1971-01-09", "address": "1 Far Road, Leeds LS2 2AA"}
    extract.offender("P0", "dominic").offender("P1", "dominic", **offender)
    load_it(helen.council, extract, tmp_path)
    assert not is_found(helen, offender)
    CHANGES["another identity"](extract)
    extract.files["housing"].clear()
    extract.line("police", source_key="P1")["source_key"] = key
    load_it(helen.council, extract, tmp_path)
    assert not is_found(helen, offender)
