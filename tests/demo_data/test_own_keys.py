"""In the demonstration one source has keys of its own, so that a newcomer finds possible matches to review."""

import csv

import pytest

from data_access.loading.linking import link_people
from demo_data.own_keys import DETAILS, OWN_KEYS, with_own_keys
from demo_data.writing import write_extract
from extracts.checks import read_extract
from tests.demo_data.conftest import COUNCILS, NOON

COUNCIL = with_own_keys(COUNCILS["stockport"])
SERVICE = OWN_KEYS["stockport"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_keys")
    write_extract(COUNCIL, folder, now=NOON)
    return folder


def test_each_key_is_one_person_with_a_name(folder):
    with (folder / f"{SERVICE}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert rows and "person_key" not in rows[0]
    details = {(row["source_key"], *(row[name] for name in DETAILS)) for row in rows}
    assert len(details) == len({row["source_key"] for row in rows})
    assert all(row["first_name"] or row["family_name"] for row in rows)


def test_most_are_matched_and_a_few_of_several_kinds_are_to_review(folder):
    files = link_people(COUNCIL, read_extract(COUNCIL, folder))
    to_review = files.waiting[files.waiting["for_review"]]
    assert 5 <= to_review["source_key"].nunique() <= 20
    assert to_review["why"].nunique() >= 4
    assert to_review["why"].str.endswith("a date of birth is missing").any()


def test_a_council_without_that_service_is_as_it_was():
    assert with_own_keys(COUNCILS["leeds"]) is COUNCILS["leeds"]
    others = tuple(one for one in COUNCILS["stockport"].services if one.id != SERVICE)
    without = COUNCILS["stockport"].model_copy(update={"services": others})
    assert with_own_keys(without) is without
