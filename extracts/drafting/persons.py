"""The columns that say who a person is: names, written together or apart, date of birth, gender, address."""

import re
from collections.abc import Callable
from datetime import date

from config.service import FORMER_COLUMNS
from extracts.dates import date_or_none
from extracts.drafting.columns import (
    FileDraft,
    by_name,
    dates_of,
    is_dates,
    is_placeholder,
    map_gender,
    settle_codes,
    settle_dates,
)
from extracts.drafting.headers import listed, name_words, words_shared
from extracts.drafting.linking_keys import People
from extracts.drafting.values import ENOUGH, codes_in
from extracts.placeholders import without_title

_POSTCODE_WITHIN = re.compile(r"\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b")
_HOUSE = re.compile(r"\b\d+[A-Za-z]?,? [A-Z][A-Za-z']+ [A-Z]")
"""A number and two words: 12 High Street."""
_STREET = re.compile(
    r"\b(?:street|road|lane|avenue|close|drive|way|terrace|crescent|grove|place|court|gardens|walk|rise|row|square|hill"
    r"|view|mews|park|st|rd|ln|ave|cl|dr|heol|stryd|ffordd)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\d{1,4}[A-Za-z]?$")
_LONG_NUMBER = re.compile(r"^\d{5,}$")
_DIGIT = re.compile(r"\d")
_HALF = 0.5
_DAYS = {"from", "to", "since", "until", "start", "end", "date"}
_ELSEWHERE = {"correspondence", "forwarding", "alternative"}
_NOW = {"current", "main", "primary", "live", "active", "present", "permanent", "usual", "latest"}
_AREA = {"town", "city", "county", "district", "locality", "village"}
_MOST_OFTEN, _TIMES, _SHARE = 5, 5, 0.01
"""A date of birth stands for "not known" if it is there at least so often, so many times as often as the next one, and
in so great a share of the lines."""
_ONE_EACH = 1.5
"""A person's name has no more dates of birth than this, on average."""
_BIRTHS, _LEAST = 0.3, 10
"""So many of a column's different days, and at least so many of them, are those of the people's dates of birth."""
_AS_DIFFERENT = 0.2
"""For a hundred family names there are at least twenty first names, and the other way round; fewer nationalities."""
_TWICE, _HOUSES = 2, 15
_A_LIFE = 30
"""The births of a council's people are of so many years at least, without the first and the last tenth."""
_COMMA, _SPACE = ",", " "
_MARKS = (_COMMA, "/")
_LETTERS = re.compile(r"[^\W\d_]+")
_FIRST = {"forename", "forenames", "first", "given", "christian", "fname"}
_FAMILY = {"surname", "surnames", "family", "last", "maiden", "nee", "née", "lname"}
_NAME = re.compile(r"[^\W\d_]+(?:[ '’-]{1,2}[^\W\d_]+){0,3}\.?")
"""A word or a few, with the marks that names have between them."""
ADDRESS_STATUSES = ("current", "previous")
_NUMBERED = [column for column in FORMER_COLUMNS if column.startswith("former_name_")]


def map_person(draft: FileDraft, names: frozenset[str], *, needed: bool, people: People | None = None) -> bool:
    """Map the columns about a person; whether both names were found. `needed`: what is missing goes to `not_held`.

    A column that has many of the dates of birth of `people` is one of them too, whatever its name.
    """
    people = people or People({})
    by_name(draft, ("date_of_birth",))
    by_name(draft, ("first_name", "family_name", "gender", "address", "address_status"))
    _names(draft, frozenset(people.names.values()) - {""})
    _other_names(draft)
    _birth(draft, people.births, needed=needed)
    map_gender(draft, names)
    _address(draft)
    _address_status(draft, names)
    for ours in ("date_of_birth", "gender", "address"):
        if needed and ours not in (*draft.columns, *draft.join):
            draft.lack(ours)
    _say_nameless(draft)
    return {"first_name", "family_name"} <= {*draft.columns, *draft.split}


def _say_nameless(draft: FileDraft) -> None:
    first, family = draft.columns.get("first_name"), draft.columns.get("family_name")
    if first and family:
        table = draft.looked.table
        if nameless := int(((table[first] == "") & (table[family] == "")).sum()):
            draft.to_do.append(f"family_name: {nameless:,} lines have no name at all; a load refuses them")


def _names(draft: FileDraft, families: frozenset[str]) -> None:
    """Names in one column are divided at the comma; at a space only for want of anything better, and said so."""
    for ours, part in (("first_name", "first_"), ("family_name", "family_")):
        # Where there is no other, what somebody is called is their name.
        called = [name for name in draft.free if draft.looked.says(name, "preferred_name")]
        if ours not in draft.columns and (name := next((one for one in called if _part_named(one) == part), None)):
            draft.find(ours, name, "likely, there is no other")
    if {"first_name", "family_name"} <= set(draft.columns):
        return
    named = [name for name in draft.free if draft.looked.says(name, "full_name")]
    # Of two, the one whose the date of birth is: the tenant's is not the household member's. None has keys.
    named.sort(key=lambda name: -words_shared(name, draft.columns.get("date_of_birth")))
    whole = next((name for name in named if _share_of(draft, name, _DIGIT) < _HALF), None)
    whole = whole or _called_a_contact(draft) or next((name for name in draft.free if _has_titles(draft, name)), None)
    lone = draft.columns.get("family_name") or draft.columns.get("first_name")
    if whole is None and lone and draft.held(lone).share_with(_COMMA) >= ENOUGH:
        whole = lone
    if whole is None and lone:
        _take_beside(draft, lone)
    if whole is None:
        return
    if "first_name" not in draft.columns and lone not in (None, whole) and not _has_within(draft, whole, lone):
        draft.find("first_name", whole, f"likely, it is beside {lone} and does not have it")
        return
    for ours in ("first_name", "family_name"):
        draft.columns.pop(ours, None)
    mark = next((one for one in _MARKS if draft.held(whole).share_with(one) >= ENOUGH), _SPACE)
    family_first = mark != _SPACE or _is_capitals_first(draft, whole) or _begins_with(draft, whole, families)
    family, given = ("before", "after") if family_first else ("after", "before")
    last = {"last": True} if mark == _SPACE and not family_first else {}
    draft.split["family_name"] = {"column": whole, family: mark, **last}
    draft.split["first_name"] = {"column": whole, given: mark, **last}
    share = draft.held(whole).share_with(mark)
    which = "last" if last else "first"
    how = {_COMMA: "comma", _SPACE: f"{which} space"}.get(mark, "stroke")
    draft.why["family_name"] = f"likely, both names are in one column; {share:.0%} of them have a {how}"
    draft.why["first_name"] = "from the same column"
    if mark == _SPACE:
        draft.to_do.append(
            f"first_name, family_name: {whole} is divided at its {which} space, which is wrong for "
            f"{'Maria da Silva' if last else 'DA SILVA Maria'}. Ask for two columns"
        )


def family_names(draft: FileDraft) -> list[str]:
    """The family name in each line, also where it is a part of a column."""
    split = draft.split.get("family_name")
    whole = draft.looked.table[split["column"] if split else draft.columns["family_name"]].tolist()
    if not split:
        return whole
    mark = split.get("before") or split["after"]
    parts = (value.rpartition(mark) if split.get("last") else value.partition(mark) for value in whole)
    return [(one[0] if "before" in split else one[2]).strip() for one in parts]


def _take_beside(draft: FileDraft, lone: str) -> None:
    """Take a column beside a first or family name alone for the other, if nothing is known of it and it has words."""
    header, place = draft.looked.header, draft.looked.header.index(lone)
    ours = "family_name" if "first_name" in draft.columns else "first_name"
    for name in (*header[place + 1 : place + 2], *header[max(place - 1, 0) : place]):
        if name in draft.free and not draft.looked.meanings(name) and _may_be_other_name(draft, name, lone):
            draft.find(ours, name, f"likely, it is beside {lone} and holds what names are")
            draft.to_do.append(f"{ours}: {name} is only taken because it is beside {lone}. Check that it is their name")
            return


def _may_be_other_name(draft: FileDraft, name: str, lone: str) -> bool:
    """Whether a column has words without a digit, as different as names are, and others than the name beside it."""
    words, different = list(draft.held(name).counts)[:2000], len(draft.held(lone).counts)
    pairs = zip(draft.looked.table[name].tolist(), draft.looked.table[lone].tolist(), strict=True)
    others = sum(one.casefold() != other.casefold() for one, other in pairs)
    return (
        not draft.is_somebody_elses(name)
        and len(draft.held(name).counts) >= max(_LEAST, _AS_DIFFERENT * different)
        and sum(bool(_NAME.fullmatch(word)) for word in words) >= ENOUGH * len(words)
        and others >= ENOUGH * draft.looked.rows
    )


def _has_titles(draft: FileDraft, name: str) -> bool:
    """Whether a column has the whole names of many, each with a title: Mrs Zainab Patel."""
    values = list(draft.held(name).counts)[:2000]
    return len(values) >= _LEAST and sum(without_title(one) != one for one in values) >= ENOUGH * len(values)


def _called_a_contact(draft: FileDraft) -> str | None:
    """In a housing system a "contact" may be the tenant: a whole name for each date of birth, and another column has
    the officers. It is taken from what was to be the officer's name."""
    name = draft.columns.get("contact_name")
    others = [one for one in draft.free if draft.looked.says(one, "contact_name")]
    if "date_of_birth" not in draft.columns or "family_name" in draft.columns or name is None or not others:
        return None
    theirs = draft.looked.table[[name, draft.columns["date_of_birth"]]].drop_duplicates()
    if draft.held(name).share_with(_SPACE) < ENOUGH or len(theirs) >= _ONE_EACH * len(draft.held(name).counts):
        return None
    draft.find("contact_name", others[0], "sure, by its name")
    return name


def _has_within(draft: FileDraft, whole: str, family: str) -> bool:
    """Whether most whole names have a word of the family name beside them, which may be the family's: Marsh / Lee."""
    pairs = zip(draft.looked.table[whole].tolist(), draft.looked.table[family].tolist(), strict=True)
    words = ([{*_LETTERS.findall(name.casefold())} for name in pair] for pair in pairs)
    both = [not one.isdisjoint(other) for one, other in words if one and other]
    return sum(both) * 2 > len(both)


def _other_names(draft: FileDraft) -> None:
    """Preferred and former names beside the legal ones. An alias counts as a former name: it finds and is not shown."""
    if not {"first_name", "family_name"} & {*draft.columns, *draft.split}:
        return
    for name in draft.free:
        said = {one.ours for one in draft.looked.meanings(name)}
        if "preferred_name" in said:
            wanted = [f"preferred_{_part_named(name)}name"]
        elif "former_name" in said:
            part = _part_named(name)
            wanted = [f"former_{part}name" if part else "former_names", *_NUMBERED]
        else:
            continue
        ours = next((one for one in wanted if one not in draft.columns), None)
        if ours and draft.held(name).share("number") < ENOUGH:
            is_shown = ours.startswith("preferred")
            how = "shown beside the legal name" if is_shown else "finds people, and is never shown"
            draft.find(ours, name, f"sure, by its name; {how}")


def _part_named(name: str) -> str:
    """Which part of a name a column holds: "first_", "family_", or "" for a whole one."""
    words = {*name_words(name), *_LETTERS.findall(name.casefold())}
    return "first_" if words & _FIRST else "family_" if words & _FAMILY else ""


def _is_capitals_first(draft: FileDraft, name: str) -> bool:
    """SMITH John: the family name is first, in capitals."""
    sample = [value.split(" ", 1) for value in list(draft.held(name).counts)[:5000] if " " in value]
    capitals = sum(first.isupper() and len(first) > 1 and not rest.isupper() for first, rest in sample)
    return bool(sample) and capitals >= ENOUGH * len(sample)


def _begins_with(draft: FileDraft, name: str, families: frozenset[str]) -> bool:
    """Whether whole names begin with family names that the people have, and do not end with them: Nowak Anna."""
    words = [value.casefold().split() for value in list(draft.held(name).counts)[:5000]]
    first, last = (sum(one[place] in families for one in words if len(one) > 1) for place in (0, -1))
    return first >= max(_LEAST, _TWICE * last)


def _birth(draft: FileDraft, births: frozenset[date], *, needed: bool) -> None:
    if "date_of_birth" not in draft.columns:
        name = next((name for name in draft.free if _are_births(draft, name, births)), None)
        if name:
            draft.find("date_of_birth", name, "likely, many of the people were born then")
        elif spans := [name for name in draft.free if _spans_a_life(draft, name)] if needed else []:
            draft.find("date_of_birth", spans[0], "likely, its days are of so many years")
            draft.to_do.append(
                f"date_of_birth: {spans[0]} is only taken because its days are of many years. Check that it is when "
                "people were born"
            )
    if "date_of_birth" in draft.columns:
        settle_dates(draft, "date_of_birth")


def _are_births(draft: FileDraft, name: str, births: frozenset[date]) -> bool:
    if not births or not is_dates(draft, name):
        return False
    formats = dates_of(draft, name).formats
    days = {date_or_none(text, formats) for text in draft.held(name).counts} - {None}
    return len(days) >= _LEAST and len(days & births) >= _BIRTHS * len(days)


def _spans_a_life(draft: FileDraft, name: str) -> bool:
    """Whether a column has the days of many different years, as births of children and adults are, and no deaths."""
    if not is_dates(draft, name) or draft.is_somebody_elses(name):
        return False
    formats = dates_of(draft, name).formats
    years = sorted(day.year for text in draft.held(name).counts if (day := date_or_none(text, formats)))
    tenth = len(years) // 10
    return len(years) >= _LEAST and years[-1 - tenth] - years[tenth] >= _A_LIFE


def placeholder_day(draft: FileDraft) -> date | None:
    """The date of birth of far too many people: what a system writes where it is not known."""
    name = draft.columns.get("date_of_birth")
    if name is None or not draft.dates:
        return None
    counts = sorted(draft.held(name).counts.items(), key=lambda item: -item[1])[:2]
    (value, number), (_, next_number) = (*counts, ("", 0), ("", 0))[:2]
    is_one = number >= max(_MOST_OFTEN, _SHARE * draft.looked.rows) and number >= _TIMES * max(next_number, 1)
    return date_or_none(value, tuple(draft.dates)) if is_one else None


def placeholder_words(draft: FileDraft) -> set[str]:
    """The words of synonyms.csv that its columns about people have where nothing is known: "Refused", "to follow"."""
    asked = ("first_name", "family_name", "date_of_birth", "address")
    names = [draft.columns[ours] for ours in asked if ours in draft.columns]
    return {value.casefold() for name in names for value in draft.held(name).counts if is_placeholder(value)}


def _address(draft: FileDraft) -> None:
    """The address, joined from its lines and the postcode where they are apart."""
    parts = [name for name in draft.free if _is_part_of_address(draft, name)]
    if parts and _ELSEWHERE & set(name_words(draft.columns.get("address", ""))):
        del draft.columns["address"]
    whole = draft.columns.get("address") or next(filter(lambda name: _is_whole_address(draft, name), draft.free), None)
    if parts and not whole and all(_AREA & set(name_words(name)) for name in parts):
        draft.doubts.append("address: there is only a town, which is no one's home, so it is not used")
        return
    if whole and parts and _has_postcodes(draft, whole):
        return
    names = [name for name in draft.looked.header if name == whole or name in parts]
    if names:
        names = _with_unnamed_parts(draft, names)
        lines = [name for name in names if not _are_postcodes(draft, name)]
        if draft.looked.rows >= _LEAST and all(_share_of(draft, name, _DIGIT) < _HALF for name in lines):
            draft.to_do.append("address: few of its lines have the number of a house, so a column may be missing")
    if len(names) > 1:
        # The first line is what people are chosen by.
        names.sort(key=lambda name: _are_postcodes(draft, name))
        draft.columns.pop("address", None)
        draft.join["address"] = names
        draft.why["address"] = f"sure, by their names; {len(names)} columns in the file's order, the postcode last"
    elif names and "address" not in draft.columns:
        how = "it has postcodes" if names[0] == whole else "a part of an address"
        draft.find("address", names[0], f"likely, {how}")


def _with_unnamed_parts(draft: FileDraft, parts: list[str]) -> list[str]:
    """These parts of an address with those right beside them that are told by what they hold: a street, the number
    before it, a postcode."""
    header, found = draft.looked.header, list(parts)
    if not any(_are_streets(draft, name) for name in found):
        found += _first_beside(draft, found, _are_streets)
    if not any(_are_postcodes(draft, name) or _has_postcodes(draft, name) for name in found):
        found += _first_beside(draft, found, _are_postcodes)
    bare = [
        header.index(name) for name in found if _are_streets(draft, name) and _share_of(draft, name, _DIGIT) < _HALF
    ]
    found += [header[place - 1] for place in bare[:1] if place and _are_numbers(draft, header[place - 1])]
    return [name for name in header if name in found]


def _first_beside(draft: FileDraft, parts: list[str], has_it: Callable[[FileDraft, str], bool]) -> list[str]:
    """The first column right beside any of these that is free and holds that, in a list; an empty one without any."""
    header = draft.looked.header
    beside = {one for name in parts for one in header[max(header.index(name) - 1, 0) : header.index(name) + 2]}
    return [name for name in header if name in beside and _may_be_part(draft, name) and has_it(draft, name)][:1]


def _may_be_part(draft: FileDraft, name: str) -> bool:
    return name in draft.free and not draft.is_somebody_elses(name)


def _are_streets(draft: FileDraft, name: str) -> bool:
    return _share_of(draft, name, _STREET) >= _HALF


def _are_postcodes(draft: FileDraft, name: str) -> bool:
    return draft.held(name).share("postcode") >= ENOUGH


def _are_numbers(draft: FileDraft, name: str) -> bool:
    """Whether a column has numbers of houses, of which there are more than school years or codes."""
    is_free = _may_be_part(draft, name) and not draft.looked.meanings(name)
    return is_free and len(draft.held(name).counts) >= _HOUSES and _share_of(draft, name, _NUMBER) >= _HALF


def _is_whole_address(draft: FileDraft, name: str) -> bool:
    """Whether a column whose name has the word in it holds the person's addresses: to the postcode, or with numbers."""
    words = {*name_words(name)}
    if "address" not in words or words & _ELSEWHERE or draft.is_somebody_elses(name) or _are_postcodes(draft, name):
        return False
    return _has_postcodes(draft, name) or _share_of(draft, name, _HOUSE) >= ENOUGH


def _is_part_of_address(draft: FileDraft, name: str) -> bool:
    """Whether a column has a line of the address, and not the days on which people lived there."""
    # A property's number may be that of an asset: no house has five figures.
    named = draft.looked.says(name, "address_part") and not (_DAYS | _ELSEWHERE) & set(name_words(name))
    return named and not is_dates(draft, name) and _share_of(draft, name, _LONG_NUMBER) < _HALF


def _address_status(draft: FileDraft, names: frozenset[str]) -> None:
    """Whether an address is current, from a column whose name says so, or one of addresses that has no other codes."""
    for name in draft.free:
        words, held = {*name_words(name)}, draft.held(name)
        if "address_status" in draft.columns or "address" not in words or not held.counts:
            continue
        # What a Yes means only its name says: an address may be archived, confidential or safe, too.
        is_now = words & _NOW and words.isdisjoint(listed("word", "guarded"))
        is_asked = is_now or codes_in(held, "yes_no", ("Yes", "No")).unknown
        if is_asked and not codes_in(held, "address_status", ADDRESS_STATUSES).unknown:
            draft.find("address_status", name, "likely, by its values")
    if "address_status" in draft.columns:
        found = codes_in(draft.held(draft.columns["address_status"]), "address_status", ADDRESS_STATUSES)
        if found.unknown and not found.known:  # A type of address, such as Home.
            del draft.columns["address_status"]
        else:
            settle_codes(draft, "address_status", "address_status", ADDRESS_STATUSES, names)


def _has_postcodes(draft: FileDraft, name: str) -> bool:
    return _share_of(draft, name, _POSTCODE_WITHIN) >= _HALF


def _share_of(draft: FileDraft, name: str, shape: re.Pattern[str]) -> float:
    """How much of what a column holds has this within it."""
    sample = list(draft.held(name).counts)[:2000]
    return sum(bool(shape.search(value)) for value in sample) / len(sample) if sample else 0.0
