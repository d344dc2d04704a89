"""The family at a glance: a fold for each service, with each member's flag in it. Pure functions, as HTML."""

from collections import Counter
from collections.abc import Sequence

from config.council import Council
from config.service import Service
from data_access.values import Answer, FamilyMember, Individual, NoRecordsFound, NotChecked, RecordsFound
from pages.components.formatting import begun_small, date_of_birth_words, name_words
from pages.components.services.service_section import flag_html, line_html
from pages.components.services.service_words import closed_lines, date_words_of, flag_of, flags_of, folded_lines
from pages.components.text import html_text

OPEN_PAGE = "Open the person’s page"
MEANS = "What this means"


def family_html(council: Council, members: Sequence[FamilyMember]) -> str:
    """The council's services in order, each open, with the members in the order given.

    A service that a member has no answer of says to open the person's page.
    """
    return "".join(_service_html(council, service, members) for service in council.services)


def _service_html(council: Council, service: Service, members: Sequence[FamilyMember]) -> str:
    """One service. Where there is nothing but to open each person's page, it begins closed."""
    rows = "".join(_row_html(council, service, member) for member in members)
    is_open = " open" if any(service.id in member.answers for member in members) else ""
    said = html_text(f"{service.title}: {_counted(service, members)}")
    return f'<details class="fc-family"{is_open}><summary><h2>{said}</h2></summary><ul>{rows}</ul></details>'


def _counted(service: Service, members: Sequence[FamilyMember]) -> str:
    """How many members have which flag: what was found is told closed, too."""
    answers = [member.answers.get(service.id) for member in members]
    flags = Counter(OPEN_PAGE if answer is None else flag_of(answer, service).words for answer in answers)
    if set(flags) == {OPEN_PAGE}:
        return begun_small(OPEN_PAGE)
    return ", ".join(f"{begun_small(words)} ({number})" for words, number in flags.items())


def _row_html(council: Council, service: Service, member: FamilyMember) -> str:
    individual, answer = member.individual, member.answers.get(service.id)
    beside = member.relationship or f"Born {date_of_birth_words(individual.date_of_birth)}"
    who = f'<p class="fc-family-who"><b>{html_text(_name(individual))}</b> <span>{html_text(beside)}</span></p>'
    if answer is None:
        return f'<li>{who}<p class="fc-family-flag">{OPEN_PAGE}</p></li>'
    flags = "".join(map(flag_html, flags_of(answer, service)))
    lines = [*closed_lines(council, service, answer), *folded_lines(service, answer)]
    said = "".join(map(line_html, lines))
    return (
        f'<li>{who}<p class="fc-family-flag">{flags}{_date_html(answer)}</p>'
        f'<details class="fc-fold"><summary>{MEANS}<span class="fc-hidden">: {html_text(service.title)}, '
        f"{html_text(_name(individual))}</span></summary><div>{said}</div></details></li>"
    )


def _name(individual: Individual) -> str:
    return name_words(individual.first_name, individual.family_name)


def _date_html(answer: Answer) -> str:
    """The day of the data: shown beside what is old, and on focus beside the rest; always heard."""
    source = answer.source if isinstance(answer, RecordsFound | NoRecordsFound | NotChecked) else None
    if source is None or not source.readable:
        return ""
    look = "fc-family-date" if source.out_of_date else "fc-family-date fc-on-focus"
    return f'<span class="{look}">Data of {date_words_of(source)}</span>'
