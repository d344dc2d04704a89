"""A report on one person, for that person: who it is about, the steps, and the lines to check before it leaves."""

import json
from collections.abc import Sequence
from datetime import date

import streamlit as st

from config import clock
from data_access.accounts.sessions import Actor
from data_access.errors import NotFound, NotPermitted
from data_access.people.restricting import restrictions
from data_access.review import subject_reports
from data_access.review.left_the_files import SeveralFit
from data_access.review.subject_report_values import EXEMPTIONS, WEIGHED, Line, Part, Prepared
from pages.components.disclosure.subject_report import WITHHELD, grouped, line_words
from pages.components.focus import name_group
from pages.components.forms.day_field import read_day
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import show_text_field
from pages.components.frame import (
    show_empty,
    show_heading,
    show_hint,
    show_page_heading,
    show_text,
    show_warning,
)
from pages.components.text import html_text, label_text
from pages.screens.data_officer import subject_questions
from pages.screens.data_officer.restricted import LONGEST, NOT_TOGETHER, show_whom, typed_errors
from pages.visit import downloads, memory, subject_request
from pages.visit.guard import callback

TITLE = "Report on a person"
WHICH, FAMILY, ATTEMPT, NOT_DONE = "subject_which", "subject_family", "subject_begin_attempt", "subject_not_done"
NAME, BORN, BY_NAME = "subject_name", "subject_born", "subject_by_name"
NONE_TICKED = "subject_none_ticked"
KIND = "subject_report"
HEADINGS = {
    Part.DETAILS: "Their details",
    Part.SERVICES: "What each service holds",
    Part.OBJECTIONS: "What was said not to be right, and the answer",
    Part.DECISIONS: "Whether a record is about them",
    Part.RESTRICTIONS: "When their information was restricted",
    Part.LOOK_UPS: "When they were looked up",
    Part.KEPT: "What is still kept, and for how long",
}
NOT_KEPT = "There is no one with this case ID or person ID in the current data, and nothing is kept about one"
NO_SUCH_NAME = "Nothing is kept about anyone of this name and date of birth"
SEVERAL = "More than one person was known by this. Enter their name and date of birth, under the other heading"
SEVERAL_OF_NAME = "More than one person is known by this name and date of birth. Enter a case ID above"
NOTHING = "Tick each line that may leave. Nothing is ticked yet"


def show(actor: Actor) -> None:
    """The step that is open; where there is no report in hand, the question whom it is about."""
    asked = subject_request.current() or _resumed(actor)
    if asked is None:
        _show_beginning(actor)
        return
    steps = subject_questions.steps(asked)
    names = [one.name for one in steps]
    if asked.step in names:
        place = names.index(asked.step)
        # How many there are depends on the answers.
        subject_questions.show(actor, asked, steps[place], counted=f"Step {place + 1}")
    else:
        _show_lines(actor, asked, f"Step {len(steps) + 1}, the last")


def _resumed(actor: Actor) -> subject_request.Request | None:
    """The report that was in hand before the page was loaded anew; None for none. It is begun again: allowed, and
    recorded, as at first."""
    kept = st.session_state.pop(subject_request.KEPT, None)
    if kept is None:
        return None
    subject = subject_reports.begin(actor, kept["person_id"], family_name=kept["family_name"])
    return subject_request.resume(subject, kept)


def _show_beginning(actor: Actor) -> None:
    errors = [*st.session_state.get(NOT_DONE, []), *(_errors() if st.session_state.get(ATTEMPT) else [])]
    said = show_errors(TITLE, errors, attempts=ATTEMPT)
    show_page_heading(TITLE, "When someone asks what is held about them, or about their child.")
    show_text(
        "You are led through who asks, what the child wants and what the law lets you leave out. Then you check each "
        "line before it leaves. Nothing about anyone else is in it."
    )
    for key in (WHICH, FAMILY, NAME, BORN):
        st.session_state.setdefault(key, "")
    with st.form("subject_form", border=False):
        show_whom(actor.council, (WHICH, FAMILY), said, harm="lead to someone else")
        st.form_submit_button("Begin", key="subject_begin", type="primary", on_click=_begin, args=(actor, False))
    show_heading("Without a case ID", note="For someone who is no longer in the files: as the audit knows them.")
    with st.form("subject_name_form", border=False):
        show_text_field("Full name", key=NAME, error=said.get(NAME, ""), max_chars=LONGEST + 1)
        hint = "For example, 27/03/2015"
        show_text_field("Date of birth", key=BORN, hint=hint, error=said.get(BORN, ""), max_chars=LONGEST + 1)
        st.form_submit_button("Find by name", key="subject_begin_by_name", on_click=_begin, args=(actor, True))
    show_hint("It is recorded each time you begin a report, read its lines or make it.")


def _errors() -> list[FieldError]:
    """What is wrong in the form that was sent."""
    if not st.session_state.get(BY_NAME):
        return typed_errors({WHICH: "Case ID", FAMILY: "Family name"})
    errors, born = typed_errors({NAME: "Full name", BORN: "Date of birth"}), _born()
    is_said = BORN in [error.field_key for error in errors]
    return errors + ([FieldError(BORN, born)] if isinstance(born, str) and not is_said else [])


def _born() -> date | str | None:
    return read_day(str(st.session_state.get(BORN) or ""), "Date of birth", today=clock.today())


@callback
def _begin(actor: Actor, by_name: bool) -> None:
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    st.session_state[BY_NAME] = by_name
    st.session_state.pop(NOT_DONE, None)
    if _errors():
        return
    first, last = (NAME, BORN) if by_name else (WHICH, FAMILY)
    born, name = _born(), st.session_state[NAME if by_name else FAMILY]
    try:
        if by_name and isinstance(born, date):
            subject = subject_reports.begin_by_name(actor, name, born)
        else:
            subject = subject_reports.begin(actor, st.session_state[WHICH], family_name=name)
    except NotFound:
        st.session_state[NOT_DONE] = [FieldError(first, NO_SUCH_NAME if by_name else NOT_KEPT)]
    except SeveralFit:
        st.session_state[NOT_DONE] = [FieldError(first, SEVERAL_OF_NAME if by_name else SEVERAL)]
    except NotPermitted as refused:
        if refused.why != restrictions.NOT_TOGETHER:
            raise
        st.session_state[NOT_DONE] = [FieldError(last, NOT_TOGETHER)]
    else:
        subject_request.start(subject, name, subject_questions.WHO.name)


def _show_lines(actor: Actor, asked: subject_request.Request, counted: str) -> None:
    answers = subject_request.answers_of(asked.answers)
    prepared: Prepared = memory.opened_to_review(
        actor,
        subject_request.SCREEN,
        asked.subject.person_id,
        lambda shown: subject_reports.prepare(actor, asked.subject.person_id, answers, shown=shown),
    )
    is_none_ticked = bool(st.session_state.get(NONE_TICKED)) and not _ticked(prepared)
    errors = [FieldError(_key(prepared.lines[0]), NOTHING)] if is_none_ticked and prepared.lines else []
    show_errors("Check each line", errors, attempts=NONE_TICKED)
    show_page_heading("Check each line", f"Report on case ID {asked.subject.case_id or 'not known'}. {counted}")
    show_text("Only the lines you tick are in the report. Nothing is ticked for you. Every report says:")
    show_hint(f"“{WITHHELD}”")
    subject_questions.show_state(asked)
    _show_reminder(asked)
    if not prepared.lines:
        show_empty("Nothing may be in a report", ["Ask each service itself what it holds."])
    before = None
    for part, source, lines in grouped(prepared.lines):
        _show_group(asked, part, source, lines, is_first=part is not before)
        before = part
    if prepared.lines:
        st.button("Make the report", key="subject_make", type="primary", on_click=_make, args=(actor, asked, prepared))
        downloads.show_offered(KIND, "Download the report, to read through and print")
    st.button("Back a step", key="subject_back", type="tertiary", on_click=_back, args=(asked, prepared))
    st.button("Leave this report", key="subject_leave", type="tertiary", on_click=subject_request.leave)


def _show_reminder(asked: subject_request.Request) -> None:
    something = [name for name in EXEMPTIONS if asked.answers.get(name) == WEIGHED[1]]
    if something:
        show_warning(f"You said that something must be left out: {', '.join(something)}. Do not tick those lines.")


def _show_group(
    asked: subject_request.Request, part: Part, source: str, lines: Sequence[Line], *, is_first: bool
) -> None:
    if is_first:
        show_heading(HEADINGS[part])
    group = f"subject_group_{lines[0].line_id}"
    with st.container(key=group, gap="xxsmall"):
        if source:
            st.html(f'<p class="fc-legend" id="{group}_name">{html_text(source)}</p>')
            name_group(group, labelled_by=f"{group}_name")
        for line in lines:
            st.session_state.setdefault(_key(line), line.line_id in asked.ticked)
            officer = f" (Not in the report: {line.for_officer})" if line.for_officer else ""
            st.checkbox(label_text(f"{line_words(line)}{officer}"), key=_key(line), on_change=downloads.withdraw)


def _key(line: Line) -> str:
    return f"{subject_request.TICK}{line.line_id}"


def _ticked(prepared: Prepared) -> list[str]:
    return [line.line_id for line in prepared.lines if st.session_state.get(_key(line)) is True]


def _make(actor: Actor, asked: subject_request.Request, prepared: Prepared) -> None:
    asked.ticked = set(_ticked(prepared))
    st.session_state[NONE_TICKED] = st.session_state.get(NONE_TICKED, 0) + 1
    if not asked.ticked:
        return
    answers, lines = json.dumps(asked.answers), " ".join(sorted(asked.ticked))
    downloads.offer(actor, KIND, person_id=asked.subject.person_id, answers=answers, lines=lines)


def _back(asked: subject_request.Request, prepared: Prepared) -> None:
    asked.ticked = set(_ticked(prepared))
    downloads.withdraw()
    subject_request.go_to(asked, subject_questions.LOOK_UPS.name)
