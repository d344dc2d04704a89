"""How names are compared: cleaned the same way when loaded and when typed, keyed by sound, and scored.

A small first version: exact and sound-alike tokens find candidates through an index, and rapidfuzz scores only those.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from rapidfuzz.distance import JaroWinkler

SIMILAR_FROM = 0.85
LONGEST_NAME = 100
_SOUNDS_LIKE = (
    ("ph", "f"), ("gh", ""), ("ck", "k"), ("sch", "sk"), ("sh", "s"), ("ch", "k"), ("x", "ks"), ("qu", "k"),
    ("z", "s"), ("wr", "r"), ("kn", "n"), ("mac", "mc"),
)  # fmt: skip


def tokens(name: str) -> tuple[str, ...]:
    """The parts of a name, without case, accents, apostrophes, or the wildcards people type.

    >>> tokens("O\u2019Brien-Smythe  Zo\u00eb*")
    ('obrien', 'smythe', 'zoe')
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['\u2019\u2018`*%]", "", plain)
    return tuple(re.findall(r"\w+", plain))


def sound(token: str) -> str:
    """A token as it roughly sounds: Pierce and Pearce, Murphey and Murphy, Wiliams and Williams share one.

    >>> sound("pierce") == sound("pearce"), sound("murphey") == sound("murphy"), sound("kate") == sound("cate")
    (True, True, True)
    """
    for written, heard in _SOUNDS_LIKE:
        token = token.replace(written, heard)
    token = re.sub(r"c(?=[eiy])", "s", token).replace("c", "k")
    rest = re.sub(r"[aeiouyhw]", "", token[1:])
    return re.sub(r"(.)\1+", r"\1", (token[:1] + rest))


def keys(first_name: str, family_name: str) -> set[tuple[str, str]]:
    """The (kind, key) pairs under which a person is found: each token's sound, by the part of the name it is in."""
    parts = (("first", first_name), ("family", family_name))
    return {(kind, sound(token)) for kind, name in parts for token in tokens(name)}


class Closeness(Enum):
    """How near a person's name is to the one typed."""

    MATCH = "match"
    SIMILAR = "similar"
    OTHER = "other"


@dataclass(frozen=True)
class TypedName:
    """The name typed, as tokens; either part may be empty, not both."""

    first: tuple[str, ...]
    family: tuple[str, ...]

    def closeness(self, first_name: str, family_name: str) -> Closeness:
        """Compare with a person's name. Swapped parts and a sound-alike are similar, never a match."""
        first, family = tokens(first_name), tokens(family_name)
        if _all_equal(self.first, first, initial=True) and _all_equal(self.family, family):
            return Closeness.MATCH
        for first_part, family_part in ((first, family), (family, first)):
            if _all_near(self.first, first_part) and _all_near(self.family, family_part):
                return Closeness.SIMILAR
        return Closeness.OTHER


def _all_equal(typed: Iterable[str], held: tuple[str, ...], *, initial: bool = False) -> bool:
    return all(
        token in held or (initial and len(token) == 1 and any(part.startswith(token) for part in held))
        for token in typed
    )


def _all_near(typed: Iterable[str], held: tuple[str, ...]) -> bool:
    return all(
        any(sound(token) == sound(part) or JaroWinkler.similarity(token, part) >= SIMILAR_FROM for part in held)
        for token in typed
    )
