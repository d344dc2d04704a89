"""Which of a file's columns is which of ours, by its name first, and by what it holds where the name says nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from config.not_known import letters_and_digits
from config.service import GENDERS
from extracts.dates import LATEST
from extracts.drafting.headers import (
    BY_A_WORD,
    SURE,
    Meaning,
    is_somebody_elses,
    listed,
    meanings,
    name_words,
    our_names,
    words_shared,
)
from extracts.drafting.looking import LookedAt
from extracts.drafting.services import offence_types
from extracts.drafting.values import ENOUGH, Codes, Dates, Held, codes_in, dates_in, turned

FEW_CODES = 30
"""A column of codes has no more different values than this."""
_CODED = {"rent_arrears", "eviction", "notice_seeking_possession", "anti_social_behaviour", "service_involvement"}
_LEAST, _MANY = 10, 30
_DIGIT = re.compile(r"\d")
_NAMES = {"first_name", "family_name", "full_name", "contact_name", "school_name"}
_DATED = {"tenancy_start", "start_date_of_last_involvement", "date_of_most_recent_interaction"}
_AREAS = {"local_authority_organisation", "housing_association", "police_area"}
_ORGANISATIONS = {*_AREAS, "school_name"}
_ORGANISATION_CODE = re.compile(r"[A-Za-z]{0,3}\d+")
"""Such as E08000007, which nobody would call by that."""
_PHONES = {"phone", "telephone", "tel", "mobile", "landline", "extension", "ext", "dial", "line", "ddi"}
_THEIR_OWN = {"home", "personal", "mobile", "daytime", "evening", "private", "contact", "main", "work"}
_THEN_A_NAME = re.compile(r"\b[a-z]+ [A-Z][a-z]")
_THEN_SOMEBODY = re.compile(r"\b(of|by|with|to|from|against|for|on) \w", re.IGNORECASE)
_SOMEBODY_ELSES = {"team", "office", "duty", "direct", "school", "placement", "establishment"}


@dataclass
class FileDraft:
    """What a draft says of one file: settings by our columns, each with the reason in `why`.

    `to_do` are sentences on what could not be guessed, `doubts` on what to check. Neither has a value of the file.
    """

    id: str
    looked: LookedAt
    about: str = ""
    person_key: str = "shared"
    columns: dict[str, str] = field(default_factory=dict)
    join: dict[str, list[str]] = field(default_factory=dict)
    split: dict[str, dict[str, Any]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    until: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    not_held: list[str] = field(default_factory=list)
    leave_out: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    only_empty: list[str] = field(default_factory=list)
    why: dict[str, str] = field(default_factory=dict)
    dates: list[str] = field(default_factory=list)
    to_do: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    unknown_codes: dict[str, list[str]] = field(default_factory=dict)
    _keys: dict[str, Counter[str]] = field(default_factory=dict, init=False, repr=False)

    @property
    def file_name(self) -> str:
        return self.looked.path.name

    def keys(self, name: str) -> Mapping[str, int]:
        """The keys in a column, each with its number of lines. A key may be any word but an empty one."""
        if name not in self._keys:
            self._keys[name] = Counter(self.looked.table[name].tolist())
            self._keys[name].pop("", None)
        return self._keys[name]

    def held(self, name: str) -> Held:
        """What one of the file's columns holds."""
        return self.looked.held(name)

    def is_somebody_elses(self, name: str) -> bool:
        """Whether a column is about a parent, a GP or, in a list of victims, a perpetrator, by its name."""
        return is_somebody_elses(name) or name in self.looked.perpetrators

    @property
    def used(self) -> set[str]:
        """The file's columns that are used by now."""
        joined = {name for names in self.join.values() for name in names}
        split = (one["column"] for one in self.split.values())
        return {*self.columns.values(), *joined, *split, *self.until.values()}

    @property
    def free(self) -> list[str]:
        """The file's columns that are not used yet."""
        return [name for name in self.looked.header if name not in self.used]

    def take(self, ours: str, theirs: str, why: str) -> None:
        """Map a column of ours to one of theirs."""
        self.columns[ours] = theirs
        self.why[ours] = why

    def find(self, ours: str, theirs: str, why: str) -> None:
        """The same, with how many lines have it."""
        self.take(ours, theirs, f"{why}; {self.filled(theirs)}")

    def lack(self, ours: str) -> None:
        """Say that the file does not have a column of ours."""
        self.not_held.append(ours)
        self.why[ours] = "no column looks like it"

    def filled(self, name: str) -> str:
        """How full a column is, in words."""
        held = self.held(name)
        return f"{held.filled:,} of {held.rows:,} lines have it"


def by_name(draft: FileDraft, wanted: Iterable[str]) -> None:
    """Map the wanted columns of ours whose names the file has; the surest first, and each once."""
    wanted, ours_alone = list(wanted), our_names()
    found: list[tuple[float, int, int, int, str, Meaning]] = []
    born = draft.columns.get("date_of_birth")
    for place, name in enumerate(draft.free):
        fitting = [meaning for meaning in draft.looked.meanings(name) if meaning.ours in wanted]
        if name in ours_alone:
            # A name of ours means that column, and no other.
            fitting = [Meaning(name, 1.1)] if name in wanted else []
        for meaning in fitting:
            # Of two people in a line, the one whose date of birth it is.
            alike = words_shared(name, born) if meaning.ours in ("first_name", "family_name") else 0
            found.append((-meaning.fit, len(fitting), -alike, place, name, meaning))
    for *_, name, meaning in sorted(found, key=lambda one: one[:4]):
        if meaning.ours not in draft.columns and name in draft.free and _may_hold(draft, name, meaning.ours):
            sure = "sure" if meaning.fit >= SURE else "likely"
            draft.find(meaning.ours, name, f"{sure}, by its name")


def _may_hold(draft: FileDraft, name: str, ours: str) -> bool:
    """Whether what a column holds fits: no numbers for names, and no personal phone number for an officer's."""
    held = draft.held(name)
    if not held.filled:
        return True
    if ours in ("date_of_birth", "date_current_as_of"):
        return _may_hold_days(draft, name, ours)
    if ours in _NAMES or ours in _ORGANISATIONS:
        return _may_hold_names(draft, name, ours)
    if ours in _DATED:
        # A street is no start, although both may be written Strt.
        return sum(map(bool, map(_DIGIT.search, held.counts))) * 2 >= len(held.counts)
    if ours == "address":
        # Why a home was lost is no address.
        return len(held.counts) > FEW_CODES or held.filled < _MANY or any(map(_DIGIT.search, held.counts))
    if ours in ("safeguarding_offences", "non_safeguarding_offences"):
        return _is_yes_no(held) or draft.looked.meanings(name)[0].fit > BY_A_WORD
    if ours == "address_status":
        return len(held.counts) <= FEW_CODES
    if ours in _CODED:
        # What is owed is no case of arrears.
        return len(held.counts) <= 2 or held.share("number") < ENOUGH
    return not ours.startswith("contact_") or _may_be_called(draft, name, ours)


def _may_be_called(draft: FileDraft, name: str, ours: str) -> bool:
    """A phone that is one, and a phone or an email address that is not the person's own."""
    held = draft.held(name)
    if ours == "contact_number" and not _PHONES & set(name_words(name)) and held.share("phone") < ENOUGH:
        # The number of a school is no phone number.
        return False
    return ours not in ("contact_number", "contact_email") or not _may_be_the_persons(draft, name, held)


def _may_hold_names(draft: FileDraft, name: str, ours: str) -> bool:
    """Names of people, of which nearly every line has a first and a family name, and not all end alike (Marsh family);
    and of organisations, which are no codes."""
    held = draft.held(name)
    if ours == "contact_name" and (is_dates(draft, name) or _is_yes_no(held) or are_offences(held)):
        return False
    if ours in ("first_name", "family_name"):
        ends = {value.casefold().rpartition(" ")[2] for value in held.counts}
        if held.filled * 2 < held.rows or (len(ends) == 1 and len(held.counts) >= _LEAST):
            return False
    if ours in _ORGANISATIONS and all(map(_ORGANISATION_CODE.fullmatch, held.counts)):
        return False
    return ours in _AREAS or (held.share("number") < ENOUGH and held.share("scientific") < ENOUGH)


def are_offences(held: Held) -> bool:
    """Whether a column has types of offences, and so nobody's name, although "off" is short for officer too."""
    is_coded = 1 < len(held.counts) <= FEW_CODES
    return is_coded and codes_in(held, "type_of_offence", offence_types()).known >= ENOUGH * held.filled


def _may_hold_days(draft: FileDraft, name: str, ours: str) -> bool:
    """Days that may be births, or that say how old the file is: all of its lines are of one day, or of a few."""
    if ours == "date_current_as_of":
        return len(draft.held(name).counts) <= FEW_CODES
    found = dates_of(draft, name)
    return bool(found.formats or found.short)


def _is_yes_no(held: Held) -> bool:
    return not codes_in(held, "yes_no", ("Yes", "No")).unknown


def _may_be_the_persons(draft: FileDraft, name: str, held: Held) -> bool:
    """A bare "phone" or "email" in a file with people's names may be the person's own; it is never taken for the
    officer's unless it is repeated as an officer's is."""
    words = set(name_words(name))
    # A school's own number is not another in most lines.
    differs = "contact" in words and held.filled >= _LEAST and len(held.counts) * 2 > held.filled
    if (words & _SOMEBODY_ELSES and not differs) or _has_professional(name):
        return False
    if draft.looked.meanings(name)[0].fit < 1 and not words & _THEIR_OWN:
        return False
    if not {"family_name", "first_name", "full_name"} & {
        one.ours for other in draft.looked.header for one in draft.looked.meanings(other)
    }:
        return False
    return not held.is_repeated


def _has_professional(name: str) -> bool:
    return any(
        word in ("officer", "worker", "manager", "practitioner", "staff", "handler") for word in name_words(name)
    )


def dates_of(draft: FileDraft, name: str, latest: date = LATEST) -> Dates:
    """How the dates of a column are written."""
    found = dates_in(draft.held(name), named_date=_is_named_date(name), latest=latest)
    if not found.ambiguous:
        return found
    # What one column leaves open, another column of the same file may tell.
    others = [dates_in(draft.held(other), named_date=False) for other in draft.looked.header if _is_named_date(other)]
    days, months = any(other.day_first for other in others), any(other.month_first for other in others)
    if days == months:
        return found
    return replace(
        found, ambiguous=False, formats=found.formats if days else tuple(turned(one) or one for one in found.formats)
    )


def _is_named_date(name: str) -> bool:
    starts = ("date", "coverage", "tenancy", "start", "end")
    return any(one.ours.startswith(starts) for one in meanings(name)) or "date" in name_words(name)


def is_dates(draft: FileDraft, name: str) -> bool:
    """Whether a column holds dates, whatever its name."""
    held = draft.held(name)
    return bool(held.filled) and dates_in(held, named_date=False).read >= ENOUGH * held.filled


def settle_dates(draft: FileDraft, ours: str, latest: date = LATEST) -> None:
    """Read the formats of a date column into the file's `dates`; what cannot be read is said, or not mapped."""
    name = draft.columns[ours]
    found = dates_of(draft, name, latest)
    if draft.held(name).filled and not found.formats:
        del draft.columns[ours]
        short = (
            "its years have two figures; ask for four"
            if found.short
            else "no date in it is written in a way that we know"
        )
        draft.to_do.append(f"{ours}: the column {name} is not used: {short}")
        return
    for one in found.formats:
        if turned(one) in draft.dates:
            draft.to_do.append(
                f"{ours}: the column {name} has months first where others have days first. Correct `dates`"
            )
        elif one not in draft.dates:
            draft.dates.append(one)
    draft.why[ours] += f"; {', '.join(found.formats) or 'no date to go by'}"
    if found.ambiguous:
        draft.doubts.append(f"{ours}: in {name} no day is over 12, so day and month may be the other way round")
    if found.mixed:
        draft.to_do.append(
            f"{ours}: {name} has dates with the day first and dates with the month first; have them corrected"
        )
    if found.years:
        draft.doubts.append(f"{ours}: {found.years:,} lines of {name} have a year alone, which counts as not known")
    unread = found.unread - sum(number for value, number in draft.held(name).counts.items() if is_placeholder(value))
    if unread > 0:
        draft.to_do.append(
            f"{ours}: {unread:,} lines of {name} have no date that can be read. Correct them, or set "
            "`unreadable_dates: not_known`"
        )


def is_placeholder(value: str) -> bool:
    """Whether a value is one of the words of synonyms.csv for "not known"."""
    return letters_and_digits(value) in listed("word", "placeholder")


def settle_codes(
    draft: FileDraft, ours: str, kind: str, allowed: tuple[str, ...], names: frozenset[str]
) -> Codes | None:
    """Read the codes of a column into `values`. Codes that are not known are written only if they look like codes and
    no person in the folder (`names`, in small letters) has such a name."""
    name = draft.columns[ours]
    held = draft.held(name)
    found = codes_in(held, kind, allowed, names)
    if found.meanings:
        draft.values[ours] = dict(found.meanings)
        draft.why[ours] += f"; {len(found.meanings)} codes translated"
    if found.left_out:
        draft.leave_out.append((name, found.left_out))
        such_as = "theft, drugs" if kind == "type_of_offence" else "planned, cancelled"
        draft.doubts.append(f"{ours}: lines whose {name} says {such_as} or the like are left out (`leave_out`)")
    if found.unknown:
        safe = (
            [code for code in found.unknown if _is_a_code(code, names)]
            if found.known and len(held.counts) <= FEW_CODES
            else []
        )
        draft.unknown_codes[ours] = safe
        listed = f"{len(found.unknown)} codes of {name} ({found.unknown_lines:,} lines) have no meaning yet"
        draft.to_do.append(f"{ours}: {listed}; say under `values` what each means")
    return found


def _is_a_code(code: str, names: frozenset[str]) -> bool:
    """Whether a text may be written down: a word or two or a letter with a number, and no one's name."""
    words = re.findall(r"[^\W\d_]+", code)
    shaped = re.fullmatch(r"[^\W\d_]+(?:[ /&-][^\W\d_]+){0,3}|[^\W\d_]{0,3}\d{1,2}", code)
    # Left with Sam: a capital after a small word. LEFT WITH SAM, left with sam: nothing tells Sam from a street.
    then_a_name = _THEN_SOMEBODY if code.isupper() or code.islower() else _THEN_A_NAME
    return (
        bool(shaped)
        and len(code) <= 30
        and not then_a_name.search(code)
        and not any(word.casefold() in names for word in words)
    )


def map_gender(draft: FileDraft, names: frozenset[str]) -> None:
    """The column with the gender, by its name or by its codes."""
    if "gender" not in draft.columns:
        for name in draft.free:
            held = draft.held(name)
            is_known = 2 <= len(held.counts) <= 6 and not codes_in(held, "gender", GENDERS).unknown
            if is_known and not all(map(str.isdigit, held.counts)):
                draft.find("gender", name, "unsure, by its values")
                break
    if "gender" in draft.columns:
        found = settle_codes(draft, "gender", "gender", GENDERS, names)
        if found and found.unknown:
            _leave_unknown(draft, "gender", found, "Unknown")


def map_field(draft: FileDraft, one: dict[str, Any], names: frozenset[str]) -> None:
    """Settle a mapped field of a service by its type: its dates, or its codes."""
    ours, kind = one["id"], one["type"]
    if ours not in draft.columns:
        return
    if kind == "date":
        settle_dates(draft, ours)
    elif kind == "case_state":
        found = settle_codes(draft, ours, "case_state", ("Case open", "Case closed", "No records found"), names)
        if found and found.unknown:
            _leave_unknown(draft, ours, found)
    elif kind == "yes_no":
        settle_codes(draft, ours, "yes_no", ("Yes", "No"), names)
    elif kind == "choice":
        found = settle_codes(draft, ours, ours, tuple(one["choices"]), names)
        if found and found.unknown and ours != "nature_of_involvement":
            _leave_unknown(draft, ours, found)


def _leave_unknown(draft: FileDraft, ours: str, found: Codes, instead: str = "") -> None:
    """Codes of a detail that are not known count as not held: no row is wrong for them. With none known, the column is
    not ours after all."""
    safe = draft.unknown_codes.pop(ours, [])
    if found.known and len(safe) == len(found.unknown):
        draft.values.setdefault(ours, {}).update(dict.fromkeys(safe, instead))
        words = instead or 'not held (`""` under `values`)'
        draft.to_do[-1] = f"{ours}: {len(safe)} codes that are not known count as {words}"
        return
    name = draft.columns.pop(ours)
    draft.to_do[-1] = f"{ours}: too little in {name} is ours; where it is what is meant, map it and say `values`"
