"""Every kind of mistake in settings: the message has the file, the key, what was found and what is allowed."""

import copy
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest

from config.problems import SettingsError
from config.reading import council_from
from config.service import EXTRACT_COLUMNS, EXTRACT_FILES, OTHER_NAMES, PERSON_COLUMNS, SOURCE_COLUMNS
from extracts.sheet import LINE
from tests.config.conftest import STOCKPORT

TEXT = "text; in quotes if it looks like a number, a date, yes or no"
IDENTIFIER = "up to 40 small letters, digits and underscores, starting with a letter"
DATE = "a date such as 2025-03-31, without quotes"
HOUSING_FIELDS = (
    "service_involvement, housing_association, contact_name, contact_role, contact_number, contact_email, "
    "tenancy_start, anti_social_behaviour, eviction, notice_seeking_possession, rent_arrears"
)
NEEDED = "a value; this key is needed"


def put(settings: dict[str, Any], key: str, value: Any) -> None:
    """Set `services.police.ages.from` as the messages name it."""
    *path, last = key.split(".")
    here: Any = settings
    for step in path:
        here = next(one for one in here if one.get("id") == step) if isinstance(here, list) else here[step]
    here[last] = value


def drop(settings: dict[str, Any], key: str) -> None:
    *path, last = key.split(".")
    here: Any = settings
    for step in path:
        here = next(one for one in here if one.get("id") == step) if isinstance(here, list) else here[step]
    del here[last]


def test_the_settings_these_tests_spoil_are_accepted(said):
    assert said() == []


@pytest.mark.parametrize(("key", "allowed"), [
    ("jurney", "id, name, short_name, database, journey, cms, sign_in, feedback_email, feedback, search, reason, "
               "caseload, many_people, family_at_a_glance, shown_relationships, excluded_relationships, "
               "guidance, notices, services, emergency_duty_team, extract"),
    ("services.police.general_contact.hours", "name, phone, opening_hours, out_of_hours_phone"),
    ("reason.asks", "ask, choices, case_reference_hint"),
    ("services.police.ages.until", "from, to, if_unknown"),
    ("services.police.ages.from_", "from, to, if_unknown"),
    ("services.police.agreement.signed", "reference, approved, review"),
    ("services.police.group.window.months", "field, years, called"),
    ("services.police.group.fields.date_of_offence.title", "id, label, type, choices, meaning"),
    ("services.school.prefer.fields", "field, value"),
])  # fmt: skip
def test_an_unknown_key_is_refused_with_the_keys_allowed_there(settings, said, key: str, allowed: str):
    put(settings, key, 1)
    assert said() == [f"stockport.yaml: {key}: found a key that is not known; allowed: {allowed}"]


@pytest.mark.parametrize(
    "key",
    [
        "journey",
        "database",
        "cms.name",
        "guidance.search",
        "services",
        "services.police.agreement",
        "services.police.agreement.approved",
        "services.police.general_contact",
        "services.police.general_contact.phone",
        "services.police.ages.from",
        "services.police.contact.phone",
        "services.police.does_not_mean",
        "services.police.group.held_field",
        "services.housing.fields.eviction.type",
    ],
)
def test_a_missing_key_is_named(settings, said, key: str):
    drop(settings, key)
    assert said() == [f"stockport.yaml: {key}: found nothing; allowed: {NEEDED}"]


def test_a_service_without_an_id_is_named_by_its_place(settings, said):
    drop(settings, "services.housing.id")
    assert said() == [f"stockport.yaml: services.3.id: found nothing; allowed: {NEEDED}"]
    settings["services"][2]["id"] = ""
    assert said() == [f"stockport.yaml: services.3.id: found empty text; allowed: {IDENTIFIER}"]


@pytest.mark.parametrize(("key", "value", "found", "allowed"), [
    ("journey", 3, "3", "1 or 2"),
    ("journey", "1", '"1" in quotes', "1 or 2"),
    ("journey", "one", "one", "1 or 2"),
    ("journey", True, "yes (true)", "1 or 2"),
    ("journey", None, "nothing", "1 or 2"),
    ("search.by", "both", "both", "name, case_id or either"),
    ("search.most_individuals", 500, "500", "200 or less"),
    ("search.most_individuals", 4, "4", "5 or more"),
    ("search.family_name_first", "yes", '"yes" in quotes', "true or false, without quotes"),
    ("reason.ask", 1, "1", "true or false, without quotes"),
    ("caseload.only", None, "nothing", "true or false, without quotes"),
    ("caseload.cover", "Duty", "Duty", "a list"),
    ("services", {"id": "police"}, "the keys id", "a list"),
    ("services", [], "an empty list", "at least one"),
    ("id", "Stockport Council", "Stockport Council", IDENTIFIER),
    ("database", "../leeds", "../leeds", IDENTIFIER),
    ("database", "stockport\n", "stockport", IDENTIFIER),
    ("name", date(2025, 3, 3), "2025-03-03", TEXT),
    ("name", "  ", "empty text", "text that is not empty"),
    ("cms.case_id_example", 249012, "249012", TEXT),
    ("feedback_email", "family context", "family context", "an email address such as family.context@council.example"),
    ("guidance.about", [], None, None),
    ("guidance.sign_in", None, "nothing", TEXT),
    ("services.police.ages", [18, 99], "a list of 2", "keys of its own, indented below it"),
    ("services.police.ages.from", True, "yes (true)", "a whole number, without quotes"),
    ("services.police.ages.from", "18", '"18" in quotes', "a whole number, without quotes"),
    ("services.police.ages.from", "eighteen", "eighteen", "a whole number, without quotes"),
    ("services.police.ages.from", 17.5, "17.5", "a whole number, without quotes"),
    ("services.police.ages.from", -1, "-1", "0 or more"),
    ("services.police.ages.to", 121, "121", "120 or less"),
    ("services.police.ages.to", "any", "any", "a whole number, without quotes"),
    ("services.police.ages.to", None, None, None),
    ("services.police.ages.if_unknown", "hide", "hide", "show or could_not_check"),
    ("services.police.general_contact.phone", 1614960204, "1614960204", TEXT),
    ("services.police.general_contact.opening_hours", 9, "9", TEXT),
    ("services.police.general_contact.out_of_hours_phone", None, None, None),
    ("services.police.scope", "", "empty text", "text that is not empty"),
    ("emergency_duty_team", None, None, None),
    ("emergency_duty_team.phone", 999, "999", TEXT),
    ("services.police.agreement.approved", "2025-09-01", '"2025-09-01" in quotes', DATE),
    ("services.police.agreement.approved", "01/09/2025", "01/09/2025", DATE),
    ("services.police.agreement.approved", 2025, "2025", DATE),
    ("services.police.agreement.approved", datetime(2025, 9, 1, 10), "2025-09-01 10:00:00", DATE),
    ("services.police.agreement.reference", "", "empty text", "text that is not empty"),
    ("services.police.fields.police_area.type", "string", "string",
     "text, phone, email, date, yes_no, choice, involvement or case_state"),
    ("services.police.group.at_most", 0, "0", "1 or more"),
    ("services.police.group.window.years", [5, 1], "a list of 2", "keys with a value each, indented below it"),
    ("services.police.group.window.years.Convicted", 0, "0", "1 or more"),
    ("services.police.group.window.years.Convicted", True, "yes (true)", "a whole number, without quotes"),
])  # fmt: skip
def test_a_wrong_value_is_refused_with_what_was_found_and_what_is_allowed(
    settings, said, key: str, value: Any, found: str | None, allowed: str | None
):
    put(settings, key, value)
    assert said() == ([f"stockport.yaml: {key}: found {found}; allowed: {allowed}"] if found else [])


@pytest.mark.parametrize(("key", "value", "said_key", "found", "allowed"), [
    ("services.police.ages", {"from": 20, "to": 4}, "services.police.ages", "20 to 4",
     "a first age that is not above the last"),
    ("services.school.fields.admission_type.choices", [], "services.school.fields.admission_type.choices",
     "type choice without choices", "choices in a field of type choice, and in no other"),
    ("services.school.fields.school_name.choices", ["A"], "services.school.fields.school_name.choices",
     "type text with choices", "choices in a field of type choice, and in no other"),
    ("services.housing.contact.phone", "telephone", "services.housing.contact.phone", "telephone",
     f"one of the fields: {HOUSING_FIELDS}"),
    ("services.housing.contact.role", "job", "services.housing.contact.role", "job",
     f"one of the fields: {HOUSING_FIELDS}"),
    ("services.housing.newest_by", "tenancy_end", "services.housing.newest_by", "tenancy_end",
     "a field of type date: tenancy_start"),
    ("services.housing.newest_by", "eviction", "services.housing.newest_by", "eviction",
     "a field of type date: tenancy_start"),
    ("services.school.newest_by", "school_name", "services.school.newest_by", "school_name",
     "a field of type date: there is none"),
    ("services.school.prefer", {"field": "main", "value": "Yes"}, "services.school.prefer.field", "main",
     "one of the fields: service_involvement, school_name, contact_number, admission_type"),
    ("services.school.prefer.value", "Main", "services.school.prefer.value", "Main",
     "Main provision or Secondary provision or Off site provision"),
    ("services.police.needs_one_of", ["safeguarding_offences", "arrests"], "services.police.needs_one_of", "arrests",
     "a field of type yes_no: safeguarding_offences, non_safeguarding_offences"),
    ("services.police.needs_one_of", ["contact_name"], "services.police.needs_one_of", "contact_name",
     "a field of type yes_no: safeguarding_offences, non_safeguarding_offences"),
    ("services.police.group.held_field", "offences", "services.police.group.held_field", "offences",
     "a field of type yes_no: safeguarding_offences, non_safeguarding_offences"),
    ("services.police.group.date_field", "type_of_offence", "services.police.group.date_field", "type_of_offence",
     "a field of type date: date_of_offence"),
    ("services.police.group.window.field", "date_of_offence", "services.police.group.window.field", "date_of_offence",
     "a field of type choice: type_of_offence, nature_of_involvement"),
    ("services.police.group.window.years", {"Convicted": 5}, "services.police.group.window.years",
     "years for Convicted", "the years for each of Convicted, Suspect"),
    ("services.police.group.window.years", {"Convicted": 5, "Suspect": 1, "Witness": 1},
     "services.police.group.window.years", "years for Convicted, Suspect, Witness",
     "the years for each of Convicted, Suspect"),
    ("services.police.group.window.years", {}, "services.police.group.window.years",
     "years for no choice", "the years for each of Convicted, Suspect"),
    ("services.police.group.fields", [], "services.police.group.fields", "an empty list", "at least one"),
    ("services.police.group.file", "school", "services", "school twice",
     "a group.file that is no service's id and no other file"),
    ("services.police.group.file", "people", "services.police.group.file", "people",
     "a name other than cms, people, relationships, caseload, sources"),
    ("services.police.id", "cms", "services.cms.id", "cms",
     "an id other than cms, people, relationships, caseload, sources"),
    ("services.police.id", "school", "services", "school twice", "a different id for each service"),
    ("services.housing.fields.eviction.id", "rent_arrears", "services.housing.fields", "rent_arrears twice",
     "a different id for each field"),
    ("services.housing.fields.eviction.type", "involvement", "services.housing.fields", "two of type involvement",
     "one field of type involvement, or none"),
    ("services.police.group.fields.type_of_offence.id", "date_of_offence", "services.police.group.fields",
     "date_of_offence twice", "a different id for each field"),
    ("reason.choices", [], "reason.choices", "nothing", "at least one reason, because ask is true"),
])  # fmt: skip
def test_values_that_do_not_fit_each_other_are_refused(
    settings, said, key: str, value: Any, said_key: str, found: str, allowed: str
):
    put(settings, key, value)
    assert said() == [f"stockport.yaml: {said_key}: found {found}; allowed: {allowed}"]


def test_a_field_may_not_be_named_as_a_column_every_extract_has(settings, said):
    put(settings, "services.housing.fields.eviction.id", "address")
    (line,) = said()
    assert line.startswith("stockport.yaml: services.housing.fields: found address; allowed: an id other than line, ")


def test_the_names_kept_for_the_extract_are_those_the_extract_has():
    keys = {LINE, "person_key", "source_key", "match_status"}
    assert set(EXTRACT_COLUMNS) == {*keys, *PERSON_COLUMNS, *SOURCE_COLUMNS, *OTHER_NAMES}
    assert set(EXTRACT_FILES) == {"cms", "people", "relationships", "caseload", "sources"}


def test_journey_2_needs_its_words_for_linked_individuals(settings, said):
    settings["journey"] = 2
    assert said() == []
    del settings["guidance"]["linked"]
    assert said() == [
        "stockport.yaml: guidance.linked: found nothing; "
        "allowed: the words above linked individuals, because journey is 2"
    ]
    settings["journey"] = 1
    assert said() == []


@pytest.mark.parametrize(
    ("services", "found"), [(["school", "police"], "police"), (["probation"], "probation"), (["housing"], None)]
)
def test_a_family_is_shown_together_only_for_services_without_single_entries(settings, said, services, found):
    settings["family_at_a_glance"] = {
        "agreement": {"reference": "DSA-STK-040", "approved": date(2026, 3, 2)},
        "services": services,
    }
    allowed = "one of school, adult_social_care, housing"
    assert said() == (
        [f"stockport.yaml: family_at_a_glance.services: found {found}; allowed: {allowed}"] if found else []
    )


def test_a_family_at_a_glance_needs_its_agreement(settings, said):
    settings["family_at_a_glance"] = {"services": ["school"]}
    assert said() == [
        "stockport.yaml: family_at_a_glance.agreement: found nothing; allowed: a value; this key is needed"
    ]


def test_the_reason_needs_no_choices_where_it_is_not_asked(settings, said):
    settings["reason"] = {"ask": False}
    assert said() == []


def test_problems_in_different_places_are_listed_together(settings, said):
    settings["journey"] = 3
    put(settings, "services.school.ages", {"from": 20, "to": 4})
    drop(settings, "services.police.agreement")
    assert said() == [
        "stockport.yaml: journey: found 3; allowed: 1 or 2",
        "stockport.yaml: services.school.ages: found 20 to 4; allowed: a first age that is not above the last",
        f"stockport.yaml: services.police.agreement: found nothing; allowed: {NEEDED}",
    ]


def test_a_list_whose_only_entry_is_wrong_is_not_called_too_short(settings, said):
    settings["services"] = [None]
    assert said() == ["stockport.yaml: services.1: found nothing; allowed: keys of its own, indented below it"]


def test_an_entry_of_a_plain_list_is_named_by_its_place(settings, said):
    settings["caseload"]["cover"] = ["Duty", False]
    assert said() == [f"stockport.yaml: caseload.cover.2: found no (false); allowed: {TEXT}"]


def test_a_key_that_is_not_text_is_refused(settings, said):
    settings[1] = "x"
    allowed = "a key that is text; in quotes if it looks like a number, a date, yes or no"
    assert said() == [f"stockport.yaml: the file: found the key 1; allowed: {allowed}"]


def test_a_choice_of_a_window_that_yaml_reads_as_yes_is_refused(settings, said):
    put(settings, "services.police.group.window.years", {True: 5, "Suspect": 1})
    assert said() == [f"stockport.yaml: services.police.group.window.years: found the key yes (true); allowed: {TEXT}"]


def test_long_values_are_shortened(settings, said):
    settings["id"] = "x" * 500
    assert said() == [f"stockport.yaml: id: found {'x' * 57}...; allowed: {IDENTIFIER}"]


def test_yes_and_no_without_quotes_are_explained_by_their_place(said_of_text):
    settings = "cms: {name: yes, case_id_example: 2025-02-30}\n"
    lines = said_of_text(settings)
    assert f"stockport.yaml: cms.name: found yes (true); allowed: {TEXT}" in lines
    assert not any("case_id_example" in line for line in lines)


def test_a_day_that_does_not_exist_is_refused_under_its_key(said_of_text):
    lines = said_of_text("services: [{id: police, agreement: {reference: A, approved: 2025-02-30}}]\n")
    assert f'stockport.yaml: services.police.agreement.approved: found "2025-02-30" in quotes; allowed: {DATE}' in lines


ODD = [None, True, False, 0, -1, 10**30, 1.5, "", " ", "x", "1", "yes", "a/b", "x" * 300, [], [None], ["x", "x"],
       [[]], {}, {"x": 1}, {1: 2}, {None: []}, {True: 1}, date(2025, 3, 3), b"x", {"a"}]  # fmt: skip
JARGON = ("Input", "input", "valid", "dictionary", "tuple", "instance", "pattern", "string", "integer", "boolean",
          "character", "item", "Extra", "None", "pydantic", "[key]", "datetime")  # fmt: skip
STUTTER = ("found found", "allowed: allowed", "found ;", ": :", "..")


def every_place(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """The path to every value inside."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in pairs:
        yield (*path, key)
        yield from every_place(inside, (*path, key))


def test_no_value_anywhere_crashes_the_reader_or_is_answered_in_jargon():
    small = copy.deepcopy(STOCKPORT)
    small["services"] = [small["services"][0], small["services"][3]]
    small["guidance"]["about"] = small["guidance"]["about"][:1]
    assert answers_to_odd_values(small, every_place(small)) > 1000


def answers_to_odd_values(settings: dict[str, Any], places: Iterator[tuple]) -> int:
    """Put every odd value in each place, and check the messages. Returns how often it was refused."""
    refused = 0
    for path in list(places):
        here = settings
        for step in path[:-1]:
            here = here[step]
        right = here[path[-1]]
        for odd in ODD:
            here[path[-1]] = odd
            try:
                council_from(settings, file="F")
            except SettingsError as error:
                refused += 1
                for problem in error.problems:
                    assert problem.key and problem.found and problem.allowed, (path, odd, problem)
                    own_words = f"{problem.key} {problem.allowed}".replace(".None", "").replace(str(odd), "")
                    own_words = own_words.replace("None found", "")
                    assert not [word for word in JARGON if word in own_words], (path, odd, str(problem))
                    whole = str(problem).replace("xxx...", "xxx")
                    assert not [word for word in STUTTER if word in whole], (path, odd, whole)
        here[path[-1]] = right
    return refused
