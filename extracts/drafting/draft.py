"""Drafts a council's settings from a folder of files never seen before."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.extract import PEOPLE_FILES, WORKBOOKS
from config.progress import Tick, quiet
from extracts.drafting.columns import FileDraft, are_offences
from extracts.drafting.council_yaml import council_yaml
from extracts.drafting.files import (
    NotUsable,
    draft_caseload,
    draft_entries,
    draft_people,
    draft_relationships,
    draft_service,
)
from extracts.drafting.headers import has_somebodys_name
from extracts.drafting.linking_keys import People
from extracts.drafting.looking import TEXT_FILES, LookedAt, NoTable, look_at
from extracts.drafting.roles import Role, roles_of
from extracts.drafting.services import ENTRIES, service_like

_NAMES = ("first_name", "family_name", "full_name", "preferred_name", "former_name", "contact_name")


class CannotDraft(Exception):
    """No settings can be drafted from the folder; the words say why, in a sentence."""


@dataclass
class Folder:
    """What was found in a folder: a draft of each file that is used, the services, and what is said of the others."""

    files: list[FileDraft] = field(default_factory=list)
    services: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    has_sources_file: bool = False
    names: frozenset[str] = frozenset()
    """Every word of a person's name in the folder, in small letters: none is written."""
    plain_keys: bool = False

    def has(self, file_id: str) -> bool:
        """Whether one of the files is taken for this one."""
        return any(one.id == file_id for one in self.files)


@dataclass(frozen=True)
class Draft:
    """The settings as YAML, with a comment on each guess; what each file was taken for; and what is left to do.

    `used` names each file with what it is taken for and its number of lines. None of it has a value of the files but
    codes.
    """

    text: str
    used: list[tuple[str, str, int]]
    to_do: list[str]


def draft_settings(folder: Path, council_id: str, name: str, journey: int | None, tick: Tick = quiet) -> Draft:
    """Look at every file in a folder and write a council's settings. Raises CannotDraft."""
    looked, said = _look(folder, tick)
    roles, unused = roles_of(looked)
    if not roles:
        raise CannotDraft("\n".join([f"No file in {folder} can be used.", *said, *unused]))
    found = _draft(roles, _names_in(looked))
    found.said = [*said, *unused, *found.said]
    if not found.services and not found.has("people"):
        raise CannotDraft("\n".join([f"No file in {folder} can be used.", *found.said]))
    if journey == 2 and not (found.has("people") and found.has("relationships")):
        raise CannotDraft("Journey 2 needs a file of people and one of their relationships, and not both were found.")
    if not found.services:
        found.services.append(service_like("school"))
        found.said.append("No file of a service was found. A council needs one: school stands for it until there is")
    to_do = [*found.said, *(f"{one.file_name}: {words}" for one in found.files for words in one.to_do)]
    text = council_yaml(found, council_id, name, journey or 1, to_do)
    used = [(one.file_name, one.id, one.looked.rows) for one in found.files]
    return Draft(text, used, to_do)


def _look(folder: Path, tick: Tick) -> tuple[list[LookedAt], list[str]]:
    """Every table in the folder, and a sentence on each other file. Raises CannotDraft if there is none at all."""
    try:
        paths = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    except OSError as error:
        raise CannotDraft(f"The folder {folder} cannot be read ({error.strerror}).") from None
    if not paths:
        raise CannotDraft(f"The folder {folder} has no files.")
    looked: list[LookedAt] = []
    said: list[str] = []
    for path in paths:
        if path.suffix.lower() not in (*TEXT_FILES, *WORKBOOKS):
            said.append(f"{path.name}: is no CSV file and no workbook by its name, so it is not used")
            continue
        tick(f"Looking at {path.name}", 0, 0)
        try:
            looked.append(look_at(path, tick))
        except NoTable as why:
            said.append(f"{path.name}: {why}")
        except OSError as error:
            said.append(f"{path.name}: cannot be read ({error.strerror})")
    if not looked:
        raise CannotDraft("\n".join([f"No file in {folder} can be used.", *said]))
    return looked, said


def _names_in(looked: Iterable[LookedAt]) -> frozenset[str]:
    """Every word of a name in the folder, in small letters: no code may be one of them."""
    words: set[str] = set()
    for one in looked:
        for column in one.header:
            is_named = has_somebodys_name(column) or any(said.ours in _NAMES for said in one.meanings(column))
            if is_named and not are_offences(one.held(column)):
                for value in one.table[column].unique():
                    words.update(re.findall(r"[^\W\d_]+", str(value).casefold()))
    return frozenset(words)


def _draft(roles: list[Role], names: frozenset[str]) -> Folder:
    found = Folder(names=names)
    by_id = {role.id: role for role in roles}
    people = _people(found, by_id, names)
    if people and "relationships" in by_id:
        _try(found, by_id["relationships"], lambda role: found.files.append(draft_relationships(role, people, names)))
    if people and "caseload" in by_id:
        _try(found, by_id["caseload"], lambda role: found.files.append(draft_caseload(role, people)))
    for role in roles:
        if role.id in (*PEOPLE_FILES, "sources", ENTRIES):
            continue
        is_list = ENTRIES in by_id and by_id[ENTRIES].looked is role.looked
        _try(found, role, lambda one, is_list=is_list: _service(found, one, people, names, each_is_entry=is_list))
    if ENTRIES in by_id:
        _try(found, by_id[ENTRIES], lambda role: _entries(found, role, people, names))
    _without_entries(found)
    if "sources" in by_id:
        found.has_sources_file = set(by_id["sources"].looked.header) >= {"source", "system_name", "status"}
    found.plain_keys = any("keys: plain" in words for one in found.files for words in one.doubts)
    return found


def _people(found: Folder, by_id: dict[str, Role], names: frozenset[str]) -> People | None:
    if "people" not in by_id:
        return None
    others = [role.looked for role in by_id.values() if role.id != "people"]
    try:
        draft, people = draft_people(by_id["people"], others, names)
    except NotUsable as why:
        found.said.append(f"{by_id['people'].looked.path.name}: {why}")
        return None
    found.files.append(draft)
    return people


def _try(found: Folder, role: Role, make: Callable[[Role], None]) -> None:
    try:
        make(role)
    except NotUsable as why:
        found.said.append(f"{role.looked.path.name}: {why}")


def _service(
    found: Folder, role: Role, people: People | None, names: frozenset[str], *, each_is_entry: bool = False
) -> None:
    draft, service = draft_service(role, people, names, each_is_entry=each_is_entry)
    found.files.append(draft)
    found.services.append(service)


def _entries(found: Folder, role: Role, people: People | None, names: frozenset[str]) -> None:
    """The offences; where the police have no file of their own, their lines say who has a record."""
    owner = next((one for one in found.files if one.id == "police"), None)
    if owner is None:
        owning = Role("police", role.looked, "there are offences and no other file of the police")
        _service(found, owning, people, names, each_is_entry=True)
        owner = found.files[-1]
    service = next(one for one in found.services if one["id"] == "police")
    found.files.append(draft_entries(role, owner, people, service, names))


def _without_entries(found: Folder) -> None:
    """A service without the file of its entries has none: it would count as late every night."""
    for service in found.services:
        if "group" in service and not found.has(service["group"]["file"]):
            del service["group"]
