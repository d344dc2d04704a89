"""Nothing that others do in the demonstration changes a research session; for everyone else it counts as ever."""

from collections.abc import Callable

import pytest

from data_access.accounts import sessions
from data_access.accounts.sessions import Actor
from data_access.errors import NotPermitted
from data_access.loading.extracts import load_extract
from data_access.people import person_page, reports, services
from data_access.people.restricting import restrictions
from data_access.people.search import search_people
from data_access.research import setup
from data_access.review import check_requests, possible_matches
from data_access.values import MatchCheck, RecordsFound, SearchTerms
from extracts.checks import read_extract
from tests.data_access.conftest import STOCKPORT_GROUNDS, person_id
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key


def what_is_shown(actor: Actor) -> list:
    """Everything a session can show of Dominic and Kate: found, opened, each service's records, the set-up's people."""
    dominic, kate = person_id(actor.council, "dominic"), person_id(actor.council, "kate")
    found = [
        search_people(actor, terms, grounds=STOCKPORT_GROUNDS)
        for terms in (SearchTerms(family_name="Pierce"), SearchTerms(case_id="249014"), SearchTerms(case_id="2490-14"))
    ]
    pages = [person_page.get_person(actor, one, grounds=STOCKPORT_GROUNDS) for one in (dominic, kate)]
    records = [
        services.get_service(actor, one, service.id, grounds=STOCKPORT_GROUNDS)
        for one in (dominic, kate) for service in actor.council.services
    ]  # fmt: skip
    told = setup.list_people(actor) if actor.role == "researcher" else None
    return [*found, *pages, *records, told and told.people]


def report(helen: Actor, key: str, service: str) -> int:
    number = reports.report_record(helen, person_id(helen.council, key), service, "0", grounds=STOCKPORT_GROUNDS)
    assert number is not None
    return number


def restrict(helen: Actor) -> None:
    restrictions.restrict_person(helen.council, "249014", reason="Adoption", by="olive.grant")


def restrict_child(helen: Actor) -> None:
    restrictions.restrict_person(helen.council, "249012", reason="Adoption", by="olive.grant")


DONE_BY_OTHERS: list[Callable[[Actor], object]] = [
    lambda helen: report(helen, "dominic", "police"),
    lambda helen: report(helen, "kate", "housing"),
    restrict,
    restrict_child,
]


@pytest.mark.parametrize("do", DONE_BY_OTHERS, ids=["report", "another report", "restrict", "restrict the child"])
def test_what_others_do_changes_what_workers_see_and_no_research_session(rosa, sign_in, do):
    """Seen to fail for each of them before a research session was apart."""
    helen = sign_in(rosa.council)
    before, of_helen = what_is_shown(rosa), describe(helen)
    do(helen)
    assert what_is_shown(rosa) == before
    assert describe(helen) != of_helen


def describe(actor: Actor) -> list:
    """What a worker is shown, or that it is refused."""
    found = []
    for key in ("dominic", "kate", "tommy"):
        try:
            found.append(person_page.get_person(actor, person_id(actor.council, key), grounds=STOCKPORT_GROUNDS))
        except NotPermitted as refused:
            found.append(str(refused))
    return found


def test_the_people_of_a_scenario_can_be_varied_whoever_is_restricted(rosa, sign_in):
    restrict(sign_in(rosa.council))
    setup.vary_service(rosa, person_id(rosa.council, "dominic"), "police", "wrong")
    answer = services.get_service(rosa, person_id(rosa.council, "dominic"), "police", grounds=STOCKPORT_GROUNDS)
    assert isinstance(answer, RecordsFound) and answer.records[0].values["contact_name"] == "Ursula Finch"


def test_without_a_scenario_a_restricted_person_is_not_found_by_a_researcher_either(rosa, sign_in):
    restrict(sign_in(rosa.council))
    setup.reset(rosa)
    with pytest.raises(NotPermitted):
        person_page.get_person(rosa, person_id(rosa.council, "dominic"), grounds=STOCKPORT_GROUNDS)


def test_the_people_an_earlier_participant_opened_are_not_counted_against_this_one(rosa):
    """Seen to fail before: the account's earlier participants made the tool ask this one why they open so many."""
    many = rosa.council.many_people.model_copy(update={"people_a_day": 1, "people_a_case": 1})
    key = sessions.start_session(rosa.council, rosa.username, address="")
    first = sessions.get_actor(rosa.council.model_copy(update={"many_people": many}), key)
    assert first is not None
    setup.choose(first, scenario_id="williams", journey=1)
    person_page.get_person(first, person_id(rosa.council, "dominic"), grounds=STOCKPORT_GROUNDS)
    setup.reset(first)
    setup.choose(first, scenario_id="williams", journey=1)
    person_page.get_person(first, person_id(rosa.council, "kate"), grounds=STOCKPORT_GROUNDS)


@pytest.fixture
def unkeyed(stockport, tmp_path, sign_in) -> Actor:
    """A researcher where files share no key: a police record that is surely Dominic's, a tenancy that may be."""
    extract = UnkeyedExtract(without_shared_key(stockport))
    extract.offender("N1", "dominic").tenant("T5", "dominic", first_name="Kit")
    files = read_extract(extract.council, extract.write(tmp_path / "unkeyed"))
    load_extract(extract.council, files, loaded_by="test", accept_fall=True, is_demo=True)
    actor = sign_in(extract.council, "rosa.hale", role="researcher")
    setup.choose(actor, scenario_id="williams", journey=1)
    return actor


def test_a_link_that_a_data_officer_undid_and_a_check_that_a_worker_asked_for_change_nothing(unkeyed, sign_in):
    """Seen to fail for each of them before a research session was apart."""
    dominic, helen = person_id(unkeyed.council, "dominic"), sign_in(unkeyed.council)
    officer = sign_in(unkeyed.council, "dora.field", role="data_officer")

    def page(actor: Actor) -> person_page.PersonPage:
        return person_page.get_person(actor, dominic, grounds=STOCKPORT_GROUNDS)

    before, of_helen = page(unkeyed), page(helen)
    assert before.answers["housing"].check is MatchCheck.MAY_ASK
    assert isinstance(before.answers["police"], RecordsFound)
    possible_matches.undo_link(officer, "police", "N1", dominic)
    check_requests.ask_for_check(helen, dominic, "housing", grounds=STOCKPORT_GROUNDS)
    assert page(unkeyed) == before
    for service in ("housing", "police"):
        assert page(helen).answers[service] != of_helen.answers[service]
    check_requests.ask_for_check(unkeyed, dominic, "housing", grounds=STOCKPORT_GROUNDS)
    assert page(unkeyed).answers["housing"].check is MatchCheck.ASKED
