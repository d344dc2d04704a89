"""A participant's record as two files: one readable page of HTML, and CSV for a spreadsheet. No name of anybody."""

from collections.abc import Iterator, Mapping
from itertools import chain

from markupsafe import Markup

from config.council import Council
from config.problems import SettingsError
from config.research_reading import read_research
from data_access.research.research_values import CONSENTS, Participant
from pages.components.details import Pair
from pages.components.documents.files import csv_file
from pages.components.documents.rendering import document, table_html
from pages.components.documents.research.research_words import (
    CONSENT_WORDS,
    EXPERIENCE_WORDS,
    KIND_WORDS,
    NOT_ASKED,
    OUTCOME_WORDS,
    ROLE_WORDS,
    clock_words,
    opened_words,
    ranking_words,
    shown_variations,
    took_words,
)
from pages.components.formatting import date_words

CSV_COLUMNS = ("participant", "council", "what", "at", "of", "words", "outcome")
NO_NAMES = "The participant is known by a code, and no one who was looked up is named. Keep it with the consents."


def titles_of(council: Council) -> dict[str, str]:
    """The title of each service and variation by ID; of no variation while a file of theirs cannot be read."""
    try:
        variations = {one.id: one.title for one in read_research(council).variations}
    except SettingsError:
        variations = {}
    return variations | council.titles


def scenario_titles(council: Council) -> dict[str, str]:
    """The title of each scenario by ID; of none while a file of theirs cannot be read."""
    try:
        return {one.id: one.title for one in read_research(council).scenarios}
    except SettingsError:
        return {}


def _facts(participant: Participant, council: Council, scenario: str) -> list[Pair]:
    """Who, when, what, and what they agreed to."""
    consents = [f"{CONSENT_WORDS[name]}: {'yes' if name in participant.consents else 'no'}" for name in CONSENTS]
    return [
        ("Participant", participant.code),
        ("Council", council.name),
        ("Day", date_words(participant.started_at.date())),
        ("Journey", str(participant.journey)),
        ("Scenario", scenario),
        ("Role", ROLE_WORDS.get(participant.role or "", NOT_ASKED)),
        ("Experience", EXPERIENCE_WORDS.get(participant.experience or "", NOT_ASKED)),
        ("Consents", consents),
        ("Worst for their work", ranking_words(participant)),
        ("Counted in the results", f"No: {participant.left_out.why}" if participant.left_out else "Yes"),
    ]


def tasks_html(participant: Participant) -> Markup:
    """The tasks in the order asked."""
    rows = [(one.title, took_words(one), OUTCOME_WORDS.get(one.outcome or "", "Running")) for one in participant.tasks]
    return table_html("Tasks", ("Task", "Time taken", "Outcome"), rows)


def notes_html(participant: Participant) -> Markup:
    """Notes and quotes as they are now; of a changed one, that it was."""
    rows = [
        (clock_words(one.noted_at), one.component, KIND_WORDS[one.kind], one.words + " (changed)" * bool(one.changes))
        for one in participant.notes
    ]
    return table_html("Notes and quotes", ("At", "Component", "Kind", "Words"), rows)


def variations_html(participant: Participant, titles: Mapping[str, str]) -> Markup:
    """What was not shown as it is: whose service, as what, and whether its section was opened."""
    rows = [(*line[:4], line[4] or "Not opened") for line in shown_variations(participant, titles)]
    return table_html("Variations shown", ("First shown", "Whose", "Service", "Shown as", "Section opened"), rows)


def opened_html(participant: Participant, titles: Mapping[str, str]) -> Markup:
    """Screens and sections opened, with the researcher's switches between them."""
    rows = [(clock_words(one.at), opened_words(one, titles)) for one in participant.opened]
    return table_html("Screens and sections opened", ("At", "What"), rows)


def record_page(participant: Participant, council: Council, scenario: str) -> bytes:
    """The record as one HTML file."""
    titles = titles_of(council)
    return document(
        "research_page.html",
        title=f"Participant {participant.code}",
        council_name=council.name,
        facts=_facts(participant, council, scenario),
        tasks=tasks_html(participant),
        notes=notes_html(participant),
        variations=variations_html(participant, titles) if shown_variations(participant, titles) else "",
        opened=opened_html(participant, titles),
        closing=NO_NAMES,
    ).encode()


def record_csv(participant: Participant, council: Council, scenario: str) -> bytes:
    """One line a fact: UTF-8, with the mark at the beginning that has Excel read it as such; no formulas."""
    of_whom = participant.code, council.short_name
    return csv_file(chain([CSV_COLUMNS], ((*of_whom, *line) for line in _lines(participant, council, scenario))))


def _lines(participant: Participant, council: Council, scenario: str) -> Iterator[tuple[str, str, str, str, str]]:
    titles = titles_of(council)
    yield "session", date_words(participant.started_at.date()), f"journey {participant.journey}", scenario, ""
    for name in CONSENTS:
        yield "consent", "", name, CONSENT_WORDS[name], "yes" if name in participant.consents else "no"
    yield "role", "", "", ROLE_WORDS.get(participant.role or "", NOT_ASKED), ""
    yield "experience", "", "", EXPERIENCE_WORDS.get(participant.experience or "", NOT_ASKED), ""
    if participant.left_out:
        yield "left out", date_words(participant.left_out.at.date()), "", participant.left_out.why, ""
    for task in participant.tasks:
        yield "task", clock_words(task.started_at), took_words(task), task.title, task.outcome or "running"
    for note in participant.notes:
        yield note.kind, clock_words(note.noted_at), note.component, note.words, "changed" if note.changes else ""
    for at, whom, service, variation, opened in shown_variations(participant, titles):
        yield "variation", at, f"{service}, {whom.lower()}", variation, f"opened {opened}" if opened else "not opened"
    for one in participant.opened:
        yield "opened", clock_words(one.at), "", opened_words(one, titles), ""
    for place, harm in enumerate(participant.ranking, 1):
        yield "harm", "", str(place), harm.replace("_", " "), ""
