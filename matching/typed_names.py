"""A typed name as a whole: how it is read, and how far each person's name is from it.

A name has a **cost**: 0 is a match, and more is less alike. It is the lowest cost of these readings:

* as typed: the first name with the first name, the family name with the family name;
* the wrong way round;
* a full name in one box, cut at every place;
* any typed part with any part on record: two given names typed as first and family name, or a name that lacks a part.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from rapidfuzz.distance import OSA

from matching import name_parts
from matching.name_costs import ALIKE, INITIAL, MOST_ERRORS, OTHER, Costs, alike, cost
from matching.name_parts import LONGEST_PART, TITLES, UNSURE, initials, is_baby
from matching.names import Token, Tokens, heard

SWAPPED = 0.04
"""Cost of first and family name typed the wrong way round."""
NOT_THERE = 0.06
"""Cost of a typed part that the person does not have: a middle name, half of a double-barrelled name."""
CROSSED = 0.06
"""Cost of parts typed in another place than on record: a second given name as the family name."""
NOT_ON_RECORD = 0.10
"""Cost of a first or family name of which nothing is on record."""
ANOTHER_BABY = 0.05
"""Cost of one word for a child not named yet instead of another, or of none on record: Baby, Unborn, Twin 1."""
BY_INITIALS = 0.08
"""Cost of several first names typed as initials: MJ for Martin Joseph."""
NOT_FIRST = 0.04
"""Cost of a first name that the person has as a middle name."""
SURE = 0.15
CHANGED = 0.40
"""If the date of birth is right and one name costs no more than SURE, the other may be any name, and costs at most
CHANGED."""
BADLY_TYPED = 0.45
"""If the date of birth is right, both names may differ by this share of their letters or sounds (`unlikeness`)."""
ALL_BUT_OTHER = 0.7
"""Names with a higher share of different letters are not compared by sound."""
FEWEST_LETTERS = 3
"""A star or per cent sign counts after or before at least so many letters."""


Parts = tuple[str, ...]
"""The parts of a first or family name (`name_parts.parts`)."""


@dataclass(frozen=True)
class HeldName:
    """A name on record as its parts; either may be empty."""

    first: Parts
    family: Parts

    @classmethod
    def of(cls, first: str, family: str) -> "HeldName":
        return cls(name_parts.parts(first), name_parts.parts(family))

    @property
    def parts(self) -> Parts:
        return (*self.first, *self.family)

    @property
    def is_plain(self) -> bool:
        """Whether there is one first name and one family name, no initial among them."""
        return _is_plain(self.first, self.family)


@dataclass(frozen=True)
class TypedName:
    """The typed name as tokens; either part may be empty.

    `begins` has the texts typed with a star or per cent sign after them, `ends` those with one before them.
    """

    first: tuple[Token, ...]
    family: tuple[Token, ...]
    begins: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()

    @classmethod
    def of(cls, first: str, family: str) -> "TypedName":
        """Read what was typed in the two boxes. Titles are left out, and "SMITH, John" in one box is both names.

        >>> typed = TypedName.of("", "SMITH, Mr John")
        >>> [one.text for one in typed.first], [one.text for one in typed.family]
        (['john'], ['smith'])
        """
        first, family = cls.boxes(first, family)
        first_parts, family_parts = _untitled(name_parts.parts(first)), _untitled(name_parts.parts(family))
        other = tuple(part for part in family_parts if part not in first_parts)
        marked = f"{first} {family}"
        return cls(
            tuple(map(Token.of, first_parts)),
            tuple(map(Token.of, other or family_parts)),
            frozenset(_beside_a_star(marked, after=True)),
            frozenset(_beside_a_star(marked, after=False)),
        )

    @staticmethod
    def boxes(first: str, family: str) -> tuple[str, str]:
        """What belongs in each box: "SMITH, John" in one of them is both names.

        >>> TypedName.boxes("", "SMITH, John")
        (' John', 'SMITH')
        """
        if "," in first + family and not (first.strip() and family.strip()):
            family, first = (first.strip() or family).split(",", 1)
        return first, family

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Every part of the name, without words that may be missing on record; never empty if anything was typed."""
        every = (*self.first, *self.family)
        return tuple(one for one in every if one.text not in UNSURE) or every

    @cached_property
    def as_one_word(self) -> tuple[Token, Token]:
        """All of each box as one word; the text is "" if nothing was typed."""
        return run_together(self.first), run_together(self.family)

    @property
    def in_one_box(self) -> bool:
        """Whether several parts were typed in one box and nothing in the other: it may be a full name."""
        return len(self.tokens) > 1 and not (self.first and self.family)

    @cached_property
    def is_plain(self) -> bool:
        """Whether one first name and one family name were typed, no initial among them."""
        return _is_plain([one.text for one in self.first], [one.text for one in self.family])

    @property
    def is_baby(self) -> bool:
        """Whether the first name typed only says that the child is not named yet."""
        return is_baby([one.text for one in self.first])

    @property
    def has_initial(self) -> bool:
        """Whether only an initial was typed as the first name."""
        return len(self.first) == 1 and len(self.first[0].text) == 1

    def costs(self, held: HeldName) -> Costs:
        """The costs of the parts of a name on record with each typed one."""
        others = [Token.of(text) for text in held.parts]
        every = Tokens.of([*others, *(form for one in others for form in one.other_forms())])
        return alike([*self.first, *self.family], every)


def _all_but_one(first: float, family: float, extra_cost: float) -> float:
    """The cost if one of the two names is sure, whatever the other; OTHER if neither is."""
    return min(first, CHANGED) + min(family, CHANGED) + extra_cost if min(first, family) <= SURE else OTHER


def _are_compared(first: Parts, family: Parts, held: HeldName) -> bool:
    """Whether a name typed and one on record stand in the same place."""
    return bool((first and held.first) or (family and held.family))


def _is_plain(first: Sequence[str], family: Sequence[str]) -> bool:
    return len(first) == len(family) == 1 and min(len(first[0]), len(family[0])) > 1 and not is_baby(first)


def _untitled(found: tuple[str, ...]) -> tuple[str, ...]:
    while found and found[0] in TITLES:
        found = found[1:]
    return found


def _beside_a_star(text: str, *, after: bool) -> Iterator[str]:
    for word in text.replace("%", "*").split():
        marked = word.endswith("*") if after else word.startswith("*")
        found = name_parts.parts(word) if marked else ()
        part = found[-1 if after else 0] if found else ""
        if len(part) >= FEWEST_LETTERS:
            yield part


def unlikeness(typed: Token, held: str) -> float:
    """The share of letters, or of sounds, in which two names differ, whichever is less: 0 for the same, 1 for nothing
    in common.

    >>> unlikeness(Token.of("brzeczyszczykiewicz"), "brzenczyszczykievich") < 0.2
    True
    >>> unlikeness(Token.of("smith"), "jones") > 0.7
    True
    """
    letters = letters_apart(typed, held)
    # Names that sound alike share some letters; to hear each would take longer than all the rest of a search.
    return min(letters, OSA.normalized_distance(typed.heard, heard(held))) if letters < ALL_BUT_OTHER else letters


def letters_apart(typed: Token, held: str) -> float:
    """The share of letters in which two names differ."""
    return OSA.normalized_distance(typed.text, held)


class NamesBeside:
    """How far names on record are from one that was typed, given the costs of their parts (`name_costs.alike`)."""

    def __init__(self, typed: TypedName, costs: Costs) -> None:
        self._typed = typed
        self._costs = costs
        self._begins = typed.begins
        self._ends = typed.ends
        self._first, self._family, self._every = (
            tuple(one.text for one in parts) for parts in (typed.first, typed.family, typed.tokens)
        )
        # Once for everyone of the same first or family name: most people listed have one with others.
        self._first_cost, self._family_cost = cache(self._cost_of_first), cache(self._cost_of_family)

    def cost(self, held: HeldName) -> float:
        """The cost of a person's name; 0 is a match, or no name typed. Names the wrong way round never match."""
        return self._least_cost(held, self._both_ways(held))

    def cost_born_that_day(self, held: HeldName) -> float:
        """The same for a person with the right date of birth: one of the two names may then be completely different,
        or both badly typed."""
        both_ways = self._both_ways(held)
        found = self._least_cost(held, both_ways)
        if found <= ALIKE or not self._every:
            return found
        near = found if found <= 2 * ALIKE else OTHER
        has_both = self._first and self._family
        one_changed = min(_all_but_one(*one) for one in both_ways) if has_both else OTHER
        return min(near, one_changed, self._badly_typed(held))

    def _both_ways(self, held: HeldName) -> list[tuple[float, float, float]]:
        """What the first and the family name cost, and what is added, as typed and the wrong way round."""
        first, family = self._first, self._family
        if self._typed.is_plain and held.is_plain:
            # Most names: nothing else can be said of one part beside one part.
            cost, one, other = self._one_cost, first[0], family[0]
            return [
                (cost(one, held.first[0]), cost(other, held.family[0]), 0.0),
                (cost(other, held.first[0]), cost(one, held.family[0]), SWAPPED),
            ]
        return [
            (self._first_cost(first, held.first), self._family_cost(family, held.family), 0.0),
            (self._first_cost(family, held.first), self._family_cost(first, held.family), SWAPPED),
        ]

    def _least_cost(self, held: HeldName, both_ways: list[tuple[float, float, float]]) -> float:
        if not self._every:
            return 0.0
        as_typed, swapped = (first + family + extra_cost for first, family, extra_cost in both_ways)
        if not _are_compared(self._first, self._family, held):
            as_typed = OTHER
        if not _are_compared(self._family, self._first, held):
            swapped = OTHER + SWAPPED
        if as_typed == 0.0 or (self._typed.is_plain and held.is_plain):
            # Most names are plain: the other readings cannot cost less.
            return min(as_typed, swapped)
        return min(as_typed, swapped, *self._other_readings(held))

    def _other_readings(self, held: HeldName) -> Iterator[float]:
        every = self._every
        yield self._crossed_cost(every, held)
        if self._typed.in_one_box:
            for cut in range(1, len(every)):
                yield self._in_order(every[:cut], every[cut:], held)
                yield self._in_order(every[cut:], every[:cut], held) + SWAPPED

    def _badly_typed(self, held: HeldName) -> float:
        pairs = zip(self._typed.as_one_word, (held.first, held.family), strict=True)
        both = [(typed, "".join(parts)) for typed, parts in pairs if typed.text and parts]
        if max([letters_apart(typed, name) for typed, name in both], default=OTHER) >= ALL_BUT_OTHER:
            return OTHER
        worst = max(unlikeness(typed, name) for typed, name in both)
        return ALIKE + worst if worst <= BADLY_TYPED else OTHER

    def _in_order(self, first: Parts, family: Parts, held: HeldName) -> float:
        """Both names in this order. At least one of them must be on record and alike."""
        if not _are_compared(first, family, held):
            return OTHER
        return self._first_cost(first, held.first) + self._family_cost(family, held.family)

    def _cost_of_first(self, typed: Parts, held: Parts) -> float:
        """The cost of first names. An initial typed as the first name matches; a middle name typed alone does not."""
        if not typed:
            return 0.0
        if is_baby(typed) and (not held or is_baby(held)):
            return 0.0 if typed == held else ANOTHER_BABY
        if not held or is_baby(held):
            return NOT_ON_RECORD
        if len(typed) == 1 and len(typed[0]) == 1 and held[0].startswith(typed[0]):
            return 0.0
        found = self._part_cost(typed, held)
        if len(held) > 1 and len(typed) == 1 and typed[0] == initials(held):
            found = min(found, BY_INITIALS)
        if found > 0.0 or self._one_cost(typed[0], held[0]) == 0.0 or "".join(typed) == "".join(held):
            return found
        return NOT_FIRST

    def _cost_of_family(self, typed: Parts, held: Parts) -> float:
        """The cost of family names."""
        return NOT_ON_RECORD if typed and not held else self._part_cost(typed, held)

    def _part_cost(self, typed: Parts, held: Parts) -> float:
        """The cost of the first or family name: the highest cost of a typed part and the stored one nearest to it.

        Typing only part of a name (half of a double-barrelled name) costs nothing. Each typed part that the person
        does not have costs NOT_THERE, if at least one was found. Written as one word is the same name.
        """
        if not typed:
            return 0.0
        if len(typed) == len(held) == 1:
            # Most names are like this.
            return self._one_cost(typed[0], held[0])
        # A middle initial says too little: nearly every name begins with one of a few letters.
        telling = [*held[:1], *[other for other in held[1:] if len(other) > 1 or other in typed]]
        nearest = [min([self._one_cost(one, other) for other in telling], default=OTHER) for one in typed]
        found = [one for one in nearest if one <= ALIKE]
        missing = sum(near > ALIKE and one not in UNSURE for near, one in zip(nearest, typed, strict=True))
        apart = max(found) + NOT_THERE * missing if found else OTHER
        if apart == 0.0 or not held:
            return apart
        together, joined = "".join(typed), "".join(held)
        if together == joined:
            return 0.0
        together, joined = together[:LONGEST_PART], joined[:LONGEST_PART]
        if apart <= NOT_THERE or OSA.distance(together, joined, score_cutoff=MOST_ERRORS) > MOST_ERRORS:
            return apart
        return min(apart, cost(Token.of(together), Token.of(joined)))

    def _crossed_cost(self, typed: Parts, held: HeldName) -> float:
        """The cost of the typed parts wherever they are on record. Two must be there, or the only one on record."""
        taken: set[str] = set()
        found: list[float] = []
        for one in typed:
            free = [(self._one_cost(one, other), other) for other in held.parts if other not in taken]
            near, other = min(free, default=(OTHER, ""))
            if near <= ALIKE:
                found.append(near)
                taken.add(other)
        named = [part for part in held.parts if len(part) > 1]
        if len(found) > 1:
            return sum(sorted(found)[-2:]) + CROSSED + NOT_THERE * (len(typed) - len(found))
        if found and len(named) == 1 and named[0] in taken:
            return found[0] + (NOT_ON_RECORD if len(typed) > 1 else SWAPPED)
        return OTHER

    def _one_cost(self, typed: str, held: str) -> float:
        """The cost of one typed part and one on record."""
        if typed == held or (typed in self._begins and held.startswith(typed)):
            return 0.0
        if typed in self._ends and held.endswith(typed):
            return 0.0
        if len(typed) == 1 or len(held) == 1:
            return INITIAL if typed[0] == held[0] else OTHER
        return self._costs.get((typed, held), OTHER)


def run_together(parts: Sequence[Token]) -> Token:
    """Several tokens as one word: Mary Anne as maryanne."""
    if len(parts) == 1:
        return parts[0]
    return Token.of("".join([part.text for part in parts])[:LONGEST_PART])
