"""Find service involvement: by name, or by case ID. Either is enough; nobody has to fill in both."""

from datetime import date

import streamlit as st

from config import clock
from config.council import Council
from data_access.accounts.sessions import Actor
from data_access.errors import WrongRole
from data_access.people.search import LONGEST_CASE_ID, is_enough_to_search, what_it_looks_like
from data_access.values import SearchTerms
from matching.names import LONGEST_NAME
from pages.components.forms.date_of_birth import DateProblem, problem_field, read_date_of_birth, show_date_of_birth
from pages.components.forms.error_summary import FieldError, set_title, show_error_summary
from pages.components.forms.looks_like import looks_like_words
from pages.components.forms.text_field import show_text_field
from pages.components.frame import show_heading, show_hint, show_page_heading, show_text
from pages.components.text import label_text
from pages.visit import memory, navigation
from pages.visit.guard import callback

FIRST, FAMILY, BORN, CASE_ID, COVER = "search_first", "search_family", "search_born", "search_case_id", "search_cover"
BORN_PARTS = tuple(f"{BORN}_{part}" for part in ("day", "month", "year"))
KEYS = (FIRST, FAMILY, *BORN_PARTS, CASE_ID, COVER)
ATTEMPT = "search_attempt"
BY_CASE_ID, PRESSED = "search_by_case_id", "search_pressed"
# Far more than any name: too long a one gets a sentence, and nothing of it is cut off unsaid.
MOST_TYPED = 2_500
WAYS_TO_TYPE = (
    "If you are not sure of a name, type three or more of its first letters and a star: Will* finds names that begin "
    "with Will. "
    "For a child without a first name yet, type Baby or Unborn."
)
NO_COVER = "No, search my caseload"
COVER_WORDS = (
    "If you are covering on duty or out of hours, you can open another child. This is recorded and managers can see it."
)


def show(actor: Actor) -> None:
    """The search form. Going back to it, what was typed is still there."""
    council = actor.council
    if council.reason.ask and not memory.grounds().reason:
        navigation.go_now("reason")
    said, date_problem = show_problems(council, "Search")
    show_page_heading("Find service involvement")
    st.html(f'<p class="fc-text">{_choice_html(council)}</p>')
    if council.reason.ask:
        given = memory.grounds()
        show_text(f"For: {given.reason}, case reference {given.case_reference}")
    show_hint(council.guidance.search)
    with st.form("search_form", border=False):
        if may_state_cover(council):
            with st.expander("The child is not on my caseload"):
                show_text(COVER_WORDS)
                st.radio("Are you covering?", [NO_COVER, *council.caseload.cover], key=COVER, format_func=label_text)
        with st.container(key="two_ways"):
            columns = iter(st.columns(council.searches_by_name + council.searches_by_case_id, gap="large"))
        if council.searches_by_name:
            with next(columns):
                _show_by_name(actor, said, date_problem)
        if council.searches_by_case_id:
            with next(columns):
                _show_by_case_id(actor, said)
    if council.reason.ask:
        # After the fields: on the way to them by keyboard it would be one stop more for everyone.
        st.button("Search for another family", key="another_family", type="tertiary", on_click=_another_family)


def show_problems(council: Council, title: str) -> tuple[dict[str, str], DateProblem | None]:
    """Put back what was typed, and say what is wrong with it above the heading. Returns what is said beside each field,
    and what is wrong with the date."""
    for field, value in st.session_state.get(memory.TYPED, {}).items():
        st.session_state.setdefault(field, value)
    problems = _problems(council) if st.session_state.get(ATTEMPT) else []
    set_title(title, error=bool(problems))
    show_error_summary([error for error, _ in problems], attempt=st.session_state.get(ATTEMPT, 0))
    said = {error.field_key: error.message for error, _ in problems}
    return said, next((problem for _, problem in problems if problem), None)


def show_narrower(actor: Actor, said: dict[str, str], date_problem: DateProblem | None) -> None:
    """The fields of a search by name once more, with what was typed in them, to narrow it where it found too many."""
    with st.form("narrow_form", border=False):
        _show_by_name(actor, said, date_problem, heading="Narrow the search")


def search_again(actor: Actor, cover: str | None) -> None:
    """The callback that makes the same search under stated cover."""
    terms = memory.searched()
    if terms is None or cover not in actor.council.caseload.cover:
        return
    st.session_state[memory.TYPED] = st.session_state.get(memory.TYPED, {}) | {COVER: cover}
    _search(actor, terms, cover)


@callback
def _search(actor: Actor, terms: SearchTerms, cover: str | None) -> None:
    """Go to the results; where a case ID is one person's, to that person at once: by way of the results the browser's
    own Back would lead to the person again, and never to the search."""
    memory.ask_search(terms, cover=cover)
    navigation.go("results")
    if not terms.case_id:
        return
    try:
        direct = memory.search_answer(actor).direct
    except WrongRole:
        return  # the participant's session has ended in another tab: the next run leads to the set-up
    if direct is not None:
        memory.open_person(direct)
        navigation.go("person")


def _show_by_name(
    actor: Actor, said: dict[str, str], date_problem: DateProblem | None, *, heading: str = "By name"
) -> None:
    show_heading(heading)
    council = actor.council
    fields = [(FIRST, "First name"), (FAMILY, "Family name")]
    for key, label in reversed(fields) if council.search.family_name_first else fields:
        show_text_field(label, key=key, error=said.get(key, ""), max_chars=MOST_TYPED)
    show_date_of_birth(BORN, date_problem)
    show_hint(WAYS_TO_TYPE)
    _show_button("Search by name", "search_by_name", actor)


def _show_by_case_id(actor: Actor, said: dict[str, str]) -> None:
    show_heading("By case ID")
    council = actor.council
    whose = "child’s" if council.journey == 2 else "person’s"
    hint = (
        f"The number in {council.cms.name}, for example {council.cms.case_id_example}. Opens the {whose} page directly."
    )
    show_text_field("Case ID", key=CASE_ID, hint=hint, error=said.get(CASE_ID, ""), max_chars=MOST_TYPED)
    _show_button("Open by case ID", BY_CASE_ID, actor)


def _show_button(label: str, key: str, actor: Actor) -> None:
    st.form_submit_button(label, key=key, type="primary", on_click=_try_to_search, args=(actor, key))


def _another_family() -> None:
    memory.forget_family()
    _forget_typed()
    navigation.go("reason")


def _choice_html(council: Council) -> str:
    whom = "a child" if council.journey == 2 else "an individual"
    if council.search.by == "name":
        return f"Search for {whom} by name."
    if council.search.by == "case_id":
        return f"Search for {whom} by case ID."
    return f"Search for {whom} by name <b>or</b>, if you know it, by case ID. You do not need both."


def may_state_cover(council: Council) -> bool:
    """Whether a worker may open a child who is not on their caseload by saying that they are covering."""
    return council.journey == 2 and council.caseload.only and bool(council.caseload.cover)


def _try_to_search(actor: Actor, pressed: str) -> None:
    """The callback of both buttons: keep what was typed, and search when nothing is wrong with it."""
    st.session_state[PRESSED] = pressed
    st.session_state[memory.TYPED] = {key: st.session_state[key] for key in KEYS if key in st.session_state}
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if _problems(actor.council):
        return
    del st.session_state[ATTEMPT]
    cover = st.session_state.get(COVER)
    _search(actor, _terms(), cover if cover in actor.council.caseload.cover else None)


def _problems(council: Council) -> list[tuple[FieldError, DateProblem | None]]:
    """What is wrong with what was typed, in the order of the fields."""
    problems: list[tuple[FieldError, DateProblem | None]] = []
    for key, label in ((FIRST, "First name"), (FAMILY, "Family name")):
        if len(_typed(key)) > LONGEST_NAME:
            problems.append((FieldError(key, f"{label} must be {LONGEST_NAME} characters or fewer"), None))
    born = _typed_date()
    if isinstance(born, DateProblem):
        parts = tuple(f"{BORN}_{part}" for part in born.parts)
        whole = len(parts) == len(BORN_PARTS)
        problems.append((FieldError(problem_field(BORN, born), born.message, parts, together=whole), born))
    case_id = _typed(CASE_ID)
    if len(case_id) > LONGEST_CASE_ID:
        problems.append((FieldError(CASE_ID, f"Case ID must be {LONGEST_CASE_ID} characters or fewer"), None))
    if any(error.field_key in (FIRST, FAMILY) for error, _ in problems):
        return problems
    terms = _terms()
    other = None if case_id else what_it_looks_like(terms)
    if other:
        key = {"first_name": FIRST, "family_name": FAMILY}[other.typed_in]
        problems.insert(0, (FieldError(key, looks_like_words(council, other)), None))
    elif not is_enough_to_search(terms):
        problems.insert(0, _not_enough(council))
    return problems


def _terms() -> SearchTerms:
    born = _typed_date()
    return SearchTerms(
        first_name=_typed(FIRST),
        family_name=_typed(FAMILY),
        date_of_birth=None if isinstance(born, DateProblem) else born,
        case_id=_typed(CASE_ID),
    )


def _not_enough(council: Council) -> tuple[FieldError, None]:
    """Nothing, or only a first name or a date of birth, was typed."""
    if not council.searches_by_name or (st.session_state.get(PRESSED) == BY_CASE_ID and not _names_typed()):
        return FieldError(CASE_ID, "Enter a case ID"), None
    if any(letter.isalnum() for letter in _typed(FIRST)):
        return FieldError(FAMILY, "Enter a family name, or a date of birth with the first name"), None
    either = " or a case ID" if council.searches_by_case_id else ""
    return FieldError(FAMILY, f"Enter a family name{either}"), None


def _names_typed() -> bool:
    return any(letter.isalnum() for letter in _typed(FIRST) + _typed(FAMILY))


def _typed(key: str) -> str:
    """What was typed in a field, without what no name or case ID holds (control characters, spaces around)."""
    return "".join(letter for letter in str(st.session_state.get(key, "")) if letter.isprintable()).strip()


def _typed_date() -> date | DateProblem | None:
    day, month, year = (_typed(key) for key in BORN_PARTS)
    return read_date_of_birth(day, month, year, today=clock.today())


def _forget_typed() -> None:
    for key in (*KEYS, memory.TYPED, ATTEMPT, PRESSED):
        st.session_state.pop(key, None)
