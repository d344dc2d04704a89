"""Whom to call about a person, by what the columns hold, where their names do not say it."""

import re
from collections.abc import Collection

import pandas as pd

from extracts.drafting.columns import FileDraft
from extracts.drafting.headers import name_words
from extracts.drafting.values import ENOUGH

_WORDS = re.compile(r"[^\W\d_]{2,}")
_MOST_ROLES, _MOST_PHONES, _LEAST_PAIRS, _LEAST_LINES = 1.5, 3, 2, 10
"""An officer has one role, give or take some who changed theirs; of phones and email addresses there may be a few."""


def take_contacts(draft: FileDraft, wanted: Collection[str]) -> None:
    """Map the officer's email address and phone by what they hold, and the officer's name by the address; of these only
    the wanted ones. What is mapped by its name alone, and is not the officer's after all, is mapped again."""
    if "contact_name" in draft.columns:
        _leave_their_own(draft)
    if "contact_name" in draft.columns:
        _settle_officer(draft)
        for ours in ("contact_role", "contact_number", "contact_email"):
            if ours in wanted:
                _settle_detail(draft, ours, draft.columns["contact_name"])
    for ours, kind in (("contact_email", "email"), ("contact_number", "phone")):
        if ours in wanted:
            _find_by_values(draft, ours, kind)
    if "contact_name" in draft.columns:
        _settle_name(draft)
    elif "contact_name" in wanted and "contact_email" in draft.columns:
        named = next((name for name in draft.free if _are_in_addresses(draft, name)), None)
        if named:
            draft.find("contact_name", named, "likely, the email addresses have these names")
    _say_few(draft)


def _say_few(draft: FileDraft) -> None:
    for ours in ("contact_name", "contact_number", "contact_email"):
        name = draft.columns.get(ours)
        if name and _is_called_a_contact(name) and _differs(draft, name) and draft.held(name).filled < _LEAST_LINES:
            words = f"of so few lines nothing tells whether {name} is people's own contact, such as their next of kin"
            draft.to_do.append(f"{ours}: {words}")


def _find_by_values(draft: FileDraft, ours: str, kind: str) -> None:
    """A column by what it holds, also in the place of one that differs from line to line as people's own do."""
    taken = draft.columns.get(ours)
    fitting = [one for one in draft.free if _are_officers(draft, one, kind) and not _another_officer(draft, one, ours)]
    if taken:
        fitting = [name for name in fitting if draft.held(name).is_repeated and not draft.held(taken).is_repeated]
    if fitting:
        draft.find(ours, max(fitting, key=lambda one: draft.held(one).filled), "likely, by its values")


def _leave_their_own(draft: FileDraft) -> None:
    name, others = draft.columns["contact_name"], _other_officers(draft)
    if _is_their_own(draft, name):
        del draft.columns["contact_name"], draft.why["contact_name"]
        draft.doubts.append(f"contact_name: {name} has another name in most lines, so it is people's own contact")
        if others:
            draft.find("contact_name", others[0], "sure, by its name")


def _is_their_own(draft: FileDraft, name: str) -> bool:
    """Whether a bare "contact" has another name in most lines: the person's own, such as their next of kin."""
    return _is_called_a_contact(name) and _differs(draft, name) and draft.held(name).filled >= _LEAST_LINES


def _is_called_a_contact(name: str) -> bool:
    return "contact" in name_words(name)


def _differs(draft: FileDraft, name: str) -> bool:
    """Whether a column has something else in most lines."""
    return len(draft.held(name).counts) * 2 > draft.held(name).filled


def _other_officers(draft: FileDraft) -> list[str]:
    """The other columns with names of officers."""
    return [one for one in draft.free if draft.looked.says(one, "contact_name") and not _is_their_own(draft, one)]


def _settle_officer(draft: FileDraft) -> None:
    """Of several officers the one whose phone or email address the file has beside the name: Patch officer, Patch
    officer tel. To call one and ask for the other would be of no use."""
    named = [draft.columns["contact_name"], *_other_officers(draft)]
    details = ("contact_number", "contact_email")
    with_details = [one for one in named if any(_beside(draft, one, ours) for ours in details)]
    if with_details and with_details[0] != named[0] and draft.held(with_details[0]).filled:
        draft.find("contact_name", with_details[0], "likely, whose phone or email address is beside it")


def _settle_detail(draft: FileDraft, ours: str, named: str) -> None:
    """A detail of the officer's is the one named after them; one that differs from line to line is somebody else's."""
    taken = draft.columns.get(ours)
    beside = [name for name in _beside(draft, named, ours) if name in draft.free or name == taken]
    if beside and taken not in beside:
        draft.find(ours, beside[0], f"sure, it is named after {named}")
    if taken is None or beside:
        return
    most = _MOST_ROLES if ours == "contact_role" else _MOST_PHONES
    other = _another_officer(draft, taken, ours)
    if other:
        why = f"is named after {other}, and {named} is who to call"
    elif not _goes_with(draft, taken, named, most):
        why = f"differs from line to line with one {named}, so it is not the officer's"
    else:
        return
    del draft.columns[ours], draft.why[ours]
    draft.doubts.append(f"{ours}: {taken} {why}")


def _settle_name(draft: FileDraft) -> None:
    """Of several officers the one who has the phone or the address to themselves: that of a unit is not that of whoever
    is in charge of one case."""
    named = draft.columns["contact_name"]
    detail = draft.columns.get("contact_email") or draft.columns.get("contact_number")
    others = [one for one in _other_officers(draft) if not draft.is_somebody_elses(one)]
    if detail is None or not draft.held(detail).is_repeated or not others:
        return
    best = min((named, *others), key=lambda one: _shared_by(draft, one, detail))
    if best != named and draft.held(best).is_repeated:
        draft.find("contact_name", best, f"likely, {detail} goes with these")


def _shared_by(draft: FileDraft, named: str, detail: str) -> float:
    """How many names there are to one phone or address, or the other way round; 1 where each has one of its own."""
    both = _different_pairs(draft, named, detail)
    fewest = min(both[named].nunique(), both[detail].nunique())
    return round(len(both) / fewest, 1) if fewest else float(draft.looked.rows)


def _different_pairs(draft: FileDraft, named: str, detail: str) -> pd.DataFrame:
    """Each officer with each of their phones or addresses once, of the lines that have both."""
    both = draft.looked.table[[named, detail]]
    return both[(both[named] != "") & (both[detail] != "")].drop_duplicates()


def _beside(draft: FileDraft, named: str, ours: str) -> list[str]:
    """The columns that may be this detail of the officer's and begin with the words of the column with their name."""
    words = name_words(named)
    stem = words[:-1] if words[-1:] == ("name",) else words
    kind = {"contact_number": "phone", "contact_email": "email"}.get(ours)
    return [
        name
        for name in draft.looked.header
        if stem
        and name != named
        and name_words(name)[: len(stem)] == stem
        and (draft.held(name).share(kind) >= ENOUGH if kind else draft.looked.says(name, ours))
    ]


def _another_officer(draft: FileDraft, name: str, ours: str) -> str | None:
    """The officer after whom this detail is named, if it is not the one who is called."""
    others = [one for one in draft.free if draft.looked.says(one, "contact_name")]
    return next((one for one in others if name in _beside(draft, one, ours)), None)


def _goes_with(draft: FileDraft, name: str, named: str, most: float) -> bool:
    """Whether each officer has one such detail, or a few; of few lines nothing can be told."""
    held, officers = draft.held(name), draft.held(named)
    if not officers.is_repeated or (most == _MOST_PHONES and held.is_repeated):
        return True
    both = _different_pairs(draft, named, name)
    return len(both) < most * max(both[named].nunique(), 1) or len(both) < _LEAST_PAIRS


def _are_officers(draft: FileDraft, name: str, kind: str) -> bool:
    held = draft.held(name)
    if held.share(kind) < ENOUGH or draft.is_somebody_elses(name):
        return False
    return held.is_repeated or _is_beside(draft, name)


def _is_beside(draft: FileDraft, name: str) -> bool:
    """Whether a column begins with the same word as that of the officer's name: Coach, Coach mobile."""
    named = draft.columns.get("contact_name")
    return named is not None and name_words(name)[0] == name_words(named)[0]


def _are_in_addresses(draft: FileDraft, name: str) -> bool:
    """Whether the words of a column are nearly all in the email addresses beside them: Kate Lowe, kate.lowe@…"""
    if draft.held(name).share_with(" ") < ENOUGH or not draft.held(name).is_repeated:
        return False
    pairs = zip(draft.looked.table[name], draft.looked.table[draft.columns["contact_email"]], strict=True)
    both = [(words, email.partition("@")[0].casefold()) for text, email in pairs
            if email and (words := _WORDS.findall(text.casefold()))]  # fmt: skip
    found = sum(sum(word in local for word in words) > 1 for words, local in both)
    return bool(both) and found >= ENOUGH * len(both)
