"""Whether a line is of what goes on or of what has ended: from a column of codes, or from the day it ended."""

from datetime import date

from config import clock
from extracts.dates import date_or_none
from extracts.drafting.columns import FEW_CODES, FileDraft, dates_of, settle_codes, settle_dates
from extracts.drafting.headers import SURE, listed, name_words
from extracts.drafting.values import ENOUGH, Codes, codes_in, once

INVOLVEMENT = "service_involvement"
_MEANINGS = ("Current", "Historic", "None found")
_LONGEST_CODE = 3
_LEAST = 10
"""Of fewer lines, all may have ended on one day."""


def take_involvement(draft: FileDraft, names: frozenset[str]) -> None:
    """Map what says whether a line is current or historic; else, with no such column, all lines count as current."""
    named = [name for name in draft.free if draft.looked.says(name, INVOLVEMENT)]
    named.sort(key=lambda name: -next(one.fit for one in draft.looked.meanings(name) if one.ours == INVOLVEMENT))
    known = {name: _known(draft, name, names) for name in named}
    whole = next((name for name in named if known[name] == 1), None) or _by_values(draft, names)
    flags, unclear = _flags(draft)
    over = _lines_over_by(draft, flags | unclear) if whole and _said(draft, whole, names) == {"Current"} else {}
    sure = [name for name in over if name in flags or (name not in unclear and _is_sure(draft, name))]
    some = [name for name in sure if over[name] < draft.looked.rows]
    if whole and (_take_flag(draft, flags, some) or _take_end(draft, some)):
        decides = draft.until.get(INVOLVEMENT) or draft.columns[INVOLVEMENT]
        draft.doubts.append(f"{INVOLVEMENT}: {whole} calls every record current, so {decides} decides")
        _leave_out(draft, whole, names)
    elif whole:
        words = f"{INVOLVEMENT}: {whole} calls every record current, and"
        for name in over:
            if name in sure and name not in some:
                draft.to_do.append(f"{words} {name} says that every one is over; take whichever is true")
            else:
                draft.doubts.append(f"{words} so each counts, also those over by {name}; if that ends it, take it")
        _take_codes(draft, whole, names)
    elif _take_flag(draft, flags, list(flags)) or _take_end(draft, _ends(draft)):
        # A code without a meaning would be refused, and every line has its day or none.
        for name in named:
            unknown = _codes(draft, name, names).unknown_lines
            draft.to_do.append(
                f"{INVOLVEMENT}: {unknown:,} lines have codes in {name} that are not known, such as of what has not "
                "begun; leave out those that are no records"
            )
            _leave_out(draft, name, names)
    elif few := [name for name in named if len(draft.held(name).counts) <= FEW_CODES]:
        _take_codes(draft, max(few, key=lambda name: known[name]), names)
    else:
        draft.constants[INVOLVEMENT] = "Current"
        words = "no column says whether a line is current or historic, so all count as"
        draft.why[INVOLVEMENT] = f"TO DO: {words} current"
        draft.to_do.append(f"{INVOLVEMENT}: {words} Current")


def only_what_goes_on(draft: FileDraft) -> None:
    """Only links and allocations without the day on which they ended, where the file has that of some."""
    for name in _ends(draft):
        if 0 < draft.held(name).filled < draft.looked.rows:
            draft.only_empty.append(name)
            draft.doubts.append(f"lines with a day in {name} are left out (`only`), since they are taken for ended")


def _codes(draft: FileDraft, name: str, names: frozenset[str]) -> Codes:
    return codes_in(draft.held(name), INVOLVEMENT, _MEANINGS, names)


def _known(draft: FileDraft, name: str, names: frozenset[str]) -> float:
    """How much of what a column holds is known; all of one without values, which its name makes known."""
    filled = draft.held(name).filled
    return _codes(draft, name, names).known / filled if filled else 1.0


def _by_values(draft: FileDraft, names: frozenset[str]) -> str | None:
    """A column that says in words what goes on and what has ended, whatever its name. Yes may be about anything."""
    for name in draft.free:
        held = draft.held(name)
        if not listed("word", "other matter").isdisjoint(name_words(name)):
            # Whether a case of arrears is open says nothing of the tenancy.
            continue
        if len(held.counts) > FEW_CODES or not codes_in(held, "yes_no", ("Yes", "No")).unknown:
            continue
        codes = _codes(draft, name, names)
        in_words = all(len(code) > _LONGEST_CODE for code in codes.meanings)
        if {"Current", "Historic"} <= _said(draft, name, names) and in_words and not codes.unknown:
            return name
    return None


def _leave_out(draft: FileDraft, name: str, names: frozenset[str]) -> None:
    """Lines that are no records by what this column says: planned, cancelled."""
    if left_out := _codes(draft, name, names).left_out:
        draft.leave_out.append((name, left_out))


def _said(draft: FileDraft, name: str, names: frozenset[str]) -> set[str]:
    """What a column says: current, historic or neither."""
    ours = {code for code in draft.held(name).counts if code in _MEANINGS}
    return {*_codes(draft, name, names).meanings.values(), *ours}


def _lines_over_by(draft: FileDraft, flags: dict[str, set[str]]) -> dict[str, int]:
    """The columns by which some lines are over, and how many. A status that calls every line current says nothing
    beside one: it is about another thing, such as whether a pupil has one school or two."""
    lines = {name: _lines_over(draft, name) for name in _days(draft)}
    for name, yes in flags.items():
        lines[name] = sum(draft.held(name).counts[text] for text in yes)
    return {name: number for name, number in lines.items() if number}


def _is_sure(draft: FileDraft, name: str) -> bool:
    """Whether a column is called the end of an involvement, and not of some part of it, such as a care plan."""
    return any(meaning.ours == "end_date" and meaning.fit >= SURE for meaning in draft.looked.meanings(name))


def _take_codes(draft: FileDraft, name: str, names: frozenset[str]) -> None:
    sure = "sure, by its name" if draft.looked.says(name, INVOLVEMENT) else "likely, by its values"
    draft.find(INVOLVEMENT, name, sure)
    settle_codes(draft, INVOLVEMENT, INVOLVEMENT, _MEANINGS, names)
    if empty := draft.looked.rows - draft.held(name).filled:
        words = f"{empty:,} lines have nothing in {name}, and are records only if they have a detail"
        draft.to_do.append(f'{INVOLVEMENT}: {words}; say under `values` what `""` means')


def _flags(draft: FileDraft) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The columns that say with Yes and No whether something has ended, and how each writes Yes: those that say
    nothing else, and those that do."""
    found: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
    for name in draft.free:
        counts = draft.held(name).counts
        if draft.looked.says(name, "end_date") and len(counts) <= FEW_CODES:
            codes = codes_in(draft.held(name), "yes_no", ("Yes", "No"))
            if codes.known:
                found[bool(codes.unknown)][name] = {text for text in counts if codes.says(text).casefold() == "yes"}
    return found


def _take_flag(draft: FileDraft, flags: dict[str, set[str]], names: list[str]) -> bool:
    """Whether one of these columns says with Yes and No what has ended; then it is taken: ended is historic."""
    for name in (name for name in names if name in flags):
        draft.find(INVOLVEMENT, name, "likely: a yes says that it has ended")
        # Also in lines without an answer it goes on: left empty, a line without details would be no record.
        said = draft.looked.table[name].unique()
        draft.values[INVOLVEMENT] = once({code: "Historic" if code in flags[name] else "Current" for code in said})
        return True
    return False


def _take_end(draft: FileDraft, ends: list[str]) -> bool:
    """Whether one of these columns has the day an involvement ended, which says what is historic; then it is taken."""
    for name in ends:
        draft.find(INVOLVEMENT, name, "Historic once this day is over, else Current")
        # Many systems write 31/12/9999 for what goes on.
        settle_dates(draft, INVOLVEMENT, date.max)
        if INVOLVEMENT in draft.columns:
            draft.until[INVOLVEMENT] = draft.columns.pop(INVOLVEMENT)
            return True
    return False


def _ends(draft: FileDraft) -> list[str]:
    """The columns with the day on which something ended, without that of the report."""
    return [name for name in _days(draft) if not _is_of_the_report(draft, name)]


def _days(draft: FileDraft) -> list[str]:
    """The columns with the day on which something ended, also what the report covers."""
    planned = {name for name in draft.free if not listed("word", "planned").isdisjoint(name_words(name))}
    named = [name for name in draft.free if draft.looked.says(name, "end_date") and name not in planned]
    # By a word of its name alone only where some have such a day, and most are over: that of a fixed term may be.
    named = named or [
        name
        for name in draft.free
        if listed("word", "end") & {*name_words(name)} and name not in planned and _are_over(draft, name)
    ]
    return [name for name in named if dates_of(draft, name, date.max).formats or not draft.held(name).filled]


def _is_of_the_report(draft: FileDraft, name: str) -> bool:
    """Whether a column has one day that is over, the same in every line: what the report covers ended, and no case."""
    counts = draft.held(name).counts
    formats = dates_of(draft, name, date.max).formats if len(counts) == 1 else ()
    day = date_or_none(next(iter(counts)), formats) if formats else None
    return day is not None and day <= clock.today() and draft.held(name).filled == draft.looked.rows >= _LEAST


def _are_over(draft: FileDraft, name: str) -> bool:
    filled, over = draft.held(name).filled, _lines_over(draft, name)
    return 0 < filled < draft.looked.rows and not draft.is_somebody_elses(name) and over >= ENOUGH * filled


def _lines_over(draft: FileDraft, name: str) -> int:
    formats, counts, today = dates_of(draft, name).formats, draft.held(name).counts, clock.today()
    days = ((date_or_none(text, formats), lines) for text, lines in counts.items()) if formats else ()
    return sum(lines for day, lines in days if day and day <= today)
