"""What is said where something else than a name or a case ID was typed, and where it belongs."""

from config.council import Council
from data_access.values import LooksLike
from matching import not_names


def looks_like_words(council: Council, other: LooksLike) -> str:
    """What it looks like, and the box it belongs in, or that a search has no box for it."""
    looks = f"This looks like {_with_article(other.what)}. "
    if other.belongs_in == "case_id" and council.searches_by_case_id:
        return f"{looks}Enter it under Case ID"
    if other.belongs_in == "date_of_birth" and council.searches_by_name:
        return f"{looks}Enter it under Date of birth"
    if other.belongs_in == "family_name" and council.searches_by_name:
        return f"{looks}Enter it under By name"
    here = "a case ID" if other.typed_in == "case_id" else "a name"
    return f"{looks}You cannot search by {other.what}. Enter {here} here"


def _with_article(what: str) -> str:
    article = "an" if what in (not_names.NHS_NUMBER, not_names.ADDRESS, not_names.EMAIL, not_names.AGE) else "a"
    return f"{article} {what}"
