"""Rows of a service that are wrong and do not stop a load: they are kept out, and what they hide reads as not checked.

A row that still says whose it is keeps its key and the details it is found by, and nothing else. One that does not may
be anybody's, so its whole source could not be checked (docs/extract-files.md).
"""

from collections.abc import Iterable

import pandas as pd

from config.extract import Extract
from config.service import ServiceField
from extracts.keys import keys_of_details
from extracts.not_known import compared
from extracts.sheet import LINE, Fault, RejectedRow, Sheet, counted_lines, line_words

REJECTED = "rejected"
"""The `match_status` of a row that is kept out: it has a person, and no values."""
_SHORTEST_NAME = 2
ALWAYS_REJECTED = 3
"""So many wrong rows may be kept out of a small file, but never more than a third of it: in 40 rows one wrong cell is
more than 1 %, and says no more about the file than one in 4,000."""


def most_rejected(rows: int, share: int) -> int:
    """How many of a file's rows may be kept out; `share` is the council's `most_rejected`, in percent.

    >>> most_rejected(40, 1), most_rejected(6_000, 1), most_rejected(4, 1), most_rejected(1, 1)
    (3, 60, 1, 0)
    """
    return max(rows * share // 100, min(ALWAYS_REJECTED, rows // 3))


def keep_out(sheet: Sheet, extract: Extract, key: str, fields: Iterable[ServiceField]) -> None:
    """Keep the wrong rows of a service's file out, if they are few and nothing else is wrong with the file.

    `key` is how the file names people: shared, own or none. Afterwards `sheet.rejected` lists the rows, and
    `sheet.of_no_one` counts those that do not say whose they are; the table no longer has these. If the rows are too
    many, the problems stay in the sheet, with one that says so.
    """
    if not sheet.problems or any(not problem.of_row for problem in sheet.problems):
        return
    # With faults in lines about people who are left out alone, no row of the table is wrong.
    wrong = _wrong_rows(sheet)
    lost = [line for lines in sheet.uneven.values() for line in lines]
    number = len(wrong) + len(lost)
    of = len(sheet.table) + len(lost)
    if number > most_rejected(of, extract.most_rejected):
        # Of a handful of lines it is plain without words.
        if of > ALWAYS_REJECTED:
            sheet.add(f"{number:,} of {of:,} lines are wrong: more than {extract.most_rejected} % (`most_rejected`)")
        return
    sheet.rejected = _listed(sheet)
    names_one = _says_whose(sheet, wrong, key)
    out = wrong.difference(names_one)
    sheet.of_no_one = len(out) + len(lost)
    sheet.set_aside, sheet.problems = sheet.problems, []
    sheet.table = _without_values(sheet, names_one, key, fields).drop(index=out)
    sheet.notes += _notes(sheet, sheet.table.loc[names_one, LINE].tolist())


def _wrong_rows(sheet: Sheet) -> pd.Index:
    """The rows of the table with a fault. All rows with one key have one if the key is two people's."""
    keys = {key for key in sheet.table.loc[_with_fault_in(sheet, "source_key"), "source_key"] if key}
    others = sheet.table.index[sheet.table["source_key"].isin(keys)].difference(_with_fault_in(sheet, "source_key"))
    if len(others):
        sheet.faults.append(Fault("source_key", "is also the key of a line with another date of birth", others))
    return _with_fault_in(sheet, *(fault.column for fault in sheet.faults))


def _with_fault_in(sheet: Sheet, *columns: str) -> pd.Index:
    found = pd.Index([], dtype="int64")
    for fault in sheet.faults:
        if fault.column in columns:
            found = found.union(fault.rows.intersection(sheet.table.index))
    return found


def _says_whose(sheet: Sheet, wrong: pd.Index, key: str) -> pd.Index:
    """Those of the wrong rows that say whose they are: by somebody's key, or by full name and date of birth."""
    if key == "shared":
        return wrong.difference(_with_fault_in(sheet, "person_key"))
    table = compared(sheet.table)
    full = table["date_of_birth"].notna()
    for name in ("first_name", "family_name"):
        full &= table[name].str.count(r"[^\W\d_]") >= _SHORTEST_NAME
    found = wrong[full.loc[wrong]]
    if key == "own":
        known = set(table.loc[full & ~table.index.isin(wrong), "source_key"])
        found = found.union(wrong[table.loc[wrong, "source_key"].isin(known)])
    return found


def _without_values(sheet: Sheet, rows: pd.Index, key: str, fields: Iterable[ServiceField]) -> pd.DataFrame:
    """The table, its rejected rows with nothing in them but whose they are."""
    table = sheet.table.copy()
    if key != "shared":
        _give_keys(sheet, table, rows)
    table.loc[rows, "match_status"] = REJECTED
    for field in fields:
        table.loc[rows, field.id] = None if field.type == "date" else ""
    table.loc[rows.intersection(_with_fault_in(sheet, "gender")), "gender"] = "Unknown"
    # What a row with a fault says of an address may find the person, and is not shown as where they live.
    table.loc[rows, "address_status"] = "previous"
    return table


def _give_keys(sheet: Sheet, table: pd.DataFrame, rows: pd.Index) -> None:
    """Rows whose own key is missing, or is two people's, are told apart by the details in them."""
    keys = set(table.loc[_with_fault_in(sheet, "source_key"), "source_key"])
    shared = rows[table.loc[rows, "source_key"].isin(keys)]
    if len(shared):
        of_details = keys_of_details(table.loc[shared])
        table.loc[shared, "source_key"] = table.loc[shared, "source_key"] + "/" + of_details


def _listed(sheet: Sheet) -> list[RejectedRow]:
    """Every fault of every row, by line, without what the row says."""
    line_of = sheet.table[LINE]
    found = [
        RejectedRow(sheet.file, int(line_of[row]), sheet.theirs.get(fault.column, fault.column), fault.reason)
        for fault in sheet.faults
        for row in fault.rows.intersection(sheet.table.index)
    ]
    found += [RejectedRow(sheet.file, line, "", reason) for reason, lines in sheet.uneven.items() for line in lines]
    return sorted(set(found))


def _notes(sheet: Sheet, lines: list[int]) -> list[str]:
    notes = []
    if lines:
        notes.append(
            f"{sheet.file}: {counted_lines(len(lines))} rejected, and the service could not be checked for whom "
            f"{'it is' if len(lines) == 1 else 'they are'} about ({line_words(lines)})"
        )
    if sheet.of_no_one:
        whose = "does not say whose it is" if sheet.of_no_one == 1 else "do not say whose they are"
        counted = counted_lines(sheet.of_no_one)
        notes.append(f"{sheet.file}: {counted} rejected that {whose}, so the whole source could not be checked")
    return notes
