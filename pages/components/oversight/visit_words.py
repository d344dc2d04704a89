"""How a visit in the audit is said in one row: when, who, whom, what, why, and what to check. Pure functions."""

from collections.abc import Iterable, Mapping

from config.clock import LONDON
from data_access.oversight.audit_records import AuditRecord, AuditVisit, NamedPerson
from pages.components.audit_words import (
    action_words,
    flag_words,
    people_words,
    reason_words,
    terms_words,
    what_words,
    worker_words,
)
from pages.components.formatting import begun_small, clock_words, listed_words, time_words

_DONE = {
    "viewed_person": "Opened",
    "refused": "was refused",
    "listed_contacts": "was shown the contacts",
    "copied_contacts": "copied the contacts",
    "copied_for_case_file": "copied for the case file",
    "confirmed_family": "confirmed who belongs to the family",
    "reported_record": "reported a record as not right",
    "withdrew_report": "took back a report",
    "asked_for_check": "asked for a possible match to be checked",
    "said_why_many": "said why they open many people",
}
"""What was done besides searching, in few words, in the order in which it is said."""
ONLY_LISTED = ("searched", "shown_individuals", "listed_under_cover")
"""The actions that show no one but in a list."""
_FOUND = {"searched": "Searched", "shown_individuals": "was shown a list", "listed_under_cover": "was shown a list"}


def visit_row(visit: AuditVisit, titles: Mapping[str, str], asked_for: NamedPerson | None = None) -> list[str]:
    """The cells of a visit: when, worker, person, what, why, flag."""
    return [
        when_words(visit),
        worker_words(visit.newest),
        people_words(_most_people(visit.records), asked_for),
        what_was_done(visit, titles),
        why_words(visit),
        flag_words(*visit.records),
    ]


def when_words(visit: AuditVisit) -> str:
    """From the first record to the last: "29/11/2026 at 14:05", or "29/11/2026 at 14:05 to 14:20"."""
    first, last = visit.records[0].at, visit.newest.at
    begun, ended = time_words(first), time_words(last)
    if begun == ended:
        return begun
    same_day = first.astimezone(LONDON).date() == last.astimezone(LONDON).date()
    return f"{begun} to {clock_words(last) if same_day else ended}"


def what_was_done(visit: AuditVisit, titles: Mapping[str, str]) -> str:
    """What the worker did in the visit, the most telling first: "Opened, School and Police details"."""
    if visit.newest.action in ("read_audit", "exported_audit", "read_figures"):
        return action_words("read_audit") if visit.number != visit.newest.seq else what_words(visit.newest, titles)
    actions = dict.fromkeys(record.action for record in visit.records)
    services = [titles.get(service, service) for service in visit.services]
    if len(actions) == 1 and len(services) < 2:
        return what_words(visit.newest, titles)
    done = [words for action, words in _DONE.items() if action in actions]
    if services:
        done.insert("viewed_person" in actions, f"{listed_words(services)} details")
    done = done or list(dict.fromkeys(_FOUND[action] for action in actions if action in _FOUND))
    done = done or [begun_small(action_words(action)) for action in actions]
    said = ", ".join(done)
    return said[:1].upper() + said[1:]


def why_words(visit: AuditVisit) -> str:
    """Why: reason and case reference, cover, what was searched for, why something was refused; each once."""
    reasons = dict.fromkeys(reason_words(record) for record in visit.records)
    covers = dict.fromkeys(record.grounds.cover for record in visit.records if record.grounds.cover)
    terms = dict.fromkeys(terms_words(record.about.get("terms", {})) for record in visit.records)
    whys = dict.fromkeys(_sentence(record) for record in visit.records)
    parts = [
        *reasons,
        *(f"Cover: {cover}" for cover in covers),
        *(f"Searched for {one}" for one in terms if one),
        *whys,
    ]
    return ". ".join(part for part in parts if part)


def _most_people(records: Iterable[AuditRecord]) -> AuditRecord:
    """The record that says whom the visit was about: the one that names most, where no one was opened."""
    return max(records, key=lambda record: len(record.people))


def _sentence(record: AuditRecord) -> str:
    """Why something was refused, or why a worker opens many people."""
    why = record.about.get("why")
    if not isinstance(why, str) or record.action not in ("refused", "said_why_many"):
        return ""
    return f"{'Refused' if record.action == 'refused' else 'Many people'}: {why}"
