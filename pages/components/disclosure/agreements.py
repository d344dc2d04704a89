"""What is processed, from whom, under which agreement, for how long and who sees it: for a list, and for the annex of a
data protection impact assessment. All of it comes from the settings and the table of roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from config.council import Council
from config.service import Agreement, Service
from pages.components.documents.rendering import document
from pages.components.formatting import date_words

OVERDUE, MISSING, NOT_YET, IN_FORCE = "Review overdue", "To be written", "Not yet approved", "In force"
COLUMNS = ("For", "Agreement", "Approved", "Review by", "State")
NOT_SAID = "The settings do not say. The council decides, and its data protection officer can tell."


@dataclass(frozen=True)
class Listed:
    """One agreement: what it is for, and what is shared under it."""

    title: str
    agreement: Agreement
    fields: tuple[str, ...]


def listed_agreements(council: Council) -> tuple[Listed, ...]:
    """Every agreement in the settings, in the council's order: of each service, of a source's word about its window,
    and of the family at a glance."""
    found = []
    for service in council.services:
        found.append(Listed(service.title, service.agreement, field_labels(service)))
        lapsed = service.group.yes_may_be_lapsed if service.group else None
        if service.group and lapsed:
            found.append(Listed(f"{service.title}: “Yes” without entries", lapsed, (service.group.label,)))
    family = council.family_at_a_glance
    if family:
        titles = tuple(f"The flag of {council.service(one).title}" for one in family.services)
        found.append(Listed("Family at a glance", family.agreement, titles))
    return tuple(found)


def field_labels(service: Service) -> tuple[str, ...]:
    """The names of all that a service shares, each once."""
    group = service.group.fields if service.group else ()
    return tuple(dict.fromkeys(field.label for field in (*service.fields, *group)))


def state_words(agreement: Agreement, today: date) -> str:
    """Whether an agreement is in force, and whether its review is overdue."""
    if agreement.is_missing:
        return MISSING
    if agreement.approved > today:
        return NOT_YET
    return OVERDUE if agreement.review_by < today else IN_FORCE


def agreement_rows(council: Council, today: date) -> list[tuple[str, ...]]:
    """A row for each agreement, in the order of COLUMNS."""
    return [
        (
            one.title,
            one.agreement.reference,
            date_words(one.agreement.approved),
            date_words(one.agreement.review_by),
            state_words(one.agreement, today),
        )
        for one in listed_agreements(council)
    ]


def annex_page(
    council: Council, systems: Mapping[str, str], roles: Mapping[str, tuple[str, ...]], today: date
) -> bytes:
    """The annex as one page of HTML. `systems` has the name of each source's system by its ID, as last loaded; `roles`
    what each role may do, in words."""
    return document(
        "processing_annex.html",
        title="What Family Context processes",
        council_name=council.name,
        made=date_words(today),
        cms=council.cms.name,
        basis=council.guidance.lawful_basis,
        journey=_JOURNEYS[council.journey],
        services=[_service(council, service, systems, today) for service in council.services],
        columns=COLUMNS,
        caption="Agreements",
        rows=agreement_rows(council, today),
        kept=council.notices.records_kept or NOT_SAID,
        roles=list(roles.items()),
        officer=council.notices.data_protection_officer or f"The data protection officer of {council.name}.",
    ).encode()


_JOURNEYS = {
    1: "A worker may look up any individual.",
    2: "A worker may look up a child, and from there the individuals linked to that child.",
}


def _service(council: Council, service: Service, systems: Mapping[str, str], today: date) -> dict:
    """One service as the annex says it."""
    group = service.group
    window = f"Entries of the last {group.window.in_words}, and no older ones" if group else "What the source holds now"
    agreement = service.agreement
    return {
        "title": service.title,
        "facts": [
            ("From", systems.get(service.id) or f"{service.database} (not loaded yet)"),
            ("About", f"People {service.ages.in_words}"),
            ("What counts", service.record_means),
            ("What is processed", list(field_labels(service))),
            ("How far back", window),
            ("File", council.extract.file(service.id).file),
            ("Agreement", f"{agreement.reference}, {state_words(agreement, today).lower()}"),
        ],
    }
