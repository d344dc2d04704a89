"""The steps before a report on a person is read: who asks and with what right, the child's own view, the exemptions,
and whether look-ups may be in it. What was answered stays, whatever is wrong."""

from dataclasses import dataclass
from functools import partial

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.review.subject_report_values import (
    ASKED_BY,
    CHILD_VIEW,
    EXEMPTIONS,
    IDENTITY,
    LONGEST_AGREED,
    RESPONSIBILITY,
    WEIGHED,
)
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import show_in_field, show_text_area
from pages.components.frame import show_hint, show_page_heading, show_warning
from pages.components.text import label_text
from pages.visit import subject_request

AGREED, INCLUDE = "subject_agreed", "subject_include"
LEFT_OUT, INCLUDED = "Leave the look-ups out", "Include them: a manager of the case team has agreed"
ATTEMPT = "subject_attempt"


@dataclass(frozen=True)
class Question:
    """One question with its answers: the stored word, and what the screen says for it."""

    name: str
    label: str
    hint: str
    words: dict[str, str]

    @property
    def key(self) -> str:
        return f"subject_{self.name.replace(' ', '_')}"


@dataclass(frozen=True)
class Step:
    """Questions that are asked on one page, under one heading."""

    name: str
    heading: str
    intro: str
    questions: tuple[Question, ...] = ()


def _said(stored: tuple[str, ...], *words: str) -> dict[str, str]:
    return dict(zip(stored, words, strict=True))


WHO = Step(
    "identity", "Who is asking?", "Check this before you read anything.",
    (
        Question("asked_by", "Who asks for the report", "", _said(
            ASKED_BY, "The person themselves", "A parent, or someone else with parental responsibility",
            "Someone else with written authority, such as a solicitor")),
        Question("identity", "How their identity was checked", "And the authority, where someone acts for them.", _said(
            IDENTITY, "I have seen documents, such as a passport with proof of address",
            "A worker of the case team knows them and confirms it",
            "A service that checks identities has confirmed it")),
    ),
)  # fmt: skip
PARENT = Step(
    "responsibility", "Parental responsibility",
    "Being a parent is not enough. A birth certificate, an agreement or an order of a court shows it. Ask the case "
    "team whether an order restricts it.",
    (
        Question("responsibility", "Parental responsibility", "", _said(
            RESPONSIBILITY, "Not needed here", "I have seen it in writing", "It was not shown")),
    ),
)  # fmt: skip
CHILD = Step(
    "child_view", "The child’s own view",
    "The information is the child’s, and so is the right to it. A child who understands what it means, usually from "
    "about 12, decides. Ask their worker, not only the parent.",
    (
        Question("child_view", "What the child wants", "", _said(
            CHILD_VIEW, "The child asks for it, or agrees", "The child is too young to understand it",
            "The child does not agree")),
    ),
)  # fmt: skip
_WEIGHED = _said(WEIGHED, "Nothing must be left out for this", "Something must be left out for this")
EXEMPT = Step(
    "exemptions", "What the law lets you leave out",
    "Think of each one for this person, with the case team. You then choose line by line. The report says the same "
    "sentence whether or not anything was left out.",
    tuple(Question(name, label, hint, _WEIGHED) for name, (label, hint) in zip(EXEMPTIONS, (
        ("Crime", "It would hinder preventing or investigating a crime, or catching someone. Ask the police about "
         "their records. Data Protection Act 2018, Schedule 2, paragraph 2."),
        ("Serious harm", "It would be likely to harm the physical or mental health of the person or of anyone else. "
         "Schedule 3, Parts 2 and 3."),
        ("Child abuse data", "It says whether a child is or may be at risk of abuse, someone else asks for the child, "
         "and it is not in the child’s interest. Schedule 3, Part 5."),
        ("Adoption", "Adoption records and reports. Schedule 4, paragraph 3."),
        ("Third parties", "It would say something about someone else who has not agreed. Names of others are never "
         "offered here, but a line may still point to them. Schedule 2, paragraph 16."),
    ), strict=True)),
)  # fmt: skip
LOOK_UPS = Step(
    "look_ups", "Who looked them up",
    "Look-ups could tip someone off during an enquiry, so they are left out unless you decide otherwise, with the "
    "agreement of a manager of the case team. They name no worker.",
)  # fmt: skip


def steps(asked: subject_request.Request) -> list[Step]:
    """The steps for this person and the answers so far, in order."""
    is_parent = asked.answers.get("asked_by") == "a parent"
    some = [WHO, *([PARENT] if is_parent else []), *([CHILD] if asked.subject.is_child else [])]
    return [*some, EXEMPT, LOOK_UPS]


def show(actor: Actor, asked: subject_request.Request, step: Step, *, counted: str) -> None:
    """One step: its questions, and the way on and back."""
    errors = _errors(asked, step) if st.session_state.get(ATTEMPT) else []
    said = show_errors(step.heading, errors, attempts=ATTEMPT)
    show_page_heading(step.heading, f"Report on case ID {asked.subject.case_id or 'not known'}. {counted}")
    show_hint(step.intro)
    show_state(asked)
    with st.form(f"subject_{step.name}_form", border=False):
        for question in step.questions:
            _show_question(asked, question, said.get(question.key, ""))
        if step is LOOK_UPS:
            _show_look_ups(asked, said)
        st.form_submit_button(
            "Continue", key="subject_on", type="primary", on_click=partial(_go_on, asked, step)
        )  # fmt: skip
    st.button("Back a step", key="subject_back", type="tertiary", on_click=partial(_go_back, asked, step))


def show_state(asked: subject_request.Request) -> None:
    """What makes this report another than most: a restriction, or that the person is no longer in the files."""
    if asked.subject.is_restricted:
        show_warning(
            "This person is restricted. The report can only say that, and you may leave it out. To report more, ask "
            "each service itself."
        )
    if asked.subject.has_left:
        rest = "" if asked.subject.is_restricted else " The report can say what is still kept here, and for how long."
        show_warning(
            "This person is not in the files any more: no service’s record about them is held in the data in use."
            f"{rest}"
        )


def _show_question(asked: subject_request.Request, question: Question, error: str) -> None:
    answered = asked.answers.get(question.name)
    st.session_state.setdefault(question.key, answered if answered in question.words else None)
    show_in_field(
        st.radio, question.label, list(question.words), key=question.key, hint=question.hint, error=error, index=None,
        format_func=lambda word: label_text(question.words[word]),
    )  # fmt: skip


def _show_look_ups(asked: subject_request.Request, said: dict[str, str]) -> None:
    st.session_state.setdefault(INCLUDE, INCLUDED if asked.answers.get("agreed") else LEFT_OUT)
    st.session_state.setdefault(AGREED, asked.answers.get("agreed", ""))
    show_in_field(st.radio, "Look-ups", (LEFT_OUT, INCLUDED), key=INCLUDE, format_func=label_text)
    hint = "Only if you include them: the manager’s name, and the day they agreed. It is recorded."
    show_text_area("Who agreed", key=AGREED, hint=hint, error=said.get(AGREED, ""), optional=True)


def _keep(asked: subject_request.Request, step: Step) -> None:
    """Keep what is on the page, right or wrong."""
    for question in step.questions:
        asked.answers[question.name] = st.session_state.get(question.key) or ""
    if step is LOOK_UPS:
        is_included = st.session_state.get(INCLUDE) == INCLUDED
        asked.answers["agreed"] = " ".join(str(st.session_state.get(AGREED) or "").split()) if is_included else ""


def _go_on(asked: subject_request.Request, step: Step) -> None:
    _keep(asked, step)
    st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    if not _errors(asked, step):
        st.session_state.pop(ATTEMPT)
        following = steps(asked)
        place = following.index(step) + 1
        subject_request.go_to(asked, following[place].name if place < len(following) else subject_request.LINES)


def _go_back(asked: subject_request.Request, step: Step) -> None:
    _keep(asked, step)
    st.session_state.pop(ATTEMPT, None)
    before = steps(asked)
    place = before.index(step)
    if place:
        subject_request.go_to(asked, before[place - 1].name)
    else:
        subject_request.leave()


def _errors(asked: subject_request.Request, step: Step) -> list[FieldError]:
    missing = [
        FieldError(question.key, f"Choose an answer: {question.label}")
        for question in step.questions
        if asked.answers.get(question.name) not in question.words
    ]
    forbidden = subject_request.answers_of(asked.answers).forbids(is_child=asked.subject.is_child)
    if forbidden in [question.name for question in step.questions]:
        missing.append(FieldError(f"subject_{forbidden}", FORBIDDEN[forbidden]))
    return missing + (_look_up_errors(asked) if step is LOOK_UPS else [])


FORBIDDEN = {
    "responsibility": "No report can be made until parental responsibility has been shown",
    "child_view": "No report can be made against the child’s wish. Ask the data protection officer",
}


def _look_up_errors(asked: subject_request.Request) -> list[FieldError]:
    agreed = asked.answers.get("agreed", "")
    if st.session_state.get(INCLUDE) == INCLUDED and not agreed:
        return [FieldError(AGREED, "Enter who agreed, and when")]
    is_too_long = len(agreed) > LONGEST_AGREED
    return [FieldError(AGREED, f"This must be {LONGEST_AGREED} characters or fewer")] if is_too_long else []
