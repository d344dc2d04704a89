"""A service as data: who it is shown for, what its extract holds, and what each answer means.

Every service, the four standard ones included, is written in a council's YAML; no Python code
tells "police" from "school".
"""

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from config.clock import years_after

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
IDENTIFIER_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER_PATTERN)]
Flag = Annotated[bool, Strict()]
# Strict, because YAML reads `from: yes` as true and Python takes true for 1.
Years = Annotated[int, Strict(), Field(ge=0, le=120)]

INVOLVEMENT_CHOICES = ("Current", "Historic", "None found")
CASE_STATES = ("Case open", "Case closed", "No records found")

# Names every extract already has (docs/extract-files.md). A service's own names must be different.
EXTRACT_FILES = ("cms", "people", "relationships", "caseload", "sources")
PERSON_COLUMNS = ("first_name", "family_name", "date_of_birth", "gender", "address", "address_status")
SOURCE_COLUMNS = ("date_current_as_of", "coverage_start_date", "coverage_end_date", "coverage_area")
PREFERRED_COLUMNS = ("preferred_name", "preferred_first_name", "preferred_family_name")
FORMER_COLUMNS = ("former_names", "former_first_name", "former_family_name") + tuple(
    f"former_name_{place}" for place in range(1, 6)
)
OTHER_NAMES = (*PREFERRED_COLUMNS, *FORMER_COLUMNS)
"""Names beside the legal one: a preferred one is shown beside it, a former one only finds."""
PREFERRED, FORMER = "preferred", "former"
EXTRACT_COLUMNS = ("line", "person_key", "source_key", "match_status") + PERSON_COLUMNS + SOURCE_COLUMNS + OTHER_NAMES
GENDERS = ("Female", "Male", "Other", "Unknown")


REVIEW_YEARS = 3
"""An agreement that says nothing of its review is to be reviewed so long after it was approved."""


def refused(key: str, found: str, allowed: str) -> PydanticCustomError:
    """Values that do not fit each other, worded like `config.reading.Problem`. `key` is relative to the validator."""
    return PydanticCustomError("refused", "{key}", {"key": key, "found": found, "allowed": allowed})


class Settings(BaseModel):
    """A part of a settings file: an unknown key or a wrong type is refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Ages(Settings):
    """The ages, in whole years and both included, at which a service is shown. `to: null` means no upper age."""

    from_: Years = Field(alias="from")
    to: Years | None = None
    if_unknown: Literal["show", "could_not_check"] = "show"

    @model_validator(mode="after")
    def _in_order(self) -> "Ages":
        if self.to is not None and self.from_ > self.to:
            raise refused("", f"{self.from_} to {self.to}", "a first age that is not above the last")
        return self

    @property
    def in_words(self) -> str:
        """ "aged 4 to 20", "aged 16 and over"."""
        return f"aged {self.from_} and over" if self.to is None else f"aged {self.from_} to {self.to}"


class ServiceField(Settings):
    """One column of a service's extract (docs/extract-files.md) and how the screen shows it."""

    id: Identifier
    label: Words
    type: Literal["text", "phone", "email", "date", "yes_no", "choice", "involvement", "case_state"]
    choices: tuple[Words, ...] = ()
    meaning: Words | None = None
    """Shown beside the value: what "No records found" means here."""

    @model_validator(mode="after")
    def _choices_fit_type(self) -> "ServiceField":
        if (self.type == "choice") != bool(self.choices):
            found = f"type {self.type} with choices" if self.choices else "type choice without choices"
            raise refused("choices", found, "choices in a field of type choice, and in no other")
        return self

    @property
    def allowed_values(self) -> tuple[str, ...]:
        """The values an extract may hold, or () where any text, date, phone number or email address will do."""
        return {
            "choice": self.choices,
            "involvement": INVOLVEMENT_CHOICES,
            "case_state": CASE_STATES,
            "yes_no": ("Yes", "No"),
        }.get(self.type, ())


def _check_names(names: list[tuple[str, str, str | None]], fields: tuple[ServiceField, ...]) -> None:
    """Refuse a key that names no field, or one of the wrong type: `(key, name, type it needs or None)`."""
    for key, name, wanted in names:
        right = [field.id for field in fields if wanted in (None, field.type)]
        if name not in right:
            kind = f"a field of type {wanted}" if wanted else "one of the fields"
            raise refused(key, name, f"{kind}: {', '.join(right) or 'there is none'}")


def _check_ids(fields: tuple[ServiceField, ...], taken: tuple[str, ...]) -> None:
    """Refuse a field id given twice, or one that an extract's file already has as a column."""
    ids = [field.id for field in fields]
    for name in ids:
        if ids.count(name) > 1:
            raise refused("fields", f"{name} twice", "a different id for each field")
        if name in taken:
            raise refused("fields", name, f"an id other than {', '.join(taken)}: the extract has these columns already")


class ContactFields(Settings):
    """The fields of a service that say who to call. `organisation` names the place, not a person."""

    name: Identifier | None = None
    role: Identifier | None = None
    organisation: Identifier | None = None
    phone: Identifier
    email: Identifier | None = None

    @property
    def field_ids(self) -> tuple[str, ...]:
        return tuple(value for value in self.model_dump().values() if value)


class Agreement(Settings):
    """The data-sharing agreement a service is shown under. Without one the tool does not start."""

    reference: Words
    approved: Annotated[date, Strict()]
    review: Annotated[date, Strict()] | None = None
    """By when it is to be reviewed. None: REVIEW_YEARS after it was approved."""

    @model_validator(mode="after")
    def _review_after_approval(self) -> "Agreement":
        if self.review is not None and self.review <= self.approved:
            raise refused("review", str(self.review), f"a date after {self.approved}, when it was approved")
        return self

    @property
    def review_by(self) -> date:
        """The last day by which it is to be reviewed."""
        return self.review or years_after(self.approved, REVIEW_YEARS)

    @property
    def is_missing(self) -> bool:
        """Whether a draft (`manage.py draft`) left the reference to be filled in."""
        return self.reference.upper().startswith("TO DO")


class Window(Settings):
    """How long an entry of a group may be held and shown, by the value of one of its fields."""

    field: Identifier
    years: dict[Words, Annotated[int, Strict(), Field(ge=1, le=100)]]
    called: dict[Words, Words] = {}
    """What the screens call the entries of each value: convictions, suspects. Without it, the value itself."""

    @property
    def in_words(self) -> str:
        """ "5 years (convictions) or 1 year (suspects)"."""
        return " or ".join(
            f"{number} {'year' if number == 1 else 'years'} ({self.called.get(value, value.lower())})"
            for value, number in self.years.items()
        )


class RepeatedGroup(Settings):
    """Entries, such as police offences, of which one person may have several. They are in a CSV of their own.

    `held_field` is the yes/no column of the service's own file. It says that there are entries even when their details
    are missing. `at_most` entries are shown, newest first by `date_field`, and only those inside `window`.
    """

    id: Identifier
    file: Identifier
    label: Words
    held_field: Identifier
    at_most: Annotated[int, Strict(), Field(ge=1, le=20)]
    date_field: Identifier
    window: Window
    yes_may_be_lapsed: Agreement | None = None
    """The source's written word that its "Yes" may rest on entries older than the window alone. Without it, a person
    with "Yes" and only such entries could not be checked; with it, there are no records in the window."""
    fields: tuple[ServiceField, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _window_names_every_choice(self) -> "RepeatedGroup":
        if self.file in EXTRACT_FILES:
            raise refused("file", self.file, f"a name other than {', '.join(EXTRACT_FILES)}")
        _check_ids(self.fields, EXTRACT_COLUMNS)
        _check_names(
            [("date_field", self.date_field, "date"), ("window.field", self.window.field, "choice")], self.fields
        )
        choices = next(field.choices for field in self.fields if field.id == self.window.field)
        if set(choices) != set(self.window.years):
            found = f"years for {', '.join(self.window.years) or 'no choice'}"
            raise refused("window.years", found, f"the years for each of {', '.join(choices)}")
        if not set(self.window.called) <= set(choices):
            raise refused("window.called", ", ".join(self.window.called), ", ".join(choices))
        return self


class Preference(Settings):
    """Where one person has several records, show only those with this value, if any has it (the main school)."""

    field: Identifier
    value: Words


class GeneralContact(Settings):
    """A team's own number: for when there is no record, it could not be checked, or the named worker is away."""

    name: Words
    phone: Words
    opening_hours: Words | None = None
    """When it is answered: "Monday to Friday, 9am to 5pm"."""
    out_of_hours_phone: Words | None = None


class Service(Settings):
    """One service of one council."""

    id: Identifier
    title: Words
    database: Words
    """The service's name in "Information comes from <council> <service> database: <system name>"."""
    ages: Ages
    record_means: Words
    """What counts as a record, for the page "About this information"."""
    looked_for: Words
    """Completes the sentence under "No records found": "We looked for <this>, and found none."."""
    does_not_mean: Words
    """What "No records found" does not mean."""
    scope: Words | None = None
    """What was looked in, in a few words that stay beside "No records found": "Stockport Homes tenancies only".
    None: the whole sentence of `looked_for` stays there."""
    general_contact: GeneralContact
    agreement: Agreement
    contact: ContactFields
    fields: tuple[ServiceField, ...] = Field(min_length=1)
    newest_by: Identifier | None = None
    prefer: Preference | None = None
    needs_one_of: tuple[Identifier, ...] = ()
    """Yes/no fields of which at least one must be Yes, or the row is not a record."""
    group: RepeatedGroup | None = None

    @model_validator(mode="after")
    def _names_only_its_own_fields(self) -> "Service":
        if self.id in EXTRACT_FILES:
            raise refused("id", self.id, f"an id other than {', '.join(EXTRACT_FILES)}")
        _check_ids(self.fields, EXTRACT_COLUMNS)
        names: list[tuple[str, str, str | None]] = []
        names += [(f"contact.{key}", name, None) for key, name in self.contact.model_dump().items() if name]
        names += [("needs_one_of", name, "yes_no") for name in self.needs_one_of]
        names += [("newest_by", self.newest_by, "date")] if self.newest_by else []
        names += [("prefer.field", self.prefer.field, None)] if self.prefer else []
        names += [("group.held_field", self.group.held_field, "yes_no")] if self.group else []
        _check_names(names, self.fields)
        if self.prefer:
            values = next(field.allowed_values for field in self.fields if field.id == self.prefer.field)
            if values and self.prefer.value not in values:
                raise refused("prefer.value", self.prefer.value, " or ".join(values))
        if sum(field.type == "involvement" for field in self.fields) > 1:
            raise refused("fields", "two of type involvement", "one field of type involvement, or none")
        return self

    @property
    def involvement_field(self) -> str | None:
        """The id of the Current/Historic/None found column, or None where the service has none (police)."""
        return next((field.id for field in self.fields if field.type == "involvement"), None)

    @property
    def window(self) -> Window | None:
        """The window of its group, where the group decides whether there is a record; it is then the period covered."""
        decides = self.group is not None and self.group.held_field in self.needs_one_of
        return self.group.window if self.group is not None and decides else None

    @property
    def fingerprint(self) -> str:
        """Changes when stored records would be read differently from how they were checked.

        It covers fields, windows and what counts as a record. Wording, ages and contacts may change freely.
        """
        shape = {
            "fields": _shape(self.fields),
            "newest_by": self.newest_by,
            "prefer": self.prefer and self.prefer.model_dump(),
            "needs_one_of": self.needs_one_of,
            "group": self.group
            and {
                **self.group.model_dump(exclude={"label", "at_most", "fields", "window", "yes_may_be_lapsed"}),
                "fields": _shape(self.group.fields),
                "window": (self.group.window.field, sorted(self.group.window.years.items())),
            },
        }
        return hashlib.sha256(repr(shape).encode()).hexdigest()[:16]


def _shape(fields: tuple[ServiceField, ...]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(field.id, field.type, field.choices) for field in fields]
