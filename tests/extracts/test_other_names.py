"""Preferred and former names in a council's files: how they are written, and what becomes of them."""

import pytest

from config.environment import ROOT
from config.reading import read_council
from extracts.checks import read_extract
from tests.small_extract import SmallExtract

COUNCIL = read_council(ROOT / "config" / "councils" / "stockport.yaml")


def names_of_kate(tmp_path, **columns: str) -> set[tuple[str, str, str]]:
    extract = SmallExtract(COUNCIL)
    for line in extract.files["people"]:
        line.update(dict.fromkeys(columns, ""))
    extract.line("people", person_key="kate").update(columns)
    found = read_extract(COUNCIL, extract.write(tmp_path)).other_names
    assert set(found["key"]) <= {"kate"}
    return set(found[["kind", "first_name", "family_name"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ({"preferred_first_name": "Poppy"}, {("preferred", "Poppy", "Williams")}),
        ({"preferred_family_name": "Brown"}, {("preferred", "Kate", "Brown")}),
        ({"preferred_first_name": "Poppy", "preferred_family_name": "Brown"}, {("preferred", "Poppy", "Brown")}),
        ({"preferred_name": "Poppy Brown"}, {("preferred", "Poppy", "Brown")}),
        ({"preferred_name": "Poppy"}, {("preferred", "Poppy", "Williams")}),
        ({"preferred_name": "KATE"}, set()),
        ({"preferred_name": "N/K", "former_names": "None"}, set()),
        ({"former_names": "Jones"}, {("former", "Kate", "Jones"), ("former", "Jones", "Williams")}),
        ({"former_names": "née Jones"}, {("former", "Kate", "Jones"), ("former", "Jones", "Williams")}),
        ({"former_names": "Ann Jones; Cole, Kay"}, {("former", "Ann", "Jones"), ("former", "Kay", "Cole")}),
        ({"former_names": "Ann Jones | Kay Cole"}, {("former", "Ann", "Jones"), ("former", "Kay", "Cole")}),
        ({"former_name_1": "Ann Jones", "former_name_2": "Kay Cole"},
         {("former", "Ann", "Jones"), ("former", "Kay", "Cole")}),
        ({"former_family_name": "Jones/Cole"}, {("former", "Kate", "Jones"), ("former", "Kate", "Cole")}),
        ({"former_first_name": "Alexander"}, {("former", "Alexander", "Williams")}),
        ({"preferred_name": "Ann Jones", "former_names": "Ann Jones"}, {("preferred", "Ann", "Jones")}),
    ],
)  # fmt: skip
def test_each_way_of_writing_other_names(tmp_path, columns, names):
    assert names_of_kate(tmp_path, **columns) == names


def test_files_without_such_columns_load_as_before(tmp_path):
    assert names_of_kate(tmp_path) == set()
