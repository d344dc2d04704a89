"""The audit for managers: filters, what is worth checking, and the visits that match, newest first."""

from config import clock
from data_access.accounts.sessions import Actor
from data_access.oversight import many_opened, overdue_reports
from pages.components.audit_words import FLAG_WORDS, named_words
from pages.components.formatting import time_words
from pages.components.forms.error_summary import show_errors
from pages.components.frame import show_heading, show_hint, show_page_heading, show_warning
from pages.components.person_table import show_rows
from pages.screens.manager import audit_choice, audit_counts, audit_form, audit_visits
from pages.visit import memory
from pages.visit.audit_asked import ATTEMPT, Asked, ask, asked_now, what_was_done_by
from pages.visit.roles import may_see

TITLE = "Audit"


def show(actor: Actor) -> None:
    """The filters, the counts and the list; without filters everything, newest first."""
    asked = asked_now()
    errors = audit_form.errors_now(actor, asked)
    said = show_errors(TITLE, errors, attempts=ATTEMPT)
    show_page_heading(TITLE, "Who searched for and opened whom, and why. Your use of this page is also recorded.")
    is_first = asked == Asked() and may_see(actor.role, "spot_checks")
    if is_first:
        _show_overdue(actor)
    audit_form.show(actor, asked, said)
    if is_first:
        _show_many_opened(actor)
    if asked.typed or asked.typed_worker:
        audit_choice.show(actor, asked)
    elif asked.filters.username and not asked.filters.why:
        show_heading(list_words(asked))
        show_hint("Say above why you look at what this worker did, then press “Show visits”. Your reason is recorded.")
    else:
        show_heading(list_words(asked))
        if asked.person:
            show_hint(named_words(asked.person))
        audit_visits.fetch(actor, asked)
        audit_counts.show(actor, asked)
        audit_visits.show(actor, asked)


def list_words(asked: Asked) -> str:
    """What the list is, as the manager would ask for it."""
    if asked.person and asked.worker:
        return f"When {asked.worker} looked at {asked.person.name}"
    if asked.person:
        return f"Who has looked at {asked.person.name}"
    if asked.worker:
        return f"What {asked.worker} has done"
    return "Records" if asked.each else "Visits"


def _show_overdue(actor: Actor) -> None:
    """That reports have waited too long; nothing if none has."""
    found = overdue_reports.find_overdue(actor)
    if found is None:
        return
    reports, have = ("1 report", "has") if found.number == 1 else (f"{found.number} reports", "have")
    show_warning(
        f"{reports} of a record that is not right {have} waited for more than a working day, the oldest since "
        f"{time_words(found.oldest)}. Ask the data officer."
    )


def _show_many_opened(actor: Actor) -> None:
    """Who has opened many people today; nothing if no one has."""
    today = clock.today()
    found = memory.opened_in_audit(
        "audit", ("many", today, actor.revision), lambda: many_opened.list_many_opened(actor, today)
    )
    if not found:
        return
    show_heading("Many people opened today", note="There may be a good reason, such as duty. Ask the worker.")
    rows = [[one.display_name or one.username, ", ".join(FLAG_WORDS[flag] for flag in one.flags)] for one in found]
    names = [f"View what {row[0]} has done" for row in rows]
    show_rows(
        {"Worker": 40, "Flag": 0}, rows, names, caption="Workers", key="many_opened",
        on_view=lambda row: ask(what_was_done_by(found[row].username, found[row].display_name)),
    )  # fmt: skip
