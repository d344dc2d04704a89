"""Which file of a folder is which: from its name, and from the columns it has."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, count

from config.extract import PEOPLE_FILES
from extracts.drafting.columns import FEW_CODES
from extracts.drafting.headers import file_meanings, hinted, is_somebody_elses, listed, name_words, of_another_service
from extracts.drafting.kinship import kinship_column
from extracts.drafting.linking_keys import has_logins, keys_shared, login_column, telling_keys
from extracts.drafting.looking import LookedAt
from extracts.drafting.offences import has_no_offender, part_column
from extracts.drafting.services import ENTRIES, STANDARD, id_from
from extracts.drafting.values import ENOUGH

_DIGIT = re.compile(r"\d")
NAMED = 6.0
"""What a file's name counts for, beside its columns."""
_LEAST = 3.0
_SURE = 2
"""So many columns that speak of a service are enough."""
_MOST_OF_A_CASELOAD = 4
"""A list of allocations without a name that says so has no more columns than this."""
_TELLING = {
    "school": {"school_name": 3, "admission_type": 3},
    "adult_social_care": {
        "date_of_most_recent_interaction": 2, "local_authority_organisation": 1, "start_date_of_last_involvement": 1
    },
    "housing": {
        "housing_association": 1, "tenancy_start": 2, "anti_social_behaviour": 3, "eviction": 3,
        "notice_seeking_possession": 3, "rent_arrears": 3,
    },
    "police": {"police_area": 1, "safeguarding_offences": 3, "non_safeguarding_offences": 2},
    ENTRIES: {"date_of_offence": 2, "type_of_offence": 2, "nature_of_involvement": 2},
}  # fmt: skip
"""How much a column that a file has speaks for a service."""
_OF_A_SERVICE = {"contact_name", "contact_number", "contact_email", "service_involvement"}
"""With one of these columns, a second file of people is one of a service's clients."""
_OF_OFFENCES = {"safeguarding_offences", "non_safeguarding_offences", "nature_of_involvement", "type_of_offence",
                "date_of_offence"}  # fmt: skip
_HELD = {"safeguarding_offences", "non_safeguarding_offences"}
_MUST_HAVE = {"date_of_offence", "nature_of_involvement"}
"""What every entry must have."""
_SOURCES = {"source", "system_name", "date_current_as_of", "expected_every"}


@dataclass(frozen=True)
class Role:
    """Which file of an extract a file is taken for, and why in a few words."""

    id: str
    looked: LookedAt
    why: str


def roles_of(files: list[LookedAt]) -> tuple[list[Role], list[str]]:
    """Each file's role, each role once; and sentences on the files that have none."""
    scored = sorted(
        (
            (score + (_referring(files, one) if role == "people" else 0.0), role, one)
            for one in files
            for role, score in _scores(one).items()
            if score >= _LEAST
        ),
        key=lambda found: (-found[0], found[1] != "people", -found[2].rows, _newest_last(found[2])),
    )
    taken: dict[str, Role] = {}
    done: set[str] = set()
    for _, role, one in scored:
        if role not in taken and one.path.name not in done:
            taken[role] = Role(role, one, _why(one, role))
            done.add(one.path.name)
    _find_owner_of_entries(files, taken)
    _find_entries_of_owner(taken)
    done = {role.looked.path.name for role in taken.values()}
    said: list[str] = []
    for one in sorted((one for one in files if one.path.name not in done), key=lambda one: -one.rows):
        if role := _another_role(one, taken):
            taken[role] = Role(role, one, _why(one, role))
        elif kept := _twin_of(one, taken):
            said.append(f"{one.path.name} and {kept.looked.path.name} both look like {kept.id}: "
                        f"{kept.looked.path.name} is used. Remove one of them")  # fmt: skip
        elif "people" in taken and _names_two(one, taken["people"].looked):
            said.append(f"{one.path.name}: each line has the keys of two people, but no column says in words that are "
                        "known what they are to each other, so it is not used")  # fmt: skip
        elif _has_person(one):
            name = id_from(one.path.name)
            name = _free(f"{name}_applications" if name == "housing" and _are_applications(one) else name, taken)
            taken[name] = Role(name, one, "a service of its own: its name and columns are none of the others'")
        else:
            said.append(f"{one.path.name}: it has no column that names a person, so it is not used")
    return sorted(taken.values(), key=_order), said


def _find_owner_of_entries(files: list[LookedAt], taken: dict[str, Role]) -> None:
    """The police's own file is the one whose people the offences are of, whatever its names."""
    entries = taken.get(ENTRIES)
    if entries is None or "police" in taken or _has_names_within(entries.looked):
        return
    used = [role.looked.path.name for role in taken.values()]
    for one in files:
        if one.path.name not in used and has_names(_best(one)) and keys_shared(entries.looked, telling_keys(one)):
            taken["police"] = Role("police", one, "the offences are those of its people")
            return


def _has_names_within(one: LookedAt) -> bool:
    """Whether it has names, and not only keys in a column whose name may mean either, such as Nominal."""
    named = [name for name in one.header if has_names({meaning.ours: 1.0 for meaning in one.meanings(name)})]
    return any(not all(map(_DIGIT.search, one.held(name).counts)) for name in named)


def _find_entries_of_owner(taken: dict[str, Role]) -> None:
    """Without a list of offences the police's own file is one too, where each of its lines has all that an entry must
    have."""
    owner = taken.get("police")
    if owner and ENTRIES not in taken and _with_parts(owner.looked).keys() >= _MUST_HAVE:
        taken[ENTRIES] = Role(ENTRIES, owner.looked, "each of its lines is an offence")


def _referring(files: list[LookedAt], people: LookedAt) -> float:
    """How much the other files speak for these people, by having their keys; most of all one of two to a line."""
    telling = telling_keys(people)
    keys = (len(keys_shared(one, telling)) for one in files if one is not people)
    return sum(2 * NAMED if number > 1 else float(number) for number in keys)


def _names_two(one: LookedAt, people: LookedAt) -> bool:
    """Whether lines have the keys of two people and no name: to be linked to somebody is no involvement."""
    return len(keys_shared(one, telling_keys(people))) > 1 and not has_names(_best(one))


def _another_role(one: LookedAt, taken: dict[str, Role]) -> str | None:
    """A role that is left for a file that has not the one it looked most like: by what it holds, then by its names."""
    found = _by_what_it_holds(one, taken["people"].looked, taken) if "people" in taken else None
    return found or next((role for role in _services_of(one) if role not in taken and _has_person(one)), None)


def _twin_of(one: LookedAt, taken: dict[str, Role]) -> Role | None:
    """The file that is used in the place of this one. A file of people with a service's columns is of its clients."""
    role, score = max(_scores(one).items(), key=lambda item: item[1], default=("", 0.0))
    is_service = role == "people" and not _OF_A_SERVICE.isdisjoint(_best(one))
    kept = taken.get(role)
    # Its name alone makes no twin of a file with other columns: adults are in many files, each with keys of its own.
    is_alike = bool(kept and kept.looked.header == one.header)
    is_likely = score > NAMED and (role != "people" or bool(kept and keys_shared(one, telling_keys(kept.looked))))
    return kept if (is_likely or (is_alike and score == NAMED)) and not is_service else None


def _by_what_it_holds(one: LookedAt, people: LookedAt, taken: dict[str, Role]) -> str | None:
    """Relationships and a caseload that no name speaks of: kinds of them, or user names, beside keys of the people."""
    keys = keys_shared(one, telling_keys(people))
    if len(keys) > 1 and "relationships" not in taken and kinship_column(one):
        return "relationships"
    columns = _best(one)
    is_named = "caseload" in file_meanings(one.path.name)
    has_phones = "contact_number" in columns and not (is_named or any(has_logins(one, name) for name in one.header))
    # Whoever wrote a note has no part in the case: who works on it has a role or a team.
    has_part = is_named or not {"worker", "contact_role"}.isdisjoint(columns)
    if keys and "caseload" not in taken and login_column(one) and has_part and not has_phones:
        return "caseload"
    return None


def _services_of(one: LookedAt) -> list[str]:
    """The services that a file's name speaks of, or several of its columns, the clearest first."""
    named, hints = file_meanings(one.path.name), hinted(one.header) | _in_every_line(one)
    possible = {*STANDARD, ENTRIES} & set(_scores(one))
    found = {role: 10 * named.get(role, 0) + hints.get(role, 0) for role in (*STANDARD, ENTRIES) if role in possible}
    return sorted(
        (role for role in found if role in named or hints.get(role, 0) >= _SURE), key=lambda role: -found[role]
    )


def _in_every_line(one: LookedAt) -> dict[str, int]:
    """Which services a file is of by what a column has in nearly every line: Responsible team: Adult Social Care."""
    found: dict[str, int] = {}
    for name in one.header:
        held = one.held(name)
        # Who referred somebody is not who the file is of.
        if len(held.counts) <= FEW_CODES and not is_somebody_elses(name):
            of: Counter[str] = Counter()
            for value, number in held.counts.items():
                of.update(dict.fromkeys(file_meanings(value), number))
            found |= {role: _SURE for role, number in of.items() if number >= ENOUGH * one.rows}
    return found


def _newest_last(one: LookedAt) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in one.path.name)


def _free(name: str, taken: dict[str, Role]) -> str:
    reserved = {*PEOPLE_FILES, "sources", "cms", *taken}
    tried = chain([name, f"{name}_service"], (f"{name}_service_{number}" for number in count(2)))
    return next(one for one in tried if one not in reserved)


def _order(role: Role) -> tuple[int, str]:
    known = (*PEOPLE_FILES, "sources", *STANDARD, ENTRIES)
    return known.index(role.id) if role.id in known else len(known), role.id


def _best(one: LookedAt) -> dict[str, float]:
    """What its columns may stand for; a name with several meanings counts less for each."""
    found: dict[str, float] = {}
    for name in one.header:
        several = one.meanings(name)
        for meaning in several:
            weight = meaning.fit / len(several)
            found[meaning.ours] = max(found.get(meaning.ours, 0.0), weight)
    return found


def _with_parts(one: LookedAt) -> dict[str, float]:
    """The same, with the part that people had in offences also where only what a column holds says it."""
    found = _best(one)
    return found if "nature_of_involvement" in found or not part_column(one) else found | {"nature_of_involvement": 1.0}


def _has_person(one: LookedAt) -> bool:
    found = _best(one)
    return "key" in found or has_names(found)


def has_names(found: dict[str, float]) -> bool:
    """Whether there is a name among these columns."""
    return not {"full_name", "family_name", "preferred_name"}.isdisjoint(found)


def _scores(one: LookedAt) -> dict[str, float]:
    columns, scores = _with_parts(one), {}
    for role, telling in _TELLING.items():
        scores[role] = sum(weight * columns.get(column, 0.0) for column, weight in telling.items())
    if set(columns) >= _MUST_HAVE:
        # Then its lines are offences, also in a file named after the police.
        scores[ENTRIES] += 3.0
    if has_names(columns):
        # Names are in every wide file: they are those of the people where nothing speaks for a service.
        scores["people"] = 3.0 + (1.0 if "cms_id" in columns else 0.0) + (1.0 if "date_of_birth" in columns else 0.0)
    if {"relationship", "child_key", "linked_key"} <= set(columns):
        # With names in it, only where its name says so: wide files of people have such columns too.
        scores["relationships"] = 0.5 if has_names(columns) else 5.0
    named = file_meanings(one.path.name)
    is_caseload = {"worker", "case_id"} <= set(columns) and "contact_number" not in columns
    is_short = len(one.header) <= _MOST_OF_A_CASELOAD and not has_names(columns)
    if is_caseload and ("caseload" in named or is_short):
        scores["caseload"] = 4.0
    if set(one.header) >= _SOURCES:
        scores["sources"] = 20.0
    _without_police(scores, {*columns}, one)
    if not _OF_A_SERVICE.isdisjoint(columns) and "people" in scores:
        scores["people"] -= 0.5
    if of_another_service(one.path.name):
        scores = {role: score for role, score in scores.items() if role not in STANDARD}
    elif _are_applications(one):
        scores.pop("housing")
    return _with_file_name(scores, named)


def _are_applications(one: LookedAt) -> bool:
    """Whether the columns speak of asking for a home in two words (applicant, band), and none of having one."""
    words = {word.removesuffix("s") for name in one.header for word in name_words(name)}
    return len(words & listed("word", "application")) > 1 and "housing" not in hinted([*one.header, one.path.name])


def _without_police(scores: dict[str, float], columns: set[str], one: LookedAt) -> None:
    """Take away the police where nothing speaks of offences, and the list of them where it says only that there are."""
    if "nature_of_involvement" not in columns and _HELD & columns:
        scores.pop(ENTRIES)
    elif not _OF_OFFENCES & columns or has_no_offender(one):
        # A list of the missing, of calls or of concerns is no list of offenders: it is a service of its own.
        del scores["police"]
        scores.pop(ENTRIES)


def _with_file_name(scores: dict[str, float], named: dict[str, int]) -> dict[str, float]:
    """The scores with what the file's name says, most of all by most words. Persons of a service are the service's
    ("police persons"), and so are relationships of people."""
    most = max(named.values(), default=0)
    others = [role for role in named if role in _TELLING and role not in ("people", "school")]
    for role, words in named.items():
        if role in scores and (role in _TELLING or scores[role]):
            scores[role] += NAMED if words == most and not (role == "people" and others) else 2.0
    return scores


def _why(one: LookedAt, role: str) -> str:
    named = role in file_meanings(one.path.name)
    return "its name and its columns" if named else "its columns; its name says nothing"
