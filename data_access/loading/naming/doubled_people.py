"""One human twice in the CMS, by name, date of birth and home. A service with the shared key has their record under one
of the two keys, and must not read "No records found" under the other.
"""

from collections import defaultdict
from dataclasses import replace

import pandas as pd

from config.council import Council
from config.service import Service
from data_access.loading.extract_records import rows_of, values_of
from data_access.people.services import record_rule
from extracts.checks import ExtractFiles
from extracts.not_known import NOT_KNOWN, Mark, compared
from extracts.sheet import LINE
from matching.names import folded


def mark_doubled(council: Council, files: ExtractFiles) -> ExtractFiles:
    """The files with a pending line for whoever has no record where another row of theirs has one, or may have one."""
    groups = _doubled(files.people)
    if not groups:
        return files
    keys, services = set().union(*groups), dict(files.services)
    for service in council.services:
        if service.id in services and council.extract.person_key(service.id) == "shared":
            table = services[service.id]
            saying = _keys_that_say_something(council, service, table[table["person_key"].isin(keys)])
            unsure = [key for group in groups if group & saying for key in sorted(group - saying)]
            if unsure:
                services[service.id] = with_pending_lines(table, unsure, [""] * len(unsure))
    people = "1 person is" if len(groups) == 1 else f"{len(groups)} people are"
    note = (
        f"People: {people} there more than once, by name, date of birth and home. What a service has under one case ID "
        "could not be checked under the others"
    )
    return replace(files, services=services, notes=[*files.notes, note])


def with_pending_lines(table: pd.DataFrame, person_keys: list[str], source_keys: list[str]) -> pd.DataFrame:
    """A service's lines, and a pending one for each person to whom one of its records may belong."""
    if not person_keys:
        return table.reset_index(drop=True)
    lines = pd.DataFrame("", index=range(len(person_keys)), columns=table.columns, dtype=object)
    lines[LINE] = lines[NOT_KNOWN] = 0
    lines["person_key"], lines["source_key"], lines["match_status"] = person_keys, source_keys, "pending"
    lines["date_of_birth"] = None
    # The same types as the table: joined to another type of text, every text would become a separate object.
    return pd.concat([table, lines.astype(table.dtypes)], ignore_index=True)


def _doubled(people: pd.DataFrame) -> list[set[str]]:
    """The keys of each human with several rows."""
    columns = ("person_key", "first_name", "family_name", "date_of_birth", "address")
    known = compared(people)[[*columns]]
    known = known[known["date_of_birth"].notna() & (known["address"] != "") & (known["family_name"] != "")]
    # Most people are alone with their date of birth and first letters; folding takes long.
    letters = known["first_name"].str[:1].str.lower() + known["family_name"].str[:1].str.lower()
    alike = pd.DataFrame({"letters": letters, "born": known["date_of_birth"]}).duplicated(keep=False)
    groups: dict[tuple, set[str]] = defaultdict(set)
    for key, first, family, born, address in rows_of(known[alike], columns):
        groups[folded(first), folded(family), born, folded(address)].add(key)
    return [keys for keys in groups.values() if len(keys) > 1]


def _keys_that_say_something(council: Council, service: Service, lines: pd.DataFrame) -> set[str]:
    """Those under which there is a record, or a line that does not say whether there is one."""
    is_record = record_rule(service, council.extract.file(service.id).constants)
    says = pd.Series([is_record(values) for values in values_of(lines, service.fields)], index=lines.index, dtype=bool)
    says |= ~lines["match_status"].isin(["", "confirmed"])
    if NOT_KNOWN in lines:
        says |= (lines[NOT_KNOWN].astype(int) & int(Mark.RECORD)) > 0
    return set(lines.loc[says, "person_key"])
