"""Third-party files for `python -m benchmarks.linkage.score --people a.csv --records b.csv --truth t.csv`.

CSV in UTF-8. The first line has the column names, in any order; other columns are ignored:

* people: `id`, `first_name`, `family_name`, `date_of_birth` and, if available, `gender`, `address`, `postcode`;
* records: the same, and `source` if they come from several sources; several lines may have one `id`;
* truth: `record`, `person`: a record's ID and the ID of its person. A record of a person who is not in the people file
  has no line, or any other text for `person`; records with the same text belong to the same person.

Dates are 1990-02-28, 28/02/1990 or 19900228. Genders may be words or their first letters.
"""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from benchmarks.linkage.records import LinkageSet

GENDERS = {"f": "Female", "m": "Male", "o": "Other"}
_NEEDED = ("id", "first_name", "family_name", "date_of_birth")


def read_set(people: Path, records: Path, truth: Path) -> LinkageSet:
    """The three files as a set with its truth. Raises SystemExit with a sentence if they cannot be used."""
    known, lines = _read(people, _NEEDED), _read(records, _NEEDED)
    pairs = _read(truth, ("record", "person"))
    source = lines["source"].replace("", "records") if "source" in lines else "records"
    details = _details(lines).assign(source=source, source_key=lines["id"])
    being = {key: key for key in known["id"]}
    record_being: dict[tuple[str, str], object] = {}
    person_of = pairs[pairs["person"] != ""].groupby("record")["person"].first().to_dict()
    for one, key in zip(details["source"], details["source_key"], strict=True):
        record_being[one, key] = person_of.get(key, f"a separate person: {one} {key}")
    return LinkageSet(_details(known).assign(person_key=known["id"]), details, being, record_being)


def _read(path: Path, needed: tuple[str, ...]) -> pd.DataFrame:
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    table.columns = [str(name).strip() for name in table.columns]
    missing = [name for name in needed if name not in table]
    if missing:
        raise SystemExit(f"{path.name}: these columns are missing: {', '.join(missing)}")
    return table.map(str.strip)


def _details(table: pd.DataFrame) -> pd.DataFrame:
    blank = pd.Series("", index=table.index)
    address, postcode = table.get("address", blank), table.get("postcode", blank)
    days = {text: _day(text) for text in table["date_of_birth"].unique()}
    return pd.DataFrame({
        "first_name": table["first_name"],
        "family_name": table["family_name"],
        "date_of_birth": pd.Series([days[text] for text in table["date_of_birth"]], index=table.index, dtype=object),
        "gender": table.get("gender", blank).str[:1].str.lower().map(GENDERS).fillna("Unknown"),
        "address": (address + "\n" + postcode).str.strip(),
    })  # fmt: skip


def _day(text: str) -> date | None:
    """The date; None if it is empty or not a date."""
    found = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})(?:[ T].*)?", text)
    parts = found.groups() if found else None
    if parts is None and (found := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)):
        parts = found.groups()[::-1]
    try:
        return date(*(int(part) for part in parts)) if parts else None
    except ValueError:
        return None
