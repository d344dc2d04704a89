"""What is said about one service before it is opened: its flag and its sentences. Pure functions, no drawing.

A false "No records found" is the worst thing this tool can do, so every answer has words of its own, and an answer
from an old extract never says "No records found".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from config import clock
from config.council import Council
from config.service import GeneralContact, Service
from data_access.values import (
    Answer,
    MatchCheck,
    NoRecordsFound,
    NotChecked,
    NotShownAtThisAge,
    RecordsFound,
    ReportState,
    SourceState,
    WhyNotChecked,
)
from pages.components.formatting import date_words, time_words
from pages.components.report_words import hidden_words, state_words


@dataclass(frozen=True)
class Flag:
    """A flag, told apart by its sign, its words and its tone."""

    sign: str
    words: str
    tone: str


AVAILABLE = Flag("✓", "Records available", "available")
NONE_FOUND = Flag("–", "No records found", "none")
NOT_CHECKED = Flag("!", "Could not be checked", "not-checked")
NOT_AT_THIS_AGE = Flag("○", "Not shown at this age", "age")
OUT_OF_DATE = Flag("◷", "May be out of date", "out-of-date")


@dataclass(frozen=True)
class Part:
    """A piece of a sentence: plain, strong, or a telephone number to call."""

    text: str
    strong: bool = False
    phone: bool = False


Line = tuple[Part, ...]


def line(*pieces: str | Part) -> Line:
    return tuple(Part(piece) if isinstance(piece, str) else piece for piece in pieces)


def plain(said: Line) -> str:
    """The sentence as text.

    >>> plain(line("Call ", Part("0161 496 0204", phone=True), "."))
    'Call 0161 496 0204.'
    """
    return "".join(part.text for part in said)


def flag_of(answer: Answer, service: Service) -> Flag:
    """The flag beside the service's title."""
    match answer:
        case NoRecordsFound(source, only_in_window=True) if not source.out_of_date and service.group:
            return Flag(NONE_FOUND.sign, f"No records in the last {service.group.window.in_words}", NONE_FOUND.tone)
        case RecordsFound():
            return AVAILABLE
        case NoRecordsFound(source):
            return OUT_OF_DATE if source.out_of_date else NONE_FOUND
        case NotShownAtThisAge():
            return NOT_AT_THIS_AGE
        case _:
            return NOT_CHECKED


def flags_of(answer: Answer, service: Service) -> list[Flag]:
    """The flag, and beside "Records available" a second one when its source is old."""
    is_old = isinstance(answer, RecordsFound) and answer.source.out_of_date
    return [flag_of(answer, service), *([OUT_OF_DATE] if is_old else [])]


def expected_words(expected_every: str) -> str:
    """How often a source should be updated, as a person would say it.

    >>> expected_words("1 day"), expected_words("7 days"), expected_words("2 weeks")
    ('every day', 'every week', 'every 2 weeks')
    """
    number, _, unit = expected_every.strip().partition(" ")
    if number == "7" and unit == "days":
        return "every week"
    return f"every {unit}" if number == "1" and unit else f"every {expected_every.strip()}"


def out_of_date_line(source: SourceState) -> Line:
    """Why the source may be out of date."""
    return line(
        Part("This information may be out of date.", strong=True),
        f" It should be updated {expected_words(source.expected_every)}.",
    )


def provenance_line(council: Council, service: Service, source: SourceState) -> Line:
    """When the information was last updated, where it comes from and what it covers: one paragraph."""
    updated = line("Information was last updated on ", Part(time_words(source.current_as_of), strong=True), ". ")
    return updated + comes_from_line(council, service, source)


def updated_line(council: Council, service: Service, source: SourceState) -> Line:
    """When the information was last updated, and of what area it is: what a copy says of a source."""
    area = f" It covers {source.coverage_area} only." if source.coverage_area.strip() else ""
    return line(f"Information was last updated on {time_words(source.current_as_of)}.{area}")


def comes_from_line(council: Council, service: Service, source: SourceState) -> Line:
    """Where the information comes from: the service first, because the names of the systems mean little to people.

    Where only entries inside a window are held, the window is the period covered.
    """
    database = f"{council.short_name} {service.database} database: {source.system_name}"
    area = f" It covers {source.coverage_area} only." if source.coverage_area.strip() else ""
    first, last = date_words(source.coverage_start_date), date_words(source.coverage_end_date)
    if service.window is None:
        covers, period = " and covers the period of ", f"{first} to {last}"
    else:
        covers, period = " and covers ", f"the last {service.window.in_words}, up to {last}"
        longest = max(service.window.years.values())
        if source.coverage_start_date > clock.years_before(source.coverage_end_date, longest):
            area = f" It holds nothing before {first}.{area}"
    return line("Information comes from ", Part(database, strong=True), covers, Part(period, strong=True), f".{area}")


def call_line(contact: GeneralContact, *, why: str = "") -> Line:
    """Whom to call when there is no record to name anybody, when they answer, and whom to call otherwise."""
    hours = f" ({contact.opening_hours})" if contact.opening_hours else ""
    said = line(f"Call {contact.name} on ", Part(contact.phone, phone=True), f"{why}{hours}.")
    if contact.out_of_hours_phone is None:
        return said
    return said + line(" Out of hours: ", Part(contact.out_of_hours_phone, phone=True), ".")


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def reason_line(service: Service, reason: WhyNotChecked, reports: tuple[ReportState, ...] = ()) -> Line:
    """Why the service could not be checked. Each says that there may be records."""
    maybe = " There may be records."
    said = {
        WhyNotChecked.SOURCE_UNREADABLE: (f"The {service.database} information could not be read.", maybe),
        WhyNotChecked.SOURCE_MISSING: (f"No {service.database} information has been loaded.", maybe),
        WhyNotChecked.MATCH_PENDING: ("A data officer needs to check a possible match.", maybe),
        WhyNotChecked.IN_DOUBT: ("A record is similar, but we could not tell if it is about this person.", maybe),
        WhyNotChecked.NO_DATE_OF_BIRTH: (
            "We do not have a date of birth, so we cannot match this person safely.", maybe,
        ),
        WhyNotChecked.NO_FULL_NAME: ("We do not have a full name, so we cannot match this person safely.", maybe),
        WhyNotChecked.AGE_UNKNOWN: (
            f"Age not known, and this service is shown only for people {service.ages.in_words}.", maybe,
        ),
        WhyNotChecked.RECORD_UNREADABLE: ("There is a record, but it could not be read.", ""),
        WhyNotChecked.SEVERAL_PEOPLE: (
            f"The {service.database} extract has several people under one number, so we could not tell whose its "
            "record is.", maybe,
        ),
        WhyNotChecked.SAID_NOT_KNOWN: (
            f"The {service.database} extract says that it is not known if there is a record.", maybe,
        ),
        WhyNotChecked.NEW_SINCE: (
            f"The last {service.database} extract did not arrive. Since the one before, this person is new, or their "
            "numbers have changed.", maybe,
        ),
        WhyNotChecked.RELOAD_NEEDED: (
            f"The {service.database} extract must be loaded again before it can be shown.", maybe,
        ),
        WhyNotChecked.YES_WITHOUT_DETAILS: (_yes_without_details(service), maybe),
        WhyNotChecked.REPORTED: (
            "A record was reported as not right.", hidden_words(reports),
        ),
    }  # fmt: skip
    first, then = said[reason]
    return line(Part(first, strong=True), then)


def _yes_without_details(service: Service) -> str:
    """A service without a group never gives this reason."""
    within = f" of the last {service.group.window.in_words}" if service.group else ""
    return f"The {service.database} extract says that there is a record, but gives no details{within}."


def _none_found_lines(service: Service, answer: NoRecordsFound) -> list[Line]:
    """What stays beside "No records found": how old it is, where was looked, and whom to call."""
    source = answer.source
    lines = []
    if source.out_of_date:
        when = date_words_of(source)
        lines.append(line(Part(f"None found in data of {when}.", strong=True),
                          f" It should be updated {expected_words(source.expected_every)}, so there may be records "
                          "since."))  # fmt: skip
    if answer.only_in_window and service.group:
        lines.append(line(f"Older records may be held: only the last {service.group.window.in_words} count here."))
    where = line(_sentence(service.scope)) if service.scope else _looked_for_line(service)
    lines.append((*where, Part(" "), *call_line(service.general_contact, why=" to ask")))
    return lines


def _looked_for_line(service: Service) -> Line:
    return line(f"We looked for {service.looked_for.rstrip('.')}, and found none.")


FOLD = "What we looked for, and what this does not mean"


def folded_lines(service: Service, answer: Answer) -> list[Line]:
    """The longer text under "No records found", one press away; nothing for any other answer."""
    if not isinstance(answer, NoRecordsFound):
        return []
    # Without words of its own for where was looked, the whole sentence stands above the fold.
    looked_for = [_looked_for_line(service)] if service.scope else []
    return [*looked_for, line(_sentence(service.does_not_mean))]


def date_words_of(source: SourceState) -> str:
    """The day of the extract, on London's calendar."""
    return time_words(source.current_as_of).split(" at ")[0]


def _report_lines(service: Service, found: RecordsFound) -> list[Line]:
    """What was reported of records that are shown. Where the contact may be wrong, the service's own number."""
    lines = [line(words) for words in dict.fromkeys(map(state_words, found.reports))]
    return [*lines, call_line(service.general_contact)] if found.is_contact_doubted else lines


SourceLine = Callable[[Council, Service, SourceState], Line]


def closed_lines(
    council: Council, service: Service, answer: Answer, *, of_source: SourceLine = provenance_line
) -> Sequence[Line]:
    """The sentences under a closed section's title, in the order they are shown. `of_source` says what is said of the
    source."""
    match answer:
        case RecordsFound(source, _, match_pending) as found:
            lines = [of_source(council, service, source)]
            if source.out_of_date:
                lines.insert(0, out_of_date_line(source))
            if match_pending:
                lines.append(line("A data officer needs to check a further possible match."))
            return [*_report_lines(service, found), *lines]
        case NoRecordsFound(source):
            return [*_none_found_lines(service, answer), of_source(council, service, source)]
        case NotShownAtThisAge():
            return [line(f"Shown for people {service.ages.in_words}.")]
        case NotChecked(reason, source, check):
            asked = [line("A data officer has been asked to check this.")] if check is MatchCheck.ASKED else []
            own = [line(state_words(report)) for report in answer.reports if report.is_own]
            lines = [reason_line(service, reason, answer.reports), *own, *asked, call_line(service.general_contact)]
            # The dates of a source that could not be read would claim that it was.
            return [*lines, of_source(council, service, source)] if source and source.readable else lines
