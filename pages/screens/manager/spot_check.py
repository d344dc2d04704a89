"""One spot check: the accesses that were drawn, and which of them to check."""

from functools import partial

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.oversight import spot_checks
from data_access.oversight.spot_checks import CheckedAccess
from pages.components.audit_words import (
    OUTCOME_WORDS,
    WAITS,
    flag_words,
    grounds_words,
    people_words,
    what_words,
    worker_words,
)
from pages.components.formatting import time_words
from pages.components.frame import show_back_and_new_search, show_notice, show_page_heading
from pages.components.person_table import show_rows
from pages.visit import memory, navigation, opening

NOTICE = "visit_checked_notice"
DELETED = "Deleted after its retention"


def show(actor: Actor) -> None:
    """The check that is open; the list where none is."""
    found = opening.opened("spot_check", "spot_checks", partial(spot_checks.get_check, actor), gone=back_to_checks)
    number = memory.chosen("spot_check")
    waiting = sum(not one.outcome for one in found)
    show_back_and_new_search("Back to spot checks", on_back=back_to_checks)
    show_page_heading(f"Spot check {number}", f"{waiting} of {len(found)} to check.")
    show_notice(st.session_state.pop(NOTICE, ""))
    titles = actor.council.titles
    rows = [_row(one, titles) for one in found]
    columns = {"When": 13, "Worker": 17, "What": 16, "Person": 15, "Reason": 0, "Outcome": 13}
    names = [f"View access {one.seq}, {row[3]}" for one, row in zip(found, rows, strict=True)]
    token = f"{number} {waiting}"

    def view(row: int) -> None:
        memory.choose("checked", (number, found[row].seq))
        navigation.go("checked")

    show_rows(columns, rows, names, token=token, header=1, caption="Accesses", key="accesses", on_view=view)


def back_to_checks() -> None:
    """To the list of checks."""
    memory.forget_chosen()
    navigation.go("spot_checks")


def _row(one: CheckedAccess, titles: dict[str, str]) -> list[str]:
    outcome = OUTCOME_WORDS.get(one.outcome, WAITS)
    if one.record is None:
        return [DELETED, f"Record {one.seq}", "", "", "", outcome]
    record = one.record
    reason = ". ".join(part for part in (grounds_words(record), flag_words(record)) if part)
    when = time_words(record.at)
    return [when, worker_words(record), what_words(record, titles), people_words(record), reason, outcome]
