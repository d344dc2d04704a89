"""The results, where the right person is chosen; or what to try when nobody was found."""

from collections.abc import Sequence

import streamlit as st

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.people.search import MOST_COUNTED
from data_access.values import Individual, LooksLike, SearchAnswer, SearchTerms
from pages.components.formatting import counted, date_words, name_words
from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
from pages.components.forms.looks_like import looks_like_words
from pages.components.forms.text_field import show_in_field
from pages.components.forms.understood_words import understood_words
from pages.components.frame import (
    points_html,
    show_back_and_new_search,
    show_empty,
    show_heading,
    show_hint,
    show_notice,
    show_page_heading,
    show_text,
    show_warning,
)
from pages.components.person_table import show_individuals
from pages.components.text import label_text
from pages.screens.social_worker import search
from pages.visit import memory, navigation
from pages.visit.guard import new_search

COVERING, ATTEMPT = "results_cover", "results_cover_attempt"
NOT_NONE = "This does not mean that no service is involved with this person."
ONLY_CHILDREN = (
    "Some people cannot be found at the moment. The information was loaded when this tool showed only children and the "
    "people linked to them. It must be loaded again."
)


def show(actor: Actor) -> None:
    """The answer to the search; a case ID goes straight to its person."""
    terms = memory.searched()
    if terms is None:
        navigation.go_now("search")
    answer = memory.search_answer(actor)
    if answer.direct is not None:
        memory.open_person(answer.direct)
        navigation.go_now("person")
    show_back_and_new_search("Back", on_back=lambda: navigation.go("search"), on_new_search=new_search)
    if memory.is_changed("search"):
        show_notice("These results have changed since your search: the information was updated.")
    if answer.only_children_loaded:
        show_warning(ONLY_CHILDREN)
    if answer.matches or answer.similar:
        _show_found(actor.council, terms, answer)
    elif answer.too_many:
        _show_too_many(actor, terms, answer)
    elif answer.looks_like:
        _show_looks_like(actor.council, terms, answer.looks_like)
    else:
        _show_nobody(actor, terms)


def _show_found(council: Council, terms: SearchTerms, answer: SearchAnswer) -> None:
    found = len(answer.matches)
    similar = len(answer.similar)
    heading = f"{_counted(council, found)} found" if found else f"No exact match: {similar:,} similar"
    if answer.by_loose_case_id:
        heading = "No exact match: 1 similar case ID"
    _show_asked(heading, terms, " Youngest first.")
    show_warning(council.guidance.results)
    if found:
        _show_table(council, answer.matches, f"Matches: {found}", key="matches")
    if answer.similar:
        _show_similar(council, terms, answer)


def _show_similar(council: Council, terms: SearchTerms, answer: SearchAnswer) -> None:
    if answer.by_loose_case_id:
        title, note = (
            "Similar case ID",
            "The case ID differs in capitals, spaces or zeros. Check that this is the person.",
        )
        show_heading(title, note=note)
    else:
        title = "Similar names"
        note = f"The name {'or the date of birth ' if terms.date_of_birth else ''}differs from what you typed."
        show_heading(f"{title}: {len(answer.similar)}", note=note)
    _show_table(council, answer.similar, title, key="similar")


def _show_table(council: Council, individuals: tuple[Individual, ...], caption: str, *, key: str) -> None:
    def view(row: int) -> None:
        memory.open_person(individuals[row].person_id)
        navigation.go("person")

    show_individuals(
        individuals,
        caption=caption,
        cms_name=council.cms.name,
        family_name_first=council.search.family_name_first,
        today=clock.today(),
        key=key,
        on_view=view,
        hide_caption=key == "similar",
    )


def _show_looks_like(council: Council, terms: SearchTerms, other: LooksLike) -> None:
    set_title("No one found")
    _show_asked("No one found", terms)
    show_empty("What to try", [NOT_NONE, f"{looks_like_words(council, other)}."])


def _show_too_many(actor: Actor, terms: SearchTerms, answer: SearchAnswer) -> None:
    council = actor.council
    said, date_problem = search.show_problems(council, "Too many results")
    number = answer.too_many or 0
    most = council.search.most_individuals if answer.more_than else MOST_COUNTED
    found = _counted(council, number) if number <= most else f"More than {_counted(council, most)}"
    _show_asked(f"{found} found", terms)
    points = [] if terms.first_name else ["Add the first name."]
    points += [] if terms.date_of_birth else ["Add the date of birth."]
    points += ["Check the spelling of the family name."]
    points += [f"Search by case ID, if you know it from {council.cms.name}."] if council.searches_by_case_id else []
    limit = council.search.most_individuals
    show_empty("That is too many to list", [f"At most {limit} are listed. To find the right one:"], points=points)
    if council.searches_by_name:
        search.show_narrower(actor, said, date_problem)


def _show_nobody(actor: Actor, terms: SearchTerms) -> None:
    council = actor.council
    missing = _cover_missing(terms)
    set_title("No one found", error=bool(missing))
    show_error_summary(missing, attempt=st.session_state.get(ATTEMPT, (None, 0))[1])
    with_case_id = bool(terms.case_id and (terms.first_name or terms.family_name or terms.date_of_birth))
    # The same words whether anyone has the case ID or not: it may be someone else's, or a restricted person's.
    heading = "No one found with that case ID and these details" if with_case_id else "No one found"
    _show_asked(heading, terms)
    points = (
        ["Check the case ID and the details.", "Search by name alone, or by case ID alone."] if with_case_id else []
    )
    points += (
        ["Check the spelling, or try another spelling of the name."] if terms.family_name or terms.first_name else []
    )
    points += ["Leave the date of birth out."] if terms.date_of_birth else []
    points += ["Search by family name alone."] if terms.first_name and terms.family_name else []
    points += ["Check the case ID, or search by name."] if terms.case_id and not with_case_id else []
    if council.journey == 2:
        points += [f"To see an adult, open the child they are linked to in {council.cms.name}."]
        points += [f"A child or link that is new in {council.cms.name} may take up to 24 hours to appear."]
    else:
        points += ["Search for someone else in the household: you can search for any individual, adult or child."]
    show_empty("What to try", [NOT_NONE], points=points)
    if search.may_state_cover(council) and memory.grounds().cover is None:
        _show_cover(actor, missing)
    show_heading("What was not searched")
    st.html(points_html(_not_searched(council, terms)))


def _cover_missing(terms: SearchTerms) -> list[FieldError]:
    """What to put right where this search was to be made again under cover, and none was chosen."""
    searched, _ = st.session_state.get(ATTEMPT, (None, 0))
    return [FieldError(COVERING, "Choose how you are covering")] if searched == terms else []


def _show_cover(actor: Actor, missing: Sequence[FieldError]) -> None:
    """The same search once more for a child who is not on the worker's caseload."""
    show_heading("If the child is not on your caseload")
    show_text(search.COVER_WORDS)
    with st.form("cover_form", border=False):
        error, choices = missing[0].message if missing else "", actor.council.caseload.cover
        show_in_field(
            st.radio, "Are you covering?", choices, key=COVERING, error=error, index=None, format_func=label_text
        )
        st.form_submit_button("Search again under cover", on_click=_search_under_cover, args=(actor,))


def _search_under_cover(actor: Actor) -> None:
    cover = st.session_state.get(COVERING)
    if cover is None:
        _, before = st.session_state.get(ATTEMPT, (None, 0))
        st.session_state[ATTEMPT] = (memory.searched(), before + 1)
        return
    st.session_state.pop(ATTEMPT, None)
    search.search_again(actor, cover)


def _not_searched(council: Council, terms: SearchTerms) -> list[str]:
    """Where no one was looked for, so that nothing is read into not finding anyone."""
    said = []
    if council.journey == 2:
        if council.caseload.only and memory.grounds().cover is None:
            said.append("Children who are not on your caseload.")
        said.append("Adults.")
        said.append(f"People who are not linked to any child in {council.cms.name}.")
    if terms.case_id:
        said.append("Case IDs of other systems, and of other councils.")
    said.append(f"People known only to other councils, or to services that are not listed for {council.short_name}.")
    return said


def _show_asked(heading: str, terms: SearchTerms, more: str = "") -> None:
    """The heading, what was typed, and how it was understood where that is not the same."""
    show_page_heading(heading, f"You searched for {asked_words(terms)}.{more}")
    read = understood_words(terms)
    if read:
        show_hint(read)


def asked_words(terms: SearchTerms) -> str:
    """What was searched for, in words: "Tommy Williams, born 12/05/2012, case ID 249012"."""
    name = name_words(terms.first_name, terms.family_name) if terms.first_name or terms.family_name else ""
    born = f"born {date_words(terms.date_of_birth)}" if terms.date_of_birth else ""
    case_id = f"case ID {terms.case_id}" if terms.case_id else ""
    return ", ".join(part for part in (name, born, case_id) if part)


def _counted(council: Council, number: int) -> str:
    return counted(number, "child", "children") if council.journey == 2 else counted(number, "individual")
