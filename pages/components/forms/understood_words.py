"""How a search says what it understood, where that is not just what stands in the boxes."""

from data_access.values import SearchTerms
from matching.understood import Understood, understood


def understood_words(terms: SearchTerms) -> str:
    """What was searched for, "" if the names were read just as they were typed.

    >>> understood_words(SearchTerms(family_name="SMITH, Mr John"))
    'Searched for first name John, family name Smith.'
    >>> understood_words(SearchTerms(family_name="John Smith"))
    'Searched for John Smith as a full name, first name first and family name first.'
    >>> understood_words(SearchTerms(first_name="John", family_name="Smith"))
    ''
    """
    read = understood(terms.first_name, terms.family_name)
    return "" if read is None else f"{_names(read)}{_stars('begin', read.begins)}{_stars('end', read.ends)}"


def _names(read: Understood) -> str:
    if read.either_way:
        return f"Searched for {read.first or read.family} as a full name, first name first and family name first."
    boxes = [("first name", read.first), ("family name", read.family)]
    return f"Searched for {', '.join(f'{label} {name}' for label, name in boxes if name)}."


def _stars(verb: str, words: tuple[str, ...]) -> str:
    """What a star was read as.

    >>> _stars("begin", ("Will",))
    ' Names that begin with Will are included.'
    """
    return f" Names that {verb} with {' or '.join(words)} are included." if words else ""
