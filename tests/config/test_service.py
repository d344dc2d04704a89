"""A service is data: a new one is YAML only, and its fingerprint shows when records must be loaded again."""

from typing import Any

import pytest
import yaml

from config.reading import council_from
from config.service import Service

PROBATION = """
id: probation
title: Probation
database: probation
ages: {from: 18, if_unknown: could_not_check}
record_means: The person is supervised by the probation service now, or was in the last 2 years.
looked_for: supervision by the probation service in the last 2 years
does_not_mean: The person may be supervised by another area.
general_contact: {name: Probation duty desk, phone: 0161 496 0205}
agreement: {reference: DSA-STK-030, approved: 2026-02-02}
contact: {name: officer, phone: officer_phone}
fields:
  - {id: service_involvement, label: Service involvement, type: involvement}
  - {id: officer, label: Probation officer, type: text}
  - {id: officer_phone, label: Phone, type: phone}
"""


def probation() -> dict[str, Any]:
    return yaml.safe_load(PROBATION)


def test_a_new_service_is_added_in_yaml_only(settings):
    settings["services"].append(probation())
    council = council_from(settings, file="stockport.yaml")
    added = council.service("probation")
    assert (added.title, added.ages.in_words, added.involvement_field) == (
        "Probation", "aged 18 and over", "service_involvement",
    )  # fmt: skip
    assert added.agreement.reference == "DSA-STK-030"
    assert added.contact.field_ids == ("officer", "officer_phone")


def test_the_same_new_service_without_its_agreement_is_refused(settings, said):
    new = probation()
    del new["agreement"]
    settings["services"].append(new)
    assert said() == [
        "stockport.yaml: services.probation.agreement: found nothing; allowed: a value; this key is needed"
    ]


def test_the_same_new_service_without_its_general_number_is_refused(settings, said):
    new = probation()
    del new["general_contact"]
    settings["services"].append(new)
    assert said() == [
        "stockport.yaml: services.probation.general_contact: found nothing; allowed: a value; this key is needed"
    ]


def test_police_has_no_involvement_field_and_an_open_upper_age(service):
    police = Service.model_validate(service("police"))
    assert police.involvement_field is None
    assert police.ages.to is None


@pytest.mark.parametrize(("kind", "values"), [
    ("yes_no", ("Yes", "No")),
    ("involvement", ("Current", "Historic", "None found")),
    ("case_state", ("Case open", "Case closed", "No records found")),
    ("text", ()), ("phone", ()), ("email", ()), ("date", ()),
])  # fmt: skip
def test_each_type_of_field_says_which_values_an_extract_may_hold(kind: str, values: tuple[str, ...]):
    new = probation()
    new["fields"] += [{"id": "extra", "label": "Extra", "type": kind}] if kind != "involvement" else []
    field = Service.model_validate(new).fields[0 if kind == "involvement" else -1]
    assert field.allowed_values == values


def wording(police: dict[str, Any]) -> None:
    for key in ("title", "database", "record_means", "looked_for", "does_not_mean"):
        police[key] = "Other words"


def labels(police: dict[str, Any]) -> None:
    for field in police["fields"] + police["group"]["fields"]:
        field["label"] = field["meaning"] = "Other words"
    police["group"]["label"] = "Other words"


def order_of_window(police: dict[str, Any]) -> None:
    police["group"]["window"]["years"] = {"Suspect": 1, "Convicted": 5}


@pytest.mark.parametrize("change", [
    wording,
    labels,
    order_of_window,
    lambda police: police.update(ages={"from": 16}),
    lambda police: police.update(general_contact={"name": "Other", "phone": "0161 496 0999"}),
    lambda police: police.update(agreement={"reference": "Other", "approved": police["agreement"]["approved"]}),
    lambda police: police["contact"].pop("role"),
    lambda police: police["group"].update(at_most=5),
])  # fmt: skip
def test_wording_ages_and_contacts_keep_the_fingerprint(service, change):
    police = service("police")
    before = Service.model_validate(police).fingerprint
    change(police)
    assert Service.model_validate(police).fingerprint == before


@pytest.mark.parametrize("change", [
    lambda police: police["fields"].append({"id": "extra", "label": "Extra", "type": "text"}),
    lambda police: police["fields"].pop(0) and police["contact"].pop("organisation"),
    lambda police: police["fields"][0].update(type="choice", choices=["North", "South"]),
    lambda police: police["group"]["fields"][1]["choices"].append("Arson"),
    lambda police: police["group"]["fields"].append({"id": "extra", "label": "Extra", "type": "text"}),
    lambda police: police["group"]["window"]["years"].update(Convicted=6),
    lambda police: police["group"].update(held_field="non_safeguarding_offences"),
    lambda police: police.update(needs_one_of=["safeguarding_offences"]),
    lambda police: police.pop("group"),
])  # fmt: skip
def test_fields_windows_and_what_counts_as_a_record_change_the_fingerprint(service, change):
    police = service("police")
    before = Service.model_validate(police).fingerprint
    change(police)
    assert Service.model_validate(police).fingerprint != before


def test_what_is_preferred_and_newest_change_the_fingerprint(service):
    school, housing = service("school"), service("housing")
    before = [Service.model_validate(one).fingerprint for one in (school, housing)]
    school["prefer"]["value"] = "Off site provision"
    del housing["newest_by"]
    after = [Service.model_validate(one).fingerprint for one in (school, housing)]
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True]
