"""The name index of an extract: which names there are, the keys they are found by, and who bears them.

A council has a thousand times fewer names than people, so a search compares names first and only then asks who bears
one of the few that are alike. Three tables, all made here when an extract is built:

* `name_token`: each different token, numbered in alphabetical order, so that what begins alike lies side by side;
* `name_key`: each token under its keys (`names.keys`);
* `name_pair`: each person under every pair of a family-name token and a first-name token, as one number (`pair`), so
  that a person is found by both names at once and no common name alone brings a crowd.
"""

from collections.abc import Iterable, Iterator

from data_access import names

# First-name tokens are numbered below this; SQLite and PostgreSQL both hold 63 bits.
FIRST_NAMES = 1 << 24


def pair(family: int, first: int) -> int:
    """The two token numbers as one; 0 stands for a part the person does not have."""
    return family * FIRST_NAMES + first


class NameIndex:
    """The rows of the three tables for all people of an extract, given as (number, first name, family name)."""

    def __init__(self, people: Iterable[tuple[int, str, str]]):
        # The same name is cut up once: there are far fewer names than people.
        cut: dict[str, tuple[str, ...]] = {}

        def tokens(name: str) -> tuple[str, ...]:
            if name not in cut:
                cut[name] = names.tokens(name)
            return cut[name]

        self._people = [(number, tokens(first), tokens(family)) for number, first, family in people]
        texts = sorted({token for parts in cut.values() for token in parts})
        self._numbers = {text: number for number, text in enumerate(texts, start=1)}

    def tokens(self) -> Iterator[tuple[int, str, str, str]]:
        """(number, token, how it is heard, its stem), in order."""
        for text, number in self._numbers.items():
            yield number, text, names.heard(text), names.stem(text)

    def keys(self) -> list[tuple[str, int]]:
        """(key, token number), in the order of the index."""
        return sorted((key, number) for text, number in self._numbers.items() for key in names.keys(text))

    def pairs(self) -> list[tuple[int, int]]:
        """(pair, person number), in the order of the index."""
        numbers = self._numbers
        none = (0,)
        found = {
            (pair(family, first), person)
            for person, first_tokens, family_tokens in self._people
            for family in [numbers[token] for token in family_tokens] or none
            for first in [numbers[token] for token in first_tokens] or none
        }
        return sorted(found)
