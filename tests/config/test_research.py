"""The files in config/research: messages have the file, the key, what was found and what is allowed."""

import shutil

import pytest

from config.environment import ROOT
from config.problems import SettingsError
from config.reading import read_council
from config.research import in_journey
from config.research_reading import FOLDER, read_research

COUNCIL = read_council(ROOT / "config" / "councils" / "stockport.yaml")
SCENARIO = "id: odd\ntitle: Odd\nabout: Odd\nchild: '1'\ntasks: [Read]\ndocuments: [{title: A, sections: [%s]}]\n"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "research")


@pytest.mark.parametrize(("text", "said"), [
    ("shows: odd", "odd.yaml: shows: found odd; allowed: no_records_found, information_missing, out_of_date"),
    ("shows: out_of_date", "odd.yaml: days_old: found nothing; allowed: a value where it shows out_of_date"),
    ("shows: wrong", "odd.yaml: services: found nothing; allowed: services where it shows"),
    ("shows: could_not_be_checked\nwhy: because", "odd.yaml: why: found because; allowed: source unreadable"),
    ("shows: out_of_date\ndays_old: 0", "odd.yaml: days_old: found 0; allowed: 1 or more"),
    ("shows: information_missing\nservices: {police: {values: {police_area: A}}}",
     "odd.yaml: services.police.missing: found nothing; allowed: the fields that are missing"),
    ("shows: information_missing\nservices: {police: {missing: [offense]}}",
     "odd.yaml: services.police.missing: found offense; allowed: police_area, contact_name"),
    ("shows: wrong\nservices: {polise: {values: {a: b}}}", "odd.yaml: services.polise: found polise; allowed: school,"),
    ("shows: wrong\nservices: {housing: {values: {eviction: Maybe}}}",
     "odd.yaml: services.housing.values.eviction: found Maybe; allowed: Case open, Case closed, No records found"),
    ("shows: wrong\nservices: {housing: {values: {tenancy_start: soon}}}",
     "odd.yaml: services.housing.values.tenancy_start: found soon; allowed: a day such as {days_ago: 16}"),
    ("shows: wrong\nservices: {housing: {values: {tenancy_start: {days_ago: -1}}}}",
     "allowed: text, true or false, or a day such as {days_ago: 16}"),
    ("shows: complete\nsevices: {}", "odd.yaml: sevices: found a key that is not known; allowed: id, title, shows"),
])  # fmt: skip
def test_a_wrong_variation_is_explained_in_one_sentence(folder, text, said):
    (folder / "variations" / "odd.yaml").write_text(f"id: odd\ntitle: Odd\n{text}\n", encoding="utf-8")
    with pytest.raises(SettingsError) as wrong:
        read_research(COUNCIL, folder)
    assert said in str(wrong.value)


def test_a_scenario_with_an_unknown_placeholder_is_refused(folder):
    section = "{heading: A, paragraphs: ['On {16 days past}.']}"
    (folder / "scenarios" / "odd.yaml").write_text(SCENARIO % section, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"found \{16 days past\}; allowed: \{16 days ago\}"):
        read_research(COUNCIL, folder)


def test_a_file_with_another_name_and_a_folder_without_complete_are_refused(folder):
    (folder / "variations" / "complete.yaml").rename(folder / "variations" / "whole.yaml")
    with pytest.raises(SettingsError, match="whole.yaml: id: found complete; allowed: whole, as the file is called"):
        read_research(COUNCIL, folder)
    (folder / "variations" / "whole.yaml").unlink()
    with pytest.raises(SettingsError, match="found no complete.yaml"):
        read_research(COUNCIL, folder)


def test_an_added_or_changed_file_is_read_next_time(folder):
    before = read_research(COUNCIL, folder)
    added = "id: very_old\ntitle: Very old\nshows: out_of_date\ndays_old: 90\n"
    (folder / "variations" / "very_old.yaml").write_text(added, encoding="utf-8")
    after = read_research(COUNCIL, folder)
    assert {one.id for one in after.variations} - {one.id for one in before.variations} == {"very_old"}
    assert after.variation("very_old").days_old == 90 and after.variation("gone") is None


def test_the_other_journey_has_its_own_words_and_the_councils_journey_the_councils():
    assert in_journey(COUNCIL, 1) is COUNCIL
    other = in_journey(COUNCIL, 2)
    assert other.journey == 2 and "children" in other.guidance.search and other.guidance.linked
    assert other.cms == COUNCIL.cms and COUNCIL.journey == 1
