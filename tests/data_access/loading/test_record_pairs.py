"""A person of the CMS and a record of a service without a shared key: what a load makes of them, row by row.

`record_pairs.csv` has a row for each kind of fault that was met with data in the shapes councils have. Rows of one
group are loaded together.
"""

import csv
from itertools import groupby
from pathlib import Path

import pytest

from config.environment import ROOT
from config.reading import read_council
from tests.data_access.loading.test_several_people import answered
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key

DETAILS = ("first_name", "family_name", "date_of_birth", "gender", "address")
ROWS = list(csv.DictReader((Path(__file__).parent / "record_pairs.csv").read_text(encoding="utf-8").splitlines()))
for number, row in enumerate(ROWS):
    row["group"] = row["group"] or f"alone {number}"
GROUPS = [list(rows) for _, rows in groupby(sorted(ROWS, key=lambda row: row["group"]), lambda row: row["group"])]


@pytest.fixture(scope="module")
def council():
    """Stockport, with keys of housing's own."""
    return without_shared_key(read_council(ROOT / "config" / "councils" / "stockport.yaml"))


@pytest.mark.parametrize("rows", GROUPS, ids=lambda rows: rows[0]["case"])
def test_each_row_is_linked_or_in_doubt_as_it_says(council, rows):
    """Everybody of the rows is in the CMS and in housing, each once, with the keys p0, r0 …"""
    extract = UnkeyedExtract(council)
    people = list(dict.fromkeys(tuple(row[f"cms_{name}"] for name in DETAILS) for row in rows))
    records = list(dict.fromkeys(tuple(row[f"record_{name}"] for name in DETAILS) for row in rows))
    for number, person in enumerate(people):
        line = dict(extract.files["people"][0]) | dict(zip(DETAILS, person, strict=True))
        extract.files["people"].append({**line, "person_key": f"p{number}", "cms_id": f"9000{number}"})
    for number, record in enumerate(records):
        extract.tenant(f"r{number}", "kate", **dict(zip(DETAILS, record, strict=True)))
    said = answered(extract, "housing")
    for row in rows:
        person, record = (tuple(row[f"{side}_{name}"] for name in DETAILS) for side in ("cms", "record"))
        is_linked = row["expected"] == "linked"
        assert said[f"p{people.index(person)}"] == ({"record"} if is_linked else {"pending"}), row["case"]
        # One that is not linked is a person of its own.
        assert (f"housing/r{records.index(record)}" in said) is not is_linked, row["case"]
