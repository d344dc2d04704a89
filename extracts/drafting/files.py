"""Drafts each file of a folder: people, relationships, caseload, services, and the entries of the police."""

from datetime import date
from typing import Any

from config import clock
from config.not_known import SAYS_NOT_SURE
from extracts.dates import date_or_none
from extracts.drafting.columns import FileDraft, by_name, is_dates, map_field, settle_dates
from extracts.drafting.contacts import take_contacts
from extracts.drafting.headers import is_birth, listed, name_words, together, words_shared
from extracts.drafting.involvement import INVOLVEMENT, only_what_goes_on, take_involvement
from extracts.drafting.kinship import in_words, kinship_column
from extracts.drafting.linking_keys import (
    People,
    Shared,
    case_id_column,
    is_unique,
    login_column,
    own_key,
    people_key,
    shared_key,
    shared_with,
)
from extracts.drafting.looking import LookedAt
from extracts.drafting.offences import (
    are_parts,
    leave_out_bystanders,
    leave_out_other_sort,
    leave_out_said_no,
    settle_sorts,
    take_day_of_deed,
    take_types,
    two_sorts,
    types_in,
)
from extracts.drafting.persons import family_names, map_person
from extracts.drafting.roles import Role
from extracts.drafting.services import ENTRIES, service_like
from extracts.drafting.values import ENOUGH, codes_in, may_name
from extracts.keys import range_of

SOURCE_DATES = ("date_current_as_of", "coverage_start_date", "coverage_end_date", "coverage_area")
_DOMAIN = "\\"


class NotUsable(Exception):
    """A file cannot be used; the words say why, without anything from it."""


def new_draft(role: Role) -> FileDraft:
    """An empty draft of a file, with what was found when it was looked at."""
    draft = FileDraft(role.id, role.looked, about=role.why)
    draft.doubts += role.looked.doubts
    draft.to_do += role.looked.to_do
    draft.to_do += [f"a load refuses it: {problem}" for problem in role.looked.unread[:3]]
    if role.looked.ruled:
        column, rule = role.looked.ruled
        draft.leave_out.append((column, (rule,)))
    _say_guarded(draft)
    return draft


def _say_guarded(draft: FileDraft) -> None:
    """Say which lines a system marks in some way, of whom a council hides some."""
    for name in draft.looked.header:
        if listed("word", "guarded").isdisjoint(together(name_words(name), 3)):
            continue
        counts = draft.held(name).counts
        answers = codes_in(draft.held(name), "yes_no", ("Yes", "No"))
        if marked := sum(number for code, number in counts.items() if answers.says(code).casefold() != "no"):
            words = f"{marked:,} lines have something in {name}, and no load restricts anybody for it"
            draft.to_do.append(f"{words}. Whoever is to be hidden must be restricted before anyone searches")


def _say_two_people(draft: FileDraft) -> None:
    """Say of a date of birth and of a name that they are another person's, where nothing tells which is meant."""
    born, table = draft.columns.get("date_of_birth"), draft.looked.table
    split, family = draft.split.get("family_name"), draft.columns.get("family_name")
    named = str(split["column"]) if split else family
    for name in draft.free:
        are_births = (is_birth(name) or draft.looked.says(name, "date_of_birth")) and is_dates(draft, name)
        if born and are_births and (table[name] != table[born]).sum() * 2 > len(table):
            _say_another(draft, "date_of_birth", born, name)
        is_name = draft.looked.says(name, "full_name") or draft.looked.says(name, "family_name")
        if named and is_name and words_shared(named, born) <= words_shared(name, born) and _are_others(draft, name):
            _say_another(draft, "first_name, family_name", named, name)


def _are_others(draft: FileDraft, name: str) -> bool:
    """Whether most lines have a name in this column without the family name that is taken."""
    pairs = zip(draft.looked.table[name].tolist(), family_names(draft), strict=True)
    return (
        sum(bool(text) and family.casefold() not in text.casefold() for text, family in pairs) * 2 > draft.looked.rows
    )


def _say_another(draft: FileDraft, ours: str, taken: str, other: str) -> None:
    draft.to_do.append(
        f"{ours}: {taken} is taken, and {other} is another; if a line is about two people, check that all columns are "
        "of the one who is meant"
    )


def draft_people(role: Role, others: list[LookedAt], names: frozenset[str]) -> tuple[FileDraft, People]:
    """The file of people and its keys. Raises NotUsable without names or a key."""
    draft = new_draft(role)
    if not map_person(draft, names, needed=True):
        raise NotUsable("it is taken for the people, but not both of their names were found")
    if "date_of_birth" in draft.not_held:
        draft.to_do.append("date_of_birth: no column looks like it; without it no one's age is known")
    key = people_key(draft, others)
    if key is None:
        raise NotUsable("it is taken for the people, but has no column with a key of its own for each")
    case_id = case_id_column(draft, key)
    if case_id != key and not shared_with(draft, case_id, others) and shared_with(draft, key, others):
        draft.doubts.append(f"cms_id: the other files have {key} and not {case_id}, so {key} is taken for the case ID")
        case_id = key
    keys, rows = draft.keys(key), draft.looked.rows
    unique = f"{len(keys):,} different keys in {rows:,} lines"
    draft.take(
        "cms_id", case_id, f"sure, by its name; {unique}" if draft.looked.meanings(case_id) else f"likely; {unique}"
    )
    if key != case_id:
        draft.take("person_key", key, f"likely, the other files have it; {unique}")
    if "source" in draft.free and set(draft.held("source").counts) - {"cms"}:
        draft.take("source", "source", "sure, by its name")
    damaged = sum(range_of(one) is not None for one in keys)
    if damaged:
        draft.to_do.append(
            f"{key}: {damaged:,} keys were made numbers by a spreadsheet (1.23E+08). Export them as text"
        )
    if not is_unique(draft, key):
        draft.to_do.append(
            f"{key}: {rows - len(keys):,} lines have no key or one that another has; one line a person is needed"
        )
    table = draft.looked.table
    pairs = zip(table[key].tolist(), family_names(draft), strict=True)
    names_by_key = {one: name.casefold() for one, name in pairs if one}
    days = _births(draft)
    adult_from = clock.years_before(clock.today(), 18)
    young = {text for text, day in days.items() if day > adult_from}
    born = draft.columns.get("date_of_birth")
    children = frozenset(map(str, table[key][table[born].isin(young)])) if born else frozenset()
    return draft, People(names_by_key, children, frozenset(days.values()), frozenset(table[case_id].tolist()))


def _births(draft: FileDraft) -> dict[str, date]:
    """The dates of birth, by what is written."""
    born, formats = draft.columns.get("date_of_birth"), tuple(draft.dates)
    written = draft.looked.table[born].unique() if born and formats else ()
    return {text: day for text in written if text and (day := date_or_none(text, formats))}


def draft_relationships(role: Role, people: People, names: frozenset[str]) -> FileDraft:
    """The file of relationships. Raises NotUsable without its three columns."""
    draft = new_draft(role)
    _take_links(draft, people)
    by_name(draft, ("child_key", "linked_key", "relationship"))
    if not {"child_key", "linked_key", "relationship"} <= set(draft.columns):
        raise NotUsable("it looks like relationships, but not both people and what they are to each other were found")
    draft.columns["person_key"] = draft.columns.pop("linked_key")
    draft.why["person_key"] = draft.why.pop("linked_key")
    kinds = draft.held(draft.columns["relationship"]).counts
    if words := {kind: named for kind in kinds if (named := in_words(kind)) and not may_name(kind, names)}:
        draft.values["relationship"] = words
    _turn_to_children(draft, people)
    only_what_goes_on(draft)
    for ours in ("child_key", "person_key"):
        _say_unknown(draft, ours, people)
    return draft


def _take_links(draft: FileDraft, people: People) -> None:
    """The columns by what they hold, whatever their names: kinds of relationship, and two with keys of the people."""
    kinds = kinship_column(draft.looked)
    if kinds:
        draft.find("relationship", kinds, "likely, by its values")
    for ours in ("child_key", "linked_key"):
        if found := shared_key(draft, people):
            draft.take(ours, found.column, f"likely; {found.in_any_writing:.0%} of its keys are in the file of people")


def _take_case(draft: FileDraft, people: People) -> None:
    found = shared_key(draft, People(dict.fromkeys(people.case_ids, "")))
    if found:
        draft.take("case_id", found.column, f"sure; {found.in_any_writing:.0%} of its keys are those of children")


def _turn_to_children(draft: FileDraft, people: People) -> None:
    """The children are those who are under 18, whatever the columns are called."""
    young = {}
    for ours in ("child_key", "person_key"):
        keys = draft.held(draft.columns[ours]).counts
        known = [key for key in keys if key in people.names]
        young[ours] = sum(key in people.children for key in known) / len(known) if known else 0.0
    if young["person_key"] > young["child_key"]:
        draft.columns["child_key"], draft.columns["person_key"] = (
            draft.columns["person_key"],
            draft.columns["child_key"],
        )
    most = max(young.values())
    draft.why["child_key"] = f"{most:.0%} of these are under 18" if most else "unsure, by its name"
    if most < 0.9:
        draft.doubts.append("child_key, person_key: check which of the two is the child")


def draft_caseload(role: Role, people: People) -> FileDraft:
    """The file of allocations. Raises NotUsable without its two columns."""
    draft = new_draft(role)
    login = login_column(draft.looked)
    if login and draft.held(login).share_with(_DOMAIN) >= ENOUGH:
        draft.split["worker"] = {"column": login, "after": _DOMAIN}
        draft.why["worker"] = f"user names after their domain; {draft.filled(login)}"
    elif login:
        draft.find("worker", login, "user names")
    _take_case(draft, people)
    by_name(draft, ("worker", "case_id") if not login else ("case_id",))
    if not {"worker", "case_id"} <= {*draft.columns, *draft.split}:
        raise NotUsable("it looks like a caseload, but not both the worker and the case ID were found")
    only_what_goes_on(draft)
    if "worker" in draft.columns and draft.held(draft.columns["worker"]).share_with(" ") >= ENOUGH:
        draft.to_do.append(
            f"worker: {draft.columns['worker']} has names; ask for the user names that workers sign in with"
        )
    _say_unknown(draft, "case_id", People(dict.fromkeys(people.case_ids, "")))
    return draft


def _say_unknown(draft: FileDraft, ours: str, people: People) -> None:
    keys = draft.keys(draft.columns[ours])
    unknown = sum(number for key, number in keys.items() if key not in people.names and len(people.find(key)) != 1)
    if unknown:
        draft.to_do.append(f"{ours}: {unknown:,} lines name someone who is not in the file of people")


def draft_service(
    role: Role, people: People | None, names: frozenset[str], *, each_is_entry: bool
) -> tuple[FileDraft, dict[str, Any]]:
    """A service's file, and the settings of the service. Raises NotUsable if its lines cannot be led to a person.

    `each_is_entry`: whether each of its lines is one of the service's entries, too.
    """
    draft, service = new_draft(role), service_like(role.id)
    fields = service["fields"]
    by_name(draft, [one["id"] for one in fields if one["id"] != INVOLVEMENT])
    has_names = map_person(draft, names, needed=False, people=people)
    _say_two_people(draft)
    _name_people(draft, people, has_names=has_names)
    by_name(draft, [*SOURCE_DATES, "match_status"] if draft.person_key == "shared" else SOURCE_DATES)
    for one in fields:
        if one["id"] == INVOLVEMENT:
            take_involvement(draft, names)
        else:
            map_field(draft, one, names)
    take_contacts(draft, {one["id"] for one in fields})
    for ours in ("date_current_as_of", "coverage_start_date", "coverage_end_date"):
        if ours in draft.columns:
            settle_dates(draft, ours)
    _settle_fields(draft, service, names, each_is_entry=each_is_entry)
    return draft, service


def _name_people(draft: FileDraft, people: People | None, *, has_names: bool) -> None:
    """How the lines name a person: by the people's key, by the source's own, or by their details alone."""
    shared = shared_key(draft, people) if people else None
    is_whole = shared is not None and not shared.unmatched and not (draft.looked.table[shared.column] == "").any()
    if shared and (is_whole or not has_names):
        _take_shared(draft, shared)
        return
    if not has_names:
        raise NotUsable("it has neither a key that the file of people has nor the names of people")
    own = own_key(draft)
    draft.person_key = "own" if own else "none"
    for ours in ("date_of_birth", "gender", "address"):
        if ours not in (*draft.columns, *draft.join):
            draft.lack(ours)
    if own:
        draft.find("source_key", own, "likely, its own key of a person")
    if shared:
        draft.doubts.append(
            f"person_key: {shared.in_any_writing:.0%} of the keys in {shared.column} are in the file of people; as "
            "some are not, people are found by name and date of birth. If all should be, set `person_key: shared`"
        )


def _take_shared(draft: FileDraft, shared: Shared) -> None:
    draft.person_key = "shared"
    words = f"sure; {shared.in_any_writing:.0%} of its different keys are in the file of people"
    draft.take("person_key", shared.column, words)
    if shared.as_written < shared.in_any_writing:
        draft.doubts.append(
            "person_key: some keys are written in another way than in the file of people (`keys: plain`)"
        )
    if shared.unmatched:
        draft.to_do.append(
            f"person_key: {shared.unmatched:,} different keys of {shared.column} are not in the file of people; a load "
            "refuses them"
        )


def _settle_fields(draft: FileDraft, service: dict[str, Any], names: frozenset[str], *, each_is_entry: bool) -> None:
    """What the file does not have: not held, or, where it decides what is a record, a guess to be checked."""
    one_of = service.get("needs_one_of", [])
    for one in service["fields"]:
        ours = one["id"]
        if ours in draft.columns or ours in one_of:
            continue
        if ours != INVOLVEMENT:
            draft.lack(ours)
    if one_of:
        settle_sorts(draft, service, names, each_is_entry=each_is_entry)
        leave_out_bystanders(draft)


def draft_entries(
    role: Role, owner: FileDraft, people: People | None, service: dict[str, Any], names: frozenset[str]
) -> FileDraft:
    """The file of a service's entries. Raises NotUsable if its lines cannot be led to the service's."""
    draft = new_draft(role)
    draft.person_key = owner.person_key
    group = service["group"]
    fields = [one["id"] for one in group["fields"]]
    parts = [name for name in draft.free if are_parts(draft.held(name))]
    if parts:
        name = max(parts, key=lambda one: draft.held(one).filled)
        draft.find(group["window"]["field"], name, "likely, by its values")
    by_name(draft, fields)
    take_day_of_deed(draft, group["date_field"])
    for one in types_in(group):
        take_types(draft, one["id"], one["choices"], names)
    _entries_person(draft, owner, people, names)
    if group["date_field"] not in draft.columns:
        dated = [name for name in draft.free if is_dates(draft, name)]
        if len(dated) == 1:
            draft.take(group["date_field"], dated[0], "unsure, the only dates that are left")
    for one in group["fields"]:
        map_field(draft, one, names)
        if one["id"] in draft.columns:
            continue
        if one["id"] in (group["date_field"], group["window"]["field"]):
            raise NotUsable(f"it looks like {ENTRIES}, but no column is its {one['id']}")
        draft.lack(one["id"])
    field, other = two_sorts(service)
    if draft.looked is not owner.looked:
        leave_out_said_no(draft, field, other)
    elif owner.constants.get(field) == SAYS_NOT_SURE:
        raise NotUsable(f"it looks like {ENTRIES}, but which of its lines are {field} is not known")
    else:
        leave_out_other_sort(draft, owner, field, other)
    return draft


def _entries_person(draft: FileDraft, owner: FileDraft, people: People | None, names: frozenset[str]) -> None:
    if draft.person_key == "none":
        if not map_person(draft, names, needed=True):
            raise NotUsable("it has no names, and the service's own file has no key")
        return
    ours = "person_key" if draft.person_key == "shared" else "source_key"
    theirs = owner.keys(owner.columns[ours])
    found = shared_key(draft, People(dict.fromkeys(theirs, "")))
    unmatched, of = found.unmatched if found else 0, "the service's own file"
    if found is None and people is not None and draft.person_key == "shared":
        found, of = shared_key(draft, people), "the file of people"
        unmatched = len(draft.keys(found.column).keys() - theirs.keys()) if found else 0
    if found is None:
        raise NotUsable("it has no key that the service's own file has")
    draft.take(ours, found.column, f"sure; {found.in_any_writing:.0%} of its different keys are in {of}")
    if unmatched:
        draft.to_do.append(
            f"{ours}: {unmatched:,} different keys are not in the service's own file; a load refuses them"
        )
