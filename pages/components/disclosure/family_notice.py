"""The notice for families, in plain words: what is shared, by whom, why, who sees it, and how to object.

The words are for people who have little time and may be worried: short sentences, common words.
"""

from config.council import Council, Section
from config.service import Service
from pages.components.formatting import begun_small, listed_words

TITLE = "How we share information to help keep children safe"


def notice_sections(council: Council) -> tuple[Section, ...]:
    """The sections of the notice, with the council's own at the end."""
    notices = council.notices
    ask = (
        notices.data_protection_officer
        or f"Ask {council.name}. Its website says how to reach its data protection team."
    )
    kept = notices.records_kept or "We keep a list of who looked. Ask us how long we keep it."
    why = " and why" if council.reason.ask else ""
    return (
        Section.of(
            "What this is about",
            f"{council.name} uses a tool called Family Context. It tells social workers which services know a child or "
            "an adult, and who to call there.",
            "It does not show notes about you. It makes no choices about you. People do.",
        ),
        Section.of(
            "What we share",
            f"From {council.cms.name}, where social workers keep their files: your name, date of birth, gender and "
            "address. For a child, also who is linked to the child there, such as family and carers.",
            *map(_service_words, council.services),
        ),
        Section.of(
            "Why we share it",
            "To help keep children safe. Services that work with one family need to talk to each other.",
            "The law lets us do this. It does not rest on your consent, so we do not ask you to agree.",
            council.guidance.lawful_basis,
        ),
        Section.of(
            "Who sees it",
            "Social workers and their managers, when they need it for their work with a child.",
            "A small team checks that the records are about the right person.",
            f"Each time someone looks, we write down who it was{why}. Managers check this.",
        ),
        Section.of(
            "How long we keep it",
            "When a service sends us new information, it takes the place of the old.",
            kept,
        ),
        Section.of(
            "If it is wrong, or you do not want it used",
            "You can ask us what we hold about you. A parent can ask about a young child.",
            "You can ask us to put it right. You can tell us that you object, and why.",
            "We will look at it and answer you. At times the law says that we must leave something out of our answer.",
            ask,
        ),
        Section.of(
            "If someone may try to find or harm you",
            "Tell us. We can hide your record, so that no one can find it in this tool.",
        ),
        *notices.families,
        Section.of(
            "If you are not happy with our answer",
            "You can complain to the Information Commissioner’s Office: ico.org.uk, or call 0303 123 1113.",
        ),
    )


def _service_words(service: Service) -> str:
    """One service: at which ages, and each detail by its name. Of a worker there only that there is one to call."""
    contact, group = service.contact, service.group.fields if service.group else ()
    of_worker = {contact.name, contact.role, contact.phone, contact.email}
    told = [
        _lower(field.label)
        for field in (*service.fields, *group)
        if field.id not in of_worker and field.type != "involvement"
    ]
    first = "if it works with you now, or did before" if service.involvement_field else "if it has a record"
    shared = list(dict.fromkeys([first, *told, "who to call there"]))
    return f"From {service.title}, about people {service.ages.in_words}: {listed_words(shared)}."


def _lower(label: str) -> str:
    """A label inside a sentence; abbreviations stay.

    >>> _lower("School name"), _lower("GP practice")
    ('school name', 'GP practice')
    """
    return label if label[:2].isupper() else begun_small(label)
