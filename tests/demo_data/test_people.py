"""The named people are there, keep their ages, and have namesakes to choose among."""

from datetime import UTC, date, datetime, timedelta

import pytest

from demo_data.people import born
from tests.demo_data.conftest import COUNCILS, FEW

# Case ID or name, age, day and month of birth.
NAMED = {
    "Tommy Williams": ("249012", 7, (12, 5)),
    "Kate Williams": ("249013", 34, (29, 8)),
    "Dominic Pierce": ("249014", 36, (3, 4)),
    "Paula Lee": ("250871", 35, (16, 1)),
    "Jason Lee": ("250872", 7, (30, 9)),
    "Charlie Banks": ("136594", 7, (10, 7)),
    "Rachel Banks": ("136595", 33, (22, 2)),
    "John Banks": ("136596", 66, (1, 11)),
    "Sarah Murphey": ("240771", 7, (12, 5)),
    "Lisa Williams": ("240772", 38, (2, 6)),
    "Amelia Williams": ("240773", 17, (19, 2)),
}
# The ages of each day are counted below; here the files are written on the day before a birthday and on it, at the end
# of a year, on a birthday that is Charlie's in London only, and on 29 February and the day after.
DAYS = [
    datetime(2026, 5, 11, 9, tzinfo=UTC),
    datetime(2026, 5, 12, 9, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
    datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
    datetime(2027, 7, 9, 23, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 9, tzinfo=UTC),
    datetime(2028, 3, 1, 9, tzinfo=UTC),
]
LINKS = {
    "249012": {"Mother": "Kate", "Father": "Dominic", "Family friend": "Paula", "Friend": "Jason"},
    "136594": {"Mother": "Rachel", "Grandfather": "John", "Babysitter": "Kate"},
    "240771": {"Mother": "Lisa", "Half sister": "Amelia"},
}


@pytest.mark.parametrize("council_id", sorted(COUNCILS))
@pytest.mark.parametrize("now", DAYS, ids=lambda now: f"{now:%d-%m-%Y}")
def test_named_people_keep_their_age_and_birthday(write, council_id, now):
    written = write(council_id, now, FEW)
    for name, (cms_id, age, birthday) in NAMED.items():
        person = written.person(cms_id=cms_id)
        assert f"{person['first_name']} {person['family_name']}" == name
        assert written.age(person) == age
        day_of_birth = date.fromisoformat(person["date_of_birth"])
        assert (day_of_birth.day, day_of_birth.month) == birthday


def test_every_day_and_birthday_gives_the_age_asked_for():
    first = date(2027, 2, 1)
    birthdays = [(29, 2), (28, 2), (1, 3), (1, 1), (31, 12), (12, 5)]
    for today in (first + timedelta(days=number) for number in range(5 * 366)):
        for day, month in birthdays:
            for age in (0, 1, 7, 17, 18, 40):
                on = born(age, day, month, today)
                assert on <= today
                assert today.year - on.year - ((today.month, today.day) < (on.month, on.day)) == age
                assert (on.day, on.month) == (day, month) or (day, month) == (29, 2)


def test_no_other_impossible_birthday_is_taken():
    with pytest.raises(ValueError, match="day"):
        born(7, 31, 4, date(2026, 11, 23))


def test_addresses_are_those_of_the_referrals(written):
    for cms_id in ("249012", "249013"):
        assert written.person(cms_id=cms_id)["address"] == "320 Overdale Road, Romiley, Stockport SK6 3HL"
    for cms_id in ("136594", "136595"):
        assert written.person(cms_id=cms_id)["address"] == "270 Barncroft Drive, Leeds LS14 1HS"


@pytest.mark.parametrize("case_id", sorted(LINKS))
def test_named_people_are_linked_to_their_child(written, case_id):
    people, child = written.by_key(), written.person(cms_id=case_id)
    found = {
        link["relationship"]: people[link["person_key"]]["first_name"]
        for link in written.files["relationships"]
        if link["child_key"] == child["person_key"]
    }
    assert found == LINKS[case_id]


def test_the_babysitter_has_no_date_of_birth_and_no_case_id(written):
    babysitter = written.person(first_name="Kate", family_name="Ellison", cms_id="")
    assert babysitter["date_of_birth"] == ""
    assert babysitter["source"] == "housing"
    [record] = written.rows("housing", babysitter)
    assert record["contact_name"] == record["eviction"] == ""


def test_dominic_is_a_suspect_of_the_last_weeks_and_at_another_address(written):
    dominic = written.person(cms_id="249014")
    [record] = written.rows("police", dominic)
    assert (record["safeguarding_offences"], record["non_safeguarding_offences"]) == ("Yes", "No")
    assert record["contact_name"]
    assert "Manchester M4" in record["address"]
    [entry] = written.rows("police_offences", dominic)
    assert (entry["type_of_offence"], entry["nature_of_involvement"]) == ("Violence with injury", "Suspect")
    assert timedelta(0) < written.today - date.fromisoformat(entry["date_of_offence"]) < timedelta(days=21)


def test_kates_eviction_case_is_open(written):
    [record] = written.rows("housing", written.person(cms_id="249013"))
    flags = ("service_involvement", "eviction", "notice_seeking_possession", "rent_arrears", "anti_social_behaviour")
    assert [record[flag] for flag in flags] == ["Current", *["Case open"] * 3, "No records found"]
    assert record["contact_number"]


def test_school_has_records_for_the_children(written):
    for cms_id, registrations in (("249012", 1), ("250872", 1), ("136594", 2), ("240771", 1), ("240773", 1)):
        rows = written.rows("school", written.person(cms_id=cms_id))
        assert len(rows) == registrations
        assert all(row["service_involvement"] == "Current" and row["contact_number"] for row in rows)


def test_the_other_parents_records(written):
    [rachel] = written.rows("housing", written.person(cms_id="136595"))
    assert rachel["anti_social_behaviour"] == "Case open"
    lisa = written.person(cms_id="240772")
    [police] = written.rows("police", lisa)
    assert police["safeguarding_offences"] == "Yes"
    assert written.rows("police_offences", lisa) == []


@pytest.mark.parametrize(
    ("first_names", "family_names", "at_least"),
    [
        ({"Sarah", "Sara"}, {"Murphey", "Murphy"}, 6),
        ({"Tommy", "Thomas", "Tom"}, {"Williams"}, 5),
        ({"Kate", "Katherine", "Catherine"}, {"Williams"}, 6),
        ({"Dominic", "Dominick"}, {"Pierce", "Pearce"}, 5),
        ({"Charlie", "Charles", "Charley"}, {"Banks"}, 4),
        ({"Rachel", "Rachael"}, {"Banks"}, 3),
        ({"John", "Jon"}, {"Banks"}, 3),
        ({"Paula"}, {"Lee", "Leigh"}, 3),
        ({"Jason", "Jayson"}, {"Lee", "Leigh"}, 3),
        ({"Lisa"}, {"Williams"}, 2),
        ({"Amelia"}, {"Williams"}, 3),
        ({"Kate"}, {"Ellison"}, 2),
    ],
)
def test_namesakes_make_selecting_a_choice(written, first_names, family_names, at_least):
    alike = [
        person
        for person in written.files["people"]
        if person["first_name"] in first_names and person["family_name"] in family_names
    ]
    assert len(alike) >= at_least
    assert len({person["address"] for person in alike}) >= at_least - 1


def test_two_of_one_name_and_date_of_birth_have_two_case_ids(written):
    pair = [one for one in written.files["people"] if one["cms_id"] in ("206845", "258102")]
    assert len(pair) == 2
    assert len({(one["first_name"], one["family_name"], one["date_of_birth"]) for one in pair}) == 1


def test_the_first_worker_has_namesakes_on_the_caseload(write):
    written = write("leeds")
    own = {line["case_id"] for line in written.files["caseload"] if line["worker"] == "204417"}
    namesakes = {"249015", "251330", "206845", "258102", "252208", "247761", "238004", "255519", "139917", "140226"}
    assert len(own & namesakes) >= 3
