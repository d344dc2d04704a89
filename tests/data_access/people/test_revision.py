"""An answer stands for one revision: a change moves it; what is shown is allowed again, and recorded if it differs."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event

from config import clock
from data_access.accounts import accounts, sessions
from data_access.accounts.sessions import LAST_SEEN_STEP
from data_access.audit.chain import CHANGES
from data_access.errors import NotPermitted
from data_access.people import access, person_page, reports, services
from data_access.people.opened import contacts
from data_access.people.restricting import restricted_people, restrictions
from data_access.people.search import search_people
from data_access.review import reported_records
from data_access.storage.database import database_of
from data_access.values import NotChecked, SearchTerms
from tests.data_access.both_databases import only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS as GROUNDS
from tests.data_access.conftest import actions, audit_rows, person_id

pytest_generate_tests = only_these_on_both(
    "test_every_change_moves_the_revision_and_nothing_else_does",
    "test_the_revision_is_asked_with_the_session_in_one_statement",
    "test_a_restricted_person_goes_from_what_is_shown",
)


@pytest.fixture
def key(helen):
    """The key of a session of Helen's."""
    return sessions.start_session(helen.council, helen.username, address="127.0.0.1")


@pytest.fixture
def dominic(helen):
    return person_id(helen.council, "dominic")


@pytest.fixture
def moved(helen, key):
    """By how much the revision moves in a change, and to which extract."""

    def by(change):
        before = sessions.get_actor(helen.council, key).revision
        change()
        after = sessions.get_actor(helen.council, key).revision
        return after.changes - before.changes, after.extract - before.extract

    return by


def test_every_change_moves_the_revision_and_nothing_else_does(helen, key, dominic, moved, load, sign_in):
    council = helen.council
    actor = sessions.get_actor(council, key)
    olive = sign_in(council, "olive.grant", "data_officer")
    look = [
        lambda: search_people(actor, SearchTerms(family_name="Williams"), grounds=GROUNDS),
        lambda: person_page.get_person(actor, dominic, grounds=GROUNDS),
        lambda: services.get_service(actor, dominic, "police", grounds=GROUNDS),
        lambda: restricted_people.list_restricted(olive),
    ]
    assert {moved(one) for one in look} == {(0, 0)}
    change = [
        lambda: reports.report_record(actor, dominic, "police", "0", grounds=GROUNDS),
        lambda: reported_records.mark_as_wrong(olive, 1, note=""),
        lambda: reported_records.reopen(olive, 1),
        lambda: reported_records.settle_as_right(olive, 1, note=""),
        lambda: restrictions.restrict_person(council, "249014", reason="Adoption", by="test"),
        lambda: restrictions.unrestrict_person(council, "249014", by="test"),
        lambda: accounts.disable_account(council, "olive.grant", by="it"),
    ]
    assert [moved(one) for one in change] == [(1, 0)] * len(change)
    assert moved(lambda: load(council)) == (1, 1)


def test_the_revision_is_asked_with_the_session_in_one_statement(helen, key):
    statements = []
    engine = database_of(helen.council)._reader(0)
    event.listen(engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))
    sessions.get_actor(helen.council, key)
    assert len([one for one in statements if one.startswith("SELECT")]) == 1


def test_a_page_that_asks_by_itself_does_not_keep_the_session_alive(helen, key, monkeypatch):
    """Seen to fail with every call counting as activity."""
    later = clock.now() + LAST_SEEN_STEP + timedelta(minutes=5)
    monkeypatch.setattr(clock, "now", lambda: later)
    left = sessions.get_time_left(helen.council, key).left
    sessions.get_actor(helen.council, key, is_activity=False)
    assert sessions.get_time_left(helen.council, key).left == left
    sessions.get_actor(helen.council, key)
    assert sessions.get_time_left(helen.council, key).left > left


def asking(helen, dominic):
    """The ways to ask again for what is shown."""
    services.get_service(helen, dominic, "police", grounds=GROUNDS)
    return {
        "search": partial(search_people, helen, SearchTerms(family_name="Pierce"), grounds=GROUNDS),
        "person": partial(person_page.get_person, helen, dominic, grounds=GROUNDS),
        "service": partial(services.get_service, helen, dominic, "police", grounds=GROUNDS),
        "contacts": partial(contacts.list_contacts, helen, grounds=GROUNDS),
    }


@pytest.mark.parametrize("what", ["search", "person", "service", "contacts"])
def test_what_is_shown_and_has_not_changed_is_not_recorded_again(helen, dominic, what):
    ask = asking(helen, dominic)[what]
    shown = ask()
    before = actions(helen.council)
    restrictions.restrict_person(helen.council, "249013", reason="Adoption", by="test")
    assert ask(shown=shown) == shown
    assert actions(helen.council) == [*before, "restricted_person"]


@pytest.mark.parametrize("what", ["search", "person", "service", "contacts"])
def test_what_has_changed_is_recorded_again(helen, dominic, what):
    """A report hides the record: the service, its flag and its contact are not the same; the list of people is."""
    ask = asking(helen, dominic)[what]
    shown = ask()
    reports.report_record(helen, dominic, "police", "0", grounds=GROUNDS)
    before = actions(helen.council)
    again = ask(shown=shown)
    assert (again != shown) == (len(actions(helen.council)) > len(before)) == (what != "search")
    if what == "service":
        assert isinstance(again, NotChecked)


@pytest.mark.parametrize("what", ["search", "person", "service", "contacts"])
def test_a_restricted_person_goes_from_what_is_shown(helen, dominic, what):
    ask = asking(helen, dominic)[what]
    shown = ask()
    restrictions.restrict_person(helen.council, "249014", reason="Adoption", by="test")
    if what in ("person", "service"):
        with pytest.raises(NotPermitted, match=access.RESTRICTED):
            ask(shown=shown)
        assert '"page_was_open":true' in audit_rows(helen.council)[-1].record
    else:
        assert "Pierce" not in repr(ask(shown=shown))


def test_the_actions_that_move_the_revision_are_those_that_change_what_is_shown():
    """Whoever adds an action decides this too. Reading, signing in and research move nothing."""
    words = {action.value for action in CHANGES}
    assert words >= {"restricted_person", "unrestricted_person", "loaded_extract", "reported_record", "undid_link"}
    assert not {word for word in words if word.startswith(("viewed", "listed", "read", "searched", "signed", "shown"))}
