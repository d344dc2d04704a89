"""Folders of invented councils, each with habits of its own. `EDITS` are the lines a person changes in the draft."""

import csv
import gzip
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import yaml

from config import clock
from config.council import Council
from config.reading import council_from
from extracts.checks import ExtractFiles, read_extract
from extracts.drafting.draft import Draft, draft_settings
from tests.workbooks import write_workbook

FIRST = ("Tommy", "Kate", "Dominic", "Zoë", "Amelia", "Jason", "Paula", "Rachel", "Charlie", "Una", "Fay", "Omar")
FAMILY = ("Williams", "Pierce", "O'Brien", "Banks", "Lee", "Linkless", "Frost", "Naylor", "Iqbal", "Marsh")
STREETS = ("Overdale Road", "Hollow Lane", "Barncroft Drive", "Fern Close", "Mist Road")
PEOPLE = 24
Person = dict[str, str]
WITH_A_NAME = [["Person ID", "Forename", "Surname", "DOB"], ["1", "Kate", "Pierce", "03/04/1986"]]


def drafted(folder: Path, journey: int | None = None) -> Draft:
    return draft_settings(folder, "northshire", "Northshire Council", journey)


def council_of(text: str) -> Council:
    return council_from(yaml.safe_load(text), file="northshire.yaml")


def load(folder: Path, draft: Draft, edits: dict[str, str] | None = None) -> ExtractFiles:
    text = draft.text
    for line, instead in (edits or {}).items():
        assert text.count(f"{line}\n") == 1, line
        text = text.replace(f"{line}\n", f"{instead}\n")
    return read_extract(council_of(text), folder)


def people(number: int = PEOPLE) -> list[dict]:
    """Invented people: number, names, date of birth, sex, and an address in parts."""
    made = []
    for place in range(number):
        made.append(
            {
                "number": 100_234 + place * 37,
                "first": FIRST[place % len(FIRST)],
                "family": FAMILY[place % len(FAMILY)],
                "born": date(1970, 1, 1) + timedelta(days=place * 811 % 15_000),
                "sex": "MF"[place % 2],
                "house": str(place + 1),
                "street": STREETS[place % len(STREETS)],
                "town": "Fernley",
                "postcode": f"SK{place % 9 + 1} {place % 8 + 1}HL",
            }  # fmt: skip
        )
    return made


def csv_text(rows: list[list[object]], delimiter: str = ",") -> str:
    """The rows as CSV."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def splink_like(folder: Path) -> None:
    """One wide file with a unique_id, and a wide one of a service with numbers of its own."""
    rows = [["unique_id", "first_name", "surname", "dob", "city", "postcode", "email", "cluster"]]
    rows += [
        [
            place,
            one["first"],
            one["family"],
            one["born"].isoformat(),
            one["town"],
            one["postcode"],
            f"p{place}@x.example",
            place,
        ]
        for place, one in enumerate(people())
    ]
    (folder / "fake_people.csv").write_text(csv_text(rows), encoding="utf-8")
    rows = [
        ["unique_id", "first_name", "surname", "dob", "city", "postcode", "tenancy_start", "officer", "officer_phone"]
    ]
    rows += [
        [900 + place, one["first"].upper(), one["family"], one["born"].isoformat(), one["town"], one["postcode"],
         "2019-04-13", "Ann Lowe", "0161 496 0123"]
        for place, one in enumerate(people()[:9])
    ]  # fmt: skip
    (folder / "housing_link.csv").write_text(csv_text(rows), encoding="utf-8")


def workbook_with_a_title(folder: Path) -> None:
    """A workbook with a title above the names of the columns, dates as dates, and another for the school."""
    made = people()
    rows: list[list] = [["Clients of Northshire"], ["Run by the data team"], []]
    rows += [["Client ID", "Client Surname", "Client Forename(s)", "DOB", "Sex", "Address Line 1", "Town", "Post Code"]]
    rows += [
        [one["number"], one["family"], one["first"], one["born"], one["sex"], f"{one['house']} {one['street']}",
         one["town"], one["postcode"]]
        for one in made
    ]  # fmt: skip
    write_workbook(folder / "Clients 2026-11-02.xlsx", {"Notes": [["For the load"]], "Export": rows})
    rows = [["Pupil enrolments"], ["Client ID", "School Name", "School Tel", "Enrolment Type", "On Roll?"]]
    rows += [[one["number"], "Overdale Primary School", "0161 496 0301", "Main", "Y"] for one in made[:8]]
    write_workbook(folder / "Pupils.xlsx", {"Sheet1": rows})


def excels_damage(folder: Path) -> None:
    """Semicolons and Windows-1252, keys without their zeros and as 1.23E+08, dates as serials beside dates."""
    made = people(12)
    keys = [f"{123_000_000 + place * 1_000_000:010d}" for place in range(len(made))]
    rows = [["PersonRef", "PersonName", "DateOfBirth", "Gender", "FullAddress"]]
    rows += [
        [key, f"{one['family'].upper()}, {one['first']}", one["born"].strftime("%d/%m/%Y"), one["sex"],
         f"{one['house']} {one['street']}, {one['town']}, {one['postcode']}"]
        for key, one in zip(keys, made, strict=True)
    ]  # fmt: skip
    (folder / "persons.csv").write_bytes(csv_text(rows, ";").encode("cp1252"))
    rows = [["sep=;"], ["PersonRef", "Case Status", "Social Worker", "SW Phone", "SW Email", "Start Date"]]
    for place, key in enumerate(keys[:6]):
        written = key.lstrip("0") if place else f"{int(key) / 10**8:.2f}E+08"
        started = date(2019, 5, 14) + timedelta(days=place)
        as_written = (started - date(1899, 12, 30)).days if place % 2 else started.strftime("%d/%m/%Y")
        rows.append([written, "Open" if place % 2 else "Closed", "Ann Lowe", "1614960123", "ann@x.example", as_written])
    (folder / "ASC open cases.csv").write_bytes(csv_text(rows, ";").encode("cp1252"))


def ragged_with_a_footer(folder: Path) -> None:
    """Tab separated, lines that end early, a title, a footer with the number of records, packed or not."""
    made = people(15)
    lines = ["Report: people of Fernley", "", "client_no\tfname\tsname\tdt_of_birth\tsex\taddr1\taddr2\tpcode\tnotes"]
    for one in made:
        born = one["born"].strftime("%d-%b-%Y")
        line = [
            str(one["number"]),
            one["first"],
            one["family"],
            born,
            one["sex"],
            f"{one['house']} {one['street']}",
            one["town"],
            one["postcode"],
        ]
        lines.append("\t".join(line[:5] if one["sex"] == "M" else line))
    lines.append(f"Total records: {len(made)}")
    with gzip.open(folder / "client_extract.tsv.gz", "wt", encoding="utf-8", newline="") as file:
        file.write("\r\n".join(lines) + "\r\n")
    lines = ["client_no|tenancy_commenced|landlord_name|housing_officer|officer_tel|tenancy_status|asb"]
    for one in made[:7]:
        asb = "|Open" if one["sex"] == "M" else ""
        lines.append(f"{one['number']}|2018-08-16|Fernley Homes|Ann Lowe|0161 496 0123|CURRENT{asb}")
    lines.append("End of file")
    (folder / "tenancies_20261102.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def linked_people(folder: Path) -> None:
    """A CMS with relationships and a caseload, and the police with their offences."""
    made = people(10)
    child = clock.today() - timedelta(days=9 * 365)
    rows = [
        ["MosaicID", "Last Name", "First Name", "Date of Birth", "Gender Code", "Current Address", "Current Postcode"]
    ]
    rows += [
        [f"M{one['number']}", one["family"], one["first"], child if place == 0 else one["born"],
         {"M": 1, "F": 2}[one["sex"]], f"{one['house']} {one['street']}, {one['town']}", one["postcode"]]
        for place, one in enumerate(made)
    ]  # fmt: skip
    (folder / "mosaic_people.csv").write_text(csv_text(rows), encoding="utf-8-sig")
    rows = [["Child Mosaic ID", "Related Person ID", "Relationship Type"]]
    rows += [
        [f"M{made[0]['number']}", f"M{made[1]['number']}", "Mother"],
        [f"M{made[0]['number']}", f"M{made[2]['number']}", "Foster Carer"],
    ]
    (folder / "mosaic_relationships.csv").write_text(csv_text(rows), encoding="utf-8-sig")
    (folder / "mosaic_caseload.csv").write_text(
        csv_text([["Worker User Name", "Mosaic ID"], ["anna.lowe", f"M{made[0]['number']}"]]), encoding="utf-8"
    )
    rows = [["mosaic_id", "force", "oic_name", "oic_phone", "safeguarding_yn", "non_safeguarding_yn"]]
    rows += [[f"M{made[1]['number']}", "Greater Manchester", "PC Lowe", "0161 496 0900", "Y", "N"]]
    (folder / "police_flags.csv").write_text(csv_text(rows), encoding="utf-8")
    recent = clock.today() - timedelta(days=100)
    rows = [
        ["mosaic_id", "offence_date", "offence_category", "nature"],
        [f"M{made[1]['number']}", f"{recent:%d.%m.%Y}", "Robbery", "Suspect"],
    ]
    (folder / "police_offences_list.csv").write_text(csv_text(rows), encoding="utf-8")


def names_beside_keys(folder: Path) -> None:
    """Names beside the keys of links, more than two columns in a caseload, and codes with their words beside them."""
    made = people(12)
    young = clock.today() - timedelta(days=9 * 365)
    rows = [["Person ID", "Forename(s)", "Surname", "D.O.B.", "Address", "Addr Type"]]
    rows += [
        [one["number"], one["first"], one["family"], young if place < 2 else one["born"], one["street"],
         "PREV" if place == 5 else "CURR"]
        for place, one in enumerate(made)
    ]  # fmt: skip
    (folder / "CFCS_PERSONS_20261129.csv").write_text(csv_text(rows))
    rows = [["Subject Person ID", "Subject Name", "Related Person ID", "Related Person Name", "Relationship Type"]]
    kinds = ("Birth Mother", "Grandparent (Maternal)", "Sibling - Full", "Social Worker")
    rows += [
        [
            made[place % 2]["number"],
            made[place % 2]["family"],
            made[place + 2]["number"],
            made[place + 2]["first"],
            kind,
        ]
        for place, kind in enumerate(kinds)
    ]
    (folder / "CFCS_RELS.txt").write_text(csv_text(rows, "\t"), encoding="utf-16")
    rows = [["Allocated Worker", "Worker Login", "Team", "Case Person ID", "Allocated From"]]
    rows += [["Lowe, Anna", "alowe", "East", made[0]["number"], "2026-03-11"]]
    (folder / "CFCS_ALLOC.csv").write_text(csv_text(rows))
    rows = [["Pupil Person ID", "School", "Enrolment Status"]]
    statuses = ("C - Current", "M - Dual main", "P: Previous")
    rows += [[one["number"], "Overdale High", status] for one, status in zip(made, statuses, strict=False)]
    (folder / "pupils.csv").write_text(csv_text(rows))
    rows = [["LAS ID", "Client Name", "Client DOB", "NHS Number", "Service User Status", "Worker Role"]]
    rows += [[f"9{one['number']}", f"{one['family'].upper()}, {one['first']}", f"{one['born']:%d %B %Y}",
              f"485777{one['number'] % 10_000:04}", "(O) Open", "Social Worker"] for one in made[4:8]]  # fmt: skip
    (folder / "LAS involvement.csv").write_text(csv_text(rows))


def ended_by_a_day(folder: Path) -> None:
    """No status anywhere, but the day on which a tenancy, a place at a school, a link or an allocation ended."""
    made = people(12)
    young = clock.today() - timedelta(days=9 * 365)
    rows = [["PERSON_ID", "FORENAME", "SURNAME", "DATE_OF_BIRTH", "ADDRESS_1", "POSTCODE", "ADDR_FROM", "ADDR_TO"]]
    rows += [
        [one["number"], one["first"], one["family"], young if place < 2 else one["born"], one["street"],
         one["postcode"], "2020-01-01", ""]
        for place, one in enumerate(made)
    ]  # fmt: skip
    (folder / "Eclipse_CYP_Demographics_v3.csv").write_text(csv_text(rows))
    numbers = [one["number"] for one in made]
    rows = [["PERSON_A", "PERSON_B", "A_IS_TO_B", "END_DATE"]]
    rows += [[numbers[place + 2], numbers[0], kind, "2021-03-04" if place == 1 else ""]
             for place, kind in enumerate(["Mother of", "Step-parent of", "Brother of"])]  # fmt: skip
    (folder / "Eclipse_Personal_Network.csv").write_text(csv_text(rows))
    rows = [["Child ID", "Child Name", "Worker", "Worker User Name", "Allocation End Date"]]
    rows += [[numbers[0], "Lee", "Ann Lowe", "alowe", ""], [numbers[1], "Lee", "Ann Lowe", "alowe", "2026-01-02"]]
    (folder / "Eclipse_Lead_Worker_Assignments.csv").write_text(csv_text(rows))
    rows = [["UPN", "Surname", "Forename", "DOB", "School", "On Roll Date", "Off Roll Date"]]
    days = ("", "9999-12-31", "2024-07-20")
    rows += [[f"A{place}", one["family"], one["first"], one["born"], "Overdale High", "2019-09-04", day]
             for place, (one, day) in enumerate(zip(made, days, strict=False))]  # fmt: skip
    (folder / "b2b_students.psv").write_text(csv_text(rows, "|"))
    rows = [["EHM Ref", "First Name", "Last Name", "DOB", "Practitioner", "Plan Status"]]
    rows += [[place, one["first"], one["family"], one["born"], "Ann Lowe", f"Plan {'closed' if place else 'open'}"]
             for place, one in enumerate(made[:2])]  # fmt: skip
    (folder / "early help plans.csv").write_text(csv_text(rows))
    rows = [["NSPIS No", "Surname", "Forename 1", "DOB", "Committed From", "HO Class", "Status of Person", "OIC"]]
    recent = clock.today() - timedelta(days=100)
    rows += [["77", made[3]["family"].upper(), made[3]["first"].upper(), made[3]["born"], f"{recent:%d/%m/%Y} 14:05",
              "Robbery", "Suspect", "PC Lowe"]]  # fmt: skip
    (folder / "GMP person crime links.tsv").write_text(csv_text(rows, "\t"))


Shape = Callable[[Path], None]
SHAPES: dict[str, tuple[Shape, dict[str, int], int]] = {
    "a wide file and a service with its own numbers": (splink_like, {"people": 24, "housing": 9}, 1),
    "workbooks with titles": (workbook_with_a_title, {"people": 24, "school": 8}, 1),
    "Excel's damage": (excels_damage, {"people": 12, "adult_social_care": 6}, 1),
    "ragged with a footer": (ragged_with_a_footer, {"people": 15, "housing": 7}, 1),
    "linked people and the police": (
        linked_people,
        {"people": 10, "relationships": 2, "caseload": 1, "police": 1, "police_offences": 1},
        2,
    ),
    "names beside keys": (
        names_beside_keys,
        {"people": 12, "relationships": 4, "caseload": 1, "school": 3, "adult_social_care": 4},
        2,
    ),
    "ended by a day": (
        ended_by_a_day,
        {
            "people": 12,
            "relationships": 2,
            "caseload": 1,
            "school": 3,
            "early_help_plans": 2,
            "police": 1,
            "police_offences": 1,
        },
        2,
    ),
}
EDITS: dict[str, dict[str, str]] = {}
"""By shape, the lines of the draft that must be changed before it loads, and what they become."""
