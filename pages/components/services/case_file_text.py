"""What is copied for the case file, as plain text: what was looked up, when, and each service's flag, date and contact.

Pure functions. No address, no offence and no other person is in it, because none is in what they are given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from config.council import Council
from config.service import Service
from data_access.values import Answer, CaseFileCopy, ContactValues, NotChecked, RecordsFound
from pages.components.formatting import cms_id_words, date_of_birth_words, name_words, time_words
from pages.components.services.contact_card import general_text, named_text
from pages.components.services.service_words import closed_lines, flags_of, folded_lines, plain, updated_line
from pages.components.text import one_line

FIRST_LINE = "Contains information from other services. Check before disclosing."
ONLY_LISTED = "No other service was looked up."


def case_file_text(council: Council, copied: CaseFileCopy, who: str) -> str:
    """The text to paste. `who` names the worker who looked it up."""
    name = name_words(copied.first_name, copied.family_name)
    born, case_id = date_of_birth_words(copied.date_of_birth), cms_id_words(copied.cms_id, council.cms.name)
    reason = f" Reason: {copied.reason}." if copied.reason else ""
    said = [_service_text(council, service, copied) for service in council.services]
    heading = [
        f"{name}. Born: {born}. Case ID: {case_id}.",
        f"Looked up in Family Context, {council.name}, by {who} on {time_words(copied.read_at)}.{reason} "
        "What was looked up has been recorded.",
    ]
    lines = [FIRST_LINE, "", *heading, "", *said, "", *_not_checked(council, copied.answers), ONLY_LISTED]
    return "\n".join(map(one_line, lines))


def _service_text(council: Council, service: Service, copied: CaseFileCopy) -> str:
    answer = _for_any_reader(copied.answers[service.id])
    flags = " ".join(f"{flag.words}." for flag in flags_of(answer, service))
    said = [plain(one) for one in closed_lines(council, service, answer, of_source=updated_line)]
    said += [plain(one) for one in folded_lines(service, answer)[-1:]]
    return " ".join([f"{service.title}: {flags}", *said, *_who_to_call(service, answer, copied.contacts)])


def _for_any_reader(answer: Answer) -> Answer:
    """Without whose report it was: whoever reads the file is not "you"."""
    if not isinstance(answer, RecordsFound | NotChecked):
        return answer
    return replace(answer, reports=tuple(replace(report, is_own=False) for report in answer.reports))


def _who_to_call(service: Service, answer: Answer, contacts: Mapping[str, Sequence[ContactValues]]) -> list[str]:
    """The contacts of an opened section; for any other answer the sentences before say whom to call."""
    if not isinstance(answer, RecordsFound):
        return []
    label = "Contact, reported as wrong" if answer.is_contact_doubted else "Contact"
    named = [f"{label}: {named_text(service, values)}." for values in contacts.get(service.id, ())]
    general = general_text(service.general_contact)
    return [*named, f"{'Or call' if named else 'The records were not opened. Call'} {general}."]


def _not_checked(council: Council, answers: Mapping[str, Answer]) -> list[str]:
    """Once more, all that could not be checked: it must not be lost among the others."""
    titles = [service.title for service in council.services if isinstance(answers[service.id], NotChecked)]
    return [f"Could not be checked: {', '.join(titles)}. There may be records."] if titles else []
