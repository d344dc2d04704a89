"""People and records for tests of matching, and what became of them."""

from datetime import date

import pandas as pd

from matching.record_linkage import Matches, match_records

HOME = "320 Overdale Road, Romiley, Stockport SK6 3HL"
ELSEWHERE = "14 Hollow Lane, Manchester M14 5QX"
BORN = date(1990, 2, 3)
KATE = {"first_name": "Kate", "family_name": "Murgatroyd", "date_of_birth": BORN, "gender": "Female", "address": HOME}
JAYDEN = {**KATE, "first_name": "Jayden", "date_of_birth": date(2012, 5, 6), "gender": "Male"}


def people(*rows: dict) -> pd.DataFrame:
    """The people of the CMS, keyed p0, p1 …"""
    columns = ["person_key", *KATE]
    return pd.DataFrame([{"person_key": f"p{place}", **row} for place, row in enumerate(rows)], columns=columns)


def records(*rows: dict) -> pd.DataFrame:
    """The records of a source, keyed r0, r1 …, unless a row says otherwise."""
    columns = ["source_key", *KATE]
    return pd.DataFrame([{"source_key": f"r{place}", **row} for place, row in enumerate(rows)], columns=columns)


def links(matches: Matches) -> dict[tuple[str, str], tuple[str, str]]:
    """Whom each record was linked to."""
    rows = matches.links[["source_id", "source_key", "person_source", "person_key"]].itertuples(index=False)
    return {(source, key): (other, whose) for source, key, other, whose in rows}


def waiting(matches: Matches) -> list[tuple[str, str]]:
    """The records that wait, each with its candidates' keys, best first."""
    return [(row.source_key, row.person_key) for row in matches.waiting.itertuples()]


def outcome(person: dict, record: dict) -> str:
    """What becomes of one record beside one person: "linked", "waiting" for review, "in doubt" or "apart"."""
    matches = match_records(people(person), {"housing": records(record)})
    if len(matches.links):
        return "linked"
    if matches.waiting.empty:
        return "apart"
    return "waiting" if matches.waiting["for_review"].any() else "in doubt"
