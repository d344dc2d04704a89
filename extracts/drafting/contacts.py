"""Whom to call about a person, by what the columns hold, where their names do not say it."""

import re
from collections.abc import Collection

from extracts.drafting.columns import FileDraft
from extracts.drafting.headers import is_somebody_elses, name_words
from extracts.drafting.values import ENOUGH

_WORDS = re.compile(r"[^\W\d_]{2,}")


def take_contacts(draft: FileDraft, wanted: Collection[str]) -> None:
    """Map the officer's email address and phone by what they hold, and the officer's name by the address; of these only
    the wanted ones."""
    missing = set(wanted).difference(draft.columns)
    for ours, kind in (("contact_email", "email"), ("contact_number", "phone")):
        if ours not in missing:
            continue
        if fitting := [name for name in draft.free if _are_officers(draft, name, kind)]:
            name = max(fitting, key=lambda one: draft.held(one).filled)
            draft.find(ours, name, "likely, by its values")
    if "contact_name" in missing and "contact_email" in draft.columns:
        named = next((name for name in draft.free if _are_in_addresses(draft, name)), None)
        if named:
            draft.find("contact_name", named, "likely, the email addresses have these names")


def _are_officers(draft: FileDraft, name: str, kind: str) -> bool:
    held = draft.held(name)
    if held.share(kind) < ENOUGH or is_somebody_elses(name):
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
