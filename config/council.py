"""A council's settings: its case management system, journey, search options, words and services."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, Strict, StringConstraints, model_validator
from pydantic_core import PydanticKnownError

from config.extract import Extract
from config.extract_checks import check_extract
from config.relationships import Relationships
from config.service import Agreement, Flag, GeneralContact, Identifier, Service, Settings, Words, refused

EMAIL_PATTERN = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
Email = Annotated[str, StringConstraints(pattern=EMAIL_PATTERN)]


def _no_truth(value: object) -> object:
    """YAML reads `journey: yes` as true, and Python takes true for 1."""
    if isinstance(value, bool):
        raise PydanticKnownError("literal_error", {"expected": "1 or 2"})
    return value


class CaseManagementSystem(Settings):
    """The CMS social workers already use: LiquidLogic in Stockport, Mosaic in Leeds."""

    name: Words
    case_id_example: Words


class SignIn(Settings):
    """Social workers want the login they have for the CMS (report, "Logging in")."""

    user_name_label: Words
    help: tuple[Words, ...]
    second_factor: Literal["not_used", "audit_roles", "everyone"] = "not_used"
    """Who gives a code after the password: no one, the roles that read the audit, or everyone."""


class Search(Settings):
    """How this council's people search. `by: either` is what the research found preferred (report, "Searching")."""

    by: Literal["name", "case_id", "either"]
    family_name_first: Flag
    most_individuals: Annotated[int, Strict(), Field(ge=5, le=200)]
    """Above this many only the count is shown: no one may leaf through every Smith."""


class Reason(Settings):
    """The reason and case reference asked before the first search for a family; spot checks need them."""

    ask: Flag
    choices: tuple[Words, ...] = ()
    case_reference_hint: Words | None = None

    @model_validator(mode="after")
    def _choices_when_asked(self) -> "Reason":
        if self.ask and not self.choices:
            raise refused("choices", "nothing", "at least one reason, because ask is true")
        return self


class Caseload(Settings):
    """Journey 2: whether only children allocated to the signed-in worker can be opened, and who may cover."""

    only: Flag
    cover: tuple[Words, ...] = ()
    """The kinds of cover a worker may state to open another child. Empty: no one may."""


Threshold = Annotated[int, Strict(), Field(ge=1, le=10_000)]


class TeamThresholds(Settings):
    """The thresholds of one team, such as duty, the front door or out of hours."""

    name: Words
    """As in the accounts."""
    people_a_day: Threshold
    people_a_case: Threshold


class ManyPeople(Settings):
    """From how many people a worker's openings are flagged in the audit. Nothing is refused because of it."""

    people_a_day: Threshold = 60
    """Different people one worker opens in a day (London)."""
    people_a_case: Threshold = 20
    """Different people one worker opens under one case reference in 30 days."""
    teams: tuple[TeamThresholds, ...] = ()
    """Teams with thresholds of their own."""

    def of_team(self, team: str) -> tuple[int, int]:
        """The thresholds for a day and a case of a worker in this team; "" is no team."""
        own = next((one for one in self.teams if one.name.casefold() == team.casefold()), self)
        return own.people_a_day, own.people_a_case


class FamilyAtAGlance(Settings):
    """A page with each service's flags for all of a family at once. Off unless a council sets it up."""

    agreement: Agreement
    """The agreement under which a family's flags are shown together."""
    services: tuple[Identifier, ...] = Field(min_length=1)
    """The services whose flags are shown there. Of any other the page says to open the person's page."""


class Section(Settings):
    """A heading and its paragraphs, in the council's own words."""

    heading: Words
    paragraphs: tuple[Words, ...] = Field(min_length=1)

    @classmethod
    def of(cls, heading: str, *paragraphs: str) -> Self:
        return cls(heading=heading, paragraphs=paragraphs)


class Guidance(Settings):
    """The council's own words, by screen."""

    sign_in: Words
    reason: tuple[Section, ...]
    search: Words
    results: Words
    linked: Words | None = None
    contacts: Words = (
        "Health is not among the services here. Ask who the GP, the health visitor or midwife and the school nurse are."
    )
    """Who else to invite to a meeting: people this tool does not know of."""
    lawful_basis: Words = (
        "The council shows this information because of its legal obligations and its public task to safeguard and "
        "promote the welfare of children. Consent is not the lawful basis."
    )
    """The law under which the information is shown."""
    mistakes: Words = (
        "Use “This is not right” under the record and say what is wrong. Another person’s record is hidden until a "
        "data officer has checked it; meanwhile the service shows “Could not be checked”."
    )
    """How a worker reports a mistake."""
    appropriate_use: tuple[Section, ...]
    about: tuple[Section, ...]


class Notices(Settings):
    """What the pages open to everyone, signed in or not, say about this council; without them, general words."""

    accessibility_contact: Words | None = None
    """Who to tell about something that cannot be read or used."""
    data_protection_officer: Words | None = None
    """Who is responsible for personal data here, and how to reach them."""
    records_kept: Words | None = None
    """How long the records of who looked at whom are kept."""
    privacy: tuple[Section, ...] = ()
    """Further sections of the privacy page."""
    families: tuple[Section, ...] = ()
    """Further sections of the notice for families."""


class Council(Settings):
    """One council. Read with `config.reading.read_council`; every value is checked and cannot change afterwards."""

    id: Identifier
    name: Words
    short_name: Words
    database: Identifier
    """The name of this council's own database. Two councils never share one."""
    journey: Annotated[Literal[1, 2], BeforeValidator(_no_truth)]
    cms: CaseManagementSystem
    sign_in: SignIn
    feedback_email: Email
    feedback: Literal["form", "email"] = "form"
    """Whether "Your feedback" opens a page of the tool or writes to the team."""
    search: Search
    reason: Reason
    caseload: Caseload
    many_people: ManyPeople = ManyPeople()
    family_at_a_glance: FamilyAtAGlance | None = None
    """None: no family is shown together."""
    shown_relationships: tuple[Words, ...] | None = None
    """The kinds of relationship to a child that are shown. None in settings of 0.3: all but the excluded ones."""
    excluded_relationships: tuple[Words, ...] = ()
    guidance: Guidance
    notices: Notices = Notices()
    services: tuple[Service, ...] = Field(min_length=1)
    emergency_duty_team: GeneralContact | None = None
    """Who to call about a child when offices are closed. None: the pages do not name them."""
    extract: Extract = Extract()

    @model_validator(mode="after")
    def _each_service_once(self) -> "Council":
        ids = [service.id for service in self.services]
        files = ids + [service.group.file for service in self.services if service.group]
        for name in files:
            if ids.count(name) > 1:
                raise refused("services", f"{name} twice", "a different id for each service")
            if files.count(name) > 1:
                raise refused("services", f"{name} twice", "a group.file that is no service's id and no other file")
        if self.journey == 2 and not self.guidance.linked:
            raise refused("guidance.linked", "nothing", "the words above linked individuals, because journey is 2")
        check_extract(self.extract, self.services, journey=self.journey, caseload_only=self.caseload.only)
        return self

    @model_validator(mode="after")
    def _family_services_are_its_own(self) -> "Council":
        """A service whose records are single entries, such as offences, stays on the person's page."""
        may = [service.id for service in self.services if service.group is None]
        for name in self.family_at_a_glance.services if self.family_at_a_glance else ():
            if name not in may:
                raise refused("family_at_a_glance.services", name, f"one of {', '.join(may)}")
        return self

    @property
    def relationships(self) -> Relationships:
        """Which kinds of relationship are shown."""
        return Relationships(self.shown_relationships, self.excluded_relationships)

    def service(self, service_id: str) -> Service:
        """The service of that id. Raises KeyError for an id this council does not have."""
        for service in self.services:
            if service.id == service_id:
                return service
        raise KeyError(service_id)

    @property
    def titles(self) -> dict[str, str]:
        """The services' titles by id, in their order."""
        return {service.id: service.title for service in self.services}

    def title_of(self, service_id: str) -> str:
        """The service's title, its id where the settings do not have it any more."""
        return self.titles.get(service_id, service_id)

    @property
    def searches_by_name(self) -> bool:
        return self.search.by in ("name", "either")

    @property
    def searches_by_case_id(self) -> bool:
        return self.search.by in ("case_id", "either")
