"""A research session as data: what each service can be made to show, and the families with their mock referrals.

Each is a YAML file in config/research, for researchers to read and add to (docs/researchers-guide.md).
"""

import re
from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, Strict, model_validator

from config.council import Council, Section
from config.service import Identifier, Settings, Words, refused

Shows = Literal["no_records_found", "information_missing", "out_of_date", "could_not_be_checked", "wrong", "complete"]
Why = Literal["source unreadable", "source missing", "match pending", "too little known"]
"""Words of data_access.values.WhyNotChecked."""
WITH_RECORDS = ("information_missing", "wrong", "complete")
COMPLETE = "complete"
"""The id of the variation that has a whole record of each service."""
MOST_DAYS = 36_500
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_KNOWN_PLACEHOLDER = re.compile(r"(\d{1,5}) days ago|(born|age|address) [^{}]+")


def _value(given: Any) -> Any:
    """Text, yes or no, or `{days_ago: 16}`, which becomes a timedelta."""
    if isinstance(given, bool) or (isinstance(given, str) and given.strip()):
        return given
    days = given.get("days_ago") if isinstance(given, dict) and set(given) == {"days_ago"} else None
    if isinstance(days, int) and not isinstance(days, bool) and 0 <= days <= MOST_DAYS:
        return timedelta(days=days)
    raise refused("", str(given), "text, true or false, or a day such as {days_ago: 16}")


Value = Annotated[Any, AfterValidator(_value)]


class ServiceVariation(Settings):
    """The changes to one service's record. `missing` may also name the repeated group, which removes its entries."""

    values: dict[Identifier, Value] = {}
    entries: tuple[dict[Identifier, Value], ...] = ()
    missing: tuple[Identifier, ...] = ()


class Variation(Settings):
    """One way to show a service of one person. `note` is for the researcher only."""

    id: Identifier
    title: Words
    shows: Shows
    note: Words | None = None
    why: Why | None = None
    days_old: Annotated[int, Strict(), Field(ge=1, le=MOST_DAYS)] | None = None
    services: dict[Identifier, ServiceVariation] = {}
    """By service id. Where it is empty the variation is for every service."""

    @model_validator(mode="after")
    def _has_what_it_shows(self) -> "Variation":
        for key, shows in (("why", "could_not_be_checked"), ("days_old", "out_of_date")):
            if (self.shows == shows) != (getattr(self, key) is not None):
                found = "nothing" if getattr(self, key) is None else f"a value, and shows {self.shows}"
                raise refused(key, found, f"a value where it shows {shows}, and nowhere else")
        if (self.shows in WITH_RECORDS) != bool(self.services):
            found = "services" if self.services else "nothing"
            raise refused("services", found, f"services where it shows {', '.join(WITH_RECORDS)}, and nowhere else")
        for service_id, part in self.services.items():
            if (self.shows == "information_missing") != bool(part.missing):
                allowed = "the fields that are missing where it shows information_missing, and nowhere else"
                raise refused(f"services.{service_id}.missing", ", ".join(part.missing) or "nothing", allowed)
        return self

    def is_for(self, service_id: str) -> bool:
        """Whether it can be used for this service."""
        return not self.services or service_id in self.services


def _with_known_placeholders(text: str) -> str:
    for inside in PLACEHOLDER.findall(text):
        if not _KNOWN_PLACEHOLDER.fullmatch(inside):
            allowed = "{16 days ago}, {born Kate Williams}, {age Kate Williams} or {address Kate Williams}"
            raise refused("", f"{{{inside}}}", allowed)
    return text


Told = Annotated[Words, AfterValidator(_with_known_placeholders)]
"""Words with placeholders that the demonstration fills: days counted back, a birth date, an age, an address."""


class ToldSection(Section):
    """A heading and its paragraphs."""

    paragraphs: tuple[Told, ...] = Field(min_length=1)


class Document(Settings):
    """A mock document: facts with their labels, then sections."""

    title: Words
    facts: dict[Words, Told] = {}
    sections: tuple[ToldSection, ...] = Field(min_length=1)


class Scenario(Settings):
    """A family of the demonstration, found by the child's case ID, with the documents to read beside the tool."""

    id: Identifier
    title: Words
    about: Words
    child: Words
    tasks: tuple[Words, ...] = Field(min_length=1)
    """The participant's tasks, in order."""
    documents: tuple[Document, ...] = Field(min_length=1)


_SEARCH = {
    1: "Search only for individuals who are relevant to a child you are working with. Every search is recorded.",
    2: "You can find the children you work with. The individuals linked to a child are on the child’s page. Every "
    "search is recorded.",
}
_LINKED = (
    "People linked to the child in {cms}. Someone just linked may take up to 24 hours to appear. To see someone else, "
    "link them to the child in {cms}."
)


def in_journey(council: Council, journey: int) -> Council:
    """The council as it would be in that journey. Its own words on searching are for its own journey, so others replace
    them."""
    if journey == council.journey:
        return council
    words = {"search": _SEARCH[journey], "linked": council.guidance.linked or _LINKED.format(cms=council.cms.name)}
    return council.model_copy(update={"journey": journey, "guidance": council.guidance.model_copy(update=words)})
