"""Services at a glance: every service's flag under the person's name, and a jump to its section."""

from collections import Counter
from collections.abc import Mapping

from config.council import Council
from config.service import Service
from data_access.values import Answer, NoRecordsFound, NotShownAtThisAge, RecordsFound
from pages.components.details import fold_html
from pages.components.formatting import begun_small
from pages.components.services.contact_card import phone_html, phone_of, who
from pages.components.services.service_section import flag_html, section_id
from pages.components.services.service_words import date_words_of, flag_of, flags_of
from pages.components.text import html_text

AT_FIRST = 4
"""So many services are shown, as a rule; more of them fold under what they say."""


def glance_html(council: Council, answers: Mapping[str, Answer], opened: Mapping[str, Answer]) -> str:
    """The council's services in order: flag, date where it is old, whom to call.

    `answers` are what the page says of each service already. `opened` are the sections that were opened, with their
    records: only these give a name.
    """
    rows = [_row_html(service, answers[service.id], opened.get(service.id)) for service in council.services]
    # One service more would take as much room as the fold.
    shown = rows if len(rows) <= AT_FIRST + 1 else rows[:AT_FIRST]
    rest = rows[len(shown) :]
    more = fold_html(_more_words(council.services[len(shown) :], answers), f"<ul>{''.join(rest)}</ul>") if rest else ""
    return (
        '<section class="fc-glance" aria-labelledby="fc-glance"><h2 id="fc-glance">Services at a glance</h2>'
        f"<ul>{''.join(shown)}</ul>{more}</section>"
    )


def _more_words(services: tuple[Service, ...], answers: Mapping[str, Answer]) -> str:
    """How many more there are and what they say: nothing that was found may hide in a fold."""
    flags = Counter(flag_of(answers[service.id], service).words for service in services)
    said = ", ".join(f"{number} {begun_small(words)}" for words, number in flags.items())
    return f"{len(services)} more services: {said}"


def _row_html(service: Service, answer: Answer, opened: Answer | None) -> str:
    flags = "".join(map(flag_html, flags_of(answer, service)))
    look = "fc-glance-who fc-glance-age" if isinstance(answer, NotShownAtThisAge) else "fc-glance-who"
    return (
        f'<li class="fc-glance-service"><a class="fc-jump" href="#{section_id(service)}">{html_text(service.title)}</a>'
        f'<span class="fc-glance-flags">{flags}</span>'
        f'<span class="{look}">{_date_html(answer)}{_who_html(service, answer, opened)}</span></li>'
    )


def _date_html(answer: Answer) -> str:
    """The date of what is old."""
    is_old = isinstance(answer, RecordsFound | NoRecordsFound) and answer.source.out_of_date
    return f"Data of {html_text(date_words_of(answer.source))}. " if is_old else ""


def _who_html(service: Service, answer: Answer, opened: Answer | None) -> str:
    """Whom to call: the contact of an opened record, else the service's own number where it has given no record."""
    if isinstance(answer, NotShownAtThisAge):
        return f"Shown for people {html_text(service.ages.in_words)}"
    if not isinstance(answer, RecordsFound):
        return f"Call {phone_html(service.general_contact.phone)}"
    records = opened.records if isinstance(opened, RecordsFound) else None
    if answer.is_contact_doubted:
        return f"Call {phone_html(service.general_contact.phone)}: the contact was reported as wrong"
    if not records:
        return "Open to see who to call"
    title, _ = who(service, records[0].values)
    phone = phone_of(service, records[0].values) or service.general_contact.phone
    others = f" and {len(records) - 1} more" if len(records) > 1 else ""
    return f"<b>{html_text(title or 'Name not held')}</b> {phone_html(phone)}{others}"
