"""Findings of all councils, laid out as the research report has them: component, council, finding, how many, action."""

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.research import findings
from data_access.research.research_values import Finding
from pages.components.assets import show_styles
from pages.components.documents.research import findings_files
from pages.components.formatting import counted
from pages.components.forms.error_summary import FieldError, show_errors
from pages.components.forms.text_field import show_in_field, show_text_field
from pages.components.frame import show_empty, show_heading, show_hint, show_notice, show_page_heading, show_text
from pages.screens.researcher import other_councils
from pages.screens.researcher.other_councils import NOTICE
from pages.visit import downloads
from pages.visit.guard import callback

TITLE = "Findings"
WHICH, ACTION, WRONG, ATTEMPT = "finding_which", "finding_action", "finding_wrong", "finding_attempt"
SUPPORT = "finding_support"
SUPPORTED_BY = {1: "All", 2: "More than one participant", 3: "More than two participants"}


def show(actor: Actor) -> None:
    """The findings, those that enough participants support; what is to be done about one; the files; other councils."""
    found = findings.list_findings(actor)
    wrong = st.session_state.get(WRONG)
    mistakes = [*([FieldError(ACTION, wrong)] if wrong else []), *other_councils.errors()]
    show_errors(TITLE, mistakes, attempts=ATTEMPT)
    show_page_heading(TITLE, "What participants’ notes and quotes show, by component of the screens.")
    show_notice(st.session_state.pop(NOTICE, ""))
    show_styles("documents/research/research.css")
    if found:
        _show_findings(found)
        _show_files(actor)
        _show_action(actor, [one for one in found if one.number is not None], wrong)
    else:
        words = "Name a finding beside a note in a participant’s record. It is then listed here."
        show_empty("None yet", [words])
    other_councils.show(actor, found, attempt=ATTEMPT)


def _show_findings(found: list[Finding]) -> None:
    words = SUPPORTED_BY.__getitem__
    least = show_in_field(st.radio, "Supported by", list(SUPPORTED_BY), key=SUPPORT, format_func=words, horizontal=True)
    shown = [one for one in found if one.participants >= least]
    every = counted(len(found), "finding")
    show_text(every if len(shown) == len(found) else f"{len(shown)} of {every}")
    if shown:
        st.html(findings_files.findings_html(shown))


def _show_files(actor: Actor) -> None:
    show_heading("Download all findings")
    show_hint("Both files have no names. The page has the results too; another council can bring the CSV in.")
    with st.container(key="findings_files", horizontal=True, gap="small"):
        for kind, label in (("findings_html", "Make a page to hand over"), ("findings_csv", "Make a CSV")):
            st.button(label, key=kind, on_click=downloads.offer, args=(actor, kind))
    downloads.show_offered("findings_html", f"Download findings-{actor.council.id}.html")
    downloads.show_offered("findings_csv", f"Download findings-{actor.council.id}.csv")


def _show_action(actor: Actor, own: list[Finding], wrong: str | None) -> None:
    if not own:
        return
    show_heading("Record an action")
    titles = {one.number: f"{one.component}: {one.words}" for one in own}
    with st.form("finding_form", border=False):
        show_in_field(st.selectbox, "Finding", list(titles), key=WHICH, format_func=titles.__getitem__)
        hint = "For example, no change, or change the wording. It replaces the action before."
        show_text_field("Action", key=ACTION, hint=hint, error=wrong or "", max_chars=1_200)
        st.form_submit_button("Save", key="finding_keep", type="primary", on_click=_keep, args=(actor,))


@callback
def _keep(actor: Actor) -> None:
    st.session_state.pop(WRONG, None)
    try:
        findings.set_action(actor, st.session_state[WHICH], str(st.session_state.get(ACTION, "")))
    except ValueError as refused:
        st.session_state[WRONG] = str(refused)
        st.session_state[ATTEMPT] = st.session_state.get(ATTEMPT, 0) + 1
    else:
        st.session_state[ACTION] = ""
