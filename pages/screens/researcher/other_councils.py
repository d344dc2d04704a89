"""Another council's findings: bring its file in, see which are there, remove them."""

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.research import findings
from data_access.research.findings_file import MOST_SIGNS, FindingsFileError
from data_access.research.research_values import Finding
from pages.components.formatting import counted
from pages.components.forms.error_summary import FieldError
from pages.components.forms.text_field import field
from pages.components.forms.text_file import show_text_file
from pages.components.frame import show_heading, show_hint
from pages.components.text import label_text
from pages.visit.guard import callback

FILE, PROBLEMS, NOTICE = "findings_file", "findings_file_problems", "findings_notice"
TOO_LARGE = "The file is too large, or is not text"


def errors() -> list[FieldError]:
    """What is wrong with the file chosen last."""
    return [FieldError(FILE, problem) for problem in st.session_state.get(PROBLEMS, ())]


def show(actor: Actor, found: list[Finding], *, attempt: str) -> None:
    """The field, and each council with its button. `attempt` is the key that counts attempts."""
    show_heading("Another council’s findings")
    show_hint(
        "Choose the CSV that its “Findings” made. It is checked whole, and shown as text only. A new file of the same "
        "council replaces the one before. Your own findings in it are left out."
    )
    problems = st.session_state.get(PROBLEMS, ())
    with field(FILE, "Findings file", error=problems[0] if problems else ""):
        is_chosen, text = show_text_file("Findings file", key=FILE, accept=".csv", most=4 * MOST_SIGNS)
    if is_chosen:
        _bring_in(actor, text, attempt)
        st.rerun()
    councils = sorted({one.council for one in found if one.number is None})
    for council in councils:
        label = f"Remove the findings of {label_text(council)}"
        st.button(label, key=f"remove_{council}", on_click=_remove, args=(actor, council))


@callback
def _bring_in(actor: Actor, text: str, attempt: str) -> None:
    st.session_state.pop(PROBLEMS, None)
    try:
        counts = findings.bring_in(actor, text) if text else None
    except FindingsFileError as refused:
        _refuse(refused.problems, attempt)
    else:
        if counts is None:
            _refuse((TOO_LARGE,), attempt)
            return
        said = [f"{counted(number, 'finding')} of {name}" for name, number in counts.items()]
        st.session_state[NOTICE] = f"Brought in: {', '.join(said)}."


def _refuse(problems: tuple[str, ...], attempt: str) -> None:
    st.session_state[PROBLEMS] = problems
    st.session_state[attempt] = st.session_state.get(attempt, 0) + 1


@callback
def _remove(actor: Actor, council: str) -> None:
    st.session_state.pop(PROBLEMS, None)
    findings.remove_other(actor, council)
    st.session_state[NOTICE] = f"The findings of {council} are removed."
