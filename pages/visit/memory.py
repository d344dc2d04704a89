"""What a visit remembers between runs, in the browser session's own state and nowhere else.

A fetched answer stays under its question until the question changes: a rerun fetches nothing and records nothing. It
stands for one revision of the data: when that has moved, the data layer is asked whether the answer may still be shown
as it is, and records again only what differs. Nothing here proves anything to the data layer.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from secrets import token_urlsafe
from typing import Any, TypeVar

import streamlit as st

from data_access.accounts.sessions import Actor, Revision
from data_access.errors import NotFound, NotPermitted, OnlyInvented, WrongRole
from data_access.people import person_page, reports, search, services
from data_access.people.opened import case_file, contacts, family
from data_access.people.opened.contacts import Contact
from data_access.research import setup
from data_access.research.research_values import ScenarioPeople
from data_access.review import check_requests
from data_access.values import (
    Answer,
    CaseFileCopy,
    FamilyMember,
    Grounds,
    Individual,
    PersonPage,
    ReportKind,
    SearchAnswer,
    SearchTerms,
)
from pages.visit import navigation, session

Fetched = TypeVar("Fetched")

GROUNDS = "visit_grounds"
SEARCH = "visit_search"
PERSON = "visit_person"
LINKED = "visit_linked_individual"
"""The linked individual that was open last, and the child whose page led there: where the browser's Forward leads."""
REPORTING = "visit_reporting"
NOTICE = "visit_notice"
"""What the page of the person who is open says at its top, with the opening it is for."""
FETCHED = "visit_fetched"
TYPED = "visit_typed"
OPENINGS = "visit_openings"
OPENED, OPENING = "visit_opened", "visit_opening"
"""Who was opened, by a random word for each opening, and the word for whoever is open. The browser notes it with the
page in its history (server/connection.js): it means nothing in another visit."""
ASKED, FOLLOWED = "opening", "visit_followed"
"""The name in the address under which the browser's own Back or Forward says such a word, and the one said last."""
CHOSEN = "visit_chosen"
CHOSEN_BEFORE = "visit_chosen_before"
"""What was open on other screens before, by kind: the browser's own Back leads there."""
RESEARCH = "visit_research"
BEFORE_ANYONE = ("search", "reason", "results")
"""The screens that are the same whoever was opened from them."""
PLACE = "visit_kept_place"
"""What was kept last of where this visit is (place.py)."""


class NoLongerShown(Exception):
    """What this tab showed may no longer be shown, or is no longer there."""


@dataclass(frozen=True)
class Kept:
    """An answer and the revision it stands for. `is_changed` means that it differs from what the page showed first."""

    answer: Any
    revision: Revision
    is_changed: bool = False


def follow_research(actor: Actor) -> None:
    """Forget what a research session no longer shows; where it began anew, everything."""
    before = st.session_state.get(RESEARCH, actor.shows)
    if before.partition(".")[0] != actor.shows.partition(".")[0]:
        forget_participant()
    elif before != actor.shows:
        _forget_fetched("person", "service", "family", "candidates", "contacts", "scenario")
    st.session_state[RESEARCH] = actor.shows


def forget_participant() -> None:
    """Forget all that this tab holds of a participant: what was typed, found, opened and chosen."""
    for key in set(st.session_state) - {session.OF_SESSION, PLACE, navigation.PAGES, navigation.HERE}:
        del st.session_state[key]
    st.session_state[RESEARCH] = ""


def go_on_with_research(actor: Actor) -> None:
    """This session goes on with the set-up of the one before: what this tab holds stays. For callbacks."""
    found = setup.get_setup(actor)
    if found is not None:
        st.session_state[RESEARCH] = f"{found.since_seq}.{found.version}"


def scenario_people(actor: Actor) -> ScenarioPeople | None:
    """The people of the scenario this session shows, listed and recorded once until it shows something else."""
    return _fetched(actor, ("scenario", actor.shows), lambda shown: setup.list_people(actor, shown=shown))


def grounds() -> Grounds:
    """The grounds given for the family that is being looked at; empty before any were given."""
    return st.session_state.get(GROUNDS, Grounds())


def start_family(reason: str, case_reference: str) -> None:
    """Another family: its reason and case reference, and nothing of the last one."""
    forget_family()
    st.session_state[GROUNDS] = Grounds(reason, case_reference)


def forget_family() -> None:
    """Forget the reason, the search and whoever is open."""
    for key in (GROUNDS, SEARCH, PERSON, LINKED, OPENED, REPORTING, FETCHED, TYPED):
        st.session_state.pop(key, None)


def ask_search(terms: SearchTerms, *, cover: str | None) -> None:
    """A new search. It is made when its answer is asked for."""
    new_search()
    st.session_state[GROUNDS] = replace(grounds(), cover=cover, child_id=None)
    st.session_state[SEARCH] = terms


def new_search() -> None:
    """Forget the last search and whoever is open; the family's grounds stay."""
    for key in (SEARCH, PERSON, LINKED, OPENED, REPORTING, FETCHED):
        st.session_state.pop(key, None)


def searched() -> SearchTerms | None:
    """What was searched for; None when nothing was."""
    return st.session_state.get(SEARCH)


def search_answer(actor: Actor) -> SearchAnswer:
    """The answer to the search, made and recorded once."""
    terms = st.session_state[SEARCH]
    asked = replace(grounds(), child_id=None)
    question = ("search", terms, asked)
    return _fetched(
        actor, question, lambda shown: search.search_people(actor, terms, grounds=asked, shown=shown), forget=SEARCH
    )


def open_person(person_id: str, *, child_id: str | None = None) -> None:
    """Open a person, or one linked to the child that is open."""
    st.session_state[PERSON] = (person_id, child_id)
    st.session_state[OPENINGS] = openings() + 1
    st.session_state[OPENING] = token_urlsafe(8)
    st.session_state.setdefault(OPENED, {})[st.session_state[OPENING]] = (person_id, child_id)
    st.session_state.pop(REPORTING, None)
    _forget_fetched("person", "service", "family", "candidates")


def opened() -> tuple[str, str | None] | None:
    """The id of the person who is open, and of the child whose page led there; None when nobody is."""
    return st.session_state.get(PERSON)


def open_screen() -> str:
    """The screen of the person who is open: a linked individual has another than the child, so that the browser's own
    Back leads from one to the other. The search where nobody is open."""
    _, child_id = opened() or (None, None)
    if opened() is None:
        return "search"
    return "person" if child_id is None else "linked_individual"


def follow_screen(screen: str) -> None:
    """Open who the screen is about, where the browser's own Back or Forward led there: whoever was open there. Where
    that is not known, the child whose page led to the linked individual who is open, or the linked individual opened
    last from the page of the child who is."""
    asked = st.query_params.get(ASKED, "")
    was_open = st.session_state.get(OPENED, {}).get(asked) if asked != st.session_state.get(FOLLOWED) else None
    st.session_state[FOLLOWED] = asked
    if was_open is not None and was_open != opened():
        open_person(was_open[0], child_id=was_open[1])
    person_id, child_id = opened() or (None, None)
    linked_id, childs_id = st.session_state.get(LINKED, (None, None))
    if screen in ("person", "family") and child_id is not None:
        st.session_state[LINKED] = (person_id, child_id)
        open_person(child_id)
    elif screen == "linked_individual" and linked_id is not None and (person_id, child_id) == (childs_id, None):
        open_person(linked_id, child_id=childs_id)


def opening_on(screen: str) -> str:
    """The word for the opening that this screen is about; "" where it is about no one."""
    return st.session_state.get(OPENING, "") if opened() and screen not in BEFORE_ANYONE else ""


def openings() -> int:
    """How often somebody was opened in this visit: a section opened for one person is not open for the next."""
    return st.session_state.get(OPENINGS, 0)


def opened_person(actor: Actor) -> PersonPage:
    """The page of the person who is open, fetched and recorded once."""
    person_id, asked = _person_and_grounds()
    question = ("person", person_id, asked)
    return _fetched(
        actor,
        question,
        lambda shown: person_page.get_person(actor, person_id, grounds=asked, shown=shown),
        forget=PERSON,
    )


def service_answer(actor: Actor, service_id: str) -> Answer:
    """What a service holds on the person who is open, fetched and recorded once, when its section is first open."""
    person_id, asked = _person_and_grounds()
    question = ("service", person_id, asked, service_id)
    return _fetched(
        actor,
        question,
        lambda shown: services.get_service(actor, person_id, service_id, grounds=asked, shown=shown),
        forget=PERSON,
    )


def opened_services(actor: Actor) -> dict[str, Answer]:
    """The sections of the person who is open that this tab has opened, by service ID, as far as they stand for the
    present revision. Nothing is fetched or recorded: a section that is closed again is not asked for."""
    person_id, asked = _person_and_grounds()
    kept: dict[tuple, Kept] = st.session_state.get(FETCHED, {})
    return {
        question[3]: one.answer
        for question, one in kept.items()
        if question[:3] == ("service", person_id, asked) and one.revision == actor.revision
    }


def family_grounds() -> Grounds:
    """The grounds, with the child who is open or whose page led to the person who is; else with that person."""
    person_id, child_id = opened() or (None, None)
    return replace(grounds(), child_id=child_id or person_id)


def contacts_found(actor: Actor) -> tuple[Contact, ...]:
    """The contacts of what was opened for this family, listed and recorded once until another section is opened."""
    asked = family_grounds()
    opened = len([question for question in st.session_state.get(FETCHED, {}) if question[0] == "service"])
    question = ("contacts", asked, openings(), opened)
    return _fetched(actor, question, lambda shown: contacts.list_contacts(actor, grounds=asked, shown=shown))


def copy_for_case_file(actor: Actor) -> CaseFileCopy:
    """What may be copied now about the person who is open. Read again and recorded each time it is asked for."""
    person_id, asked = _person_and_grounds()
    return case_file.copy_for_case_file(actor, person_id, grounds=asked)


def family_members(actor: Actor) -> tuple[FamilyMember, ...]:
    """The flags of the family of the person who is open, fetched and recorded once."""
    person_id, asked = _person_and_grounds()
    question = ("family", person_id, asked)
    return _fetched(actor, question, lambda shown: family.list_family(actor, person_id, grounds=asked, shown=shown))


def family_candidates(actor: Actor) -> tuple[Individual, ...]:
    """Journey 1: who may be confirmed as one family, listed and recorded once until someone else is opened."""
    question = ("candidates", grounds(), openings())
    return _fetched(actor, question, lambda shown: family.list_candidates(actor, grounds=grounds(), shown=shown))


def confirm_family(actor: Actor, person_ids: Sequence[str]) -> None:
    """Journey 1: these people are one family. Its flags are then fetched again."""
    family.confirm_family(actor, person_ids, grounds=grounds())
    _forget_fetched("family")


def start_report(service_id: str, record_id: str) -> None:
    """ "This is not right": which record of the person who is open is to be reported."""
    st.session_state[REPORTING] = (service_id, record_id)


def reporting() -> tuple[str, str] | None:
    """The service ID and record ID of what is to be reported; None when nothing is."""
    return st.session_state.get(REPORTING)


def report_record(actor: Actor, kind: ReportKind, said: str) -> int | None:
    """Report the record, and fetch the page again, where it is hidden or marked now. Returns the report's number."""
    person_id, asked = _person_and_grounds()
    service_id, record_id = st.session_state[REPORTING]
    number = reports.report_record(actor, person_id, service_id, record_id, grounds=asked, kind=kind, said=said)
    del st.session_state[REPORTING]
    _forget_fetched("person", "service")
    return number


def undo_report(actor: Actor, service_id: str, number: int | None) -> None:
    """Take a report back, and fetch the page again, where the record is as before."""
    person_id, asked = _person_and_grounds()
    reports.undo_report(actor, person_id, service_id, number, grounds=asked)
    _forget_fetched("person", "service")


def ask_for_check(actor: Actor, service_id: str) -> None:
    """Ask a data officer to check a possible match, and fetch the page again, which says so now."""
    person_id, asked = _person_and_grounds()
    check_requests.ask_for_check(actor, person_id, service_id, grounds=asked)
    _forget_fetched("person", "service")


def choose(kind: str, which: Hashable) -> None:
    """Open a report, a pair of records or a page of the list: `kind` is the screen, `which` tells one from another."""
    before: dict[str, Any] = st.session_state.setdefault(CHOSEN_BEFORE, {})
    if open_now := st.session_state.get(CHOSEN):
        before[open_now[0]] = open_now[1]
    # Not another of the same kind: should this one be closed by what has changed, that would open by itself.
    before.pop(kind, None)
    st.session_state[CHOSEN] = (kind, which)
    _forget_fetched("chosen")


def chosen(kind: str) -> Any:
    """What is open of that kind; None when nothing is."""
    opened = st.session_state.get(CHOSEN)
    return opened[1] if opened and opened[0] == kind else st.session_state.get(CHOSEN_BEFORE, {}).get(kind)


def forget_chosen() -> None:
    """Nothing is open any more."""
    st.session_state.pop(CHOSEN, None)
    st.session_state.pop(CHOSEN_BEFORE, None)
    _forget_fetched("chosen")


def opened_to_review(actor: Actor, kind: str, which: Hashable, fetch: Callable[[Fetched | None], Fetched]) -> Fetched:
    """What is open, fetched and recorded once. `fetch` takes what is shown already, to record it only if it differs."""
    return _fetched(actor, ("chosen", kind, which), fetch, forget=CHOSEN)


def opened_in_audit(kind: str, which: Hashable, fetch: Callable[[], Fetched]) -> Fetched:
    """What is open of the audit, fetched and recorded once. Its records do not change, whatever else does."""
    answers = st.session_state.setdefault(FETCHED, {})
    question = ("chosen", kind, which)
    if question not in answers:
        answers[question] = Kept(fetch(), Revision())
    return answers[question].answer


def is_changed(*kinds: str) -> bool:
    """Whether what this tab shows of these kinds differs from what it showed when it was opened."""
    kept = st.session_state.get(FETCHED, {})
    return any(one.is_changed for question, one in kept.items() if question[0] in kinds)


def opened_grounds() -> Grounds:
    """The grounds on which the person who is open was opened."""
    return _person_and_grounds()[1]


def _person_and_grounds() -> tuple[str, Grounds]:
    person_id, child_id = st.session_state[PERSON]
    return person_id, replace(grounds(), child_id=child_id)


def _fetched(actor: Actor, question: tuple, fetch: Callable[[Fetched | None], Fetched], *, forget: str = "") -> Fetched:
    """The kept answer, if it stands for the present revision; else it is fetched, or checked again.

    Raises NoLongerShown if it may no longer be shown; then it is forgotten, with what was open under the key `forget`.
    """
    answers: dict[tuple, Kept] = st.session_state.setdefault(FETCHED, {})
    kept = answers.get(question)
    if kept is None:
        answers[question] = Kept(fetch(None), actor.revision)
    elif kept.revision != actor.revision:
        try:
            # Of another extract everything is recorded again: the record names the extract.
            answer = fetch(kept.answer if kept.revision.extract == actor.revision.extract else None)
        except (WrongRole, OnlyInvented):
            raise
        except (NotPermitted, NotFound) as gone:
            del answers[question]
            st.session_state.pop(forget, None)
            raise NoLongerShown from gone
        answers[question] = Kept(answer, actor.revision, kept.is_changed or answer != kept.answer)
    return answers[question].answer


def _forget_fetched(*kinds: str) -> None:
    answers = st.session_state.get(FETCHED, {})
    for question in [question for question in answers if question[0] in kinds]:
        del answers[question]
