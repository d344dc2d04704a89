"""How names are compared. Every rule of likeness is here; `search.py` says how people are found by it.

A name is cut into tokens (`tokens`). Two tokens have a **cost**, 0 for the same and 1 for nothing alike: the cheapest
of three ways to see them.

* Spelling: how many typing errors lie between them, dearer in short names.
* Sound: the same, between what is heard (`heard`): Pierce and Pearce, Siobhan and Shivaun, Agnieszka and Agneshka.
* Short form: known to stand for one another (`short_forms.py`), or by its shape it could (`stem`): Benny, Benjamin.

So that a council's names need not all be compared, each token held has keys (`keys`) and a typed one says which keys
it wants (`wanted`): what shares no key is never looked at, so the keys must be generous, and the costs strict.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from anyascii import anyascii
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from matching import short_forms

LONGEST_NAME = 100
# Keys grow with a token's length; what differs only beyond this is the same name.
LONGEST_TOKEN = 24

ALIKE = 0.22
"""Tokens of a higher cost are different names."""
OTHER = 1.0
"""The cost of tokens that have nothing to do with one another."""
SHAPE = 0.11
MADE_FROM = 0.14
"""Cost of what is short for the other by its shape only: its beginning, or that with -ie, -y, -o (`stem`)."""
INITIAL = 0.12
"""Cost of an initial for a name that begins with it."""
PREFIXED = 0.10
"""Cost of a name without the particle the other has: Brien and O'Brien, Hassan and Al-Hassan."""
EACH_ERROR = 0.55
FIRST_LETTER = 0.03
"""A typing error costs this, divided by the letters of the longer name, and the first letter this besides: it is the
one least often mistyped."""
MOST_SLIPS = 3
"""More typing errors than these are another spelling, if anything."""
SOUNDS_SAME = 0.02
EACH_SOUND = 0.32
EACH_OTHER_LETTER = 0.02
"""What sounds alike costs this, a share of EACH_SOUND for sounds that differ, and a little for each letter."""
MOST_ERRORS = 6
"""Names farther apart in letters do not sound alike either."""
SWAPPED = 0.04
"""Cost of a first name typed as the family name and the family name as the first."""
NOT_THERE = 0.06
"""Cost of a typed part the person does not have: a middle name, half of a double-barrelled name."""
SURE = 0.15
CHANGED = 0.40
"""Where the date of birth is right and one name costs no more than SURE, the other may be anything, and costs this."""
NOT_FIRST = 0.04
"""Cost of a first name that the person has as a middle name."""

# Written as a word of its own or with the name it precedes: O Brien, Mc Donald, van der Berg.
PARTICLES = frozenset(
    ("o", "mc", "mac", "de", "da", "do", "dos", "du", "del", "der", "den", "di", "la", "le", "les", "st", "van", "von")
    + ("ter", "ten", "ni", "nic", "nan", "ap", "ab", "abd")
)
PREFIXES = frozenset(("o", "mc", "mac", "de", "al", "el", "ap", "abdul", "van"))

# What is written, then what is heard, applied in this order. S stands for sh, ch, zh and their kin; J for the j of
# James. The origins are mixed on purpose: nobody knows the language of a name when it is typed.
_HEARD = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"^ma?c(?=[^aeiouyhk])", "mak"), (r"^(kn|gn|pn)", "n"), (r"^wr", "r"), (r"^ps", "s"), (r"^rh", "r"),
        (r"^(hs|x)", "S"), (r"^(ts|tz)", "s"), (r"^s(?=[ei][aou])", "S"), (r"^ge|^gi(?=[ao])", "Ji"), (r"^j", "J"),
        (r"tsch|tzsch|tch|szcz|shch|sch(?=[aeiouw]|$)", "S"), (r"sz|cz|zh|sh", "S"), (r"ch(?=[rlnm])", "k"),
        (r"ch|[sct]i(?=[oa])", "S"), (r"dg(?=e)|dzh|dj|j", "J"), (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"ph|pf", "f"), (r"(?<=[aeiou])[bm]h", "v"), (r"(?<=[aiou])gh(?=t|$|[aeiou])", ""),
        (r"gh", "g"), (r"kh|ck|q|c", "k"), (r"[dt]h", "t"), (r"x", "ks"), (r"[dt]?z|ts", "s"), (r"w", "v"), (r"h", ""),
        (r"y", "i"), (r"[ei][aeiou]*", "i"), (r"a[aeiou]*", "a"), (r"[ou][aeiou]*", "u"), (r"(.)\1+", r"\1"),
        (r"(?<=[^aiu]..)i$", ""), (r"(?<=[^aiu][^aiu])i$", ""),
    )
)  # fmt: skip
_CLASSES = str.maketrans({"v": "f", "b": "p", "d": "t", "g": "k", "S": "s", "J": "s", "a": "", "i": "", "u": ""})
_SHORT_ENDING = re.compile(r"(?<=..)(ies?|ey|y|i|e|o|a|s|ers|za|zza)$")


class Token(NamedTuple):
    """One part of a name, how it is heard, and what it would be the pet name of ("" where it has no such shape).

    `number` is its number in the council's index (name_index.py); "" where it was typed.
    """

    text: str
    heard: str
    stem: str
    number: str = ""

    @classmethod
    def of(cls, text: str, number: int | None = None) -> "Token":
        return cls(text, heard(text), stem(text), "" if number is None else str(number))


def tokens(name: str) -> tuple[str, ...]:
    """The parts of a name in plain letters, without the wildcards people type; particles joined to what they precede.

    >>> tokens("O\u2019Brien-Smythe  Zo\u00eb*"), tokens("O' Brien"), tokens("van der Berg")
    (('obrien', 'smythe', 'zoe'), ('obrien',), ('vanderberg',))
    """
    if name.isascii() and name.isalpha():
        # As most names are, and half of the time of a search went into the rest.
        return (name.casefold()[:LONGEST_TOKEN],)
    joined = re.sub(r"['`\u00b4\u2018\u2019\u02bb\u02bc]\s*|[*%]", "", name)
    parts: list[str] = []
    before = ""
    words = re.findall(r"[a-z0-9]+", _plain(joined).casefold())
    for place, word in enumerate(words):
        if word in PARTICLES and place + 1 < len(words):
            before += word
        else:
            parts.append((before + word)[:LONGEST_TOKEN])
            before = ""
    return tuple(parts)


def _plain(name: str) -> str:
    if name.isascii():
        return name
    # Signs are no part of a name: anyascii would spell out what an emoji shows.
    return anyascii("".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in name))


def heard(token: str) -> str:
    """What is heard of a token, whatever language it was written in, with three vowels and silent letters left out.

    >>> heard("pierce") == heard("peirce"), heard("agnieszka") == heard("agneshka"), heard("philip") == heard("filip")
    (True, True, True)
    """
    for written, sounds in _HEARD:
        token = written.sub(sounds, token)
    return token


def skeletons(token: str) -> set[str]:
    """The consonants heard, with those that are often taken for one another made one; "a" stands for a vowel at first.

    Where they are only one or two, the number of vowels is added: else half the names would share it. More than one
    skeleton where a letter can be read in two ways: the ch of Michael, the j of Jusuf, the g of Gillian, a w.

    >>> skeletons("yusuf") & skeletons("jusuf"), skeletons("siobhan"), skeletons("shaun") == skeletons("sean")
    ({'asf2'}, {'sfn'}, True)
    """
    readings = {token}
    for pattern, other in ((r"ch", "k"), (r"^j", "y"), (r"^g(?=[eiy])", "J"), (r"(?<=.)w", ""), (r"j", "i")):
        readings |= {re.sub(pattern, other, reading) for reading in readings}
    return {_skeleton(heard(reading)) for reading in readings}


def stem(token: str) -> str:
    """What a pet name is made from, as heard: Benny and Bennie from "bin", Cathi from "kat"; "" for any other shape.

    >>> stem("bennie"), stem("cathi")
    ('bin', 'kat')
    """
    cut = _SHORT_ENDING.sub("", token) if len(token) < 8 else token
    sounds = heard(cut) if cut != token else ""
    return sounds if len(sounds) > 2 else ""


def keys(token: str) -> set[str]:
    """The keys a token is held under: as it is and with any one letter missing, by its sounds, and by its stem."""
    made_from = stem(token)
    shape = {f"<{made_from}"} if made_from else set()
    return spelt(token) | {f"~{sounds}" for sounds in skeletons(token)} | shape


def spelt(token: str) -> set[str]:
    """Those of its keys that say how it is written: enough for a middle name, which may be left out altogether."""
    without_one = {token[:place] + token[place + 1 :] for place in range(len(token))} if len(token) > 2 else set()
    return {f"={part}" for part in (token, *without_one)}


def wanted(token: str, first_name: bool) -> set[str]:
    """The keys a typed token is looked up by: its own, those of the names it is known to stand for, of what begins it,
    and of what it is with or without a particle; as a first name also of its pet names and its initial."""
    begins = {f"={token[:end]}" for end in range(1 if first_name else 3, len(token))}
    as_heard = heard(token)
    short = {f"<{as_heard[:end]}" for end in range(3, len(as_heard) + 1)} if first_name else set()
    known = {f"={other}" for other in short_forms.related(token)}
    prefixed = {f"={prefix}{token}" for prefix in PREFIXES}
    bare = {f"={token.removeprefix(prefix)}" for prefix in PREFIXES if len(token) - len(prefix) > 3}
    return keys(token) | begins | short | known | prefixed | bare


def beginnings(token: str) -> tuple[str, str]:
    """What a typed first name may begin, and what it may be made from the beginning of; "" for one too short.

    >>> beginnings("kath"), beginnings("sammie"), beginnings("jo")
    (('kath', ''), ('sammie', 'sam'), ('', ''))
    """
    cut = re.sub(r"(.)\1$", r"\1", _SHORT_ENDING.sub("", token)) if len(token) < 8 else token
    return token if len(token) > 2 else "", cut if len(cut) > 2 and cut != token else ""


def cost(one: Token, other: Token) -> float:
    """How far two tokens are apart: 0 the same, up to ALIKE alike, OTHER nothing alike. The same either way round."""
    return float(costs([one], [other])[0, 0])


def costs(typed: Sequence[Token], held: Sequence[Token]) -> np.ndarray:
    """The costs of each typed token (rows) beside each held one (columns). All at once: a search compares hundreds."""
    found = np.minimum(*_spelling_and_sound(typed, held))
    places = {other.text: place for place, other in enumerate(held)}
    stems: dict[str, list[int]] = defaultdict(list)
    for place, other in enumerate(held):
        stems[other.stem].append(place)
        if len(other.text) == 1:
            found[:, place] = OTHER
    for row, one in zip(found, typed, strict=True):
        if len(one.text) == 1:
            row[:] = OTHER
        for place, known in (*_known(one, places), *_shapes(one, held, places, stems)):
            row[place] = min(known, row[place])
        if one.text in places:
            row[places[one.text]] = 0.0
    return found


def alike(typed: Sequence[Token], held: Sequence[Token]) -> dict[tuple[str, str], float]:
    """The costs of those that are alike, by their texts: (typed, held)."""
    if not typed or not held:
        return {}
    found = costs(typed, held)
    rows, columns = np.nonzero(found <= ALIKE)
    near = found[rows, columns].tolist()
    return {
        (typed[row].text, held[column].text): cost
        for row, column, cost in zip(rows.tolist(), columns.tolist(), near, strict=True)
    }


def _spelling_and_sound(typed: Sequence[Token], held: Sequence[Token]) -> tuple[np.ndarray, np.ndarray]:
    texts = [other.text for other in held]
    errors, shorter, longer = _apart([one.text for one in typed], texts)
    sounds, _, longer_sound = _apart([one.heard for one in typed], [other.heard for other in held])
    first_letter = np.array([[one.text[0] != text[0] for text in texts] for one in typed])
    spelling = errors * EACH_ERROR / longer + first_letter * FIRST_LETTER
    sound = SOUNDS_SAME + EACH_OTHER_LETTER * errors + sounds * EACH_SOUND / np.maximum(longer_sound, 1)
    spelling[(errors > MOST_SLIPS) | (shorter < 3)] = OTHER
    sound[(errors > MOST_ERRORS) | (longer_sound < 2)] = OTHER
    return spelling, sound


def _apart(typed: list[str], held: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How many typing errors lie between each two, and the letters of the shorter and the longer of them."""
    lengths = np.array([[len(text)] for text in typed]), np.array(list(map(len, held)))
    return cdist(typed, held, scorer=OSA.distance), np.minimum(*lengths), np.maximum(*lengths)


def _known(one: Token, places: Mapping[str, int]) -> Iterator[tuple[int, float]]:
    """Places of those known to stand for it, or with or without a particle, and the cost of each."""
    for other, known in short_forms.related(one.text).items():
        if other in places:
            yield places[other], known
    for prefix in PREFIXES:
        for other, shorter in ((prefix + one.text, one.text), (one.text.removeprefix(prefix),) * 2):
            if other in places and len(shorter) > 2:
                yield places[other], PREFIXED


def _shapes(
    one: Token, held: Sequence[Token], places: Mapping[str, int], stems: Mapping[str, list[int]]
) -> Iterator[tuple[int, float]]:
    """Places of those that one is short for by its shape only, or that are short for it, and the cost of each."""
    letters = len(one.text)
    if letters > 1 and one.text[0] in places:
        yield places[one.text[0]], INITIAL
    if letters == 2:
        return
    for place, other in enumerate(held):
        if other.text.startswith(one.text):
            yield place, INITIAL if letters == 1 else SHAPE
        elif one.stem and other.heard.startswith(one.stem) and len(other.text) > letters:
            yield place, MADE_FROM
    for end in range(3, letters):
        if one.text[:end] in places:
            yield places[one.text[:end]], SHAPE
    yield from ((place, MADE_FROM) for place in _made_of(one, held, stems))


def _made_of(one: Token, held: Sequence[Token], stems: Mapping[str, list[int]]) -> Iterator[int]:
    """Places of the shorter names whose stem it begins with."""
    for end in range(3, len(one.heard) + 1):
        yield from (place for place in stems.get(one.heard[:end], ()) if len(held[place].text) < len(one.text))


def _skeleton(sounds: str) -> str:
    vowel_first = "a" if sounds[:1] in ("a", "i", "u") else ""
    consonants = re.sub(r"(.)\1+", r"\1", sounds.translate(_CLASSES))
    vowels = str(len(re.findall("[aiu]", sounds))) if len(consonants) < 3 else ""
    return vowel_first + consonants + vowels


Costs = Mapping[tuple[str, str], float]
"""The cost of a typed token and a held one, by their texts; two that are missing have nothing to do with each other."""


@dataclass(frozen=True)
class TypedName:
    """The name typed, as tokens; either part may be empty, not both."""

    first: tuple[Token, ...]
    family: tuple[Token, ...]

    def costs(self, held: Iterable[str]) -> Costs:
        """The costs of these tokens beside every one typed."""
        typed, others = (*self.first, *self.family), [Token.of(text) for text in held]
        return alike(typed, others)

    def cost(self, first: Sequence[str], family: Sequence[str], costs: Costs) -> float:
        """How far a person's name is from the one typed; 0 is a match. Swapped parts are never a match."""
        as_typed = first_name_cost(self.first, first, costs) + part_cost(self.family, family, costs)
        return min(as_typed, self._cost_swapped(first, family, costs)) if as_typed else 0.0

    def cost_born_that_day(self, first: Sequence[str], family: Sequence[str], costs: Costs) -> float:
        """The same for a person of the right date of birth: one of the two names may then be another altogether."""
        first_cost, family_cost = first_name_cost(self.first, first, costs), part_cost(self.family, family, costs)
        near = min(first_cost + family_cost, self._cost_swapped(first, family, costs))
        if self.first and self.family and min(first_cost, family_cost) <= SURE:
            return min(near, min(first_cost, CHANGED) + min(family_cost, CHANGED))
        return near if near <= 2 * ALIKE else OTHER

    def _cost_swapped(self, first: Sequence[str], family: Sequence[str], costs: Costs) -> float:
        return part_cost(self.first, family, costs) + part_cost(self.family, first, costs) + SWAPPED

    @property
    def has_initial(self) -> bool:
        """Whether no more than an initial was typed for the first name."""
        return len(self.first) == 1 and len(self.first[0].text) == 1


def first_name_cost(typed: Sequence[Token], held: Sequence[str], costs: Costs) -> float:
    """The cost of first names: an initial typed for the first name matches, a middle name typed alone does not."""
    if not typed or not held:
        return OTHER if typed else 0.0
    if len(typed) == 1 and len(typed[0].text) == 1 and held[0].startswith(typed[0].text):
        return 0.0
    found = part_cost(typed, held, costs)
    is_first = typed[0].text == held[0] or _is_run_together(typed, held)
    return found if found > 0.0 or is_first else NOT_FIRST


def part_cost(typed: Sequence[Token], held: Sequence[str], costs: Costs) -> float:
    """The cost of one part of a name: the dearest of what was typed, each beside what it is nearest to.

    What was typed may be part of what is held (half of a double-barrelled name): that costs nothing. What was typed
    and is not held costs NOT_THERE each, as long as something was found. Run together is the same name.
    """
    if not typed:
        return 0.0
    if len(typed) == len(held) == 1:
        # As most names are.
        return _cost_of(typed[0].text, held[0], costs)
    nearest = [min([_cost_of(one.text, other, costs) for other in held], default=OTHER) for one in typed]
    found = [one for one in nearest if one <= ALIKE]
    apart = max(found) + NOT_THERE * (len(nearest) - len(found)) if found else OTHER
    if apart == 0.0:
        return apart
    if _is_run_together(typed, held):
        return 0.0
    joined = "".join(held)[:LONGEST_TOKEN]
    if apart <= ALIKE or OSA.distance(_joined(typed), joined, score_cutoff=MOST_ERRORS) > MOST_ERRORS:
        return apart
    return cost(run_together(typed), Token.of(joined))


def run_together(parts: Sequence[Token]) -> Token:
    """Several tokens as one: Mary Anne as maryanne."""
    if len(parts) == 1:
        return parts[0]
    return Token.of(_joined(parts))


def _joined(parts: Sequence[Token]) -> str:
    return "".join([part.text for part in parts])[:LONGEST_TOKEN]


def _cost_of(typed: str, held: str, costs: Costs) -> float:
    return 0.0 if typed == held else costs.get((typed, held), OTHER)


def _is_run_together(typed: Sequence[Token], held: Sequence[str]) -> bool:
    return "".join(part.text for part in typed) == "".join(held)
