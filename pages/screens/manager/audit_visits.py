"""The visits that match, newest first, a page at a time: each opens into its records. And the same as a file."""

from dataclasses import dataclass, replace

import streamlit as st

from data_access.accounts.sessions import Actor
from data_access.oversight import audit_export, audit_list
from data_access.oversight.audit_records import AuditRecord, AuditVisit, NamedPerson, Place
from data_access.oversight.visits import visit_list
from pages.components.audit_words import flag_words, grounds_words, people_words, what_words, worker_words
from pages.components.formatting import time_words
from pages.components.frame import show_empty, show_heading, show_hint
from pages.components.oversight.visit_words import visit_row
from pages.components.person_table import rows_token, show_rows
from pages.visit import downloads, memory, navigation
from pages.visit.audit_asked import Asked

COLUMNS = {"When": 14, "Worker": 15, "Person": 14, "What": 20, "Why": 0, "Flag": 9}


def show(actor: Actor, asked: Asked) -> None:
    """The list, the ways to its other pages, and the file."""
    listed = fetch(actor, asked)
    rows = listed.rows
    if not rows:
        show_empty("No matching records", ["No records match these filters. Remove one, or choose a longer period."])
        return
    # Where one person was asked for, every row would name them.
    left_out = {"Person"} if asked.person and not asked.each else set()
    left_out |= set() if any(row[-1] for row in rows) else {"Flag"}
    columns = {column: width for column, width in COLUMNS.items() if column not in left_out}
    cells = [[cell for column, cell in zip(COLUMNS, row, strict=True) if column in columns] for row in rows]
    # On a narrow page a visit is a few short lines, and what it says needs no labels.
    labels = [column if column == "Flag" else "" for column in columns]

    def view(row: int) -> None:
        screen, which = listed.opens[row]
        memory.choose(screen, which)
        navigation.go(screen)

    show_rows(
        columns, cells, listed.names, token=rows_token(rows), header=1, labels=labels,
        caption="Records" if asked.each else "Visits", key="audit_records", on_view=view,
    )  # fmt: skip
    _show_pages(asked, listed)
    _show_export(actor, asked)


@dataclass(frozen=True)
class Listed:
    """The rows of a page, the names of their buttons, the screen and thing that each opens, the place of the last row
    if there are older ones, and the newest record there was when the first page was read."""

    rows: list[list[str]]
    names: list[str]
    opens: list[tuple]
    older_than: Place | None
    upto: int | None


def fetch(actor: Actor, asked: Asked) -> Listed:
    """The page of the list, read and recorded once. Asked for before anything else is recorded of the same run, or the
    list would begin with that."""
    titles = actor.council.titles
    return (_records if asked.each else _visits)(actor, asked, titles)


def _visits(actor: Actor, asked: Asked, titles: dict[str, str]) -> Listed:
    before = asked.befores[-1] if asked.befores else None
    page = memory.opened_in_audit(
        "audit",
        (asked, actor.revision),
        lambda: visit_list.list_visits(actor, asked.filters, before=before, upto=asked.upto),
    )
    rows = [visit_row(visit, titles, asked.person) for visit in page.visits]
    names = [_view_words(visit, row) for visit, row in zip(page.visits, rows, strict=True)]
    opens = [_opens(visit, asked.filters.person_id) for visit in page.visits]
    return Listed(rows, names, opens, page.visits[-1].place if page.has_older else None, page.upto)


def _view_words(visit: AuditVisit, row: list[str]) -> str:
    """The name of a row's button: "View 1204: Helen Marks, Dominic Pierce, opened"."""
    return f"View {visit.number}: " + ", ".join(part for part in row[1:4] if part)


def _opens(visit: AuditVisit, person_id: str) -> tuple:
    """A visit of one record opens as that record."""
    if len(visit.records) == 1 and visit.number == visit.newest.seq:
        return "record", visit.number
    return "audit_visit", (visit.number, person_id)


def _records(actor: Actor, asked: Asked, titles: dict[str, str]) -> Listed:
    before = asked.befores[-1] if asked.befores else None
    page = memory.opened_in_audit(
        "audit", (asked, actor.revision), lambda: audit_list.list_records(actor, asked.filters, before=before)
    )
    rows = [_record_row(record, titles, asked.person) for record in page.records]
    names = [f"View record {record.seq}, {what_words(record, {})}" for record in page.records]
    opens = [("record", record.seq) for record in page.records]
    return Listed(rows, names, opens, page.records[-1].place if page.has_older else None, None)


def _record_row(record: AuditRecord, titles: dict[str, str], person: NamedPerson | None) -> list[str]:
    people = people_words(record, person)
    what = what_words(record, titles)
    return [time_words(record.at), worker_words(record), people, what, grounds_words(record), flag_words(record)]


def _show_pages(asked: Asked, listed: Listed) -> None:
    with st.container(key="fc-pages", horizontal=True, vertical_alignment="center", gap="medium"):
        st.html('<p class="fc-hint">Newest first</p>')
        if asked.befores:
            newer = replace(asked, befores=asked.befores[:-1], upto=listed.upto if len(asked.befores) > 1 else None)
            st.button("Newer ones", key="newer", on_click=memory.choose, args=("audit", newer))
        if listed.older_than is not None:
            older = replace(asked, befores=(*asked.befores, listed.older_than), upto=listed.upto)
            st.button("Older ones", key="older", on_click=memory.choose, args=("audit", older))
        other = replace(asked, each=not asked.each, befores=(), upto=None)
        words = "Show visits, not single records" if asked.each else "Show every record on its own line"
        st.button(words, key="each_record", type="tertiary", on_click=memory.choose, args=("audit", other))


def _show_export(actor: Actor, asked: Asked) -> None:
    """The way to a file: a ticket first, then its link, for as long as these filters are on the screen."""
    show_heading("These visits as a file")
    most = f"{audit_export.MOST_EXPORTED:,}"
    show_hint(
        f"For a spreadsheet, with every record of each visit, the newest {most} at most. It names people: keep it "
        "where you keep case files, and delete it when you are done. The export is recorded."
    )
    options = downloads.filter_options(asked.filters)
    st.button("Export as CSV", key="export", on_click=downloads.offer, args=(actor, "audit"), kwargs=options)
    downloads.show_offered("audit", f"Download {downloads.audit_name(actor, asked.filters)}", options)
