"""What the police's lines are about: the part a person had in an offence, the day it was committed, and its type.

Convicted and suspected people count; victims, witnesses and callers do not.
"""

from collections.abc import Iterable
from typing import Any

from config.not_known import SAYS_NOT_SURE
from extracts.drafting.columns import FEW_CODES, FileDraft, is_dates
from extracts.drafting.headers import BY_A_WORD, listed, name_words
from extracts.drafting.looking import LookedAt
from extracts.drafting.values import ENOUGH, Codes, Held, codes_in, once

OFFENDERS = ("Convicted", "Suspect")
"""The parts that people have in offences that count (`nature_of_involvement`)."""
OPPOSITE = {"Yes": "No", "No": "Yes"}
_LONGEST_LETTERS = 2
_ON_PAPER = {"recorded", "reported", "created", "entered", "logged"}
_HALF = 0.5


def parts_in(held: Held) -> Codes:
    """What a column of codes says of the part that people had in offences; of any other nothing."""
    return codes_in(held, "nature_of_involvement", OFFENDERS) if len(held.counts) <= FEW_CODES else Codes({})


def are_parts(held: Held) -> bool:
    """Whether nearly all that a column holds are such parts, and one of them is more than a letter or two."""
    codes = parts_in(held)
    in_words = any(len(code) > _LONGEST_LETTERS for code in held.counts)
    return in_words and codes.known > ENOUGH * (codes.known + codes.unknown_lines)


def part_column(looked: LookedAt) -> str | None:
    """The column with the part that people had in offences, by what it holds; None without one."""
    return next((name for name in looked.header if are_parts(looked.held(name))), None)


def has_no_offender(looked: LookedAt) -> bool:
    """Whether the part that people had is said in words of which none is known: child, parent, caller."""
    said = [looked.held(name) for name in looked.header if looked.says(name, "nature_of_involvement")]
    codes = [parts_in(held) for held in said if held.filled]
    return bool(codes) and not any(found.meanings or found.known for found in codes) and part_column(looked) is None


def take_day_of_deed(draft: FileDraft, ours: str) -> None:
    """Of two days of an offence, that on which it was committed, and not that on which it was recorded."""
    days = [name for name in draft.free if draft.looked.says(name, ours) and is_dates(draft, name)]
    deeds = [name for name in days if _ON_PAPER.isdisjoint(name_words(name))]
    if ours in draft.columns and deeds and not _ON_PAPER.isdisjoint(name_words(draft.columns[ours])):
        draft.find(ours, deeds[0], "sure, by its name")


def take_types(draft: FileDraft, ours: str, types: Iterable[str], names: frozenset[str]) -> None:
    """The column whose values are types of offences that are known, of several: a title, a group, a code."""
    allowed = tuple(types)
    known = {name: _share_known(draft.held(name), ours, allowed, names) for name in _fewest_first(draft)}
    best = max(known, key=lambda name: known[name], default=None)
    taken = draft.columns.get(ours)
    least = _share_known(draft.held(taken), ours, allowed, names) if taken else 0.0
    if best and known[best] > max(least, _HALF):
        draft.find(ours, best, "likely, by its values")


def _fewest_first(draft: FileDraft) -> list[str]:
    """The columns that are free, those with the fewest values first: a group of offences is nearer to ours."""
    return sorted(draft.free, key=lambda name: len(draft.held(name).counts))


def _share_known(held: Held, ours: str, allowed: Iterable[str], names: frozenset[str]) -> float:
    if not held.filled or len(held.counts) > FEW_CODES:
        return 0.0
    return codes_in(held, ours, allowed, names).known / held.filled


def _split_by_type(
    draft: FileDraft, ours: str, types: Iterable[str], fields: tuple[str, str], names: frozenset[str]
) -> bool:
    """Say of each line by its type of offence which of two sorts it is (`fields`), where every type is known and some
    are of the other sort: theft is no safeguarding offence."""
    for name in _fewest_first(draft):
        held = draft.held(name)
        codes = codes_in(held, ours, types, names) if 1 < len(held.counts) <= FEW_CODES else Codes({})
        # A line without a type may be of either sort.
        if codes.left_out and not codes.unknown and held.filled == held.rows:
            of_other_sort = {code.casefold() for code in codes.left_out}
            for field, yes in zip(fields, (False, True), strict=True):
                draft.find(field, name, "likely, by the type of offence")
                said = {code: "Yes" if (code.casefold() in of_other_sort) is yes else "No" for code in held.counts}
                draft.values[field] = once(said)
            return True
    return False


def _take_other_sort(draft: FileDraft, field: str, other: str) -> None:
    """Where each line is an offence and says of one sort (`field`) whether it is that, it says the opposite of the
    other sort: what is no safeguarding offence is another. Without an answer it is of either, and so not known."""
    name = draft.columns[field]
    codes = codes_in(draft.held(name), "yes_no", tuple(OPPOSITE))
    if codes.unknown:
        return
    said = {code: codes.says(code).capitalize() for code in draft.held(name).counts}
    draft.find(other, name, f"the opposite of {field}, since each line is an offence")
    draft.values[other] = once({code: OPPOSITE[answer] for code, answer in said.items()})
    for text in {*draft.looked.table[name]} - said.keys():
        draft.values.setdefault(field, {})[text] = draft.values[other][text] = SAYS_NOT_SURE


def leave_out_other_sort(draft: FileDraft, owner: FileDraft, field: str, other: str) -> None:
    """Where one file has both, leave out of the list of these offences what it says are others, or does not say."""
    if not {field, other} <= owner.columns.keys() or owner.columns[field] in dict(draft.leave_out):
        return
    name = owner.columns[field]
    answers, unsaid = _answers(owner, field), {*draft.looked.table[name]} - owner.held(name).counts.keys()
    # A code whose meaning the council has yet to say stays in the list.
    others = [text for text, answer in answers.items() if answer in ("No", SAYS_NOT_SURE) or text in unsaid]
    _leave_out(draft, name, others, field)


def leave_out_said_no(draft: FileDraft, field: str, other: str) -> None:
    """Leave out of the list of these offences what a column of the list says are others, or does not say."""
    flags = _flags(draft)
    for ours, yes in ((field, "yes"), (other, "no")):
        means_it = [name for name in flags if flags[name] and _fits(draft, name, ours) > BY_A_WORD]
        if means_it:
            name, codes = means_it[0], codes_in(draft.held(means_it[0]), "yes_no", tuple(OPPOSITE))
            texts = draft.looked.table[name].unique()
            _leave_out(draft, name, [text for text in texts if codes.says(text).casefold() != yes], field)
            return
    about = [
        name for name in flags if _is_of_safeguarding(name) or _fits(draft, name, field) or _fits(draft, name, other)
    ]
    for name in about:
        draft.to_do.append(f"{name} may say which lines are {field}; until it is in `leave_out`, all of them count")


def _leave_out(draft: FileDraft, name: str, texts: Iterable[str], field: str) -> None:
    """Leave out the lines with these texts, each said once, whatever its capitals."""
    if left_out := tuple(once(dict.fromkeys(texts, ""))):
        draft.leave_out.append((name, left_out))
        draft.doubts.append(f"lines that are no {field} by {name}, or of which it is not known, are left out")


def _fits(draft: FileDraft, name: str, ours: str) -> float:
    """How well the name of a column fits this column of ours; 0 if it does not."""
    return next((meaning.fit for meaning in draft.looked.meanings(name) if meaning.ours == ours), 0.0)


def _answers(draft: FileDraft, ours: str) -> dict[str, str]:
    """What each text of a column of Yes and No says."""
    meanings = {code.casefold(): meaning for code, meaning in draft.values.get(ours, {}).items()}
    texts = draft.looked.table[draft.columns[ours]].unique()
    return {text: meanings.get(text.casefold(), text.capitalize()) for text in texts}


def _flags(draft: FileDraft) -> dict[str, bool]:
    """The columns that say something with Yes and No, and whether they say nothing else."""
    few = [name for name in draft.free if len(draft.held(name).counts) <= FEW_CODES]
    codes = {name: codes_in(draft.held(name), "yes_no", tuple(OPPOSITE)) for name in few}
    return {name: not found.unknown for name, found in codes.items() if found.known}


def _unclear_flags(draft: FileDraft) -> list[str]:
    """The columns that say with Yes and No something of safeguarding, but not which way round: "excluded"."""
    return [name for name, is_clear in _flags(draft).items() if is_clear and _is_of_safeguarding(name)]


def _is_of_safeguarding(name: str) -> bool:
    return not listed("word", "safeguarding").isdisjoint(name_words(name))


def settle_sorts(draft: FileDraft, service: dict[str, Any], names: frozenset[str], *, each_is_entry: bool) -> None:
    """Which of the two sorts of offences there are. What no column says is not known, and is never Yes or No."""
    field, other = two_sorts(service)
    held = [ours for ours in (field, other) if ours in draft.columns]
    if not held and _is_split_by_type(draft, service["group"], field, other, names):
        return
    for ours in held:
        if empty := draft.looked.rows - draft.held(draft.columns[ours]).filled:
            words = f"{empty:,} lines have nothing in {draft.columns[ours]}, which says neither Yes nor No"
            draft.to_do.append(f'{ours}: {words}; say under `values` what `""` means')
    if each_is_entry and len(held) == 1:
        _take_other_sort(draft, held[0], other if held == [field] else field)
    if other not in draft.columns:
        draft.not_held.append(other)
        draft.why[other] = "no column looks like it; say so in `looked_for`"
    if field in draft.columns:
        return
    answer = SAYS_NOT_SURE
    if held:
        words = (
            f"no column says it, so it is not known: without a Yes in {draft.columns[other]}, it could not be checked"
        )
    elif unclear := _unclear_flags(draft):
        words = f"{unclear[0]} may say it, but not which way round; until it is mapped, nobody here could be checked"
    else:
        answer, words = "Yes", "no column says yes or no, so every line counts as Yes"
    draft.constants[field] = answer
    draft.why[field] = f"TO DO: {words}"
    draft.to_do.append(f"{field}: {words}")


def two_sorts(service: dict[str, Any]) -> tuple[str, str]:
    """The field that says whether there are entries, which is always needed, and the one for what is not listed."""
    field = service["group"]["held_field"]
    return field, next(ours for ours in service["needs_one_of"] if ours != field)


def _is_split_by_type(draft: FileDraft, group: dict[str, Any], field: str, other: str, names: frozenset[str]) -> bool:
    """Whether each line's type of offence says which of the two sorts it is; then it is taken."""
    types = types_in(group)
    return any(_split_by_type(draft, one["id"], one["choices"], (field, other), names) for one in types)


def types_in(group: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of a group that say of which type an entry is; the part that people had in it is not one."""
    return [one for one in group["fields"] if one["type"] == "choice" and one["id"] != group["window"]["field"]]


def leave_out_bystanders(draft: FileDraft) -> None:
    """Victims, witnesses and whoever reported it are no offenders: their lines are left out."""
    for name in draft.looked.header:
        parts = parts_in(draft.held(name))
        if not (draft.looked.says(name, "nature_of_involvement") or are_parts(draft.held(name))):
            continue
        if parts.left_out:
            draft.leave_out.append((name, parts.left_out))
        if parts.unknown and parts.known:
            words = f"{parts.unknown_lines:,} lines say a part in it that is not known, and count as records"
            draft.to_do.append(f"{name}: {words}; leave out those that are none")
        if draft.columns.get("contact_role") == name:
            # What a person had to do with an offence is no officer's role.
            del draft.columns["contact_role"]
            draft.lack("contact_role")
