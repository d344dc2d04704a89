"""How audit records are said: actions, people, flags, terms and outcomes in plain words. Pure functions."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from data_access.oversight.audit_records import AuditRecord, NamedPerson
from pages.components.formatting import counted, date_of_birth_words, date_words
from pages.components.report_words import CHOICES

ACTION_WORDS = {
    "searched": "Searched",
    "shown_individuals": "Was shown a list of people",
    "viewed_person": "Opened a person",
    "viewed_service": "Opened a service’s details",
    "listed_contacts": "Was shown the contacts found",
    "copied_contacts": "Copied the contacts found",
    "copied_for_case_file": "Copied for the case file",
    "confirmed_family": "Confirmed who belongs to a family",
    "stated_cover": "Stated cover to open a child",
    "listed_under_cover": "Was shown children under stated cover",
    "refused": "Was refused",
    "reported_record": "Reported a record as not right",
    "viewed_report": "Opened a report",
    "settled_report": "Settled a report: the record is right",
    "marked_record_wrong": "Marked a reported record as wrong",
    "reopened_report": "Opened a settled report again",
    "withdrew_report": "Took back a report",
    "withdrew_decision": "Withdrew a decision on a match",
    "listed_matches": "Was shown possible matches",
    "viewed_match": "Opened a possible match",
    "accepted_match": "Decided: same person",
    "rejected_match": "Decided: not the same person",
    "undid_link": "Undid a link",
    "asked_for_check": "Asked for a possible match to be checked",
    "said_why_many": "Said why they open many people",
    "signed_in": "Signed in",
    "sign_in_failed": "Failed to sign in",
    "counted_failures": "Failed sign-ins of one minute",
    "signed_out": "Ended the session",
    "timed_out": "Session ran out",
    "locked_out": "Was locked out after wrong passwords",
    "session_replaced": "Session ended: signed in elsewhere",
    "session_revoked": "Was signed out by council IT",
    "ticket_refused": "Was refused a sign-in from another browser",
    "changed_password": "Changed the password",
    "began_second_factor": "Was given a key for codes",
    "confirmed_second_factor": "Set up codes for signing in",
    "reset_second_factor": "Reset a worker’s codes for signing in",
    "saved_account": "Saved an account",
    "disabled_account": "Disabled an account",
    "released_account": "Unlocked an account",
    "loaded_extract": "Loaded information",
    "restricted_person": "Restricted a person",
    "unrestricted_person": "Removed a restriction",
    "settled_restriction": "Settled whom a restriction is about",
    "listed_restricted": "Was shown the restricted people",
    "began_subject_report": "Began a report on a person",
    "prepared_subject_report": "Was shown what a report on a person may say",
    "made_subject_report": "Made a report on a person",
    "read_audit": "Read the audit",
    "read_figures": "Was shown usage figures",
    "exported_audit": "Exported audit records",
    "downloaded_quality": "Downloaded the data quality report",
    "drew_spot_check": "Selected a spot check",
    "noted_outcome": "Saved the outcome of a spot check",
    "purged_audit": "Deleted old audit records",
    "settings_changed": "Settings were changed",
    "set_up_research": "Set up a research session",
    "varied_service": "Changed what a research session shows",
    "reset_research": "Reset for the next participant",
    "resumed_research": "Went on with a research session",
    "listed_scenario": "Was shown the people of a scenario",
    "started_research": "Started a participant’s record",
    "exported_research": "Exported research records",
    "deleted_research": "Deleted a participant’s record",
    "brought_in_findings": "Brought in another council’s findings",
    "made_backup": "Made a backup",
    "restored_backup": "Restored a backup",
    "moved_database": "Moved the database to PostgreSQL",
}
"""Every action of data_access/audit/chain.py, in the order in which a manager chooses one."""

FLAG_WORDS = {
    "same_family_name": "Same family name",
    "many_people_a_day": "Many people in a day",
    "many_people_a_case": "Many people under one case reference",
}
GROUP_WORDS = {
    "same_family_name": "Same family name",
    "cover": "Cover",
    "many_people": "Many people",
    "refusals": "Refused",
    "any_flag": "Any flag",
}
"""What is counted at the top of the audit, and all of it together (data_access/oversight/audit_filters.py)."""
ACTION_FLAGS = {"stated_cover": "Cover", "listed_under_cover": "Cover", "refused": "Refused"}
OUTCOME_WORDS = {
    "as_expected": "As expected",
    "to_follow_up": "To follow up",
    "not_justified": "Not justified",
}
WAITS = "To check"
ROLE_WORDS = {
    "social_worker": "social worker",
    "manager": "manager",
    "data_officer": "data officer",
    "service_lead": "service lead",
    "researcher": "researcher",
    "administrator": "administrator",
    "system": "on the command line",
    "none": "not signed in",
}
_ABOUT_LABELS = {
    "why": "Why",
    "failures": "Wrong passwords from this address so far",
    "minute": "Minute (UTC)",
    "failures_in_minute": "Failed sign-ins in that minute",
    "most_from": "Most came from",
    "asked_for": "Asked for",
    "cover": "Cover stated",
    "reason": "Reason given",
    "note": "Note",
    "outcome": "Outcome",
    "record": "Record",
    "report": "Report",
    "kind": "What is wrong",
    "said": "What the worker wrote",
    "check": "Spot check",
    "before": "Before",
    "number": "Number",
    "records": "Records",
    "person_asked_for": "Person asked for",
    "asked_by": "Who asked for the report",
    "identity": "How their identity was checked",
    "responsibility": "Parental responsibility",
    "child_view": "The child’s own view",
    "look_ups": "Look-ups included",
    "agreed": "Who agreed to include look-ups",
    "lines": "Lines to choose from",
    "lines_sent": "Lines in the report",
    "checked": "Entries of a list checked",
    "changed": "Settings changed",
    "decision": "Decision",
    "many_opened_on": "Workers who opened many people on",
    "workers": "Workers",
    "first": "First record",
    "last": "Last record",
    "by_visit": "Read by visit",
    "counted": "Counts were shown",
    "spot_checks": "Quarters of spot checks",
}
_KINDS = {kind.value: words for kind, words in CHOICES.items()}
_FILTERS = {"username": "worker", "why": "reason", "person_id": "person", "first_day": "from", "last_day": "to"}


def action_words(action: str) -> str:
    """What was done.

    >>> action_words("viewed_person"), action_words("of_a_newer_version")
    ('Opened a person', 'of a newer version')
    """
    return ACTION_WORDS.get(action, action.replace("_", " "))


def what_words(record: AuditRecord, service_titles: Mapping[str, str]) -> str:
    """What was done, with the service's name where it was one: "Opened Police details"."""
    if record.action == "viewed_service" and record.service_id:
        return f"Opened {service_titles.get(record.service_id, record.service_id)} details"
    return action_words(record.action)


def flag_words(*records: AuditRecord) -> str:
    """What a manager should look at first in these records, each once; "" for nothing."""
    actions = [ACTION_FLAGS[one.action] for one in records if one.action in ACTION_FLAGS]
    flags = [FLAG_WORDS.get(flag, flag) for one in records for flag in one.flags]
    return ", ".join(dict.fromkeys([*actions, *flags]))


def worker_words(record: AuditRecord) -> str:
    """Who did it: the name and user name, or the user name alone where there is no account any more."""
    return f"{record.display_name}, {record.username}" if record.display_name else record.username


def named_words(person: NamedPerson) -> str:
    """A person in one line.

    >>> named_words(NamedPerson("p", "249014", "Dominic Pierce", date(1990, 4, 3)))
    'Dominic Pierce, born 03/04/1990, case ID 249014'
    """
    if person.is_hidden:
        return person.name
    born = date_of_birth_words(person.date_of_birth)
    born = f"born {born}" if person.date_of_birth else "date of birth not known"
    case_id = f", case ID {person.cms_id}" if person.cms_id else ""
    return f"{person.name or 'Name not known'}, {born}{case_id}"


def people_words(record: AuditRecord, asked_for: NamedPerson | None = None) -> str:
    """Whom the record names, in few words: "" for nobody, one by name, or one and how many others.

    Where a person was asked for, they are the one.
    """
    if not record.people:
        return ""
    people = sorted(record.people, key=lambda one: asked_for is None or one.name != asked_for.name)
    first, *others = [person.name or "Name not known" for person in people]
    if not others:
        return first
    return f"{first} and {counted(len(others), 'other')}"


def grounds_words(record: AuditRecord) -> str:
    """Why it was done; a search says what was searched for besides."""
    grounds, terms = reason_words(record), terms_words(record.about.get("terms", {}))
    return f"For {terms}. {grounds}".strip() if terms else grounds


def reason_words(record: AuditRecord) -> str:
    """The reason and case reference, "" where none was asked for."""
    return ", ".join(part for part in (record.grounds.reason, record.grounds.case_reference) if part)


def terms_words(terms: Mapping[str, str | None]) -> str:
    """What was searched for.

    >>> terms_words({"first_name": "Dominic", "family_name": "Pierce", "date_of_birth": "1990-04-03", "case_id": ""})
    'Dominic Pierce, born 03/04/1990'
    """
    name = " ".join(filter(None, (terms.get("first_name"), terms.get("family_name"))))
    born = terms.get("date_of_birth")
    parts = [name, f"born {date_words(date.fromisoformat(born))}" if born else ""]
    parts.append(f"case ID {terms['case_id']}" if terms.get("case_id") else "")
    return ", ".join(part for part in parts if part)


def about_pairs(record: AuditRecord, service_titles: Mapping[str, str]) -> list[tuple[str, str | list[str]]]:
    """What the action adds, as labels and values."""
    pairs: list[tuple[str, str | list[str]]] = []
    of_worker = "username" in record.about.get("filters", {})
    for key, value in record.about.items():
        # Of one worker there is never a number, in records of earlier versions neither.
        if key == "records" and of_worker:
            continue
        if key == "terms":
            pairs.append(("Searched for", terms_words(value) or "Nothing"))
        elif key == "found":
            pairs.append(("Found", _found_words(value)))
        elif key == "flags":
            shown = [f"{service_titles.get(service, service)}: {answer}" for service, answer in value.items()]
            pairs.append(("What the page showed", shown))
        elif key == "out_of_date":
            late = [service_titles.get(service, service) for service in value] if isinstance(value, list) else value
            pairs += [("May be out of date", late if late is not True else "Yes")] if late else []
        elif key == "filters":
            pairs.append(("Filters", [_filter_words(*one) for one in value.items()] or "None"))
        elif key == "kind":
            pairs.append((_ABOUT_LABELS[key], _KINDS.get(value, value)))
        elif value not in (None, "", [], {}):
            pairs.append((_ABOUT_LABELS.get(key, key.replace("_", " ").capitalize()), _plain(value)))
    return pairs


def _found_words(found: Mapping[str, Any]) -> str:
    if found.get("direct"):
        return "One person, by case ID"
    if found.get("case_id_of_another"):
        return "The case ID is another person’s"
    if found.get("looks_like"):
        return f"Nothing was looked up: a {found['looks_like']} was typed in the place of a name or case ID"
    if found.get("too_many"):
        return f"{'At least ' if found.get('more_than') else ''}{found['too_many']:,} people, too many to list"
    return f"{counted(found.get('matches', 0), 'match', 'matches')} and {found.get('similar', 0):,} similar"


def _filter_words(name: str, value: str) -> str:
    if name == "action":
        return f"action: {action_words(value)}"
    if name == "flag":
        return f"flag: {(FLAG_WORDS | GROUP_WORDS).get(value, value)}"
    return f"{_FILTERS.get(name, name)}: {value}"


def _plain(value: object) -> str | list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, dict):
        return [f"{key.replace('_', ' ')}: {one}" for key, one in value.items()]
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\3/\2/\1", str(value))
