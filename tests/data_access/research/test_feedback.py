"""Feedback: kept with page and version and nobody's name, refused where it could identify somebody."""

import pytest
from sqlalchemy import select

from data_access.accounts import sessions
from data_access.errors import NotFound, NotSignedIn, WrongRole
from data_access.people.search import search_people
from data_access.research import feedback
from data_access.storage.app_tables import feedback as table
from data_access.storage.database import database_of
from data_access.values import SearchTerms
from tests.data_access.both_databases import first_on_both, only_these_on_both
from tests.data_access.conftest import STOCKPORT_GROUNDS, actions

pytest_generate_tests = only_these_on_both(
    "test_the_team_reads_it_newest_first_and_says_what_became_of_it",
)

GIVEN = {"page": "results", "version": "0.3.0", "doing": "Choosing a person", "happened": "The list jumped"}


def test_the_team_reads_it_newest_first_and_says_what_became_of_it(helen, sign_in):
    feedback.give(helen, **GIVEN)
    feedback.give(helen, **GIVEN | {"page": "person"})
    lead = sign_in(helen.council, "lena.lead", role="service_lead")
    newest, oldest = feedback.list_feedback(lead)
    assert (newest.page, oldest.page, oldest.status) == ("person", "results", "new")
    feedback.set_status(lead, oldest.number, "will_change")
    assert [one.status for one in feedback.list_feedback(lead)] == ["new", "will_change"]
    for number, status, error in ((99, "done", NotFound), (oldest.number, "burnt", ValueError)):
        with pytest.raises(error):
            feedback.set_status(lead, number, status)


def test_it_says_nothing_of_who_gave_it(helen):
    feedback.give(helen, **GIVEN)
    with database_of(helen.council).reading_app() as connection:
        [row] = connection.execute(select(table))
    assert not {"helen", helen.username, helen.display_name, helen.session_id, "social_worker"} & set(map(str, row))
    assert actions(helen.council) == []


@pytest.mark.parametrize("words", [
    "", "Write to jane@stockport.example", "SK6 3HL", "born 03/04/1990", "born 3rd of April 1990", "case 249012",
    "0161 496 0123", "x" * 1001,
])  # fmt: skip
@pytest.mark.parametrize("field", ["doing", "happened"])
def test_what_is_empty_too_long_or_could_identify_somebody_is_not_kept(helen, sign_in, field, words):
    with pytest.raises(ValueError):
        feedback.give(helen, **GIVEN | {field: words})
    assert feedback.list_feedback(sign_in(helen.council, "ada.min", role="administrator")) == []


@first_on_both("words", [
    "Dominic's page came late", "I opened dominic pierce", "PIERCE is spelt wrongly", "I typed Quixote and waited",
])  # fmt: skip
def test_names_that_the_session_typed_or_was_shown_are_not_kept_and_not_repeated(helen, sign_in, words):
    feedback.give(helen, **GIVEN | {"happened": words})
    for family_name in ("Pierce", "Quixote"):
        search_people(helen, SearchTerms(family_name=family_name), grounds=STOCKPORT_GROUNDS)
    with pytest.raises(ValueError) as refused:
        feedback.give(helen, **GIVEN | {"happened": words})
    assert not {"dominic", "pierce", "quixote"} & set(str(refused.value).casefold().split())
    other = sign_in(helen.council, "somebody")
    assert feedback.why_refused(helen, ["The list jumped when it pierced the edge"]) == [None]
    assert feedback.why_refused(other, [words]) == [None]


@pytest.mark.parametrize("role", ["social_worker", "manager", "data_officer", "researcher"])
def test_nobody_else_reads_or_changes_it(helen, sign_in, role):
    other = sign_in(helen.council, "somebody", role=role)
    for ask in (lambda: feedback.list_feedback(other), lambda: feedback.set_status(other, 1, "done")):
        with pytest.raises(WrongRole):
            ask()


def test_after_the_session_ended_nothing_is_kept(helen):
    sessions.end_session(helen)
    for ask in (lambda: feedback.give(helen, **GIVEN), lambda: feedback.why_refused(helen, ["Pierce"])):
        with pytest.raises(NotSignedIn):
            ask()
