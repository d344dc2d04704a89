"""A scenario's mock documents as HTML: the same births, addresses and days as on the screen."""

import re
from datetime import timedelta
from functools import partial

from markupsafe import Markup

from config import clock
from config.research import PLACEHOLDER, Document
from data_access.research.research_values import ScenarioPeople
from pages.components.documents.rendering import document
from pages.components.formatting import NOT_KNOWN, age_words, date_of_birth_words, date_words


def told(text: str, told_of: ScenarioPeople) -> str:
    """The text with what the demonstration has for `{16 days ago}`, `{born Kate Williams}` and the like."""
    people = {one.name: one for one in told_of.people}

    def put(found: re.Match) -> str:
        what, _, rest = found[1].partition(" ")
        if rest == "days ago":
            return date_words(told_of.day - timedelta(days=int(what)))
        person = people.get(rest)
        if person is None:
            return NOT_KNOWN.lower()
        if what == "address":
            return person.address or NOT_KNOWN.lower()
        born = person.date_of_birth
        return age_words(born, clock.today()) if what == "age" else date_of_birth_words(born)

    return PLACEHOLDER.sub(put, text)


def document_html(shown: Document, told_of: ScenarioPeople) -> Markup:
    """One document, escaped."""
    told_here = partial(told, told_of=told_of)
    facts = [(label, told_here(words)) for label, words in shown.facts.items()]
    return document("referral.html", title=shown.title, facts=facts, sections=shown.sections, told=told_here)
