"""Which kinds of relationship to a child a council shows. A kind that it has not set up is not shown."""

import re
from collections.abc import Collection, Iterable
from enum import Enum

_PLURALS = {"children": "child", "wives": "wife"}


class Kind(Enum):
    """What the council's settings say of a kind of relationship."""

    SHOWN = "shown"
    EXCLUDED = "excluded"
    NOT_SET_UP = "not set up"


def kind_key(relationship: str) -> str:
    """How kinds are compared: without case, spaces, hyphens and plural.

    >>> kind_key("Half-Sisters") == kind_key("half sister"), kind_key("Foster carer(s)") == kind_key("foster carer")
    (True, True)
    """
    words = re.findall(r"[^\W_]+", relationship.casefold().replace("(s)", "").replace("'", "").replace("\u2019", ""))
    joined = "".join(_PLURALS.get(word, word) for word in words)
    if joined.endswith("ies"):
        return f"{joined[:-3]}y"
    return joined[:-1] if joined.endswith("s") and not joined.endswith("ss") else joined


class Relationships:
    """The kinds a council shows and those it excludes.

    `shown` is None in settings of 0.3, which list only what is excluded: then a kind is shown unless it is excluded or
    has an excluded kind in it ("Former foster carer"). An excluded kind is never shown, although it is in both lists.
    """

    def __init__(self, shown: Iterable[str] | None, excluded: Iterable[str]) -> None:
        self._shown = None if shown is None else {kind_key(kind): kind for kind in shown}
        self._excluded = {kind_key(kind): kind for kind in excluded}

    def kind_of(self, relationship: str) -> Kind:
        """What the settings say of this relationship."""
        key = kind_key(relationship)
        if key in self._excluded:
            return Kind.EXCLUDED
        if self._shown is not None:
            return Kind.SHOWN if key in self._shown else Kind.NOT_SET_UP
        return Kind.EXCLUDED if any(part in key for part in self._excluded if part) else Kind.SHOWN

    def label_of(self, relationship: str) -> str:
        """The relationship as the settings write it; as it is, if they do not name it."""
        key = kind_key(relationship)
        return {**(self._shown or {}), **self._excluded}.get(key, relationship)

    def split(self, relationships: Collection[str]) -> dict[Kind, list[str]]:
        """The relationships by what the settings say of them, in order."""
        return {kind: sorted(one for one in relationships if self.kind_of(one) is kind) for kind in Kind}


_NOT_OF_THE_CHILD = ("grand", "great", "god", "foster", "inlaw", "partner")
_PARENTS = ("mother", "father", "parent", "mum", "dad")
_SIBLINGS = ("brother", "sister", "sibling", "twin")


def family_rank(relationship: str) -> int:
    """Where someone of this kind stands in a list of the people linked to a child: parents, siblings, others.

    Step-parents and half siblings count; a grandmother, a parent's partner or a parent's sister does not.

    >>> [family_rank(kind) for kind in ("Mother", "Step-father", "Half sister", "Grandmother", "Mother's partner")]
    [0, 0, 1, 2, 2]
    """
    key = kind_key(relationship)
    is_someone_elses = bool(re.search(r"['\u2019]s\b|s['\u2019]| of ", relationship.casefold()))
    if is_someone_elses or any(part in key for part in _NOT_OF_THE_CHILD):
        return 2
    if any(part in key for part in _PARENTS):
        return 0
    return 1 if any(part in key for part in _SIBLINGS) else 2
