"""What must stay closed whatever a browser or the state claims, and one record for each thing shown."""

from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.util import calc_hash

from data_access.values import Grounds, SearchTerms
from pages.visit import memory, session
from server.cookies import SessionCookie
from tests.data_access.conftest import actions, audit_rows, person_id
from tests.pages.conftest import (
    FILES,
    GROUNDS,
    HOUSING,
    OFFICER_PAGES,
    OPEN_PAGES,
    PAGES,
    Visit,
    assert_nobody_is_shown,
    assert_sign_in_form,
)
from tests.small_extract import PEOPLE

# Signed out


def test_signed_out_every_page_is_the_sign_in_form_whatever_visit_is_in_the_state(visit):
    """All that a visit remembers, but no session key; and then nothing of it.

    Seen to fail with `_page(name, "Sign in", sign_in.show)` in app.py giving the real screens unguarded.
    """
    council = visit("leeds", signed_in=False).council
    for page in PAGES + OFFICER_PAGES:
        crafted = Visit(council, None)
        crafted.put(session.OF_SESSION, "somebody else's")
        crafted.put(memory.PERSON, (person_id(council, "tommy"), None))
        crafted.put(memory.SEARCH, SearchTerms(family_name="Williams"))
        crafted.put(memory.GROUNDS, GROUNDS)
        for _ in range(2):
            crafted.at._page_hash = page_hash(page)
            assert_sign_in_form(crafted.run())
    assert actions(council) == []


@pytest.mark.parametrize("key", ["", "made-up", "0" * 43])
def test_a_session_key_that_nobody_was_given_leads_to_the_sign_in_form(visit, key):
    """Seen to fail with get_actor() taking any session of the council when the key is unknown."""
    crafted = visit("leeds")
    crafted.cookie = SessionCookie("leeds", key)
    crafted.open_person("tommy")
    assert_sign_in_form(crafted)
    assert actions(crafted.council) == []


def test_a_session_of_one_council_opens_nothing_at_another(visit):
    leeds, stockport = visit("leeds"), visit("stockport")
    stockport.cookie = SessionCookie("stockport", leeds.key)
    assert_sign_in_form(stockport.open_person("tommy"))


def test_on_a_cold_server_a_file_under_pages_as_the_first_address_is_the_sign_in_form(visit, monkeypatch):
    """Streamlit may run the files of a folder called pages without app.py when that is the first thing asked for.

    Seen to fail with a file pages/family.py that shows the person by itself.
    """
    signed_out = visit("leeds", signed_in=False)
    # Of a folder below it, one file stands for the others.
    one_of_each = {Path(file).parent: file for file in FILES}.values()
    directly = [file for file in FILES if Path(file).parent.name == "pages" or Path(file).stem in OPEN_PAGES]
    for file in dict.fromkeys([*one_of_each, *directly]):
        monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
        cold = Visit(signed_out.council, None)
        cold.put(memory.PERSON, (person_id(cold.council, "tommy"), None))
        cold.at.switch_page(file)
        cold.run()
        if Path(file).stem in OPEN_PAGES:  # an address of its own, which everybody can read
            assert_nobody_is_shown(cold)
        else:
            assert_sign_in_form(cold)
    assert actions(signed_out.council) == []


def test_no_file_under_pages_shows_anything_when_it_is_run_by_itself(visit):
    """Not even to somebody who is signed in. Seen to fail with a call of show() at the end of person.py.

    The file is run as the script itself, whatever Streamlit's rules for pages are or become.
    """
    signed_in = visit("leeds")
    for file in FILES:
        alone = Visit(signed_in.council, signed_in.key, script=file)
        alone.put(memory.PERSON, (person_id(alone.council, "tommy"), None))
        assert not alone.run().at.get("html"), file
        assert_nobody_is_shown(alone)
    assert actions(signed_in.council) == []


def page_hash(page: str) -> str:
    """How Streamlit names a page made from a function: by its address."""
    return calc_hash("" if page == "search" else page)


# Journey 2: whom the state names is not whom one may open


@pytest.mark.parametrize("key", ["kate", "dominic", "rachel"])
def test_an_adult_put_into_the_state_is_refused_and_recorded(visit, key):
    """Seen to fail with the body of access._check_child() removed."""
    crafted = visit("leeds").open_person(key)
    assert_refused(crafted)


@pytest.mark.parametrize("key", ["carer", "unlinked"])
def test_somebody_the_extract_did_not_keep_is_not_there_to_open(visit, key):
    """Foster carers and people linked to no child are not loaded at all."""
    crafted = visit("leeds").open_person(key)
    assert "no longer here" in crafted.heading()
    assert_nobody_is_shown(crafted)


@pytest.mark.parametrize("child_id", ["made-up", "", "tommy", "charlie"])
def test_an_adult_with_a_child_that_was_not_opened_is_refused_and_recorded(visit, child_id):
    """Tommy is on the caseload and Kate is linked to him, but this session did not open him; Charlie is another's.

    Seen to fail with the check on CHILD_NOT_OPEN in access._check_linked() removed (for Tommy).
    """
    crafted = visit("leeds")
    child = person_id(crafted.council, child_id) if child_id in PEOPLE else child_id
    assert_refused(crafted.open_person("kate", child_id=child))


def test_somebody_not_linked_to_the_child_that_is_open_is_refused_and_recorded(visit):
    """Seen to fail with the check on NOT_LINKED in access._check_linked() removed."""
    crafted = visit("leeds").open_person("tommy")
    assert "Tommy Williams" in crafted.heading()
    assert_refused(crafted.open_person("rachel", child_id=person_id(crafted.council, "tommy")))


def test_a_child_of_another_worker_is_refused_and_recorded(visit):
    """Seen to fail with the body of access._check_child() removed."""
    assert_refused(visit("leeds").open_person("charlie"))


def test_a_kind_of_cover_the_council_does_not_have_opens_nobody(visit):
    """Seen to fail with the check on NO_COVER in access.reading() removed."""
    crafted = visit("leeds")
    crafted.put(memory.GROUNDS, Grounds(cover="Curiosity"))
    assert_refused(crafted.open_person("charlie"))


def test_a_reason_that_was_never_given_opens_nobody_in_journey_1(visit):
    """Seen to fail with the check on NO_REASON in access.reading() removed."""
    crafted = visit("stockport")
    crafted.put(memory.GROUNDS, Grounds())
    assert_refused(crafted.open_person("dominic"))


def test_a_refusal_is_recorded_again_for_every_try_and_never_opens(visit):
    crafted = visit("leeds").open_person("kate")
    crafted.put(HOUSING, True)
    for _ in range(2):
        crafted.run()
    assert set(actions(crafted.council)) == {"refused"}
    assert_nobody_is_shown(crafted)


def assert_refused(visit: Visit) -> None:
    assert "You cannot open this person" in visit.heading()
    assert_nobody_is_shown(visit)
    assert audit_rows(visit.council)[-1].action == "refused"
    assert actions(visit.council)[-1:] == ["refused"]


# One record for each thing shown


def test_a_section_that_a_crafted_client_opens_beforehand_is_recorded_once(visit):
    """Seen to fail with memory._fetched() fetching every time (twice), and with nothing recorded in get_service()."""
    crafted = visit("leeds")
    crafted.open_person("tommy")
    crafted.put(HOUSING, True)
    crafted.open_person("kate", child_id=person_id(crafted.council, "tommy"))
    assert "Raymond Fenton" in crafted.sent()
    assert services_recorded(crafted) == ["housing"]
    for _ in range(3):
        crafted.run()
    assert services_recorded(crafted) == ["housing"]


def test_a_section_left_open_is_open_again_after_another_page_and_recorded_once(visit):
    kate = visit("stockport").open_person("kate")
    kate.put(HOUSING, True)
    assert "Raymond Fenton" in kate.run().sent()
    assert "This is not right" in kate.open("about").open("person").sent()
    assert services_recorded(kate) == ["housing"]
    kate.put(HOUSING, False)
    kate.run()
    assert "This is not right" not in kate.open("about").open("person").sent()


def test_a_rerun_records_nothing_and_shows_the_same(visit):
    """Seen to fail with memory._fetched() fetching every time."""
    steady = visit("stockport")
    steady.put(memory.SEARCH, SearchTerms(family_name="Pierce"))
    for page in ("results", "person"):
        steady.put(memory.PERSON, (person_id(steady.council, "dominic"), None))
        steady.open(page)
        before, sent = actions(steady.council), steady.sent()
        assert before
        steady.run()
        assert actions(steady.council) == before
        assert steady.sent() == sent


def test_opening_all_sections_records_each_service_that_holds_something_once(visit):
    everything = visit("leeds").open_person("tommy")
    everything.at.button(key="open_all").click()
    everything.run()
    everything.run()
    assert services_recorded(everything) == ["school"]


def services_recorded(visit: Visit) -> list[str]:
    return [row.service_id for row in audit_rows(visit.council) if row.action == "viewed_service"]
