"""People whom only one source tells of, by its own keys or by none, and who are not found among the others."""

from dataclasses import replace

import pandas as pd

from config.council import Council
from config.service import PERSON_COLUMNS
from data_access.extract_files import ExtractFiles
from data_access.extract_reading import LINE


def add_people_of_their_own(council: Council, files: ExtractFiles) -> ExtractFiles:
    """The files, with a person of its own for each source key that leads to nobody: "Not found in LiquidLogic"."""
    people, services, entries = [files.people], dict(files.services), dict(files.entries)
    known = set(files.people["person_key"].tolist())
    for service_id, table in files.services.items():
        if council.extract.person_key(service_id) == "shared":
            continue
        services[service_id] = table = _keyed(service_id, table)
        if service_id in entries:
            entries[service_id] = _keyed(service_id, entries[service_id])
        new = table[[key not in known for key in table["person_key"].tolist()]].drop_duplicates("person_key")
        new = new[[LINE, "person_key", *PERSON_COLUMNS]].assign(source=service_id, cms_id="")
        people.append(new)
    return replace(files, people=pd.concat(people, ignore_index=True), services=services, entries=entries)


def _keyed(service_id: str, table: pd.DataFrame) -> pd.DataFrame:
    own = f"{service_id}/" + table["source_key"]
    return table.assign(person_key=table["person_key"].where(table["person_key"] != "", own))
