"""A person of the CMS and a record of a service without a shared key: what a whole load makes of them, row by row.

`record_pairs.csv` has a row for each kind of fault that was met with data in the shapes councils have. Rows of one
group are loaded together.
"""

import csv
from itertools import groupby
from pathlib import Path

import pytest
from sqlalchemy import select

from config.service import Ages
from data_access.people.person_ids import person_id_for
from data_access.people.person_page import get_person
from data_access.storage.database import database_of
from data_access.storage.extract_tables import link
from data_access.values import NotChecked, RecordsFound
from tests.data_access.conftest import STOCKPORT_GROUNDS, only_sqlite
from tests.data_access.unkeyed import UnkeyedExtract, without_shared_key

DETAILS = ("first_name", "family_name", "date_of_birth", "gender", "address")
ROWS = list(csv.DictReader((Path(__file__).parent / "record_pairs.csv").read_text(encoding="utf-8").splitlines()))
for number, row in enumerate(ROWS):
    row["group"] = row["group"] or f"alone {number}"
GROUPS = [list(rows) for _, rows in groupby(sorted(ROWS, key=lambda row: row["group"]), lambda row: row["group"])]


@pytest.fixture
def council(stockport):
    """Stockport, with keys of housing's own, and housing shown at any age."""
    ages = Ages.model_validate({"from": 0, "if_unknown": "show"})
    services = [
        one.model_copy(update={"ages": ages}) if one.id == "housing" else one
        for one in without_shared_key(stockport).services
    ]
    return without_shared_key(stockport).model_copy(update={"services": tuple(services)})


def loaded(council, rows: list[dict], folder, sign_in):
    """Everybody of the rows in the CMS and in housing, each once, and the keys they have there: p0, r0 …"""
    extract = UnkeyedExtract(council)
    people = list(dict.fromkeys(tuple(row[f"cms_{name}"] for name in DETAILS) for row in rows))
    records = list(dict.fromkeys(tuple(row[f"record_{name}"] for name in DETAILS) for row in rows))
    for number, person in enumerate(people):
        line = dict(extract.files["people"][0]) | dict(zip(DETAILS, person, strict=True))
        extract.files["people"].append({**line, "person_key": f"p{number}", "cms_id": f"9000{number}"})
    for number, record in enumerate(records):
        extract.tenant(f"r{number}", "kate", **dict(zip(DETAILS, record, strict=True)))
    actor = sign_in(extract.load(folder))
    pages = {
        person: get_person(
            actor,
            person_id_for(council, cms_id=f"9000{number}", source_id="cms", person_key=f"p{number}"),
            grounds=STOCKPORT_GROUNDS,
        )
        for number, person in enumerate(people)
    }
    with database_of(council).reading() as (connection, _):
        linked = {row.source_key for row in connection.execute(select(link))}
    return pages, {record: f"r{number}" in linked for number, record in enumerate(records)}


@only_sqlite
@pytest.mark.parametrize("rows", GROUPS, ids=lambda rows: rows[0]["case"])
def test_each_row_is_linked_or_in_doubt_as_it_says(council, tmp_path, sign_in, rows):
    pages, is_linked = loaded(council, rows, tmp_path, sign_in)
    for row in rows:
        person, record = (tuple(row[f"{side}_{name}"] for name in DETAILS) for side in ("cms", "record"))
        answer = pages[person].answers["housing"]
        expected = RecordsFound if row["expected"] == "linked" else NotChecked
        assert isinstance(answer, expected), (row["case"], answer)
        assert is_linked[record] == (row["expected"] == "linked"), row["case"]
