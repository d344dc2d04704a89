"""A service as data: who it is shown for, what its extract holds, and what each answer means.

Every service, the four standard ones included, is written in a council's YAML; nothing in Python knows
"police" from "school" (DESIGN.md, "Services are data").
"""

import hashlib
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Years = Annotated[int, Field(ge=0, le=120)]

INVOLVEMENT_CHOICES = ("Current", "Historic", "None found")
CASE_STATES = ("Case open", "Case closed", "No records found")


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
            raise ValueError(
                f"found {self.from_} to {self.to}; the first age must not be above the last"
            )
        return self

    @property
    def in_words(self) -> str:
        """"aged 4 to 20", "aged 16 and over"."""
        return f"aged {self.from_} and over" if self.to is None else f"aged {self.from_} to {self.to}"


class ServiceField(Settings):
    """One column of a service's extract (data/common_data_model.csv) and how it is said on screen."""

    id: Identifier
    label: Words
    type: Literal["text", "phone", "email", "date", "yes_no", "choice", "involvement", "case_state"]
    choices: tuple[Words, ...] = ()
    meaning: Words | None = None
    """Shown beside the value: what was looked for, and so what "No records found" means here."""

    @model_validator(mode="after")
    def _choices_fit_type(self) -> "ServiceField":
        if (self.type == "choice") != bool(self.choices):
            raise ValueError("found choices and type that differ; a field of type choice lists its choices, no other does")
        return self

    @property
    def allowed_values(self) -> tuple[str, ...]:
        """The values an extract may hold, or () where any text, date, phone number or e-mail address will do."""
        return {
            "choice": self.choices,
            "involvement": INVOLVEMENT_CHOICES,
            "case_state": CASE_STATES,
            "yes_no": ("Yes", "No"),
        }.get(self.type, ())


class ContactFields(Settings):
    """Which of a service's fields say whom to call. `organisation` names the place, not a person."""

    name: Identifier | None = None
    role: Identifier | None = None
    organisation: Identifier | None = None
    phone: Identifier
    email: Identifier | None = None

    @property
    def field_ids(self) -> tuple[str, ...]:
        return tuple(value for value in self.model_dump().values() if value)


class Window(Settings):
    """How long an entry of a group may be held and shown, by the value of one of its fields."""

    field: Identifier
    years: dict[Words, Annotated[int, Field(ge=1, le=100)]]


class RepeatedGroup(Settings):
    """Entries of which one person may have several (police offences), in a CSV of their own.

    `held_field` is the yes/no column of the service's own file that says the group is held even when the entries
    are missing. `at_most` entries are shown, newest first by `date_field`, and only those inside `window`.
    """

    id: Identifier
    file: Identifier
    label: Words
    held_field: Identifier
    at_most: Annotated[int, Field(ge=1, le=20)]
    date_field: Identifier
    window: Window
    fields: tuple[ServiceField, ...]

    @model_validator(mode="after")
    def _window_names_every_choice(self) -> "RepeatedGroup":
        by_id = {field.id: field for field in self.fields}
        for key, wanted in (("date_field", self.date_field), ("window.field", self.window.field)):
            if wanted not in by_id:
                raise ValueError(f"found {key} {wanted}; allowed: {', '.join(by_id)}")
        choices = set(by_id[self.window.field].choices)
        if choices != set(self.window.years):
            raise ValueError(
                f"found a window for {', '.join(self.window.years)}; "
                f"give the years for each of: {', '.join(sorted(choices))}"
            )
        return self


class Preference(Settings):
    """Where one person has several records, show only those with this value, if any has it (the main school)."""

    field: Identifier
    value: Words


class Agreement(Settings):
    """The data-sharing agreement a service is shown under. Without one the tool does not start."""

    reference: Words
    approved: date


class GeneralContact(Settings):
    """The service's own number, for when there is no record or it could not be checked."""

    name: Words
    phone: Words


class Service(Settings):
    """One service of one council."""

    id: Identifier
    title: Words
    database: Words
    """The service's name in "Information comes from <council> <service> database: <system name>"."""
    ages: Ages
    record_means: Words
    """When a record counts as one, for the conditions page."""
    looked_for: Words
    """What was looked for and not found, said under "No records found"."""
    does_not_mean: Words
    """What "No records found" does not mean."""
    general_contact: GeneralContact
    agreement: Agreement
    contact: ContactFields
    fields: tuple[ServiceField, ...] = Field(min_length=1)
    newest_by: Identifier | None = None
    prefer: Preference | None = None
    needs_one_of: tuple[Identifier, ...] = ()
    """Yes/no fields of which at least one must be Yes, or the row is no record."""
    group: RepeatedGroup | None = None

    @model_validator(mode="after")
    def _names_only_its_own_fields(self) -> "Service":
        by_id = {field.id: field for field in self.fields}
        if len(by_id) != len(self.fields):
            raise ValueError("found a field twice; each field needs an id of its own")
        named = [("contact", name) for name in self.contact.field_ids]
        named += [("needs_one_of", name) for name in self.needs_one_of]
        named += [("newest_by", self.newest_by)] if self.newest_by else []
        named += [("prefer.field", self.prefer.field)] if self.prefer else []
        named += [("group.held_field", self.group.held_field)] if self.group else []
        for key, name in named:
            if name not in by_id:
                raise ValueError(f"found {key} {name}; allowed: {', '.join(by_id)}")
        return self

    @property
    def involvement_field(self) -> str | None:
        """The id of the Current/Historic/None found column, or None where the service has none (police)."""
        return next((field.id for field in self.fields if field.type == "involvement"), None)

    @property
    def fingerprint(self) -> str:
        """Changes when the stored records would no longer be read the way they were checked.

        Wording, ages and contacts may change freely; fields, windows and what counts as a record may not.
        """
        shape = {
            "fields": [(field.id, field.type, field.choices) for field in self.fields],
            "newest_by": self.newest_by,
            "prefer": self.prefer and self.prefer.model_dump(),
            "needs_one_of": self.needs_one_of,
            "group": self.group and self.group.model_dump(exclude={"label", "at_most"}),
        }
        return hashlib.sha256(repr(shape).encode()).hexdigest()[:16]
